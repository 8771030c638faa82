"""The CSV files: a table each, all figures in one, what they mean, and no formula."""

import pytest

from core.sheets import may_run
from reports.exports.csv_files import LONG, zip_of
from reports.shape import number, written
from reports.words import tables_of
from tests.unit.reports.example import CONTENT, FORMULA
from tests.unit.reports.exports.reading import parts_of, rows_of_csv


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    return parts_of(zip_of(CONTENT))


def figure(said: str) -> str:
    """A number as people read it, as CSV has it."""
    return said.replace(",", "").removesuffix("%").removesuffix(".0")


def test_it_holds_a_file_for_each_table(parts: dict[str, bytes]) -> None:
    assert list(parts) == [
        "README.txt",
        LONG,
        "01-raised-by-agency.csv",
        "02-by-quarter.csv",
        "03-who-to-whom.csv",
        "04-panels.csv",
        "05-withdrawn.csv",
    ]


@pytest.mark.parametrize("place", range(5))
def test_every_figure_is_that_of_the_report(place: int, parts: dict[str, bytes]) -> None:
    table = tables_of(CONTENT)[place]
    head, *rows = rows_of_csv(list(parts.values())[2 + place])
    assert [said.removeprefix("'") for said in head] == [table.head, *table.columns]
    assert [[row[0].removeprefix("'"), *row[1:]] for row in rows] == [
        [row.label, *(figure(written(cell)) for cell in row.cells)] for row in table.rows
    ]


def test_the_long_file_holds_every_figure_once(parts: dict[str, bytes]) -> None:
    head, *rows = rows_of_csv(parts[LONG])
    assert head == ["section", "table", "row", "column", "unit", "value", "shorthand", "is_total"]
    cells = [cell for table in tables_of(CONTENT) for row in table.rows for cell in row.cells]
    assert [row[5] or row[6] for row in rows] == [figure(written(cell)) for cell in cells]
    assert all(bool(row[5]) == (number(cell) is not None) for row, cell in zip(rows, cells, strict=True))
    assert rows[0] == [
        "Who raises",
        tables_of(CONTENT)[0].title,
        "Children’s social care",
        "Raised",
        "count",
        "1432",
        "",
        "no",
    ]
    assert sum(row[7] == "yes" for row in rows) == 3


def test_excel_reads_its_names_and_lines_end_as_they_should(parts: dict[str, bytes]) -> None:
    for name, part in parts.items():
        assert part.startswith(b"\xef\xbb\xbf"), name
        assert part.endswith(b"\r\n"), name
        part.decode()


def test_no_cell_can_run(parts: dict[str, bytes]) -> None:
    for name, part in parts.items():
        if name.endswith(".csv"):
            assert not [cell for row in rows_of_csv(part) for cell in row if may_run(cell)]
    assert f"'{FORMULA}" in rows_of_csv(parts["01-raised-by-agency.csv"])[8]


def test_the_readme_says_what_there_is_and_what_it_means(parts: dict[str, bytes]) -> None:
    said = parts["README.txt"].decode("utf-8-sig")
    for words in (
        CONTENT.title,
        CONTENT.digest,
        "1 April 2025 to 31 March 2026",
        "02-by-quarter.csv: Disagreements raised, by quarter",
        "[c]: confidential",
        "Numbers from 1 to 5 are hidden",
        CONTENT.sections[0].says,
        "Children’s social care raised two in three",
    ):
        assert words in said
