"""`manage.py directory load`: what it enters, what it leaves, what it refuses, and that the operator's example works."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from agencies.management.commands.directory import Command
from agencies.models import Agency, LadderChange, Membership, Post, User
from agencies.roles import MembershipRole
from policies.models import Area
from tests.unit.agencies.people import an_agency, an_area

pytestmark = pytest.mark.django_db

YAML = """\
agencies:
  - {name: Anyshire Health, type: health, areas: [anyshire]}
people:
  - {email: Priya@example.org, name: Priya Shah, job_title: Team manager, phone: 020 7946 0000}
  - {email: ada@example.org, name: Ada Root}
posts:
  - {agency: Anyshire Health, role: line-manager, rank: 1, title: Team manager, holder: priya@example.org}
  - {agency: Anyshire Health, role: service-manager, rank: 2, title: Service manager}
memberships:
  - {person: priya@example.org, role: manager, agency: Anyshire Health}
  - {person: ada@example.org, role: administrator}
"""
CSV = """\
what,name,type,areas,email,job_title,agency,role,rank,title,holder,person,area
agency,Anyshire Health,health,anyshire;othershire,,,,,,,,,
person,Priya Shah,,,priya@example.org,Team manager,,,,,,,
post,,,,,,Anyshire Health,line-manager,1,Team manager,priya@example.org,,
membership,,,,,,,board-office,,,,priya@example.org,anyshire
"""


@pytest.fixture(autouse=True)
def areas() -> None:
    for key in ("anyshire", "othershire"):
        Area.objects.create(key=key, name=key.capitalize(), partnership=key)


@pytest.fixture
def load(tmp_path: Path):
    def run(text: str, *options: str, name: str = "people.yaml") -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        out = StringIO()
        call_command("directory", "load", str(tmp_path / name), *options, stdout=out)
        return out.getvalue()

    return run


@pytest.fixture
def refused(load):
    def run(text: str, name: str = "people.yaml") -> list[str]:
        before = counts()
        with pytest.raises(CommandError) as caught:
            load(text, name=name)
        assert counts() == before, "something was written"
        return [line.partition(f"{name}: ")[2] for line in str(caught.value).splitlines()]

    return run


def counts() -> list[int]:
    return [model.objects.count() for model in (Agency, User, Post, Membership, LadderChange)]


def test_a_file_fills_the_directory(load) -> None:
    said = load(YAML)
    assert (
        said == "1 agency, 2 people, 2 posts, 2 memberships added; 0 posts with another holder; 0 unchanged or kept\n"
    )
    post = Post.objects.get(role="line-manager")
    assert (post.agency.name, post.rank, post.holder.name) == ("Anyshire Health", 1, "Priya Shah")
    assert [area.key for area in post.agency.areas.all()] == ["anyshire"]
    assert User.objects.get(email="ada@example.org").has_perm("policies.publish")


def test_nobody_can_sign_in_before_they_have_a_password(load) -> None:
    load(YAML)
    assert not User.objects.get(email="priya@example.org").has_usable_password()


def test_the_same_file_again_changes_nothing(load) -> None:
    load(YAML)
    before = counts()
    assert "0 agencies, 0 people, 0 posts, 0 memberships added; 0 posts with another holder; 7 unchanged" in load(YAML)
    assert counts() == before


def test_a_table_does_the_same(load) -> None:
    assert load(CSV, name="people.csv").startswith("1 agency, 1 person, 1 post, 1 membership added")
    assert Agency.objects.get().areas.count() == 2
    assert Membership.objects.get().area.key == "anyshire"
    assert "0 agencies, 0 people, 0 posts, 0 memberships added" in load(CSV, name="people.csv")


def test_with_check_nothing_is_written(load) -> None:
    before = counts()
    assert load(YAML, "--check").startswith("Nothing written. It would be: 1 agency, 2 people")
    assert counts() == before


def test_another_holder_is_entered_and_open_cases_look_again(load) -> None:
    load(YAML)
    changes = LadderChange.objects.count()
    said = load(YAML.replace("holder: priya@example.org", "holder: ada@example.org"))
    assert "1 post with another holder" in said
    assert Post.objects.get(role="line-manager").holder.name == "Ada Root"
    assert LadderChange.objects.count() == changes + 1


def test_a_post_without_a_holder_leaves_who_holds_it(load) -> None:
    load(YAML)
    load(YAML.replace(", holder: priya@example.org", ""))
    assert Post.objects.get(role="line-manager").holder.name == "Priya Shah"


def test_two_posts_alike_are_told_apart_by_their_holders(load) -> None:
    second = (
        "  - {agency: Anyshire Health, role: line-manager, rank: 1, title: Team manager, holder: ada@example.org}\n"
    )
    text = YAML.replace("memberships:\n", f"{second}memberships:\n")
    load(text)
    head, tail = text.split("posts:\n")
    lines = tail.splitlines(keepends=True)
    said = load(head + "posts:\n" + lines[2] + lines[1] + lines[0] + "".join(lines[3:]))
    assert "0 posts, 0 memberships added; 0 posts with another holder" in said
    assert Post.objects.filter(role="line-manager").count() == 2


def test_what_the_directory_has_otherwise_is_kept_and_told(load) -> None:
    load(YAML)
    said = load(YAML.replace("name: Priya Shah", "name: Priya S").replace("type: health", "type: police"))
    assert "people[0] (Priya@example.org).name: the directory has “Priya Shah”, which is kept" in said
    assert "agencies[0] (Anyshire Health).type: the directory has “health”, which is kept" in said
    assert Agency.objects.get().type == "health"


def test_an_area_that_the_agency_lacks_is_told(load) -> None:
    load(YAML)
    said = load(YAML.replace("[anyshire]", "[anyshire, othershire]"))
    assert "areas: it does not work in othershire yet" in said


def test_names_and_addresses_are_found_in_whatever_case_they_are_typed(load) -> None:
    load(YAML)
    said = load(
        YAML.replace("agency: Anyshire Health", "agency: ANYSHIRE HEALTH").replace("person: ada", "person: ADA")
    )
    assert "0 memberships added" in said


@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        (
            ("type: health", "type: helth"),
            "agencies[0] (Anyshire Health).type: “helth” is not known. Did you mean “health”?",
        ),
        (("areas: [anyshire]", "areas: [anyshre]"), "areas: “anyshre” is no area. Did you mean “anyshire”?"),
        (("areas: [anyshire]", "areas: 3"), "areas: it must be a list of keys of areas"),
        (("areas: [anyshire]", "areas: []"), "areas: Select at least one area"),
        (("email: ada@example.org, ", ""), "people[1].email: this key is missing: add it"),
        (("email: ada@example.org", "email: ada"), "email: “ada” is no e-mail address: write it like"),
        (("name: Ada Root", "name: [Ada]"), "name: it must be text"),
        (("name: Ada Root", f"name: {'x' * 121}"), "name: it is too long: use at most 120 characters"),
        (("job_title", "job"), "people[0] (Priya@example.org).job: this key is not known here. Use one of: email"),
        (("rank: 1", "rank: first"), "rank: “first” is no rank: write a whole number"),
        (("rank: 1", "rank: true"), "rank: “True” is no rank"),
        (("rank: 1,", "rank: 1, authority_to_resolve: 3,"), "“3” is neither true nor false"),
        (("holder: priya@", "holder: nobody@"), "posts[0] (Team manager).holder: there is no account for nobody@"),
        (("agency: Anyshire Health, role: line", "agency: Nowhere, role: line"), "there is no agency called “Nowhere”"),
        (("role: service-manager", "role: chair"), "area: a post of chair of the board is on the board of an area"),
        (("role: administrator", "role: practitioner"), "agency: a practitioner belongs to an agency: add its name"),
        (("role: administrator", "role: chair"), "area: “chair” is a part on the board of an area: add its key"),
        (("posts:", "post:"), "post: this key is not known here. Did you mean “posts”?"),
        (("memberships:\n", "memberships:\n  - only words\n"), "memberships: it must be a list: begin each item"),
        (("people:", "people: ["), "line "),
    ],
)
def test_a_mistake_is_named_with_its_place_and_mend_and_nothing_is_written(refused, change, mistake) -> None:
    assert change[0] in YAML
    assert any(mistake in line for line in refused(YAML.replace(*change, 1)))


def test_every_mistake_is_told_at_once(refused) -> None:
    text = YAML.replace("type: health", "type: helth").replace("rank: 1", "rank: -1").replace("name: Ada Root", "name:")
    assert len(refused(text)) == 3


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "line 1: the first line must name the columns"),
        (CSV.replace("agency,Any", "agncy,Any"), "line 2: what: “agncy” is not known. Did you mean “agency”?"),
        (CSV.replace(",1,Team", ",one,Team"), "line 4: rank: “one” is no rank"),
        (CSV + 'person,"open', "cannot be read"),
    ],
)
def test_a_mistake_in_a_table_is_named_with_its_line(refused, text, mistake) -> None:
    assert any(mistake in line for line in refused(text, "people.csv"))


def test_files_that_cannot_be_read_are_told_together(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_bytes(b"\xff\xfe\xff")
    words = tmp_path / "words.yaml"
    words.write_text("only words")
    with pytest.raises(CommandError) as caught:
        call_command("directory", "load", str(tmp_path / "gone.yaml"), str(broken), str(words))
    said = str(caught.value)
    assert "gone.yaml: the file cannot be read (No such file or directory)" in said
    assert "broken.yaml: the file is not text in UTF-8" in said
    assert "words.yaml: the file must begin with one of these keys: agencies:" in said


def test_on_the_command_line_the_reason_stands_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    gone = tmp_path / "gone.yaml"
    with pytest.raises(SystemExit) as refused:
        Command().run_from_argv(["manage.py", "directory", "load", str(gone)])
    assert refused.value.code == 1
    assert capsys.readouterr().err == f"{gone}: the file cannot be read (No such file or directory)\n"


def test_a_file_larger_than_any_directory_is_refused(load, monkeypatch) -> None:
    monkeypatch.setattr("agencies.sheets.LARGEST_FILE", 10)
    with pytest.raises(CommandError, match="larger than"):
        load(YAML)


def test_without_any_area_the_way_to_one_is_told(refused) -> None:
    Area.objects.all().delete()
    assert any("load its procedure first, with “manage.py policy load FILE”" in line for line in refused(YAML))


def test_a_verb_s_own_refusal_stands_at_its_row(refused) -> None:
    an_agency(an_area(), "Anyshire Health")
    User.objects.create_user("priya@example.org", name="Priya Shah", is_active=False)
    assert any("holder: Priya Shah has left. Choose somebody else" in line for line in refused(YAML))


def test_the_example_of_the_operator_s_guide_loads_twice(load) -> None:
    guide = (Path(settings.BASE_DIR) / "docs" / "operating.md").read_text(encoding="utf-8")
    section = guide.partition("## First people")[2].partition("\n## ")[0]
    example = re.search(r"```yaml\n(.*?)```", section, re.DOTALL)
    assert example is not None
    Area.objects.get_or_create(key="bristol", defaults={"name": "B", "partnership": "B"})
    load(example[1])
    assert {"administrator", "board-office", "chair"} <= set(Membership.objects.values_list("role", flat=True))
    assert " 0 memberships added; 0 posts with another holder" in load(example[1])
    assert "manage.py changepassword" in section
    assert [role.value for role in MembershipRole if f"`{role}`" not in section] == []
