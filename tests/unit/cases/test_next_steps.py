"""What comes first at a last stage: whom to tell, the way, who sits, the papers, and then the decision."""

from datetime import datetime

import pytest
from django.test import Client

from agencies.models import User
from cases.models import Case, SeatRole
from cases.presenters.case import CasePage, case_page
from cases.presenters.next_steps import settling_steps
from cases.rules.refusals import allowed_verbs
from cases.situations import situation
from cases.verbs import Verb
from policies.vocabulary import LastStageKind
from tests.unit.cases.test_sitting import AT, LATER, at_the_end, panel, seat
from tests.unit.cases.world import DAY, a_world, case_now

pytestmark = pytest.mark.django_db


def page_of(case: Case, person: User, at: datetime = LATER) -> CasePage:
    s = situation(case_now(case), by=person, at=at)
    return case_page(s, allowed_verbs(s))


def stands(page: CasePage) -> list[tuple[str, str]]:
    return [(step.what, "next" if step.next else step.state) for step in page.settling]


def test_the_way_comes_before_who_sits_before_the_papers_before_the_decision() -> None:  # BRIS-28
    world, case, third = at_the_end("bristol")
    world.do(case, Verb.ACKNOWLEDGE, by=world.chair, at=AT)
    assert page_of(case, world.office).first_verb is Verb.CHOOSE_WAY
    world.do(case, Verb.CHOOSE_WAY, by=world.chair, at=AT, kind=LastStageKind.PANEL)
    assert page_of(case, world.office).first_verb is Verb.APPOINT
    world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=panel(world, third), papers_by=AT + 3 * DAY)
    assert page_of(case, world.raiser_holder(case)).first_verb is Verb.HAND_IN_PAPER
    waits = page_of(case, world.office)
    assert waits.first_verb is None
    assert Verb.RECORD_DECISION in waits.verbs
    names = f"{world.raising.agency.name} and {world.receiving.agency.name}"
    assert ("Hand in the papers", "next") in stands(waits)
    assert next(step.state for step in waits.settling if step.next) == f"Waiting for {names}"
    for person in (world.raiser_holder(case), world.receiver_holder(case)):
        world.do(case, Verb.HAND_IN_PAPER, by=person, at=LATER)
    ready = page_of(case, world.office)
    assert ready.first_verb is Verb.RECORD_DECISION
    assert stands(ready) == [
        ("Acknowledge it", "Done"),
        ("Choose how it is settled", "Done: Resolution Panel"),
        ("Appoint who sits", "Done. No date is set yet"),
        ("Hand in the papers", "Done"),
        ("Record the decision", "next"),
    ]


def test_papers_that_do_not_come_hold_nothing_up() -> None:
    world, case, third = at_the_end("brent")
    world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=panel(world, third), papers_by=AT + DAY)
    world.do(case, Verb.CONVENE_MEETING, by=world.chair, at=AT)
    assert page_of(case, world.chair).first_verb is None
    late = page_of(case, world.chair, at=AT + 2 * DAY)
    assert late.first_verb is Verb.RECORD_DECISION
    assert "the time for it has passed" in next(
        step.state for step in late.settling if step.what == "Hand in the papers"
    )


def test_whom_the_procedure_has_told_first_and_arrangements_after_who_sits() -> None:
    world, case, third = at_the_end("birmingham")
    assert page_of(case, world.office).first_verb is Verb.INFORM_CHAIR
    world.do(case, Verb.INFORM_CHAIR, by=world.office, at=AT)
    assert page_of(case, world.office).first_verb is Verb.APPOINT
    world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=[seat(third, SeatRole.CHAIR)])
    assert page_of(case, world.office).first_verb is Verb.CONVENE_MEETING


