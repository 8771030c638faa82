"""What is served is ours: no font, crown, crest or colour that only GOV.UK or a ministry may show.

Needs the built assets (`npm run build`, which `make setup` runs); it fails without them, and is never skipped.
"""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[3] / "static"
TEMPLATES = STATIC.parent / "templates"
DIST = STATIC / "dist"
RESTRICTED = (
    "GDS Transport",
    ".woff",
    "govuk-crest",
    "govuk-logotype",
    "moj-logotype",
    "crown",
    "exclusive use on gov.uk",
)
TEXT = {".css", ".js", ".svg", ".html", ".scss"}
MOST_CSS_BYTES, MOST_JS_BYTES = 160_000, 40_000


@pytest.fixture(scope="module")
def css() -> str:
    sheet = DIST / "resolve.css"
    assert sheet.exists(), "The assets are not built: run `npm run build` (or `make setup`)."
    return sheet.read_text(encoding="utf-8")


@pytest.mark.parametrize("word", RESTRICTED)
def test_nothing_restricted_is_served(css: str, word: str) -> None:
    served = [
        path for path in [*STATIC.rglob("*"), *TEMPLATES.rglob("*")] if path.is_file() and "src" not in path.parts
    ]
    named = [path for path in served if word.lower() in path.name.lower()]
    inside = [
        path for path in served if path.suffix in TEXT and word.lower() in path.read_text(encoding="utf-8").lower()
    ]
    assert (named, inside) == ([], [])


def test_no_fonts_or_pictures_of_other_kinds_are_served(css: str) -> None:
    assert "@font-face" not in css
    suffixes = {path.suffix for path in [*DIST.rglob("*"), *(STATIC / "brand").rglob("*")] if path.is_file()}
    assert suffixes <= {".css", ".js", ".svg"}


def test_the_font_and_the_colours_are_ours(css: str) -> None:
    families = set(re.findall(r"font-family:([^;}]+)", css))
    assert families <= {'"Helvetica Neue",Helvetica,Arial,sans-serif', "sans-serif", "inherit", "monospace"}
    assert "--govuk-brand-colour: #12474f" in css
    assert "#1d70b8" not in re.findall(r"--govuk-brand-colour: ([^;]+)", css)


def test_every_icon_that_the_style_sheet_names_is_there(css: str) -> None:
    icons = re.findall(r"url\(\"?/static/dist/([^\")]+)", css)
    assert len(icons) == len(re.findall(r"url\(", css))
    assert [icon for icon in icons if not (DIST / icon).exists()] == []


def test_what_is_served_stays_small(css: str) -> None:
    assert 50_000 < len(css) < MOST_CSS_BYTES
    assert sum(script.stat().st_size for script in DIST.glob("*.js")) < MOST_JS_BYTES


def test_the_lock_names_no_address_to_download_from() -> None:
    assert '"resolved"' not in (STATIC.parent / "package-lock.json").read_text(encoding="utf-8")


def _brightness(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("brand", "#ffffff"),
        ("link", "#ffffff"),
        ("link", "surface-background"),
        ("link-visited", "#ffffff"),
        ("link-hover", "#ffffff"),
    ],
)
def test_our_colours_can_be_read(css: str, ink: str, paper: str) -> None:
    def value(name: str) -> str:
        found = re.search(rf"--govuk-{name}-colour: (#[0-9a-f]{{6}})", css)
        assert found, name
        return found[1]

    light, dark = sorted(
        [_brightness(value(ink)), _brightness(paper if paper.startswith("#") else value(paper))], reverse=True
    )
    assert (light + 0.05) / (dark + 0.05) >= 4.5
