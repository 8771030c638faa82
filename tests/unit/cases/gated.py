"""A made-up area whose procedure has the gates that a test wants, and how what each of them asks for is done."""

from collections.abc import Callable
from itertools import count
from typing import Any

from cases.models import Case
from cases.verbs import Verb
from policies.parsing import take
from policies.schema import Policy
from policies.vocabulary import GateKind, GateMode
from tests.unit.cases.world import HOUR, START, World, a_world, publish_policy

SAYS = "The partnership wants this seen to."
AREAS = count(1)
SOON = START + HOUR


def gate(kind: GateKind, mode: GateMode = GateMode.BLOCK, at: str = "leave", **more: Any) -> dict[str, Any]:
    """A gate, as a file holds it."""
    return {"kind": kind.value, "mode": mode.value, "at": at, "says": SAYS, **more}


def procedure(*gates: dict[str, Any], on: str = "talk", on_breach: str = "offer", **more: Any) -> Policy:
    """A procedure with these gates at one of its stages: talk, managers, directors, board."""
    stages = [
        _stage("talk", "practitioner", "practitioner", on_breach),
        _stage("managers", "line-manager", "first-line", on_breach),
        _stage("directors", "director", "executive", on_breach, discretionary=True),
        {
            "key": "board",
            "title": "The board",
            "band": "board",
            "obligations": [{"what": "decide", "owner": "chair"}],
            "last": {"options": [{"kind": "chair-decision", "title": "Chair", "decided_by": "chair", "binding": True}]},
        },
    ]
    for stage in stages:
        if stage["key"] == on:
            stage["gates"] = list(gates)
    content: dict[str, Any] = {
        "area": {"key": f"gateshire-{next(AREAS)}", "name": "Gateshire", "partnership": "Gateshire’s partnership"},
        "metadata": {"title": "A procedure", "version": "1", "in_force_from": "2020-01-01"},
        "immediate_risk": {"says": "Ring 999.", "contacts": [{"name": "Police", "phone": "999"}]},
        "stages": stages,
        "grounds": ["not-agreed", "no-response", "delay", "immediate-risk"],
        "reasons": [{"key": "threshold", "label": "Threshold"}],
        **more,
    }
    return take(content, file="gateshire.yaml")


def _stage(key: str, role: str, band: str, on_breach: str, **more: Any) -> dict[str, Any]:
    limit = {"amount": 2, "unit": "working-days"}
    return {
        "key": key,
        "title": key.title(),
        "band": band,
        "who": {"default": {"role": role, "title": role}},
        "obligations": [{"what": "respond", "owner": "receiver", "limit": limit, "on_breach": on_breach}],
        **more,
    }


def gated(*gates: dict[str, Any], on: str = "talk", **more: Any) -> World:
    """A world under such a procedure."""
    return a_world(version=publish_policy(procedure(*gates, on=on, **more)))


def answered(world: World, case: Case) -> None:
    """The other side puts in writing where it stands."""
    world.do(case, Verb.RESPOND, by=world.receiver_holder(case))


def discussed(world: World, case: Case) -> None:
    """Both sides talk."""
    world.do(case, Verb.RECORD_DISCUSSION, by=world.raiser_holder(case))


def reported(world: World, case: Case) -> None:
    """The side that raised it reports that no plan could be agreed."""
    world.do(case, Verb.REPORT_NO_AGREEMENT, by=world.raiser_holder(case))


MENDED: dict[GateKind, Callable[[World, Case], None]] = {
    GateKind.BOTH_HAVE_MET: discussed,
    GateKind.PLAN_OR_NO_AGREEMENT: reported,
    GateKind.WRITTEN_CONFIRMATION: answered,
    GateKind.MONITORING_FORM: answered,
}
"""What is done first for a gate that is not mended on the form of going on."""
