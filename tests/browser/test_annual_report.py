"""From sign-in to a finished annual report and its files, as the business manager does it; and the same without a script."""

from pathlib import Path
from time import monotonic

import pytest
from django.utils import timezone

from agencies.models import User
from reports import files
from reports.annual import last_full_year
from reports.models import CaseFact, FrozenReport, PairFact, ReasonFact, ReportFile
from tests.browser.walk import Walker
from tests.unit.cases.world import World, a_world
from tests.unit.reports.exports.reading import (
    TablesOfHtml,
    Texts,
    cells_of_sheet,
    parts_of,
    rows_of_csv,
    sheets_of_excel,
    tables_of_word,
)
from tests.unit.reports.random_facts import random_facts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MINUTES_ALLOWED = 5
BEFORE_THE_TABLES = 4
"""Sheets of the cover, the contents, the notes and the findings."""
KINDS = {"PDF": b"%PDF", "Word": b"PK", "Excel": b"PK", "CSV": b"PK", "HTML": b"<!"}


def a_year(number: int = 60) -> tuple[World, User]:
    """An area with so many cases in the last full year, and somebody of its office."""
    world = a_world("bristol")
    random_facts(world.version, seed=4, number=number)
    first, _ = last_full_year(timezone.now())
    for model in (CaseFact, PairFact, ReasonFact):
        model.objects.update(raised_on=first)
    CaseFact.objects.exclude(ended_on=None).update(ended_on=first)
    return world, world.office


def write_and_freeze(walker: Walker, office: User) -> FrozenReport:
    """Sign in, and go from the list of reports to the files of a frozen one."""
    walker.sign_in(office)
    walker.open("/reports/")
    walker.page.get_by_role("button", name="Start a report").click()
    walker.look()
    walker.press("Continue")
    walker.page.get_by_role("link", name="Who raised them, and with whom").click()
    walker.look()
    walker.write("text", "More was raised than in the year before, because more was trained.")
    walker.press("Save")
    walker.page.get_by_role("button", name="Preview").click()
    walker.look()
    assert "Preview: this is what others would read" in walker.text
    walker.page.get_by_role("button", name="Check before you publish").click()
    walker.look()
    assert "numbers because they are small" in walker.text
    walker.press("Continue")
    walker.confirm()
    assert "Its files are being made" in walker.text
    return FrozenReport.objects.get()


def take(walker: Walker, name: str) -> bytes:
    """Download a file by its link."""
    with walker.page.expect_download() as started:
        walker.page.get_by_role("link", name=name).click()
    return Path(started.value.path()).read_bytes()


@pytest.mark.parametrize("width", [1280, 320])
def test_a_business_manager_gets_to_the_files(walker: Walker, width: int) -> None:
    _, office = a_year()
    walker.page.set_viewport_size({"width": width, "height": 900})
    began = monotonic()
    frozen = write_and_freeze(walker, office)
    making = monotonic()
    assert files.make_due(at=timezone.now()).made == len(KINDS)
    made = monotonic()
    walker.page.get_by_text("Nothing more is being made").wait_for()  # the page follows by itself
    assert "Check progress" not in walker.text
    walker.look()
    taken = {kind: take(walker, f"({kind}, ") for kind in KINDS}
    ended = monotonic()
    print(f"{width}: pages {making - began:.1f} s, files {made - making:.1f} s, taken {ended - made:.1f} s")
    assert ended - began < MINUTES_ALLOWED * 60
    assert {kind: data[: len(KINDS[kind])] for kind, data in taken.items()} == KINDS
    assert frozen.files.get(kind="pdf").downloads.get().person == office
    walker.open(f"/reports/{frozen.pk}/")
    assert "More was raised than in the year before" in walker.text
    assert frozen.digest in walker.text
    assert_the_same_figures(walker, taken)


def test_the_same_without_a_script(without_script: Walker) -> None:
    walker, (_, office) = without_script, a_year()
    frozen = write_and_freeze(walker, office)
    walker.press("Check progress")
    assert "Making the PDF file – waiting its turn" in walker.text
    files.make_due(at=timezone.now())
    walker.press("Check progress")
    assert take(walker, "(PDF, ") == bytes(ReportFile.objects.get(frozen=frozen, kind="pdf").data or b"")


def test_the_other_pages(walker: Walker) -> None:
    _, office = a_year()
    frozen = write_and_freeze(walker, office)
    for path in ("whose/", f"{frozen.pk}/withdraw/"):
        walker.open(f"/reports/{path}")
    walker.write("why", "A table was wrong.")
    walker.press("Withdraw it")
    assert "This report was withdrawn" in walker.text
    walker.open("/reports/new/")
    walker.press("Continue")
    for part in ("period", "sections", "small-numbers", "introduction"):
        walker.page.goto(f"{walker.page.url.split('/parts/')[0].rstrip('/')}/parts/{part}/")
        walker.look()


def assert_the_same_figures(walker: Walker, taken: dict[str, bytes]) -> None:
    """Each table of the page stands in the Word and HTML files as on the page, and with the same numbers in CSV and Excel."""
    shown = TablesOfHtml(walker.page.content()).tables
    page = [[[" ".join(cell.split()) for cell in row] for row in table] for table in shown]
    assert len(page) > 8
    assert tables_of_word(taken["Word"]) == page
    assert [[[" ".join(cell.split()) for cell in row] for row in table] for table in _of_html(taken["HTML"])] == page
    numbers = [[plain(cell) for row in table[1:] for cell in row[1:]] for table in page]
    csv_tables = [rows_of_csv(data) for name, data in parts_of(taken["CSV"]).items() if name[:2].isdigit()]
    assert [[plain(cell) for row in table[1:] for cell in row[1:]] for table in csv_tables] == numbers
    sheets = sheets_of_excel(taken["Excel"])[BEFORE_THE_TABLES:]
    assert [[plain(cell) for row in cells_of_sheet(sheet)[1:] for cell in row[1:]] for sheet in sheets] == numbers


def _of_html(data: bytes) -> list[Texts]:
    return TablesOfHtml(data.decode()).tables


def plain(cell: object) -> str:
    """A number without its commas and its sign of percent, a mark as it is."""
    text = str(cell).replace(",", "").removesuffix("%")
    try:
        return f"{float(text):g}"
    except ValueError:
        return text
