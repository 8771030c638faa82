"""Forms look like GOV.UK's, say what is wrong in its words, and lose nothing that was typed."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured

from core.errors import BadInput, WrongMoment
from core.forms import (
    CheckboxesField,
    ConfirmField,
    DateField3,
    EmailField,
    FilterForm,
    GovukForm,
    LongTextField,
    MomentField,
    PasswordField,
    RadiosField,
    SelectField,
    TextField,
    problems,
)

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


class Everything(GovukForm):
    reason = LongTextField(
        label="What do you disagree with?", called="what you disagree with", max_length=2000, help_text="No names."
    )
    decided = DateField3(label="When was it decided?", called="date of the decision", when="past-or-today")
    due = MomentField(label="When is it due?", called="time it is due", when="future", required=False)
    agency = RadiosField(
        label="Which agency?", called="an agency", choices=[("a", "Health"), ("b", "School")], hints={"a": "Priya"}
    )
    people = CheckboxesField(
        label="Who took part?", called="who took part", choices=[("p", "Priya"), ("t", "Tom")], required=False
    )
    email = EmailField(label="Work email address", autocomplete="username")
    password = PasswordField(label="Password", called="your password")
    reference = TextField(label="Your reference", max_length=20, required=False, width=10)
    area = SelectField(label="Area", called="an area", choices=[("", "Choose"), ("x", "Brent")])
    agreed = ConfirmField(label="I confirm this", error_messages={"required": "Confirm that this is accurate"})


GOOD = {
    "reason": "The plan was ended",
    "decided-day": "23",
    "decided-month": "Nov",
    "decided-year": "2026",
    "agency": "a",
    "email": "p@example.org",
    "password": " secret ",
    "area": "x",
    "agreed": "on",
}


def sent(**changes: str) -> Everything:
    return Everything({**GOOD, **{name.replace("__", "-"): value for name, value in changes.items()}}, at=NOW)


def errors_of(form: forms.Form, name: str) -> list[str]:
    return [str(error) for error in form.errors.get(name, [])]


def tag_with(html: str, **attributes: str) -> str:
    """The one opening tag of `html` that carries these attributes."""
    wanted = [f'{name}="{value}"' for name, value in attributes.items()]
    found = [tag for tag in re.findall(r"<[a-z][^>]*>", html) if all(part in tag for part in wanted)]
    assert len(found) == 1, found
    return str(found[0])


def test_good_answers_come_out_clean() -> None:
    form = sent(due__day="27", due__month="11", due__year="2026", due__time="5pm")
    assert form.errors == {}
    assert form.cleaned_data["decided"] == date(2026, 11, 23)
    assert form.cleaned_data["due"] == datetime(2026, 11, 27, 17, tzinfo=UTC)
    assert form.cleaned_data["password"] == " secret "


def test_every_empty_answer_is_asked_for_in_its_own_words() -> None:
    assert [problem.text for problem in problems(Everything({}, at=NOW))] == [
        "Enter what you disagree with",
        "Enter date of the decision",
        "Select an agency",
        "Enter work email address",
        "Enter your password",
        "Select an area",
        "Confirm that this is accurate",
    ]


@pytest.mark.parametrize(
    ("day", "month", "year", "says"),
    [
        ("23", "", "2026", "Date of the decision must include a month"),
        ("31", "2", "2026", "Date of the decision must be a real date"),
        ("25", "11", "2026", "Date of the decision must be today or in the past"),
    ],
)
def test_a_bad_date_is_refused_in_govuk_words(day: str, month: str, year: str, says: str) -> None:
    form = sent(decided__day=day, decided__month=month, decided__year=year)
    assert errors_of(form, "decided") == [says]


def test_a_bad_date_keeps_what_was_typed_and_marks_only_what_is_wrong() -> None:
    form = sent(decided__month="Brumaire")
    html = form["decided"].as_field_group()
    assert 'value="Brumaire"' in tag_with(html, id="id_decided-month")
    assert "govuk-input--error" in tag_with(html, id="id_decided-month")
    assert "govuk-input--error" not in tag_with(html, id="id_decided-day")
    assert 'value="23"' in tag_with(html, id="id_decided-day")
    assert [problem.href for problem in problems(form)] == ["#id_decided-month"]


def test_today_is_the_london_day() -> None:
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    form = Everything({**GOOD, "decided-day": "1", "decided-month": "7"}, at=late)
    assert errors_of(form, "decided") == []


@pytest.mark.parametrize(
    ("when", "day", "fine"),
    [
        ("past", 23, True), ("past", 24, False), ("past-or-today", 24, True), ("past-or-today", 25, False),
        ("future", 25, True), ("future", 24, False), ("future-or-today", 24, True), ("future-or-today", 23, False),
    ],
)  # fmt: skip
def test_each_when_has_its_edge(when: str, day: int, fine: bool) -> None:
    class One(GovukForm):
        on = DateField3(label="Date", when=when)

    form = One({"on-day": str(day), "on-month": "11", "on-year": "2026"}, at=NOW)
    assert form.is_valid() is fine


def test_a_form_that_needs_the_moment_says_so() -> None:
    with pytest.raises(ImproperlyConfigured, match="needs `at`"):
        Everything(GOOD).is_valid()
    with pytest.raises(ImproperlyConfigured, match="yesterday"):
        DateField3(label="Date", when="yesterday")


@pytest.mark.parametrize(
    ("time_typed", "says"),
    [
        ("", "Time it is due must include a time"),
        ("5", "Time it is due must have a time like 2:05pm or 14:05"),
    ],
)
def test_a_moment_needs_a_time_that_can_be_read(time_typed: str, says: str) -> None:
    form = sent(due__day="27", due__month="11", due__year="2026", due__time=time_typed)
    assert errors_of(form, "due") == [says]
    assert "govuk-input--error" in tag_with(form["due"].as_field_group(), id="id_due-time")
    assert "govuk-input--error" not in tag_with(form["due"].as_field_group(), id="id_due-day")


def test_a_moment_in_the_past_and_one_that_never_was_are_refused() -> None:
    form = sent(due__day="24", due__month="11", due__year="2026", due__time="9:59am")
    assert errors_of(form, "due") == ["Time it is due must be in the future"]
    form = sent(due__day="28", due__month="3", due__year="2027", due__time="1:30am")
    assert "because the clocks go forward" in errors_of(form, "due")[0]


def test_an_initial_moment_is_said_in_london() -> None:
    class One(GovukForm):
        at_ = MomentField(label="When")

    html = One(initial={"at_": datetime(2026, 6, 24, 13, 5, tzinfo=UTC)})["at_"].as_field_group()
    assert 'value="2:05pm"' in tag_with(html, id="id_at_-time")


def test_too_long_is_said_with_the_limit_and_keeps_the_text() -> None:
    form = sent(reason="x" * 2001)
    assert errors_of(form, "reason") == ["What you disagree with must be 2,000 characters or less"]
    html = form["reason"].as_field_group()
    assert "x" * 2001 in html
    assert "maxlength=" not in html.replace("data-maxlength", "")


def test_a_line_break_counts_as_one_character() -> None:
    form = sent(reason="\r\n".join(["x" * 999, "y" * 1000]))
    assert errors_of(form, "reason") == []
    assert form.cleaned_data["reason"].count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("email", "p@", "Enter an email address in the correct format, like name@example.com"),
        ("agency", "zz", "Select an agency from the answers given"),
        ("reference", "x" * 21, "Your reference must be 20 characters or less"),
    ],
)
def test_other_fields_speak_plainly_too(name: str, value: str, says: str) -> None:
    assert errors_of(sent(**{name: value}), name) == [says]


def test_a_question_without_a_name_is_spoken_of_as_its_answer() -> None:
    class Question(GovukForm):
        why = LongTextField(label="Why now?", max_length=3)
        url = TextField(label="URL of the page", max_length=3)

    assert errors_of(Question({}), "why") == ["Enter your answer to “Why now?”"]
    assert errors_of(Question({"why": "xxxx"}), "why") == ["Your answer to “Why now?” must be 3 characters or less"]
    assert errors_of(Question({}), "url") == ["Enter URL of the page"]


def test_a_text_area_has_label_hint_error_and_count_in_its_description() -> None:
    html = sent(reason="")["reason"].as_field_group()
    area = tag_with(html, name="reason")
    assert 'aria-describedby="id_reason-hint id_reason-error id_reason-info"' in area
    assert "govuk-textarea--error" in area
    assert '<span class="govuk-visually-hidden">Error:</span> Enter what you disagree with' in html
    assert "You can enter up to 2,000 characters" in html
    assert 'data-maxlength="2000"' in html
    assert 'for="id_reason"' in tag_with(html, **{"class": "govuk-label govuk-label--s"})


def test_the_one_question_of_a_page_is_its_heading() -> None:
    assert '<h1 class="govuk-label-wrapper"><label' in sent()["reason"].as_heading()
    assert '<h1 class="govuk-fieldset__heading">Which agency?</h1>' in sent()["agency"].as_heading()


def test_radios_carry_their_hints_and_their_choice() -> None:
    html = sent(agency="a")["agency"].as_field_group()
    assert 'aria-describedby="id_agency_0-item-hint"' in tag_with(html, type="radio", value="a")
    assert "checked" in tag_with(html, type="radio", value="a")
    assert "checked" not in tag_with(html, type="radio", value="b")
    assert 'id="id_agency_0-item-hint"' in html
    assert "Priya" in html


def test_several_boxes_stay_ticked() -> None:
    html = Everything({**GOOD, "people": ["t"], "reason": ""}, at=NOW)["people"].as_field_group()
    assert "checked" in tag_with(html, type="checkbox", value="t")


def test_an_error_on_a_group_belongs_to_its_fieldset() -> None:
    html = Everything({}, at=NOW)["agency"].as_field_group()
    assert '<fieldset class="govuk-fieldset" aria-describedby="id_agency-error">' in html
    assert '<fieldset class="govuk-fieldset" role="group" aria-describedby="id_decided-hint id_decided-error">' in (
        Everything({}, at=NOW)["decided"].as_field_group()
    )


def test_passwords_are_not_sent_back_and_the_browser_knows_what_they_are() -> None:
    html = sent(reason="")["password"].as_field_group()
    assert "secret" not in html
    assert 'autocomplete="current-password"' in tag_with(html, name="password")


def test_optional_questions_say_so_unless_the_form_is_a_filter() -> None:
    assert "Your reference (optional)" in sent()["reference"].as_field_group()

    class Filter(FilterForm):
        reference = TextField(label="Your reference", required=False)

    assert "(optional)" not in Filter()["reference"].as_field_group()


def test_all_that_is_typed_is_escaped() -> None:
    form: Any = sent(reason="</textarea><script>", decided__day='"><script>')
    html = form["reason"].as_field_group() + form["decided"].as_field_group()
    assert "<script>" not in html


def test_a_whole_form_renders_each_question_once() -> None:
    html = str(sent())
    assert html.count("govuk-form-group") >= len(Everything.base_fields)
    assert html.count('name="reason"') == 1


def test_what_an_action_refuses_stands_beside_its_field() -> None:
    form = sent()
    form.take(BadInput("No", {"agency": ["Nobody is in that post"], "elsewhere": ["Too late"]}))
    assert errors_of(form, "agency") == ["Nobody is in that post"]
    form.take(WrongMoment("The case has been closed"))
    assert [problem.text for problem in problems(form)] == [
        "Too late",
        "The case has been closed",
        "Nobody is in that post",
    ]


def test_forms_of_others_look_alike() -> None:
    class Plain(forms.Form):
        many = forms.IntegerField()

    html = Plain({"many": "x"})["many"].as_field_group()
    assert "govuk-input govuk-input--error" in html


def test_numbers_and_hidden_fields_and_labels_of_dates() -> None:
    class Mixed(GovukForm):
        days = forms.IntegerField(label="Days", min_value=1)
        step = forms.CharField(widget=forms.HiddenInput)
        on = DateField3(label="Date")

    form = Mixed({"days": "x", "step": "2"})
    assert errors_of(form, "days") == ["Days must be a whole number"]
    assert errors_of(Mixed({"days": "0"}), "days") == ["Days must be 1 or more"]
    assert "class" not in str(form["step"])
    assert 'value="2"' in str(form)
    assert Mixed()["on"].id_for_label == "id_on-day"
    assert form.fields["on"].widget.value_omitted_from_data({}, {}, "on")
    assert not form.fields["on"].widget.value_omitted_from_data({"on-month": ""}, {}, "on")
