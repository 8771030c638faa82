"""How the entries on a child's safety and on silence read, and the words that all entries share."""

from collections.abc import Callable, Mapping
from typing import Any

from cases.models import Case
from cases.process.notices import TODO_OF_DUTY
from cases.verbs import Verb
from cases.words.codes import agency_of, moment_of
from core.words import listed
from policies.vocabulary import Means

HEADINGS_OF_SAFETY: dict[str, str] = {
    "meanwhile": "Who does what meanwhile to keep {the person} safe",
    "came_of_it": "What came of it",
    "risk_now": "What the risk to {the person} is",
    "risk_action": "What was done about the immediate risk",
    "report_taken_by": "Who took the report",
    "report_reference": "The reference of the report",
}

METHODS: dict[str, str] = {means.value: f"{means.label[:1].lower()}{means.label[1:]}" for means in Means}
"""As it stands within a sentence."""
SAFE_TODAY = {
    "yes": "{The person is} safe today",
    "no": "{The person is} not safe today",
    "unknown": "It is not known whether {the person is} safe today",
}


def chased(case: Case, facts: Mapping[str, Any]) -> list[str]:
    """An attempt to reach somebody: whom, how, and whether it succeeded."""
    whom = facts.get("whom_name") or "Somebody"
    reached = "They were reached." if facts["reached"] else "They were not reached."
    return [f"{whom}, {agency_of(case, facts['of'])}, {METHODS.get(facts['method'], facts['method'])}. {reached}"]


def silence_of(case: Case, facts: Mapping[str, Any]) -> list[str]:
    """The dated proof that a party did not answer, in sentences (BRIS-17); nothing in an entry that holds none."""
    said: list[str] = []
    for proof in facts.get("silence", []):
        told = f"was told by Resolve on {moment_of(proof['told'])}" if proof["told"] else "could not be told by Resolve"
        sent = f", by e-mail on {moment_of(proof['sent'])}" if proof["sent"] else ""
        said.append(f"{_unanswered(case, proof)} It {told}{sent}.{_opened(proof)}")
        tried = [f"on {moment_of(one['at'])} {METHODS.get(one['method'], one['method'])}" for one in proof["chased"]]
        said.append(
            f"The other side tried to reach it {listed(tried)}." if tried else "No attempt to reach it was recorded."
        )
    return said


def _unanswered(case: Case, proof: Mapping[str, Any]) -> str:
    """That a party did not answer; of one that did something there, which answer is wanting, and what it did last."""
    who, last = agency_of(case, proof["party"]), proof.get("last")
    if not last:
        return f"{who} did not answer."
    wanting = listed(TODO_OF_DUTY[duty] for duty in proof["owes"])
    did = f"“{Verb(last['kind']).done}”, on {moment_of(last['at'])}"
    return f"{who} did not {wanting} by its limit. It took part here, last with {did}."


def _opened(proof: Mapping[str, Any]) -> str:
    """When it opened the case; that it did not, only of one that Resolve told and that did nothing else here."""
    if proof["opened"]:
        return f" It opened the case on {moment_of(proof['opened'])}."
    return " It did not open the case." if proof["told"] and not proof.get("last") else ""


def child_safe(facts: Mapping[str, Any]) -> list[str]:
    """What a side said of the child’s safety; nothing where it was not asked."""
    return [f"{SAFE_TODAY[facts['child_safe']]}."] if facts.get("child_safe") in SAFE_TODAY else []


def risk_reported(_: Case, facts: Mapping[str, Any]) -> list[str]:
    """When the report was made that a procedure asks for at immediate risk; nothing where it was not, or is not asked for."""
    return [f"Reported on {moment_of(facts['reported_at'])}."] if facts.get("reported_at") else []


def skipping(case: Case, facts: Mapping[str, Any]) -> list[str]:
    """What the procedure asks besides the risk before it skips a stage, and the answer; nothing where it was not asked."""
    skip = case.policy.immediate_risk.skip
    if skip is None or "skip_confirmed" not in facts:
        return []
    return [f"“{skip.condition}” {'Yes' if facts['skip_confirmed'] else 'No'}."]


def risk_over(_: Case, __: Mapping[str, Any]) -> list[str]:
    """What the end of immediate risk does to limits."""
    return ["Limits that were shortened stay as they are."]


FACTS_OF_SAFETY: dict[str, Callable[[Case, Mapping[str, Any]], list[str]]] = {
    Verb.CHASE.value: chased,
    Verb.LOWER_RISK.value: risk_over,
}
