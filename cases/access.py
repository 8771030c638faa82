"""Who may see a case, and in what standing. The only who-may of the house; it fails closed.

Whoever may not see a case is told that there is none (404): colleagues and excluded people included.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from agencies.models import User
from agencies.roles import MembershipRole
from agencies.selectors import areas_overseen_by, board_roles, chaired_areas
from cases.models import Capacity, Case, CaseView, Exclusion, Holding, Participation, Party, Seat, Side
from core.errors import NotVisible


@dataclass(frozen=True)
class Standing:
    """What a person is to a case. `holds` are the parties for which they act now, `held_parties` (ids) those for which they act or have
    acted; `content` whether they may read it all.

    Whoever sits on the panel of a case, or mediates in it, sees what is shared, and takes no part.

    The board's `office` sees that a case exists (`sees`) from the start, and its content from when the policy involves the
    board.
    """

    person: User
    sees: bool = False
    raiser: bool = False
    holds: tuple[Party, ...] = ()
    takes_part: bool = False
    own_parties: frozenset[int] = frozenset()
    held_parties: frozenset[int] = frozenset()
    board: bool = False
    office: bool = False
    content: bool = False

    @property
    def escalating(self) -> bool:
        """Whether they may speak for the side that raised it: its holder, and always the raiser."""
        return self.raiser or any(party.side == Side.ESCALATING for party in self.holds)


def visible_to(person: User) -> QuerySet[Case]:
    """The cases that this person may know of. List, page, search, API and export all start here."""
    if not person.is_active:
        return Case.objects.none()
    taking_part = _parts_of(person)
    excluded = Exclusion.objects.filter(case=OuterRef("pk"), person=person)
    chaired = Q(area__in=chaired_areas(person), board_involved_at__isnull=False)
    return Case.objects.filter(
        Q(Exists(taking_part)) | Q(Exists(_seats_of(person))) | Q(area__in=areas_overseen_by(person)) | chaired,
        ~Exists(excluded),
    )


def _parts_of(person: User) -> QuerySet[Participation]:
    """The parts of a person in the case of an outer query: not one for an agency from which it was passed on."""
    return Participation.objects.filter(case=OuterRef("pk"), person=person, party__passed_to=None)


def _seats_of(person: User) -> QuerySet[Seat]:
    """The seats on which a person sits now, of the case of an outer query: they read what is shared until it is over."""
    return Seat.objects.filter(sitting__passage__case=OuterRef("pk"), sitting__over_at=None, until=None, person=person)


def is_chair(case: Case, person: User) -> bool:
    """Whether the person chairs the board of the case's area."""
    return chaired_areas(person).filter(pk=case.area_id).exists()


def kept_out(case: Case) -> set[int]:
    """The ids of the people who are kept out of a case, because they are part of the disagreement (BUCKS-6)."""
    return set(Exclusion.objects.filter(case=case).values_list("person_id", flat=True))


def admit(case: Case, person: User | None, *, party: Party, at: datetime, capacity: str = Capacity.HOLDER) -> None:
    """Let a person take part in the case for a party, from now on."""
    if person is not None:
        Participation.objects.get_or_create(
            case=case, person=person, party=party, capacity=capacity, defaults={"since": at}
        )


def references_overseen_by(person: User) -> QuerySet[Case, str | None]:
    """The references of the cases that this person may know of as the board's office: whose undelivered notices they see."""
    overseen = visible_to(person).filter(area__in=areas_overseen_by(person))
    return overseen.values_list("reference", flat=True)


def standing(case: Case, person: User) -> Standing:
    """What this person is to a case that they can see; a Standing without any part for whoever cannot."""
    if not visible_to(person).filter(pk=case.pk).exists():
        return Standing(person)
    parts = list(Participation.objects.filter(case=case, person=person, party__passed_to=None))
    held = Holding.objects.filter(passage__case=case, passage__closed_at=None, party__part_ended_at=None, person=person)
    roles = board_roles(person, case.area_id)
    office, board = MembershipRole.BOARD_OFFICE in roles, bool(roles)
    return Standing(
        person,
        sees=True,
        raiser=any(part.capacity == Capacity.RAISER for part in parts),
        holds=tuple(holding.party for holding in held.select_related("party__agency")),
        takes_part=bool(parts),
        own_parties=frozenset(part.party_id for part in parts),
        held_parties=frozenset(part.party_id for part in parts if part.capacity == Capacity.HOLDER),
        board=board and case.board_involved_at is not None,
        office=office,
        content=bool(parts) or not board or case.board_involved_at is not None,
    )


def fetch(
    reference: str, *, person: User, at: datetime, page: str, shows: Callable[[Case], bool] = lambda _: True
) -> Case:
    """The case with this reference, for this person to know of; the look is logged, refused or not.

    The log says that it was seen only where the person may read the case and the page `shows` it: not for an outline,
    nor for a page that will refuse. Raises NotVisible where there is none or it is not theirs to see, without telling
    which; one query asks for both, and an unknown reference has no case at which a look could be logged.
    """
    visible = Exists(visible_to(person).filter(pk=OuterRef("pk")))
    takes_part = Exists(_parts_of(person)) | Exists(_seats_of(person))
    known = (
        Case.objects.filter(reference=reference)
        .select_related("area", "policy_version", "raised_by")
        .annotate(is_visible=visible, is_own=takes_part)
        .first()
    )
    if known is None:
        raise NotVisible
    readable = known.is_visible and (known.is_own or known.board_involved_at is not None)
    CaseView.objects.create(case=known, person=person, at=at, page=page, seen=readable and shows(known))
    if not known.is_visible:
        raise NotVisible
    prefetch_related_objects([known], "parties__agency")
    return known
