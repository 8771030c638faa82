"""By which means must a discussion be held? The procedure's own, or the stage's; another is refused, or taken with a reason.

An attempt to reach somebody is no discussion, and is made by whatever means there is (docs/adr/a-chase-by-any-means.md).
"""

from collections.abc import Mapping
from typing import Any

from cases.models import Case
from core.words import listed
from policies.presenters.words import lower_first
from policies.schema import RequiredMeans
from policies.vocabulary import GateMode, Means


def required_here(case: Case) -> RequiredMeans | None:
    """What the pinned procedure requires at the present stage; None where every means will do.

    A child at immediate risk is talked about by whatever means there is: what blocks, then only asks for a reason.
    """
    stage = case.policy_stage.discussed_by
    found = stage if stage is not None else case.policy.discussed_by
    if found is None or found.mode is GateMode.OFF:
        return None
    lifted = case.immediate_risk and found.mode is GateMode.BLOCK
    return found.model_copy(update={"mode": GateMode.WARN}) if lifted else found


def wanted(found: RequiredMeans) -> str:
    """What it requires, for the middle of a sentence: "in person or by telephone"."""
    return listed([lower_first(means.label) for means in found.any_of], "or")


def advice_at(case: Case) -> str:
    """What the form says of it beside the means; "" where every means will do."""
    found = required_here(case)
    if found is None:
        return ""
    otherwise = "nothing else will do" if found.mode is GateMode.BLOCK else "by another means, say why"
    return found.says or f"At this stage it is to be {wanted(found)}: {otherwise}."


def asks_why(case: Case) -> bool:
    """Whether a discussion by another means is taken with a reason."""
    found = required_here(case)
    return found is not None and found.mode is GateMode.WARN


def faults_of_means(case: Case, method: str, reason: str) -> dict[str, list[str]]:
    """What is wrong with a discussion that was held by this means, by field; empty if nothing is."""
    found = required_here(case)
    if found is None or method in {means.value for means in found.any_of}:
        return {}
    if found.mode is GateMode.BLOCK:
        return {"method": [f"Talk {wanted(found)}: the procedure requires it here. Add a note of what was said so far"]}
    if reason.strip():
        return {}
    return {"method_reason": [f"Enter why it was {_by(method)}: the procedure asks for it to be {wanted(found)}"]}


def departs(case: Case, method: str) -> list[str]:
    """The means required instead, for the record; [] where the discussion was held by one of them."""
    found = required_here(case)
    kept = found is None or method in {means.value for means in found.any_of}
    return [] if kept or found is None else [means.value for means in found.any_of]


def departed(facts: Mapping[str, Any]) -> list[str]:
    """How the record says that the procedure asks for other means."""
    asked = [lower_first(Means(means).label) for means in facts.get("means_required", [])]
    return [f"The procedure asks for it to be {listed(asked, 'or')}."] if asked else []


def _by(method: str) -> str:
    return lower_first(Means(method).label) if method in set(Means) else "by this means"
