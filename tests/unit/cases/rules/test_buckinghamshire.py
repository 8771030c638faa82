"""The rules of Buckinghamshire's text, on real cases: no limit in numbers, one's own management line, and the chair."""

import pytest

from cases.access import standing
from cases.forms.safety import FlagRiskForm
from cases.models import Side
from cases.situations import situation
from cases.verbs import Verb
from core.errors import BadInput
from notifications.models import Message
from policies.vocabulary import Duty, Ground, Role
from tests.unit.cases.rules.walk import at_stage, page, policy_page, read, roles
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("buckinghamshire")


def test_stage_1_is_with_the_first_line_managers_of_both(world: World) -> None:  # BUCKS-5
    case = at_stage(world, "stage-1")
    assert world.raiser_holder(case) == world.raising.at(Role.LINE_MANAGER)
    assert world.receiver_holder(case) == world.receiving.at(Role.LINE_MANAGER)


def test_stage_2_is_entered_without_delay_and_nobody_lets_it_lie(world: World) -> None:  # BUCKS-8
    case = at_stage(world, "stage-1")
    case = case_now(world.climb(case, at=START + 2 * HOUR, protective_at=START + 2 * DAY))
    assert case.stage == "stage-2"
    assert "The issue goes up without delay." in page(case, world.receiver_holder(case))
    discuss = world.passage(case).obligations.filter(duty=Duty.DISCUSS)
    assert {o.clock.due_at for o in discuss} == {START + 2 * DAY}
    before = set(Message.objects.values_list("pk", flat=True))
    world.sweep(START + 2 * DAY + HOUR)
    told = set(Message.objects.exclude(pk__in=before).values_list("recipient", "kind"))
    ours, theirs = world.raiser_holder(case), world.receiver_holder(case)
    assert {(ours.pk, "reminder"), (theirs.pk, "reminder"), (case.raised_by_id, "offer")} <= told
    assert case.entries.filter(kind="limit-passed").exists()


def test_a_named_manager_for_escalation_may_settle_it_and_is_missed_where_there_is_none(world: World) -> None:
    """BUCKS-10, O-37: the directory says who may settle it, and where nobody is named; then the Head of Service acts."""
    named = world.receiving.posts[Role.ESCALATION_MANAGER]
    named.authority_to_resolve = True
    named.save()
    told = read(world.raising.practitioner, f"/directory/{world.receiving.agency.pk}/")
    assert "May settle disagreements for the agency" in told
    world.raising.posts[Role.ESCALATION_MANAGER].holder = None
    world.raising.posts[Role.ESCALATION_MANAGER].save()
    told = read(world.receiving.practitioner, f"/directory/{world.raising.agency.pk}/")
    assert f"{Role.ESCALATION_MANAGER.label} No manager" in told
    assert "Nobody. The next person up acts." in told
    case = at_stage(world, "stage-2")
    assert world.receiver_holder(case) == named.holder
    assert world.raiser_holder(case) == world.raising.at(Role.HEAD_OF_SERVICE)
    assert "senior and with the authority to resolve difficulties" in page(case, case.raised_by)


def test_the_page_of_a_case_says_that_no_manager_is_named_and_what_to_do(world: World) -> None:
    """BUCKS-10: the agency's own people and the board's side are warned; the other side has nothing to do with it."""
    post = world.raising.posts[Role.ESCALATION_MANAGER]
    case = at_stage(world, "stage-2")
    warning = f"{world.raising.agency.name} has nobody as {post.title}: somebody else acts instead."
    assert warning not in page(case, case.raised_by)
    post.holder = None
    post.save()
    case = at_stage(world, "stage-2")
    told = page(case, case.raised_by)
    assert f"{warning} Ask your agency’s administrator to name somebody:" in told
    assert f"{world.raising.agency.name} in the directory" in told
    assert f"{warning} Name somebody:" in page(case, world.office)
    assert warning not in page(case, world.receiver_holder(case))


def test_the_chair_is_reached_through_the_office(world: World) -> None:  # BUCKS-14
    case = at_stage(world, "stage-3")
    assert not standing(case, world.office).content
    assert not Message.objects.filter(recipient__in=[world.office, world.chair]).exists()
    case = case_now(world.climb(case, at=START + 9 * DAY, to="stage-4"))
    assert Message.objects.filter(recipient=world.office, kind="told-stage-entered").count() == 1
    assert "board-office" in case.entries.filter(kind="stage-opened").last().facts["told"]
    assert standing(case, world.office).content
    assert "The case is referred through the BSCB office." in policy_page(world)


