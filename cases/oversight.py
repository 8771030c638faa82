"""What the board's side looks after in its areas: lists of cases and of what stands still in them, each one query.

All begin with cases that the person may know of (`cases.access.visible_to`): the office those of its areas, the chair those
in which the procedure has involved the board.
"""

from collections.abc import Callable
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from agencies.models import User
from agencies.selectors import areas_overseen_by, chaired_areas
from cases.access import visible_to
from cases.composition import WITHOUT_SEATS
from cases.models import (
    DECIDING,
    LIVE_STATES,
    Case,
    CaseView,
    Clock,
    Entry,
    FollowUp,
    FollowUpKind,
    Obligation,
    Passage,
    Sitting,
)
from cases.process.follow_ups import OF_THE_STAGE
from cases.selectors import (
    asked_of_the_office,
    left_after_the_end,
    owed_now,
    waiting_proposals,
)
from cases.verbs import Verb
from policies.models import PolicyVersion
from policies.schema import LastStage
from policies.vocabulary import AFTER_DECISION

MOVES_BESIDE = (*OF_THE_STAGE, FollowUpKind.DECISION)
"""Follow-ups for which a stage waits: while one is open, it is somebody's move."""


def of_the_office(person: User) -> QuerySet[Case]:
    """The cases of the areas in whose board's office this person works."""
    return _shown(visible_to(person).filter(area__in=areas_overseen_by(person)))


def of_the_board(person: User) -> QuerySet[Case]:
    """Those, and for a chair the cases in which the procedure has involved the board."""
    return _shown(_of_the_board(person))


def _of_the_board(person: User) -> QuerySet[Case]:
    chaired = Q(area__in=chaired_areas(person), board_involved_at__isnull=False)
    return visible_to(person).filter(Q(area__in=areas_overseen_by(person)) | chaired)


