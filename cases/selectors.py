"""What lists show: the cases and duties that concern a person, each in a fixed number of queries."""

from datetime import datetime

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet

from agencies.models import Cover, User
from agencies.selectors import areas_overseen_by, chaired_areas
from cases.access import visible_to
from cases.models import (
    DECIDING,
    LEADING,
    LIVE_STATES,
    Answer,
    Approval,
    Case,
    CaseView,
    Draft,
    FollowUp,
    Holding,
    Obligation,
    Participation,
    Proposal,
    ProposalKind,
    Seat,
    Side,
    State,
)
from cases.process.follow_ups import FOR_THE_CHAIR, FOR_THE_NAMED, FOR_THE_RAISER, FOR_THE_SEATED, OF_THE_STAGE
from policies.vocabulary import AFTER_DECISION, SEATED, WHO_LEADS_MAY, Duty

BY_THE_OTHER_SIDE = (ProposalKind.TIMETABLE, ProposalKind.REDIRECT)
"""What is answered by the side that did not propose it; a plan and a statement are, by every party."""
OF_A_FOLLOW_UP = (
    *("clock", "party__agency", "person", "subject", "action"),
    *("asked_in__content", "asked_in__passage"),
)
"""What a page shows of a follow-up."""

LEFT_AFTER_THE_END = Q(duty__in=AFTER_DECISION, passage__end__in=DECIDING)


def owed_by(person: User) -> QuerySet[Obligation]:
    """What this person owes now, in any case, soonest limit first; undated duties come last."""
    held = Holding.objects.filter(passage=OuterRef("passage"), party=OuterRef("party"), person=person)
    boards = Q(passage__case__area__in=areas_overseen_by(person)) | Q(passage__case__area__in=chaired_areas(person))
    of_the_board = Q(party__isnull=True, passage__case__board_involved_at__isnull=False) & boards
    led = Seat.objects.filter(sitting__passage=OuterRef("passage"), until=None, role__in=LEADING, person=person)
    as_leader = Q(Exists(led), party__isnull=True) & (Q(owner__in=SEATED) | Q(duty__in=WHO_LEADS_MAY))
    return (
        owed_now()
        .filter(Q(Exists(held)) | of_the_board | as_leader)
        .filter(passage__case__in=visible_to(person))
        .order_by(F("clock__due_at").asc(nulls_last=True), "passage__case__pk", "number")
    )


def waiting_for_others(person: User) -> QuerySet[Obligation]:
    """What others owe in the live cases in which this person takes part, soonest limit first."""
    part = Participation.objects.filter(case=OuterRef("passage__case"), person=person)
    held = Holding.objects.filter(passage=OuterRef("passage"), party=OuterRef("party"), person=person)
    return (
        owed_now()
        .filter(Exists(part), ~Exists(held))
        .filter(passage__case__in=visible_to(person))
        .order_by(F("clock__due_at").asc(nulls_last=True), "passage__case__pk", "number")
    )


def proposals_to_answer(person: User) -> QuerySet[Proposal]:
    """The plans and timetables that wait for this person's answer, whether or not the procedure makes a duty of it.

    The oldest comes first.
    """
    return waiting_proposals().filter(_waits_for(person=person), case__in=visible_to(person))


def proposals_with_others(person: User) -> QuerySet[Proposal]:
    """The plans and timetables that wait for others, in the cases in which this person takes part; oldest first."""
    part = Participation.objects.filter(case=OuterRef("case"), person=person)
    found = waiting_proposals().filter(Exists(part), _waits_for(), ~_waits_for(person=person))
    return found.filter(case__in=visible_to(person))


def cases_in(owed: QuerySet[Obligation], proposals: QuerySet[Proposal]) -> list[int]:
    """The ids of the cases of these duties and proposals, in their order: two queries, however many there are."""
    duties, asked = owed.values_list("passage__case", flat=True), proposals.values_list("case", flat=True)
    return list(dict.fromkeys([*duties, *asked]))


