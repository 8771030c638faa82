"""How a table is drawn, as SVG, and said in a sentence. From what the table shows alone: a hidden number is an empty slot.

One dark blue on white, each number in black beside its bar or point, so that there is no legend and nothing is told by
colour. On a page the drawing is as wide as its place while letters keep their size: positions across are then in percent.
In a file it has a fixed width. The same table gives the same text, always.
"""

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

from core.words import listed
from reports.shape import Cell, ChartKind, Mark, Row, Table, Unit, number, written
from reports.words import fit_for_xml

BLUE = "#12436D"
IN_A_FILE = 600
"""Pixels across in a file: on a page of A4 its letters are then 12 points high."""
NARROWEST = 290
"""What a screen of 320 pixels leaves for a drawing."""
SIZE, LINE, LETTER = 16, 20, 9
"""Height of the letters, of a line of them, and the width of a letter, generously."""
BAR, GAP = 20, 12
LONGEST = 0.76
"""The part of the width that the longest bar takes; its number stands beside it."""
SLOT = 0.1
ASIDE = 0.4
"""The part of the width that labels take where they stand beside their bars."""
MOST_BARS = 24
"""More rows than this are read in their table: a drawing of them would run off a page."""
PLOT, ROOM = 150, 30
"""Height of a line chart between its base and its highest point, and the room above for the number."""
EDGE = 0.02
POINT = 24
"""Pixels that one point of a line needs, where there are so many that the drawing must be scrolled."""
MANY_POINTS = 12
TIED = 3
"""So many that share the highest number are named."""
SPARE = ' class="resolve-chart__spare"'
"""What the style sheets leave out on a narrow screen."""


def drawing(table: Table, width: int | None = None) -> str:
    """The table as SVG, as wide as its place or as `width`; "" where it is not drawn."""
    rows = _drawn(table)
    if not rows:
        return ""
    return _lines(rows, table.column, width) if table.drawn is ChartKind.LINE else _bars(rows, table.column, width)


def sentence(table: Table) -> str:
    """What the drawing shows, in words: its text alternative. "" where it is not drawn."""
    rows = _drawn(table)
    if not rows:
        return ""
    shown = [(row, row.cells[table.column]) for row in rows if number(row.cells[table.column]) is not None]
    about = f"{table.title}, {table.columns[table.column]}"
    of_all = "" if len(shown) == len(rows) else f"of those shown ({len(shown)} of {len(rows)}), "
    said = _course(rows, shown, table.column) if table.drawn is ChartKind.LINE else _most(table, shown)
    return f"{about}: {of_all}{said}."


def _drawn(table: Table) -> Sequence[Row]:
    """The rows that are drawn: a total would dwarf its parts. None where there would be nothing but empty slots."""
    if table.drawn not in (ChartKind.BARS, ChartKind.LINE):
        return ()
    rows = [row for row in table.rows if not row.total]
    too_many = table.drawn is ChartKind.BARS and len(rows) > MOST_BARS
    return () if too_many or not any(number(row.cells[table.column]) for row in rows) else rows


# Words


def _most(table: Table, shown: Sequence[tuple[Row, Cell]]) -> str:
    highest = max(number(cell) or 0 for _, cell in shown)
    first = [(row, cell) for row, cell in shown if number(cell) == highest]
    cell = first[0][1]
    if len(shown) == 1:
        return f"{first[0][0].label} has {_said(cell)}{_of_all(table)}"
    if len(first) == len(shown):
        return f"all have {_said(cell)}"
    which = "the most" if cell.unit is Unit.COUNT else "the highest"
    if len(first) > 1:
        who = listed(row.label for row, _ in first) if len(first) <= TIED else f"{len(first)} of them"
        return f"{who} have {which} ({_said(cell)} each{_of_all(table)})"
    return f"{first[0][0].label} has {which} ({_said(cell)}{_of_all(table)})"


def _of_all(table: Table) -> str:
    """ " of 42", where a row says so of all."""
    totals = [row.cells[table.column] for row in table.rows if row.total]
    if len(totals) != 1 or totals[0].unit is not Unit.COUNT or number(totals[0]) is None:
        return ""
    return f" of {written(totals[0])}"


