"""Journey (c): at immediate risk the board's office is alerted at whatever stage, and learns no more than the outline."""

import pytest
from django.test import Client

from agencies.models import Membership
from agencies.roles import MembershipRole
from cases.models import Case
from cases.verbs import Verb
from notifications.models import Message
from tests.unit.cases.world import AREAS, HOUR, START, World, a_world

pytestmark = pytest.mark.django_db


def alerts(case: Case, **whose: object) -> list[Message]:
    return list(Message.objects.filter(reference=case.reference, kind="risk-alert", **whose))


@pytest.fixture(params=AREAS)
def world(request: pytest.FixtureRequest) -> World:
    return a_world(request.param)


def test_the_office_is_alerted_at_the_first_stage_in_every_area(world: World) -> None:
    case = world.raised()
    world.do(case, Verb.FLAG_RISK, by=case.raised_by, at=START + HOUR)
    (alert,) = alerts(case, recipient=world.office)
    assert alert.todo == f"look at once at the outline of a case of {world.version.area.name}"  # no fact in an e-mail
    assert not alerts(case, recipient=world.chair)


def test_so_it_is_where_it_is_raised_as_such_and_where_it_goes_on_for_that() -> None:
    world = a_world("bristol")
    raised = world.raised(immediate_risk=True)
    gone_on = world.climb(world.raised(), at=START + HOUR, tried="We met.")
    world.do(gone_on, Verb.FLAG_RISK, by=gone_on.raised_by, at=START + 2 * HOUR)
    assert len(alerts(raised, recipient=world.office)) == len(alerts(gone_on, recipient=world.office)) == 1


def test_the_alert_leads_to_the_outline_and_to_no_content(client: Client) -> None:
    world = a_world("bristol")
    case = world.raised()
    world.do(case, Verb.FLAG_RISK, by=case.raised_by, at=START + HOUR, risk_now="She is alone tonight.")
    client.force_login(world.office)
    page = client.get(alerts(case)[0].path)
    assert page.status_code == 200
    assert "alone tonight" not in page.content.decode()
    assert "Immediate risk" in page.content.decode()
    shown = client.get(f"/api/v1/cases/{case.reference}/").json()
    assert (shown["content"], shown["immediate_risk"]) == (False, True)  # page and API say the same: that, and no more
    assert client.get("/api/v1/cases/").json()["results"][0]["immediate_risk"]
    assert "Immediate risk" in client.get("/cases/").content.decode()
    case.refresh_from_db()
    assert case.board_involved_at is None


def test_where_the_office_has_nobody_the_chair_is_told_and_else_it_fails_for_people_to_see() -> None:
    world = a_world("bristol")
    Membership.objects.filter(role=MembershipRole.BOARD_OFFICE.value).delete()
    first = world.raised(immediate_risk=True)
    assert [alert.path for alert in alerts(first, recipient=world.chair)] == ["/"]
    Membership.objects.filter(role=MembershipRole.CHAIR.value).delete()
    assert len(alerts(world.raised(immediate_risk=True), recipient=None)) == 1
