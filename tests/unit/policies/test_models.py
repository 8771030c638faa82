"""A published version cannot change: not by the model, not by a queryset, and not by SQL behind Django's back."""

import re

import pytest
from django.db import DatabaseError, connection, transaction

from policies.models import Area, PolicyVersion, PublishedVersionError
from policies.publishing import publish
from tests.unit.policies.library import AT, policy_of, publish_library, small, write

pytestmark = pytest.mark.django_db

BRENT = f"Brent {policy_of('brent').metadata.name}"
REFUSED = "a published version of a policy never changes"


@pytest.fixture
def version() -> PolicyVersion:
    publish_library("brent")
    return PolicyVersion.objects.get()


def test_a_published_version_refuses_to_be_saved_or_removed_in_sentences(version: PolicyVersion) -> None:
    with pytest.raises(
        PublishedVersionError,
        match=rf"{re.escape(BRENT)} is published and cannot be changed\. Publish another",
    ):
        version.save()
    with pytest.raises(PublishedVersionError, match="cannot be removed"):
        version.delete()


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE policies_policyversion SET version = '3'",
        "UPDATE policies_policyversion SET content = '{}'",
        "DELETE FROM policies_policyversion",
    ],
)
def test_the_database_refuses_to_change_or_remove_it(version: PolicyVersion, forgery: str) -> None:
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(forgery)
    assert PolicyVersion.objects.get().digest == version.digest


def test_a_queryset_cannot_slip_past_the_model(version: PolicyVersion) -> None:
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        PolicyVersion.objects.update(version="3")
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        PolicyVersion.objects.all().delete()


def test_the_table_cannot_be_swept_as_a_whole(version: PolicyVersion) -> None:
    truncate = "TRUNCATE policies_policyversion CASCADE"
    replace = "REPLACE INTO policies_policyversion SELECT * FROM policies_policyversion"
    sweeping = truncate if connection.vendor == "postgresql" else replace
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sweeping)
    assert PolicyVersion.objects.count() == 1


def test_a_version_reads_back_as_the_policy_that_was_published(version: PolicyVersion) -> None:
    assert version.policy.metadata.title == "Inter-Agency Escalation Policy"
    assert version.policy is PolicyVersion.objects.get().policy  # read once per content


def test_versions_and_areas_are_named_for_people(version: PolicyVersion) -> None:
    assert str(version) == BRENT
    assert str(version.area) == "Brent"


def test_an_area_takes_its_newest_name_and_keeps_its_versions(tmp_path) -> None:
    publish([write(tmp_path, small())], by=None, at=AT)
    renamed = small(**{"name: Anyshire": "name: Greater Anyshire", 'version: "1"': 'version: "2"'})
    publish([write(tmp_path, renamed)], by=None, at=AT)
    assert Area.objects.get().name == "Greater Anyshire"
    assert PolicyVersion.objects.count() == 2
