"""The soft question whether a text gives someone away."""

import pytest

from core.sensitive import WARNINGS, looks_like_a_birth_date, looks_like_a_name, looks_like_nhs_number, warnings


@pytest.mark.parametrize("text", ["9434765919", "NHS 943 476 5919.", "943-476-5919"])
def test_ten_digits_that_pass_the_check_look_like_an_nhs_number(text: str) -> None:
    assert looks_like_nhs_number(text)


@pytest.mark.parametrize("text", ["9434765918", "943476591", "94347659190", "0000000000", "call 0117 496 0123"])
def test_other_numbers_do_not(text: str) -> None:
    assert not looks_like_nhs_number(text)


def test_a_check_digit_of_eleven_counts_as_nought_and_of_ten_is_never_valid() -> None:
    assert looks_like_nhs_number("4000000160")
    assert not any(looks_like_nhs_number(f"400000011{last}") for last in range(10))


@pytest.mark.parametrize("text", ["I spoke to Mr Khan.", "the mother, Jane Smith, said", "Dr. O’Neill"])
def test_names_are_seen(text: str) -> None:
    assert looks_like_a_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "Children’s Social Care stepped the case down on Tuesday",
        "We held a Strategy Discussion. Nobody from the school came.",
        "the Designated Safeguarding Lead asked",
    ],
)
def test_names_of_services_are_not_names_of_people(text: str) -> None:
    assert not looks_like_a_name(text)


def test_a_date_of_birth_is_seen_and_another_date_is_not() -> None:
    assert looks_like_a_birth_date("DOB: 3/4/2015")
    assert not looks_like_a_birth_date("the conference on 3/4/2026")


def test_every_finding_has_its_sentence_and_a_clean_text_has_none() -> None:
    assert warnings("Mr Khan, born 3 4 2015, 943 476 5919") == list(WARNINGS.values())
    assert warnings("The plan was ended although the risk had not changed.") == []
