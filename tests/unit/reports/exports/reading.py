"""Opens the files of a report again, and reads the tables in them: a list of rows of texts for each."""

import csv
import io
from html.parser import HTMLParser
from typing import Any
from zipfile import ZipFile

from docx import Document
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from reports.shape import Content, Table, written

Texts = list[list[str]]
MARKED = ("[c]", "[x]", "[z]")


def as_written(table: Table) -> Texts:
    """A table as people read it, its headings first."""
    return [[table.head, *table.columns], *([row.label, *map(written, row.cells)] for row in table.rows)]


def all_written(content: Content) -> list[Texts]:
    """The tables of a report that have rows."""
    return [as_written(table) for section in content.sections for table in section.tables if table.rows]


def parts_of(data: bytes) -> dict[str, bytes]:
    """The files in a zip."""
    with ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def rows_of_csv(data: bytes) -> Texts:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def tables_of_word(data: bytes) -> list[Texts]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in Document(io.BytesIO(data)).tables]


def sheets_of_excel(data: bytes) -> list[Worksheet]:
    return list(load_workbook(io.BytesIO(data)).worksheets)


def cells_of_sheet(sheet: Worksheet) -> list[list[Any]]:
    """What stands in the marked-up table of a sheet."""
    (table,) = sheet.tables.values()
    return [[cell.value for cell in row] for row in sheet[table.ref]]


class TablesOfHtml(HTMLParser):
    """The tables of a page; what does not show counts as not there."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: list[Texts] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        match tag:
            case "table":
                self.tables.append([])
            case "tr":
                self.tables[-1].append([])
            case "th" | "td":
                self.tables[-1][-1].append("")
                self.inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td"):
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.tables[-1][-1][-1] += data


class Tagged:
    """A PDF by its tree of tags: what each element says."""

    def __init__(self, data: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(data))
        self.root = self.reader.trailer["/Root"]
        self.said: dict[tuple[int, int], str] = {}
        self.pages = {page.indirect_reference.idnum: number for number, page in enumerate(self.reader.pages)}
        for number, page in enumerate(self.reader.pages):
            self._read(number, page)

    def _read(self, number: int, page: Any) -> None:
        open_now: list[int | None] = []

        def before(operator: bytes, operands: Any, *_: object) -> None:
            if operator == b"BDC":
                properties = operands[1]
                open_now.append(properties.get("/MCID") if isinstance(properties, DictionaryObject) else None)
            elif operator == b"BMC":
                open_now.append(None)
            elif operator == b"EMC":
                open_now.pop()

        def text(said: str, *_: object) -> None:
            place = next((mark for mark in reversed(open_now) if mark is not None), None)
            if place is not None:
                self.said[number, place] = self.said.get((number, place), "") + said

        page.extract_text(visitor_operand_before=before, visitor_text=text)

    def elements(self, kind: str, within: Any = None) -> list[Any]:
        """The elements of one kind in the order of the tree."""
        found = []
        for child in _children(self.root["/StructTreeRoot"] if within is None else within):
            if isinstance(child, DictionaryObject) and child.get("/S") == kind:
                found.append(child)
            if isinstance(child, DictionaryObject) and "/S" in child:
                found += self.elements(kind, child)
        return found

    def text(self, element: Any, page: int | None = None) -> str:
        """What an element says, its lines joined."""
        here = self.pages.get(element.raw_get("/Pg").idnum, page) if "/Pg" in element else page
        said = []
        for child in _children(element):
            if isinstance(child, int):
                said.append(self.said.get((here, child), ""))
            elif "/MCID" in child:
                own = self.pages.get(child.raw_get("/Pg").idnum, here) if "/Pg" in child else here
                said.append(self.said.get((own, child["/MCID"]), ""))
            elif "/S" in child:
                said.append(self.text(child, here))
        return "".join(said)


def _children(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    kids = kids.get_object()
    return [kid.get_object() for kid in kids] if isinstance(kids, list) else [kids]
