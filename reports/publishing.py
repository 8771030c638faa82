"""What of a report may be published: the sections with `[c]` in place of what must not be known, and what to check before.

Numbers are hidden as `reports.suppression` says. A share is shown where both its numbers are, and neither it nor what it leaves
over is small; a time where enough were measured, and their number is shown. What stands in free text is not looked at.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from agencies.models import Agency
from core.words import counted, listed
from policies.models import Area
from reports.figures.findings import FINDINGS, with_finding
from reports.figures.trends import finding as finding_of_trend
from reports.shape import Cell, Content, Count, Link, Mark, Row, Section, Table, Unit, cells_of
from reports.suppression import ContradictionError, Protection, Publication, protect

MEASURED = 10
"""Of how many a middle value is shown at least."""
MOMENTS = frozenset({"open"})
"""The measures that say how many there are on the last day of a period."""
MOSTLY = 0.7
"""Which part of the numbers of a table must be hidden for it to be told."""
MOST_NAMED = 3
OVER_TIME = "trend"


@dataclass(frozen=True)
class TableCheck:
    """One table in which something is hidden: how many of its numbers that are not zero."""

    title: str
    hidden: int
    cells: int

    @property
    def is_mostly_hidden(self) -> bool:
        """That it says little as it is."""
        return self.hidden >= MOSTLY * self.cells


@dataclass(frozen=True)
class Check:
    """What the office looks at before it publishes.

    `first`: numbers hidden because they are small, `second`: so that these cannot be worked out. `shares` and `times` count
    cells. `changed`: numbers that differ by so few from what was published before that they are hidden for that alone.
    `given_away`: small numbers, in words, that follow from what was published before. `contradicts`: the numbers do not add up
    as the tables say, and so all are hidden.
    """

    numbers: int = 0
    first: int = 0
    second: int = 0
    shares: int = 0
    times: int = 0
    changed: int = 0
    tables: tuple[TableCheck, ...] = ()
    given_away: tuple[str, ...] = ()
    contradicts: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Published:
    """The sections as they may be published, and what there is to check."""

    sections: tuple[Section, ...]
    check: Check


def publishable(sections: Sequence[Section], *, threshold: int, earlier: Sequence[Content] = ()) -> Published:
    """These sections, which have true numbers, as they may be published after what was published earlier (oldest first).

    A threshold of 0 hides nothing. Numbers that contradict each other are all hidden.
    """
    tables = [table for section in sections for table in section.tables]
    numbers = Numbers.of(tables)
    if threshold <= 0:
        return Published(tuple(sections), Check(numbers=len(numbers.values)))
    before = [publication_of(content) for content in earlier]
    judge = Judge(numbers, protection_of(numbers, threshold, before), threshold)
    shown = tuple(hidden_in(section, judge) for section in sections)
    return Published(shown, check_of(tables, [t for section in shown for t in section.tables], judge, before))


@dataclass(frozen=True)
class Numbers:
    """The numbers of some tables, each once; how they add up; and which are shares of which. `unclear`: given as two numbers, or below zero."""

    values: Mapping[Count, int]
    links: tuple[Link, ...]
    shares: tuple[tuple[Count, Count], ...]
    unclear: frozenset[Count]

    @classmethod
    def of(cls, tables: Sequence[Table]) -> "Numbers":
        """What these tables hold."""
        values: dict[Count, int] = {}
        unclear = set()
        for count, cell in numbers_in(tables):
            value = int(cell.value or 0)
            if value < 0 or values.setdefault(count, value) != value:
                unclear.add(count)
        links = tuple(plain_link(link) for table in tables for link in table.links)
        return cls(values, links, tuple(shares_in(tables)), frozenset(unclear))


def protection_of(numbers: Numbers, threshold: int, earlier: Iterable[Publication]) -> Protection | None:
    """What must be hidden; None for everything, where the numbers contradict each other."""
    if numbers.unclear:
        return None
    try:
        return protect(
            numbers.values,
            numbers.links,
            threshold=threshold,
            shares=numbers.shares,
            earlier=earlier,
            moments=MOMENTS,
        )
    except ContradictionError:
        return None


@dataclass(frozen=True)
class Judge:
    """Whether a cell may be shown."""

    numbers: Numbers
    protection: Protection | None
    threshold: int

    def may_show(self, cell: Cell) -> bool:
        """A cell that does not say what it counts may not, unless it says nothing; nor one of a number that is not in the report."""
        if cell.mark or cell.value is None:
            return True
        match cell.unit:
            case Unit.COUNT:
                return cell.value == 0 if cell.count is None else self.shown(cell.count)
            case Unit.PERCENT:
                return self.may_show_share(cell)
            case Unit.WORKING_DAYS:
                return cell.count is not None and self.shown(cell.count) and self.number(cell.count) >= MEASURED

    def may_show_share(self, cell: Cell) -> bool:
        """A share of two numbers that are shown, where neither it nor what it leaves over is small."""
        if cell.count is None or cell.over is None or not (self.shown(cell.count) and self.shown(cell.over)):
            return False
        return not self.is_small(self.number(cell.count)) and not self.is_small(
            self.number(cell.over) - self.number(cell.count)
        )

    def shown(self, count: Count) -> bool:
        """That a number stands in the report, and is not hidden."""
        known = plain(count) in self.numbers.values
        return known and self.protection is not None and plain(count) not in self.protection.hidden

    def number(self, count: Count) -> int:
        """The true number."""
        return self.numbers.values[plain(count)]

    def is_small(self, value: int) -> bool:
        """That a number tells of too few."""
        return 1 <= value <= self.threshold


def plain(count: Count) -> Count:
    """How many there are on a day is the same number, whichever period ends on it."""
    return count.model_copy(update={"first": count.last}) if count.measure in MOMENTS else count


def plain_link(link: Link) -> Link:
    """The same of a link."""
    return link.model_copy(update={"total": plain(link.total), "parts": tuple(plain(part) for part in link.parts)})


def numbers_in(tables: Iterable[Table], mark: Mark = Mark.NONE) -> Iterator[tuple[Count, Cell]]:
    """The cells that show a number of cases (or hide one), with what it counts."""
    for cell in cells_of(tables):
        if cell.unit == Unit.COUNT and cell.count is not None and cell.mark == mark:
            yield plain(cell.count), cell


def shares_in(tables: Iterable[Table]) -> Iterator[tuple[Count, Count]]:
    """Which number is a share of which."""
    for cell in cells_of(tables):
        if cell.unit == Unit.PERCENT and cell.count is not None and cell.over is not None:
            yield plain(cell.count), plain(cell.over)


def publication_of(content: Content) -> Publication:
    """What a report told."""
    tables = [table for section in content.sections for table in section.tables]
    numbers = Numbers.of(tables)
    hidden_then = frozenset(count for count, _ in numbers_in(tables, Mark.HIDDEN))
    return Publication(shown=numbers.values, hidden=hidden_then, links=numbers.links)


def hidden_in(section: Section, judge: Judge) -> Section:
    """A section with what may not be shown hidden, and with its finding said anew from what is left."""
    tables = tuple(hidden_in_table(table, judge) for table in section.tables)
    if tables == section.tables:
        return section
    return found_anew(section.model_copy(update={"tables": tables}))


def found_anew(section: Section) -> Section:
    """The finding, from what the tables still show; where nobody knows how to say it again, the title."""
    if section.key in FINDINGS:
        return with_finding(section)
    finding = section.title
    if section.key == OVER_TIME:
        last = max(count.last for count, _ in (*numbers_in(section.tables), *numbers_in(section.tables, Mark.HIDDEN)))
        finding = finding_of_trend(section.tables[0], last)
    return section.model_copy(update={"finding": finding})


def hidden_in_table(table: Table, judge: Judge) -> Table:
    """A table with `[c]` for each cell that may not be shown, and a note of what that means."""
    rows = tuple(
        row.model_copy(update={"cells": tuple(cell if judge.may_show(cell) else hidden(cell) for cell in row.cells)})
        for row in table.rows
    )
    if rows == table.rows:
        return table
    return table.model_copy(update={"rows": rows, "notes": (*table.notes, *notes_of(rows, judge.threshold))})


def hidden(cell: Cell) -> Cell:
    """A cell without its number."""
    return cell.model_copy(update={"value": None, "mark": Mark.HIDDEN})


def notes_of(rows: Iterable[Row], threshold: int) -> list[str]:
    """What the hidden cells of a table stand for, in sentences."""
    units = {cell.unit for row in rows for cell in row.cells if cell.mark == Mark.HIDDEN}
    said = {
        Unit.COUNT: f"[c] stands for a number from 1 to {threshold}, or for one from which such a number could be worked out.",
        Unit.PERCENT: "A share is shown as [c] where it is of few, or where a number it is worked out from is hidden.",
        Unit.WORKING_DAYS: f"A time is shown as [c] where fewer than {MEASURED} were measured, or where their number is hidden.",
    }
    return [sentence for unit, sentence in said.items() if unit in units]


def check_of(before: Sequence[Table], after: Sequence[Table], judge: Judge, earlier: Sequence[Publication]) -> Check:
    """What there is to look at."""
    units = Counter(cell.unit for cell in cells_of(after) if cell.mark == Mark.HIDDEN)
    tables = tuple(found for pair in zip(before, after, strict=True) if (found := check_of_table(*pair)).hidden)
    check = Check(
        numbers=len(judge.numbers.values),
        shares=units[Unit.PERCENT],
        times=units[Unit.WORKING_DAYS],
        tables=tables,
        contradicts=judge.protection is None,
    )
    if judge.protection is not None:
        check = replace(
            check,
            first=len(judge.protection.first),
            second=len(judge.protection.second),
            changed=sum(1 for count in judge.protection.second if changed_a_little(count, judge, earlier)),
            given_away=tuple(sorted(words_of(count, before) for count in judge.protection.exposed)),
        )
    return replace(check, warnings=tuple(warnings_of(check)))


def check_of_table(before: Table, after: Table) -> TableCheck:
    """How much of a table is hidden, of what is not zero."""
    cells = [(was, cell) for was, cell in zip(cells_of([before]), cells_of([after]), strict=True) if was.value]
    return TableCheck(before.title, sum(cell.mark == Mark.HIDDEN for _, cell in cells), len(cells))


def changed_a_little(count: Count, judge: Judge, earlier: Iterable[Publication]) -> bool:
    """That a number was published as another, so near that the difference tells of few."""
    value = judge.number(count)
    published = [publication.shown[count] for publication in earlier if count in publication.shown]
    return any(judge.is_small(abs(value - was)) for was in published[-1:])


def words_of(count: Count, tables: Iterable[Table]) -> str:
    """Where a number stands, in words."""
    for table in tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=False):
                if cell.count is not None and plain(cell.count) == count:
                    return f"{table.title}: {row.label}, {column}"
    return count.measure


def warnings_of(check: Check) -> Iterator[str]:
    """What the office should think about, in sentences."""
    mostly = [f"“{table.title}”" for table in check.tables if table.is_mostly_hidden]
    if mostly:
        said = listed(mostly) if len(mostly) <= MOST_NAMED else counted(len(mostly), "table")
        yield f"Most of {said} is hidden. Leave out what says nothing, combine rows, or report on a longer period."
    if check.contradicts:
        yield "The numbers do not add up as the tables say, so all are hidden. Nothing should be published before that is mended."
    if check.changed:
        yield (
            f"{counted(check.changed, 'number has,numbers have')} changed since it was last published by so few cases that the "
            "difference would tell of them: hidden for that reason alone."
        )
    if check.given_away:
        yield (
            f"What was published before already gives away {counted(len(check.given_away), 'small number')}, which cannot be "
            "taken back. Ask who has the earlier report, and tell your data protection officer."
        )


def alone_in_type(area: Area) -> list[Agency]:
    """The agencies that are the only ones of their type in an area: what a table says of the type, it says of them."""
    agencies = list(Agency.objects.filter(areas=area).order_by("name"))
    types = Counter(agency.type for agency in agencies)
    return [agency for agency in agencies if types[agency.type] == 1]
