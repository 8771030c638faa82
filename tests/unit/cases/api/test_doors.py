"""Who gets in, and what is said to whom does not: sign-in, access, moments, stale and repeated requests, bad input."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from cases.forms.acting import FORMS
from cases.models import Case, CaseView, Entry
from cases.verbs import Verb
from policies.vocabulary import Ground
from tests.unit.cases.api.client import CASES, act, answers, as_person, raised, shown, told, with_both_sides
from tests.unit.cases.world import AREAS, DAY, START, World, a_world

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture(autouse=True)
def _tuesday_morning() -> Any:
    with time_machine.travel(START, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world("birmingham")


@pytest.mark.parametrize("path", ["cases/", "cases/ESC-0001/", "cases/ESC-0001/record/"])
def test_nobody_gets_in_without_a_token(path: str) -> None:
    answer = APIClient().get(f"/api/v1/{path}")
    told(answer, 401, "not_authenticated")
    assert answer["WWW-Authenticate"] == "Token"
    told(APIClient(headers={"Authorization": "Token nonsense"}).get(f"/api/v1/{path}"), 401, "authentication_failed")


def test_whoever_left_does_not_get_in(world: World) -> None:
    client = as_person(world.office)
    world.office.is_active = False
    world.office.save()
    told(client.get(CASES), 401, "authentication_failed")


def test_a_session_gets_in_but_does_nothing_without_its_csrf_token(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.raising.practitioner, backend="agencies.backends.RoleBackend")
    assert client.get(CASES).status_code == 200
    told(client.post(CASES, answers(world), content_type="application/json"), 403, "not_allowed")
    assert not Case.objects.exists()


@pytest.mark.parametrize("path", ["", "record/"])
def test_strangers_and_colleagues_find_nothing_and_the_attempt_is_logged(world: World, path: str) -> None:
    case = raised(world)
    for person in (world.stranger, world.raising.colleague, world.receiving.colleague):
        told(as_person(person).get(f"{CASES}{case.reference}/{path}"), 404, "not_found")
        assert CaseView.objects.filter(case=case, person=person, seen=False).count() == 1
        told(act(case, "add-note", person, {"text": "Hello."}), 404, "not_found")
        assert as_person(person).get(CASES).json()["count"] == 0
    assert as_person(world.stranger).get(f"{CASES}NONE-1/").json() == (
        as_person(world.stranger).get(f"{CASES}{case.reference}/").json()
    )


def test_a_look_is_logged_as_on_the_pages(world: World) -> None:
    case = raised(world)
    shown(case, case.raised_by)
    looks = CaseView.objects.filter(case=case, person=case.raised_by).order_by("pk")
    assert [(look.page, look.seen) for look in looks] == [("api:raise", True), ("api:case", True)]


def test_the_office_sees_an_outline_until_the_board_is_involved(world: World) -> None:
    case = raised(world)
    said = shown(case, world.office)
    assert said["content"] is False
    assert (said["title"], said["immediate_risk"], said["with"], said["obligations"], said["actions"]) == (
        "",
        False,
        [],
        [],
        [],
    )
    assert (said["statement"], said["children"], said["plan"], said["outcome"]) == ([], [], None, None)
    assert [party["agency"] for party in said["parties"]] == [world.raising.agency.name, world.receiving.agency.name]
    told(as_person(world.office).get(f"{CASES}{case.reference}/record/"), 403, "not_allowed")
    told(act(case, "add-note", world.office, {"text": "Hello."}), 403, "not_allowed")


def test_the_case_says_all_that_a_caller_needs(world: World) -> None:
    case = raised(world)
    said = shown(case, case.raised_by)
    assert said["reference"] == case.reference
    assert said["policy"]["digest"] == world.version.digest
    assert said["stage"]["key"] == case.stage
    assert said["revision"] == case.revision
    assert said["next_due"]["explanation"]
    assert datetime.fromisoformat(said["next_due"]["due"]) > START
    note = next(action for action in said["actions"] if action["verb"] == "add-note")
    assert note["url"] == f"/api/v1/cases/{case.reference}/actions/add-note/"
    assert [field["name"] for field in note["fields"]][:2] == ["text", "audience"]
    assert [choice["value"] for choice in note["fields"][1]["choices"]] == ["shared", "party"]
    assert said["record"] == f"/api/v1/cases/{case.reference}/record/"


def test_seeing_it_is_not_being_allowed_and_the_wrong_moment_is_said(world: World) -> None:
    case = raised(world)
    told(act(case, "record-decision", case.raised_by, {}), 403, "not_allowed")
    told(act(case, "agree-plan", world.raiser_holder(case), {"agree": True}), 409, "wrong_moment")
    told(act(case, "fly", case.raised_by, {}), 404, "not_found")
    told(act(case, "raise", case.raised_by, {}), 404, "not_found")


@pytest.mark.parametrize("ground", [Ground.NO_RESPONSE.value, "because-i-say-so"])
def test_a_forged_ground_is_refused(world: World, ground: str) -> None:
    case = raised(world)
    said = {"ground": ground, "why": "It is not settled.", "tried": "We met."}
    before = case.stage
    fields = told(act(case, "escalate", case.raised_by, said), 422, "bad_input")
    assert "ground" in fields
    case.refresh_from_db()
    assert (case.stage, case.revision) == (before, shown(case, case.raised_by)["revision"])


def test_a_stage_that_the_procedure_does_not_open_is_refused(world: World) -> None:
    case = with_both_sides(world)
    before = case.stage
    protective = {"protective_at": "2026-12-20T12:00Z", "protective_why": "The contact visit is then."}
    said = {"ground": "delay", "why": "It is not settled.", "risk_now": "He is unseen.", "tried": "We met."}
    said |= {"child_safe": "yes", **protective}
    last = next(stage.key for stage in world.policy.stages if stage.last)
    assert "to" in told(act(case, "escalate", case.raised_by, {**said, "to": last}), 422, "bad_input")
    case.refresh_from_db()
    assert case.stage == before
    assert act(case, "escalate", case.raised_by, said).status_code == 200


def test_a_note_sent_twice_under_one_key_is_taken_once(world: World) -> None:
    case, key = raised(world), str(uuid4())
    first = act(case, "add-note", case.raised_by, {"text": "Once.", "audience": "shared"}, **{"Idempotency-Key": key})
    again = act(case, "add-note", case.raised_by, {"text": "Once.", "audience": "shared"}, **{"Idempotency-Key": key})
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert Entry.objects.filter(case=case, kind="add-note").count() == 1


def test_a_case_sent_twice_under_one_key_is_one_case(world: World) -> None:
    client, headers = as_person(world.raising.practitioner), {"Idempotency-Key": str(uuid4())}
    sent = [client.post(CASES, answers(world), format="json", headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [201, 201]
    assert sent[0].json()["reference"] == sent[1].json()["reference"]
    assert sent[0]["Location"] == f"{CASES}{sent[0].json()['reference']}/"
    assert Case.objects.count() == 1


def test_a_key_is_for_one_thing_and_one_person(world: World) -> None:
    case, key = raised(world), {"Idempotency-Key": str(uuid4())}
    note = {"text": "Once.", "audience": "shared"}
    assert act(case, "add-note", case.raised_by, note, **key).status_code == 200
    fields = told(act(case, "withdraw", case.raised_by, {"why": "Moved."}, **key), 422, "bad_input")
    assert "Idempotency-Key" in fields
    told(act(case, "add-note", world.receiver_holder(case), note, **key), 422, "bad_input")
    told(as_person(case.raised_by).post(CASES, answers(world), format="json", headers=key), 422, "bad_input")
    told(act(case, "add-note", case.raised_by, note, **{"Idempotency-Key": "7"}), 422, "bad_input")
    assert Entry.objects.filter(case=case, kind="add-note").count() == 1


def test_a_case_that_changed_meanwhile_is_not_overwritten(world: World) -> None:
    case = raised(world)
    etag = as_person(case.raised_by).get(f"{CASES}{case.reference}/")["ETag"]
    note = {"text": "Mine.", "audience": "shared"}
    assert act(case, "add-note", world.receiver_holder(case), note).status_code == 200
    told(act(case, "add-note", case.raised_by, note, **{"If-Match": etag}), 409, "changed")
    told(act(case, "add-note", case.raised_by, {**note, "seen": int(etag.strip('"'))}), 409, "changed")
    fresh = act(case, "add-note", case.raised_by, note, **{"If-Match": f'"{shown(case, case.raised_by)["revision"]}"'})
    assert fresh.status_code == 200
    assert act(case, "add-note", case.raised_by, note, **{"If-Match": "*"}).status_code == 200
    told(act(case, "add-note", case.raised_by, note, **{"If-Match": "yesterday"}), 422, "bad_input")
    told(act(case, "add-note", case.raised_by, {**note, "seen": "soon"}), 422, "bad_input")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("2026-02-30", "The date of the decision must be a real date"),
        ("2026-11", "The date of the decision must include a day"),
        ("last week", "The date of the decision must be a real date"),
        ("2026-11-25", "The date of the decision must be today or in the past"),
        (20261124, "The date of the decision must include a day and month"),
    ],
)
def test_a_bad_date_gets_the_sentence_of_the_page(world: World, said: object, sentence: str) -> None:
    answer = as_person(world.raising.practitioner).post(CASES, answers(world, decided_on=said), format="json")
    assert told(answer, 422, "bad_input") == {"decided_on": [sentence]}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("2026-02-30T17:00+00:00", "The date and time of the discussion must be a real date"),
        ("2026-11-23", "The date and time of the discussion must include a time"),
        ("2026-11-23T25:00Z", "The date and time of the discussion must have a time like 2:05pm or 14:05"),
        ("2027-11-23T10:00Z", "The date and time of the discussion must be today or in the past"),
        (
            "2026-03-29T01:30",
            "The date and time of the discussion cannot be 1:30am on Sunday 29 March 2026, because the clocks go forward in that hour",
        ),
    ],
)
def test_a_bad_moment_gets_the_sentence_of_the_page(world: World, said: str, sentence: str) -> None:
    case = with_both_sides(world)
    answer = act(case, "record-discussion", world.raiser_holder(case), {"held_at": said})
    assert told(answer, 422, "bad_input")["held_at"] == [sentence]


def test_a_moment_with_an_offset_is_that_moment(world: World) -> None:
    case = with_both_sides(world)
    holder = world.raiser_holder(case)
    both = [holder.name, world.receiver_holder(case).name]
    said = {"method": "in-person", "took_part": both, "said": "All of it.", "result": "not-agreed"}
    assert act(case, "record-discussion", holder, {**said, "held_at": "2026-11-24T11:30+02:00"}).status_code == 200
    entry = Entry.objects.get(case=case, kind="record-discussion")
    assert entry.occurred_at == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def test_a_discussion_of_before_or_with_one_side_alone_is_refused_beside_its_field(world: World) -> None:  # O-31
    case = with_both_sides(world)
    holder, other = world.raiser_holder(case), world.receiver_holder(case)
    said = {"method": "in-person", "said": "All of it.", "result": "not-agreed"}
    before = {**said, "held_at": "2026-07-01T10:00", "took_part": [holder.name, other.name]}
    found = told(act(case, "record-discussion", holder, before), 422, "bad_input")
    assert found["held_at"] == [
        "This stage began on Tuesday 24 November 2026, 9:30am: record what was said since then, or add a note"
    ]
    alone = {**said, "held_at": "2026-11-24T09:30", "took_part": [holder.name]}
    found = told(act(case, "record-discussion", holder, alone), 422, "bad_input")
    assert found["took_part"] == [f"Select somebody of each side who took part: none of {other.name} is selected"]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"immediate_risk": None}, "immediate_risk", "Select yes if a child is at immediate risk of harm"),
        ({"agency": None}, "agency", "Select which agency you disagree with"),
        ({"children": []}, "children", "Add at least one child"),
        ({"children": None}, "children", "Add at least one child"),
        ({"children": "AB"}, "children", "Give this as a list of objects"),
        ({"children": [{"initials": "AB"}]}, "children.0.reference", "Enter your reference for the child"),
        ({"children": [{"name": "Ann"}]}, "children.0.name", "This is not asked for here"),
        ({"children": [{"reference": "H-1"}] * 9}, "children", "Give 8 at most"),
        ({"wanted": ["a", "b"]}, "wanted", "Give this as text"),
        ({"wanted": " "}, "wanted", "Enter what you want to happen"),
        ({"protective_reason": None}, "protective_reason", "Enter why it must be settled by then"),
        (
            {"protective_at": "2026-11-23T10:00Z"},
            "protective_at",
            "The time by which it must be settled must be in the future",
        ),
        ({"involved": "yes"}, "people", "Select who is part of it"),
        ({"colour": "red"}, "colour", "This is not asked for here"),
        ({"choice": "policy"}, "choice", "This is not asked for here"),
        ({"area": "atlantis"}, "area", None),
        ({"own_agency": "999999"}, "own_agency", None),
    ],
)
def test_raising_says_what_is_wrong_beside_its_field(
    world: World, changes: dict[str, Any], field: str, sentence: str | None
) -> None:
    said = answers(world) | changes
    said = {name: value for name, value in said.items() if value is not None}
    answer = as_person(world.raising.practitioner).post(CASES, said, format="json")
    fields = told(answer, 422, "bad_input")
    assert field in fields
    assert sentence is None or fields[field] == [sentence]
    assert not Case.objects.exists()


def test_half_a_character_is_refused(world: World) -> None:
    body = json.dumps(answers(world, wanted="\ud800", children=[{"reference": "\ud800"}]))
    answer = as_person(world.raising.practitioner).generic("POST", CASES, body, content_type=JSON)
    sentences = ["This has a character in it that cannot be stored"]
    assert told(answer, 422, "bad_input") == {"wanted": sentences, "children.0.reference": sentences}
    answer = as_person(world.raising.practitioner).generic("POST", CASES, r'{"\ud800": 1}', content_type=JSON)
    assert told(answer, 422, "bad_input") == {"?": ["This is not asked for here"]}


@pytest.mark.parametrize("area", AREAS)
def test_a_moment_out_of_all_bounds_is_no_fault_of_ours(area: str) -> None:
    world = a_world(area)
    client = as_person(world.raising.practitioner)
    for moment in ("9999-12-31T23:59Z", "9999-12-31T23:59-14:00", "2029-06-01T12:00Z", "0001-01-01T00:00+14:00"):
        answer = client.post(CASES, answers(world, protective_at=moment), format="json")
        assert answer.status_code in (201, 422), answer.json()
        if answer.status_code == 201:
            assert client.get(f"{CASES}{answer.json()['reference']}/").status_code == 200
    assert client.get(CASES).status_code == 200


def test_all_that_is_wrong_is_said_at_once(world: World) -> None:
    answer = as_person(world.raising.practitioner).post(
        CASES, answers(world, wanted=None, method=None, children=[]), format="json"
    )
    assert set(told(answer, 422, "bad_input")) == {"wanted", "method", "children"}


def test_yes_and_no_may_be_true_and_false_and_numbers_are_keys(world: World) -> None:
    case = raised(world, immediate_risk=False, involved=False, agency=world.receiving.agency.pk, person="unknown")
    assert case.immediate_risk is False
    assert case.parties.get(number=2).practitioner is None


def test_a_moment_to_protect_the_child_is_asked_for_where_the_procedure_names_no_limit() -> None:
    world = a_world("brent")
    answer = as_person(world.raising.practitioner).post(
        CASES, answers(world, protective_at=None, protective_reason=None), format="json"
    )
    assert answer.status_code == 201  # Brent's week dates it (BRENT-6)
    assert shown(Case.objects.get(), world.raising.practitioner)["next_due"] is not None
    world = a_world("buckinghamshire")
    answer = as_person(world.raising.practitioner).post(
        CASES, answers(world, protective_at=None, protective_reason=None), format="json"
    )
    assert told(answer, 422, "bad_input") == {"protective_at": ["Select when it must be settled"]}


def test_only_members_of_an_agency_raise(world: World) -> None:
    told(as_person(world.office).post(CASES, answers(world), format="json"), 403, "not_allowed")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "parse_error"),
        ("[]", 400, "parse_error"),
        ('"text"', 400, "parse_error"),
        ("[" * 100_000, 400, "parse_error"),
        ('{"a": NaN}', 400, "parse_error"),
        (b"\xff\xfe{}", 400, "parse_error"),
        (" " * 3_000_000, 413, "too_large"),
    ],
)
def test_what_is_no_json_object_is_refused(world: World, body: str | bytes, status: int, code: str) -> None:
    client = as_person(world.raising.practitioner)
    told(client.generic("POST", CASES, body, content_type="application/json"), status, code)


def test_other_methods_types_and_addresses_are_refused_in_json(world: World) -> None:
    client = as_person(world.raising.practitioner)
    told(client.put(CASES, {}, format="json"), 405, "method_not_allowed")
    told(client.get(f"{CASES}ESC-0001/actions/withdraw/"), 405, "method_not_allowed")
    told(client.post(CASES, {"a": "b"}, format="multipart"), 415, "unsupported_media_type")
    told(client.get(CASES, headers={"Accept": "text/html"}), 406, "not_acceptable")
    told(client.get(f"{CASES}?page=99"), 404, "not_found")
    told(client.get(f"{CASES}ESC%00/"), 404, "not_found")
    told(client.post("/api/v1/nowhere/"), 404, "not_found")
    told(client.get(f"{CASES}?status=lost"), 422, "bad_input")


def test_the_list_filters_as_the_page_does(world: World) -> None:
    first, second = raised(world), raised(world)
    act(second, "withdraw", second.raised_by, {"why": "Moved."})
    client = as_person(world.raising.practitioner)
    assert client.get(CASES).json()["count"] == 2
    assert [row["reference"] for row in client.get(f"{CASES}?status=live").json()["results"]] == [first.reference]
    assert client.get(f"{CASES}?reference={second.reference}").json()["results"][0]["state"] == "withdrawn"
    with time_machine.travel(START + 30 * DAY):
        late = client.get(f"{CASES}?due=overdue").json()["results"]
    assert [row["reference"] for row in late] == [first.reference]
    assert late[0]["next_due"]["overdue"] is True


def test_queries_do_not_grow_with_rows(world: World) -> None:
    client = as_person(world.raising.practitioner)
    case = raised(world)
    few = _queries(client, CASES), _queries(client, f"{CASES}{case.reference}/")
    record = _queries(client, f"{CASES}{case.reference}/record/")
    for _ in range(4):
        raised(world)
        act(case, "add-note", case.raised_by, {"text": "More.", "audience": "shared"})
    assert (_queries(client, CASES), _queries(client, f"{CASES}{case.reference}/")) == few
    assert _queries(client, f"{CASES}{case.reference}/record/") == record


def _queries(client: APIClient, url: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_every_verb_has_a_form_by_which_the_api_does_it() -> None:
    assert set(FORMS) == set(Verb) - {Verb.RAISE}
