"""Cases in Westhaven, which does not exist: who is told of what and when, and by a copy that asks for nothing."""

from collections.abc import Callable

import pytest
from django.test import Client

from agencies.models import User
from cases.access import visible_to
from cases.models import Case
from cases.verbs import Verb
from notifications.models import Message
from tests.policies import Content, changed
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now, publish_policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("westhaven")


def another(change: Callable[[Content], None]) -> World:
    """Westhaven with one thing changed in its procedure."""
    return a_world(version=publish_policy(changed("westhaven", change)))


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

    def test_the_chair_is_told_of_a_passed_limit_and_reads_the_case_from_then_on(self, world: World) -> None:
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

    def test_at_immediate_risk_the_safeguarding_lead_is_told(self, world: World) -> None:
        case = at_the_managers(world)
        lead = world.raiser_holder(case)
        world.do(case, Verb.FLAG_RISK, by=case.raised_by, at=START + 2 * HOUR)
        assert ("told-immediate-risk", "read what has happened") in told(lead)


def test_the_simulated_dates_say_who_has_a_copy(world: World) -> None:
    client = Client()
    client.force_login(world.office)
    said = client.get(f"/policies/{world.version.pk}/dates/").content.decode()
    assert "When the stage begins: Scrutineer (a copy, for information). The Scrutineer has a copy." in said
    assert "When a child is said to be at immediate risk: The safeguarding lead of the agency that raised it." in said
