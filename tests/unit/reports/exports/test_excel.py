"""The Excel file as the Analysis Function asks, cell by cell the report, with nothing in it that runs."""

import io

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.exports.excel import excel_of
from reports.shape import Table, number, written
from reports.words import tables_of
from tests.unit.reports.example import AGENCIES, CONTENT, EMPTY, MATRIX, RAISED
from tests.unit.reports.exports.reading import cells_of_sheet, parts_of, sheets_of_excel


@pytest.fixture(scope="module")
def data() -> bytes:
    return excel_of(CONTENT)


@pytest.fixture(scope="module")
def sheets(data: bytes) -> list[Worksheet]:
    return sheets_of_excel(data)


def sheet_of(sheets: list[Worksheet], table: Table) -> Worksheet:
    return sheets[4 + tables_of(CONTENT).index(table)]


@pytest.mark.parametrize("table", [table for table in tables_of(CONTENT) if table.rows], ids=lambda table: table.key)
def test_every_figure_is_that_of_the_report(table: Table, sheets: list[Worksheet]) -> None:
    head, *rows = cells_of_sheet(sheet_of(sheets, table))
    assert head == [table.head, *table.columns]
    assert rows == [
        [row.label, *(written(cell) if number(cell) is None else number(cell) for cell in row.cells)]
        for row in table.rows
    ]


def test_numbers_are_numbers_and_no_more_exact_than_they_are_shown(sheets: list[Worksheet]) -> None:
    rows = cells_of_sheet(sheet_of(sheets, RAISED))
    assert rows[1][1:] == [1432, 66.7, 12]
    cells = [
        cell
        for row in sheet_of(sheets, RAISED).iter_rows()
        for cell in row
        if cell.data_type == "n" and cell.value is not None
    ]
    assert {cell.number_format for cell in cells} == {"#,##0", '0.0"%"', "General"}


def test_each_sheet_has_one_marked_up_table_with_a_name_that_tells(sheets: list[Worksheet]) -> None:
    names = [list(sheet.tables) for sheet in sheets]
    assert names == [
        [],
        ["Contents"],
        ["Notes"],
        ["Findings"],
        ["raised_by_agency"],
        ["by_quarter"],
        ["who_to_whom"],
        [],
        ["withdrawn"],
    ]
    for sheet in sheets:
        for table in sheet.tables.values():
            assert table.autoFilter is None
            assert table.headerRowCount == 1


def test_no_cell_is_merged_or_empty_and_nothing_is_frozen_or_filtered(sheets: list[Worksheet]) -> None:
    for sheet in sheets:
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is None
        assert sheet.auto_filter.ref is None
        assert all(sheet.cell(row, 1).value not in (None, "") for row in range(1, sheet.max_row + 1))
        for rows in [cells_of_sheet(sheet)] if sheet.tables else []:
            assert all(value not in (None, "") for row in rows for value in row)


def test_what_a_sheet_holds_stands_above_its_table(sheets: list[Worksheet]) -> None:
    sheet = sheet_of(sheets, RAISED)
    above = [sheet.cell(row, 1).value for row in range(1, 9)]
    assert above[0] == RAISED.title
    assert above[1] == RAISED.subtitle
    assert above[2] == "This worksheet contains one table. Children’s social care raised two in three."
    assert above[3] is not None
    assert above[3].startswith("[c]: confidential")
    assert "[z]: not applicable." in above[3]
    assert above[7] == "Back to the contents"
    empty = sheet_of(sheets, EMPTY)
    assert "Nothing was counted here." in [cell.value for cell in empty["A"]]


def test_contents_lead_to_every_sheet(sheets: list[Worksheet]) -> None:
    contents = sheets[1]
    links = {cell.value: cell.hyperlink.location for cell in contents["A"] if cell.hyperlink}
    assert links == {sheet.title: f"'{sheet.title}'!A1" for sheet in sheets}
    back = [cell.hyperlink.location for sheet in sheets[4:] for cell in sheet["A"] if cell.hyperlink]
    assert back == ["'Contents'!A1"] * len(tables_of(CONTENT))


def test_texts_wrap_and_the_first_sheet_is_shown_first(data: bytes, sheets: list[Worksheet]) -> None:
    assert all(cell.alignment.wrap_text for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value)
    assert load_workbook(io.BytesIO(data)).active.title == "Cover"


def test_nothing_in_it_is_a_formula(data: bytes, sheets: list[Worksheet]) -> None:
    assert all(cell.data_type != "f" for sheet in sheets for row in sheet.iter_rows() for cell in row)
    assert not [
        name for name, part in parts_of(data).items() if name.startswith("xl/worksheets/sheet") and b"<f>" in part
    ]
    (cell,) = [cell for cell in sheet_of(sheets, RAISED)["A"] if str(cell.value).startswith("=HYPERLINK")]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.hyperlink is None


def test_it_tells_its_language_and_title_and_no_person(data: bytes) -> None:
    properties = load_workbook(io.BytesIO(data)).properties
    assert (properties.title, properties.creator, properties.language) == (CONTENT.title, CONTENT.partnership, "en-GB")
    assert properties.created.date() == CONTENT.made_on
    assert not properties.lastModifiedBy or properties.lastModifiedBy == CONTENT.partnership


def test_headings_that_are_the_same_are_told_apart() -> None:
    twice = MATRIX.model_copy(update={"columns": ("Same", "same", "Same", *AGENCIES[:2], "x" * 300)})
    section = CONTENT.sections[1].model_copy(update={"tables": (twice, twice)})
    sheets = sheets_of_excel(excel_of(CONTENT.model_copy(update={"sections": (section,)})))
    assert cells_of_sheet(sheets[4])[0][:4] == ["Raised by", "Same", "same (2)", "Same (3)"]
    assert [list(sheet.tables) for sheet in sheets[4:]] == [["who_to_whom"], ["who_to_whom_"]]


def test_the_words_of_each_section_stand_in_it(sheets: list[Worksheet]) -> None:
    words = [value for row in cells_of_sheet(sheets[3]) for value in row]
    assert "More were raised than the year before." in words
    assert "#strong[No markup] *here* — = no formula.\nA second line." in words