def test_what_the_text_does_not_ask_for_is_asked_of_nobody(world: World) -> None:  # BUCKS-16
    """No acknowledgement, answer, plan, report or written outcome is owed at any stage; an outcome may be written."""
    case = at_stage(world, "stage-4")
    owed = {o.duty for passage in case.passages.all() for o in passage.obligations.all()}
    assert owed == {Duty.DISCUSS, Duty.DECIDE}
    says = "The text states no rule on response, acknowledgement, annual report, learning or a written outcome."
    assert says in policy_page(world)
    first = world.raised()
    assert case_now(world.do(first, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(first))).ending == ""


def test_whom_to_ring_by_day_and_by_night_is_said_though_the_text_names_nobody(world: World) -> None:  # O-27
    case = world.raised(immediate_risk=True)
    told = page(case, case.raised_by)
    assert "999" in told
    for contact in world.policy.immediate_risk.contacts:
        assert contact.phone in told


def test_both_climb_their_own_management_line(world: World) -> None:  # BUCKS-9, BUCKS-12
    case = world.raised()
    for step in range(5):
        case = case_now(world.climb(case, at=START + step * DAY + HOUR, ground=Ground.NOT_AGREED))
    for side in Side:
        assert roles(case, side) == {
            "discussion": ["practitioner"],
            "stage-1": ["line-manager"],
            "stage-2": ["escalation-manager", "head-of-service"],
            "stage-3": ["strategic-head", "director"],
        }


class TestRiskSaidDuringTheDiscussion:
    """BUCKS-3: the second condition is asked whenever the risk is said before Stage 1, and both stand in the record."""

    ASKED = "Does the other agency disagree that the child is at imminent risk?"

    @pytest.mark.parametrize("who", ["raiser_holder", "receiver_holder"])
    def test_where_the_other_agency_disagrees_stage_1_starts_at_once(self, world: World, who: str) -> None:
        case = world.raised()
        by = getattr(world, who)(case)
        assert self.ASKED in page(case, by, "do/flag-risk/", at=START + HOUR)
        by_then = {"protective_at": START + DAY, "protective_why": "He comes home then."}
        case = case_now(world.do(case, Verb.FLAG_RISK, by=by, skip_confirmed=True, **by_then))
        assert (case.stage, case.immediate_risk) == ("stage-1", True)
        assert world.receiver_holder(case) == world.receiving.at(Role.LINE_MANAGER)
        discuss = world.passage(case).obligations.filter(duty=Duty.DISCUSS)
        assert {o.clock.due_at for o in discuss} == {START + DAY}
        told = page(case, world.receiver_holder(case))
        assert f"“{self.ASKED}” Yes." in told
        assert "To Stage 1: Senior staff." in told
        assert "Why: He comes home then." in page(case, world.receiver_holder(case), at=START + 2 * HOUR)
        assert Message.objects.filter(recipient=world.receiver_holder(case), kind="to-do").exists()

    def test_where_it_does_not_the_discussion_goes_on(self, world: World) -> None:
        case = case_now(world.do(world.raised(), Verb.FLAG_RISK, by=world.raising.practitioner, skip_confirmed=False))
        assert (case.stage, case.immediate_risk) == ("discussion", True)
        assert f"“{self.ASKED}” No." in page(case, case.raised_by)

    def test_by_when_stage_1_must_settle_it_is_a_must_then(self, world: World) -> None:
        case = world.raised()
        with pytest.raises(BadInput) as wrong:
            world.do(case, Verb.FLAG_RISK, by=case.raised_by, skip_confirmed=True)
        assert "protective_at" in wrong.value.fields
        s = situation(case, by=case.raised_by, at=START + HOUR)
        form = FlagRiskForm({"skip_confirmed": "yes"}, situation=s)
        assert {"protective_at", "protective_why"} <= set(form.errors)
        assert not {"protective_at", "protective_why"} & set(FlagRiskForm({"skip_confirmed": "no"}, situation=s).errors)

    def test_from_stage_1_on_it_is_not_asked(self, world: World) -> None:
        case = at_stage(world, "stage-1")
        assert self.ASKED not in page(case, case.raised_by, "do/flag-risk/", at=START + 2 * DAY)
        with_it = case_now(world.do(case, Verb.FLAG_RISK, by=case.raised_by, at=START + 2 * DAY, skip_confirmed=True))
        assert with_it.stage == "stage-1"

    def test_what_was_said_as_it_was_raised_stands_in_the_record_too(self, world: World) -> None:
        case = world.raised(immediate_risk=True, immediate_risk_confirmed=True)
        assert f"“{self.ASKED}” Yes." in page(case, case.raised_by)
