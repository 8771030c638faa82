"""The gates of a procedure, looked at by hand: what the entries by which a case went on must show."""

from collections.abc import Callable

from cases import record
from cases.models import Case, Clock, Entry, Holding, Side
from cases.verbs import Verb
from policies.schema import Gate, Policy
from policies.vocabulary import GateKind, GateMode, Ground


def passed_though_shut(case: Case, policy: Policy, *, after: int = 0) -> list[str]:
    """The gates that blocked and were passed, since entry `after`, although what they ask for was not there; or none."""
    found: list[str] = []
    new = case.entries.filter(kind=Verb.ESCALATE.value, number__gt=after)
    for entry in new.select_related("content", "passage"):
        source, to = entry.facts["from"], entry.facts["to"]
        gates = [gate for gate in policy.stage(source).gates if gate.at == "leave"]
        gates += [gate for gate in policy.stage(to).gates if gate.at == "enter" and to != source]
        blocking = [gate for gate in gates if gate.mode is GateMode.BLOCK and not _lifted(gate, entry)]
        found += [f"{gate.kind} before {to}" for gate in blocking if not THERE[gate.kind](entry)]
        found += _unexplained(entry)
    return found


def _unexplained(entry: Entry) -> list[str]:
    """What is wrong with how an entry tells the gates that warned: each was passed with a reason, and none that blocks."""
    told = [one for one in entry.facts.get("gates", []) if one["by"] == "reason"]
    wrong = [f"{one['kind']} was passed with a reason" for one in told if one["mode"] != GateMode.WARN]
    return (
        wrong if bool(told) == ("without" in record.body_of(entry)) else [*wrong, "the reason is not where it belongs"]
    )


def _lifted(gate: Gate, entry: Entry) -> bool:
    """Whether immediate risk may have lifted it: somebody had said so by then."""
    before = [e for e in entry.case.entries.all() if e.number < entry.number]
    said = any(e.kind == Verb.FLAG_RISK or _says_risk(e) for e in before)
    return gate.lifted_by_immediate_risk and (said or entry.facts["ground"] == Ground.IMMEDIATE_RISK)


def _says_risk(entry: Entry) -> bool:
    return bool(entry.facts.get("immediate_risk")) or entry.facts.get("ground") == Ground.IMMEDIATE_RISK


def _of_the_stage(entry: Entry) -> list[Entry]:
    return list(Entry.objects.filter(passage=entry.passage, number__lt=entry.number).select_related("party"))


def _over(entry: Entry) -> bool:
    """Whether a limit of the stage had passed, or the other side took no part in it."""
    passage = entry.passage
    assert passage is not None
    limits = Clock.objects.filter(obligation__passage=passage, due_at__lt=entry.recorded_at)
    alone = not Holding.objects.filter(passage=passage, party__side=Side.RECEIVING).exists()
    protective = passage.protective_at
    return limits.exists() or alone or (protective is not None and protective < entry.recorded_at)


def talked(entry: Entry) -> bool:
    """Whether both sides had talked when the case went on, or nobody of the other side could be waited for."""
    return _over(entry) or any(e.kind == Verb.RECORD_DISCUSSION for e in _of_the_stage(entry))


def _planned(entry: Entry) -> bool:
    kinds = (Verb.AGREE_PLAN, Verb.REPORT_NO_AGREEMENT)
    return _over(entry) or any(e.kind in kinds for e in _of_the_stage(entry))


def _answered(entry: Entry) -> bool:
    others = [e for e in _of_the_stage(entry) if e.party is not None and e.party != entry.party]
    return _over(entry) or bool(others)


THERE: dict[GateKind, Callable[[Entry], bool]] = {
    GateKind.EVIDENCE: lambda entry: bool(record.body_of(entry).get("tried")),
    GateKind.SCREENING: lambda entry: bool(entry.facts.get("screened_at")),
    GateKind.SAFEGUARDING_LEAD_ENDORSEMENT: lambda entry: bool(entry.facts.get("endorsed_at")),
    GateKind.BOTH_HAVE_MET: talked,
    GateKind.PLAN_OR_NO_AGREEMENT: _planned,
    GateKind.WRITTEN_CONFIRMATION: _answered,
    GateKind.MONITORING_FORM: lambda entry: bool(record.body_of(entry).get("why")),
    GateKind.PROBLEM_AND_AIM: lambda entry: bool(record.body_of(entry.case.entries.get(kind="raise")).get("wanted")),
}
