"""Raising by API: one flat object of answers, spread over the pages of the raise journey, which judges them.

Two answers are put more simply than on the pages: `protective_at` is a moment, or left out where the procedure's own
time is soon enough; and where a page is not asked (one area, one agency), its answers may be left out.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agencies.models import User
from cases.actions.raising import Disagreement
from cases.api.typed import FAULTS, Typed, check_names, faults_of, names_of, typed, with_defaults
from cases.forms.choosing import DISAGREEMENT, RouteStep
from cases.forms.on_paper import PaperStep
from cases.forms.raised_at_risk import SafetyStep
from cases.forms.raising import STEPS, AgencyStep, ProtectStep, RiskStep, WhereStep
from cases.forms.step import Step
from cases.journey import FROM_PAPER, Journey, as_data, disagreement, journey
from cases.models import Draft
from core.errors import BadInput

PROTECTIVE, CHOICE, OTHER_MOMENT = "protective_at", "choice", "other_moment"
CALLED = {CHOICE: PROTECTIVE, OTHER_MOMENT: PROTECTIVE, "conflicted": "people"}
"""What the pages call otherwise than the API does."""

SETTLING: tuple[type[Step], ...] = (RiskStep, SafetyStep, WhereStep, RouteStep, AgencyStep)
"""Pages on which later ones depend: where one is wrong, what is said of the later ones would mislead."""

NAMES = (set().union(*(names_of(step) for step in STEPS)) | {PROTECTIVE}) - {CHOICE, OTHER_MOMENT}
"""All that may be answered."""


def disagreement_of(said: Mapping[str, Any], *, by: User, at: datetime) -> Disagreement:
    """The disagreement that these answers make. Raises BadInput with the sentences of the pages, by field."""
    check_names(said, NAMES)
    start = journey(Draft(writer=by, answers={}), at=at).setting
    told = _as_told_on_pages(said)
    answers = _typed_on_pages(told)
    where = with_defaults(WhereStep(setting=start), answers[WhereStep.key])
    answers[WhereStep.key] = where
    found = journey(Draft(writer=by, answers=answers), at=at)
    if told[CHOICE] == "policy" and ProtectStep in found.steps and _must_choose(found):
        answers[ProtectStep.key].pop(CHOICE)
        found = journey(Draft(writer=by, answers=answers), at=at)
    checked: list[type[Step]] = [] if WhereStep in found.steps else [WhereStep]
    faults = _faults(found, [*checked, *found.steps], answers)
    if faults:
        raise BadInput(FAULTS, called_by_api(faults))
    return disagreement(found)


def called_by_api(faults: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Sentences by field, under the names that the API has for them."""
    found: dict[str, list[str]] = {}
    for name, sentences in faults.items():
        found.setdefault(CALLED.get(name, name), []).extend(sentences)
    return found


def _as_told_on_pages(said: Mapping[str, Any]) -> dict[str, Any]:
    protective = said.get(PROTECTIVE)
    said = {"route": DISAGREEMENT, **said}
    if protective in (None, ""):
        return {**said, CHOICE: "policy"}
    return {**said, CHOICE: "other", OTHER_MOMENT: protective}


def _typed_on_pages(told: Mapping[str, Any]) -> dict[str, Typed]:
    answers: dict[str, Typed] = {}
    faults: dict[str, list[str]] = {}
    for step in STEPS:
        try:
            answers[step.key] = typed(step, told)
        except BadInput as error:
            faults |= error.fields
    if faults:
        raise BadInput(FAULTS, called_by_api(faults))
    return answers | ({FROM_PAPER: {}} if answers[PaperStep.key] else {})


def _must_choose(found: Journey) -> bool:
    """Whether the procedure names no limit for the first stage, so that a moment has to be chosen."""
    return ProtectStep(setting=found.setting).required_here


def _faults(found: Journey, steps: list[type[Step]], answers: Mapping[str, Typed]) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    for step in steps:
        if step.key in found.answered:
            continue
        form = step(as_data(answers[step.key]), setting=found.setting)
        if not form.is_valid():
            faults |= faults_of(form)
            if step in SETTLING:
                break
    return faults
