"""The pages of the raise journey: what they ask, warn of and say before and after it is sent."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from agencies.models import Cover, Membership
from agencies.roles import MembershipRole
from cases.actions.raising import Child
from cases.models import Case, Draft
from cases.verbs import Verb
from policies.vocabulary import AgencyType
from tests.unit.cases.world import DAY, World, a_house, a_member, a_world

pytestmark = pytest.mark.django_db


def begun(world: World) -> Client:
    """The raising practitioner's browser, with a draft begun."""
    client = Client()
    client.force_login(world.raising.practitioner)
    client.post("/raise/")
    return client


def answers(world: World) -> dict[str, dict[str, Any]]:
    """What is answered on each page."""
    return {
        "risk": {"immediate_risk": "no"},
        "route": {"route": "disagreement"},
        "agency": {"agency": str(world.receiving.agency.pk)},
        "person": {"person": str(world.receiving.practitioner.pk)},
        "child": {"children-TOTAL_FORMS": "1", "children-INITIAL_FORMS": "0", "children-0-reference": "H-1"},
        "about": {"reasons": world.policy.reasons[0].key},
        "decision": {
            "kind_of_act": "A decision",
            "decided_on-day": "1",
            "decided_on-month": "10",
            "decided_on-year": "2024",
            "what_is_disputed": "It was closed.",
        },
        "areas": {"disputed_areas": "The threshold.", "relevance_to_risk": "Nobody sees her."},
        "wanted": {"wanted": "A visit."},
        "tried": {"method": "telephone", "tried_before": "Two calls."},
        "protect": {"choice": "policy"},
        "manager": {"involved": "no"},
    }


def answer(client: Client, world: World, *, until: str = "") -> Draft:
    """Answer page after page, up to one that is left unanswered, or all."""
    draft = Draft.objects.get(case=None)
    for step, said in answers(world).items():
        if step == until:
            break
        page = client.post(f"/raise/{draft.key}/{step}/", said)
        assert page.status_code == 302, (step, page.content.decode())
    return draft


