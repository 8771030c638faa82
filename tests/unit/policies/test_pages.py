"""The pages on policies: what they say of each area, on dates, to whom, and with how many queries."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from agencies.models import User
from core.access import Audience
from policies.models import Area, PolicyVersion
from policies.publishing import publish
from tests.policies import FOLDER as EXAMPLES
from tests.unit.policies.library import AREAS, AT, policy_of, publish_library, small, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def person() -> Client:
    client = Client()
    client.force_login(User.objects.create_user("ada@example.org", name="Ada"), backend="agencies.backends.RoleBackend")
    return client


def seen(answer: Any) -> str:
    """What a person reads: the text of the page, with single spaces."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", answer.content.decode())))


def version(area: str) -> PolicyVersion:
    return PolicyVersion.objects.get(area__key=area)


def page_of(person: Client, area: str) -> str:
    publish_library(area)
    return seen(person.get(reverse("policy-version", args=[version(area).pk])))


def on_dates(raised: str = "16 1 2026 5:30pm", **more: str) -> dict[str, str]:
    day, month, year, time = raised.split()
    typed = {"raised_at-day": day, "raised_at-month": month, "raised_at-year": year, "raised_at-time": time}
    return {"raising": "health", "receiving": "police", **typed, **more}


def dates(person: Client, area: str, **asked: str) -> Any:
    publish_library(area)
    return person.get(reverse("policy-dates", args=[version(area).pk]), on_dates(**asked))


def test_every_page_is_for_whoever_is_signed_in_but_drafts_are_for_those_who_may_publish() -> None:
    for row in get_resolver("policies.urls").url_patterns:
        of_drafts = str(row.pattern).startswith("policies/drafts/")
        wanted = (Audience.PERMISSION, "policies.publish") if of_drafts else (Audience.SIGNED_IN, "")
        assert (row.callback.access.audience, row.callback.access.permission) == wanted


@pytest.mark.parametrize("name", ["policy-list", "policy-version", "policy-dates"])
def test_a_stranger_is_sent_to_sign_in(name: str) -> None:
    publish_library("brent")
    arguments = [] if name == "policy-list" else [version("brent").pk]
    answer = Client().get(reverse(name, args=arguments))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("sign-in"))


def test_nobody_may_post_to_a_page_that_only_shows(person: Client) -> None:
    assert person.post(reverse("policy-list")).status_code == 405


@pytest.mark.parametrize("name", ["policy-version", "policy-dates"])
def test_a_version_that_is_not_there_is_not_found(person: Client, name: str) -> None:
    assert person.get(reverse(name, args=[987])).status_code == 404


def test_the_list_shows_each_area_with_its_procedure_and_what_is_past_review(person: Client) -> None:
    publish_library()
    Area.objects.create(key="newshire", name="Newshire", partnership="Newshire partnership")
    text = seen(person.get(reverse("policy-list")))
    assert "Birmingham Escalation Policy" in text
    assert (
        f"Version {policy_of('birmingham').metadata.name}, from Tuesday 1 September 2020 6 Wednesday 30 November 2022 Past its review date"
        in text
    )
    assert text.count("Past its review date") == 3  # Birmingham, Brent, Bristol; the other two state no date
    assert "Newshire No procedure is in force yet" in text


def test_the_list_says_that_there_is_nothing_yet(person: Client) -> None:
    assert "No area has a procedure yet" in seen(person.get(reverse("policy-list")))


def of_policies(queries: CaptureQueriesContext) -> list[str]:
    """Those of a page itself; what every page asks of learning points is counted elsewhere."""
    said = [query["sql"] for query in queries]
    return [sql for sql in said if "policies_" in sql and "cases_learningpoint" not in sql]


def test_the_list_takes_no_more_queries_for_more_areas(person: Client) -> None:
    publish_library("brent")
    with CaptureQueriesContext(connection) as few:
        person.get(reverse("policy-list"))
    publish_library()
    with CaptureQueriesContext(connection) as many:
        person.get(reverse("policy-list"))
    ours = of_policies(many)
    assert len(many) == len(few)
    assert len(ours) == 2, ours


def test_a_version_takes_no_more_queries_for_more_versions(person: Client, tmp_path: Path) -> None:
    publish([write(tmp_path, small())], by=None, at=AT)
    address = reverse("policy-version", args=[version("anyshire").pk])
    with CaptureQueriesContext(connection) as few:
        person.get(address)
    for number in "234":
        publish([write(tmp_path, small(**{'version: "1"': f'version: "{number}"'}))], by=None, at=AT)
    with CaptureQueriesContext(connection) as many:
        person.get(address)
    assert len(many) == len(few)
    assert len(of_policies(many)) == 3


