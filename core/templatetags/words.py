"""The words of `core.words` in templates: `{{ due_at|moment }}`, `{% deadline_phrase due_at=… at=… calendar=… %}`.

A filter given nothing says nothing, so that a page can name a date that is not there yet.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from django import template

from core import words
from core.persons import NEUTRAL

register = template.Library()
register.simple_tag(words.deadline_phrase, name="deadline_phrase")


def _said(instant: datetime | None, say: Callable[[datetime], str]) -> str:
    return say(instant) if instant else ""


@register.filter
def long_date(when: date | None) -> str:
    """ "Tuesday 24 November 2026"."""
    return words.long_date(when) if when else ""


@register.filter
def day_and_month(when: date | None) -> str:
    """ "Tuesday 24 November"."""
    return words.day_and_month(when) if when else ""


@register.filter
def clock(instant: datetime | None) -> str:
    """ "5pm"."""
    return _said(instant, words.clock)


@register.filter
def moment(instant: datetime | None) -> str:
    """ "Tuesday 24 November 2026, 5pm"."""
    return _said(instant, words.moment)


@register.filter
def short_moment(instant: datetime | None) -> str:
    """ "Tue 24 November, 5pm"."""
    return _said(instant, words.short_moment)


@register.filter
def listed(items: Iterable[object], joiner: str = "and") -> str:
    """ "a, b and c"; `{{ names|listed:"or" }}` for another joiner."""
    return words.listed(items, joiner)


@register.filter
def about(text: str, of: object) -> str:
    """A fixed text in the words for whom a case or a procedure is about: `{{ "If {a person is} at risk"|about:case }}`."""
    persons = getattr(of, "persons", NEUTRAL)
    return persons.say(str(text))


@register.filter
def counted(number: int, noun: str) -> str:
    """`{{ n|counted:"working day" }}`: "3 working days"; `{{ n|counted:"agency,agencies" }}`."""
    return words.counted(number, noun)
