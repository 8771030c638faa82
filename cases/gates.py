"""The gates between stages: what must be there before one is left, and before another is entered."""

from cases.rules import ways
from cases.situations import Situation
from policies.schema import Gate
from policies.vocabulary import GateKind, GateMode, Ground


def evidence_needed(s: Situation, ground: Ground) -> bool:
    """Whether going on needs evidence of what was tried at this stage; at immediate risk it may follow (FLOW-5, O-24)."""
    return any(not (gate.lifted_by_immediate_risk and _at_risk(s, ground)) for gate in _evidence_gates(s, ground))


def evidence_follows(s: Situation, ground: Ground) -> bool:
    """Whether the evidence that would have blocked is to follow, because of immediate risk (O-24)."""
    return not evidence_needed(s, ground) and bool(_evidence_gates(s, ground))


def _at_risk(s: Situation, ground: Ground) -> bool:
    return ground is Ground.IMMEDIATE_RISK or s.case.immediate_risk


def _evidence_gates(s: Situation, ground: Ground) -> list[Gate]:
    """The gates on the ways from here that block for want of evidence."""
    gates = [gate for gate in s.stage.gates if gate.at == "leave"]
    for key in ways(s, ground).stages:
        gates += [gate for gate in s.case.policy.stage(key).gates if gate.at == "enter"]
    return [gate for gate in gates if gate.kind is GateKind.EVIDENCE and gate.mode is GateMode.BLOCK]
