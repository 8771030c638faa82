"""What the API tells of a last stage: the way, who sits with what they declared, the decision; to who may read the case."""

from datetime import datetime

import pytest

from cases.models import SeatRole
from cases.verbs import Verb
from policies.vocabulary import LastStageKind
from tests.unit.cases.api.client import shown
from tests.unit.cases.test_sitting import AT, LATER, at_the_end, panel, seat
from tests.unit.cases.world import DAY, a_world, case_now

pytestmark = pytest.mark.django_db


def test_the_way_and_who_sits_are_told_as_on_the_page() -> None:
    world, case, third = at_the_end("bristol")
    assert shown(case, case.raised_by)["sitting"] is None
    world.do(case, Verb.CHOOSE_WAY, by=world.chair, at=AT, kind=LastStageKind.PANEL)
    members = panel(world, third, person=third.colleague, name="Ann Other", conflict="Worked there until May.")
    words = {"sits_at": AT + 5 * DAY, "beyond_why": "Nobody else is free."}
    world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=members, **words)
    for person in (case.raised_by, world.receiver_holder(case), world.office, third.colleague):
        sitting = shown(case_now(case), person)["sitting"]
        assert (sitting["kind"], datetime.fromisoformat(sitting["sits_at"])) == ("panel", AT + 5 * DAY)
        assert sitting["seats"][2] == {
            "name": "Ann Other",
            "role": SeatRole.MEMBER,
            "agency": third.agency.name,
            "conflict": "Worked there until May.",
            "conflicted": True,
        }
        assert sitting["departs"] == [f"A conflict of interest was declared for the seat of {third.agency.name}."]


def test_the_decision_is_told_with_its_reasons_and_who_acknowledged_it() -> None:
    world, case, third = at_the_end("bristol")
    world.do(case, Verb.CHOOSE_WAY, by=world.chair, at=AT, kind=LastStageKind.MEDIATION)
    reader = world.receiver_holder(case)
    members = [seat(third, SeatRole.MEDIATOR)]
    world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=members)
    world.do(
        case, Verb.RECORD_DECISION, by=world.chair, at=LATER, decision="They visit.", reasons="She is seen weekly."
    )
    (decision,) = shown(case_now(case), reader)["decisions"]
    assert "It is binding." in decision["says"]
    written = {answer["heading"]: answer["paragraphs"] for answer in decision["written"]}
    assert (written["Decision"], written["Reasons"]) == (["They visit."], ["She is seen weekly."])
    assert decision["acknowledged"] == [
        f"{house.agency.name} has not acknowledged it yet." for house in (world.raising, world.receiving)
    ]


def test_an_office_that_may_not_read_the_case_is_told_nothing_of_it() -> None:
    world = a_world("bristol")
    told = shown(world.raised(), world.office)
    assert not told["content"]
    assert (told["sitting"], told["decisions"]) == (None, [])
