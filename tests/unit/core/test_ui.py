"""The frame of every page, and the small parts that pages are put together from."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory
from django.urls import include, path

from core.access import Audience
from core.forms import GovukForm, TextField
from core.rows import rows_of
from core.urls import urlpatterns as core_patterns

NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)


def nothing(_: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("", nothing, name="home"),
    path("cases/", nothing, name="case-list"),
    path("notices/", nothing, name="notice-list"),
    path("sign-out/", nothing, name="sign-out"),
    path("", include("core.urls")),
]
pytestmark = pytest.mark.urls(__name__)


class NameForm(GovukForm):
    name = TextField(label="Name")


def page(source: str, *, at: str = "/", signed_in: bool = True, may: tuple[str, ...] = (), **context: Any) -> str:
    request = RequestFactory().get(at)
    rights = {"has_perm": lambda right: right in may}
    person = SimpleNamespace(pk=None, is_authenticated=True, name="Priya Shah", **rights)
    request.user = person if signed_in else AnonymousUser()
    return str(engines["django"].from_string(source).render({"messages": [], **context}, request))


def whole(**context: Any) -> str:
    return page('{% extends "base.html" %}{% block title %}Cases{% endblock %}', **context)


def message(text: str, level: str) -> SimpleNamespace:
    class Message(SimpleNamespace):
        def __str__(self) -> str:
            return text

    return Message(level_tag=level)


def test_a_page_has_language_title_skip_link_and_no_script_of_its_own() -> None:
    html = whole()
    assert '<html lang="en-GB"' in html
    assert "<title>Cases – Resolve</title>" in html
    assert 'href="#main-content"' in html
    assert 'id="main-content"' in html
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"\son[a-z]+=|\sstyle=", html)


def test_the_title_says_error_first_where_something_is_wrong() -> None:
    assert "<title>Error: Cases – Resolve</title>" in whole(form=NameForm({}))
    assert "<title>Cases – Resolve</title>" in whole(form=NameForm())
    assert "<title>Cases – Resolve</title>" in whole(form=NameForm({"name": "x"}))


def test_the_title_says_error_too_where_only_a_row_is_wrong() -> None:
    class WithRows(NameForm):
        rows = rows_of(NameForm, prefix="rows", noun="name").read({"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0"})

    assert "<title>Error: Cases – Resolve</title>" in whole(form=WithRows({"name": "x"}))


def test_the_navigation_has_the_pages_that_exist_and_marks_this_one() -> None:
    html = whole(at="/cases/", unread_notices=3)
    assert re.search(r'href="/cases/" aria-current="page"', html)
    assert 'href="/" aria-current' not in html
    assert "Directory" not in html
    assert "(3 unread)" in html
    assert 'aria-current="true"' in whole(at="/cases/ESC-0142/")


def test_signing_out_is_a_post_with_its_token_and_strangers_are_shown_no_navigation() -> None:
    assert re.search(
        r'<form action="/sign-out/" method="post">\s*<input type="hidden" name="csrfmiddlewaretoken"', whole()
    )
    assert "Priya Shah" in whole()
    assert "Sign out" not in whole(signed_in=False)
    assert "govuk-service-navigation" not in whole(signed_in=False)


def test_one_alert_on_a_page_and_none_beside_an_error_summary() -> None:
    messages = [message("Acknowledged", "success"), message("Mind the date", "warning")]
    html = whole(messages=messages)
    assert html.count('role="alert"') == 1
    assert "moj-alert--success" in html
    assert "moj-alert--warning" in html
    assert 'role="alert"' not in whole(messages=messages, form=NameForm({}))
    assert "moj-alert--information" in whole(messages=[message("Well", "info")])


def test_the_error_summary_links_to_each_field_and_is_absent_otherwise() -> None:
    source = "{% load ui %}{% error_summary form rows %}"
    assert '<a href="#id_name">Enter name</a>' in page(source, form=NameForm({}), rows=None)
    assert "There is a problem" not in page(source, form=NameForm(), rows=None)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Overdue", " govuk-tag--red"),
        ("Closed", " resolve-tag--plain"),
        ("Something else", ""),
        ("Agreed", " govuk-tag--green"),
    ],
)
def test_a_state_has_its_colour(text: str, kind: str) -> None:
    assert page("{% load ui %}{% tag text %}", text=text) == f'<strong class="govuk-tag{kind}">{text}</strong>'


def test_no_state_is_no_tag_and_a_state_is_escaped() -> None:
    assert page('{% load ui %}{% tag "" %}') == ""
    assert "<b>" not in page("{% load ui %}{% tag text %}", text="<b>")


def test_the_tracker_marks_one_step_as_current_and_says_each_state() -> None:
    steps = [
        {"title": "Stage 1", "state": "Completed", "kind": "done"},
        {"title": "Stage 2", "state": "Now", "kind": "overdue"},
        {"title": "Stage 3", "state": "Not started", "kind": "todo"},
    ]
    html = page("{% load ui %}{% tracker steps %}", steps=steps)
    assert html.count('aria-current="step"') == 1
    assert re.findall(r"__state\">([^<]+)<", html) == ["Completed", "Now", "Not started"]


def test_pagination_keeps_the_filters_and_one_page_needs_none() -> None:
    source = "{% load ui %}{% pagination found %}"
    html = page(source, at="/?agency=health&page=2", found=Paginator(range(50), 10).page(2))
    assert 'href="?agency=health&amp;page=3"' in html
    assert html.count('aria-current="page"') == 1
    assert "Pagination" not in page(source, found=Paginator(range(5), 10).page(1))


def test_a_summary_list_offers_a_change_only_where_there_is_one_and_names_it() -> None:
    rows = [{"key": "With", "value": "Priya", "url": "/with/"}, {"key": "Policy", "value": ""}]
    html = page('{% load ui %}{% summary_list rows title="What happened" %}', rows=rows)
    assert 'Change<span class="govuk-visually-hidden"> With</span>' in html
    assert html.count("Change<") == 1
    assert "Not given" in html
    assert "govuk-summary-card" in html
    assert "govuk-summary-card" not in page("{% load ui %}{% summary_list rows %}", rows=rows)


def test_a_deadline_says_date_phrase_and_how_it_was_worked_out() -> None:
    source = (
        '{% include "components/deadline.html" with due_at=due phrase="Due tomorrow" kind="soon" explanation=steps %}'
    )
    html = page(source, due=NOW, steps=["Received on Monday."])
    assert "Tuesday 24 November 2026, 5pm" in html
    assert "Due tomorrow" in html
    assert "Received on Monday." in html


def test_the_last_line_on_paper_says_what_who_and_when() -> None:
    source = '{% include "components/print_line.html" with reference="ESC-0142" by="Priya" at=when %}'
    assert "ESC-0142. Printed by Priya, Tuesday 24 November 2026, 5pm. OFFICIAL-SENSITIVE" in page(source, when=NOW)
    assert re.search(r"Printed by Priya, \w+day \d+ \w+ \d{4}, \d\d:\d\d\.", page(source, when=None))


@pytest.mark.parametrize("pattern", core_patterns, ids=lambda pattern: str(pattern.name))
def test_the_pages_for_everyone_are_public_say_why_and_render(pattern: Any) -> None:
    assert pattern.callback.access.audience is Audience.PUBLIC
    assert pattern.callback.access.reason
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    html = pattern.callback(request).content.decode()
    assert html.count("<h1") == 1


@pytest.mark.parametrize("name", ["403", "404", "500", "503", "403_csrf", "refused"])
def test_what_went_wrong_is_said_without_jargon(name: str) -> None:
    html = page(f'{{% include "{name}.html" %}}', sentence="The case has been closed.", signed_in=False)
    assert html.count("<h1") == 1
    assert not re.search(
        r"\b(403|404|500|503|CSRF|forbidden|invalid|server error|bad request)\b", re.sub(r"<[^>]+>", "", html)
    )
    assert ("The case has been closed." in html) == (name == "refused")
