"""Areas beside each other: whose boards consent, who sees it, and that nothing small is seen of any."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from agencies.models import Agency, Membership, User
from agencies.roles import MembershipRole
from policies.models import Area
from policies.vocabulary import Band
from reports.figures.sections import sections_of
from reports.models import CaseFact, FrozenReport, RegionConsent, Report
from reports.publishing import publishable
from reports.region import consent_of, consenting, give, region, withdraw
from reports.scopes import Scope
from reports.shape import Content, Mark, Row, Table, written
from tests.unit.cases.world import published
from tests.unit.reports.random_facts import random_facts

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)
FIRST, LAST = date(2025, 4, 1), date(2026, 3, 31)


@dataclass
class Two:
    """Two areas with figures, each with an office and a chair; and people who have no part in it."""

    areas: list[Area] = field(default_factory=list)
    people: dict[str, User] = field(default_factory=dict)


@pytest.fixture
def two() -> Two:
    found = Two()
    for key, number in (("birmingham", 90), ("brent", 40)):
        version = published(key)
        random_facts(version, seed=len(key), number=number)
        found.areas.append(version.area)
        for part, role in (("office", MembershipRole.BOARD_OFFICE), ("chair", MembershipRole.CHAIR)):
            found.people[f"{key} {part}"] = person(f"{key}-{part}", role, area=version.area)
    agency = Agency.objects.filter(areas=found.areas[0]).first()
    found.people["member"] = person("member", MembershipRole.BOARD_MEMBER, area=found.areas[0], agency=agency)
    found.people["manager"] = person("manager", MembershipRole.MANAGER, agency=agency)
    return found


def person(name: str, role: MembershipRole, **where: object) -> User:
    user = User.objects.create(email=f"{name}@example.org", name=name.title())
    Membership.objects.create(user=user, role=role, **where)
    return user


def both_consent(two: Two) -> None:
    for area, name in zip(two.areas, ("birmingham", "brent"), strict=True):
        assert give(area=area, by=two.people[f"{name} office"], at=AT)


def tables() -> dict[str, Table]:
    return {table.key: table for table in region(FIRST, LAST).tables}


def row(table: Table, area: Area) -> Row:
    return next(found for found in table.rows if found.key == area.key)


def seen(client: Client, who: User, year: str = "2025") -> str:
    client.force_login(who)
    response = client.get(reverse("region"), {"year": year})
    assert response.status_code == 200
    return response.content.decode()


class TestConsent:
    def test_it_stands_once_and_until_it_is_withdrawn(self, two: Two) -> None:
        area, office = two.areas[0], two.people["birmingham office"]
        assert give(area=area, by=office, at=AT)
        assert not give(area=area, by=office, at=AT), "somebody else of the office was quicker"
        assert list(consenting()) == [area]
        assert withdraw(area=area, by=office, at=AT + timedelta(days=1))
        assert not withdraw(area=area, by=office, at=AT + timedelta(days=1))
        assert list(consenting()) == []
        assert give(area=area, by=office, at=AT + timedelta(days=2))
        assert RegionConsent.objects.filter(area=area).count() == 2

    def test_the_database_holds_who_withdrew_it(self, two: Two) -> None:
        office = two.people["birmingham office"]
        with pytest.raises(IntegrityError, match="region_consent_withdrawn_by_somebody"):
            RegionConsent.objects.create(area=two.areas[0], given_at=AT, given_by=office, withdrawn_at=AT)

    def test_the_office_gives_and_withdraws_it_in_the_browser(self, client: Client, two: Two) -> None:
        area, office = two.areas[0], two.people["birmingham office"]
        client.force_login(office)
        address = reverse("region-consent", kwargs={"key": area.key})
        page = client.get(address).content.decode()
        assert "They see no case, no agency and no name." in page
        assert "No other area consents yet." in page
        told = client.post(address, {"do": "give"}, follow=True).content.decode()
        assert f"The figures of {area.name} are compared with those of other areas." in told
        standing = consent_of(area)
        assert standing is not None
        assert standing.given_by == office
        assert f"{office.name} consented for {area.name} on" in client.get(address).content.decode()
        client.post(address, {"do": "withdraw"})
        assert consent_of(area) is None
        assert RegionConsent.objects.get().withdrawn_by == office

    @pytest.mark.parametrize(
        ("who", "status"), [("brent office", 404), ("birmingham chair", 403), ("member", 403), ("manager", 403)]
    )
    def test_nobody_else_does(self, client: Client, two: Two, who: str, status: int) -> None:
        client.force_login(two.people[who])
        address = reverse("region-consent", kwargs={"key": two.areas[0].key})
        assert client.get(address).status_code == status
        assert client.post(address, {"do": "give"}).status_code == status
        assert not RegionConsent.objects.exists()


class TestWhoSees:
    def test_the_office_and_the_chair_of_areas_that_consent(self, client: Client, two: Two) -> None:
        both_consent(two)
        for who in ("birmingham office", "birmingham chair", "brent office"):
            page = seen(client, two.people[who])
            assert "Furthest level reached, by area" in page
            assert all(area.name in page for area in two.areas)
            assert "2 areas compare their figures" in page

    def test_whose_area_does_not_consent_sees_no_other(self, client: Client, two: Two) -> None:
        give(area=two.areas[1], by=two.people["brent office"], at=AT)
        page = seen(client, two.people["birmingham office"])
        assert two.areas[1].name not in page
        assert "Furthest level" not in page
        assert "Its figures are not compared" in page
        assert two.areas[0].name not in seen(client, two.people["brent office"])

    def test_what_is_withdrawn_is_gone_at_once(self, client: Client, two: Two) -> None:
        both_consent(two)
        withdraw(area=two.areas[0], by=two.people["birmingham office"], at=AT + timedelta(days=1))
        assert two.areas[0].name not in seen(client, two.people["brent office"])
        assert "Furthest level" not in seen(client, two.people["birmingham office"])

    @pytest.mark.parametrize("who", ["member", "manager"])
    def test_nobody_else(self, client: Client, two: Two, who: str) -> None:
        both_consent(two)
        client.force_login(two.people[who])
        assert client.get(reverse("region")).status_code == 403

    def test_a_year_that_there_is_not_is_the_newest(self, client: Client, two: Two) -> None:
        both_consent(two)
        assert "2 areas compare" in seen(client, two.people["brent office"], year="1066")


class TestWhatIsSeen:
    def test_each_area_as_it_would_publish(self, two: Two) -> None:
        both_consent(two)
        found = tables()
        for area in two.areas:
            sections = publishable(sections_of(Scope(area, FIRST, LAST)), threshold=5).sections
            bands = next(table for section in sections for table in section.tables if table.key == "bands")
            own = [written(cells.cells[0]) for cells in bands.rows]
            assert [written(cell) for cell in row(found["region-levels"], area).cells] == own
            assert len(own) == len(Band) + 1
        said = [written(cell) for table in found.values() for each in table.rows for cell in each.cells]
        assert "[c]" in said
        assert not {"1", "2", "3", "4", "5"} & set(said)
        assert found["region-levels"].notes == ("As it would be published now: Birmingham and Brent.",)

    def test_a_share_is_of_numbers_that_are_shown(self, two: Two) -> None:
        both_consent(two)
        found = tables()
        for area in two.areas:
            *levels, whole = row(found["region-levels"], area).cells
            for level, share in zip(levels, row(found["region-shares"], area).cells, strict=True):
                if level.mark or whole.mark:
                    assert share.mark == Mark.HIDDEN
                else:
                    assert share.value == round(100 * (level.value or 0) / (whole.value or 1), 1)

    def test_of_one_area_the_same_is_seen_whoever_else_consents(self, two: Two) -> None:
        both_consent(two)
        before = [row(table, two.areas[1]) for table in tables().values()]
        withdraw(area=two.areas[0], by=two.people["birmingham office"], at=AT + timedelta(days=1))
        assert [row(table, two.areas[1]) for table in tables().values()] == before

    def test_what_an_area_published_of_the_year_is_what_is_seen(self, two: Two) -> None:
        both_consent(two)
        area, office = two.areas[0], two.people["birmingham office"]
        report = freeze(area, office)
        CaseFact.objects.filter(area=area).delete()
        found = tables()["region-levels"]
        bands = next(t for section in report.published.sections for t in section.tables if t.key == "bands")
        assert list(row(found, area).cells) == [cells.cells[0] for cells in bands.rows]
        assert found.notes[0] == "As published: Birmingham (on Tuesday 12 May 2026)."

    def test_numbers_up_to_ten_stay_hidden_where_an_area_published_so(self, two: Two) -> None:
        both_consent(two)
        freeze(two.areas[1], two.people["brent office"], first=date(2024, 4, 1), last=date(2025, 3, 31), threshold=10)
        cells = row(tables()["region-levels"], two.areas[1]).cells
        assert not [cell for cell in cells if cell.value is not None and 1 <= cell.value <= 10]

    def test_an_area_without_figures_shows_zeros(self, two: Two) -> None:
        both_consent(two)
        levels = {table.key: table for table in region(date(2020, 4, 1), date(2021, 3, 31)).tables}
        assert [written(cell) for cell in row(levels["region-levels"], two.areas[0]).cells] == ["0"] * 6
        assert [written(cell) for cell in row(levels["region-shares"], two.areas[0]).cells] == ["[z]"] * 5


def freeze(area: Area, by: User, *, first: date = FIRST, last: date = LAST, threshold: int = 5) -> FrozenReport:
    sections = publishable(sections_of(Scope(area, first, last)), threshold=threshold).sections
    content = Content(
        title="Annual report",
        area=area.name,
        partnership=area.partnership,
        first=first,
        last=last,
        threshold=threshold,
        sections=sections,
        made_on=AT.date(),
        version=1,
    ).model_dump_json()
    draft = Report.objects.create(
        area=area,
        first=first,
        last=last,
        title="Annual report",
        threshold=threshold,
        started_at=AT,
        started_by=by,
        updated_at=AT,
        updated_by=by,
    )
    return FrozenReport.objects.create(
        report=draft,
        area=area,
        first=first,
        last=last,
        frozen_at=AT,
        frozen_by=by,
        figures="[]",
        content=content,
        definitions=1,
        digest="0" * 64,
    )
