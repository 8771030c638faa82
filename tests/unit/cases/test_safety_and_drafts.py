"""The pages of the raise journey: whom to ring and whom to tell about a child at risk, and drafts put by or thrown away."""

import pytest
from django.test import Client

from agencies.models import User
from cases.models import Draft
from cases.raise_presenters import contacts_of
from tests.unit.cases.world import World, a_world, at, published

pytestmark = pytest.mark.django_db
BY_DAY, BY_NIGHT = "office-hours", "out-of-hours"


@pytest.mark.parametrize(
    ("moment", "first"),
    [
        ("2026-11-24 10:00", BY_DAY),
        ("2026-11-24 09:00", BY_DAY),
        ("2026-11-24 08:59", BY_NIGHT),
        ("2026-11-24 17:00", BY_NIGHT),
        ("2026-11-24 23:30", BY_NIGHT),
        ("2026-11-28 10:00", BY_NIGHT),  # a Saturday
        ("2026-12-25 10:00", BY_NIGHT),  # a bank holiday
        ("2026-07-01 09:00", BY_DAY),  # summer time: eight in UTC
    ],
)
def test_who_answers_now_stands_before_who_does_not(moment: str, first: str) -> None:
    (area,) = contacts_of([published("bristol")], at=at(moment))
    assert [contact.when for contact in area.contacts] == ["always", first, BY_NIGHT if first == BY_DAY else BY_DAY]
    assert area.contacts[0].phone == "999"


@pytest.fixture
def writer(client: Client) -> User:
    writer = a_world("brent").raising.practitioner
    client.force_login(writer)
    return writer


@pytest.fixture
def draft(client: Client, writer: User) -> Draft:
    client.post("/raise/")
    return Draft.objects.get(writer=writer)


def test_the_safety_page_names_both_hops_of_the_chain(client: Client, draft: Draft) -> None:  # BRENT-5
    client.post(f"/raise/{draft.key}/risk/", {"immediate_risk": "yes"})
    said = client.get(f"/raise/{draft.key}/safety/").content.decode()
    assert "your agency’s designated safeguarding lead." in said
    assert "The designated safeguarding lead tells Brent Head of Safeguarding." in said
    assert 'href="tel:999"' in said


def test_what_is_put_by_is_kept_even_where_it_cannot_be_taken_yet(client: Client, draft: Draft) -> None:
    answer = client.post(f"/raise/{draft.key}/wanted/", {"wanted": "", "later": "1"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    client.post(f"/raise/{draft.key}/wanted/", {"wanted": "A visit.", "later": "1"})
    draft.refresh_from_db()
    assert draft.answers["wanted"] == {"wanted": ["A visit."]}
    assert f"/raise/{draft.key}/check/" in client.get("/").content.decode()


def test_a_draft_is_thrown_away_by_its_writer(client: Client, draft: Draft) -> None:
    answer = client.post(f"/raise/{draft.key}/delete/")
    assert answer["Location"] == "/"
    assert not Draft.objects.exists()


def test_nobody_else_finds_or_throws_away_a_draft(client: Client, draft: Draft) -> None:
    world: World = a_world("brent")
    client.force_login(world.raising.practitioner)
    assert client.post(f"/raise/{draft.key}/delete/").status_code == 404
    assert client.get(f"/raise/{draft.key}/risk/").status_code == 404
    assert Draft.objects.filter(pk=draft.pk).exists()
