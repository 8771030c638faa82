"""What a case says of itself by API, and that what moves or ends it is not done by a blind repeat."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from cases.models import Case
from cases.verbs import MOVING, Verb
from tests.unit.cases.api.client import CASES, act, as_person, raised, shown, told, with_both_sides
from tests.unit.cases.world import START, World, a_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tuesday_morning() -> Any:
    with time_machine.travel(START, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world("birmingham")


@pytest.mark.parametrize("headers", [{}, {"If-Match": "*"}])
def test_what_moves_or_ends_a_case_is_not_done_blindly(world: World, headers: dict[str, str]) -> None:
    case = raised(world)
    url = f"{CASES}{case.reference}/actions/withdraw/"
    blind = as_person(case.raised_by).post(url, {"why": "Moved."}, format="json", headers=headers)
    told(blind, 428, "precondition_required")
    assert "If-Match" in blind.json()["detail"]
    assert "Idempotency-Key" in blind.json()["detail"]
    assert Case.objects.get().state == "open"
    assert as_person(case.raised_by).post(url, {"why": "Moved.", "seen": 2}, format="json").status_code == 200


@pytest.mark.parametrize("verb", MOVING)
def test_every_verb_that_moves_a_case_asks_for_it(world: World, verb: Verb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.api.views.refusal_in", lambda *_: None)
    case = raised(world)
    answer = as_person(case.raised_by).post(f"{CASES}{case.reference}/actions/{verb}/", {}, format="json")
    told(answer, 428, "precondition_required")


def test_a_repeat_moves_a_case_once(world: World) -> None:
    case, key = raised(world), {"Idempotency-Key": str(uuid4())}
    said = {
        "ground": "not-agreed",
        "why": "It is not settled.",
        "risk_now": "He is unseen.",
        "tried": "We met.",
        "child_safe": "yes",
        "protective_at": "2026-12-20T12:00Z",
        "protective_why": "The contact visit is then.",
    }
    seen = {"If-Match": f'"{shown(case, case.raised_by)["revision"]}"'}
    moved = [act(case, "escalate", case.raised_by, said, **key).status_code for _ in range(2)]
    assert (moved, case.passages.count()) == ([200, 200], 2)
    told(act(case, "escalate", case.raised_by, said, **seen), 409, "changed")
    assert case.passages.count() == 2


def test_other_verbs_may_be_done_without(world: World) -> None:
    case = raised(world)
    url = f"{CASES}{case.reference}/actions/add-note/"
    said = {"text": "Hello.", "audience": "shared"}
    assert as_person(case.raised_by).post(url, said, format="json").status_code == 200


def test_the_case_says_what_the_disagreement_is(world: World) -> None:
    case = raised(world)
    said = shown(case, world.receiver_holder(case))
    written = {answer["heading"]: answer["paragraphs"] for answer in said["statement"]}
    assert written["What should happen"] == ["A visit this week."]
    assert [(child["initials"], child["age_band"]) for child in said["children"]] == [("AB", "5-10")]
    assert said["children"][0]["references"] == [{"agency": world.raising.agency.name, "reference": "H-1"}]
    assert (said["plan"], said["outcome"]) == (None, None)
    assert [party["agreed_at"] for party in said["parties"]] == [None, None]


def test_the_case_says_what_was_proposed_and_who_has_agreed(world: World) -> None:
    case = with_both_sides(world)
    ours, theirs = world.raiser_holder(case), world.receiver_holder(case)
    row = {"what": "Visit", "who": "both", "due_on": "2026-12-01"}
    assert act(case, "propose-plan", ours, {"actions": [row], "note": "Soon."}).status_code == 200
    act(case, "propose-outcome", ours, {"outcome": "compromise", "statement": "A joint visit.", "actions": [row]})
    said = shown(case, theirs)
    plan, outcome = said["plan"], said["outcome"]
    assert [(a["what"], a["due_on"]) for a in plan["actions"]] == [("Visit", "2026-12-01")]
    assert (plan["version"], plan["proposed_by"]) == (1, world.raising.agency.name)
    assert {"heading": "What was agreed", "paragraphs": ["A joint visit."]} in outcome["written"]
    assert [answer["accepts"] for answer in outcome["answers"]] == [True, None]
    assert outcome["answers"][0]["by"] == ours.name


def test_when_a_party_has_agreed_is_for_readers_only(world: World) -> None:
    case = raised(world)
    case.parties.filter(number=2).update(part_ended_at=START)
    assert datetime.fromisoformat(shown(case, case.raised_by)["parties"][1]["agreed_at"]) == START
    assert shown(case, world.office)["parties"][1]["agreed_at"] is None
