"""Cases in Westhaven, which does not exist: who is told of what and when, and by a copy that asks for nothing."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from rest_framework.test import APIClient

from agencies.models import User
from cases.access import visible_to
from cases.models import Case, FollowUpKind, FollowUpResult
from cases.process.risk import Referral
from cases.verbs import Verb
from core.errors import BadInput
from notifications.models import Message
from policies.vocabulary import Role
from tests.policies import Content, changed
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, at, case_now, publish_policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("westhaven")


def another(change: Callable[[Content], None]) -> World:
    """Westhaven with one thing changed in its procedure."""
    return a_world(version=publish_policy(changed("westhaven", change)))


def _with_nothing_for_the_office_at_the_managers(content: Content) -> None:
    """What the office owes at a stage it reads the case for, and so does the chair."""
    managers = next(stage for stage in content["stages"] if stage["key"] == "managers")
    managers["referrals"] = [item for item in managers["referrals"] if item["owner"] != "board-office"]


def at_the_managers(world: World, **more: object) -> Case:
    """Past the stage in which one side thinks it through."""
    case = world.raised(**more)
    return case_now(world.climb(case, at=START + HOUR, protective_at=None))


def at_the_heads(world: World) -> Case:
    case = at_the_managers(world)
    return case_now(world.climb(case, at=START + 2 * HOUR, protective_at=None))


def told(person: User) -> list[tuple[str, str]]:
    """The kind of each notice that a person has, and what it asks for."""
    return list(Message.objects.filter(recipient=person).order_by("pk").values_list("kind", "todo"))


def page(case: Case, person: User, path: str = "") -> str:
    client = Client()
    client.force_login(person)
    return client.get(f"/cases/{case.reference}/{path}").content.decode()


class TestWhoIsTold:
    def test_a_copy_asks_for_nothing_and_who_must_be_told_is_asked_to_read(self, world: World) -> None:
        case = at_the_heads(world)
        assert ("told-stage-entered", "read what has happened") in told(world.office)
        assert told(world.chair) == [("copied-stage-entered", "nothing: this is a copy for your information")]
        said = page(case, world.chair)
        assert "Told, as the procedure asks: the board’s business office." in said
        assert "Copied, for information: the chair of the board." in said

    def test_who_is_told_gets_no_copy_of_the_same_beside_it(self) -> None:
        def copy_to_the_office(content: Content) -> None:
            content["stages"][2]["tells"][1]["who"] = "board-office"

        world = another(copy_to_the_office)
        case = at_the_heads(world)
        assert [kind for kind, _ in told(world.office)].count("told-stage-entered") == 1
        assert "copied-stage-entered" not in [kind for kind, _ in told(world.office)]
        assert case.stage == "heads"

    def test_the_chair_is_told_of_a_passed_limit_and_reads_the_case_from_then_on(self) -> None:
        world = another(_with_nothing_for_the_office_at_the_managers)
        case = at_the_managers(world)
        assert not visible_to(world.chair).exists()
        world.sweep(START + 3 * DAY)
        assert ("told-breach", "read what has happened") in told(world.chair)
        assert visible_to(world.chair).get() == case
        assert "Deadline passed" in page(case, world.chair)

    def test_the_raiser_is_told_of_each_step_and_of_the_end(self, world: World) -> None:
        case = at_the_heads(world)
        world.do(case, Verb.WITHDRAW, by=world.raiser_holder(case), at=START + DAY)
        kinds = [kind for kind, _ in told(case.raised_by)]
        assert kinds.count("stage-opened") == 3
        assert "told-closed" in kinds

    def test_at_immediate_risk_who_is_next_up_is_told_where_there_is_no_safeguarding_lead(self, world: World) -> None:
        case = at_the_managers(world)
        lead = world.raising.at(Role.SERVICE_MANAGER)
        world.do(case, Verb.FLAG_RISK, by=case.raised_by, at=START + 2 * HOUR)
        assert ("told-immediate-risk", "read what has happened") in told(lead)


def test_the_simulated_dates_say_who_has_a_copy(world: World) -> None:
    client = Client()
    client.force_login(world.office)
    said = client.get(f"/policies/{world.version.pk}/dates/").content.decode()
    assert "When the stage begins: Scrutineer (a copy, for information). The Scrutineer has a copy." in said
    assert "When a child is said to be at immediate risk: The safeguarding lead of the agency that raised it." in said


class TestWhatIsReferredOutside:
    """Beside the stages, at the managers: by both sides to the police, and by the office to the Local Medical Officer."""

    def test_it_is_asked_of_each_owner_with_a_limit_of_its_own(self, world: World) -> None:
        case = at_the_managers(world)
        found = list(case.follow_ups.filter(kind=FollowUpKind.REFERRAL).order_by("number"))
        assert [(f.party.side if f.party else f.owner, f.clock.due_at) for f in found] == [
            ("escalating", START + 25 * HOUR),
            ("receiving", START + 25 * HOUR),
            ("board-office", at("2026-11-26 17:00")),
        ]
        assert "Refer it to the police. Whether or not the managers agree" in page(case, case.raised_by)

    def test_who_took_it_when_and_the_reference_are_recorded(self, world: World) -> None:
        case = at_the_managers(world)
        made = {"referral": Referral("The duty desk", START + 2 * HOUR, "P-117"), "said": "They will ring back."}
        world.do(case, Verb.RECORD_REFERRAL, by=case.raised_by, at=START + 3 * HOUR, **made)
        found = case.follow_ups.get(kind=FollowUpKind.REFERRAL, party__side="escalating")
        assert (found.result, found.clock.stopped_at) == (FollowUpResult.DONE, START + 3 * HOUR)
        said = page(case, world.receiver_holder(case))
        for words in ("Referred outside", "11:30am", "The duty desk", "P-117", "They will ring back."):
            assert words in said

    def test_it_holds_nothing_up_and_is_owed_wherever_the_case_is(self, world: World) -> None:
        case = at_the_heads(world)
        world.do(case, Verb.WITHDRAW, by=case.raised_by, at=START + DAY)
        assert case.follow_ups.filter(kind=FollowUpKind.REFERRAL, result="").count() == 3
        world.do(case, Verb.RECORD_REFERRAL, by=case.raised_by, at=START + 2 * DAY)
        assert case.follow_ups.filter(kind=FollowUpKind.REFERRAL, result="").count() == 2

    def test_a_limit_that_passes_is_noted_and_offers_no_stage(self, world: World) -> None:
        case = at_the_managers(world)
        world.do(case, Verb.ACKNOWLEDGE, by=world.receiver_holder(case), at=START + 2 * HOUR)
        world.sweep(START + 26 * HOUR)
        passed = [entry.facts for entry in case.entries.filter(kind="limit-passed") if "follow_up" in entry.facts]
        assert {fact["then"] for fact in passed} == {"remind"}
        assert world.passage(case).offered_at is None
        assert "make the referral that the procedure asks for" in " ".join(todo for _, todo in told(case.raised_by))

    def test_it_is_asked_once_though_the_case_comes_back(self, world: World) -> None:
        case = at_the_heads(world)
        world.do(case, Verb.STEP_DOWN, by=case.raised_by, at=START + DAY, to="managers")
        assert case_now(case).stage == "managers"
        assert case.follow_ups.filter(kind=FollowUpKind.REFERRAL).count() == 3

    def test_it_must_have_been_taken_by_somebody_before_now(self, world: World) -> None:
        case = at_the_managers(world)
        with pytest.raises(BadInput) as refused:
            world.do(
                case, Verb.RECORD_REFERRAL, by=case.raised_by, at=START + 2 * HOUR, referral=Referral(" ", START + DAY)
            )
        assert set(refused.value.fields) == {"taken_by", "referred_at"}

    def test_done_is_recorded_with_its_reference_and_not_as_any_follow_up(self, world: World) -> None:
        case = at_the_managers(world)
        with pytest.raises(BadInput, match="Record the referral"):
            world.do(case, Verb.FOLLOW_UP, by=case.raised_by, at=START + 2 * HOUR, result=FollowUpResult.DONE)
        world.do(case, Verb.FOLLOW_UP, by=case.raised_by, at=START + 2 * HOUR, result=FollowUpResult.NOT_NEEDED)

    @time_machine.travel(START + 3 * HOUR, tick=False)
    def test_it_is_recorded_on_its_page_and_by_a_program(self, world: World) -> None:
        case = at_the_managers(world)
        client = Client()
        client.force_login(case.raised_by)
        address = f"/cases/{case.reference}/do/record-referral/"
        said = {"which": "1", "reference": "P-117", "referred_at-which": "today", "referred_at-time": "11am"}
        assert "Refer it to the police" in client.get(address).content.decode()
        assert "Enter who took the referral" in client.post(address, said).content.decode()
        assert client.post(address, said | {"taken_by": "The duty desk"}).status_code == 302
        api = APIClient()
        api.force_authenticate(world.receiver_holder(case))
        body = {"which": "2", "taken_by": "The desk", "referred_at": (START + 2 * HOUR).isoformat()}
        answer = api.post(f"/api/v1/cases/{case.reference}/actions/record-referral/", body, format="json")
        assert answer.status_code == 200, answer.json()
        assert case.follow_ups.filter(kind=FollowUpKind.REFERRAL, result="done").count() == 2

    def test_the_page_of_the_procedure_says_it(self, world: World) -> None:
        client = Client()
        client.force_login(world.office)
        said = client.get(f"/policies/{world.version.pk}/").content.decode()
        assert "Beside the stages, both sides: refer it to the police, 24 hours from the escalation." in said
        assert "Beside the stages, Board Support: refer it to the Local Medical Officer" in said