@pytest.mark.parametrize("area", AREAS)
def test_every_stage_stands_in_the_picture_and_in_the_table(person: Client, area: str) -> None:
    text = page_of(person, area)
    for stage in version(area).policy.stages:
        label = f"Stage {stage.number}" if stage.number != "0" else "Before Stage 1"
        assert text.count(f"{label} {stage.title}") >= 2, stage.key


def test_bristol_says_its_limits_whom_it_tells_and_that_its_last_stage_binds(person: Client) -> None:
    text = page_of(person, "bristol")
    assert "Respond 24 hours (1 working day) from the escalation, as a guide" in text
    assert "Respond 5 working days from receipt, as a guide" in text
    assert "Acknowledge, setting out a timescale 48 hours (2 working days) from receipt" in text
    assert "In all cases the Business Manager must be told" in text
    assert "If they cannot be reached: Quality Assurance Service Manager." in text
    assert "The Chair of Keeping Children Safe chooses between them." in text
    assert text.count("The decision is binding on the agencies concerned.") == 4
    assert "It has representatives of 3 agencies. The agencies that disagree are among them." in text
    assert "n working days become n × 24 hours from the escalation" in text
    assert "This procedure is past its review date, Saturday 31 August 2019." in text


def test_birmingham_says_who_acts_by_type_and_its_way_past_three_stages(person: Client) -> None:
    text = page_of(person, "birmingham")
    assert "Children’s social care: Executive Director for Children’s Services" in text
    assert "goes straight from Stage One to Stage Five. BHAM-19" in text
    assert "It is not binding. Nobody from the agencies that disagree sits on it." in text
    assert "Children Advice and Support Service (CASS) 0121 496 0101 in office hours" in text
    assert "Emergency Duty Team 0121 496 0102 out of hours" in text
    assert "The case is referred through the Business Manager." in text
    assert "By a date that protects the child, set by the side that raised it" in text


def test_brent_says_which_side_is_alone_and_who_tells_whom(person: Client) -> None:
    text = page_of(person, "brent")
    assert "Worker. Only the side that raises it takes part." in text
    assert "Tell your agency’s designated safeguarding lead." in text
    assert "The designated safeguarding lead tells Brent Head of Safeguarding." in text
    assert "5 working days from the day it was raised, or sooner to protect the child" in text
    assert "The agencies that disagree are among them where possible." in text


def test_buckinghamshire_says_where_immediate_risk_starts_and_what_may_be_passed_over(person: Client) -> None:
    text = page_of(person, "buckinghamshire")
    assert (
        "The case starts at Stage 1 at once, or goes on to it, if this holds too: Does the other agency disagree"
        in text
    )
    assert text.count("Immediate risk starts the case here") == 1
    assert "If it is not settled. Further layers of senior management are to be considered." in text
    assert "If it is not settled, or without this stage" in text
    assert "Strategic Head of Service, then Director" in text
    assert "Instead of deciding, a course of action may be agreed" in text
    assert "What the text leaves open The text states no rule on response" in text


def test_the_flowchart_says_its_rungs_what_advances_and_that_binding_is_not_said(person: Client) -> None:
    text = page_of(person, "flowchart")
    assert "Service manager, then Head of service" in text
    assert "The case moves to Stage 4 by itself" in text
    assert "The procedure does not say whether it is binding." in text
    assert "E-mail: not recommended." in text
    assert "past its review date" not in text


def test_versions_know_which_of_them_is_in_force(person: Client, tmp_path: Path) -> None:
    later = {'version: "1"': 'version: "2"', "2026-04-01": "2026-09-01"}
    coming = {'version: "1"': 'version: "3"', "2026-04-01": "2027-04-01"}
    for text in (small(), small(**later), small(**coming)):
        publish([write(tmp_path, text)], by=None, at=AT)
    second = PolicyVersion.objects.get(version="2")
    text = seen(person.get(reverse("policy-version", args=[second.pk])))
    assert "Resolving disagreements In force" in text
    assert "Version 3 , from Thursday 1 April 2027 Not yet in force" in text
    assert "Version 1 , from Wednesday 1 April 2026 Replaced" in text
    assert second.digest in text


def test_the_page_of_dates_opens_with_an_example_of_today(person: Client) -> None:
    publish_library("brent")
    answer = person.get(reverse("policy-dates", args=[version("brent").pk]))
    assert "The stages on dates" in seen(answer)
    assert 'value="9:30am"' in answer.content.decode()


