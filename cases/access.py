"""Who may see a case, and in what standing. The only who-may of the house; it fails closed.

Whoever may not see a case is told that there is none (404): colleagues and excluded people included.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from agencies.models import Membership, User
from agencies.roles import MembershipRole
from agencies.selectors import areas_overseen_by, board_roles, chaired_areas
from cases.models import (
    DECIDING,
    LEADING,
    LIVE_STATES,
    Capacity,
    Case,
    CaseView,
    Entry,
    Exclusion,
    FollowUp,
    FollowUpKind,
    Holding,
    Obligation,
    Participation,
    Party,
    Seat,
    Side,
    ToldInstead,
)
from core.errors import NotVisible
from policies.vocabulary import SEATED, Duty


@dataclass(frozen=True)
class Standing:
    """What a person is to a case. `holds` are the parties for which they act now, `held_parties` (ids) those for which they act or have
    acted; `content` whether they may read it all.

    Whoever sits on the panel of a case, or mediates in it, sees what is shared, and takes no part for a side: `seats` are
    those on which they sit, or for which they owe something still.

    The board's `office` sees that a case exists (`sees`) from the start, and its content from when the policy involves the
    board. Whoever was told instead of the office, which has nobody, sees its outline.
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
    seats: tuple[Seat, ...] = ()

    @property
    def sits(self) -> bool:
        """Whether they sit, and it is not over."""
        return any(seat.sitting.over_at is None for seat in self.seats)

    @property
    def leads(self) -> bool:
        """Whether they mediate, or chair the meeting or the panel; also afterwards, while they owe the report back."""
        return any(seat.role in LEADING for seat in self.seats)

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
    told = Q(Exists(_told_instead(person)), ~Exists(_of_the_office()), state__in=LIVE_STATES)
    return Case.objects.filter(
        Q(Exists(taking_part)) | Q(Exists(_seats_of(person))) | Q(area__in=areas_overseen_by(person)) | chaired | told,
        ~Exists(excluded),
    )


def content_visible_to(person: User) -> QuerySet[Case]:
    """Those of them whose content they may read, and not the outline alone: `Standing.content`, asked of all at once."""
    boards = Q(area__in=areas_overseen_by(person)) | Q(area__in=chaired_areas(person))
    own = Q(Exists(_parts_of(person))) | Q(Exists(_seats_of(person)))
    return visible_to(person).filter(own | (boards & Q(board_involved_at__isnull=False)))


def _parts_of(person: User) -> QuerySet[Participation]:
    """The parts of a person in the case of an outer query: not one for an agency from which it was passed on."""
    return Participation.objects.filter(case=OuterRef("pk"), person=person, party__passed_to=None)


def _told_instead(person: User) -> QuerySet[ToldInstead]:
    """Whether a person was told of the case of an outer query instead of the board's office."""
    return ToldInstead.objects.filter(case=OuterRef("pk"), person=person)


def _of_the_office() -> QuerySet[Membership]:
    """The people of the board's office of the case of an outer query: who was told instead sees the outline while there is none."""
    office = Membership.objects.filter(role=MembershipRole.BOARD_OFFICE.value, user__is_active=True)
    return office.filter(area=OuterRef("area"))


OF_THE_OUTER_QUERY = OuterRef("pk")


def _seats_of(person: User, case: Case | OuterRef = OF_THE_OUTER_QUERY) -> QuerySet[Seat]:
    """The seats of a person in a case (by default that of an outer query) that let them read what is shared (docs/adr/seats.md).

    That is from the appointment on until it is over; then while whoever led it owes the report back, and while they have
    yet to say whether they agreed with what was decided.
    """
    reporting = Obligation.objects.filter(
        passage=OuterRef("sitting__passage"),
        passage__end__in=DECIDING,
        duty=Duty.REPORT,
        owner__in=SEATED,
        optional=False,
        met_at=None,
    )
    asked = FollowUp.objects.filter(
        case=OuterRef("sitting__passage__case"), person=OuterRef("person"), kind=FollowUpKind.ASSENT, result=""
    )
    mine = Seat.objects.filter(sitting__passage__case=case, until=None, person=person)
    owes = Q(Exists(reporting), role__in=LEADING) | Q(Exists(asked))
    return mine.filter(Q(sitting__over_at=None) | owes)


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
    known = visible_to(person).filter(pk=case.pk).annotate(sits=Exists(_seats_of(person)))
    sits = known.values_list("sits", flat=True).first()
    if sits is None:
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
        content=bool(parts) or sits or (board and case.board_involved_at is not None),
        seats=tuple(_seats_of(person, case).select_related("sitting")) if sits else (),
    )


def done_with(submission: UUID | None, *, person: User) -> Case | None:
    """The case in which this person has sent this form before and which they see no longer, as whoever sat; else None."""
    sent = Entry.objects.filter(submission=submission, by=person).select_related("case").first() if submission else None
    return sent.case if sent is not None and not standing(sent.case, person).sees else None


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
    areas = areas_overseen_by(person) | chaired_areas(person)
    boards = areas.filter(pk=OuterRef("area"))
    known = (
        Case.objects.filter(reference=reference)
        .select_related("area", "policy_version", "raised_by")
        .annotate(is_visible=visible, is_own=takes_part, is_boards=Exists(boards))
        .first()
    )
    if known is None:
        raise NotVisible
    readable = known.is_visible and (known.is_own or (known.is_boards and known.board_involved_at is not None))
    CaseView.objects.create(case=known, person=person, at=at, page=page, seen=readable and shows(known))
    if not known.is_visible:
        raise NotVisible
    prefetch_related_objects([known], "parties__agency")
    return known
