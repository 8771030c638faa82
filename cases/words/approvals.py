"""How the entries read by which the board's office was asked to approve something, and answered."""

from collections.abc import Callable, Mapping
from typing import Any

from cases.models import ApprovalKind, Case
from cases.verbs import Verb
from cases.words.codes import moment_of


def _matter(case: Case, facts: Mapping[str, Any]) -> str:
    if facts["kind"] == ApprovalKind.PAUSE:
        return f"That the limits stand still until {moment_of(facts['until'])}."
    stage = case.policy.stage(facts["to"])
    return f"That the case goes straight to {f'Stage {stage.number}: ' if stage.number else ''}{stage.title}."


def _asked(case: Case, facts: Mapping[str, Any]) -> list[str]:
    return [_matter(case, facts)]


def _answered(case: Case, facts: Mapping[str, Any]) -> list[str]:
    return [_matter(case, facts), "Approved." if facts["granted"] else "Refused."]


APPROVAL_FACTS: dict[str, Callable[[Case, Mapping[str, Any]], list[str]]] = {
    Verb.ASK_OFFICE.value: _asked,
    Verb.ANSWER_AS_OFFICE.value: _answered,
}
"""By kind of entry: what its facts say."""