def _shown(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With what a list shows of each: its area and agencies, and `next_due`, the soonest running limit of a stage."""
    running = Clock.objects.filter(case=OuterRef("pk"), stopped_at=None, paused_at=None, follow_up=None)
    return (
        cases.select_related("area", "policy_version")
        .defer("policy_version__content", "policy_version__source")
        .prefetch_related("parties__agency")
        .annotate(next_due=Subquery(running.order_by("due_at").values("due_at")[:1]))
        .order_by("raised_at", "pk")
    )


def _is_at(person: User, wanted: Callable[[LastStage], bool]) -> Q:
    """Whether a case stands at a last stage of this sort by its pinned procedure; one query, for the versions of the person's areas."""
    areas = Q(area__in=areas_overseen_by(person)) | Q(area__in=chaired_areas(person))
    by_stage: dict[str, list[int]] = {}
    for version in PolicyVersion.objects.filter(areas).only("pk", "digest"):
        for stage in version.policy.stages:
            if stage.last is not None and wanted(stage.last):
                by_stage.setdefault(stage.key, []).append(version.pk)
    return reduce(or_, (Q(stage=key, policy_version__in=pks) for key, pks in by_stage.items()), Q(pk__in=()))


def _any(_: LastStage) -> bool:
    return True


def _seats_people(last: LastStage) -> bool:
    return any(option.kind not in WITHOUT_SEATS for option in last.options)


def at_last_stage(person: User) -> QuerySet[Case]:
    """The live cases of the board's at a last stage: those that wait for the office first, and the latest of each first.

    `here_since`: when they came there; `triaged`: what their newest triage there said is next (`cases.words.triage.Then`), ""
    for none; `waits_for_more`: what it asked for is not all there.
    """
    here = Passage.objects.filter(case=OuterRef("pk"), closed_at=None).values("opened_at")[:1]
    looks = Entry.objects.filter(passage__case=OuterRef("pk"), passage__closed_at=None, kind=Verb.TRIAGE)
    asked = FollowUp.objects.filter(
        case=OuterRef("pk"), asked_in__passage__closed_at=None, kind=FollowUpKind.LACKING, result=""
    )
    found = of_the_board(person).filter(_is_at(person, _any), state__in=LIVE_STATES)
    newest = looks.order_by("-number").annotate(then=KeyTextTransform("then", "facts")).values("then")[:1]
    found = found.annotate(
        here_since=Subquery(here), triaged=Coalesce(Subquery(newest), Value(""), output_field=TextField())
    )
    found = found.annotate(waits_for_more=Exists(asked), in_hand=Exists(looks))
    return found.order_by("in_hand", F("here_since").desc(nulls_last=True), "pk")


def told_before_the_last(person: User) -> QuerySet[Case]:
    """The live cases of which the board was told before they reach a last stage, those that the person has not read first."""
    seen = CaseView.objects.filter(case=OuterRef("pk"), person=person, seen=True, at__gte=OuterRef("board_involved_at"))
    found = of_the_board(person).exclude(_is_at(person, _any)).annotate(has_read=Exists(seen))
    found = found.filter(state__in=LIVE_STATES, board_involved_at__isnull=False)
    return found.order_by("has_read", "-board_involved_at", "pk")


def to_arrange(person: User) -> QuerySet[Case]:
    """The live cases at a last stage of which somebody is to sit, or to mediate, and no date is set yet, oldest first.

    `way` is how each is to be settled, "" while that is not chosen.
    """
    held = Sitting.objects.filter(passage__case=OuterRef("pk"), passage__closed_at=None, over_at=None)
    found = of_the_board(person).filter(_is_at(person, _seats_people), state__in=LIVE_STATES)
    found = found.filter(~Exists(held.filter(sits_at__isnull=False)), board_involved_at__isnull=False)
    found = found.annotate(way=Coalesce(Subquery(held.values("kind")[:1]), Value("")))
    return found.exclude(way__in=WITHOUT_SEATS).order_by("board_involved_at", "pk")


def limits_passed(person: User, *, at: datetime) -> QuerySet[Clock]:
    """The limits of stages, and of reports after the end, that have passed by `at` (UTC), the longest overdue first."""
    live = Q(case__state__in=LIVE_STATES)
    at_a_stage = live & Q(obligation__isnull=False, obligation__passage__closed_at=None)
    after_the_end = Q(obligation__duty__in=AFTER_DECISION, obligation__passage__end__in=DECIDING)
    owed = Q(obligation__met_at=None, obligation__party__part_ended_at=None) & (at_a_stage | after_the_end)
    return _passed(person, owed | (live & Q(obligation=None, follow_up=None)), at=at)


def follow_ups_overdue(person: User, *, at: datetime) -> QuerySet[Clock]:
    """The same of what is to be followed up beside the stages, in cases that the board reads."""
    at_its_stage = Q(case__state__in=LIVE_STATES, follow_up__asked_in__passage__closed_at=None)
    open_still = Q(follow_up__isnull=False, follow_up__result="", case__board_involved_at__isnull=False)
    return _passed(person, open_still & (~Q(follow_up__kind__in=OF_THE_STAGE) | at_its_stage), at=at)


def _passed(person: User, owed: Q, *, at: datetime) -> QuerySet[Clock]:
    found = Clock.objects.filter(owed, stopped_at=None, paused_at=None, due_at__lt=at, case__in=_of_the_board(person))
    return (
        found.select_related("obligation__party__agency", "obligation__passage", "follow_up__party__agency")
        .select_related("case__area", "case__policy_version")
        .defer("case__policy_version__content", "case__policy_version__source")
        .prefetch_related("case__subjects")
        .order_by("due_at", "pk")
    )


def with_nobodys_move(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those of these live cases in which nobody owes anything, and nothing waits for an answer."""
    owed = owed_now().order_by().filter(passage__case=OuterRef("pk"), passage__closed_at=None)
    waits = waiting_proposals().order_by().filter(case=OuterRef("pk"))
    beside = FollowUp.objects.filter(case=OuterRef("pk"), kind__in=MOVES_BESIDE, result="")
    found = cases.filter(~Exists(owed), ~Exists(waits), ~Exists(beside), state__in=LIVE_STATES)
    return found.exclude(pk__in=asked_of_the_office(Case.objects.all()).values("pk"))


def reports_due(person: User) -> QuerySet[Obligation]:
    """The reports back that are owed after a decision, by whoever mediated or led, or by the board; soonest limit first."""
    found = left_after_the_end().filter(optional=False, passage__case__in=_of_the_board(person))
    return (
        found.exclude(passage__case__state__in=LIVE_STATES)
        .select_related("clock", "party__agency", "passage__case__area", "passage__case__policy_version")
        .defer("passage__case__policy_version__content", "passage__case__policy_version__source")
        .order_by(F("clock__due_at").asc(nulls_last=True), "pk")
    )


def what_is_owed_at(cases: list[Case]) -> QuerySet[Obligation]:
    """What anybody owes now at the open stages of these cases, soonest limit first."""
    owed = owed_now().filter(passage__case__in=[case.pk for case in cases], passage__closed_at=None)
    return owed.order_by(F("clock__due_at").asc(nulls_last=True), "number")
