"""What is the proof that nobody answered? What was sent, when it was opened, and how they were chased, dated (BRIS-17)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agencies.ladder import posts_of
from agencies.models import Post, User
from cases.models import Case, CaseView, Entry, Exclusion, Holding, Participation, Party, Passage, Side
from cases.process.passages import acting_role
from cases.unanswered import Unanswering
from notifications.selectors import sent_to

CHASED = "chase"
"""The kind of the entries by which attempts to reach the other side are recorded."""


@dataclass(frozen=True)
class Equivalent:
    """Somebody else of the other agency to whom one can turn: in which post, and how to reach them (BRIS-17)."""

    person: User
    party: Party
    post: str


def silent_facts(case: Case, passage: Passage, silent: Iterable[Unanswering]) -> dict[str, Any]:
    """The proof for each party that did not answer at a passage, as codes and dates for the record; {} where all did.

    `owes` and `last`: which answers it owed, and what it did here last. `told`: when Resolve told whoever acts; `sent`:
    when its letter was sent; `opened`: when somebody of the party first opened the case at this stage; `chased`: when, and
    by which means, the other side tried to reach them.
    """
    by_party = {found.party.pk: found for found in silent}
    if not by_party:
        return {}
    holdings = passage.holdings.filter(party__in=by_party).select_related("party", "person").order_by("party__number")
    chased = list(case.entries.filter(kind=CHASED, passage=passage).order_by("number"))
    proofs = [_proof(case, passage, holding, by_party[holding.party_id], chased) for holding in holdings]
    return {"silence": proofs}


def _proof(
    case: Case, passage: Passage, holding: Holding, silent: Unanswering, chased: Iterable[Entry]
) -> dict[str, Any]:
    told: datetime | None = None
    sent: datetime | None = None
    people = Participation.objects.filter(case=case, party=holding.party).values("person")
    views = CaseView.objects.filter(case=case, person__in=people, seen=True, at__gte=passage.opened_at)
    opened = views.order_by("at").values_list("at", flat=True).first()
    if holding.person is not None:
        letters = sent_to(holding.person, reference=str(case.reference), since=passage.opened_at)
        told = min((written for written, _ in letters), default=None)
        sent = min((at for _, at in letters if at is not None), default=None)
    attempts = [entry for entry in chased if entry.facts.get("of") == holding.party.number]
    return {
        "party": holding.party.number,
        "owes": [duty.value for duty in silent.owes],
        "last": {"kind": silent.last.kind, "at": silent.last.recorded_at.isoformat()} if silent.last else None,
        "told": _iso(told),
        "sent": _iso(sent),
        "opened": _iso(opened),
        "chased": [{"at": entry.facts["at"], "method": entry.facts["method"]} for entry in attempts],
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def equivalents(case: Case, passage: Passage) -> list[Equivalent]:
    """To whom else one can turn at the agencies that received it: the same or the next posts up, as their ladders stand now.

    First those in a role that acts at this stage, then the others by rank; without who acts already and who is kept out.
    """
    holdings = list(
        passage.holdings.filter(party__side=Side.RECEIVING, party__part_ended_at=None).select_related("party__agency")
    )
    kept_out = set(Exclusion.objects.filter(case=case).values_list("person_id", flat=True))
    ladders = posts_of([holding.party.agency for holding in holdings], area=case.area)
    found: list[Equivalent] = []
    for holding in holdings:
        acting = acting_role(case, holding.party)
        roles = [acting.role.value, *(role.value for role in acting.alternatives)] if acting else []
        near = sorted(ladders[holding.party.agency_id], key=lambda post: (post.role not in roles, post.rank, post.pk))
        found += [
            Equivalent(post.holder, holding.party, post.title)
            for post in near
            if post.holder is not None and _can_be_asked(post, holding, kept_out)
        ]
    return found


def _can_be_asked(post: Post, holding: Holding, kept_out: set[int]) -> bool:
    person = post.holder
    return person is not None and person.is_active and person.pk != holding.person_id and person.pk not in kept_out
