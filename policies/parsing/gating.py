"""What does not fit together in the gates of a policy: each check yields (key, sentence), as in `coherence`."""

from collections.abc import Callable, Iterator

from policies.schema import Gate, Policy, Stage
from policies.vocabulary import GateKind, Sides

Found = Iterator[tuple[str, str]]

OF_BOTH_SIDES = (GateKind.BOTH_HAVE_MET, GateKind.PLAN_OR_NO_AGREEMENT, GateKind.WRITTEN_CONFIRMATION)
OF_A_STAGE_BEFORE = (*OF_BOTH_SIDES, GateKind.MONITORING_FORM)
"""Kinds that look at what was done before: as a case is raised there is nothing yet."""


def _gates(policy: Policy) -> Iterator[tuple[str, Stage, Gate]]:
    for place, stage in enumerate(policy.stages):
        for number, gate in enumerate(stage.gates):
            yield f"stages[{place}] ({stage.key}).gates[{number}] ({gate.kind})", stage, gate


def _something_to_look_at(policy: Policy) -> Found:
    for where, stage, gate in _gates(policy):
        if stage == policy.stages[0] and gate.at == "enter" and gate.kind in OF_A_STAGE_BEFORE:
            yield f"{where}.at", "as a case is raised there is nothing yet that this could look at: write “leave”"
        if stage == policy.stages[-1] and gate.at == "leave":
            yield f"{where}.at", "nobody goes on from the final stage: write “enter”, or remove this gate"
        if stage.sides is Sides.RAISING and gate.at == "leave" and gate.kind in OF_BOTH_SIDES:
            yield f"{where}.kind", "the other side takes no part in this stage: remove this gate"


GATING: tuple[Callable[[Policy], Found], ...] = (_something_to_look_at,)