def test_dates_say_who_acts_by_when_and_why(person: Client) -> None:
    text = seen(dates(person, "bristol"))
    assert "Stage 1 Supervisor or team manager to the equivalent" in text
    assert (
        "By Monday 19 January 2026, 5:30pm" in text
    )  # Friday 17:30, 1 WD from the escalation: the same time on Monday
    assert "Saturday 17 and Sunday 18 January are a weekend." in text
    assert "The decision is binding on the agencies concerned." in text


def test_dates_obey_immediate_risk_and_the_type_of_agency(person: Client) -> None:
    text = seen(dates(person, "bristol", immediate_risk="on"))
    assert "By Saturday 17 January 2026, 5:30pm" in text
    text = seen(dates(person, "birmingham", receiving="self-employed"))
    assert "Safeguarding lead of the relevant service for the agency that receives it" in text


def test_a_priority_and_a_meeting_are_asked_for_only_where_they_matter(person: Client) -> None:
    text = seen(dates(person, "bristol"))
    assert "How urgent it is" not in text
    assert "Meeting from which times count back" not in text
    publish([EXAMPLES / "eastvale.yaml"], by=None, at=AT)
    where = reverse("policy-dates", args=[version("eastvale").pk])
    text = seen(person.get(where, on_dates()))
    assert "How urgent it is Standard Urgent" in text
    assert "By Monday 26 January 2026, 5pm" in text  # a working week from the end of the day of the acknowledgement
    assert "whose date is not given here" in text
    meeting = {"meeting_at-day": "20", "meeting_at-month": "2", "meeting_at-year": "2026", "meeting_at-time": "10am"}
    text = seen(person.get(where, on_dates(priority="urgent", **meeting)))
    assert "By Friday 16 January 2026, 9:30pm" in text  # four true hours
    assert "whose date is not given here" not in text
    assert "The meeting is on Friday 20 February 2026 at 10am." in text
    assert "All of it together All of it within thirty days, and a week before the conference." in text
    early = meeting | {"meeting_at-month": "1", "meeting_at-day": "15"}
    assert "The meeting must be after the date that it is raised" in seen(person.get(where, on_dates(**early)))


def test_the_page_of_a_version_says_how_urgent_a_case_may_be(person: Client) -> None:
    publish([EXAMPLES / "eastvale.yaml"], by=None, at=AT)
    text = seen(person.get(reverse("policy-version", args=[version("eastvale").pk])))
    assert "Respond (standard cases) 1 working week" in text
    assert "Respond (urgent cases) 4 hours" in text
    assert (
        "How urgent a disagreement may be Standard Urgent: The child would be harmed before the week is over." in text
    )


def test_the_page_of_a_version_says_who_is_told_and_how_soon_the_end_is_confirmed(
    person: Client, tmp_path: Path
) -> None:
    outcome = "outcome: {confirm_within: {amount: 3, unit: working-days}}\n"
    told = "tells:\n  - {who: raiser, on: closed, says: Within two days., cite: ANY-9}\n"
    publish([write(tmp_path, small(**{"reasons:": f"{outcome}{told}reasons:"}))], by=None, at=AT)
    text = seen(person.get(reverse("policy-version", args=[version("anyshire").pk])))
    assert "or that it has read what was decided. Time to do so: 3 working days." in text
    assert (
        "Who is told, whatever the stage When the case ends: The professional who raised it. Within two days. ANY-9"
        in text
    )
    publish_library("bristol")
    assert "whatever the stage" not in seen(person.get(reverse("policy-version", args=[version("bristol").pk])))


def test_a_date_that_does_not_exist_is_named_beside_its_field_and_kept(person: Client) -> None:
    answer = dates(person, "bristol", raised="31 2 2026 5pm")
    assert "Date that it is raised must be a real date" in seen(answer)
    assert 'value="31"' in answer.content.decode()
    assert answer.content.decode().count("<title>Error: ") == 1


def test_a_date_beyond_the_bank_holidays_held_is_said_beside_its_field(person: Client) -> None:
    answer = dates(person, "bristol", raised="16 1 2099 5pm")
    assert "Working days cannot be counted" in seen(answer)
    assert 'id="id_raised_at-error"' in answer.content.decode()


def test_an_unknown_type_of_agency_is_refused(person: Client) -> None:
    answer = dates(person, "bristol", receiving="wizards")
    assert "Select the agency that receives it from the answers given" in seen(answer)
