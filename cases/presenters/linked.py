"""The cases that belong to a case, as its page shows them: those alone that the reader may see."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from cases.access import Standing, visible_to
from cases.models import CaseLink, LinkKind, Party, Side
from cases.situations import Situation


@dataclass(frozen=True)
class Linked:
    """Another case, and how it belongs to this one."""

    reference: str
    how: str
    status: str


def linked(s: Situation) -> list[Linked]:
    """The linked cases that the person may know of, oldest link first."""
    mine = visible_to(s.by)
    found = CaseLink.objects.filter(Q(case=s.case, other__in=mine) | Q(other=s.case, case__in=mine))
    rows = []
    for link in found.select_related("case", "other").order_by("at", "pk"):
        outward = link.case_id == s.case.pk
        other = link.other if outward else link.case
        rows.append(Linked(str(other.reference), _how(link, outward=outward), other.get_state_display()))
    return rows


def may_counter(s: Situation) -> bool:
    """Whether the person may answer the case with a disagreement of their own: they take part for a side that received it."""
    return received_it(s.standing, s.parties) and s.by.has_perm("cases.raise")


def received_it(standing: Standing, parties: Iterable[Party]) -> bool:
    """Whether somebody in this standing takes part, or took part, for a side that received the case."""
    return any(party.side == Side.RECEIVING and party.pk in standing.own_parties for party in parties)


def _how(link: CaseLink, *, outward: bool) -> str:
    if link.kind == LinkKind.COUNTER and outward:
        return "This case answers it"
    return link.get_kind_display()
