"""Who is told what for each verb: the others, once, without a name, an agency or a category."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from agencies.models import Agency, User
from cases.models import Case
from cases.process.notices import TODO_OF_DUTY
from cases.verbs import Verb
from notifications.models import Message
from policies.vocabulary import Duty
from tests.unit.cases.world import AREAS, DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("flowchart")


@pytest.fixture
def case(world: World) -> Case:
    """At Stage 2, where managers act and the raiser does not."""
    return case_now(world.climb(world.raised(), at=START + HOUR))


def told_by(deed: Callable[[], object]) -> dict[User, set[str]]:
    """Who is told what kinds of notice by a deed."""
    before = set(Message.objects.values_list("pk", flat=True))
    deed()
    found: dict[User, set[str]] = {}
    for message in Message.objects.exclude(pk__in=before).select_related("recipient"):
        found.setdefault(message.recipient, set()).add(message.kind)
    return found


BY_THEIRS = [
    Verb.ACKNOWLEDGE,
    Verb.RESPOND,
    Verb.REVIEW_FILE,
    Verb.RECORD_DISCUSSION,
    Verb.PROPOSE_PLAN,
    Verb.PROPOSE_OUTCOME,
    Verb.REPORT_NO_AGREEMENT,
    Verb.ADD_NOTE,
]


@pytest.mark.parametrize("verb", BY_THEIRS)
def test_the_others_who_act_and_the_raiser_are_told_but_not_the_doer(world: World, case: Case, verb: Verb) -> None:
    ours, theirs = world.raiser_holder(case), world.receiver_holder(case)
    told = told_by(lambda: world.do(case, verb, by=theirs, at=START + 2 * HOUR))
    assert told == {ours: {verb.value}, case.raised_by: {verb.value}}


def test_raising_tells_the_other_side_what_it_owes_and_until_when(world: World) -> None:
    told = told_by(world.raised)
    raiser, theirs = world.raising.practitioner, world.receiving.practitioner
    assert told == {theirs: {"to-do"}, raiser: {"to-do", "stage-opened"}}
    notice = Message.objects.get(recipient=theirs)
    case = Case.objects.get()
    assert notice.todo == TODO_OF_DUTY[Duty.ACKNOWLEDGE]
    assert notice.due == min(case.clocks.values_list("due_at", flat=True))
    assert (notice.reference, notice.path) == (case.reference, f"/cases/{case.reference}/")


def test_escalating_tells_the_new_the_former_and_the_raiser(world: World, case: Case) -> None:
    ours, theirs = world.raiser_holder(case), world.receiver_holder(case)
    told = told_by(lambda: world.do(case, Verb.ESCALATE, by=case.raised_by, at=START + DAY))
    assert told == {
        world.raiser_holder(case): {"to-do"},
        world.receiver_holder(case): {"to-do"},
        case.raised_by: {"stage-opened"},
        ours: {"moved-on"},
        theirs: {"moved-on"},
    }


def test_confirming_tells_the_outcome(world: World, case: Case) -> None:
    world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case), at=START + DAY)
    ours, theirs = world.raiser_holder(case), world.receiver_holder(case)
    told = told_by(lambda: world.do(case, Verb.CONFIRM_OUTCOME, by=theirs, at=START + DAY))
    told = {person: kinds - {"to-do"} for person, kinds in told.items()}
    assert told == {ours: {"confirm-outcome"}, case.raised_by: {"confirm-outcome"}, theirs: set()}


def test_withdrawing_tells_everyone_who_acts(world: World, case: Case) -> None:
    ours, theirs = world.raiser_holder(case), world.receiver_holder(case)
    told = told_by(lambda: world.do(case, Verb.WITHDRAW, by=case.raised_by, at=START + DAY))
    assert told == {ours: {"withdraw"}, theirs: {"withdraw"}}


def test_a_decision_tells_both_sides_and_the_raiser(world: World) -> None:
    case = world.climb_to_last(world.raised(), at=START)
    ours, theirs = world.raiser_holder(case), world.receiver_holder(case)
    told = told_by(lambda: world.do(case, Verb.RECORD_DECISION, by=world.office, at=START + 20 * DAY))
    told = {person: kinds - {"to-do"} for person, kinds in told.items()}
    assert told == {person: {"record-decision"} for person in (ours, theirs, case.raised_by, world.chair)}


def test_handing_over_tells_the_colleague_and_the_other_side(world: World, case: Case) -> None:
    giver, colleague = world.receiver_holder(case), world.receiving.colleague
    told = told_by(lambda: world.do(case, Verb.HAND_OVER, by=giver, to=colleague, at=START + 2 * HOUR))
    assert set(told) == {colleague, world.raiser_holder(case), case.raised_by}


def test_the_chair_and_the_office_are_told_of_a_last_stage(world: World) -> None:
    bristol = a_world("bristol")
    case = case_now(bristol.raised())
    for step in range(2):
        case = case_now(bristol.climb(case, at=START + step * DAY + HOUR))
    told = told_by(lambda: bristol.climb(case, at=START + 3 * DAY))
    assert told[bristol.chair] == {"told-stage-entered", "to-do"}  # the chair acknowledges and decides (BRIS-27)
    assert told[bristol.office] == {"told-stage-entered"}


@pytest.mark.parametrize("area", AREAS)
def test_no_notice_gives_away_a_name_an_agency_or_a_category(area: str) -> None:
    world = a_world(area)
    case = world.climb_to_last(world.raised(), at=START)
    world.sweep(START + 30 * DAY)
    world.do(case, Verb.RECORD_DECISION, by=world.office, at=START + 31 * DAY)
    names = {*User.objects.values_list("name", flat=True), *Agency.objects.values_list("name", flat=True)}
    names |= {world.version.area.name, world.version.area.partnership}
    secret = {*names, *(reason.label for reason in world.policy.reasons), *(s.title for s in world.policy.stages)}
    for message in Message.objects.all():
        assert not [word for word in secret if word.lower() in message.todo.lower()]
        assert re.fullmatch(r"/cases/ESC-\d{4,}/", message.path)
        assert message.reference == case.reference


@pytest.mark.parametrize("area", AREAS)
def test_only_those_who_take_part_and_the_board_are_told(area: str) -> None:
    world = a_world(area)
    case = world.climb_to_last(world.raised(), at=START)
    world.sweep(START + 30 * DAY)
    involved = {*case.participations.values_list("person", flat=True), world.office.pk, world.chair.pk}
    assert set(Message.objects.values_list("recipient", flat=True)) <= involved


def test_every_duty_has_words(world: World) -> None:
    assert set(TODO_OF_DUTY) == set(Duty)


def test_keys_are_unique_and_the_same_moment_is_told_once(world: World, case: Case) -> None:
    from django.db import transaction

    from cases.process.notices import tell

    with transaction.atomic():
        people = [world.office, None, world.office]
        first = tell(people, case=case, kind="offer", todo="look", at=START)
        assert first == 1
        assert tell(people, case=case, kind="offer", todo="look again", at=START) == 0
        assert tell(people, case=case, kind="offer", todo="look", at=START, moment="other") == 1


def test_opening_a_case_marks_its_notices_as_read_for_who_opened_it_alone(client: Client) -> None:
    world = a_world("flowchart")
    case, other = world.raised(), world.raised()
    by = world.receiver_holder(case)
    client.force_login(by)
    client.get(f"/cases/{case.reference}/")
    unread = Message.objects.filter(read_at=None)
    assert not unread.filter(recipient=by, reference=case.reference).exists()
    assert unread.filter(recipient=by, reference=other.reference).exists()
    assert unread.exclude(recipient=by).filter(reference=case.reference).exists()


def test_a_notice_carries_the_number_of_the_areas_office() -> None:
    world = a_world("flowchart")
    world.office.phone = "01632 960123"
    world.office.save()
    case = world.raised()
    assert set(Message.objects.filter(reference=case.reference).values_list("office_phone", flat=True)) == {
        "01632 960123"
    }
