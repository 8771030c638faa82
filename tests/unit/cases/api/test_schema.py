"""The generated schema holds, its pages answer, and nothing that it allows breaks the API."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import schemathesis
import time_machine
from django.core.management import call_command
from django.test import Client
from hypothesis import HealthCheck, given, settings

from cases.forms.acting import FORMS
from cases.verbs import MOVING, Verb
from tests.unit.cases.api.client import as_person, raised
from tests.unit.cases.world import START, a_world


def the_schema(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/schema/?format=json").json()
    return found


def test_the_schema_is_generated_without_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "schema.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(file))
    assert "/api/v1/cases/{reference}/actions/{verb}/" in file.read_text()


def test_the_schema_names_every_verb_and_what_it_takes(client: Client) -> None:
    post = the_schema(client)["paths"]["/api/v1/cases/{reference}/actions/{verb}/"]["post"]
    verbs = next(p for p in post["parameters"] if p["name"] == "verb")["schema"]["enum"]
    assert sorted(verbs) == sorted(verb.value for verb in FORMS)
    bodies = post["requestBody"]["content"]["application/json"]["schema"]["anyOf"]
    respond = next(body for body in bodies if body["title"].startswith("respond:"))
    assert {"position", "response", "child_safe", "meanwhile", "seen"} <= set(respond["properties"])
    assert respond["properties"]["position"]["enum"] == ["agree", "partly", "disagree"]
    assert set(respond["required"]) == {"position", "response"}


def test_the_schema_says_which_verbs_need_a_condition(client: Client) -> None:
    post = the_schema(client)["paths"]["/api/v1/cases/{reference}/actions/{verb}/"]["post"]
    assert "428" in post["responses"]
    for verb in MOVING:
        assert verb.value in post["description"]
    assert "428" not in the_schema(client)["paths"]["/api/v1/cases/"]["post"]["responses"]


def test_the_schema_says_what_a_case_is_about(client: Client) -> None:
    shapes = the_schema(client)["components"]["schemas"]
    assert {"statement", "children", "plan", "outcome"} <= set(shapes["CaseShape"]["required"])
    assert "agreed_at" in shapes["PartyShape"]["required"]
    assert {"version", "actions", "answers", "state"} <= set(shapes["AgreementShape"]["properties"])


def test_the_schema_says_what_raising_takes_under_the_names_of_the_api(client: Client) -> None:
    post = the_schema(client)["paths"]["/api/v1/cases/"]["post"]
    asked = post["requestBody"]["content"]["application/json"]["schema"]["properties"]
    assert {"immediate_risk", "agency", "children", "protective_at", "people"} <= set(asked)
    assert not {"choice", "other_moment"} & set(asked)
    assert asked["children"]["items"]["required"] == ["reference"]


def test_the_pages_of_the_schema_work_under_the_content_policy(client: Client) -> None:
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    assert b"drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js" in page.content
    assert b"https://" not in page.content
    assert b"<script>" not in page.content
    script = client.get("/api/v1/docs/?script=")
    assert b"/api/v1/schema/" in script.content
    assert script["Content-Type"] == "application/javascript"


@pytest.mark.django_db
@pytest.mark.parametrize("number", range(5))
def test_nothing_that_the_schema_allows_is_a_fault_of_ours(client: Client, number: int) -> None:
    operation = [found.ok() for found in schemathesis.openapi.from_dict(the_schema(client)).get_all_operations()][
        number
    ]
    with time_machine.travel(START, tick=False):
        case = raised(a_world("flowchart"))
        program = as_person(case.raised_by)

        @settings(max_examples=20, deadline=None, database=None, derandomize=True, suppress_health_check=[*HealthCheck])
        @given(call=operation.as_strategy())
        def answers_without_a_fault(call: Any) -> None:
            if "reference" in call.path_parameters:
                call.path_parameters["reference"] = case.reference
            sent = call.as_transport_kwargs(base_url="http://testserver")
            url = f"{urlsplit(sent['url']).path}?{urlencode(sent.get('params') or {}, doseq=True)}"
            body = json.dumps(sent["json"]) if "json" in sent else ""
            headers = {name: value for name, value in sent["headers"].items() if name in GIVEN}
            answer = program.generic(sent["method"], url, body, content_type="application/json", headers=headers)
            assert answer.status_code < 500
            assert answer["Content-Type"] == "application/json"

        answers_without_a_fault()


GIVEN = ("Idempotency-Key", "If-Match")


def test_raising_is_no_action_of_a_case() -> None:
    assert Verb.RAISE not in FORMS
