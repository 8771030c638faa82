"""Bad input gets a clear sentence beside its field and loses nothing typed; what is not allowed is refused."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page

from agencies.models import Post
from cases.actions import talking
from cases.actions.door import Request
from cases.models import Entry
from cases.verbs import Verb
from policies.vocabulary import Role
from tests.browser.walk import Walker
from tests.unit.cases.world import World, a_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAID = "We went through the chronology line by line."


def raised_by_hand(world: World, walker: Walker) -> str:
    """A case of today, and its reference; whoever raised it is signed in."""
    case = world.raised(at=datetime.now(UTC))
    walker.sign_in(world.raising.practitioner)
    return str(case.reference)


def fill_in_a_note(page: Page) -> None:
    page.fill('[name="text"]', SAID)
    page.check('input[name="audience"][value="shared"]')


def test_a_date_that_does_not_exist(walker: Walker) -> None:
    world = a_world("flowchart")
    reference = raised_by_hand(world, walker)
    walker.open(f"/cases/{reference}/do/{Verb.RECORD_DISCUSSION}/")
    for part, value in {"day": "31", "month": "2", "year": "2026", "time": "10:00"}.items():
        walker.write(f"held_at-{part}", value)
    walker.write("said", SAID)
    walker.press("Save discussion")
    assert "must be a real date" in walker.errors
    assert walker.page.title().startswith("Error: ")
    assert walker.page.input_value('[name="said"]') == SAID
    assert walker.page.input_value('[name="held_at-day"]') == "31"


def test_a_post_with_nobody_in_it(walker: Walker) -> None:
    world = a_world("flowchart")
    Post.objects.filter(agency=world.receiving.agency).exclude(role=Role.PRACTITIONER).update(holder=None)
    reference = raised_by_hand(world, walker)
    walker.open(f"/cases/{reference}/do/{Verb.ESCALATE}/")
    walker.choose("ground", "not-agreed")
    walker.write("why", "No agreement.")
    walker.write("risk_now", "Nobody outside the home sees the child.")
    walker.write("tried", "Two calls.")
    walker.choose("child_safe", "yes")
    walker.press("Continue")
    assert "nobody is in post; the board’s office is told" in walker.text
    walker.confirm()
    assert "Nobody in post: the board’s office has been told" in walker.text


def test_a_form_sent_twice_is_taken_once(walker: Walker) -> None:
    world = a_world("flowchart")
    reference = raised_by_hand(world, walker)
    walker.open(f"/cases/{reference}/do/{Verb.ADD_NOTE}/")
    first_form = walker.page.input_value('[name="submission"]')
    fill_in_a_note(walker.page)
    walker.press("Add note")
    walker.open(f"/cases/{reference}/do/{Verb.ADD_NOTE}/")
    fill_in_a_note(walker.page)
    walker.page.evaluate("key => { document.querySelector('[name=submission]').value = key; }", first_form)
    walker.press("Add note")
    assert "Note added." in walker.text
    assert Entry.objects.filter(case__reference=reference, kind=Verb.ADD_NOTE).count() == 1


def test_a_case_that_somebody_else_changed_meanwhile(walker: Walker) -> None:
    world = a_world("flowchart")
    case = world.raised(at=datetime.now(UTC))
    walker.sign_in(world.raising.practitioner)
    walker.open(f"/cases/{case.reference}/do/{Verb.ADD_NOTE}/")
    fill_in_a_note(walker.page)
    talking.acknowledge(case, Request(world.receiving.practitioner, datetime.now(UTC)))
    walker.press("Add note")
    assert "This case changed while you were working" in walker.errors
    assert walker.page.input_value('[name="text"]') == SAID
    walker.press("Add note")
    assert "Note added." in walker.text


def test_what_is_not_allowed_is_refused(walker: Walker) -> None:
    world = a_world("flowchart")
    reference = raised_by_hand(world, walker)
    for verb, status in ((Verb.RECORD_DECISION, 403), (Verb.CONFIRM_OUTCOME, 409)):
        response = walker.page.goto(f"{walker.url}/cases/{reference}/do/{verb}/")
        assert response is not None
        assert response.status == status
        walker.look()
    walker.sign_in(world.raising.colleague)
    response = walker.page.goto(f"{walker.url}/cases/{reference}/")
    assert response is not None
    assert response.status == 404


def test_the_journey_without_scripts(without_script: Walker) -> None:
    world = a_world("bristol")
    without_script.sign_in(world.raising.practitioner)
    case = without_script.raise_against(world.receiving.agency.name, person=str(world.receiving.practitioner.pk))
    without_script.sign_in(world.receiver_holder(case))
    without_script.acknowledge(case)
    without_script.act(case, Verb.PROPOSE_PLAN)
    without_script.write("actions-0-what", "Visit")
    without_script.press("Add another action")
    assert without_script.page.input_value('[name="actions-0-what"]') == "Visit"
    assert without_script.page.locator('[name="actions-1-what"]').count() == 1


def test_nothing_is_too_wide_for_a_phone(on_the_phone: Walker) -> None:
    world = a_world("bristol")
    reference = raised_by_hand(world, on_the_phone)
    case = f"/cases/{reference}/"
    for path in ("/", "/cases/", case, f"{case}statement/", f"{case}people/", f"{case}do/escalate/", "/raise/"):
        on_the_phone.open(path)
