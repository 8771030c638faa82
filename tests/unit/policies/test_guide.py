"""The author's guide teaches what is so: its examples are read as they stand, its mistake is the one that is told, and
it names every word of the format."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command

from agencies.models import Post
from policies import vocabulary
from policies.parsing import PolicyMistakes, parse
from policies.parsing.loading import load_yaml
from policies.publishing import publish
from policies.routes import ways_on
from policies.schema import Policy
from policies.vocabulary import AgencyType, Ground, Word
from tests.unit.policies.library import AT

GUIDE = (Path(__file__).parents[3] / "docs" / "policy-authors-guide.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
MISTAKES = re.findall(r"^```text\n(.*?)\n```$", GUIDE, re.MULTILINE | re.DOTALL)
TABLES = [
    table
    for table in vars(vocabulary).values()
    if isinstance(table, type) and issubclass(table, Word) and table is not Word and table is not vocabulary.Sides
]


def written(steps: int) -> dict[str, Any]:
    """The file as it stands after so many examples: each brings whole keys, and a later one takes an earlier's place."""
    content: dict[str, Any] = {}
    for block in BLOCKS[:steps]:
        content.update(load_yaml(block))
    return content


def as_text(content: dict[str, Any]) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)


def westmere() -> Policy:
    return parse(as_text(written(len(BLOCKS))), file="westmere.yaml")


def test_there_are_examples() -> None:
    assert len(BLOCKS) == 6


def test_the_first_example_is_a_whole_file_as_it_stands() -> None:
    assert parse(BLOCKS[0], file="westmere.yaml").area.name == "Westmere"


@pytest.mark.parametrize("steps", range(1, len(BLOCKS) + 1))
def test_the_file_can_be_published_after_every_step(steps: int) -> None:
    assert parse(as_text(written(steps)), file="westmere.yaml").area.key == "westmere"


def test_the_whole_of_it_does_what_the_guide_says() -> None:
    policy = westmere()
    schools = [(AgencyType.SCHOOL, AgencyType.SCHOOL)]
    (straight,) = ways_on(policy, stage_key="managers", pairs=schools, ground=Ground.NOT_AGREED)
    assert straight.stage is not None
    assert straight.stage.key == "board"
    last = policy.stages[-1].last
    assert last is not None
    assert last.binding is None


def test_the_mistake_that_it_shows_is_the_one_that_is_told() -> None:
    shown, _ = MISTAKES
    with pytest.raises(PolicyMistakes) as refused:
        parse(BLOCKS[0].replace("role: line-manager", "role: line-manger"), file="westmere.yaml")
    assert str(refused.value).startswith(shown)


@pytest.mark.django_db
def test_the_refusal_of_other_content_is_the_one_that_is_told(tmp_path: Path) -> None:
    _, shown = MISTAKES
    file = tmp_path / "westmere.yaml"
    file.write_text(BLOCKS[0], encoding="utf-8")
    publish([file], by=None, at=AT)
    file.write_text(BLOCKS[0].replace("title: Line managers", "title: Managers"), encoding="utf-8")
    with pytest.raises(PolicyMistakes) as refused:
        publish([file], by=None, at=AT)
    assert str(refused.value).removeprefix(f"{tmp_path}/") == shown


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_it_names_every_word(table: type[Word]) -> None:
    missing = [word.value for word in table if f"`{word.value}`" not in GUIDE and f": {word.value}`" not in GUIDE]
    assert missing == []


@pytest.mark.django_db
def test_its_people_can_be_entered_and_stand_where_its_procedure_needs_them(tmp_path: Path) -> None:
    (people,) = re.findall(r"^```yaml people.yaml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    procedure, directory = tmp_path / "westmere.yaml", tmp_path / "people.yaml"
    procedure.write_text(as_text(written(len(BLOCKS))), encoding="utf-8")
    directory.write_text(people, encoding="utf-8")
    publish([procedure], by=None, at=AT)
    call_command("directory", "load", str(directory))
    held = {(post.agency.type, post.role) for post in Post.objects.select_related("agency")}
    managers = westmere().stage("managers").who
    assert managers is not None
    for kind in (AgencyType.CHILDRENS_SOCIAL_CARE, AgencyType.SCHOOL):
        assert (kind.value, managers.of(kind).role.value) in held


def test_it_shows_every_top_level_key() -> None:
    assert set(written(len(BLOCKS))) == set(Policy.model_fields)
