"""A procedure on dates as lines of text, for whoever tries a file before it is published."""

from collections.abc import Iterable, Iterator

from core.words import moment
from policies.presenters.dates import DatedDuty, DatedStage, dated_walk
from policies.schema import Policy
from policies.simulator import Question


def lines_of(policy: Policy, question: Question) -> Iterator[str]:
    """The walk of a case, a line each. Raises BadInput beyond the bank holidays held."""
    found = dated_walk(policy, question)
    yield f"{policy.area.name}, version {policy.metadata.name}: {policy.metadata.title}"
    yield f"{question.raising.label} against {question.receiving.label}, raised on {moment(question.at)}"
    yield from _headed("What was assumed", found.assumptions)
    yield from _headed("Because of the immediate risk", found.at_risk)
    yield from _headed("All of it together", found.overall)
    for stage in found.stages:
        yield from _stage(stage)


def _headed(heading: str, sentences: Iterable[str]) -> Iterator[str]:
    said = list(sentences)
    if said:
        yield from ("", heading, *(f"  - {sentence}" for sentence in said))


def _stage(stage: DatedStage) -> Iterator[str]:
    yield ""
    yield f"{': '.join(filter(None, (stage.label, stage.title)))}, from {moment(stage.entered)}"
    if stage.raising:
        yield f"  Who acts for the agency that raises it: {stage.raising}"
    if stage.receiving:
        yield f"  Who acts for the agency that receives it: {stage.receiving}"
    for duty in stage.duties:
        yield from _duty(duty)
    yield from (f"  Told: {sentence}" for sentence in stage.told)
    if stage.binding:
        yield f"  {stage.binding}"


def _duty(duty: DatedDuty) -> Iterator[str]:
    due = f": by {moment(duty.due_at)}" if duty.due_at else ""
    yield f"  {duty.what} ({duty.who}){due}"
    yield from (f"      {sentence}" for sentence in duty.explanation)
