"""What a section's numbers show, in a sentence: what is hidden is neither told nor taken for nothing."""

from datetime import date

import pytest

from reports.figures.findings import with_finding
from reports.figures.trends import differs
from reports.shape import Cell, Mark, Row, Section, Table, Unit, count_of

HIDDEN = Cell(mark=Mark.HIDDEN)


def n(value: float | None, unit: Unit = Unit.COUNT) -> Cell:
    return Cell(value=value, unit=unit, count=count_of("raised", date(2025, 4, 1), date(2026, 3, 31)))


def a_table(*rows: tuple[str, Cell], total: Cell | None = None, columns: int = 1) -> Table:
    made = [Row(key=label.lower(), label=label, cells=(cell,) * columns) for label, cell in rows]
    if total is not None:
        made.append(Row(key="total", label="All", cells=(total,) * columns, total=True))
    names = tuple(str(column) for column in range(columns))
    return Table(key="t", title="T", subtitle="", head="", columns=names, rows=tuple(made))


def said(key: str, *tables: Table) -> str:
    return with_finding(Section(key=key, title="The title", finding="", says="", tables=tables)).finding


def volume(raised: Cell, closed: Cell, still_open: Cell, before: Cell) -> Table:
    rows = (("raised", raised, before), ("closed", closed, before), ("open", still_open, before))
    made = tuple(Row(key=key, label=key, cells=(now, then)) for key, now, then in rows)
    return Table(key="volume", title="T", subtitle="", head="", columns=("now", "then"), rows=made)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (volume(n(18), n(7), n(11), n(9)), "18 raised, against 9 in the period before; 7 closed; 11 open at the end"),
        (volume(n(18), HIDDEN, n(11), HIDDEN), "18 raised; 11 open at the end"),
        (volume(n(0), n(0), n(0), n(9)), "No disagreement was raised, closed or open"),
        (volume(HIDDEN, HIDDEN, HIDDEN, n(9)), "The title: the numbers are too small to sum up"),
    ],
)
def test_how_many(table: Table, sentence: str) -> None:
    assert said("volume", table) == sentence


@pytest.mark.parametrize(
    ("rows", "total", "sentence"),
    [
        ((("A", n(9)), ("B", n(7)), ("C", n(0))), n(16), "A raised the most (9 of 16); C raised none"),
        ((("A", n(9)), ("B", n(9)), ("C", n(0))), n(18), "C raised none"),
        ((("A", n(9)), ("B", HIDDEN), ("C", n(0))), HIDDEN, "C raised none"),
        ((("A", HIDDEN), ("B", HIDDEN)), n(8), "The title: the numbers are too small to sum up"),
        (tuple((name, n(0)) for name in "ABCDE"), n(0), "5 agencies raised none"),
    ],
)
def test_who_raised_the_most_and_who_none(rows: tuple[tuple[str, Cell], ...], total: Cell, sentence: str) -> None:
    """An agency whose number is hidden raised some: it is not among those that raised none."""
    assert said("agencies", a_table(*rows, total=total)) == sentence


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ((("Needs", n(8)), ("Risk", n(7))), "The most frequent reason was “Needs” (8 of 15)"),
        ((("Needs", n(8)), ("Risk", HIDDEN)), "The title: the numbers are too small to sum up"),
    ],
)
def test_a_rank_is_told_only_where_all_that_is_ranked_is_shown(
    rows: tuple[tuple[str, Cell], ...], sentence: str
) -> None:
    assert said("reasons", a_table(*rows, total=n(15))) == sentence


def limits(*shares: tuple[str, Cell], total: Cell) -> Table:
    rows = [Row(key=name, label=name, cells=(n(20), share)) for name, share in shares]
    rows.append(Row(key="total", label="All", cells=(n(40), total), total=True))
    return Table(key="t", title="T", subtitle="", head="", columns=("due", "share"), rows=tuple(rows))


def test_who_was_in_time_least_often_is_named_only_beside_all_others() -> None:
    def percent(value: float) -> Cell:
        return n(value, Unit.PERCENT)

    whole = limits(total=percent(80))
    assert said("in-time", whole, limits(("A", percent(70)), ("B", percent(90)), total=percent(80))) == (
        "80% of answers came in the time allowed; of those with 10 limits or more, A was in time least often (70%)"
    )
    by_agency = limits(("A", percent(70)), ("B", percent(90)), ("C", percent(0)), total=percent(80))
    few = by_agency.rows[2].model_copy(update={"cells": (n(9), percent(0))})
    with_few = by_agency.model_copy(update={"rows": (*by_agency.rows[:2], few, by_agency.rows[3])})
    assert "A was in time least often (70%)" in said("in-time", whole, with_few)
    for other in (HIDDEN, percent(70)):
        of_two = limits(("A", percent(70)), ("B", other), total=percent(80))
        assert said("in-time", whole, of_two) == "80% of answers came in the time allowed"
    assert (
        said("in-time", limits(total=HIDDEN), limits(total=HIDDEN)) == "The title: the numbers are too small to sum up"
    )


def test_nothing_is_said_of_silence_unless_all_of_it_is_known() -> None:
    flags = ("silence", "delay", "immediate_risk", "bypass")
    none = a_table(*((flag, n(0)) for flag in flags))
    assert said("concerns", none).startswith("Nobody was silent or late")
    some = a_table(("silence", HIDDEN), *((flag, n(0)) for flag in flags[1:]))
    assert said("concerns", some) == "The title: the numbers are too small to sum up"


@pytest.mark.parametrize(
    ("now", "before", "is_more"), [(9, 16, False), (5, 20, True), (0, 0, False), (60, 40, False), (70, 40, True)]
)
def test_what_chance_alone_may_bring_is_no_difference(now: int, before: int, is_more: bool) -> None:
    assert differs(now, before) is is_more