def without_a_person(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those of these live cases in which nobody could be found to act for a side."""
    nobody = Holding.objects.filter(
        passage__case=OuterRef("pk"), passage__closed_at=None, person=None, party__part_ended_at=None
    )
    return cases.filter(Exists(nobody), state__in=LIVE_STATES)


def unread(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those of these live cases that an agency which received it has neither acknowledged nor opened at its present stage."""
    seen = CaseView.objects.filter(case=OuterRef("passage__case"), person=OuterRef("person"), seen=True)
    silent = Holding.objects.filter(
        ~Exists(seen),
        passage__case=OuterRef("pk"),
        passage__closed_at=None,
        party__side=Side.RECEIVING,
        party__part_ended_at=None,
        acknowledged_at=None,
    )
    return cases.filter(Exists(silent), state__in=LIVE_STATES)


def asked_of_the_office(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those of these cases in which a side waits for the approval of the board's office."""
    live = Q(proposal=None) | Q(proposal__accepted_at=None, proposal__set_aside_at=None)
    waits = Approval.objects.filter(live, case=OuterRef("pk"), answered_in=None, passage__closed_at=None)
    return cases.filter(Exists(waits), state=State.OPEN)


def drafts_of(person: User) -> QuerySet[Draft]:
    """The unsent drafts of a person, latest first."""
    return Draft.objects.filter(writer=person, case__isnull=True).order_by("-updated_at")


def listed(person: User) -> QuerySet[Case]:
    """The cases that this person may know of, with `next_due` (the soonest running limit, UTC or None) and `takes_part`."""
    part = Participation.objects.filter(case=OuterRef("pk"), person=person)
    running = Q(clocks__stopped_at=None, clocks__paused_at=None, clocks__follow_up=None)
    return (
        visible_to(person)
        .select_related("area", "policy_version")
        .defer("policy_version__content", "policy_version__source")
        .prefetch_related("parties__agency")
        .annotate(next_due=Min("clocks__due_at", filter=running), takes_part=Exists(part))
    )


def left_after_the_end() -> QuerySet[Obligation]:
    """What may still be done in cases that have been decided: the report back, owed or not (BHAM-30, BRENT-15)."""
    return Obligation.objects.filter(LEFT_AFTER_THE_END, met_at__isnull=True)


def to_follow_up(person: User, *, at: datetime) -> QuerySet[FollowUp]:
    """What is to be followed up by this person at `at` (UTC), in any case, soonest limit first; undated comes last.

    For a party: by whoever acts for it, or did last, and by its raiser; for the board: by its office and chair. What is
    asked of the raiser, of whoever is named, or of somebody who sat, is theirs alone, while they are there; what opens later is
    left out until then.
    """
    part = Participation.objects.filter(case=OuterRef("case"), party=OuterRef("party"), person=person)
    mine = Q(Exists(part)) & (
        ~Q(kind__in=FOR_THE_RAISER) | Q(case__raised_by=person) | Q(case__raised_by__is_active=False)
    )
    mine &= ~Q(kind__in=FOR_THE_NAMED) | Q(person=person) | Q(person__is_active=False)
    asked = (Q(opens_at=None) | Q(opens_at__lte=at)) & (
        ~Q(kind__in=OF_THE_STAGE) | Q(asked_in__passage__closed_at__isnull=True, case__state__in=LIVE_STATES)
    )
    boards = Q(case__area__in=areas_overseen_by(person)) | Q(case__area__in=chaired_areas(person))
    of_the_board = Q(party__isnull=True, case__board_involved_at__isnull=False) & boards & ~Q(kind__in=FOR_THE_SEATED)
    of_the_board &= ~Q(kind__in=FOR_THE_CHAIR) | Q(case__area__in=chaired_areas(person))
    as_seated = Q(kind__in=FOR_THE_SEATED, person=person)
    found = FollowUp.objects.filter(asked, mine | of_the_board | as_seated, result="", case__in=visible_to(person))
    return (
        found.select_related(*OF_A_FOLLOW_UP, "case__area", "case__policy_version")
        .defer("case__policy_version__content", "case__policy_version__source")
        .order_by(F("clock__due_at").asc(nulls_last=True), "case__pk", "number")
    )


def owed_now() -> QuerySet[Obligation]:
    """All that anybody owes in live cases, and what is left after a decision."""
    asked = Q(passage__case__state=State.OPEN) | Q(party=None) | Q(duty=Duty.CONFIRM_OUTCOME)
    live = Q(passage__closed_at=None, passage__case__state__in=LIVE_STATES, party__part_ended_at=None) & asked
    return (
        Obligation.objects.filter(live | LEFT_AFTER_THE_END, met_at__isnull=True, optional=False)
        .select_related("clock", "party__agency", "passage__case__area", "passage__case__policy_version")
        .defer("passage__case__policy_version__content", "passage__case__policy_version__source")
    )


def waiting_proposals() -> QuerySet[Proposal]:
    """The plans and timetables that wait for an answer, oldest first."""
    kinds = (ProposalKind.PLAN, *BY_THE_OTHER_SIDE)
    waiting = Proposal.objects.filter(kind__in=kinds, accepted_at=None, set_aside_at=None)
    return (
        waiting.filter(case__state=State.OPEN, passage__closed_at=None)
        .select_related("passage__case__area", "passage__case__policy_version")
        .defer("passage__case__policy_version__content", "passage__case__policy_version__source")
        .order_by("proposed_at", "pk")
    )


def _waits_for(**whose: User) -> Q:
    """Whether a proposal waits for the answer of (these) people: a plan for every party's, another for the other side's."""
    other_side = _unanswered(**whose).exclude(party__side=OuterRef("proposed_by__side"))
    return Q(Exists(_unanswered(**whose)), kind=ProposalKind.PLAN) | Q(Exists(other_side), kind__in=BY_THE_OTHER_SIDE)


def _unanswered(**whose: User) -> QuerySet[Holding]:
    """The holdings at the passage of an outer proposal whose party has yet to answer it."""
    given = Answer.objects.filter(proposal=OuterRef(OuterRef("pk")), party=OuterRef("party"))
    return Holding.objects.filter(~Exists(given), passage=OuterRef("passage"), party__part_ended_at=None, **whose)


def covering(person: User, *, at: datetime) -> QuerySet[Cover]:
    """Whom this person covers at `at` (UTC)."""
    now = Cover.objects.filter(covered_by=person, starts_at__lte=at, ends_at__gt=at)
    return now.select_related("person").order_by("ends_at")
