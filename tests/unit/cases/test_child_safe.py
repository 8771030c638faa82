"""Is the child safe today, and who does what meanwhile? Asked at each stage; and whom to ring stands on every page of a case."""

import re

import pytest
from django.test import Client

from cases.forms.agreeing import PlanForm
from cases.forms.moving import EscalateForm
from cases.forms.returning import ReopenForm, StepDownForm
from cases.forms.talking import AcknowledgeForm, DiscussionForm, NoAgreementForm, RespondForm
from cases.models import Case
from cases.rules.safety import Safety
from cases.situations import situation
from cases.verbs import Verb
from policies.presenters.contacts import likelier_first
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, at, case_now, published

pytestmark = pytest.mark.django_db
RESPONSE = {"position": "disagree", "response": "We stand by it."}


@pytest.fixture
def world() -> World:
    return a_world("bristol")


@pytest.fixture
def case(world: World) -> Case:
    return world.raised()


def said(client: Client, case: Case, **more: str) -> tuple[int, str]:
    answer = client.post(f"/cases/{case.reference}/do/respond/", RESPONSE | more)
    return answer.status_code, answer.content.decode()


class TestAsked:
    def test_a_response_says_whether_the_child_is_safe(self, client: Client, world: World, case: Case) -> None:
        client.force_login(world.receiver_holder(case))
        status, page = said(client, case)
        assert status == 422
        assert "Select whether the child is safe today" in page
        assert said(client, case, child_safe="yes")[0] == 302
        assert case.entries.get(kind=Verb.RESPOND).facts["child_safe"] == "yes"

    def test_where_the_child_is_not_safe_who_does_what_meanwhile(
        self, client: Client, world: World, case: Case
    ) -> None:
        client.force_login(world.receiver_holder(case))
        status, page = said(client, case, child_safe="no")
        assert status == 422
        assert "Enter who does what meanwhile to keep the child safe" in page
        assert said(client, case, child_safe="no", meanwhile="The school rings each morning.")[0] == 302
        client.force_login(case.raised_by)
        page = client.get(f"/cases/{case.reference}/").content.decode()
        assert "The child is not safe today." in page
        assert "The school rings each morning." in page
        assert "Last confirmed by" in page

    def test_a_side_is_asked_once_at_a_stage(self, world: World, case: Case) -> None:
        by = world.receiver_holder(case)
        world.do(case, Verb.ACKNOWLEDGE, by=by, safety=Safety("yes"))
        form = RespondForm(situation=situation(case_now(case), by=by, at=START + HOUR))
        assert "child_safe" not in form.fields

    @pytest.mark.parametrize(
        "form", [AcknowledgeForm, RespondForm, DiscussionForm, NoAgreementForm, PlanForm], ids=lambda f: f.verb.value
    )
    def test_each_side_is_asked_with_whatever_it_does_first(self, world: World, case: Case, form: type) -> None:
        for by, must in ((world.receiver_holder(case), form is not AcknowledgeForm), (case.raised_by, False)):
            asked = form(situation=situation(case_now(case), by=by, at=START + HOUR))
            assert asked.fields["child_safe"].required is must
        board = form(situation=situation(case_now(case), by=world.office, at=START + HOUR))
        assert "child_safe" not in board.fields

    def test_what_is_said_with_a_discussion_stands_in_the_record(self, world: World, case: Case) -> None:
        by = world.receiver_holder(case)
        world.do(case, Verb.RECORD_DISCUSSION, by=by, safety=Safety("no", "An aunt is with her."))
        entry = case.entries.get(kind=Verb.RECORD_DISCUSSION)
        assert entry.facts["child_safe"] == "no"
        assert entry.content.body["meanwhile"] == "An aunt is with her."

    def test_it_is_asked_again_when_a_case_comes_back(self, world: World, case: Case) -> None:
        world.climb(case, at=START + HOUR)
        back = StepDownForm(situation=situation(case_now(case), by=case.raised_by, at=START + 2 * HOUR))
        assert back.fields["child_safe"].required
        world.do(case, Verb.WITHDRAW, by=case.raised_by, at=START + 2 * HOUR)
        again = ReopenForm(situation=situation(case_now(case), by=case.raised_by, at=START + DAY))
        assert again.fields["child_safe"].required

    def test_it_is_asked_anew_on_going_on_and_stands_in_the_record(self, world: World, case: Case) -> None:
        form = EscalateForm(situation=situation(case, by=case.raised_by, at=START + HOUR))
        assert form.fields["child_safe"].required
        world.climb(case, at=START + HOUR, safety=Safety("unknown", "The school rings each morning."))
        entry = case.entries.get(kind=Verb.ESCALATE)
        assert entry.facts["child_safe"] == "unknown"
        assert entry.content.body["meanwhile"] == "The school rings each morning."

    def test_at_immediate_risk_it_holds_nobody_up(self, client: Client, world: World) -> None:
        case = world.raised(immediate_risk=True)
        client.force_login(world.receiver_holder(case))
        assert said(client, case)[0] == 302

    def test_going_on_for_immediate_risk_holds_nobody_up(self, world: World, case: Case) -> None:
        typed = {"ground": "immediate-risk", "why": "He is back.", "risk_now": "He hits her."}
        form = EscalateForm(typed, situation=situation(case, by=case.raised_by, at=START + HOUR))
        assert form.is_valid(), form.errors

    def test_a_procedure_can_leave_it_out(
        self, monkeypatch: pytest.MonkeyPatch, client: Client, world: World, case: Case
    ) -> None:
        policy = case.policy
        risk = policy.immediate_risk.model_copy(update={"safety_reconfirmed": False})
        changed = policy.model_copy(update={"immediate_risk": risk})
        monkeypatch.setattr(Case, "policy", property(lambda _: changed))
        client.force_login(world.receiver_holder(case))
        assert said(client, case)[0] == 302


