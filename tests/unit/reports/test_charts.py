"""Drawings tell what the table tells: each number beside its bar, hidden ones as empty slots, in every width."""

import re
from xml.etree import ElementTree as ET

import pytest
from django.template import Context, Template

from reports.charts import BLUE, IN_A_FILE, LONGEST, drawing, sentence
from reports.shape import MEANINGS, Cell, ChartKind, Mark, Row, Section, Table, written
from reports.words import shorthand
from tests.unit.reports.example import (
    ALL_HIDDEN,
    CONTENT,
    EMPTY,
    FORMULA,
    HIDDEN,
    LONG,
    MATRIX,
    NOT_AVAILABLE,
    RAISED,
    SECRET,
    TREND,
    days,
    n,
    share,
)

SVG = "{http://www.w3.org/2000/svg}"


def a_table(
    *cells: Cell, drawn: ChartKind = ChartKind.BARS, column: str = "Raised", total: Cell | None = None
) -> Table:
    rows = [
        Row(key=f"r{place}", label="ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place], cells=(cell,))
        for place, cell in enumerate(cells)
    ]
    if total:
        rows.append(Row(key="all", label="All", cells=(total,), total=True))
    return Table(key="t", title="T", subtitle="", head="Agency", columns=(column,), rows=tuple(rows), drawn=drawn)


def texts(svg: str) -> list[str]:
    return ["".join(found.itertext()) for found in ET.fromstring(svg).iter(f"{SVG}text")]


def of_class(svg: str, kind: str) -> list[ET.Element]:
    return [found for found in ET.fromstring(svg).iter() if found.get("class") == f"resolve-chart__{kind}"]


@pytest.mark.parametrize("width", [None, IN_A_FILE])
@pytest.mark.parametrize("table", [RAISED, TREND], ids=lambda table: table.key)
def test_every_number_that_is_shown_stands_in_the_drawing(table: Table, width: int | None) -> None:
    svg = drawing(table, width)
    said = texts(svg)
    for row in table.rows:
        if not row.total:
            assert written(row.cells[0]) in said
            said.remove(written(row.cells[0]))
    assert svg == drawing(table, width)
    assert str(SECRET) not in svg
    assert "nan" not in svg


def test_bars_are_as_long_as_their_numbers_say() -> None:
    bars = of_class(drawing(a_table(n(40), n(10), n(0), HIDDEN), 1000), "bar")
    assert [float(bar.get("width", "")) for bar in bars] == [600 * LONGEST, 150 * LONGEST]
    assert {bar.get("fill") for bar in bars} == {BLUE}


def test_on_a_page_bars_are_in_percent_and_letters_keep_their_size() -> None:
    svg = ET.fromstring(drawing(a_table(n(40), n(10))))
    assert svg.get("width") == "100%"
    assert svg.get("viewBox") is None
    assert int(svg.get("font-size", "")) >= 16  # 12 points
    assert [bar.get("width") for bar in of_class(ET.tostring(svg).decode(), "bar")] == ["76.00%", "19.00%"]


@pytest.mark.parametrize("drawn", [ChartKind.BARS, ChartKind.LINE])
def test_a_hidden_number_is_an_empty_slot_and_never_nothing(drawn: ChartKind) -> None:
    hidden, none = drawing(a_table(n(7), HIDDEN, drawn=drawn)), drawing(a_table(n(7), n(0), drawn=drawn))
    (slot,) = of_class(hidden, "slot")
    assert slot.get("fill") == "none"
    assert texts(hidden).count("[c]") == 1
    assert not of_class(none, "slot")
    assert "0" in texts(none)


def test_a_slot_is_as_long_whatever_is_hidden() -> None:
    one, other = (drawing(a_table(n(7), HIDDEN.model_copy(update={"value": value}))) for value in (None, 5))
    assert one == other


def test_a_line_has_a_gap_where_a_number_is_hidden() -> None:
    assert len(of_class(drawing(TREND), "line")) == 5  # of seven between eight, two touch the hidden one
    assert len(of_class(drawing(TREND), "bar")) == 7


def test_a_total_is_not_drawn() -> None:
    assert "All agencies" not in texts(drawing(RAISED))
    assert "2,148" not in texts(drawing(RAISED))


@pytest.mark.parametrize(
    "table",
    [MATRIX, EMPTY, RAISED.model_copy(update={"drawn": None}), ALL_HIDDEN, a_table(n(0), HIDDEN)],
    ids=["matrix", "empty", "none", "all hidden", "nothing but slots"],
)
def test_what_is_not_drawn_is_empty(table: Table) -> None:
    assert drawing(table) == sentence(table) == ""


def test_long_names_are_broken_into_lines_that_a_phone_can_show() -> None:
    said = texts(drawing(RAISED))
    assert max(len(line) for line in said) <= 32
    assert LONG in " ".join(said)
    assert FORMULA in "".join(said)


def test_many_moments_are_scrolled_and_each_hidden_one_has_its_mark() -> None:
    svg = drawing(a_table(*(HIDDEN if place % 3 else n(place) for place in range(26)), drawn=ChartKind.LINE))
    assert int(ET.fromstring(svg).get("width", "")) == 26 * 24
    assert texts(svg).count("[c]") == 17


def test_numbers_that_would_run_into_each_other_on_a_phone_are_spare() -> None:
    cells = [share(10.5 + place) for place in range(6)]
    spare = of_class(drawing(a_table(*cells, drawn=ChartKind.LINE)), "spare")
    assert ["".join(found.itertext()) for found in spare] == ["11.5%", "12.5%", "13.5%", "14.5%"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (a_table(n(28), n(14), total=n(42)), "T, Raised: A has the most (28 of 42)."),
        (a_table(n(28), n(14)), "T, Raised: A has the most (28)."),
        (a_table(n(14), n(14), n(2), total=n(30)), "T, Raised: A and B have the most (14 each of 30)."),
        (a_table(n(6), n(6), n(6), n(6), n(0)), "T, Raised: 4 of them have the most (6 each)."),
        (a_table(n(9), n(9), HIDDEN), "T, Raised: of those shown (2 of 3), all have 9."),
        (a_table(n(9), HIDDEN, total=n(12)), "T, Raised: of those shown (1 of 2), A has 9 of 12."),
        (a_table(n(9), n(6), total=HIDDEN), "T, Raised: A has the most (9)."),
        (a_table(days(1), days(0.5)), "T, Raised: A has the highest (1 working day)."),
        (a_table(days(2.5), NOT_AVAILABLE), "T, Raised: of those shown (1 of 2), A has 2.5 working days."),
        (a_table(share(33.333), share(66.66)), "T, Raised: B has the highest (66.7%)."),
        (
            a_table(n(6), HIDDEN, n(9), n(7), drawn=ChartKind.LINE),
            "T, Raised: of those shown (3 of 4), the first is 6 (A), the last 7 (D), the highest 9 (C).",
        ),
    ],
)
def test_the_sentence_says_what_the_drawing_shows(table: Table, said: str) -> None:
    assert sentence(table) == said


