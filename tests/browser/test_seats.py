"""Whoever sits, mediates or chairs, from the notice to the last thing they owe, on a wide screen and on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.models import Membership, Post
from cases.models import Case, SeatRole
from cases.verbs import Verb
from policies.vocabulary import LastStageKind
from tests.browser.walk import Walker
from tests.unit.cases.test_sitting import seat
from tests.unit.cases.world import World, a_house, a_world, case_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (1280, 320)
AGO = timedelta(hours=1)


def at_the_end(area: str) -> tuple[World, Case]:
    world = a_world(area)
    began = timezone.now() - timedelta(days=12)
    return world, world.climb_to_last(world.raised(at=began), at=began)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_panel_decides_and_a_member_says_that_they_did_not_agree(walker: Walker, width: int) -> None:  # BRENT-14
    world, case = at_the_end("brent")
    third = a_house(world.version, name="Uninvolved Trust")
    chairs, member = third.colleague, world.receiving.colleague
    members = [seat(world.raising), seat(world.receiving, person=member), seat(third, SeatRole.CHAIR, chairs)]
    world.do(case, Verb.APPOINT, by=world.chair, at=timezone.now() - AGO, members=members)
    walker.page.set_viewport_size({"width": width, "height": 900})
    walker.sign_in(chairs)
    walker.open("/")
    walker.act(case, Verb.ASK_FOR_PAPERS)
    walker.open(f"/cases/{case.reference}/do/declare-conflict/")
    walker.open(f"/cases/{case.reference}/do/record-decision/")
    world.do(case, Verb.RECORD_DECISION, by=chairs, at=timezone.now(), kind=LastStageKind.PANEL)
    walker.sign_in(member)
    walker.open("/")
    walker.act(case, Verb.SAY_ASSENT)
    walker.page.get_by_label("No, not with all of it").check()
    walker.page.get_by_label("If not: with what did you not agree, and why?").fill("A visit a month is too little.")
    walker.press("Send")
    assert "You no longer see" in walker.text


@pytest.mark.parametrize("width", WIDTHS)
def test_a_mediator_offers_and_records_that_it_was_declined(walker: Walker, width: int) -> None:  # FLOW-18
    world, case = at_the_end("flowchart")
    third = a_house(world.version, name="Uninvolved Trust")
    mediator = third.colleague
    Post.objects.create(
        agency=third.agency, area=world.version.area, role="strategic-lead", title="Lead", rank=90, holder=mediator
    )
    walker.page.set_viewport_size({"width": width, "height": 900})
    walker.sign_in(world.office)
    walker.open("/")
    walker.act(case, Verb.APPOINT)
    members = [seat(third, SeatRole.MEDIATOR, mediator)]
    world.do(case, Verb.APPOINT, by=world.office, at=timezone.now(), members=members)
    walker.sign_in(mediator)
    walker.open("/")
    walker.act(case, Verb.OFFER_MEDIATION)
    world.do(case, Verb.OFFER_MEDIATION, by=mediator, at=timezone.now())
    walker.sign_in(world.raiser_holder(case))
    walker.open("/")
    walker.open(f"/cases/{case.reference}/do/answer-offer/")
    world.do(case, Verb.ANSWER_OFFER, by=world.raiser_holder(case), at=timezone.now(), accepts=False, why="Tried.")
    walker.sign_in(mediator)
    walker.act(case, Verb.RECORD_DECISION)
    assert "Mediation failed, or was declined" in walker.text


@pytest.mark.parametrize("width", WIDTHS)
def test_the_chair_confirms_what_the_office_recorded(walker: Walker, width: int) -> None:  # BUCKS-15
    world, case = at_the_end("buckinghamshire")
    walker.page.set_viewport_size({"width": width, "height": 900})
    walker.sign_in(world.office)
    walker.open(f"/cases/{case.reference}/do/record-decision/")
    world.do(case, Verb.RECORD_DECISION, by=world.office, at=timezone.now())
    walker.sign_in(world.chair)
    walker.open("/")
    walker.open(f"/cases/{case.reference}/do/confirm-decision/")
    walker.page.get_by_label("No, I correct it").check()
    walker.press("Save your answer")
    walker.page.get_by_label("What is wrong?").fill("It was each week.")
    walker.page.get_by_label("If not: the decision as you made it").fill("A visit each week.")
    walker.press("Save your answer")
    walker.open(f"/cases/{case.reference}/agreement/")
    assert "corrected it" in walker.text
    assert walker.text.count("has not acknowledged it yet") == 2  # of the corrected one, and of no other
    assert case_now(case).ended_at is not None


def test_the_administrator_sees_no_case_of_it(walker: Walker) -> None:
    world, case = at_the_end("buckinghamshire")
    administrator = a_house(world.version).colleague
    Membership.objects.create(user=administrator, role="administrator")
    walker.sign_in(administrator)
    walker.open("/")
    walker.open("/cases/")
    assert "There is no case that you may see." in walker.text
    answer = walker.page.goto(f"{walker.url}/cases/{case.reference}/")
    assert answer is not None
    assert answer.status == 404
