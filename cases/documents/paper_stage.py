"""The blank form on which one stage is recorded on paper, in the order in which things happen there."""

from cases.documents.paper_rows import BY_WHICH_MEANS, MOMENT, asked, own_references, safety, signatures, which
from cases.documents.shape import Row, Section, Table
from cases.words.entries import POSITIONS, RESULTS
from core.errors import NotVisible
from policies.presenters.words import limit_in_words, owed_in_words
from policies.routes import grounds_at
from policies.schema import Policy, Stage
from policies.vocabulary import Duty, GateKind, Sides


def stage(policy: Policy, stage: Stage | None) -> tuple[Section, ...]:
    if stage is None:
        raise NotVisible
    duties = {item.what for item in stage.obligations}
    if stage.sides is Sides.BOTH:
        duties.add(Duty.ACKNOWLEDGE)  # whoever receives it may say so, whether or not it is owed
    sections = [
        Section(
            "The case",
            says=tuple(item.says for item in stage.guidance),
            rows=(which(), Row("The stage began on", hint=MOMENT, space=1), *_limits(policy, stage)),
            tables=(Table("Who stands for each agency", PEOPLE, space=3),),
        )
    ]
    sections += [Section(heading, rows=rows) for duty, heading, rows in STEPS if duty in duties]
    sections += safety(policy)
    plan = Table("The plan", ("What is done", "Who does it", "By when"), space=5)
    return (
        *sections,
        Section(
            "A discussion",
            rows=(
                Row("Held on", hint=MOMENT, space=1),
                Row("How", ticks=BY_WHICH_MEANS),
                asked("method_reason", 1),
                Row("Who took part, with job and agency", space=3),
                Row("What was discussed", space=6),
                Row("What both sides agree on", space=3),
                Row("What is still disputed", space=3),
                asked("relevance_to_risk"),
                Row("Result", ticks=tuple(RESULTS.values())),
            ),
        ),
        Section(
            "The plan, if one was agreed",
            tables=(plan,),
            rows=(*_own_plan(stage), Row("Agreed on", hint=MOMENT, space=1)),
        ),
        *_more_time(policy),
        Section("If they do not answer", tables=(Table("Each attempt to reach them", CHASES, space=3),)),
        Section(
            "Who was told, and where it is recorded",
            rows=(Row("Who was told of what was decided here, and when", space=2),),
            tables=(own_references(),),
        ),
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
                *_screened(stage),
                Row("When must it be settled to protect {the person}?", hint=MOMENT, space=1),
                asked("protective_why", 1),
                Row("Taken to the next stage on", hint=MOMENT, space=1),
                Row("How did it reach the other side?", space=1),
            ),
        ),
        signatures(),
    )


def _own_plan(stage: Stage) -> tuple[Row, ...]:
    """How it stands to the plan that the person has already, where the stage asks (FLOW-6)."""
    return (asked("plan_fits", 1),) if stage.links_to_plan else ()


def _more_time(policy: Policy) -> tuple[Section, ...]:
    """What a timetable says and what is answered, where the procedure lets the sides agree on more time (BRIS-10)."""
    extension = policy.timescales.extension
    if not (extension.allowed or extension.pauses):
        return ()
    kinds = [
        *(["Another date for what is owed at this stage"] if extension.allowed else []),
        *(["That the limits stand still until a date, and then run on"] if extension.pauses else []),
    ]
    return (
        Section(
            "If more time is needed: the timetable",
            says=(extension.says,) if extension.says else (),
            rows=(
                Row("Proposed on, by whom", space=1),
                Row("What do you propose?", ticks=tuple(kinds)),
                Row("Until when?", hint=MOMENT, space=1),
                Row("Why is more time needed?", space=3),
                Row("What keeps {the person} safe until then, and who does it?", space=3),
                Row("The other side’s answer", ticks=("Accepted", "Another date is proposed", "Refused")),
                Row("Answered on, by whom, and why if it is not accepted", space=2),
            ),
        ),
    )


def _screened(stage: Stage) -> tuple[Row, ...]:
    """Who screened or endorsed it, where the procedure asks that before it goes on."""
    asked_of = (GateKind.SCREENING, GateKind.SAFEGUARDING_LEAD_ENDORSEMENT)
    kinds = [gate.kind.label for gate in stage.gates if gate.at == "leave" and gate.kind in asked_of]
    return tuple(Row(f"{kind}: by whom, and when", space=1) for kind in kinds)


PEOPLE = ("Agency", "Name and job", "Deputy or equivalent? Why")
CHASES = ("When", "Whom, and how", "Reached?", "What came of it")


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
