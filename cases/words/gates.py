"""The words of the gates: what each is called in a sentence, and how the record says that a case went on without it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.words.codes import moment_of
from core.words import listed
from policies.vocabulary import GateKind

CALLED: dict[GateKind, str] = {
    GateKind.EVIDENCE: "evidence of what was tried",
    GateKind.SCREENING: "screening by a manager",
    GateKind.SAFEGUARDING_LEAD_ENDORSEMENT: "the endorsement of a safeguarding lead",
    GateKind.WRITTEN_CONFIRMATION: "written confirmation from every other party",
    GateKind.MONITORING_FORM: "a complete monitoring form",
    GateKind.PROBLEM_AND_AIM: "the problem and the aim in writing",
    GateKind.BOTH_HAVE_MET: "a discussion between both sides",
    GateKind.PLAN_OR_NO_AGREEMENT: "an agreed plan, or a report that none could be agreed",
}


@dataclass(frozen=True)
class Deed:
    """What somebody declares that a manager or a lead has done: its key in the record and on forms, and its questions."""

    key: str
    who: str
    when: str


DECLARED: dict[GateKind, Deed] = {
    GateKind.SCREENING: Deed("screened", "Which manager has screened it?", "When did they screen it?"),
    GateKind.SAFEGUARDING_LEAD_ENDORSEMENT: Deed(
        "endorsed", "Which safeguarding lead has endorsed it?", "When did they endorse it?"
    ),
}
"""The gates whose answer is another person's deed, told by whoever goes on or raises it."""

BY_REASON, BY_RISK = "reason", "immediate-risk"
"""How an entry says that a gate was passed while it lacked: with a reason, or lifted by immediate risk."""


def went_on_without(facts: Mapping[str, Any]) -> list[str]:
    """What an entry says of the gates that were passed while something lacked; nothing where none were."""
    said = []
    for by, start in ((BY_REASON, "Went on without "), (BY_RISK, "Immediate risk let it go on without ")):
        found = dict.fromkeys(CALLED[GateKind(one["kind"])] for one in facts.get("gates", []) if one["by"] == by)
        said += [f"{start}{listed(found)}."] if found else []
    return said


def declared(facts: Mapping[str, Any]) -> list[str]:
    """Who has screened or endorsed it, and when; where their name was typed, it stands among what was written."""
    said = []
    for deed in DECLARED.values():
        when = facts.get(f"{deed.key}_at")
        who = facts.get(f"{deed.key}_by_name")
        said += [f"{deed.key.capitalize()}{f' by {who}' if who else ''} on {moment_of(when)}."] if when else []
    return said


PEOPLE_IN_FACTS = tuple(f"{deed.key}_by" for deed in DECLARED.values())
"""The keys that hold their ids."""
HEADINGS_OF_GATES = {
    "problem_and_aim": "The problem, and what is wanted",
    "without": "Why it went on without that",
    "screened_name": "Who screened it",
    "endorsed_name": "Who endorsed it",
}
