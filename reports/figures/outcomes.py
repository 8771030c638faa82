"""What became of the disagreements that ended, whether it helped, and what was learned and done."""

from cases.models import Became, Ending, FollowUpResult, OutcomeCode
from policies.vocabulary import LastStageKind, LearningKind
from reports.figures.names import Names
from reports.figures.numbers import Numbers
from reports.figures.tables import Compared, in_order
from reports.shape import Section

HELPED = {
    FollowUpResult.YES.value: "Yes",
    FollowUpResult.PARTLY.value: "Partly",
    FollowUpResult.NO.value: "No",
    FollowUpResult.TOO_EARLY.value: "It is too early to say",
    "": "Not said",
}
DONE = {
    FollowUpResult.DONE.value: "Done",
    FollowUpResult.NOT_NEEDED.value: "No longer needed",
    FollowUpResult.NO.value: "Not done",
    "": "Not yet said",
}
NOT_RECORDED = "Not recorded"


def outcomes(numbers: Numbers, names: Names) -> Section:
    """How they ended, what became of the disagreement, and whether it helped whom it was about."""
    scope, closed = numbers.scope, numbers.closed
    endings, codes, helped = closed.by(0), closed.by(1), closed.by(2)
    whole = closed.by_all
    tables = (
        Compared(
            key="endings",
            title="How they ended",
            what="Disagreements closed",
            head="Ending",
            measure="closed",
            dimension="ending",
            rows=[(ending.value, str(ending.label)) for ending in Ending if ending.value],
            counted=endings,
            whole=whole,
        ),
        Compared(
            key="outcomes",
            title="What became of the disagreement",
            what="Disagreements closed",
            head="Outcome",
            measure="closed",
            dimension="outcome",
            rows=[*((code.value, str(code.label)) for code in OutcomeCode), ("", NOT_RECORDED)],
            counted=codes,
            whole=whole,
            drawn=None,
        ),
        Compared(
            key="helped",
            title="Whether it helped",
            what="Disagreements closed",
            head="Did it help whom it was about?",
            measure="closed",
            dimension="helped",
            rows=in_order(HELPED, helped.now, helped.before),
            counted=helped,
            whole=whole,
            drawn=None,
        ),
    )
    return Section(
        key="outcomes",
        title="What became of them",
        finding="",
        says="Each disagreement that was closed in the period counts once, with what was recorded at its end, and with the last "
        "answer to whether it helped.",
        tables=tuple(table.of(scope) for table in tables),
    )


def learning(numbers: Numbers, names: Names) -> Section:
    """Learning points and what became of them; actions agreed or decided; and how last stages were settled."""
    scope = numbers.scope
    became = numbers.learning.by(1)
    tables = (
        Compared(
            key="learning",
            title="Learning points, and what became of them",
            what="Learning points recorded",
            head="What became of it",
            measure="learning",
            dimension="became",
            rows=[(word.value, str(word.label)) for word in Became],
            counted=became,
            whole=became.by_all,
        ),
        Compared(
            key="learning-kinds",
            title="Learning points by kind",
            what="Learning points recorded",
            head="Kind",
            measure="learning",
            dimension="kind",
            rows=[(kind.value, kind.label) for kind in LearningKind],
            counted=numbers.learning.by(0),
            whole=became.by_all,
            drawn=None,
        ),
        Compared(
            key="actions",
            title="Actions that were agreed or decided",
            what="Actions to be done",
            head="What became of it",
            measure="actions",
            dimension="result",
            rows=in_order(DONE, numbers.actions.now, numbers.actions.before),
            counted=numbers.actions,
            whole=numbers.actions.by_all,
            drawn=None,
        ),
        Compared(
            key="sittings",
            title="Ways in which last stages were settled",
            what="Ways chosen at a last stage",
            head="Way",
            measure="sittings",
            dimension="kind",
            rows=[(kind.value, kind.label) for kind in LastStageKind],
            counted=numbers.sittings,
            whole=numbers.sittings.by_all,
            drawn=None,
        ),
    )
    return Section(
        key="learning",
        title="What was learned and done",
        finding="",
        says="Learning points count in the period in which they were recorded, actions in that in which they were agreed or "
        "decided, and ways of settling in that in which they were chosen; each with what had become of it when the figures "
        "were made.",
        tables=tuple(table.of(scope) for table in tables),
    )
