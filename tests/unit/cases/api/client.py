"""A program that uses the API for one person, and what it says when it raises a disagreement."""

from typing import Any
from uuid import uuid4

from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from agencies.models import User
from cases.models import Case
from tests.unit.cases.world import START, World

CASES = "/api/v1/cases/"
PROTECTIVE = "2026-12-08T17:00+00:00"


def as_person(person: User) -> APIClient:
    """A client that carries the person's token."""
    client = APIClient()
    token, _ = Token.objects.get_or_create(user=person)
    client.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")
    return client


def answers(world: World, **changes: Any) -> dict[str, Any]:
    """What is raised, unless a test changes it; an answer of None is left out."""
    usual: dict[str, Any] = {
        "immediate_risk": "no",
        "agency": str(world.receiving.agency.pk),
        "person": str(world.receiving.practitioner.pk),
        "children": [{"reference": "H-1", "initials": "AB", "age_band": "5-10"}],
        "reasons": [world.policy.reasons[0].key],
        "kind_of_act": "A decision",
        "decided_on": "2026-11-20",
        "what_is_disputed": "The referral was closed without a visit.",
        "disputed_areas": "Whether the threshold is met.",
        "relevance_to_risk": "She sleeps at the address.",
        "wanted": "A visit this week.",
        "method": "in-person",
        "tried_before": "Two visits.",
        "protective_at": PROTECTIVE,
        "protective_reason": "The contact visit is then.",
        "involved": "no",
    }
    return {name: said for name, said in (usual | changes).items() if said is not None}


def raised(world: World, **changes: Any) -> Case:
    """A case raised through the API by the raising agency's practitioner."""
    answer = as_person(world.raising.practitioner).post(CASES, answers(world, **changes), format="json")
    assert answer.status_code == 201, answer.json()
    return Case.objects.get(reference=answer.json()["reference"])


def act(case: Case, verb: str, by: User, said: dict[str, Any] | None = None, **headers: str) -> Any:
    """The answer to one verb, asked for once: under a key of its own, unless the headers say something else."""
    url = f"{CASES}{case.reference}/actions/{verb}/"
    return as_person(by).post(url, said or {}, format="json", headers=headers or {"Idempotency-Key": str(uuid4())})


def shown(case: Case, person: User) -> dict[str, Any]:
    """The case as the API shows it to this person."""
    answer = as_person(person).get(f"{CASES}{case.reference}/")
    assert answer.status_code == 200, answer.json()
    found: dict[str, Any] = answer.json()
    return found


def told(answer: Any, status: int, code: str) -> dict[str, list[str]]:
    """The fields of an error, which is what it should be, and says so in a sentence."""
    said = answer.json()
    assert (answer.status_code, said["code"]) == (status, code), said
    assert said["detail"].endswith(".")
    fields: dict[str, list[str]] = said.get("fields", {})
    return fields


def with_both_sides(world: World) -> Case:
    """A case at a stage in which both sides take part."""
    case = raised(world)
    for _ in range(3):
        if case.policy_stage.sides == "both":
            return case
        world.climb(case, at=START)
        case = Case.objects.get(pk=case.pk)
    raise AssertionError("no stage of both sides was reached")
