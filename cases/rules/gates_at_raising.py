"""What lacks before a disagreement may be raised? The gates on entering the stage at which it begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.rules import gates
from cases.rules.declaring import Declared
from cases.rules.gates import AIM, PROBLEM, Lack
from cases.words.gates import DECLARED
from policies.schema import Gate, Stage
from policies.vocabulary import GateKind, GateMode


@dataclass(frozen=True)
class Raising:
    """What is raised, as far as a gate asks for it: at which stage it begins, and what is written and declared."""

    stage: Stage
    at_risk: bool
    statement: Mapping[str, Any]
    declared: tuple[Declared, ...] = ()


def gates_of(stage: Stage, *, at_risk: bool) -> list[Gate]:
    """The gates on entering the stage at which a case begins; without those that are off, or lifted by immediate risk."""
    return [gate for gate in _entering(stage) if not (at_risk and gate.lifted_by_immediate_risk)]


def faults(raising: Raising, *, without: str) -> dict[str, list[str]]:
    """What is wrong with raising it so, by field."""
    lacking = [lack for gate in gates_of(raising.stage, at_risk=raising.at_risk) if (lack := _lack(raising, gate))]
    return gates.faults_in(lacking, without=without)


def passed(raising: Raising) -> list[dict[str, str]]:
    """For the record: the gates that are passed while something lacks."""
    asked = gates_of(raising.stage, at_risk=raising.at_risk)
    found = [(gate, lack) for gate in _entering(raising.stage) if (lack := _lack(raising, gate))]
    return gates.as_codes(
        [lack for gate, lack in found if gate in asked], [lack for gate, lack in found if gate not in asked]
    )


def _entering(stage: Stage) -> list[Gate]:
    return [gate for gate in stage.gates if gate.at == "enter" and gate.mode is not GateMode.OFF]


def _lack(raising: Raising, gate: Gate) -> Lack | None:
    """What lacks for a gate; the kinds that look at a stage before have nothing to look at where one was skipped."""
    match gate.kind:
        case GateKind.EVIDENCE:
            tried = str(raising.statement.get("tried_before") or "").strip()
            return None if tried else Lack(gate, "Enter what you have tried", "tried_before")
        case GateKind.PROBLEM_AND_AIM:
            return _problem_and_aim(raising, gate)
        case GateKind.SCREENING | GateKind.SAFEGUARDING_LEAD_ENDORSEMENT:
            return gates.undeclared(gate, raising.declared)
        case _:
            return None


def _problem_and_aim(raising: Raising, gate: Gate) -> Lack | None:
    """The problem and the aim (BRIS-11)."""
    for keys, sentence in ((PROBLEM, "Enter what you disagree with, and why"), (AIM, "Enter what you want to happen")):
        if not any(str(raising.statement.get(key) or "").strip() for key in keys):
            return Lack(gate, sentence, keys[0])
    return None


def declares(stage: Stage, *, at_risk: bool) -> list[Gate]:
    """The gates of which somebody else’s deed is to be told as a case is raised."""
    return [gate for gate in gates_of(stage, at_risk=at_risk) if gate.kind in DECLARED]
