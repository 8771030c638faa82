"""A report as one page that needs nothing else: no script, its style in it, the same sections as on the page of the product."""

from pathlib import Path

from django.template.loader import render_to_string

from reports.shape import MEANINGS, Content
from reports.words import (
    HOW_COUNTED,
    ROUNDED,
    SHORTHAND,
    definitions,
    heading,
    hidden,
    paragraphs,
    particulars,
    period,
    signed,
)

STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def page_of(content: Content) -> bytes:
    """The report as an HTML page in UTF-8."""
    page = {
        "style": STYLE,
        "content": content,
        "period": period(content),
        "introduction": paragraphs(content.introduction),
        "contents": [(section.key, heading(section)) for section in content.sections],
        "how": HOW_COUNTED,
        "rules": (hidden(content), SHORTHAND, ROUNDED),
        "marks": MEANINGS.items(),
        "definitions": definitions(content),
        "particulars": particulars(content),
        "signed": signed(content),
    }
    return render_to_string("reports/export.html", page).encode()
