"""Blank forms to print and fill in by hand, in the words and with the choices of an area's procedure; entered later.

They ask what the pages ask, so that who enters them needs nothing that the paper does not hold.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from agencies.models import User
from cases.documents.paper_ending import closure, monitoring, referral
from cases.documents.paper_opening import opening
from cases.documents.paper_stage import stage as stage_form
from cases.documents.shape import Document, Section
from cases.documents.speaking import said_in
from core.errors import NotVisible
from core.words import moment
from policies.models import PolicyVersion
from policies.presenters.words import stage_label
from policies.schema import Policy, Stage
from policies.vocabulary import Word

NO_NAMES = "No names: your own {reference for a person}, and roles for people."


class Paper(Word):
    """A blank form."""

    OPENING = "opening", "Opening record"
    STAGE = "stage", "Record of a stage"
    MONITORING = "monitoring", "Monitoring form"
    REFERRAL = "referral", "Referral to the last stage"
    CLOSURE = "closure", "Closure record"


def papers(policy: Policy) -> list[tuple[Paper, str, Stage | None]]:
    """The blank forms of a procedure: which, its title, and the stage that it is for where there is one for each."""
    found: list[tuple[Paper, str, Stage | None]] = [(Paper.OPENING, Paper.OPENING.label, None)]
    found += [
        (Paper.STAGE, f"{Paper.STAGE.label}, {stage_label(stage.number)}: {stage.title}", stage)
        for stage in policy.stages
        if stage.last is None
    ]
    form = policy.form_at(policy.stages[-1].key)
    if form is not None:
        found.append((Paper.MONITORING, form.title, None))
    return [*found, (Paper.REFERRAL, Paper.REFERRAL.label, None), (Paper.CLOSURE, Paper.CLOSURE.label, None)]


def blank(version: PolicyVersion, paper: Paper, *, stage: str = "", by: User, at: datetime) -> Document:
    """A blank form of a procedure, printed by a person at `at` (UTC). Raises NotVisible where it has no such form."""
    for known, title, of_stage in papers(version.policy):
        if known is paper and stage == (of_stage.key if of_stage else ""):
            blank_form = Document(
                title=title,
                caption=f"{version.policy.area.partnership}: {version.policy.metadata.title}",
                foot=(
                    f"{version.policy.metadata.title}, version {version.name}. A blank form, printed by {by.name}, {moment(at)}.",
                    "Enter it in Resolve as soon as you can, with the times at which things happened. Filled in: OFFICIAL-SENSITIVE.",
                ),
                says=("Write clearly, in ink. If {a person is} in danger now, ring 999 first.", NO_NAMES),
                sections=BUILDERS[paper](version.policy, of_stage),
            )
            return said_in(version.policy.persons, blank_form)
    raise NotVisible


Builder = Callable[[Policy, Stage | None], tuple[Section, ...]]

BUILDERS: Mapping[Paper, Builder] = {
    Paper.OPENING: opening,
    Paper.STAGE: stage_form,
    Paper.MONITORING: monitoring,
    Paper.REFERRAL: referral,
    Paper.CLOSURE: closure,
}
