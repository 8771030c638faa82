"""What pages need beyond plain templates: error summary and title, navigation, tags for states, tracker of stages.

Everything here only shows; what is true of a case is decided before a template sees it.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django import template
from django.forms import BaseForm, BaseFormSet
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.forms import Formset, GovukForm, Problem, doubtful, problems

register = template.Library()

NAVIGATION = (
    ("home", "Home"),
    ("desk", "Desk"),
    ("case-list", "Cases"),
    ("dashboard", "Dashboard"),
    ("report-list", "Reports"),
    ("raise-start", "Raise"),
    ("policy-list", "Policies"),
    ("directory", "Directory"),
    ("learning", "Learning"),
    ("notice-list", "Notices"),
)
"""Name of the address, and the words of its link, in the order of the navigation."""

NEEDS_RIGHT = {
    "raise-start": ("cases.raise",),
    "desk": ("cases.see_desk",),
    "dashboard": ("reports.view", "reports.view_own"),
    "report-list": ("reports.view", "reports.view_own", "reports.view_published"),
}
"""Links that are shown only to who holds one of these permissions."""

CONCERNS = {"learning": "learning_points"}
"""Links that are shown only where this variable of the page says that they are the person's concern."""

TAG_COLOURS = {
    "Overdue": "red",
    "Due soon": "orange",
    "Your turn": "blue",
    "Waiting for them": "grey",
    "Waiting": "grey",
    "Paused": "yellow",
    "Agreed": "green",
    "Resolved": "green",
    "Confirmed": "green",
    "Draft": "grey",
    "Cover in place": "blue",
    "No manager": "red",
    "Vacant": "red",
}
"""The few states that have a colour of their own (screens, house rules); any other state is a plain tag."""

UNCOLOURED = frozenset({"Closed", "Withdrawn"})
"""States that ask nothing of anyone."""

ALERT_KINDS = {"success": "success", "warning": "warning", "error": "error"}


class Link(NamedTuple):
    """One link of the navigation; `current` is the value of aria-current, or nothing."""

    name: str
    text: str
    url: str
    current: str


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _whether_current(url: str, path: str) -> str:
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""


def _is_offered(name: str, user: Any, context: Context) -> bool:
    if name in CONCERNS:
        found = context.get(CONCERNS[name])
        return bool(found and found().concerned)
    rights = NEEDS_RIGHT.get(name)
    return rights is None or (user is not None and any(user.has_perm(right) for right in rights))


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[Link]:
    """The links of the service navigation whose pages exist; the one for this page or its section is current."""
    path = context["request"].path if "request" in context else ""
    user = getattr(context.get("request"), "user", None)
    offered = [(name, text) for name, text in NAVIGATION if _is_offered(name, user, context)]
    found = [(name, text, _address(name)) for name, text in offered]
    return [Link(name, text, url, _whether_current(url, path)) for name, text, url in found if url]


def _forms_in(context: Context) -> list[BaseForm | Formset]:
    """The forms of the page, and the rows that one of them may carry as `rows`."""
    values: list[Any] = list(context.flatten().values())
    forms = [value for value in values if isinstance(value, BaseForm | BaseFormSet)]
    rows = [getattr(form, "rows", None) for form in forms]
    return forms + [found for found in rows if isinstance(found, BaseFormSet)]


@register.simple_tag(takes_context=True)
def has_errors(context: Context) -> bool:
    """Whether any form in the page's context has errors (so that the error summary is the page's alert)."""
    return any(problems(form) for form in _forms_in(context))


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """ "Error: " for the title of a page whose form has errors, so that it is the first thing read out."""
    return "Error: " if has_errors(context) else ""


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | Formset) -> dict[str, list[Problem]]:
    """`{% error_summary form rows %}`: all that is wrong, each linked to its field. Nothing where nothing is wrong."""
    return {"problems": [problem for form in forms if form is not None for problem in problems(form)]}


@register.inclusion_tag("components/doubts.html")
def doubts(form: GovukForm, button: str = "Continue") -> dict[str, Any]:
    """`{% doubts form "Send response" %}`: the fields whose text may name somebody; nothing where no text does."""
    return {"doubtful": doubtful(form), "button": button}


@register.simple_tag
def tag(text: str, colour: str = "") -> SafeString:
    """`{% tag "Overdue" %}`: a state as a tag; the colour comes from its words unless one is given."""
    if not text:
        return SafeString("")
    chosen = colour or TAG_COLOURS.get(str(text), "")
    kind = " resolve-tag--plain" if str(text) in UNCOLOURED else f" govuk-tag--{chosen}" if chosen else ""
    return format_html('<strong class="govuk-tag{}">{}</strong>', kind, text)


@register.filter
def alert_kind(level: str) -> str:
    """The kind of alert for a message's level: success, warning, error; all others are information."""
    return ALERT_KINDS.get(level, "information")


@register.inclusion_tag("components/tracker.html")
def tracker(steps: Sequence[Any]) -> dict[str, Sequence[Any]]:
    """`{% tracker steps %}`: the stages of a case. Each step has `title`, `state` (words) and `kind`.

    `kind` is one of done, current, overdue (current and late), skipped, todo.
    """
    return {"steps": steps}


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Iterable[Any], title: str = "", change: str = "Change") -> dict[str, Any]:
    """`{% summary_list rows title="What happened" %}`: questions and answers, in a card if there is a title.

    Each row has `key` and `value` (a string, or a list for several lines) and may have `url` (where to change it).
    """
    return {"rows": list(rows), "title": title, "change": change}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Any) -> dict[str, Any]:
    """`{% pagination page_obj %}`: links to the other pages of a Django `Page`; the filters in the address are kept."""
    return {
        "page": page,
        "request": context.get("request"),
        "elided": list(page.paginator.get_elided_page_range(page.number)),
    }
