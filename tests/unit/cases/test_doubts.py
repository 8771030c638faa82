"""A text that looks as if it named somebody comes back once, beside a warning, and is then taken as it is."""

import re
from typing import Any

import pytest
from django.test import Client

from agencies.models import User
from cases.models import Draft, Entry
from cases.verbs import Verb
from core.sensitive import warnings
from tests.unit.cases.api.client import act
from tests.unit.cases.world import World, a_world

pytestmark = pytest.mark.django_db
NAMED = "I spoke to Jane Smith about it."


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def tokens(page: Any) -> dict[str, str]:
    """The signs that the warning was seen, as the page sends them back."""
    return dict(re.findall(r'name="([\w-]+-looked-at)" value="(\w+)"', page.content.decode()))


@pytest.fixture
def world() -> World:
    return a_world("flowchart")


def test_on_the_page_of_a_verb(world: World) -> None:
    case = world.raised()
    client, url = signed_in(world.raising.practitioner), f"/cases/{case.reference}/do/add-note/"
    said = {"text": NAMED, "audience": "shared"}
    page = client.post(url, said)
    assert page.status_code == 200
    assert "Check what you wrote" in page.content.decode()
    assert NAMED in page.content.decode()
    assert not Entry.objects.filter(kind=Verb.ADD_NOTE).exists()
    other = client.post(url, said | tokens(page) | {"text": "I spoke to Joan Smythe about it."})
    assert "Check what you wrote" in other.content.decode(), "another text is looked at anew"
    assert client.post(url, said | tokens(page)).status_code == 302
    assert Entry.objects.get(kind=Verb.ADD_NOTE).content.body == {"text": NAMED}


def test_on_the_raise_journey_where_the_answer_is_kept_all_the_same(world: World) -> None:
    client = signed_in(world.raising.practitioner)
    client.post("/raise/")
    key = Draft.objects.get().key
    for step, said in (
        ("risk", {"immediate_risk": "no"}),
        ("agency", {"agency": str(world.receiving.agency.pk)}),
    ):
        client.post(f"/raise/{key}/{step}/", said)
    url = f"/raise/{key}/wanted/"
    page = client.post(url, {"wanted": NAMED})
    assert page.status_code == 200
    assert "Check what you wrote" in page.content.decode()
    assert Draft.objects.get().answers["wanted"]["wanted"] == [NAMED]
    assert client.post(url, {"wanted": NAMED} | tokens(page)).status_code == 302


def test_a_row_is_looked_at_too() -> None:
    world = a_world("bristol")
    case = world.raised()
    client, url = signed_in(world.raiser_holder(case)), f"/cases/{case.reference}/do/propose-plan/"
    said = {
        "actions-TOTAL_FORMS": "1",
        "actions-INITIAL_FORMS": "0",
        "actions-0-what": "Visit Jane Smith",
        "actions-0-who": "both",
        "actions-0-due_on-day": "1",
        "actions-0-due_on-month": "2",
        "actions-0-due_on-year": "2031",
    }
    page = client.post(url, said)
    assert 'href="#id_actions-0-what"' in page.content.decode()
    assert client.post(url, said | tokens(page)).status_code == 302


def test_a_program_is_not_refused(world: World) -> None:
    case = world.raised()
    answer = act(case, "add-note", world.raising.practitioner, {"text": NAMED, "audience": "shared"})
    assert answer.status_code == 200, answer.json()


def test_agencies_posts_and_the_procedure_are_nobody(world: World) -> None:
    world.receiving.agency.name = "Digbeth Family Project"
    world.receiving.agency.save()
    case = world.raised()
    client, url = signed_in(world.raising.practitioner), f"/cases/{case.reference}/do/add-note/"
    text = "We wrote to Digbeth Family Project and to its Executive Director."
    assert warnings(text)
    assert client.post(url, {"text": text, "audience": "shared"}).status_code == 302
