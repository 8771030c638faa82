"""Who acts for each party of a case and who acted at the stages before, as this person may know it."""

from dataclasses import dataclass
from datetime import datetime

from agencies.models import User
from cases.models import Holding, Participation, Party
from cases.situations import Situation
from cases.wording import stage_name
from core.words import moment
from notifications.selectors import failed_deliveries


@dataclass(frozen=True)
class HolderLine:
    """Who acted for a party at a stage, whom they covered, and why they: empty where the reader may not know that."""

    agency: str
    agreed_at: datetime | None
    name: str
    title: str
    why: list[str]


def people_by_stage(s: Situation) -> list[tuple[str, list[HolderLine]]]:
    """The stages that the case has been at, latest first, each with who acted there."""
    found = s.case.passages.prefetch_related("holdings__person", "holdings__party__agency", "holdings__on_behalf_of")
    return [
        (stage_name(s.case, passage.stage, passage.rung), [_line(holding, s) for holding in passage.holdings.all()])
        for passage in found.order_by("-number")
    ]


def undelivered(s: Situation) -> list[str]:
    """Whom no letter reached in this case, for the board's side, and for the side of whoever should have had it."""
    failed = failed_deliveries(references=[str(s.case.reference)])
    if not s.standing.board:
        own = Participation.objects.filter(case=s.case, party__in=s.standing.own_parties)
        failed = failed.filter(message__recipient__in=own.values("person"))
    latest: dict[int | None, str] = {}
    for delivery in failed:
        message = delivery.message
        said = f"It was written on {moment(message.created_at)}, and said: {message.todo}."
        if isinstance(message.recipient, User):
            said = f"The letter to {message.recipient.name} could not be delivered. {said}"
        else:
            said = f"There was a letter and nobody to send it to. {said}"
        latest.setdefault(message.recipient_id, said)
    return list(latest.values())


def why_for(holding: Holding, s: Situation) -> list[str]:
    """Why this person acts, for the party's own people and the board's side.

    To the other side it would name who is part of the disagreement, who has left, and who is away.
    """
    return list(holding.why) if _is_own(holding.party, s) or s.standing.board else []


def _is_own(party: Party, s: Situation) -> bool:
    return party.pk in s.standing.own_parties


def _line(holding: Holding, s: Situation) -> HolderLine:
    covers = f", covering for {holding.on_behalf_of.name}" if holding.on_behalf_of else ""
    return HolderLine(
        agency=holding.party.agency.name,
        agreed_at=holding.party.agreed_at,
        name=f"{holding.person.name}{covers}" if holding.person else "Nobody in post",
        title=holding.title,
        why=why_for(holding, s),
    )
