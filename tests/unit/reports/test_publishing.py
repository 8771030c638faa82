"""What of a report is shown once it may be published, and what the office is told to check."""

from collections.abc import Iterable, Iterator
from datetime import date

import pytest

from agencies.models import Agency
from policies.models import Area
from reports.figures.sections import sections_of
from reports.publishing import Published, alone_in_type, publishable
from reports.scopes import Scope
from reports.shape import Cell, Content, Count, Link, Mark, Row, Section, Table, Unit, count_of, written
from tests.unit.cases.world import published
from tests.unit.reports.random_facts import random_facts

FIRST, LAST = date(2025, 4, 1), date(2026, 3, 31)
THRESHOLD = 5


def counted(measure: str = "due", first: date = FIRST, last: date = LAST, **of: str) -> Count:
    return Count(measure=measure, of=tuple(sorted(of.items())), first=first, last=last)


def kept_row(key: str, due: int, in_time: int, time: float = 4) -> Row:
    """Due, in time, late, the share in time, and how long they took."""
    of = {} if key == "all" else {"agency": key}
    due_count, in_time_count = counted(**of), counted("in-time", **of)
    return Row(
        key=key,
        label=f"Agency {key}",
        cells=(
            Cell(value=due, count=due_count),
            Cell(value=in_time, count=in_time_count),
            Cell(value=due - in_time, count=counted("late", **of)),
            Cell(value=round(100 * in_time / due, 1), unit=Unit.PERCENT, count=in_time_count, over=due_count),
            Cell(value=time, unit=Unit.WORKING_DAYS, count=due_count),
        ),
        total=key == "all",
    )


def kept_table(*rows: tuple[str, int, int]) -> Table:
    made = [kept_row(*row) for row in rows]
    made.append(kept_row("all", sum(row[1] for row in rows), sum(row[2] for row in rows)))
    counts = [[cell.count for cell in row.cells[:3] if cell.count] for row in made]
    links = [Link(total=due, parts=(in_time, late)) for due, in_time, late in counts]
    *parts, total = counts
    links += [Link(total=total[c], parts=tuple(part[c] for part in parts)) for c in range(3)]
    return Table(
        key="kept",
        title="Answered in time",
        subtitle="",
        head="Agency",
        columns=("Due", "In time", "Late", "Share in time", "Days"),
        rows=tuple(made),
        links=tuple(links),
    )


def report(*tables: Table, key: str = "other", finding: str = "3 of 40 were late") -> list[Section]:
    return [Section(key=key, title="In time", finding=finding, says="", tables=tables)]


def content(sections: Iterable[Section], threshold: int = THRESHOLD) -> Content:
    return Content(
        title="Report",
        area="Anyshire",
        partnership="Anyshire",
        first=FIRST,
        last=LAST,
        threshold=threshold,
        sections=tuple(sections),
        made_on=LAST,
        version=1,
    )


def numbers(*values: int, last: date = LAST, measure: str = "raised") -> Table:
    """A table of some numbers without a total."""
    rows = tuple(
        Row(key=str(n), label=f"Row {n}", cells=(Cell(value=value, count=counted(measure, last=last, row=str(n))),))
        for n, value in enumerate(values)
    )
    return Table(key="numbers", title="Numbers", subtitle="", head="Row", columns=("Raised",), rows=rows)


def read(found: Published, table: int = 0) -> list[list[str]]:
    """The cells of a table as people read them."""
    return [[written(cell) for cell in row.cells] for row in found.sections[0].tables[table].rows]


