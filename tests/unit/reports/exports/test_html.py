"""The page: one file that needs nothing else, sound, with the figures of the report."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from reports.exports.html import page_of
from reports.words import heading
from tests.unit.reports.example import CONTENT
from tests.unit.reports.exports.reading import TablesOfHtml, all_written

VOID = {"meta", "link", "br", "img", "input", "hr"}


@pytest.fixture(scope="module")
def page() -> str:
    return page_of(CONTENT).decode()


class Outline(HTMLParser):
    """Elements as they open and close, ids, and what links lead to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.wanted: list[str] = []
        self.seen: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "aria-labelledby" or (name == "href" and (value or "").startswith("#")):
                self.wanted.append((value or "").removeprefix("#"))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def test_every_figure_is_that_of_the_report(page: str) -> None:
    assert TablesOfHtml(page).tables == all_written(CONTENT)


def test_it_is_sound(page: str) -> None:
    outline = Outline(page)
    assert page.startswith("<!DOCTYPE html>")
    assert (outline.open, outline.wrong) == ([], [])
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.wanted) <= set(outline.ids)
    assert outline.seen.count("h1") == outline.seen.count("main") == outline.seen.count("title") == 1
    levels = [int(tag[1]) for tag in outline.seen if re.fullmatch("h[1-6]", tag)]
    assert all(following - here <= 1 for here, following in pairwise(levels))


def test_it_needs_nothing_else(page: str) -> None:
    outline = Outline(page)
    assert not {"script", "link", "img", "iframe", "form"} & set(outline.seen)
    assert "url(" not in page
    assert "@import" not in page
    assert set(re.findall(r"https?://[^\"'<&\s]+", page)) == {"http://www.w3.org/2000/svg", "http://example.org"}
    assert not re.search(r"\son\w+=", page)


def test_it_says_its_language_title_and_contents(page: str) -> None:
    assert '<html lang="en-GB">' in page
    assert f"<title>{CONTENT.title} – {CONTENT.partnership}</title>" in page
    for section in CONTENT.sections:
        assert f'<a href="#{section.key}">{heading(section)}</a>' in page
    assert CONTENT.digest in page
    assert "It names nobody &amp; no child &lt;b&gt;." in page
    assert "Numbers from 1 to 5 are hidden" in page
