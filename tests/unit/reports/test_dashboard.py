"""The dashboard: who sees which figures, what narrows them, and which cases a number leads to."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agencies.models import User
from agencies.roles import MembershipRole
from cases.models import Case, Exclusion
from core.words import london
from reports.publishing import Published, publishable
from reports.shape import Section
from reports.views import dashboard
from tests.unit.cases.world import DAY, World, a_house, a_member, a_world
from tests.unit.reports.made_facts import made
from tests.unit.reports.made_up import content

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("bristol")


@pytest.fixture
def cases(world: World) -> list[Case]:
    """Two that the first house raised with the second, and one with a third."""
    third = a_house(world.version)
    now = timezone.now()
    other = world.raised(at=now, receiving_agencies=(third.agency,), practitioner=third.practitioner)
    found = [world.raised(at=now), world.raised(at=now), other]
    made()
    return found


def figures(client: Client, person: User, **asked: Any) -> dict[str, Section]:
    client.force_login(person)
    page = client.get("/dashboard/", asked)
    assert page.status_code == HTTPStatus.OK
    return {section.key: section for section in page.context["sections"]}


def raised(sections: dict[str, Section]) -> Any:
    return sections["volume"].tables[0].rows[0].cells[0].value


def test_the_office_and_the_chair_see_true_numbers(client: Client, world: World, cases: list[Case]) -> None:
    for person in (world.office, world.chair):
        assert raised(figures(client, person)) == 3
        page = client.get("/dashboard/").content.decode()
        assert "Do not publish them" in page
        assert "3 raised, against 0 in the period before" in page


def test_nobody_else_sees_any(client: Client, world: World, cases: list[Case]) -> None:
    elsewhere = a_world("brent")
    for person in (world.raising.practitioner, world.stranger):
        client.force_login(person)
        assert client.get("/dashboard/").status_code == HTTPStatus.NOT_FOUND
        assert client.get("/dashboard/themes/").status_code == HTTPStatus.NOT_FOUND
        assert "/dashboard/" not in client.get("/").content.decode()
    assert raised(figures(client, elsewhere.office)) == 0
    assert raised(figures(client, elsewhere.office, of=f"area:{world.version.area.key}")) == 0


def test_an_agency_sees_its_own_part_with_small_numbers_hidden(client: Client, world: World, cases: list[Case]) -> None:
    manager = a_member(world.receiving.agency, MembershipRole.MANAGER)
    for _ in range(5):
        world.raised(at=timezone.now())
    made()
    sections = figures(client, manager)
    assert raised(sections) == 7
    page = client.get("/dashboard/")
    assert "Do not publish them" not in page.content.decode()
    assert page.context["links"] == {}
    shown = [
        c.value for s in sections.values() for t in s.tables for row in t.rows for c in row.cells if c.unit == "count"
    ]
    assert {value for value in shown if value is not None and 1 <= value <= 5} == set()
    assert client.get("/dashboard/themes/").status_code == HTTPStatus.OK
    third = cases[2].parties.get(number=2).agency
    other = a_member(third, MembershipRole.AGENCY_ADMIN)
    assert raised(figures(client, other)) is None
    assert "[c]" in client.get("/dashboard/").content.decode()


def test_it_is_narrowed_by_its_address(client: Client, world: World, cases: list[Case]) -> None:
    assert raised(figures(client, world.office, receiving=world.receiving.agency.pk)) == 2
    assert raised(figures(client, world.office, raising=world.receiving.agency.pk)) == 0


def test_what_is_wrong_in_the_address_is_said_and_narrows_nothing(
    client: Client, world: World, cases: list[Case]
) -> None:
    client.force_login(world.office)
    page = client.get("/dashboard/", {"period": "other", "last_day": "1", "raising": "nobody"})
    said = page.content.decode()
    assert "Enter the first day" in said
    assert "There is a problem" in said
    assert raised({section.key: section for section in page.context["sections"]}) == 3


def test_other_dates(client: Client, world: World, cases: list[Case]) -> None:
    day = london(cases[1].raised_at).date()
    for first, number in ((day, 3), (day - DAY, 0)):
        parts = {
            f"{end}-{part}": getattr(first, part) for end in ("first", "last") for part in ("day", "month", "year")
        }
        assert raised(figures(client, world.office, period="other", **parts)) == number


def test_a_number_leads_to_its_cases(client: Client, world: World, cases: list[Case]) -> None:
    client.force_login(world.office)
    page = client.get("/dashboard/")
    (address,) = {
        found for row in page.context["links"]["receiving"].values() for found in row[:1] if "receiving" in found
    } & {page.context["links"]["receiving"][str(world.receiving.agency.pk)][0]}
    behind = client.get(address).content.decode()
    assert all(case.reference in behind for case in cases[:2])
    assert cases[2].reference not in behind
    assert "2 cases" in behind
    file = b"".join(client.get(f"{address}&file=csv").streaming_content).decode()
    assert all(case.reference in file for case in cases[:2])
    assert cases[2].reference not in file


def test_an_agency_chooses_neither_period_nor_filter(client: Client, world: World, cases: list[Case]) -> None:
    """From views of its choice what is hidden could be worked out: 30 days less 29 are one day."""
    manager = a_member(world.receiving.agency, MembershipRole.MANAGER)
    usual = figures(client, manager)
    page = client.get("/dashboard/").content.decode()
    assert "Raised by" not in page.split("<main")[1].split("<section")[0]
    assert "Other dates" not in page
    dates = {"first_0": "1", "first_1": "4", "first_2": "2026", "last_0": "30", "last_1": "4", "last_2": "2026"}
    for asked in ({"raising": world.raising.agency.pk}, {"stage": "stage-1"}, {"period": "other", **dates}):
        assert figures(client, manager, **asked) == usual
    assert "Raised by" in (client.force_login(world.office) or client.get("/dashboard/").content.decode())


def test_an_agencys_own_figures_are_hidden_beside_what_was_published(
    client: Client, world: World, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One call for both pages, with every frozen report of the area: the same is hidden on each."""
    asked: list[tuple[set[str], tuple[str, ...]]] = []

    def seen(sections: Any, *, threshold: int, earlier: Any) -> Published:
        asked.append(({section.key for section in sections}, earlier))
        return publishable(sections, threshold=threshold, earlier=earlier)

    monkeypatch.setattr(dashboard, "publishable", seen)
    monkeypatch.setattr(dashboard, "published_before", lambda area: (content(),))
    client.force_login(a_member(world.receiving.agency, MembershipRole.MANAGER))
    for address in ("/dashboard/", "/dashboard/themes/"):
        assert client.get(address).status_code == HTTPStatus.OK
    assert asked[0] == asked[1]
    assert {"volume", "trend"} <= asked[0][0]
    assert asked[0][1] == (content(),)


