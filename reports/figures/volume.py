"""How many disagreements there were, how far they went, and what was in them."""

from policies.vocabulary import Band
from reports.facts.months import FLAGS
from reports.figures.names import Names
from reports.figures.numbers import Numbers
from reports.figures.tables import Compared, in_order, number, over_both, share, where_and_when
from reports.shape import Link, Row, Section, Table

FLAG_WORDS = {
    "immediate_risk": "Immediate risk was said",
    "silence": "Went on because nobody answered",
    "delay": "Went on because of delay",
    "bypass": "Passed over a stage",
    "extended": "More time was agreed",
}


def volume(numbers: Numbers, names: Names) -> Section:
    """How many were raised, closed, and open at the end."""
    scope, earlier = numbers.scope, numbers.scope.before
    raised, closed = numbers.raised, numbers.closed.by_all
    rows = (
        ("raised", "Raised", raised.now[()], raised.before[()]),
        ("closed", "Closed", closed.now[()], closed.before[()]),
        ("open", "Open at the end", *numbers.still_open),
    )
    table = Table(
        key="volume",
        title="Disagreements raised, closed and open",
        subtitle=where_and_when(scope, "Disagreements"),
        head="Disagreements",
        columns=over_both(scope),
        rows=tuple(
            Row(key=key, label=label, cells=(number(now, scope.count(key)), number(then, earlier.count(key))))
            for key, label, now, then in rows
        ),
    )
    return Section(
        key="volume",
        title="How many",
        finding="",
        says="A disagreement is raised on the day it was sent, and closed on the day it ended. One that was closed and opened "
        "again is open. “Open at the end” counts all that had been raised by the last day and had not ended.",
        tables=(table,),
    )


def stages(numbers: Numbers, names: Names) -> Section:
    """How far the disagreements went that were raised in the period: by stage, and by the level of who acts there."""
    scope = numbers.scope
    by_stage = Compared(
        key="stages",
        title="Furthest stage reached",
        what="Disagreements raised",
        head="Stage",
        measure="raised",
        dimension="stage",
        rows=in_order(names.stages, numbers.stages.now, numbers.stages.before),
        counted=numbers.stages,
        whole=numbers.raised,
    )
    by_band = Compared(
        key="bands",
        title="Furthest level reached",
        what="Disagreements raised",
        head="Level",
        measure="raised",
        dimension="band",
        rows=[(band.value, band.label) for band in Band],
        counted=numbers.bands,
        whole=numbers.raised,
        notes=("The levels can be compared between areas whose stages differ.",),
        drawn=None,
    )
    return Section(
        key="stages",
        title="How far they went",
        finding="",
        says="Each disagreement raised in the period is counted once, at the furthest stage that it had reached when the "
        "figures were made. One that is still open may go further.",
        tables=(by_stage.of(scope), _with_stages(by_band.of(scope), numbers)),
    )


def _with_stages(table: Table, numbers: Numbers) -> Table:
    """The table of levels, with what everybody knows: at which level each stage is. A level may have one stage only."""
    links: list[Link] = []
    for scope, places in zip((numbers.scope, numbers.scope.before), numbers.places, strict=True):
        for dimension, side in (("stage", 0), ("band", 1)):
            for value in sorted({place[side] for place in places}):
                parts = [
                    scope.count("raised", stage=stage, band=band)
                    for stage, band in sorted(places)
                    if (stage, band)[side] == value
                ]
                links.append(Link(total=scope.count("raised", **{dimension: value}), parts=tuple(parts)))
    return table.model_copy(update={"links": (*table.links, *links)})


def reasons(numbers: Numbers, names: Names) -> Section:
    """What the disagreements were about, and at which level of need."""
    scope = numbers.scope
    why = Compared(
        key="reasons",
        title="Reasons",
        what="Disagreements raised",
        head="Reason",
        measure="raised",
        dimension="reason",
        rows=in_order(names.reasons, numbers.reasons.now, numbers.reasons.before),
        counted=numbers.reasons,
        whole=numbers.raised,
        overlap=True,
        total="All disagreements",
        notes=("A disagreement with several reasons is counted at each of them.",),
    )
    needs = Compared(
        key="needs",
        title="Level of need",
        what="Disagreements raised",
        head="Level of need",
        measure="raised",
        dimension="need",
        rows=in_order(names.needs, numbers.needs.now, numbers.needs.before),
        counted=numbers.needs,
        whole=numbers.raised,
        drawn=None,
    )
    return Section(
        key="reasons",
        title="What they were about",
        finding="",
        says="Whoever raises a disagreement chooses one or more of the reasons that the procedure lists, and may give the level "
        "of need of the area’s own threshold document.",
        tables=(why.of(scope), needs.of(scope)),
    )


def concerns(numbers: Numbers, names: Names) -> Section:
    """Silence, delay, stages passed over, immediate risk, and more time."""
    scope, earlier = numbers.scope, numbers.scope.before
    rows = []
    for flag in FLAGS:
        now, then = numbers.flags.now[flag], numbers.flags.before[flag]
        counts = scope.count("raised", flag=flag), earlier.count("raised", flag=flag)
        shares = share(now, numbers.raised.now[()], counts[0], scope.count("raised"))
        cells = (number(now, counts[0]), shares, number(then, counts[1]))
        rows.append(Row(key=flag, label=FLAG_WORDS[flag], cells=cells))
    now_name, before_name = over_both(scope)
    table = Table(
        key="concerns",
        title="Silence, delay, stages passed over and immediate risk",
        subtitle=where_and_when(scope, "Disagreements raised"),
        head="What happened",
        columns=(now_name, "Share of those raised", before_name),
        rows=tuple(rows),
        notes=("A disagreement may be counted in several rows.",),
    )
    return Section(
        key="concerns",
        title="Silence, delay and risk",
        finding="",
        says="“Went on because nobody answered” and “because of delay” count disagreements that went to another stage at least "
        "once on that ground. “Immediate risk was said” counts those at which it was said at any time, also if it passed.",
        tables=(table,),
    )
