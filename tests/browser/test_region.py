"""A board's office lets its figures be compared, sees them beside another area's, and withdraws, on a wide screen and on a phone."""

import pytest
from django.utils import timezone

from agencies.models import Membership, User
from agencies.roles import MembershipRole
from reports.region import give
from tests.browser.walk import Walker
from tests.unit.cases.world import published
from tests.unit.reports.random_facts import random_facts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 320])
def test_the_office_consents_compares_and_withdraws(walker: Walker, width: int) -> None:
    offices = []
    for key, number in (("birmingham", 90), ("brent", 40)):
        version = published(key)
        random_facts(version, seed=len(key), number=number)
        office = User.objects.create(email=f"{key}@example.org", name=f"Office of {key.title()}")
        Membership.objects.create(user=office, role=MembershipRole.BOARD_OFFICE, area=version.area)
        offices.append((office, version.area))
    (office, area), (other, elsewhere) = offices
    give(area=elsewhere, by=other, at=timezone.now())
    walker.page.set_viewport_size({"width": width, "height": 900})
    walker.sign_in(office)
    walker.open("/region/?year=2025")
    assert elsewhere.name not in walker.text
    walker.open(f"/region/{area.key}/")
    walker.press(f"Consent for {area.name}")
    assert "are compared with those of other areas" in walker.text
    walker.open("/region/?year=2025")
    assert elsewhere.name in walker.text
    assert "[c]" in walker.text
    walker.open(f"/region/{area.key}/")
    walker.press("Withdraw consent")
    assert elsewhere.name not in walker.text