def test_of_the_cases_behind_a_number_one_sees_only_what_is_one_s_own_to_see(
    client: Client, world: World, cases: list[Case]
) -> None:
    Exclusion.objects.create(case=cases[0], person=world.office, since=timezone.now())
    client.force_login(world.office)
    address = client.get("/dashboard/").context["links"]["volume"]["raised"][0]
    behind = client.get(address).content.decode()
    assert cases[0].reference not in behind
    assert cases[1].reference in behind
    assert "3 cases; 1 case among them is not yours to see" in behind
    for person in (world.raising.practitioner, a_member(world.raising.agency, MembershipRole.MANAGER)):
        client.force_login(person)
        assert client.get(address).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "asked",
    [
        "measure=raised&first=2026-04-01&last=never",
        "measure=everything&first=2026-04-01&last=2027-03-31",
        "measure=raised&first=2026-04-01&last=2027-03-31&colour=red",
        "measure=due&first=2026-04-01&last=2027-03-31&owing=them",
        "measure=raised&first=2026-04-01&last=2027-03-31&raising=them",
        "",
    ],
)
def test_an_address_that_counts_nothing_is_not_found(client: Client, world: World, asked: str) -> None:
    client.force_login(world.office)
    assert client.get(f"/dashboard/cases/?area={world.version.area.key}&{asked}").status_code == HTTPStatus.NOT_FOUND


def test_themes_over_time(client: Client, world: World, cases: list[Case]) -> None:
    client.force_login(world.office)
    page = client.get("/dashboard/themes/")
    quarters = page.context["sections"][0].tables[0]
    assert quarters.rows[-1].cells[0].value == 3
    assert sum(row.cells[0].value for row in quarters.rows) == 3
    assert "no more of a difference than chance may bring" in page.content.decode()


def test_the_queries_do_not_grow_with_the_cases(
    client: Client, world: World, cases: list[Case], django_assert_max_num_queries: Any
) -> None:
    client.force_login(world.office)
    with django_assert_max_num_queries(40) as few:
        client.get("/dashboard/")
    for _ in range(4):
        world.raised(at=timezone.now())
    made()
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get("/dashboard/")
