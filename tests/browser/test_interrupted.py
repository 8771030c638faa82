"""What interrupts people: a session that ends while they write, a wish for paper."""

import pytest

from cases.models import Draft, Entry
from cases.verbs import Verb
from tests.browser.walk import PASSWORD, Walker
from tests.unit.cases.world import a_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAID = "The referral was closed without a visit.\nNobody has seen the child since."


def lose_the_session(walker: Walker, *, cookies: str = "sessionid") -> None:
    walker.page.context.clear_cookies(name=cookies)


def sign_in_again(walker: Walker, email: str) -> None:
    assert "what you typed is kept" in walker.text
    walker.write("email", email)
    walker.write("password", PASSWORD)
    walker.press("Continue")
    walker.press("Go on where I was")


def test_a_session_lost_amid_the_journey_loses_no_answer(walker: Walker) -> None:
    world = a_world("brent")
    writer = world.raising.practitioner
    walker.sign_in(writer)
    walker.open("/raise/")
    walker.press("Start now")
    walker.choose("immediate_risk", "no")
    walker.press("Continue")
    draft = Draft.objects.get()
    walker.open(f"/raise/{draft.key}/wanted/")
    walker.write("wanted", SAID)
    lose_the_session(walker)
    walker.press("Continue")
    sign_in_again(walker, writer.email)
    assert Draft.objects.get().answers["wanted"] == {"wanted": [SAID.replace("\n", "\r\n")]}
    walker.open(f"/raise/{draft.key}/wanted/")
    assert walker.page.input_value('[name="wanted"]') == SAID


def test_a_session_lost_over_an_act_is_taken_once_signed_in(without_script: Walker) -> None:
    walker, world = without_script, a_world("flowchart")
    case = world.raised()
    writer = world.raising.practitioner
    walker.sign_in(writer)
    walker.open(f"/cases/{case.reference}/do/{Verb.ADD_NOTE}/")
    walker.write("text", SAID)
    walker.choose("audience", "shared")
    lose_the_session(walker)
    walker.press("Add note")
    sign_in_again(walker, writer.email)
    assert "Note added." in walker.text
    assert Entry.objects.get(case=case, kind=Verb.ADD_NOTE).content.body["text"] == SAID


def test_the_whole_record_on_paper(walker: Walker) -> None:
    world = a_world("bristol")
    case = world.raised()
    walker.sign_in(world.raising.practitioner)
    walker.open(f"/cases/{case.reference}/print/")
    walker.page.emulate_media(media="print")
    on_paper = walker.page.inner_text("body")
    assert str(case.reference) in on_paper
    assert "The referral was closed without a visit." in on_paper
    assert "OFFICIAL-SENSITIVE" in on_paper
    for of_the_screen in (".govuk-service-navigation", ".govuk-back-link", ".resolve-footer", ".govuk-skip-link"):
        assert not walker.page.locator(of_the_screen).first.is_visible(), of_the_screen
    assert walker.page.pdf(format="A4").startswith(b"%PDF")


def test_a_procedure_on_paper_unfolds_what_is_folded(walker: Walker) -> None:
    world = a_world("birmingham")
    walker.sign_in(world.raising.practitioner)
    case = world.raised()
    walker.open(f"/cases/{case.reference}/")
    working = walker.page.locator("details").first.locator(".govuk-details__text").first
    assert not working.is_visible()
    walker.page.emulate_media(media="print")
    assert working.is_visible()
