"""Blank forms to print and fill in by hand, in the words and with the choices of an area's procedure; entered later.

They ask what the pages ask, so that who enters them needs nothing that the paper does not hold.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from agencies.models import User
from cases.documents.shape import Document, Row, Section, Table
from cases.documents.speaking import said_in
from cases.models import OutcomeCode, SubjectStatus
from cases.words.entries import PARENTS_AWARE, POSITIONS, RESULTS
from cases.words.headings import HEADINGS
from cases.words.safety import METHODS
from core.errors import NotVisible
from core.words import moment
from policies.models import PolicyVersion
from policies.presenters.words import limit_in_words, owed_in_words, stage_label
from policies.routes import grounds_at
from policies.schema import Policy, Stage
from policies.vocabulary import Duty, Subject, Word

NO_NAMES = "No names: your own {reference for a person}, and roles for people."
MOMENT = "Day, month, year and time"
YES_NO = ("Yes", "No")
BY_WHICH_MEANS = tuple(f"{label[:1].upper()}{label[1:]}" for label in METHODS.values())


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


def _which() -> Row:
    return Row("Reference in Resolve, if there is one", space=1)


def _asked(name: str, space: int = 3, hint: str = "") -> Row:
    """A question of the pages with lines to write on."""
    return Row(HEADINGS[name], hint=hint, space=space)


def _opening(policy: Policy, _: Stage | None) -> tuple[Section, ...]:
    levels = policy.thresholds.levels if policy.thresholds else ()
    contacts = tuple(
        f"{contact.name}: {contact.phone}".removesuffix(": ") for contact in policy.immediate_risk.contacts
    )
    return (
        Section(
            "{The person’s} safety now",
            says=(policy.immediate_risk.says, *contacts),
            rows=(
                Row("{Is a person} at immediate risk of harm?", ticks=YES_NO),
                Row("If so: whom have you told, when, what did they say, and which reference did they give?", space=2),
                *(
                    [Row("Who took the report, when, under which reference?", space=2)]
                    if policy.immediate_risk.refer
                    else []
                ),
                *([Row(policy.immediate_risk.skip.condition, ticks=YES_NO)] if policy.immediate_risk.skip else []),
            ),
        ),
        Section(
            "Who raises it, and with whom",
            rows=(
                Row("Raised on", hint=MOMENT, space=1),
                Row("Your name, job and agency", space=2),
                Row("How to reach you", space=1),
                Row("Your manager", space=1),
                Row("Is anyone on your own side part of the disagreement? If so, who?", ticks=YES_NO, space=1),
                Row("Agency that you disagree with, and who there", space=2),
            ),
        ),
        Section(
            "{Whom} it is about",
            tables=(_subjects(policy),),
            rows=(
                *_kinds(policy),
                Row(
                    "Do {the parents or carers} know of this disagreement?",
                    ticks=tuple(PARENTS_AWARE.values()),
                    space=1,
                ),
            ),
        ),
        Section(
            "What you disagree with",
            rows=(
                Row(
                    "What is it about? Tick all that apply",
                    ticks=(*(r.label.rstrip(".;") for r in policy.reasons if r.key != "other"), "Something else"),
                ),
                _asked("other_reason", 1),
                Row("What is challenged?", ticks=("A decision", "An action", "Something not done")),
                _asked("decided_on", 1, "Day, month, year"),
                _asked("related_meeting", 1),
                _asked("what_is_disputed", 6),
                _asked("agreed_areas"),
                _asked("disputed_areas", 4),
                _asked("relevance_to_risk", 4),
                *([Row(HEADINGS["threshold"], ticks=levels)] if levels else []),
                *([_asked("threshold_descriptor", 1)] if policy.thresholds else []),
                _asked("wanted", 4),
            ),
        ),
        Section(
            "What was done before",
            rows=(
                Row("How you have raised it with the other professional", ticks=BY_WHICH_MEANS),
                _asked("method_reason", 1, " ".join(m.note for m in policy.methods if m.discouraged)),
                _asked("tried_before", 4),
                *(
                    [Row(HEADINGS["prepared"], ticks=tuple(p.says for p in policy.preparations))]
                    if policy.preparations
                    else []
                ),
                _asked("consulted", 1),
                _asked("support", 1),
            ),
        ),
        Section(
            "Until when",
            rows=(
                Row("When must it be settled to protect {the person}?", hint=MOMENT, space=1),
                _asked("protective_reason", 2),
            ),
        ),
    )


def _subjects(policy: Policy) -> Table:
    """A row for each whom it is about, with what the pages ask of them."""
    if policy.is_about_children:
        return Table("A row for {each person}", ("Your reference", "Initials", "Age", "Plan or order"), space=4)
    is_theme = set(policy.subjects) == {Subject.THEME}
    return Table("A row for {each person}", ("Your reference", *(() if is_theme else ("Initials",))), space=1)


def _kinds(policy: Policy) -> tuple[Row, ...]:
    """Of children their plans, else which of several it is."""
    if policy.is_about_children:
        return (Row("Plan or order: one of these for {each person}", ticks=tuple(SubjectStatus.labels)),)
    kinds = tuple(kind.label for kind in policy.subjects)
    return (Row("Who or what it is about", ticks=kinds),) if len(kinds) > 1 else ()


def _stage(policy: Policy, stage: Stage | None) -> tuple[Section, ...]:
    if stage is None:
        raise NotVisible
    duties = [item.what for item in stage.obligations]
    sections = [
        Section(
            "The case",
            says=tuple(item.says for item in stage.guidance),
            rows=(_which(), Row("The stage began on", hint=MOMENT, space=1), *_limits(policy, stage)),
        )
    ]
    sections += [Section(heading, rows=rows) for duty, heading, rows in STEPS if duty in duties]
    plan = Table("The plan", ("What is done", "Who does it", "By when"), space=5)
    return (
        *sections,
        Section(
            "A discussion",
            rows=(
                Row("Held on", hint=MOMENT, space=1),
                Row("How", ticks=BY_WHICH_MEANS),
                Row("Who took part, with job and agency", space=3),
                Row("What was discussed", space=6),
                Row("What both sides agree on", space=3),
                Row("What is still disputed", space=3),
                _asked("relevance_to_risk"),
                Row("Result", ticks=tuple(RESULTS.values())),
            ),
        ),
        Section("The plan, if one was agreed", tables=(plan,), rows=(Row("Agreed on", hint=MOMENT, space=1),)),
        Section(
            "If it goes on",
            rows=(
                Row("Why", ticks=tuple(ground.wording for ground in grounds_at(policy, stage))),
                Row("In your words", space=3),
                Row("The risk to {the person} now", space=3),
                Row(
                    "What was done at this stage to settle it",
                    hint=" ".join(g.says for g in stage.gates if g.at == "leave"),
                    space=3,
                ),
                Row("When must it be settled to protect {the person}?", hint=MOMENT, space=1),
            ),
        ),
        _signatures(),
    )


def _limits(policy: Policy, stage: Stage) -> tuple[Row, ...]:
    return tuple(
        Row(f"{owed_in_words(policy, item)}: {item.owner.label}", (limit_in_words(item.limit, policy.persons),))
        for item in stage.obligations
        if item.limit
    )


STEPS: tuple[tuple[Duty, str, tuple[Row, ...]], ...] = (
    (
        Duty.CONSULT,
        "Your own manager",
        (Row("Talked on", hint=MOMENT, space=1), Row("What your manager advised", space=4)),
    ),
    (
        Duty.ACKNOWLEDGE,
        "The acknowledgement",
        (
            Row("Received on", hint=MOMENT, space=1),
            Row("Acknowledged on, by whom, and how it was sent", space=1),
            Row("Timescale for resolving it", space=2),
        ),
    ),
    (
        Duty.REVIEW_FILE,
        "The review",
        (Row("Reviewed on", hint=MOMENT, space=1), Row("What was looked at and found", space=4)),
    ),
    (
        Duty.RESPOND,
        "The response",
        (
            Row("Responded on, by whom, and how it was sent", space=1),
            Row("Position", ticks=tuple(POSITIONS.values())),
            Row("Response", space=6),
        ),
    ),
)
"""What a stage may ask for beside a discussion, by its duty."""


def _monitoring(policy: Policy, _: Stage | None) -> tuple[Section, ...]:
    form = policy.form_at(policy.stages[-1].key)
    stages = tuple((f"{stage_label(stage.number)}: {stage.title}", "", "", "") for stage in policy.stages)
    return (
        Section(
            "The case",
            says=(form.says,) if form else (),
            rows=(
                _which(),
                Row("Who disagrees with whom", space=2),
                Row("{Whom} it is about: your references", space=1),
            ),
        ),
        Section(
            "What has to be resolved",
            rows=(
                Row("Issues that need resolution", space=6),
                Row("The risk to {the person} now", space=4),
                Row(f"{policy.area.board_office} informed: when and how", space=1),
            ),
            tables=(Table("Where each agency stands", ("Agency", "Its position", "Said on"), space=4),),
        ),
        Section(
            "The stages so far",
            tables=(Table("A row for each stage", ("Stage", "From", "Until", "How it ended"), stages),),
        ),
        *_outcome(),
    )


def _referral(policy: Policy, _: Stage | None) -> tuple[Section, ...]:
    last = policy.stages[-1].last
    options = last.options if last else ()
    return (
        Section(
            "Why it is referred",
            rows=(
                _which(),
                Row("Referred on", hint=MOMENT, space=1),
                Row("Why", ticks=tuple(ground.wording for ground in policy.grounds)),
                Row("In your words", space=5),
                Row("The risk to {the person} now", space=4),
                Row("What was done at the stage before", space=4),
                Row("Issues that need resolution", space=4),
            ),
            tables=(Table("Where each agency stands", ("Agency", "Its position"), space=3),),
        ),
        Section(
            f"For the {policy.area.chair}",
            rows=(
                Row("Received on", hint=MOMENT, space=1),
                Row("How it is settled", ticks=tuple(option.title for option in options)),
                Row("Timescale", space=1),
            ),
            tables=(Table("Who decides", ("Name", "Agency", "Involved in the case?", "Conflicts declared"), space=5),),
        ),
        Section(
            "The decision",
            rows=(
                Row("Decided on", hint=MOMENT, space=1),
                Row("Decision", space=6),
                Row("Reasons", space=6),
                Row("Who does what by when", space=4),
                Row("Told to the parties on", hint=MOMENT, space=1),
            ),
        ),
        _signatures(),
    )


def _closure(_: Policy, __: Stage | None) -> tuple[Section, ...]:
    return (
        Section(
            "The case",
            rows=(
                _which(),
                Row("Settled at which stage, on", hint=MOMENT, space=1),
                Row("What became of it", ticks=(*OutcomeCode.labels, "Withdrawn", "Not settled")),
            ),
        ),
        *_outcome(),
        Section(
            "Afterwards",
            rows=(
                Row("What it has changed for {the person}", space=3),
                Row("What can be learnt, and to whom it is passed on", space=3),
                Row("Is anybody still worried? Who, and why", space=3),
            ),
            tables=(
                Table("Copy on {each person’s record}", ("Agency", "{Person’s} reference", "Placed on", "By"), space=4),
            ),
        ),
    )


def _outcome() -> tuple[Section, ...]:
    actions = Table("Actions", ("What is done", "Who does it", "By when"), space=5)
    return (
        Section(
            "The agreed outcome, and what stays open",
            rows=(Row("What was agreed", space=6), Row("What stays open, and how it is pursued", space=4)),
            tables=(actions,),
        ),
        _signatures(),
    )


def _signatures() -> Section:
    return Section(
        "Signed for each agency",
        tables=(Table("A row for each agency", ("Agency", "Name and job", "Signature", "Date and time"), space=3),),
    )


Builder = Callable[[Policy, Stage | None], tuple[Section, ...]]

BUILDERS: Mapping[Paper, Builder] = {
    Paper.OPENING: _opening,
    Paper.STAGE: _stage,
    Paper.MONITORING: _monitoring,
    Paper.REFERRAL: _referral,
    Paper.CLOSURE: _closure,
}
