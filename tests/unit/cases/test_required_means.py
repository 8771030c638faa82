"""By which means it must be discussed, in Westhaven, which does not exist: the procedure warns, its first stage blocks."""

import pytest
from django.test import Client

from cases.forms.acting import FORMS
from cases.models import Case
from cases.situations import situation
from cases.verbs import Verb
from core.errors import BadInput
from policies.parsing import PolicyMistakes
from tests.policies import Content, changed
from tests.unit.cases.test_westhaven import at_the_heads, at_the_managers, page
from tests.unit.cases.world import DAY, HOUR, START, World, a_world

pytestmark = pytest.mark.django_db
LATER = START + 9 * DAY


@pytest.fixture
def world() -> World:
    return a_world("westhaven")


def discuss(world: World, case: Case, method: str, reason: str = "") -> None:
    by = world.receiver_holder(case)
    world.do(case, Verb.RECORD_DISCUSSION, by=by, at=LATER, method=method, method_reason=reason)


class TestWhereAnotherMeansIsRefused:
    @pytest.mark.parametrize("method", ["video", "letter"])
    def test_no_reason_makes_up_for_it(self, world: World, method: str) -> None:
        case = at_the_managers(world)
        with pytest.raises(BadInput) as refused:
            discuss(world, case, method, "She is away.")
        assert refused.value.fields["method"] == [
            "Talk in person or by telephone: the procedure requires it here. Add a note of what was said so far"
        ]
        assert world.passage(case).discussed_at is None

    def test_an_attempt_to_reach_them_is_taken_by_whatever_means(self, world: World) -> None:  # BRIS-17
        case = at_the_managers(world)
        world.do(case, Verb.CHASE, by=case.raised_by, at=LATER, tried_at=LATER, method="letter")
        assert case.entries.get(kind=Verb.CHASE).facts["method"] == "letter"

    @pytest.mark.parametrize("method", ["in-person", "telephone"])
    def test_what_is_required_is_taken(self, world: World, method: str) -> None:
        case = at_the_managers(world)
        discuss(world, case, method)
        assert world.passage(case).discussed_at == LATER

    def test_at_immediate_risk_it_is_taken_with_a_reason(self, world: World) -> None:
        case = at_the_managers(world)
        world.do(case, Verb.FLAG_RISK, by=case.raised_by, at=START + 2 * HOUR)
        with pytest.raises(BadInput) as refused:
            discuss(world, case, "video")
        assert list(refused.value.fields) == ["method_reason"]
        discuss(world, case, "video", "There was no other way tonight.")

    def test_the_form_says_it_before_and_beside_the_answer(self, world: World) -> None:
        case = at_the_managers(world)
        form = FORMS[Verb.RECORD_DISCUSSION](situation=situation(case, by=world.receiver_holder(case), at=LATER))
        said = "At this stage it is to be in person or by telephone: nothing else will do."
        assert form.fields["method"].help_text == said


class TestWhereAnotherMeansIsWarnedOf:
    def test_it_is_taken_with_a_reason_and_the_record_says_so(self, world: World) -> None:
        case = at_the_heads(world)
        with pytest.raises(BadInput) as refused:
            discuss(world, case, "letter")
        assert refused.value.fields["method_reason"] == [
            "Enter why it was by letter: the procedure asks for it to be in person, by telephone or by video call"
        ]
        discuss(world, case, "letter", "The line was down.")
        said = page(case, case.raised_by)
        assert "The procedure asks for it to be in person, by telephone or by video call." in said
        assert "The line was down." in said

    def test_what_is_required_needs_no_reason_and_nothing_is_said(self, world: World) -> None:
        case = at_the_heads(world)
        discuss(world, case, "video")
        assert "means_required" not in case.entries.filter(kind="record-discussion").last().facts


def test_a_stage_lifts_what_the_procedure_requires(world: World) -> None:
    case = world.climb_to_last(world.raised(), at=START)
    discuss(world, case, "letter")
    assert case.entries.filter(kind="record-discussion").last().facts["method"] == "letter"


def test_the_page_of_the_procedure_says_what_is_required_at_each_stage(world: World) -> None:
    client = Client()
    client.force_login(world.office)
    said = client.get(f"/policies/{world.version.pk}/").content.decode()
    for sentence in (
        "To be discussed in person or by telephone. By another means it does not count.",
        "To be discussed in person, by telephone or by video call. By another means: with a reason.",
        "It may be discussed by any means here.",
    ):
        assert sentence in said


def required(required_means: dict[str, object], *, at_a_stage: bool = False) -> list[str]:
    """What is said of Westhaven where this is required, instead of what it requires."""

    def change(content: Content) -> None:
        for place in (content, *content["stages"]):
            place.pop("discussed_by", None)
        (content["stages"][1] if at_a_stage else content)["discussed_by"] = required_means

    with pytest.raises(PolicyMistakes) as refused:
        changed("westhaven", change)
    return [f"{mistake.key}: {mistake.says}" for mistake in refused.value.mistakes]


def test_what_does_not_fit_is_said() -> None:
    discouraged = "“email” is discouraged under “methods”: it cannot be required as well, so remove it from one of them"
    nothing = "nothing is required that this could lift: remove this key, or use warn or block"
    assert required({"any_of": ["email"]}) == [f"discussed_by.any_of: {discouraged}"]
    assert required({"any_of": ["video", "video"]}) == ["discussed_by.any_of: “video” stands twice: remove one"]
    assert required({"any_of": ["video"], "mode": "off"}, at_a_stage=True) == [
        f"stages[1] (managers).discussed_by.mode: {nothing}"
    ]
