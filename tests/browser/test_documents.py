"""The documents of a case and the blank forms, as people open, print and fill them in."""

import io

import pytest
from pypdf import PdfReader

from tests.browser.walk import Walker
from tests.unit.cases.world import DAY, START, a_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (1280, 320)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_documents_of_a_case(walker: Walker, width: int) -> None:
    world = a_world("bristol")
    case = world.raised()
    for step in (1, 2):
        case = world.climb(case, at=START + step * DAY)
    walker.page.set_viewport_size({"width": width, "height": 900})
    walker.sign_in(world.raising.practitioner)
    walker.open(f"/cases/{case.reference}/")
    walker.page.locator("main").get_by_role("link", name="Documents", exact=True).click()
    walker.look()
    with walker.page.expect_navigation(wait_until="load"):
        walker.page.get_by_role("link", name="Monitoring form", exact=True).click()
    walker.look()
    assert "Where each agency stands" in walker.text
    with walker.page.expect_download() as started:
        walker.page.get_by_role("link", name="Download as PDF").click()
    assert started.value.suggested_filename == f"{case.reference}-monitoring.pdf"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_blank_form(walker: Walker, width: int) -> None:
    world = a_world("birmingham")
    walker.page.set_viewport_size({"width": width, "height": 900})
    walker.sign_in(world.raising.practitioner)
    walker.open("/raise/")
    walker.page.get_by_role("link", name="Print a form to fill in by hand").click()
    walker.look()
    walker.page.get_by_role("link", name="Opening record", exact=True).click()
    walker.look()
    assert "Write clearly, in ink." in walker.text


def test_on_paper_the_foot_stands_on_every_page_and_the_buttons_on_none(walker: Walker) -> None:
    world = a_world("bristol")
    case = world.raised()
    walker.sign_in(world.raising.practitioner)
    walker.open(f"/cases/{case.reference}/documents/opening/")
    walker.page.emulate_media(media="print")
    on_paper = walker.page.inner_text("body")
    assert "A copy of the record up to entry 2." in on_paper
    assert f"Printed by {world.raising.practitioner.name}" in on_paper
    assert "Download as PDF" not in on_paper
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(walker.page.pdf(format="A4"))).pages]
    assert len(pages) > 1
    assert all("Printed by" in " ".join(text.split()) for text in pages)


def test_a_response_given_on_paper_is_entered_without_a_script(without_script: Walker) -> None:
    walker, world = without_script, a_world("bristol")
    case = world.raised()
    walker.sign_in(world.receiver_holder(case))
    walker.open(f"/cases/{case.reference}/do/respond/")
    walker.page.get_by_text("It was done on paper, or before now").click()
    assert walker.page.get_by_label("How did it reach the other side?").is_visible()
