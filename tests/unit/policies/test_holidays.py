"""Newer bank holidays from a file: GOV.UK's own shape, what changes, and every kind of wrong file."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.errors import BadInput
from policies import calendar, holidays
from policies.holidays import changes, read

NEW = "2027-06-14"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the dates that ship with the product, to change."""
    copy = tmp_path / "held.json"
    copy.write_text(calendar.DATA.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(holidays, "DATA", copy)
    return copy


def published(**more: list[str]) -> str:
    """What GOV.UK would publish: the years from 2027, with more days by division."""
    dates = json.loads(calendar.DATA.read_text(encoding="utf-8"))["divisions"]
    return json.dumps(
        {
            name: {
                "division": name,
                "events": [
                    {"title": "A day", "date": day, "notes": "", "bunting": True}
                    for day in [*(day for day in days if day >= "2027"), *more.get(name.replace("-", "_"), [])]
                ],
            }
            for name, days in dates.items()
        }
    )


def taken(text: str, tmp_path: Path, *options: str) -> str:
    file = tmp_path / "new.json"
    file.write_text(text, encoding="utf-8")
    out = StringIO()
    call_command("holidays", str(file), *options, stdout=out)
    return out.getvalue()


def test_a_day_more_is_named_with_its_division_and_kept_beside_the_old_years(data: Path, tmp_path: Path) -> None:
    said = taken(published(scotland=[NEW]), tmp_path)
    assert "Scotland. New: Monday 14 June 2027." in said
    divisions = json.loads(data.read_text(encoding="utf-8"))["divisions"]
    assert NEW in divisions["scotland"]
    assert NEW not in divisions["northern-ireland"]
    assert divisions["scotland"][0].startswith("2019")


def test_check_changes_nothing(data: Path, tmp_path: Path) -> None:
    before = data.read_text(encoding="utf-8")
    assert "2027" in taken(published(scotland=[NEW]), tmp_path, "--check")
    assert data.read_text(encoding="utf-8") == before


@pytest.mark.usefixtures("data")
def test_the_same_dates_again_change_nothing(tmp_path: Path) -> None:
    assert "held already" in taken(published(), tmp_path)


@pytest.mark.usefixtures("data")
def test_a_day_taken_back_is_said() -> None:
    fewer = json.loads(published())
    gone = fewer["scotland"]["events"].pop(0)["date"]
    (change,) = changes(read(json.dumps(fewer)))
    assert [day.isoformat() for day in change.removed] == [gone]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("not json", "not JSON"),
        ("[]", "no divisions"),
        ("{}", "no bank holidays for England and Wales"),
        (published().replace("2027-01-01", "2027-02-30"), "not a real date"),
        (published().replace('"date"', '"day"'), "has no date"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read(text)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("holidays", str(tmp_path / "nowhere.json"))