class TestWhatIsShown:
    def test_a_hidden_number_leaves_no_value_behind_and_its_table_says_what_the_mark_means(self) -> None:
        found = publishable(report(numbers(3, 0, 12)), threshold=THRESHOLD)
        assert read(found) == [["[c]"], ["0"], ["12"]]
        cell = found.sections[0].tables[0].rows[0].cells[0]
        assert (cell.value, cell.count) == (None, counted("raised", row="0"))
        assert found.sections[0].tables[0].notes == (
            "[c] stands for a number from 1 to 5, or for one from which such a number could be worked out.",
        )

    def test_what_hides_nothing_stays_as_it_was(self) -> None:
        sections = report(numbers(30, 0, 12))
        assert publishable(sections, threshold=THRESHOLD).sections == tuple(sections)
        sections = report(numbers(3, 0, 12))
        assert publishable(sections, threshold=0).sections == tuple(sections)

    def test_shares_and_times_are_hidden_with_the_numbers_they_are_of(self) -> None:
        found = publishable(report(kept_table(("a", 40, 20), ("b", 40, 3), ("c", 60, 20))), threshold=THRESHOLD)
        shown = dict(zip("abc", read(found), strict=False))
        assert shown["b"][1] == "[c]"
        assert shown["b"][3] == "[c]"
        for row in shown.values():
            assert row[3] == "[c]" or "[c]" not in row[:2]
            assert row[4] == "[c]" or row[0] != "[c]"

    def test_a_share_that_leaves_a_small_rest_is_hidden(self) -> None:
        found = publishable(report(kept_table(("a", 40, 38), ("b", 40, 20), ("c", 60, 20))), threshold=THRESHOLD)
        assert read(found)[0][2:4] == ["[c]", "[c]"]
        assert "A share is shown as [c]" in found.sections[0].tables[0].notes[1]

    def test_a_time_is_shown_where_ten_were_measured(self) -> None:
        found = publishable(report(kept_table(("a", 9, 0), ("b", 10, 0), ("c", 30, 0))), threshold=THRESHOLD)
        assert [row[4] for row in read(found)] == ["[c]", "4", "4", "4"]
        assert "fewer than 10 were measured" in found.sections[0].tables[0].notes[0]

    def test_what_does_not_say_what_it_counts_is_hidden(self) -> None:
        lonely = Row(key="x", label="X", cells=(Cell(value=40), Cell(value=0), Cell(value=40.0, unit=Unit.PERCENT)))
        table = Table(key="t", title="T", subtitle="", head="", columns=("A", "B", "C"), rows=(lonely,))
        assert read(publishable(report(table), threshold=THRESHOLD)) == [["[c]", "0", "[c]"]]

    def test_a_share_of_numbers_that_stand_nowhere_is_hidden(self) -> None:
        cell = Cell(value=50.0, unit=Unit.PERCENT, count=counted("in-time"), over=counted())
        table = Table(
            key="t", title="T", subtitle="", head="", columns=("A",), rows=(Row(key="x", label="X", cells=(cell,)),)
        )
        assert read(publishable(report(table), threshold=THRESHOLD)) == [["[c]"]]

    def test_other_marks_stay(self) -> None:
        cells = (Cell(mark=Mark.NOT_APPLICABLE, unit=Unit.PERCENT), Cell(mark=Mark.NOT_AVAILABLE))
        table = Table(
            key="t", title="T", subtitle="", head="", columns=("A", "B"), rows=(Row(key="x", label="X", cells=cells),)
        )
        assert read(publishable(report(table), threshold=THRESHOLD)) == [["[z]", "[x]"]]

    def test_a_finding_that_tells_a_hidden_number_goes(self) -> None:
        assert publishable(report(numbers(3, 37)), threshold=THRESHOLD).sections[0].finding == "In time"
        assert publishable(report(numbers(8, 32)), threshold=THRESHOLD).sections[0].finding == "3 of 40 were late"

    def test_numbers_that_contradict_each_other_are_all_hidden(self) -> None:
        twice = numbers(12, 40), numbers(13, 40)
        found = publishable(report(*twice), threshold=THRESHOLD)
        assert read(found) == [["[c]"], ["[c]"]]
        assert "do not add up" in found.check.warnings[-1]
        wrong = numbers(12, 40)
        wrong = wrong.model_copy(
            update={"links": (Link(total=counted("raised", row="0"), parts=(counted("raised", row="1"),)),)}
        )
        assert publishable(report(wrong), threshold=THRESHOLD).check.contradicts
        below = publishable(report(numbers(-1, 40)), threshold=THRESHOLD)
        assert read(below) == [["[c]"], ["[c]"]]
        assert below.check.contradicts

    def test_how_many_are_open_on_a_day_is_one_number_whichever_period_ends_on_it(self) -> None:
        year, quarter = counted("open"), counted("open", first=date(2026, 1, 1))
        rows = tuple(Row(key=str(n), label="", cells=(Cell(value=20, count=c),)) for n, c in enumerate((year, quarter)))
        table = Table(key="t", title="T", subtitle="", head="", columns=("Open",), rows=rows)
        assert read(publishable(report(table), threshold=THRESHOLD)) == [["20"], ["20"]]
        before = content(report(numbers(20, measure="open")))
        later = numbers(23, measure="open")
        assert read(publishable(report(later), threshold=THRESHOLD, earlier=[before])) == [["[c]"]]