def _course(rows: Sequence[Row], shown: Sequence[tuple[Row, Cell]], column: int) -> str:
    first, last = rows[0], rows[-1]
    highest = max(shown, key=lambda found: number(found[1]) or 0)
    course = f"the first is {_said(first.cells[column])} ({first.label}), the last {_said(last.cells[column])} ({last.label})"
    return f"{course}, the highest {_said(highest[1])} ({highest[0].label})"


def _said(cell: Cell) -> str:
    said = written(cell)
    if cell.unit is not Unit.WORKING_DAYS or number(cell) is None:
        return said
    return f"{said} working day{'' if said == '1' else 's'}"


# Drawing


def _bars(rows: Sequence[Row], column: int, width: int | None) -> str:
    """On a page each label stands above its bar; in a file, which knows how much room there is, to its left."""
    parts: list[str] = []
    top = 2
    most = max((number(row.cells[column]) or 0 for row in rows), default=0)
    left = ASIDE if width else 0.0
    for row in rows:
        lines = _wrapped(row.label, int((width * left if width else NARROWEST) / LETTER))
        parts += [_text(line, "0", top + LINE * n + 15) for n, line in enumerate(lines)]
        tall = LINE * len(lines)
        parts += _bar(row.cells[column], most, top if width else top + tall + 2, left, width)
        top += (max(tall, BAR) if width else tall + 2 + BAR) + GAP
    return _svg(parts, top - GAP + 2, width)


def _bar(cell: Cell, most: float, top: int, left: float, width: int | None) -> list[str]:
    value = number(cell)
    start, room = _across(left, width), (1 - left) * LONGEST
    base = f'<line class="resolve-chart__base" x1="{start}" y1="{top - 2}" x2="{start}" y2="{top + BAR + 2}" stroke="#000"/>'
    if cell.mark is Mark.HIDDEN:
        look = f'fill="none" stroke="{BLUE}" stroke-dasharray="4 3"'
        slot = _rect("slot", start, top + 0.5, _across(SLOT, width), BAR - 1, look)
        return [base, slot, _text(written(cell), _across(left + SLOT, width), top + 15, after=True)]
    long = room * value / most if value and most else 0.0
    drawn = _rect("bar", start, top, _across(long, width), BAR, f'fill="{BLUE}"') if long else ""
    return [base, drawn, _text(written(cell), _across(left + long, width), top + 15, after=True)]


def _rect(kind: str, left: str, top: float, across: str, height: float, look: str) -> str:
    return f'<rect class="resolve-chart__{kind}" x="{left}" y="{top:g}" width="{across}" height="{height:g}" {look}/>'


def _lines(rows: Sequence[Row], column: int, width: int | None) -> str:
    cells = [row.cells[column] for row in rows]
    if len(rows) > MANY_POINTS:
        width = max(width or 0, POINT * len(rows))
    most = max((number(cell) or 0 for cell in cells), default=0)
    places = [
        _across(EDGE + (1 - 2 * EDGE) * (n / (len(rows) - 1) if len(rows) > 1 else 0.5), width)
        for n in range(len(rows))
    ]
    base = ROOM + PLOT
    heights = [
        None if (value := number(cell)) is None else base - PLOT * (value / most if most else 0) for cell in cells
    ]
    parts = [
        f'<line class="resolve-chart__base" x1="0" y1="{base}" x2="{_across(1, width)}" y2="{base}" stroke="#000"/>'
    ]
    parts += _segments(places, heights)
    parts += _points(cells, places, heights, base)
    parts += _numbers(cells, places, heights, base, width)
    named, below = _moments(rows, places, base, width)
    return _svg(parts + named, below, width)


def _segments(places: Sequence[str], heights: Sequence[float | None]) -> list[str]:
    """A piece of line between two neighbours that are both shown: over a hidden one there is none."""
    return [
        f'<line class="resolve-chart__line" x1="{places[n]}" y1="{here:.1f}" x2="{places[n + 1]}" y2="{following:.1f}" '
        f'stroke="{BLUE}" stroke-width="3"/>'
        for n, (here, following) in enumerate(pairwise(heights))
        if here is not None and following is not None
    ]


