"""Immediate risk said later skips a stage in a made-up area: past the gates that it lifts, and not past those that it does not."""

from datetime import timedelta
from typing import Any

import pytest

from cases.models import FollowUpKind
from cases.rules.skipping import skips_to
from cases.situations import situation
from cases.verbs import Verb
from policies.vocabulary import GateKind
from tests.unit.cases.gated import SOON, gate, gated
from tests.unit.cases.rules.walk import page
from tests.unit.cases.world import World, case_now

pytestmark = pytest.mark.django_db


def skipping(*gates: dict[str, Any]) -> World:
    """A procedure that starts with the directors at immediate risk, where the other side denies it; with these gates."""
    risk = {
        "says": "Ring 999.",
        "contacts": [{"name": "Police", "phone": "999"}],
        "skip": {"to": "directors", "condition": "Do they deny it?"},
    }
    return gated(*gates, immediate_risk=risk)


def test_the_gates_that_risk_lifts_hold_nothing_up_and_what_they_want_follows() -> None:
    world = skipping(gate(GateKind.EVIDENCE))
    case = case_now(world.do(world.raised(), Verb.FLAG_RISK, by=world.raising.practitioner, skip_confirmed=True))
    assert case.stage == "directors"
    assert case.follow_ups.filter(kind=FollowUpKind.EVIDENCE).count() == 1
    told = page(case, case.raised_by)
    assert "“Do they deny it?” Yes." in told
    assert "Immediate risk let it go on without evidence of what was tried." in told


def test_a_gate_that_risk_does_not_lift_is_not_gone_round() -> None:
    world = skipping(gate(GateKind.BOTH_HAVE_MET, lifted_by_immediate_risk=False))
    case = world.raised()
    assert skips_to(situation(case, by=case.raised_by, at=SOON)) is None
    assert "Do they deny it?" not in page(case, case.raised_by, "do/flag-risk/", at=SOON)
    flagged = case_now(world.do(case, Verb.FLAG_RISK, by=case.raised_by, skip_confirmed=True))
    assert (flagged.stage, flagged.immediate_risk) == ("talk", True)
    later = SOON + timedelta(hours=1)
    assert skips_to(situation(flagged, by=case.raised_by, at=later)) is None, "it has been said already"