class TestWhatIsToCheck:
    def test_how_much_is_hidden_first_and_second(self) -> None:
        check = publishable(report(kept_table(("a", 40, 20), ("b", 40, 3), ("c", 60, 20))), threshold=THRESHOLD).check
        assert (check.numbers, check.first) == (12, 1)
        assert check.second >= 3
        assert (check.tables[0].title, check.tables[0].is_mostly_hidden) == ("Answered in time", False)

    def test_a_table_of_which_most_is_hidden(self) -> None:
        check = publishable(report(numbers(3, 2, 4, 0, 12)), threshold=THRESHOLD).check
        assert (check.tables[0].hidden, check.tables[0].cells) == (3, 4)
        assert check.warnings == (
            "Most of “Numbers” is hidden. Leave out what says nothing, combine rows, or report on a longer period.",
        )

    def test_what_changed_a_little_since_it_was_published(self) -> None:
        found = publishable(report(numbers(43, 30)), threshold=THRESHOLD, earlier=[content(report(numbers(40, 30)))])
        assert read(found) == [["[c]"], ["30"]]
        assert found.check.changed == 1
        assert "1 number has changed since it was last published by so few cases" in found.check.warnings[-1]

    def test_what_was_hidden_before_stays_hidden_where_it_would_give_another_away(self) -> None:
        table = kept_table(("a", 40, 20), ("b", 40, 37), ("c", 60, 20))
        before = publishable(report(table), threshold=THRESHOLD)
        alone = [c for c in before.sections[0].tables[0].rows[1].cells[:3] if c.mark == Mark.HIDDEN and c.count]
        second = next(cell.count for cell in alone if cell.count and cell.count.measure == "in-time")
        row = Row(key="b", label="B", cells=(Cell(value=37, count=second),))
        later = Table(key="t", title="T", subtitle="", head="", columns=("In time",), rows=(row,))
        assert read(publishable(report(later), threshold=THRESHOLD)) == [["37"]]
        found = publishable(report(later), threshold=THRESHOLD, earlier=[content(before.sections)])
        assert read(found) == [["[c]"]]

    def test_what_is_given_away_already_is_told(self) -> None:
        table = kept_table(("a", 40, 20), ("b", 40, 37), ("c", 60, 20))
        alone = Row(key="b", label="Agency b", cells=(table.rows[1].cells[2],))
        later = Table(key="t", title="Late", subtitle="", head="", columns=("Late",), rows=(alone,))
        rows = tuple(row.model_copy(update={"cells": row.cells[:2]}) for row in table.rows)
        shown = table.model_copy(update={"rows": rows, "columns": table.columns[:2]})
        found = publishable(report(later), threshold=THRESHOLD, earlier=[content(report(shown), threshold=0)])
        assert found.check.given_away == ("Late: Agency b, Late",)
        assert "already gives away 1 small number" in found.check.warnings[-1]