PAGES = (
    "",
    "statement/",
    "agreement/",
    "people/",
    "print/",
    "documents/",
    "documents/opening/",
    "do/add-note/",
    "do/escalate/",
    "do/chase/",
    "do/flag-risk/",
)


class TestWhomToRing:
    def test_the_likelier_stands_first_by_the_time_of_day(self) -> None:  # BHAM-7
        policy = published("birmingham").policy
        by_day = [contact.when for contact in likelier_first(policy, at=at("2026-11-24 10:00"))]
        by_night = [contact.when for contact in likelier_first(policy, at=at("2026-11-24 22:00"))]
        assert by_day == ["always", "office-hours", "out-of-hours"]
        assert by_night == ["always", "out-of-hours", "office-hours"]

    @pytest.mark.parametrize("at_risk", [False, True])
    @pytest.mark.parametrize("path", PAGES)
    def test_both_stand_at_the_top_of_every_page_of_a_case(
        self, client: Client, path: str, at_risk: bool
    ) -> None:  # BHAM-7
        case = a_world("birmingham").raised()
        Case.objects.filter(pk=case.pk).update(immediate_risk=at_risk)
        client.force_login(case.raised_by)
        page = client.get(f"/cases/{case.reference}/{path}").content.decode()
        assert page.count('href="tel:01214960101"') == page.count('href="tel:01214960102"') == 1
        assert ("A child is said to be at immediate risk." in page) is at_risk
        assert ("Ring if a child is in danger now." in page) is not at_risk
        before = page[page.index("<main") : page.index('href="tel:01214960101"')]
        assert not re.search("<h2|<nav|<form|<dl|<table", before)

    def test_they_stand_on_what_is_checked_and_on_what_is_refused(self, client: Client) -> None:  # BHAM-7
        case = a_world("birmingham").raised()
        client.force_login(case.raised_by)
        url = f"/cases/{case.reference}/do/withdraw/"
        assert 'href="tel:01214960101"' in client.post(url, {"why": "It is settled."}).content.decode()
        refused = client.get(f"/cases/{case.reference}/do/record-decision/")
        assert refused.status_code == 403
        assert 'href="tel:01214960101"' in refused.content.decode()
        late = client.post(f"/cases/{case.reference}/do/record-decision/", {"decision": "Visit"})
        assert 'href="tel:01214960101"' in late.content.decode()

    def test_they_stand_on_the_outline_that_the_board_s_office_sees(self, client: Client) -> None:
        world = a_world("birmingham")
        case = world.raised()
        client.force_login(world.office)
        assert 'href="tel:01214960101"' in client.get(f"/cases/{case.reference}/").content.decode()

    def test_whoever_may_not_know_of_a_case_learns_no_area_from_its_page(self, client: Client) -> None:
        world = a_world("birmingham")
        case = world.raised()
        client.force_login(world.stranger)
        answer = client.get(f"/cases/{case.reference}/")
        assert answer.status_code == 404
        assert "01214960101" not in answer.content.decode()
