"""A moment of these days: today and yesterday are offered, another day is typed, and a program gives it whole."""

from datetime import UTC, datetime

import pytest

from core.forms import GovukForm, RecentMomentField

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


class TalkForm(GovukForm):
    held_at = RecentMomentField(label="When?", called="the date and time of the discussion", when="past-or-today")


def asked(**parts: str) -> TalkForm:
    return TalkForm({f"held_at-{part}": text for part, text in parts.items()}, at=NOW)


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        ({"which": "today", "time": "2:30pm"}, 24),
        ({"which": "yesterday", "time": "2:30pm"}, 23),
        ({"which": "other", "day": "20", "month": "11", "year": "2026", "time": "2:30pm"}, 20),
        ({"day": "19", "month": "11", "year": "2026", "time": "14:30"}, 19),
    ],
)
def test_the_day_is_chosen_or_typed(parts: dict[str, str], day: int) -> None:
    form = asked(**parts)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["held_at"] == datetime(2026, 11, day, 14, 30, tzinfo=UTC)


def test_what_is_missing_is_named() -> None:
    assert asked().errors["held_at"] == ["Enter the date and time of the discussion"]
    assert asked(which="today").errors["held_at"] == ["The date and time of the discussion must include a time"]
    assert "must include a day" in str(asked(which="other", time="2:30pm").errors)


def test_what_was_chosen_is_kept() -> None:
    page = str(asked(which="yesterday")["held_at"])
    assert 'value="yesterday" checked' in page
    assert 'id="id_held_at-which"' in page, "the error summary leads there"