def told_by_shares(sections: Iterable[Section]) -> Iterator[tuple[Count, int]]:
    """The hidden numbers that a reader works out from a share and what it is of."""
    cells = [cell for section in sections for table in section.tables for row in table.rows for cell in row.cells]
    known = {cell.count: int(cell.value) for cell in cells if cell.unit == Unit.COUNT and cell.value is not None}
    for cell in cells:
        if cell.unit == Unit.PERCENT and cell.value is not None and cell.count and cell.over in known:
            whole = known[cell.over]
            near = [part for part in range(whole + 1) if round(100 * part / whole, 1) == cell.value]
            if len(near) == 1 and cell.count not in known:
                yield cell.count, near[0]


@pytest.mark.parametrize("seed", range(8))
def test_no_share_tells_a_hidden_number(seed: int) -> None:
    table = kept_table(*((name, 20 + 7 * seed + n, (seed * (n + 2)) % 20) for n, name in enumerate("abcd")))
    sections = publishable(report(table), threshold=THRESHOLD).sections
    assert list(told_by_shares(sections)) == []


def test_the_reader_does_work_it_out_where_the_share_stays() -> None:
    table = kept_table(("a", 40, 20), ("b", 40, 3), ("c", 60, 20))
    hidden = publishable(report(table), threshold=THRESHOLD).sections[0].tables[0]
    rows = [
        row.model_copy(update={"cells": (*row.cells[:3], was.cells[3], row.cells[4])})
        for row, was in zip(hidden.rows, table.rows, strict=True)
    ]
    faulty = report(hidden.model_copy(update={"rows": tuple(rows)}))
    assert (counted("in-time", agency="b"), 3) in set(told_by_shares(faulty))


@pytest.mark.django_db
class TestOfFacts:
    """The sections as they are made, from facts drawn at random."""

    @pytest.mark.parametrize("number", [0, 4, 150])
    def test_they_add_up_and_leave_nothing_small(self, number: int) -> None:
        version = published("birmingham")
        facts = random_facts(version, seed=11, number=number)
        raising = facts[0]["raising"] if facts else None
        for agency in {None, raising}:
            sections = sections_of(Scope(version.area, FIRST, LAST, agency=agency))
            found = publishable(sections, threshold=THRESHOLD)
            assert not found.check.contradicts
            shown = [
                c for s in found.sections for t in s.tables for r in t.rows for c in r.cells if c.value is not None
            ]
            assert not [cell for cell in shown if cell.unit == Unit.COUNT and 1 <= (cell.value or 0) <= THRESHOLD]
            assert list(told_by_shares(found.sections)) == []

    def test_a_type_of_which_there_is_one_agency_is_shown_only_where_the_agency_is(self) -> None:
        version = published("birmingham")
        random_facts(version, seed=11, number=120)
        found = publishable(sections_of(Scope(version.area, FIRST, LAST)), threshold=THRESHOLD)
        tables = {table.key: table for section in found.sections for table in section.tables}
        by_type = {cell.count: cell for cell in tables["matrix"].rows[-1].cells}
        alone = next(one for one in alone_in_type(version.area) if one.type == "health")
        agency = next(row.cells[0] for row in tables["receiving"].rows if row.key == str(alone.pk))
        whole = by_type[count_of("pairs", FIRST, LAST, area=version.area.key, to_type="health")]
        assert agency.value == whole.value

    def test_who_is_alone_in_a_type(self) -> None:
        area = Area.objects.create(key="anyshire", name="Anyshire", partnership="Anyshire")
        for name, kind in (("Trust", "health"), ("Oak", "school"), ("Elm", "school")):
            Agency.objects.create(name=name, type=kind).areas.add(area)
        assert [agency.name for agency in alone_in_type(area)] == ["Trust"]
