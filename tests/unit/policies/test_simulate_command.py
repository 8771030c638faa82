"""`manage.py simulate` prints the walk as JSON, and says in a sentence what it cannot take."""

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from policies.management.commands import simulate as command
from policies.models import Area
from policies.publishing import digest_of, publish
from tests.policies import FOLDER as EXAMPLES
from tests.unit.policies.library import AREAS, AT, FOLDER, policy_of, publish_library, small, write

pytestmark = pytest.mark.django_db


EASTVALE = str(EXAMPLES / "eastvale.yaml")


def printed(
    area: str, *more: str, at: str = "2026-01-16T17:30", raising: str = "health", receiving: str = "police"
) -> str:
    out = StringIO()
    call_command("simulate", area, "--raising", raising, "--receiving", receiving, "--at", at, *more, stdout=out)
    return out.getvalue()


def simulate(area: str, *more: str, **asked: str) -> Any:
    return json.loads(printed(area, *more, **asked))


@pytest.mark.parametrize("area", AREAS)
def test_every_area_of_the_library_is_walked_without_a_published_version(area: str) -> None:
    found = simulate(area)
    assert found["policy"]["area"] == area
    assert found["policy"]["hash"] == digest_of(policy_of(area))
    assert found["stages"][-1]["key"] == policy_of(area).stages[-1].key


def test_the_version_in_force_on_the_day_is_walked(tmp_path: Path) -> None:
    publish_library("brent")
    text = (FOLDER / "brent.yaml").read_text(encoding="utf-8")
    later = text.replace('version: "2"', 'version: "3"').replace(
        "in_force_from: 2014-12-03", "in_force_from: 2026-06-01"
    )
    publish([write(tmp_path, later.replace("review_date: 2017-12-31", "review_date: 2029-12-31"))], by=None, at=AT)
    assert simulate("brent", at="2026-05-31T23:59")["policy"]["version"] == "2"
    assert simulate("brent", at="2026-06-01T00:00")["policy"]["version"] == "3"


def test_immediate_risk_and_an_offset_are_taken() -> None:
    found = simulate("buckinghamshire", "--immediate-risk", at="2026-07-01T10:00:00Z")
    assert found["stages"][0]["number"] == "1"
    assert found["stages"][0]["entered"] == "2026-07-01T11:00:00+01:00"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"area": "atlantis"}, "There is no area “atlantis”. Use one of birmingham, brent"),
        ({"area": "../library/brent"}, "There is no area"),
        ({"raising": "wizards"}, "There is no type of agency “wizards”. Use one of childrens-social-care"),
        ({"receiving": ""}, "There is no type of agency “”"),
        (
            {"at": "soon"},
            "--at cannot be “soon”: it is not a real date and time. Write it as year-month-dayThour:minute, for",
        ),
        ({"at": "2026-01-16"}, "it is not a real date and time."),
        ({"at": "20260116T1730"}, "it is not a real date and time."),
        ({"at": "9999-12-31T23:59"}, "--at cannot be “9999-12-31T23:59”: use a year from 1900 to 2999."),
        ({"at": "9999-12-31T23:59-12:00"}, "use a year from 1900 to 2999."),
        ({"at": "0001-01-01T00:00+14:00"}, "use a year from 1900 to 2999."),
        ({"at": "2026-03-29T01:30"}, "the clocks went forward"),
        ({"at": "2099-01-01T10:00"}, "Working days cannot be counted"),
    ],
)
def test_what_it_cannot_take_is_said_and_the_exit_is_1(asked: dict[str, str], says: str) -> None:
    with pytest.raises(CommandError) as refused:
        simulate(**{"area": "bristol", **asked})
    assert says in str(refused.value)
    assert refused.value.returncode == 1


@pytest.mark.parametrize("at", ["2026-01-16T17:30:15", "2026-01-16T17:30:15+00:00", "2026-01-16 17:30:15Z"])
def test_seconds_and_offsets_are_taken(at: str) -> None:
    assert simulate("bristol", at=at)["stages"][0]["entered"] == "2026-01-16T17:30:15+00:00"


def test_the_choice_between_two_times_is_among_the_assumptions() -> None:
    twice = (
        "1:30am on Sunday 25 October 2026 came twice, as the clocks went back an hour. The first of the two is meant."
    )
    assert twice in simulate("bristol", at="2026-10-25T01:30")["assumptions"]
    assert twice not in simulate("bristol", at="2026-10-25T01:30+01:00")["assumptions"]


def test_an_area_that_is_loaded_is_known_before_its_procedure_begins(tmp_path: Path) -> None:
    publish([write(tmp_path, small())], by=None, at=AT)
    later = small(**{'version: "1"': 'version: "2"', "2026-04-01": "2027-04-01"})
    publish([write(tmp_path, later)], by=None, at=AT)
    with pytest.raises(CommandError) as refused:
        simulate("anyshire", at="2026-03-31T23:59")
    assert str(refused.value) == (
        "The procedure of Anyshire is in force from Wednesday 1 April 2026. Use --at on or after that day."
    )
    assert simulate("anyshire", at="2026-04-01T00:00")["policy"]["version"] == "1"
    with pytest.raises(CommandError, match=r"Use one of anyshire, birmingham, brent"):
        simulate("atlantis")


