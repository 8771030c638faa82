"""The words in which a procedure is told, for what none of the five areas happens to say."""

import pytest

from policies.presenters import words
from policies.schema import ActingRole, Limit, Obligation, Stage, Who
from policies.vocabulary import AgencyType, Band, Breach, Duty, Owner, Role, Start, Strength, Unit
from tests.unit.policies.library import small_policy

MANAGER = ActingRole(role=Role.LINE_MANAGER, title="Manager")
FIRST, LAST = small_policy().stages


@pytest.mark.parametrize(
    ("limit", "says"),
    [
        (Limit(unit=Unit.ELAPSED_HOURS, amount=1), "1 hour from the escalation"),
        (Limit(unit=Unit.ELAPSED_HOURS, amount=36, start=Start.RECEIPT), "36 hours from receipt"),
        (Limit(unit=Unit.CALENDAR_DAYS, amount=10, start=Start.RAISED), "10 calendar days from the day it was raised"),
        (Limit(unit=Unit.SAME_WORKING_DAY), "On the same working day"),
        (Limit(unit=Unit.HOURS_AS_WORKING_DAYS, amount=3), "72 hours (3 working days) from the escalation"),
        (Limit(unit=Unit.AS_SOON_AS_POSSIBLE, strength=Strength.GUIDE), "As soon as possible"),
        (
            Limit(unit=Unit.WORKING_DAYS, amount=1, start=Start.NOTIFICATION, strength=Strength.GUIDE),
            "1 working day from when the board’s office was told, as a guide",
        ),
        (
            Limit(unit=Unit.WORKING_DAYS, amount=5, or_sooner_to_protect=True),
            "5 working days from the escalation, or sooner to protect the person",
        ),
    ],
)
def test_a_limit_is_said_in_words(limit: Limit, says: str) -> None:
    assert words.limit_in_words(limit) == says


def test_types_with_the_same_title_share_a_line_and_the_general_one_is_not_repeated() -> None:
    head = ActingRole(role=Role.HEAD_TEACHER, title="Head")
    who = Who(
        default=MANAGER,
        by_type={AgencyType.SCHOOL: head, AgencyType.EARLY_YEARS: head, AgencyType.POLICE: MANAGER},
    )
    stage = Stage(key="one", number="1", title="One", band=Band.SENIOR, who=who)
    assert words.others_who_act(stage) == ["School or college and Early years setting: Head"]


@pytest.mark.parametrize(
    ("breach", "following", "says"),
    [
        (Breach.REMIND, LAST, "Reminders go on until it is done"),
        (Breach.OFFER, LAST, "The side that raised it may take it to Stage 2"),
        (Breach.ADVANCE, LAST, "The case moves to Stage 2 by itself"),
        (Breach.OFFER, None, "Reminders go on until it is done"),
    ],
)
def test_what_a_passed_limit_does_names_the_stage_that_follows(
    breach: Breach, following: Stage | None, says: str
) -> None:
    item = Obligation(what=Duty.DISCUSS, owner=Owner.BOTH, on_breach=breach)
    assert words.what_if_not(item, following) == says


def test_an_obligation_beside_a_dated_one_has_no_time_and_says_so() -> None:
    item = Obligation(what=Duty.ACKNOWLEDGE, owner=Owner.RECEIVER)
    assert words.time_allowed(item, FIRST) == "No time stated"
    assert words.time_allowed(item, FIRST.model_copy(update={"obligations": (item,)})).startswith(
        "By a date that protects"
    )


@pytest.mark.parametrize(("number", "says"), [("0", "Before Stage 1"), ("1", "Stage 1"), ("12", "Stage 12")])
def test_a_stage_is_called_by_its_number(number: str, says: str) -> None:
    assert words.stage_label(number) == says
