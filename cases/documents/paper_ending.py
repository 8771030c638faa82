"""The blank forms of what comes late: the monitoring form, the referral to the last stage, and the closure."""

from cases.documents.paper_rows import MOMENT, YES_NO, own_references, safety, signatures, which
from cases.documents.shape import Row, Section, Table
from cases.models import OutcomeCode
from cases.models.outcomes import SETTLED
from policies.presenters.words import stage_label
from policies.schema import Policy, Stage
from policies.vocabulary import LearningKind

RESULTS = (
    "It was settled",
    "A course of action was set, and the decision follows",
    "It was not settled: it is reported to the chair",
)
BINDS = {True: "binding", False: "not binding", None: "the procedure does not say"}
YES_PARTLY_NO = ("Yes", "Partly", "No")


def monitoring(policy: Policy, _: Stage | None) -> tuple[Section, ...]:
    form = policy.form_at(policy.stages[-1].key)
    stages = tuple((f"{stage_label(stage.number)}: {stage.title}", "", "", "", "") for stage in policy.stages)
    return (
        Section(
            "The case",
            says=(form.says,) if form else (),
            rows=(
                which(),
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
        *safety(policy),
        Section(
            "The stages so far",
            tables=(Table("A row for each stage", ("Stage", "From", "Until", "Days taken", "How it ended"), stages),),
        ),
        *outcome(),
    )


def referral(policy: Policy, _: Stage | None) -> tuple[Section, ...]:
    last = policy.stages[-1].last
    options = last.options if last else ()
    return (
        Section(
            "Why it is referred",
            rows=(
                which(),
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
            "Who was heard",
            tables=(
                Table("A row for each side", ("For which agency", "Who was heard", "On", "What they said"), space=4),
            ),
        ),
        Section(
            "The decision",
            rows=(
                Row("Decided on", hint=MOMENT, space=1),
                Row("What did it come to?", ticks=RESULTS),
                Row("What became of the disagreement, if it was settled", ticks=tuple(code.label for code in SETTLED)),
                Row("Does it bind?", tuple(f"{option.title}: {BINDS[option.binding]}" for option in options)),
                Row("Decision", space=6),
                Row("Reasons", space=6),
                Row("Who did not agree, and why", space=2),
                Row("By when the decision follows, if a course of action was set", hint=MOMENT, space=1),
                Row("Who does what by when", space=4),
                Row("Told to the parties on", hint=MOMENT, space=1),
            ),
            tables=(Table("Acknowledged by each side", ("Agency", "By whom", "On"), space=3),),
        ),
        signatures(),
    )


def closure(policy: Policy, __: Stage | None) -> tuple[Section, ...]:
    return (
        Section(
            "The case",
            rows=(
                which(),
                Row("Settled at which stage, on", hint=MOMENT, space=1),
                Row("What became of it", ticks=tuple(OutcomeCode.labels)),
            ),
        ),
        *outcome(),
        Section(
            "Afterwards",
            rows=(
                Row("Whoever raised it: are you satisfied with what came of it?", ticks=YES_PARTLY_NO),
                Row("Whoever raised it: do you still think that {the person is} at risk?", ticks=YES_NO),
                Row("Why", space=2),
                Row("Did it help {the person}?", ticks=(*YES_PARTLY_NO, "It is too early to say")),
                Row("What has changed for {the person}", space=3),
                Row("Debrief", ticks=("Offered, and not held yet", "Held", "Declined"), hint=_debrief(policy)),
                Row("If it was held, when", hint="Day, month, year", space=1),
                Row("What can be learnt", ticks=tuple(kind.label for kind in LearningKind), space=3),
                Row("To whom it is passed on", tuple(f"{i.addressee}: {i.says}" for i in policy.learning), space=1),
            ),
            tables=(
                Table("Copy on {each person’s record}", ("Agency", "{Person’s} reference", "Placed on", "By"), space=4),
                own_references(),
            ),
        ),
    )


def _debrief(policy: Policy) -> str:
    asked = policy.outcome.debrief
    return asked.says if asked else ""


def outcome() -> tuple[Section, ...]:
    actions = Table("Actions", ("What is done", "Who does it", "By when"), space=5)
    return (
        Section(
            "The agreed outcome, and what stays open",
            rows=(
                Row("What was agreed", space=6),
                Row("Does anything stay open?", ticks=("Yes", "No, nothing stays open")),
                Row("What stays open, and how it is pursued", space=4),
                Row("Who looks again at what stays open, and on which day", space=1),
            ),
            tables=(actions,),
        ),
        signatures(),
    )
