"""What the numbers of a section show, in a sentence: made from what the table shows, so that it says nothing that is hidden there.

A sentence compares or ranks only where each number that it rests on is shown.
"""

from collections.abc import Callable

from core.words import counted, listed
from reports.figures.names import cases
from reports.shape import Cell, Mark, Row, Section, Table

MOST_NAMED = 3
HALF_A_POINT = 0.05
ENOUGH_DUE = 10
"""Limits: of fewer a share says little, and one missed would put an agency last."""


def with_finding(section: Section) -> Section:
    """The section with its finding said anew from its tables as they are."""
    found = FINDINGS[section.key](section)
    return section.model_copy(update={"finding": found or f"{section.title}: the numbers are too small to sum up"})


def _volume(section: Section) -> str:
    rows = {row.key: row for row in section.tables[0].rows}
    raised, before = rows["raised"].cells
    closed, still_open = rows["closed"].cells[0], rows["open"].cells[0]
    if raised.value == 0 and closed.value == 0 and still_open.value == 0:
        return "No disagreement was raised, closed or open"
    said = [f"{_whole(raised):,} raised{_against(raised, before)}"] if _shown(raised) else []
    said += [f"{_whole(closed):,} closed"] if _shown(closed) else []
    said += [f"{_whole(still_open):,} open at the end"] if _shown(still_open) else []
    return "; ".join(said)


def _stages(section: Section) -> str:
    return _share_of_top(section.tables[0], "went no further than")


def _agencies(section: Section) -> str:
    raising = section.tables[0]
    top = _top(raising)
    none = [row.label for row in _parts(raising) if _shown(row.cells[0]) and _value(row) == 0]
    said = f"{top.label} raised the most ({_of_all(top, raising)})" if top else ""
    if none and len(none) <= MOST_NAMED:
        silent = f"{listed(none)} raised none"
    else:
        silent = f"{counted(len(none), 'agency,agencies')} raised none" if none else ""
    return "; ".join(filter(None, (said, silent)))


def _reasons(section: Section) -> str:
    top = _top(section.tables[0])
    return f"The most frequent reason was “{top.label}” ({_of_all(top, section.tables[0])})" if top else ""


def _concerns(section: Section) -> str:
    words = {
        "silence": "went on because nobody answered",
        "delay": "went on because of delay",
        "immediate_risk": "said that there was immediate risk",
        "bypass": "passed over a stage",
    }
    rows = {row.key: row.cells[0] for row in section.tables[0].rows}
    said = [f"{_cases(rows[key])} {word}" for key, word in words.items() if _shown(rows[key]) and rows[key].value]
    if not said and all(_shown(rows[key]) for key in words):
        return "Nobody was silent or late, no stage was passed over, and no immediate risk was said"
    return listed(said)


def _in_time(section: Section) -> str:
    total = section.tables[0].rows[-1]
    due, share = total.cells[0], total.cells[-1]
    if due.value == 0:
        return "No limit was due"
    if not _shown(share):
        return ""
    slowest = _slowest(section.tables[1])
    of = f"of those with {ENOUGH_DUE} limits or more"
    later = f"; {of}, {slowest.label} was in time least often ({slowest.cells[-1].value:.0f}%)" if slowest else ""
    return f"{share.value:.0f}% of answers came in the time allowed{later}"


def _times(section: Section) -> str:
    *stages, whole = section.tables[0].rows
    if whole.cells[0].value == 0:
        return "No disagreement ended"
    said = f"Half of those that ended took no longer than {_days(whole.cells[1])}" if _shown(whole.cells[1]) else ""
    timed = [row for row in stages if row.cells[1].mark != Mark.NOT_APPLICABLE]
    timed = timed if all(_shown(row.cells[1]) for row in timed) else []
    longest = max(timed, key=lambda row: row.cells[1].value or 0, default=None)
    stage = f"{longest.label} took longest ({_days(longest.cells[1])})" if longest and len(timed) > 1 else ""
    return "; ".join(filter(None, (said, stage)))


def _outcomes(section: Section) -> str:
    return _share_of_top(section.tables[0], "ended so:", after=True)


def _learning(section: Section) -> str:
    points = section.tables[0]
    total = points.rows[-1].cells[0]
    if not _shown(total):
        return ""
    if total.value == 0:
        return "No learning point was recorded"
    changed = next((row.cells[0] for row in points.rows if row.key == "changed"), None)
    later = f", and {_whole(changed):,} led to a change" if changed and _shown(changed) else ""
    return f"{counted(_whole(total), 'learning point')} recorded{later}"


FINDINGS: dict[str, Callable[[Section], str]] = {
    "volume": _volume,
    "stages": _stages,
    "agencies": _agencies,
    "reasons": _reasons,
    "concerns": _concerns,
    "in-time": _in_time,
    "times": _times,
    "outcomes": _outcomes,
    "learning": _learning,
}


def _share_of_top(table: Table, words: str, *, after: bool = False) -> str:
    top = _top(table)
    if top is None:
        return ""
    return f"{_of_all(top, table)} {words} {top.label[:1].lower() + top.label[1:] if after else top.label}"


def _parts(table: Table) -> list[Row]:
    return [row for row in table.rows if not row.total]


def _top(table: Table) -> Row | None:
    """The row with the highest number of the first column; none where two share it, it is 0, or any is hidden."""
    rows = _parts(table)
    if not rows or not all(_shown(row.cells[0]) for row in rows):
        return None
    ordered = sorted(rows, key=_value, reverse=True)
    alone = len(ordered) == 1 or _value(ordered[0]) > _value(ordered[1])
    return ordered[0] if alone and _value(ordered[0]) else None


def _slowest(table: Table) -> Row | None:
    """The agency with the lowest share of those with enough limits to say so; none where two share it, any is hidden, or one is left."""
    rows = _parts(table)
    if not all(_shown(row.cells[0]) and _shown(row.cells[-1]) for row in rows):
        return None
    enough = [row for row in rows if (row.cells[0].value or 0) >= ENOUGH_DUE]
    if len(enough) < 2:
        return None
    ordered = sorted(enough, key=lambda row: row.cells[-1].value or 0)
    apart = (ordered[1].cells[-1].value or 0) - (ordered[0].cells[-1].value or 0)
    return ordered[0] if apart > HALF_A_POINT else None


def _of_all(row: Row, table: Table) -> str:
    total = next((one for one in table.rows if one.total), None)
    whole = f" of {total.cells[0].value:,}" if total and _shown(total.cells[0]) else ""
    return f"{_value(row):,}{whole}"


def _against(now: Cell, before: Cell) -> str:
    return f", against {_whole(before):,} in the period before" if _shown(before) else ""


def _shown(cell: Cell) -> bool:
    return cell.mark == Mark.NONE and cell.value is not None


def _value(row: Row) -> int:
    return _whole(row.cells[0])


def _whole(cell: Cell) -> int:
    return int(cell.value or 0)


def _cases(cell: Cell) -> str:
    return cases(_whole(cell))


def _days(cell: Cell) -> str:
    value = cell.value or 0
    return f"{value:g} working day{'' if value == 1 else 's'}"
