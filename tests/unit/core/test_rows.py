"""Rows of a form grow and shrink by plain posts, and keep all that was typed."""

from datetime import UTC, date, datetime

import pytest
from django.template.loader import render_to_string

from core.forms import DateField3, GovukForm, TextField, problems
from core.rows import asks_for_rows, rows_of

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


class ActionForm(GovukForm):
    what = TextField(label="What will be done?", called="what will be done")
    by = DateField3(label="By when?", called="date", when="future-or-today")


Actions = rows_of(ActionForm, prefix="actions", noun="action", most=3)


def sent(*rows: tuple[str, str], **buttons: str) -> dict[str, str]:
    data = {"actions-TOTAL_FORMS": str(len(rows)), "actions-INITIAL_FORMS": "0"}
    for number, (what, day) in enumerate(rows):
        by = f"actions-{number}-by"
        data |= {
            f"actions-{number}-what": what,
            f"{by}-day": day,
            f"{by}-month": "12" if day else "",
            f"{by}-year": "2026" if day else "",
        }
    return data | {name.replace("_", "-"): value for name, value in buttons.items()}


def typed(rows: object) -> list[str]:
    return [str(form["what"].value() or "") for form in rows]  # type: ignore[attr-defined]


def test_a_new_page_shows_one_row_or_what_was_there() -> None:
    assert typed(Actions.fresh(at=NOW)) == [""]
    assert typed(Actions.fresh(at=NOW, initial=[{"what": "Visit"}, {"what": "Call"}])) == ["Visit", "Call"]


def test_filled_rows_come_out_and_blank_ones_do_not() -> None:
    rows = Actions.read(sent(("Visit", "1"), ("", ""), ("Call", "2")), at=NOW)
    assert rows.is_bound
    assert rows.is_valid()
    assert [(row["what"], row["by"]) for row in rows.answers] == [
        ("Visit", date(2026, 12, 1)),
        ("Call", date(2026, 12, 2)),
    ]


def test_adding_keeps_what_was_typed_however_wrong_and_checks_nothing() -> None:
    data = sent(("Visit", "99"), add_row="1")
    rows = Actions.read(data, at=NOW)
    assert asks_for_rows(data)
    assert not rows.is_bound
    assert typed(rows) == ["Visit", ""]
    assert 'value="99"' in rows[0]["by"].as_field_group()
    assert problems(rows) == []


def test_no_more_rows_than_the_most() -> None:
    rows = Actions.read(sent(("a", "1"), ("b", "1"), ("c", "1"), add_row="1"), at=NOW)
    assert typed(rows) == ["a", "b", "c"]
    assert not rows.can_grow
    assert Actions.fresh(at=NOW).can_grow


def test_removing_takes_that_row_and_leaves_at_least_one() -> None:
    assert typed(Actions.read(sent(("a", "1"), ("b", "1"), remove_row="0"), at=NOW)) == ["b"]
    assert typed(Actions.read(sent(("a", "1"), remove_row="0"), at=NOW)) == [""]
    assert typed(Actions.read(sent(("a", "1"), remove_row="nonsense"), at=NOW)) == ["a"]


@pytest.mark.parametrize("count", ["999999", "-1", "x", "²", ""])
def test_a_forged_count_does_no_harm(count: str) -> None:
    data = {"actions-TOTAL_FORMS": count, "add-row": "1"}
    assert 1 <= len(Actions.read(data, at=NOW).forms) <= 3
    assert not Actions.read({"actions-TOTAL_FORMS": count, "actions-INITIAL_FORMS": "0"}, at=NOW).is_valid()


def test_nothing_filled_in_is_asked_for_by_name_and_linked() -> None:
    rows = Actions.read(sent(("", "")), at=NOW)
    assert not rows.is_valid()
    assert [tuple(problem) for problem in problems(rows)] == [("Add at least one action", "#id_actions-0-what")]


def test_a_row_half_filled_says_what_is_missing() -> None:
    rows = Actions.read(sent(("Visit", "")), at=NOW)
    assert not rows.is_valid()
    assert [tuple(problem) for problem in problems(rows)] == [("Enter date", "#id_actions-0-by-day")]


def test_the_first_button_sends_the_page_so_that_enter_does_not_remove_a_row() -> None:
    html = render_to_string(
        "components/rows.html", {"rows": Actions.fresh(at=NOW, initial=[{"what": "a"}, {"what": "b"}])}
    )
    assert html.index('aria-hidden="true">Send') < html.index('name="remove-row"') < html.index('name="add-row"')
    assert html.count('name="remove-row"') == 2