def test_it_walks_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise OperationalError("no such table: policies_area")

    for asked in ("_in_force", "first_day", "areas_with_procedure"):
        monkeypatch.setattr(command, asked, gone)
    assert simulate("bristol")["policy"]["area"] == "bristol"
    with pytest.raises(CommandError, match="There is no area “atlantis”"):
        simulate("atlantis")


def test_an_area_without_a_version_in_force_is_walked_by_the_library() -> None:
    publish_library("brent")
    assert simulate("brent", at="2019-06-03T10:00")["policy"]["version"] == "2"
    Area.objects.create(key="bristol", name="Bristol", partnership="KBSP")
    assert simulate("bristol")["policy"]["version"] == "2020-03-12"


def test_a_file_is_tried_before_it_is_published(tmp_path: Path) -> None:
    found = simulate(str(write(tmp_path, small(), "ours.yaml")))
    assert found["policy"]["area"] == "anyshire"
    assert not Area.objects.exists()
    with pytest.raises(CommandError, match=r"ours\.yaml: line 23: stages\[0\]"):
        simulate(str(write(tmp_path, small(**{"owner: both": "owner: nobody"}), "ours.yaml")))
    with pytest.raises(CommandError, match=r"none\.yaml: the file cannot be read"):
        simulate(str(tmp_path / "none.yaml"))


def test_a_priority_and_a_meeting_are_taken() -> None:
    usual = simulate(EASTVALE)["stages"][0]["obligations"]
    urgent = simulate(EASTVALE, "--priority", "urgent")["stages"][0]["obligations"]
    assert [item["due"] for item in usual] != [item["due"] for item in urgent]
    said = simulate(EASTVALE)["assumptions"]
    assert "The case is of the priority “Standard”." in said
    assert "No meeting is given: what counts back from one has no date here." in said
    said = simulate(EASTVALE, "--priority", "urgent", "--meeting", "2026-02-20T10:00")
    assert said["assumptions"] == [
        "Nobody agrees, asks for more time or answers before the limit; what is offered is taken at once."
    ]
    assert "The meeting is on Friday 20 February 2026 at 10am." in str(said["stages"])


@pytest.mark.parametrize(
    ("area", "more", "says"),
    [
        ("bristol", ["--priority", "urgent"], "This procedure knows no priorities: leave out --priority."),
        (
            "bristol",
            ["--meeting", "2026-02-20T10:00"],
            "No time of this procedure counts back from a meeting: leave out",
        ),
        ("eastvale", ["--priority", "urgnt"], "There is no priority “urgnt”. Use one of standard, urgent."),
        ("eastvale", ["--meeting", "soon"], "--meeting cannot be “soon”: it is not a real date and time."),
        (
            "eastvale",
            ["--meeting", "2026-01-16T17:30"],
            "The meeting must be after the case is raised: use a --meeting",
        ),
    ],
)
def test_a_priority_and_a_meeting_that_cannot_be_are_refused(area: str, more: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=re.escape(says)):
        simulate(EASTVALE if area == "eastvale" else area, *more)


def test_it_says_until_when_all_of_it_is_to_be_settled_and_what_begins_after_that() -> None:
    assert "All of it together" not in printed("bristol", "--in-words")
    assert "  - By Sunday 15 February 2026, 11:59pm.\n" in printed(EASTVALE, "--in-words")
    sooner = printed(EASTVALE, "--in-words", "--meeting", "2026-01-30T10:00")
    assert (
        "  - By Friday 23 January 2026, 5pm.\n  - If nobody agrees and every limit is used, that has passed when “The"
        in sooner
    )
    assert "passed when" not in printed(EASTVALE, "--in-words")


def test_it_is_printed_in_words_for_whoever_reads_it_beside_their_text() -> None:
    said = printed(EASTVALE, "--in-words", "--immediate-risk")
    assert said.startswith(
        "Eastvale, version 1: Settling disagreements before conference\nHealth against Police, raised on Friday 16"
    )
    assert "  - The case is of the priority “Standard”." in said
    assert "All of it together\n  - All of it within thirty days, and a week before the conference.\n  - By" in said
    assert "  Who acts for the agency that raises it: Safeguarding manager\n" in said
    assert "  Told: When the stage begins, whoever acts is told what to do and by when.\n" in said
    assert "{" not in said


def test_a_library_file_with_a_mistake_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, small(**{"owner: both": "owner: nobody"}), "anyshire.yaml")
    monkeypatch.setattr(command, "LIBRARY", tmp_path)
    with pytest.raises(CommandError, match=r"anyshire\.yaml: line 23: stages\[0\]"):
        simulate("anyshire")
