"""The HTML file of a report in a browser: on a phone, on a screen, without script, and in the colours that the person chose."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from reports.exports.html import page_of
from tests.browser.walk import AXE, LOOK, TAGS
from tests.unit.reports.example import CONTENT

pytestmark = pytest.mark.browser

OVERLAPS = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
  const boxes = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()])
    .filter(([, box]) => box.width);
  return boxes.flatMap(([said, a], n) => boxes.slice(n + 1)
    .filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4)
    .map(([other]) => said + ' / ' + other));
})"""
OUTSIDE = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
  const whole = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(t => t.getBoundingClientRect().right > whole.right + 1)
    .map(t => t.textContent);
})"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_bytes(page_of(CONTENT))
    return path


@pytest.fixture(params=[320, 1280])
def page(request: pytest.FixtureRequest, chromium: Browser, file: Path) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": request.param, "height": 700})
    found = context.new_page()
    found.goto(file.as_uri())
    yield found
    context.close()


def test_nobody_is_shut_out_and_nothing_runs_off_the_screen(page: Page) -> None:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(LOOK, TAGS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_letters_of_a_drawing_are_large_apart_and_within_it(page: Page) -> None:
    assert page.locator("svg").count() == 2
    assert page.evaluate(OVERLAPS) == []
    assert page.evaluate(OUTSIDE) == []
    sizes = page.locator("svg text").evaluate_all("all => all.map(t => parseFloat(getComputedStyle(t).fontSize))")
    assert min(sizes) >= 16  # 12 points


def test_a_wide_table_is_scrolled_by_the_keyboard(page: Page) -> None:
    region = page.get_by_role("region", name="Who raised with whom")
    region.focus()
    wider = region.evaluate("e => e.scrollWidth > e.clientWidth")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert (region.evaluate("e => e.scrollLeft") > 0) is wider
    assert wider is (page.viewport_size is not None and page.viewport_size["width"] == 320)


def test_chosen_colours_reach_the_drawing(chromium: Browser, file: Path) -> None:
    context = chromium.new_context(forced_colors="active", color_scheme="dark")
    page = context.new_page()
    page.goto(file.as_uri())
    bar, ground = (
        page.locator(f".resolve-chart__{part}").first.evaluate("e => getComputedStyle(e).fill")
        for part in ("bar", "ground")
    )
    assert bar != ground
    assert "18, 67, 109" not in bar
    context.close()
