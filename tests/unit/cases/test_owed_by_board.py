"""What the board's office owes at a stage of the agencies: it reads what it is about, and can do it."""

import pytest

from cases.models import FollowUpKind
from cases.verbs import Verb
from tests.unit.cases.small import DISCUSS, small_world
from tests.unit.cases.world import HOUR, START, case_now

pytestmark = pytest.mark.django_db


def test_it_can_offer_the_mediation_that_it_owes_at_the_first_stage() -> None:
    world = small_world(obligations=[DISCUSS, {"what": "offer-mediation", "owner": "board-office"}])
    case = world.raised()
    world.do(case, Verb.OFFER_MEDIATION, by=world.office, at=START + HOUR)
    assert not world.passage(case).obligations.filter(duty="offer-mediation", met_at=None).exists()


def test_it_can_record_the_referral_that_it_is_asked_for_at_the_first_stage() -> None:
    world = small_world(referrals=[{"to": "the police", "owner": "board-office"}])
    case = world.raised()
    world.do(case, Verb.RECORD_REFERRAL, by=world.office, at=START + HOUR)
    assert case.follow_ups.get(kind=FollowUpKind.REFERRAL).result


def test_where_it_owes_nothing_it_does_not_read_the_case() -> None:
    assert case_now(small_world().raised()).board_involved_at is None
