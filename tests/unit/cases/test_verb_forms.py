"""What the form of a verb asks, warns of and announces, in the situation of whoever opens it."""

from typing import Any

import pytest
from django.test import Client

from agencies.models import User
from cases.forms.acting import FORMS, VerbForm
from cases.journey import as_data
from cases.models import Case
from cases.rules.refusals import refusal_in
from cases.situations import situation
from cases.verbs import Verb
from core.persons import CHILD
from policies.vocabulary import AgencyType, Ground
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db


def form_of(case: Case, verb: Verb, by: User, said: dict[str, Any] | None = None, *, after: Any = HOUR) -> VerbForm:
    s = situation(case_now(case), by=by, at=START + after)
    data = as_data({name: [str(value)] for name, value in said.items()}) if said is not None else None
    return FORMS[verb](data, situation=s)


def labels(form: VerbForm, name: str) -> list[str]:
    return [str(label) for _, label in form.fields[name].choices]  # type: ignore[attr-defined]


def asides(form: VerbForm) -> str:
    return str([(aside.title, aside.lines, aside.written) for aside in form.asides])


def test_each_ground_of_a_single_sided_stage_has_a_sentence_of_its_own() -> None:
    world = a_world("brent")
    form = form_of(world.raised(), Verb.ESCALATE, world.raising.practitioner)
    assert len(set(labels(form, "ground"))) == len(labels(form, "ground")) > 1
    assert Ground.IMMEDIATE_RISK.label_for(CHILD) in labels(form, "ground")


def test_a_date_is_asked_for_exactly_where_the_procedure_names_none() -> None:
    world = a_world("brent")
    case = world.raised()
    assert "protective_at" not in form_of(case, Verb.ESCALATE, case.raised_by).fields, "Stage 2 has a limit"
    case = world.climb(case, at=START + HOUR)
    form = form_of(case, Verb.ESCALATE, case.raised_by, after=2 * HOUR)
    assert form.fields["protective_at"].required
    assert "sets no limit at Stage 3" in str(form.fields["protective_at"].help_text)
    said = {"ground": "immediate-risk", "why": "She is not seen.", "risk_now": "He hits her.", "tried": "Two calls."}
    refused = form_of(case, Verb.ESCALATE, case.raised_by, said, after=2 * HOUR)
    assert not refused.is_valid()
    assert set(refused.errors) == {"protective_at", "protective_why"}


def test_going_on_early_is_warned_of_and_says_who_receives_it() -> None:
    world = a_world("brent")
    case = world.climb(world.raised(), at=START + HOUR)
    form = form_of(case, Verb.ESCALATE, case.raised_by, after=2 * HOUR)
    assert "It is early" in form.warning
    assert form.button == "Escalate to Stage 3"
    assert "Stage 3: Line manager to line manager" in asides(form)
    assert world.receiving.agency.name in asides(form)
    assert case_now(case).stage == "stage-two", "looking ahead changes nothing"


def test_a_ground_that_waits_for_a_discussion_is_said_to() -> None:
    world = a_world("birmingham", raising=AgencyType.SCHOOL, receiving=AgencyType.SCHOOL)
    case = world.raised()
    for hours in range(1, 4):
        form = form_of(case, Verb.ESCALATE, case.raised_by, after=hours * HOUR)
        if Ground.NOT_AGREED.label not in labels(form, "ground"):
            break
        case = case_now(world.do(case, Verb.ESCALATE, by=case.raised_by, at=START + hours * HOUR))
    assert "“We could not agree” becomes possible once" in str(form.fields["ground"].help_text)


@pytest.mark.parametrize("verb", [Verb.ACKNOWLEDGE, Verb.RESPOND])
def test_who_answers_reads_first_what_the_other_side_says(verb: Verb) -> None:
    world = a_world("flowchart")
    case = world.raised()
    form = form_of(case, verb, world.receiver_holder(case))
    for said in ("The referral was closed without a visit.", "She sleeps at the address.", "A visit this week."):
        assert said in asides(form)


def test_steps_ask_in_words_of_their_own() -> None:
    asked = {FORMS[verb].base_fields["said"].label for verb in (Verb.CONSULT, Verb.REPORT)}
    world = a_world("brent")
    form = form_of(world.raised(), Verb.CONSULT, world.raising.practitioner)
    assert str(form.fields["said"].label) not in asked
    assert "manager advise" in str(form.fields["said"].label)


