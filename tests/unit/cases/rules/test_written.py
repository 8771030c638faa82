"""That all is written down and reaches who raised it: the record of each area's case, and what is agreed at its end."""

from datetime import date

import pytest

from cases import record
from cases.models import Case, Side, State
from cases.presenters.timeline import timeline
from cases.situations import situation
from cases.verbs import Verb
from notifications.models import Message
from policies.vocabulary import Sides
from tests.unit.cases.rules.walk import LATER, at_stage, page
from tests.unit.cases.world import DAY, START, World, a_world, case_now

pytestmark = pytest.mark.django_db

AREAS = ("birmingham", "brent", "bristol", "buckinghamshire", "flowchart")


def talked_at_each_stage(world: World) -> tuple[Case, list[str]]:
    """A case taken to its last stage, decided there; and what was said at each stage on the way."""
    case, said = world.raised(), []
    for step in range(1, 12):
        stage = case.policy_stage
        if stage.last is not None:
            break
        at = START + step * DAY
        if stage.sides is Sides.BOTH:
            said.append(f"What we said at step {step}.")
            world.do(case, Verb.RECORD_DISCUSSION, by=world.receiver_holder(case), at=at, said=said[-1])
        why = f"Why it goes on after step {step}."
        case = case_now(world.do(case, Verb.ESCALATE, by=case.raised_by, at=at, why=why))
        said.append(why)
    world.do(case, Verb.RECORD_DECISION, by=world.chair, at=LATER, decision="Visit weekly.", reasons="She is alone.")
    return case_now(case), [*said, "Visit weekly.", "She is alone."]


@pytest.mark.parametrize("area", AREAS)
def test_all_that_is_said_and_decided_is_written_and_shared_with_who_raised_it(area: str) -> None:
    """At every stage: BHAM-4, BRIS-36, BRENT-16, FLOW-3; in Buckinghamshire as well, however high it goes (O-29)."""
    world = a_world(area)
    case, said = talked_at_each_stage(world)
    events = timeline(situation(case, by=case.raised_by, at=LATER))
    words = " ".join(line for event in events for _, lines in event.paragraphs for line in lines)
    assert not [text for text in said if text not in words]
    assert all(event.by for event in events)
    assert record.faults(case) == []
    told = Message.objects.filter(recipient=case.raised_by, reference=case.reference)
    stages = case.passages.count()
    assert told.filter(kind="stage-opened").count() == stages
    assert told.filter(kind="record-decision").count() == 1
    by_others = case.entries.filter(kind="record-discussion").exclude(by=case.raised_by).count()
    assert told.filter(kind="record-discussion").count() == by_others > 0
    theirs = case.passages.order_by("number").last().holdings.get(party__side=Side.RECEIVING).person
    for person in (case.raised_by, theirs, world.office):
        assert "Visit weekly." in page(case, person)


@pytest.mark.parametrize(
    ("area", "stage"), [("birmingham", "informal"), ("bristol", "stage-1"), ("brent", "stage-two")]
)
def test_it_is_settled_by_a_statement_that_both_confirm(area: str, stage: str) -> None:  # BHAM-5, BRIS-33, BRENT-17
    """What was agreed, what follows from it and how the rest is pursued; the form says what the text asks for."""
    world = a_world(area)
    case = at_stage(world, stage)
    ours, theirs = world.raiser_holder(case), world.receiver_holder(case)
    assert world.policy.outcome.says in page(case, ours, "do/propose-outcome/")
    words = {"statement": "There is a joint visit.", "outstanding": "The school is asked again in June."}
    world.do(case, Verb.PROPOSE_OUTCOME, by=ours, at=START + 2 * DAY, look_again_on=date(2027, 6, 1), **words)
    assert case_now(case).state == State.AWAITING_CONFIRMATION
    world.do(case, Verb.CONFIRM_OUTCOME, by=theirs, at=START + 3 * DAY)
    assert case_now(case).state == State.RESOLVED
    for person in (ours, theirs, case.raised_by):
        agreed = page(case, person, "agreement/")
        assert all(text in agreed for text in (*words.values(), "Visit"))
