"""A list as a file: nothing in it runs, numbers and dates stay what they are, and memory does not grow with it."""

import csv
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from core import sheets
from core.errors import BadInput
from core.sheets import Column, Listing, csv_of, excel_of, may_run

AT = datetime(2026, 7, 1, 11, 30, 45, tzinfo=UTC)
ONE: Listing[Any] = Listing("ones", "Ones", (Column("What", lambda row: row),))
ROWS_THAT_SHOW_IT = 20_000


def in_csv(*values: Any) -> list[str]:
    read = csv.reader(StringIO(b"".join(csv_of(ONE, values)).decode("utf-8-sig"), newline=""))
    return [line[0] for line in read][1:]


def in_excel(*values: Any) -> list[Any]:
    with excel_of(ONE, values, at=AT) as file:
        return [row[0] for row in load_workbook(file).active.iter_rows(min_row=2, max_row=len(values) + 1)]


FORMULAS = [
    "=1+1",
    "+44 1632 960000",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\tharmless",
    "  =1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\0=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "﹦1+1",
]


class TestFormulas:
    @pytest.mark.parametrize("text", FORMULAS)
    def test_are_text_in_csv(self, text: str) -> None:
        assert in_csv(text) == [f"'{text}"]

    @pytest.mark.parametrize("text", FORMULAS)
    def test_are_text_in_excel_also_once_somebody_edits_the_cell(self, text: str) -> None:
        (cell,) = in_excel(text)
        assert cell.data_type in ("s", "inlineStr")
        assert cell.quotePrefix

    def test_no_cell_of_excel_holds_a_formula_or_a_link(self) -> None:
        with (
            excel_of(ONE, ["=1+1", "https://example.org", "mailto:a@example.org"], at=AT) as file,
            ZipFile(file) as whole,
        ):
            sheet = whole.read("xl/worksheets/sheet1.xml").decode()
        assert "=1+1" in sheet
        assert "<f>" not in sheet
        assert "<hyperlink" not in sheet

    @pytest.mark.parametrize(
        "text", ["Health = social care", "a@example.org", "ESC-0001", "", "5 - 9", "“=” is a sign"]
    )
    def test_other_text_stays_as_it_is(self, text: str) -> None:
        assert in_csv(text) == [text]
        (cell,) = in_excel(text)
        assert (cell.value or "", bool(cell.quotePrefix)) == (text, False)

    @given(st.text())
    def test_whatever_is_written_comes_back_and_begins_no_formula(self, text: str) -> None:
        text = text.encode("utf-8", "ignore").decode()
        (read,) = in_csv(text) or [""]
        assert read in (text, f"'{text}")
        assert not may_run(read)


class TestWhatStaysWhatItIs:
    def test_in_csv(self) -> None:
        assert in_csv(-5, 1.5, date(2026, 3, 1), AT, True, False, None) == [
            "-5", "1.5", "2026-03-01", "2026-07-01 12:30", "Yes", "No", "",
        ]  # fmt: skip

    def test_in_excel(self) -> None:
        number, day, moment, yes = in_excel(-5, date(2026, 3, 1), AT, True)
        assert (number.value, number.data_type) == (-5, "n")
        assert (f"{day.value:%d.%m.%Y}", day.number_format) == ("01.03.2026", "dd/mm/yyyy")
        assert (f"{moment.value:%d.%m.%Y %H:%M:%S}", moment.number_format) == (
            "01.07.2026 12:30:00",
            "dd/mm/yyyy hh:mm",
        )
        assert yes.value == "Yes"

    def test_a_line_break_and_a_quotation_mark_stay_in_their_cell(self) -> None:
        assert in_csv('She said "no",\r\n=1+1;2') == ['She said "no",\r\n=1+1;2']

    def test_excel_reads_the_csv_as_utf_8(self) -> None:
        assert b"".join(csv_of(ONE, ["Siân"])).startswith(b"\xef\xbb\xbf")

    def test_the_heading_stands_first_though_there_is_no_row(self) -> None:
        assert b"".join(csv_of(ONE, [])).decode("utf-8-sig") == '"What"\r\n'
        with excel_of(ONE, [], at=AT) as file:
            assert load_workbook(file).active["A1"].value == "What"

    def test_what_excel_has_no_room_for_is_cut_off_and_not_lost_with_the_file(self) -> None:
        (cell,) = in_excel("a" * 40_000)
        assert len(cell.value) == sheets.MOST_LETTERS


def test_a_list_too_long_for_excel_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 4)
    assert len(in_excel(1, 2, 3)) == 3
    with pytest.raises(BadInput, match="Choose CSV"):
        excel_of(ONE, range(4), at=AT)


def numbered(most: int) -> Iterator[str]:
    return (f"Row {number} of a list that is long enough to be noticed" for number in range(most))


def peak(work: Any) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "make",
    [
        lambda rows: sum(len(piece) for piece in csv_of(ONE, numbered(rows))),
        lambda rows: excel_of(ONE, numbered(rows), at=AT).close(),
    ],
    ids=["csv", "excel"],
)
def test_memory_does_not_grow_with_the_list(make: Any) -> None:
    make(10)
    few, many = peak(lambda: make(500)), peak(lambda: make(ROWS_THAT_SHOW_IT))
    assert many < few + 300_000  # the rows alone are over a million letters


def test_a_csv_file_is_handed_out_before_all_its_rows_are_read() -> None:
    read: list[int] = []
    pieces = csv_of(ONE, (read.append(number) or number for number in range(10_000)))
    next(pieces)
    assert 0 < len(read) < 200