def at_the_last_stage(area: str) -> tuple[World, Case]:
    world = a_world(area)
    return world, world.climb_to_last(world.raised(), at=START)


def test_a_report_back_waits_for_the_decision() -> None:
    world, case = at_the_last_stage("birmingham")
    before = refusal_in(situation(case, by=world.office, at=START + 19 * DAY), Verb.REPORT)
    assert "follows upon the decision" in str(before)
    world.do(case, Verb.RECORD_DECISION, by=world.office, at=START + 20 * DAY)
    assert refusal_in(situation(case_now(case), by=world.office, at=START + 21 * DAY), Verb.REPORT) is None


def test_a_report_that_is_not_owed_may_follow_the_decision_too() -> None:
    world, case = at_the_last_stage("brent")
    world.do(case, Verb.RECORD_DECISION, by=world.office, at=START + 20 * DAY)
    assert refusal_in(situation(case_now(case), by=world.office, at=START + 21 * DAY), Verb.REPORT) is None


def test_before_a_decision_is_recorded_it_is_said_what_it_does() -> None:
    world, case = at_the_last_stage("brent")
    said = {"kind": "panel", "result": "decided", "decided_by": "Panel", "decision": "Visit", "reasons": "Risk"}
    said |= {"outcome": "upheld"}
    said |= {"actions-TOTAL_FORMS": "0", "actions-INITIAL_FORMS": "0"}
    form = form_of(case, Verb.RECORD_DECISION, world.office, said, after=20 * DAY)
    assert form.is_valid(), form.errors
    assert form.consequences[:2] == ["The decision is binding on both sides.", "The case is closed."]
    assert case.raised_by.name in form.consequences[2]


def test_withdrawing_repeats_what_follows() -> None:
    world = a_world("flowchart")
    case = world.raised()
    form = form_of(case, Verb.WITHDRAW, case.raised_by, {"why": "The child has moved.", "outcome": "overtaken"})
    assert form.is_valid()
    assert form.consequences[0] == "This ends the case for both sides."
    assert world.receiver_holder(case).name in form.consequences[-1]


def test_who_confirms_sees_their_name_and_that_the_case_closes() -> None:
    world = a_world("flowchart")
    case = world.raised()
    world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case))
    by = world.receiver_holder(case)
    form = form_of(case, Verb.CONFIRM_OUTCOME, by, after=2 * HOUR)
    assert form.fields["confirm"].label == "I confirm this is an accurate record of what we agreed"
    assert f"{by.name}, {world.receiving.agency.name}" in str(form.fields["confirm"].help_text)
    assert form.says == "You are the last to confirm it: the case is then closed."


@pytest.mark.parametrize(
    ("propose", "send_back", "why"),
    [
        (Verb.PROPOSE_OUTCOME, Verb.RETURN_OUTCOME, "The visit was not agreed."),
        (Verb.PROPOSE_PLAN, Verb.RETURN_PLAN, "It is too late."),
    ],
)
def test_the_next_version_begins_with_the_words_that_were_sent_back(propose: Verb, send_back: Verb, why: str) -> None:
    world = a_world("flowchart")
    case = world.raised()
    by = world.raiser_holder(case)
    assert form_of(case, propose, by).asides == []
    world.do(case, propose, by=by)
    world.do(case, send_back, by=world.receiver_holder(case), at=START + 2 * HOUR)
    form = form_of(case, propose, by, after=3 * HOUR)
    assert why in asides(form)
    assert form.rows is not None
    assert [row.initial["what"] for row in form.rows.forms] == ["Visit"]
    if propose is Verb.PROPOSE_OUTCOME:
        assert form["statement"].initial == "We agreed on a joint visit."
        assert form["outcome"].initial == "compromise"


def test_a_refusal_leads_back_to_the_case(client: Client) -> None:
    world = a_world("flowchart")
    case = world.raised()
    client.force_login(case.raised_by)
    page = client.get(f"/cases/{case.reference}/do/{Verb.RECORD_DECISION}/")
    assert page.status_code >= 400
    assert f'href="/cases/{case.reference}/"' in page.content.decode()
