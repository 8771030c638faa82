"""Every rule of the five texts stands in the library; what stands there as words alone is kept by a named place."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from escalation.documents.kept import KEPT_BY
from policies.parsing import read
from policies.schema import Absence, Guidance, Item, Learning, Metadata, Policy
from policies.vocabulary import AgencyType, Breach, Ground
from tests.unit.policies.library import AREAS, FOLDER, policy_of

CODES = {
    "buckinghamshire": ("BUCKS", 17),
    "birmingham": ("BHAM", 34),
    "bristol": ("BRIS", 40),
    "brent": ("BRENT", 20),
    "flowchart": ("FLOW", 19),
}
"""The five texts: the areas whose rules are numbered and counted. Further areas are checked for what holds in each."""

WORDS = (Guidance, Learning, Absence, Metadata)


def cited(item: Any) -> Iterator[tuple[str, Item]]:
    """Every rule in a policy, with the item that cites it."""
    if isinstance(item, Item):
        yield from ((rule, item) for rule in getattr(item, "cite", ()))
        item = [getattr(item, name) for name in type(item).model_fields]
    if isinstance(item, dict):
        item = list(item.values())
    if isinstance(item, list | tuple):
        for part in item:
            yield from cited(part)


def number(rule: str) -> int:
    return int(rule.partition("-")[2])


@pytest.mark.parametrize("area", CODES)
def test_every_rule_of_the_text_is_cited_and_no_other(area: str) -> None:
    code, count = CODES[area]
    rules = {rule for rule, _ in cited(policy_of(area))}
    assert rules == {f"{code}-{place}" for place in range(1, count + 1)}


def test_there_are_130_rules() -> None:
    assert sum(count for _, count in CODES.values()) == 130


def test_what_is_words_alone_in_the_library_is_kept_by_a_named_place() -> None:
    by: defaultdict[str, list[Item]] = defaultdict(list)
    for area in CODES:
        for rule, item in cited(policy_of(area)):
            by[rule].append(item)
    words_alone = {rule for rule, items in by.items() if all(isinstance(item, WORDS) for item in items)}
    assert words_alone == set(KEPT_BY)


@pytest.mark.parametrize("area", AREAS)
def test_the_file_is_named_for_its_area_and_reads_without_a_mistake(area: str) -> None:
    policy, text = read(FOLDER / f"{area}.yaml")
    assert policy.area.key == area
    assert text.startswith("# ")


@pytest.mark.parametrize("area", AREAS)
def test_every_area_has_999_and_somebody_to_ring_by_day_and_by_night(area: str) -> None:
    contacts = policy_of(area).immediate_risk.contacts
    assert contacts[0].phone == "999"
    assert {contact.when for contact in contacts} == {"always", "office-hours", "out-of-hours"}


def _holder(policy: Policy, stage: str, kind: AgencyType) -> str:
    who = policy.stage(stage).who
    assert who is not None
    return who.of(kind).role.value


BIRMINGHAM = [
    ("stage-one", "self-employed", "safeguarding-lead"),  # BHAM-14
    ("stage-one", "school", "line-manager"),  # BHAM-12
    ("stage-two", "health", "safeguarding-lead"),  # BHAM-15
    ("stage-two", "childrens-social-care", "head-of-service"),  # BHAM-16
    ("stage-two", "self-employed", "safeguarding-lead"),  # BHAM-17
    ("stage-two", "school", "head-teacher"),  # BHAM-18
    ("stage-three", "police", "second-tier-officer"),  # BHAM-21
    ("stage-three", "childrens-social-care", "assistant-director"),  # BHAM-22
    ("stage-three", "self-employed", "safeguarding-lead"),  # BHAM-23
    ("stage-three", "school", "head-teacher"),  # BHAM-23
    ("stage-four", "health", "chief-officer"),  # BHAM-34
    ("stage-four", "childrens-social-care", "executive-director"),  # BHAM-24
    ("stage-four", "self-employed", "safeguarding-lead"),  # BHAM-24
    ("stage-four", "school", "head-teacher"),  # BHAM-24
]


@pytest.mark.parametrize(("stage", "kind", "role"), BIRMINGHAM)
def test_birmingham_names_its_people_by_type_of_agency(stage: str, kind: str, role: str) -> None:
    assert _holder(policy_of("birmingham"), stage, AgencyType(kind)) == role


def test_only_the_flowchart_moves_by_the_clock_and_only_between_its_second_and_fourth_stage() -> None:
    advancing = {
        (area, stage.number)
        for area in CODES
        for stage in policy_of(area).stages
        for item in stage.obligations
        if item.on_breach is Breach.ADVANCE
    }
    assert advancing == {("flowchart", "2"), ("flowchart", "3"), ("flowchart", "4")}


BINDING = {"buckinghamshire": True, "birmingham": False, "bristol": True, "brent": True, "flowchart": None}


@pytest.mark.parametrize("area", BINDING)
def test_the_last_stage_binds_as_the_text_says(area: str) -> None:
    last = policy_of(area).stages[-1].last
    assert last is not None
    assert last.binding is BINDING[area]


def test_anticipation_is_a_ground_in_buckinghamshire_alone_and_delay_in_bristol() -> None:
    assert {area for area in CODES if Ground.ANTICIPATED in policy_of(area).grounds} == {"buckinghamshire"}  # BUCKS-4
    assert Ground.DELAY in policy_of("bristol").grounds  # BRIS-9


def test_what_immediate_risk_does_differs_by_area() -> None:
    effects = {
        area: {name for name in ("skip", "refer", "compress", "tell") if getattr(policy_of(area).immediate_risk, name)}
        for area in CODES
    }
    assert effects == {
        "buckinghamshire": {"skip"},
        "birmingham": {"refer"},
        "bristol": {"compress"},
        "brent": {"tell"},
        "flowchart": set(),
    }
    assert len(policy_of("brent").immediate_risk.tell) == 2  # BRENT-5: two hops
