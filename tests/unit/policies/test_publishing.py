"""Publishing takes several files all or none; what is published again changes nothing; a version keeps its content."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connection

from policies.models import Area, PolicyVersion
from policies.parsing import PolicyMistakes
from policies.publishing import content_of, digest_of, publish
from tests.unit.policies.library import AREAS, AT, FOLDER, policy_of, small, small_policy, write

pytestmark = pytest.mark.django_db

SECOND = {'version: "1"': 'version: "2"', "2026-04-01": "2026-09-01"}
OTHER_CONTENT = {"title: Line managers": "title: Managers"}


def load(*paths: Path) -> list[bool]:
    """Publishes these files; which of them were new."""
    return [done.new for done in publish(paths, by=None, at=AT)]


def refused(*paths: Path) -> list[str]:
    with pytest.raises(PolicyMistakes) as caught:
        publish(paths, by=None, at=AT)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_a_version_keeps_the_file_its_content_and_their_digest(tmp_path: Path) -> None:
    path = write(tmp_path, small())
    assert load(path) == [True]
    version = PolicyVersion.objects.get()
    assert (version.version, version.source, version.published_at) == ("1", small(), AT)
    assert version.policy == small_policy()
    stored = json.dumps(version.content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert version.digest == sha256(stored.encode()).hexdigest() == digest_of(small_policy())


def test_the_same_content_again_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, small())
    load(path)
    before = list(PolicyVersion.objects.values())
    assert load(path) == [False]
    assert load(write(tmp_path, f"# with a comment\n{small()}")) == [False]
    assert list(PolicyVersion.objects.values()) == before


def test_an_older_version_loaded_again_leaves_the_areas_newer_name(tmp_path: Path) -> None:
    first = write(tmp_path, small(), "first.yaml")
    load(first)
    load(write(tmp_path, small(**SECOND, **{"name: Anyshire": "name: Greater Anyshire"}), "second.yaml"))
    assert load(first) == [False]
    assert Area.objects.get().name == "Greater Anyshire"


def test_the_same_version_with_other_content_is_refused_in_a_sentence(tmp_path: Path) -> None:
    load(write(tmp_path, small()))
    path = write(tmp_path, small(**OTHER_CONTENT))
    assert refused(path) == [
        (
            f"{path}: line 7: metadata.version: version “1” of anyshire is published with other content, and cases may be pinned to it: "
            "write “edition: 2” below “version:” if it is the same procedure put right, else give it a new version"
        )
    ]
    assert PolicyVersion.objects.get().source == small()


def test_a_version_published_before_the_format_grew_is_the_same_still(tmp_path: Path) -> None:
    """A key with a default that is new in the format is not in the content that was stored."""
    policy = small_policy()
    content = content_of(policy)
    del content["reminders"], content["absent"]
    area = Area.objects.create(key="anyshire", name="Anyshire", partnership="x")
    PolicyVersion.objects.create(
        area=area, version="1", content=content, source="", digest="older", in_force_from="2026-04-01", published_at=AT
    )
    assert load(write(tmp_path, small())) == [False]
    assert PolicyVersion.objects.get().digest == "older"


def test_several_files_are_published_all_or_none(tmp_path: Path) -> None:
    sound = write(tmp_path, small())
    wrong = write(tmp_path, small(**{"key: anyshire": "key: othershire", "owner: both": "owner: all"}), "wrong.yaml")
    unread = tmp_path / "none.yaml"
    told = refused(sound, wrong, unread)
    assert [said.split(": ")[0] for said in told] == [str(wrong), str(unread)]
    assert not Area.objects.exists()
    assert not PolicyVersion.objects.exists()


def test_a_conflict_of_one_file_holds_back_the_others(tmp_path: Path) -> None:
    load(write(tmp_path, small()))
    new = write(tmp_path, small(**{"key: anyshire": "key: othershire"}), "new.yaml")
    refused(new, write(tmp_path, small(**OTHER_CONTENT)))
    assert PolicyVersion.objects.count() == 1


def test_two_files_may_not_give_one_version_two_contents(tmp_path: Path) -> None:
    one, two = write(tmp_path, small(), "one.yaml"), write(tmp_path, small(**OTHER_CONTENT), "two.yaml")
    assert refused(one, two) == [
        (
            f"{two}: line 7: metadata.version: {one} gives version “1” of anyshire other content: "
            "write “edition: 2” below “version:” if it is the same procedure put right, else give it a new version"
        )
    ]
    assert not PolicyVersion.objects.exists()


def test_two_files_that_say_the_same_are_one_version(tmp_path: Path) -> None:
    one, two = write(tmp_path, small(), "one.yaml"), write(tmp_path, f"# again\n{small()}", "two.yaml")
    assert load(one, two) == [True, False]


def test_the_digest_follows_the_meaning_and_not_the_layout() -> None:
    assert digest_of(small_policy()) == digest_of(small_policy(**{"name: Anyshire": "name:   'Anyshire'"}))
    assert digest_of(small_policy()) != digest_of(small_policy(**OTHER_CONTENT))
    assert len({digest_of(policy_of(path.stem)) for path in FOLDER.glob("*.yaml")}) == len(AREAS)


def test_the_area_is_locked_while_its_version_is_compared(tmp_path: Path, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(14) as captured:
        load(write(tmp_path, small()))
    if connection.vendor == "postgresql":
        locking = [n for n, query in enumerate(captured) if "FOR UPDATE" in query["sql"]]
        comparing = [n for n, query in enumerate(captured) if '"policies_policyversion"."digest"' in query["sql"]]
        assert locking[0] < comparing[0]