def _points(cells: Sequence[Cell], places: Sequence[str], heights: Sequence[float | None], base: int) -> list[str]:
    parts = []
    for cell, place, height in zip(cells, places, heights, strict=True):
        if height is not None:
            parts.append(f'<circle class="resolve-chart__bar" cx="{place}" cy="{height:.1f}" r="4" fill="{BLUE}"/>')
        elif cell.mark is Mark.HIDDEN:
            parts.append(
                f'<rect class="resolve-chart__slot" x="{place}" y="{base - 20}" width="8" height="20" transform="translate(-4 0)" '
                f'fill="none" stroke="{BLUE}" stroke-dasharray="4 3"/>'
            )
    return parts


def _numbers(
    cells: Sequence[Cell], places: Sequence[str], heights: Sequence[float | None], base: int, width: int | None
) -> list[str]:
    """The numbers above the points. Those that fit on a wide screen alone are `spare`: a narrow one leaves them out."""
    always = _chosen(cells, width or NARROWEST)
    at_all = _chosen(cells, width or IN_A_FILE) | always
    return [
        _text(
            written(cell),
            places[n],
            (base - 20 if height is None else height) - 10,
            anchor=_anchor(n, len(cells)),
            spare=n not in always and height is not None,
        )
        for n, (cell, height) in enumerate(zip(cells, heights, strict=True))
        if n in at_all or height is None
    ]


def _chosen(cells: Sequence[Cell], room: int) -> set[int]:
    """Whose numbers are written: all that fit side by side, else the first, the last and the highest. The table has all."""
    last = len(cells) - 1
    needed = 1.5 * (max(len(written(cell)) for cell in cells) * LETTER + 2)
    each = room / max(last, 1)
    if needed <= each:
        return set(range(len(cells)))
    highest = max(range(len(cells)), key=lambda n: number(cells[n]) or 0)
    apart = highest * each >= needed and (last - highest) * each >= needed
    return {0, last, highest} if apart else {0, last}


def _moments(rows: Sequence[Row], places: Sequence[str], base: int, width: int | None) -> tuple[list[str], int]:
    """The names of the moments below the line (all, if they fit; else the first and the last), and where they end."""
    room = width or NARROWEST
    last = len(rows) - 1
    every = max(len(row.label) for row in rows) * LETTER * len(rows) <= room
    named = range(len(rows)) if every else sorted({0, last})
    parts, most = [], 1
    for n in named:
        lines = _wrapped(rows[n].label, room // LETTER // (len(named) or 1) - 1)
        most = max(most, len(lines))
        parts += [
            _text(line, places[n], base + LINE * (k + 1), anchor=_anchor(n, len(rows))) for k, line in enumerate(lines)
        ]
    return parts, base + LINE * most + 8


def _anchor(n: int, many: int) -> str:
    if many == 1:
        return "middle"
    return "start" if n == 0 else "end" if n == many - 1 else "middle"


def _wrapped(said: str, letters: int) -> list[str]:
    """A label over lines; letters that are twice as wide count twice."""
    wide = any(unicodedata.east_asian_width(letter) in "WF" for letter in said)
    return textwrap.wrap(said, max(letters // 2 if wide else letters, 6)) or [""]


def _across(share: float, width: int | None) -> str:
    """A part of the whole width: in percent where the place is not known."""
    return f"{share * 100:.2f}%" if width is None else f"{share * width:.1f}"


def _text(
    said: str, across: str, down: float, *, after: bool = False, anchor: str = "start", spare: bool = False
) -> str:
    """Letters; `after`: a little to the right of where they stand."""
    more = (' dx="6"' if after else "") + (f' text-anchor="{anchor}"' if anchor != "start" else "")
    return f'<text x="{across}" y="{down:.1f}"{more}{SPARE if spare else ""}>{escape(fit_for_xml(said))}</text>'


def _svg(parts: Iterable[str], height: float, width: int | None) -> str:
    size = (
        f'width="100%" height="{height:g}"'
        if width is None
        else f'width="{width}" height="{height:g}" viewBox="0 0 {width} {height:g}"'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="resolve-chart" {size} aria-hidden="true" focusable="false" '
        f'font-family="Helvetica, Arial, Libertinus Serif, sans-serif" font-size="{SIZE}">'
        '<rect class="resolve-chart__ground" width="100%" height="100%" fill="#fff"/>'
        f'<g class="resolve-chart__marks">{"".join(part for part in parts if not part.startswith("<text"))}</g>'
        '<g class="resolve-chart__text" fill="#000" stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke">'
        f"{''.join(part for part in parts if part.startswith('<text'))}</g></svg>"
    )
