"""What each text wants to be asked, offered and said when a disagreement is raised: on the pages, and then on the case."""

from typing import Any

import pytest

from cases.actions.raising import Child
from cases.models import Case, Draft
from cases.verbs import Verb
from core.errors import BadInput
from tests.unit.cases.rules.walk import page, text_of
from tests.unit.cases.test_raise_pages import answer, answers, begun
from tests.unit.cases.world import HOUR, START, World, a_world, case_now, what_is_said

pytestmark = pytest.mark.django_db


def asked(world: World, step: str, said: dict[str, str] | None = None) -> str:
    """What a page of the journey says; with answers, that it does not take them, and why."""
    client = begun(world)
    draft = Draft.objects.get()
    told = (
        client.post(f"/raise/{draft.key}/{step}/", said)
        if said is not None
        else client.get(f"/raise/{draft.key}/{step}/")
    )
    assert told.status_code == (200 if said is None else 422)
    draft.delete()
    return text_of(told)


def sent(world: World, **more: dict[str, Any]) -> Case:
    """The case that comes of answering all pages, with further answers on some of them."""
    client = begun(world)
    draft = answer(client, world)
    for step, said in more.items():
        told = client.post(f"/raise/{draft.key}/{step}/", answers(world)[step] | said)
        assert told.status_code == 302, text_of(told)
    client.post(f"/raise/{draft.key}/check/")
    return Case.objects.get()


REASONS = {
    "birmingham": (
        "The nature and level of a child’s needs",
        "The nature and severity of risk to a child",
        "The most appropriate way to reduce the risk to a child",
        "Which professional’s task something is",
        "The appropriate sharing of information",
    ),
    "bristol": ("Thresholds", "Roles and responsibilities", "The need for action", "Communication"),
    "brent": (
        "Levels of need and thresholds",
        "Roles and responsibilities",
        "Progressing plans",
        "Communication",
    ),
}


@pytest.mark.parametrize("area", REASONS)
def test_the_reasons_of_the_text_can_be_chosen_and_others_too(area: str) -> None:  # BHAM-2, BRIS-2, BRENT-2
    world = a_world(area)
    told = asked(world, "about")
    assert not [reason for reason in (*REASONS[area], "Something else") if reason not in told]
    case = world.raised(reasons=tuple(reason.key for reason in world.policy.reasons))
    disagreement = page(case, world.raising.practitioner, "statement/")
    assert not [reason for reason in REASONS[area] if reason not in disagreement]


@pytest.mark.parametrize("area", ["birmingham", "brent"])  # BHAM-1, BRENT-19
@pytest.mark.parametrize("kind", ["A decision", "An action", "Something not done"])
def test_a_decision_an_action_or_that_something_was_not_done_is_challenged(area: str, kind: str) -> None:
    world = a_world(area)
    assert "Select whether it is a decision, an action, or something not done" in asked(world, "decision", {})
    case = sent(world, decision={"kind_of_act": kind})
    assert kind in page(case, case.raised_by, "statement/")


def test_a_case_may_be_about_several_children() -> None:  # BHAM-3
    world = a_world("birmingham")
    case = world.raised(children=(Child("H-1"), Child("H-2"), Child("H-3")))
    disagreement = page(case, world.raising.practitioner, "statement/")
    assert all(reference in disagreement for reference in ("H-1", "H-2", "H-3"))


def test_what_is_agreed_what_is_not_and_what_it_means_for_the_child() -> None:  # BHAM-10
    world = a_world("birmingham")
    told = asked(world, "areas", {})
    assert "Enter what is disputed" in told
    assert "Enter what the risk to the child is if nothing changes" in told
    case = sent(world, areas={"agreed_areas": "That she is in need."})
    disagreement = page(case, case.raised_by, "statement/")
    assert all(said in disagreement for said in ("That she is in need.", "The threshold.", "Nobody sees her."))


def test_the_threshold_is_that_of_right_help_right_time_where_it_can_be_said() -> None:  # BHAM-11
    world = a_world("birmingham")
    assert "By which descriptor?" not in asked(a_world("bristol"), "areas"), "it names no framework"
    assert "As in the Right Help Right Time threshold descriptors." in asked(world, "areas")
    descriptor = "Children whose needs are not met without help from several services"
    case = sent(world, areas={"threshold": "Universal Plus", "threshold_descriptor": descriptor})
    disagreement = page(case, case.raised_by, "statement/")
    assert "Universal Plus" in disagreement
    assert f"Threshold descriptor {descriptor}" in disagreement
    assert descriptor in page(case, case.raised_by, "documents/opening/")


def test_a_discussion_says_what_the_dispute_means_for_the_child() -> None:  # BHAM-10
    world = a_world("birmingham")
    case = world.raised()
    both = world.receiver_holder(case)
    form = page(case, both, "do/record-discussion/", at=START + HOUR)
    for box in (
        "What do both sides agree on?",
        "What is still disputed?",
        "How far does that bear on the risk to the child?",
    ):
        assert box in form
    world.do(case, Verb.RECORD_DISCUSSION, by=both, relevance_to_risk="He is alone with her at night.")
    told = page(case, case.raised_by)
    assert told.count("He is alone with her at night.") == 2, "in the record, and as the risk that was said last"


