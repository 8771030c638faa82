"""Raising with a child at immediate risk asks about the report as saying so later does: on the page, kept in the draft, by API."""

import pytest
from django.test import Client

from cases.models import Case, Draft, FollowUpKind
from cases.verbs import Verb
from tests.unit.cases.api.client import CASES, answers, as_person, raised, told
from tests.unit.cases.world import World, a_world

pytestmark = pytest.mark.django_db
REPORT = {"reported": "yes", "report_taken_by": "CASS, duty worker", "report_reference": "C-79"}
WHEN = {"reported_at-day": "20", "reported_at-month": "11", "reported_at-year": "2026", "reported_at-time": "9am"}
TOLD = {"immediate_risk": "yes", "risk_action": "The school’s lead was told."}


@pytest.fixture
def world() -> World:
    return a_world("birmingham")


def at_the_safety_page(client: Client, world: World) -> str:
    client.force_login(world.raising.practitioner)
    client.post("/raise/")
    draft = Draft.objects.get(writer=world.raising.practitioner)
    client.post(f"/raise/{draft.key}/risk/", {"immediate_risk": "yes"})
    return f"/raise/{draft.key}/safety/"


def test_the_page_asks_who_took_the_report_and_when(client: Client, world: World) -> None:  # BHAM-7
    path = at_the_safety_page(client, world)
    asked = client.get(path).content.decode()
    assert "Report to CASS or the Emergency Duty Team" in asked
    refused = client.post(path, TOLD | {"reported": "yes"})
    assert refused.status_code == 422
    for sentence in ("Enter who took the report", "Enter when it was reported"):
        assert sentence in refused.content.decode()
    assert "Select whether it has been reported" in client.post(path, TOLD).content.decode()
    assert client.post(path, TOLD | REPORT | WHEN).status_code == 302
    kept = client.get(path).content.decode()
    assert "CASS, duty worker" in kept
    assert 'value="20"' in kept


def test_a_procedure_that_asks_for_no_report_has_no_question_about_one(client: Client) -> None:
    path = at_the_safety_page(client, a_world("bristol"))
    assert "reported" not in client.get(path).content.decode()
    assert client.post(path, TOLD).status_code == 302


def test_the_api_asks_the_same(world: World) -> None:  # BHAM-7
    client = as_person(world.raising.practitioner)
    faults = told(client.post(CASES, answers(world, **TOLD), format="json"), 422, "bad_input")
    assert "reported" in faults
    faults = told(client.post(CASES, answers(world, **TOLD, reported="yes"), format="json"), 422, "bad_input")
    assert {"report_taken_by", "reported_at"} <= set(faults)
    assert not Case.objects.exists()
    case = raised(world, **TOLD, **REPORT, reported_at="2026-11-20T09:00")
    assert case.entries.get(kind=Verb.RAISE).content.body["report_reference"] == "C-79"
    assert not case.follow_ups.exists()
    later = raised(world, **TOLD, reported="no")
    assert later.follow_ups.get().kind == FollowUpKind.REFER
