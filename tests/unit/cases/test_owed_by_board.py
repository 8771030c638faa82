"""What the board's office owes at a stage of the agencies: it reads what it is about, and can do it."""

from typing import Any

import pytest

from cases.models import FollowUpKind
from cases.verbs import Verb
from policies.parsing import take
from tests.unit.cases.world import HOUR, START, World, a_world, case_now, publish_policy

pytestmark = pytest.mark.django_db

CONTENT: dict[str, Any] = {
    "area": {"key": "anywhere", "name": "Anywhere", "partnership": "Anywhere’s partnership"},
    "metadata": {"title": "A procedure", "version": "1", "in_force_from": "2020-01-01"},
    "immediate_risk": {"says": "Ring 999.", "contacts": [{"name": "Police", "phone": "999"}]},
    "reasons": [{"key": "threshold", "label": "Threshold"}],
}
FIRST = {
    "key": "talk",
    "title": "They talk",
    "band": "practitioner",
    "who": {"default": {"role": "practitioner", "title": "Practitioner"}},
}
LAST = {
    "key": "chair",
    "title": "The chair",
    "band": "board",
    "obligations": [{"what": "decide", "owner": "chair"}],
    "last": {
        "options": [{"kind": "chair-decision", "title": "The chair decides", "decided_by": "chair", "binding": True}]
    },
}
DISCUSS = {"what": "discuss", "owner": "both"}


def where(**first: Any) -> World:
    """An area whose first stage asks for this."""
    stages = [FIRST | {"obligations": [DISCUSS]} | first, LAST]
    return a_world(version=publish_policy(take(CONTENT | {"stages": stages}, file="made-up.yaml")))


def test_it_can_offer_the_mediation_that_it_owes_at_the_first_stage() -> None:
    world = where(obligations=[DISCUSS, {"what": "offer-mediation", "owner": "board-office"}])
    case = world.raised()
    world.do(case, Verb.OFFER_MEDIATION, by=world.office, at=START + HOUR)
    assert not world.passage(case).obligations.filter(duty="offer-mediation", met_at=None).exists()


def test_it_can_record_the_referral_that_it_is_asked_for_at_the_first_stage() -> None:
    world = where(referrals=[{"to": "the police", "owner": "board-office"}])
    case = world.raised()
    world.do(case, Verb.RECORD_REFERRAL, by=world.office, at=START + HOUR)
    assert case.follow_ups.get(kind=FollowUpKind.REFERRAL).result


def test_where_it_owes_nothing_it_does_not_read_the_case() -> None:
    assert case_now(where().raised()).board_involved_at is None