def test_what_may_be_done_before_escalating_is_ticked_and_holds_nothing_up() -> None:  # BRIS-12
    world = a_world("bristol")
    assert "What have you done before raising it?" not in asked(a_world("birmingham"), "tried")
    form = asked(world, "tried")
    for item in world.policy.preparations:
        assert item.says in form
    link = "I have talked to a safeguarding link"
    case = sent(world, tried={"prepared": [link]})
    disagreement = page(case, case.raised_by, "statement/")
    assert f"What was done before raising it {link}" in disagreement
    assert "I have consulted a colleague" not in disagreement
    assert link in page(case, case.raised_by, "documents/opening/")


def test_the_risk_to_the_child_is_asked_for_before_anything_is_escalated() -> None:  # BRIS-4
    world = a_world("bristol")
    told = asked(world, "areas", {"disputed_areas": "The threshold."})
    assert "Enter what the risk to the child is if nothing changes" in told
    case = world.raised()
    assert "What is the risk to the child now?" in page(case, case.raised_by, "do/escalate/")
    with pytest.raises(BadInput, match="missing") as wrong:
        world.climb(case, at=START + HOUR, risk_now=" ")
    assert wrong.value.fields == {"risk_now": ["Enter what the risk to the child is now"]}


def test_each_escalation_says_the_risk_and_the_next_stage_reads_it() -> None:
    """BRIS-4: it has a field of its own, is kept with the stage that it led to, and stands where people act and in the documents."""
    world = a_world("bristol")
    case = case_now(world.climb(world.raised(), at=START + HOUR, risk_now="He sleeps there now."))
    theirs = world.receiver_holder(case)
    assert "Risk to the child He sleeps there now. Said by" in page(case, theirs)
    assert "The risk to the child now He sleeps there now." in page(case, theirs, "do/respond/", at=START + 2 * HOUR)
    case = case_now(world.climb(case, at=START + 2 * HOUR, risk_now="He has a key."))
    document = page(case, theirs, "documents/monitoring/")
    kept = "The risk to the child as it came here"
    assert [part.split(" Ended")[0].strip() for part in document.split(kept)[1:]] == [
        what_is_said()["relevance_to_risk"],
        "He sleeps there now.",
        "He has a key.",
    ]
    assert "Escalate with due consideration of the risks." in page(case, case.raised_by)


def test_the_problem_and_the_aim_are_clear_before_it_is_raised() -> None:  # BRIS-11
    world = a_world("bristol")
    assert "Enter what you disagree with, and why" in asked(world, "decision", {})
    assert "Enter what is disputed" in asked(world, "areas", {})
    assert "Enter what you want to happen" in asked(world, "wanted", {})
    says = "the disagreement is significant and affects the child, and the problem and your aim are clear."
    assert says in asked(world, "tried")


def test_what_was_tried_at_the_level_of_the_professionals_comes_first() -> None:  # BRIS-40
    world = a_world("bristol")
    assert "Enter what you have tried" in asked(world, "tried", {})
    assert "Everyone is responsible for solving problems at the earliest stage." in asked(world, "about")
    case = sent(world)
    assert "Two calls." in page(case, case.raised_by, "statement/")


@pytest.mark.parametrize("area", ["brent", "flowchart"])  # BRENT-9, FLOW-8
def test_who_supports_the_person_that_raises_it_is_asked_and_told(area: str) -> None:
    world = a_world(area)
    assert "Does anyone support you in raising this?" in asked(world, "tried")
    case = sent(world, tried={"support": "My safeguarding supervisor"})
    assert "My safeguarding supervisor" in page(case, case.raised_by, "statement/")


def test_it_is_raised_by_telephone_face_to_face_or_in_a_meeting_on_the_internet() -> None:  # FLOW-1
    world = a_world("flowchart")
    told = asked(world, "tried")
    assert [method.key for method in world.policy.methods if not method.discouraged] == [
        "telephone",
        "in-person",
        "video",
    ]
    assert all(label in told for label in ("In person", "By telephone", "By video call"))
    case = sent(world, tried={"method": "video"})
    assert "By video call" in page(case, case.raised_by, "statement/")


SAID = {
    "birmingham": ("actions, inactions or decisions", "duty to challenge practice"),
    "bristol": ("It may be a disagreement within one organisation", "The child’s safety comes first."),
    "brent": (
        "Everyone must challenge practice that places children at risk of harm.",
        "Settle it in the shortest time possible and at the lowest stage possible.",
        "an action, an inaction or a decision",
    ),
    "flowchart": ("The time limits are maximum limits.", "All escalations are recorded"),
}


@pytest.mark.parametrize("area", SAID)
def test_what_holds_at_every_stage_is_read_where_it_is_raised_and_on_the_case(area: str) -> None:
    """BHAM-1, BHAM-3, BRIS-3, BRIS-4, BRENT-3, BRENT-4, BRENT-19, FLOW-4."""
    world = a_world(area)
    told = asked(world, "about")
    case = world.raised()
    on_the_case = page(case, case.raised_by)
    for says in SAID[area]:
        assert says in told
        assert says in on_the_case