def page_of(section: Section, **links: object) -> str:
    source = "{% load figures %}{% report_section section links %}"
    return Template(source).render(Context({"section": section, "links": links}))


def test_a_section_shows_its_finding_its_drawing_and_every_figure() -> None:
    section = CONTENT.sections[0]
    page = page_of(section)
    assert re.search(r"<h2[^>]*>.*Children’s social care raised two in three</h2>", page)
    assert page.count("<svg") == 2
    assert page.count('aria-hidden="true"') == 4  # the drawing and its place
    assert page.count("<caption") == 2
    assert page.count('scope="row"') == len(RAISED.rows) + len(TREND.rows)
    assert '<td role="cell" class="govuk-table__cell govuk-table__cell--numeric" data-label="Raised">1,432</td>' in page
    assert "[c]: confidential" in page
    assert str(SECRET) not in page
    assert "How this is counted: A disagreement is counted" in page
    assert 'tabindex="0"' not in page


def test_a_matrix_is_scrolled_in_a_region_with_a_name_that_takes_the_focus() -> None:
    page = page_of(CONTENT.sections[1])
    assert '<div class="resolve-scrolled" role="region" aria-labelledby="who-to-whom-title" tabindex="0">' in page
    assert 'id="who-to-whom-title"' in page
    assert re.search(r"<h2[^>]*>Between agencies</h2>", page)


def test_an_empty_table_says_so() -> None:
    page = page_of(CONTENT.sections[2])
    assert "Nothing was counted here." in page
    assert page.count("<table") == 1


def test_numbers_lead_where_they_are_told_but_not_from_what_is_hidden() -> None:
    links = {RAISED.key: {row.key: (f"/cases?agency={row.key}", "", "") for row in RAISED.rows}}
    page = page_of(CONTENT.sections[0], **links)
    assert 'href="/cases?agency=csc"' in page
    assert 'href="/cases?agency=long"' not in page
    assert 'href="/cases?agency=formula"' not in page  # none: there is nothing to look at
    assert page.count("<a ") == 6


def test_a_mark_is_explained_above_the_table_unless_a_note_tells_more() -> None:
    assert shorthand(RAISED) == f"[c]: {MEANINGS[Mark.HIDDEN]}. [x]: not available. [z]: not applicable."
    noted = RAISED.model_copy(update={"notes": ("[c] stands for a number from 1 to 5.",)})
    assert shorthand(noted) == "[x]: not available. [z]: not applicable."
    assert shorthand(a_table(n(1))) == ""
