"""How the entries read by which a disagreement was said to be for another agency, and was passed on, or not."""

from collections.abc import Callable, Mapping
from typing import Any

from cases.models import Case
from cases.verbs import Verb
from cases.words.codes import agency_of


def _passed_on(case: Case, facts: Mapping[str, Any]) -> list[str]:
    first, other = agency_of(case, facts["party"]), agency_of(case, facts["to"])
    return [f"From {first} to {other}, which has its own time from now on. {first} takes no part any more."]


def _kept(case: Case, facts: Mapping[str, Any]) -> list[str]:
    return [f"{agency_of(case, facts['party'])} stays a party."]


REDIRECT_FACTS: dict[str, Callable[[Case, Mapping[str, Any]], list[str]]] = {
    Verb.PASS_ON.value: _passed_on,
    Verb.KEEP_WITH.value: _kept,
}
"""By kind of entry: what its facts say."""
