"""A corrected file of the same version is another edition: published beside the first, and in force in its place."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from agencies.models import User
from policies.editions import ordinal, version_name
from policies.models import Area, PolicyVersion
from policies.parsing import PolicyMistakes
from policies.publishing import publish
from policies.selectors import all_in_force, in_force
from tests.unit.policies.library import AT, refused, small, write

TODAY = date(2026, 11, 24)
SECOND = {'version: "1"': 'version: "1"\n  edition: 2', "title: Line managers": "title: Managers"}
THIRD = {'version: "1"': 'version: "1"\n  edition: 3', "title: Line managers": "title: The managers"}


def load(folder: Path, **replaced: str) -> PolicyVersion:
    return publish([write(folder, small(**replaced))], by=None, at=AT)[0].version


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (22, "22nd"), (113, "113th")],
)
def test_a_place_in_a_row_is_said_as_people_say_it(number: int, said: str) -> None:
    assert ordinal(number) == said


def test_the_edition_is_named_only_where_there_was_an_earlier_one() -> None:
    assert version_name("2020-2022", 1) == "2020-2022"
    assert version_name("2020-2022", 2) == "2020-2022 (2nd edition of the file)"


@pytest.mark.parametrize(
    ("given", "says"), [("0", "0 is too small: use at least 1"), ('"2"', "“2” is not a whole number")]
)
def test_an_edition_is_a_number_from_one(given: str, says: str) -> None:
    (mistake,) = refused(small(**{'version: "1"': f'version: "1"\n  edition: {given}'}))
    assert mistake.startswith(f"f.yaml: line 8: metadata.edition: {says}")


@pytest.mark.django_db
class TestPublished:
    def test_a_higher_edition_stands_beside_the_first_and_holds(self, tmp_path: Path) -> None:
        first, second = load(tmp_path), load(tmp_path, **SECOND)
        assert [first.edition, second.edition] == [1, 2]
        assert in_force(Area.objects.get(), on=TODAY) == second
        assert all_in_force(on=TODAY) == [second]
        assert PolicyVersion.objects.get(pk=first.pk).policy.stages[0].title == "Line managers"

    def test_an_earlier_edition_loaded_later_does_not_take_over(self, tmp_path: Path) -> None:
        third = load(tmp_path, **THIRD)
        load(tmp_path)
        load(tmp_path, **SECOND)
        assert in_force(Area.objects.get(), on=TODAY) == third
        assert all_in_force(on=TODAY) == [third]

    def test_an_edition_with_an_earlier_day_still_takes_the_place_of_the_one_that_it_mends(
        self, tmp_path: Path
    ) -> None:
        load(tmp_path)
        mended = load(tmp_path, **SECOND, **{"2026-04-01": "2026-03-01"})
        assert in_force(Area.objects.get(), on=TODAY) == mended

    def test_until_its_own_day_the_earlier_edition_holds(self, tmp_path: Path) -> None:
        first = load(tmp_path)
        mended = load(tmp_path, **SECOND, **{"2026-04-01": "2026-12-01"})
        assert in_force(Area.objects.get(), on=TODAY) == first
        assert in_force(Area.objects.get(), on=date(2026, 12, 1)) == mended

    def test_an_edition_of_an_older_version_leaves_the_newer_version_in_force(self, tmp_path: Path) -> None:
        load(tmp_path)
        newer = load(tmp_path, **{'version: "1"': 'version: "2"', "2026-04-01": "2026-09-01"})
        load(tmp_path, **SECOND)
        assert in_force(Area.objects.get(), on=TODAY) == newer

    def test_the_same_edition_again_changes_nothing(self, tmp_path: Path) -> None:
        load(tmp_path, **SECOND)
        (again,) = publish([write(tmp_path, small(**SECOND))], by=None, at=AT)
        assert not again.new

    def test_the_same_edition_with_other_content_is_told_which_to_write(self, tmp_path: Path) -> None:
        load(tmp_path, **SECOND)
        load(tmp_path, **THIRD)
        with pytest.raises(PolicyMistakes) as caught:
            load(tmp_path, **SECOND | {"title: Line managers": "title: Somebody"})
        said = str(caught.value)
        assert "version “1”, edition 2, of anyshire is published with other content" in said
        assert "write “edition: 4” below “version:”" in said

    def test_the_database_keeps_one_of_each(self, tmp_path: Path) -> None:
        version = load(tmp_path)
        for edition in (1, 0):
            again = PolicyVersion(
                area=version.area,
                version="1",
                edition=edition,
                content=version.content,
                source="",
                digest="x",
                in_force_from=TODAY,
                published_at=AT,
            )
            with pytest.raises(IntegrityError), transaction.atomic():
                again.save()

    def test_the_command_names_it(self, tmp_path: Path) -> None:
        out = StringIO()
        call_command("policy", "load", str(write(tmp_path, small(**SECOND))), stdout=out)
        assert out.getvalue() == "Anyshire, version 1 (2nd edition of the file): published\n"

    def test_the_pages_name_it_and_say_which_holds(self, tmp_path: Path, client: Client) -> None:
        ada = User.objects.create_user("ada@example.org", name="Ada")
        client.force_login(ada, backend="agencies.backends.RoleBackend")
        first, second = load(tmp_path), load(tmp_path, **SECOND)
        listed = client.get(reverse("policy-list")).content.decode()
        assert "Version 1 (2nd edition of the file)" in listed
        page = client.get(reverse("policy-version", args=[first.pk]))
        assert page.context["page"].state == "Replaced"
        assert page.context["page"].others == [(second, "In force")]
