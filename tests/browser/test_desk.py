"""The business manager and the chair at their desk: triage, and what is next, on a wide screen and on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Case
from cases.verbs import Verb
from tests.browser.walk import Walker
from tests.unit.cases.world import World, a_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (1280, 320)


def at_the_end() -> tuple[World, Case]:
    world = a_world("brent")
    began = timezone.now() - timedelta(days=12)
    return world, world.climb_to_last(world.raised(at=began), at=began)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_office_triages_from_its_desk_and_asks_for_more(walker: Walker, width: int) -> None:
    world, case = at_the_end()
    walker.page.set_viewport_size({"width": width, "height": 900})
    walker.sign_in(world.office)
    walker.open("/desk/")
    assert "To triage" in walker.text
    walker.open(f"/cases/{case.reference}/do/{Verb.TRIAGE}/")
    assert "has given no reference of its own" in walker.text
    walker.press("Save and tell both sides")
    wanted = ("it is complete", "the procedure is right", "the right agencies are in it", "it is free of conflicts")
    assert [words for words in wanted if f"Select whether {words}" not in walker.text] == []
    for name in ("complete", "policy", "parties", "conflicts"):
        walker.page.locator(f"input[name={name}][value={'no' if name == 'complete' else 'yes'}]").check()
    walker.page.get_by_label("If not: what lacks?").fill("The minutes.")
    walker.page.locator("input[name=urgency][value=usual]").check()
    walker.page.locator("input[name=then][value=accept]").check()
    walker.press("Save and tell both sides")
    assert "Triaged by the board’s side" in walker.text
    walker.open("/desk/")
    assert "Accepted" in walker.text
    walker.open("/desk/last-stage/")
    walker.open("/desk/gaps/")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_chair_finds_on_the_desk_what_is_next(walker: Walker, width: int) -> None:
    world, case = at_the_end()
    walker.page.set_viewport_size({"width": width, "height": 900})
    walker.sign_in(world.chair)
    walker.open("/desk/")
    assert str(case.reference) in walker.text
    assert "Appoint who sits" in walker.text
    assert "Vacant posts" not in walker.text
