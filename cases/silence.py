"""What is the proof that nobody answered? What was sent, when it was opened, and how they were chased, dated (BRIS-17)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agencies.ladder import posts_of
from agencies.models import Post, User
from cases.models import Case, CaseView, Entry, Exclusion, Holding, Obligation, Party, Passage, Side
from cases.passages import acting_role
from notifications.selectors import sent_to

CHASED = "chase"
"""The kind of the entries by which attempts to reach the other side are recorded."""


@dataclass(frozen=True)
class Equivalent:
    """Somebody else of the other agency to whom one can turn: in which post, and how to reach them (BRIS-17)."""

    person: User
    party: Party
    post: str


def silent_facts(case: Case, passage: Passage) -> list[dict[str, Any]]:
    """The proof for each receiving party that still owes something at a passage, as codes and dates for the record.

    `told`: when Resolve told whoever acts; `sent`: when its letter was sent; `opened`: when they first opened the case at
    this stage; `chased`: when, and by which means, the other side tried to reach them.
    """
    owing = Obligation.objects.filter(passage=passage, met_at=None, optional=False, party__side=Side.RECEIVING)
    parties = set(owing.filter(party__agreed_at=None).values_list("party", flat=True))
    holdings = passage.holdings.filter(party__in=parties).select_related("party", "person").order_by("party__number")
    chased = list(case.entries.filter(kind=CHASED, passage=passage).order_by("number"))
    return [_proof(case, passage, holding, chased) for holding in holdings]


def _proof(case: Case, passage: Passage, holding: Holding, chased: Iterable[Entry]) -> dict[str, Any]:
    told: datetime | None = None
    sent: datetime | None = None
    opened: datetime | None = None
    if holding.person is not None:
        letters = sent_to(holding.person, reference=str(case.reference), since=passage.opened_at)
        told = min((written for written, _ in letters), default=None)
        sent = min((at for _, at in letters if at is not None), default=None)
        views = CaseView.objects.filter(case=case, person=holding.person, seen=True, at__gte=passage.opened_at)
        opened = views.order_by("at").values_list("at", flat=True).first()
    attempts = [entry for entry in chased if entry.facts.get("of") == holding.party.number]
    return {
        "party": holding.party.number,
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
        passage.holdings.filter(party__side=Side.RECEIVING, party__agreed_at=None).select_related("party__agency")
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