def text_of(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_a_page_with_one_question_has_it_once() -> None:
    world = a_world("bristol")
    client = begun(world)
    page = client.get(f"/raise/{Draft.objects.get().key}/risk/").content.decode()
    assert page.count("Is a child at immediate risk of harm?</h1>") == 1
    assert page.count("<h1") == 1


def test_going_back_from_the_first_question_makes_no_second_draft() -> None:
    world = a_world("bristol")
    client = begun(world)
    key = str(Draft.objects.get().key)
    back = re.search(r'govuk-back-link" href="([^"]+)"', client.get(f"/raise/{key}/risk/").content.decode())
    assert back is not None
    page = client.get(back[1])
    assert "Go on with your draft" in page.content.decode()
    assert client.post("/raise/", {"draft": key}).headers["Location"] == f"/raise/{key}/risk/"
    assert Draft.objects.count() == 1


def test_nobody_who_only_keeps_the_directory_is_offered_and_the_receiver_is_named_with_cover() -> None:
    world = a_world("buckinghamshire")
    clerk = a_member(world.receiving.agency, MembershipRole.AGENCY_ADMIN, name="Cleo Clerk")
    assert Membership.objects.filter(user=clerk).exists()
    client = begun(world)
    draft = answer(client, world, until="person")
    page = text_of(client.get(f"/raise/{draft.key}/person/"))
    assert "Cleo Clerk" not in page
    receiver = re.search(r"(?:to|know, to) (Someone \d+)", page)
    assert receiver is not None
    away = next(person for person in world.receiving.people if person.name == receiver[1])
    now = datetime.now(UTC)
    Cover.objects.create(person=away, covered_by=world.receiving.colleague, starts_at=now - DAY, ends_at=now + DAY)
    page = text_of(client.get(f"/raise/{draft.key}/person/"))
    assert f"{world.receiving.colleague.name}, covering for {away.name}" in page


def test_the_same_child_and_agencies_again_is_warned_of_and_not_refused() -> None:
    world = a_world("flowchart")
    case = world.raised()
    client = begun(world)
    draft = answer(client, world, until="child")
    url = f"/raise/{draft.key}/child/"
    page = client.post(url, answers(world)["child"])
    assert page.status_code == 200
    assert f"{case.reference} is open about this child" in page.content.decode()
    token = dict(re.findall(r'name="([\w-]+-looked-at)" value="(\w+)"', page.content.decode()))
    assert client.post(url, answers(world)["child"] | token).status_code == 302


def as_a_colleague(world: World) -> Any:
    """The answer to the same child and agency from a colleague of whoever raised it, who takes no part."""
    client = Client()
    client.force_login(world.raising.colleague)
    client.post("/raise/")
    draft = answer(client, world, until="child")
    return client.post(f"/raise/{draft.key}/child/", answers(world)["child"])


def test_a_colleague_is_warned_that_a_case_is_open_and_learns_nothing_of_it() -> None:
    """Journey (a), 4: the same child and agencies. Need to know: not which case, nor what it is about."""
    world = a_world("flowchart")
    case = world.raised()
    page = as_a_colleague(world)
    said = page.content.decode()
    assert "A case is open already about this child" in said
    assert "Ask your manager or your safeguarding lead before you raise another." in said
    assert case.reference not in said
    token = dict(re.findall(r'name="([\w-]+-looked-at)" value="(\w+)"', said))
    url = page.wsgi_request.path
    assert page.client.post(url, answers(world)["child"] | token).status_code == 302


@pytest.mark.parametrize("why", ["kept out", "ended", "another agency", "another child"])
def test_whom_it_does_not_concern_is_not_warned(why: str) -> None:
    world = a_world("flowchart")
    if why == "kept out":
        world.raised(conflicted=(world.raising.colleague,))
    elif why == "ended":
        world.do(world.raised(), Verb.WITHDRAW, by=world.raising.practitioner)
    elif why == "another agency":
        world.raised(receiving_agencies=(a_house(world.version).agency,), practitioner=None)
    else:
        world.raised(children=(Child("X-9", "AB", "5 to 9"),))
    assert as_a_colleague(world).status_code == 302


def test_a_missing_child_is_said_beside_the_field() -> None:
    world = a_world("flowchart")
    client = begun(world)
    draft = answer(client, world, until="child")
    rows = {"children-TOTAL_FORMS": "1", "children-INITIAL_FORMS": "0", "children-0-reference": ""}
    page = client.post(f"/raise/{draft.key}/child/", rows).content.decode()
    assert page.count("Add at least one child") == 2, "in the summary, and beside the field"


def test_a_wrong_time_for_an_answer_that_is_no_longer_chosen_holds_nobody_up() -> None:
    world = a_world("flowchart")
    client = begun(world)
    draft = answer(client, world, until="protect")
    url = f"/raise/{draft.key}/protect/"
    wrong = {
        "other_moment-day": "31",
        "other_moment-month": "2",
        "other_moment-year": "2026",
        "other_moment-time": "noonish",
    }
    page = client.post(url, {"choice": "other", "protective_reason": "x", **wrong})
    assert "The time by which it must be settled must be a real date" in page.content.decode()
    assert client.post(url, {"choice": "policy", **wrong}).status_code == 302


def test_something_else_needs_to_be_said() -> None:
    world = a_world("flowchart")
    client = begun(world)
    draft = answer(client, world, until="about")
    page = client.post(f"/raise/{draft.key}/about/", {"reasons": "other"})
    assert "Enter what else it is about" in page.content.decode()
    assert "If something else, what? (optional)" not in page.content.decode()


def test_sending_says_to_whom_and_sending_again_says_that_it_was_sent() -> None:
    world = a_world("flowchart")
    client = begun(world)
    draft = answer(client, world)
    check = client.get(f"/raise/{draft.key}/check/")
    assert f"Send it to {world.receiving.agency.name}" in check.content.decode()
    assert "Save and come back later" in check.content.decode()
    assert "govuk-summary-card" in check.content.decode()
    client.post(f"/raise/{draft.key}/check/")
    again = client.post(f"/raise/{draft.key}/check/", follow=True)
    assert "You have already sent this disagreement" in again.content.decode()
    assert Case.objects.count() == 1


def test_a_stage_inside_one_agency_tells_the_other_nothing_yet() -> None:
    world = a_world("brent")
    client = begun(world)
    draft = answer(client, world)
    assert "Save it and talk to your manager first" in client.get(f"/raise/{draft.key}/check/").content.decode()
    sent = client.post(f"/raise/{draft.key}/check/", follow=True)
    assert f"{world.receiving.agency.name} is not told yet." in sent.content.decode()


def test_drafts_are_told_apart_at_home() -> None:
    world = a_world("flowchart")
    client = begun(world)
    answer(client, world, until="decision")
    page = text_of(client.get("/"))
    assert f"with {world.receiving.agency.name}" in page
    assert "Next: What do you disagree with?" in page


def test_the_areas_numbers_stand_on_the_pages() -> None:
    world = a_world("brent")
    client = begun(world)
    draft = answer(client, world, until="wanted")
    assert "020 7946 0101" in client.get(f"/raise/{draft.key}/wanted/").content.decode()
    case = world.raised()
    assert "020 7946 0101" in client.get(f"/cases/{case.reference}/").content.decode()


def test_what_the_forms_ask_for_is_asked_and_may_be_left_out() -> None:
    """The status of the child, the meeting, who was consulted, and whether the parents know (O-40, BRIS-12)."""
    world = a_world("bristol")
    client = begun(world)
    draft = answer(client, world)
    more = {
        "child": {"children-0-status": "protection"},
        "decision": {"related_meeting": "The strategy discussion of 1 October"},
        "tried": {"consulted": "The named nurse", "parents_aware": "not-appropriate", "parents_why": "They may flee."},
    }
    for step, said in more.items():
        assert client.post(f"/raise/{draft.key}/{step}/", answers(world)[step] | said).status_code == 302
    client.post(f"/raise/{draft.key}/check/")
    page = text_of(client.get(f"/cases/{Case.objects.get().reference}/statement/"))
    assert "child protection plan" in page
    for said in ("The strategy discussion of 1 October", "The named nurse", "It is not appropriate", "They may flee."):
        assert said in page


def test_several_agencies_can_be_named_and_the_button_says_to_whom_it_goes() -> None:
    world = a_world("bristol")
    third = a_house(world.version, AgencyType.POLICE)
    client = begun(world)
    draft = answer(client, world)
    named = [str(world.receiving.agency.pk), str(third.agency.pk)]  # the first is named twice: once is meant
    client.post(f"/raise/{draft.key}/agency/", {"agency": named[0], "more": named})
    check = client.get(f"/raise/{draft.key}/check/")
    names = f"Send it to {world.receiving.agency.name} and {third.agency.name}"
    assert names in text_of(check)
    client.post(f"/raise/{draft.key}/check/")
    parties = Case.objects.get().parties.filter(side="receiving")
    assert [party.agency for party in parties] == [world.receiving.agency, third.agency]