def test_home_and_api_say_the_same_step_as_the_case_page(client: Client) -> None:  # BRIS-28
    world, case, third = at_the_end("bristol")
    steps = [
        (Verb.ACKNOWLEDGE, "Acknowledge it", {}),
        (Verb.CHOOSE_WAY, "Choose how it is settled", {"kind": LastStageKind.PANEL}),
        (Verb.APPOINT, "Appoint who sits", {"members": panel(world, third)}),
        (Verb.RECORD_DECISION, "Record the decision", {}),
    ]
    client.force_login(world.chair)
    for verb, said, words in steps:
        assert page_of(case, world.chair).first_verb is verb
        assert client.get(f"/api/v1/cases/{case.reference}/").json()["next"] == verb.value
        (row,) = client.get("/").context["mine"]
        assert row.what == said
        world.do(case, verb, by=world.chair, at=AT, **words)


def test_who_chairs_a_panel_is_not_pressed_to_decide_while_the_office_has_still_to_convene_it() -> None:
    world, case, third = at_the_end("brent")
    chairs = third.colleague
    members = [seat(world.raising), seat(world.receiving), seat(third, SeatRole.CHAIR, chairs)]
    world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=members)
    waits = page_of(case, chairs)
    assert waits.first_verb is None
    assert Verb.RECORD_DECISION in waits.verbs
    assert page_of(case, world.office).first_verb is Verb.CONVENE_MEETING
    world.do(case, Verb.CONVENE_MEETING, by=world.office, at=AT)
    assert page_of(case, chairs).first_verb is Verb.RECORD_DECISION


def test_somebody_who_declares_a_conflict_is_the_next_step_again() -> None:
    world, case, third = at_the_end("brent")
    world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=panel(world, third, person=third.colleague))
    world.do(case, Verb.DECLARE_CONFLICT, by=third.colleague, at=AT)
    assert page_of(case, world.office).first_verb is Verb.APPOINT


def test_mediation_is_offered_by_who_mediates_and_answered_before_it_is_held() -> None:  # FLOW-18
    world, case, third = at_the_end("flowchart")
    assert page_of(case, world.office).first_verb is Verb.APPOINT
    world.do(case, Verb.APPOINT, by=world.office, at=AT, members=[seat(third, SeatRole.MEDIATOR)])
    assert page_of(case, world.office).first_verb is Verb.OFFER_MEDIATION
    world.do(case, Verb.OFFER_MEDIATION, by=world.office, at=AT)
    assert page_of(case, world.raiser_holder(case)).first_verb is Verb.ANSWER_OFFER
    assert page_of(case, world.office).first_verb is None
    world.do(case, Verb.ANSWER_OFFER, by=world.raiser_holder(case), at=AT, accepts=False, why="It was tried.")
    ready = page_of(case, world.office)
    assert ready.first_verb is Verb.RECORD_DECISION
    assert ("Answer the offer of mediation", f"Declined by {world.raising.agency.name}") in stands(ready)


def test_where_the_chair_decides_alone_nothing_comes_before_it() -> None:  # BUCKS-15
    world, case, _ = at_the_end("buckinghamshire")
    page = page_of(case, world.chair)
    assert page.first_verb is Verb.RECORD_DECISION
    assert stands(page) == [("Record the decision", "next")]


def test_everybody_reads_the_steps_and_only_at_a_last_stage(client: Client) -> None:
    _, case, _ = at_the_end("bristol")
    client.force_login(case.raised_by)
    assert "How this stage is settled" in client.get(f"/cases/{case.reference}/").content.decode()
    other = a_world("bristol").raised()
    assert settling_steps(situation(other, by=other.raised_by, at=AT)) == []


def test_where_nothing_is_decided_the_last_step_is_to_tell() -> None:
    world = a_world("southcombe")
    case = world.raised(protective_at=None)
    page = page_of(case, world.office)
    assert stands(page) == [("Tell those whom the procedure names: the case ends with that", "next")]
    assert page.first_verb is Verb.INFORM_CHAIR
    assert page_of(case, world.receiver_holder(case)).first_verb is Verb.ACKNOWLEDGE
