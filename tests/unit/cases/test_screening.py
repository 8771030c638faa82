"""A manager’s screening and a safeguarding lead’s endorsement: told by whoever goes on or raises it, confirmed by whoever is named."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from agencies.models import Post, User
from cases import record
from cases.access import standing
from cases.forms.acting import FORMS
from cases.forms.moving import EscalateForm
from cases.forms.step import Setting
from cases.forms.trying import ScreeningStep
from cases.models import Case, Exclusion, FollowUp, FollowUpKind
from cases.rules.declaring import Declared, who_may
from cases.rules.refusals import allowed_verbs, refusal
from cases.situations import situation
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed
from notifications.models import Message
from policies.vocabulary import GateKind, GateMode, Ground, Role
from tests.unit.cases.gated import SAYS, SOON, gate, gated
from tests.unit.cases.rules.walk import page, policy_page
from tests.unit.cases.world import DAY, HOUR, START, World, a_person, at, case_now

pytestmark = pytest.mark.django_db

KINDS = {GateKind.SCREENING: "screened", GateKind.SAFEGUARDING_LEAD_ENDORSEMENT: "endorsed"}
BOTH = pytest.mark.parametrize("kind", sorted(KINDS))
AT = pytest.mark.parametrize("at", ["leave", "enter"])


def lead_of(world: World) -> User:
    """A safeguarding lead of the raising agency, who takes no part yet."""
    lead = a_person("Lea Lead", job_title="Named nurse")
    agency = world.raising.agency
    Post.objects.create(agency=agency, role=Role.SAFEGUARDING_LEAD, rank=7, title="Named nurse", holder=lead)
    return lead


def who(world: World, kind: GateKind) -> User:
    return world.raising.at(Role.DIRECTOR) if kind is GateKind.SCREENING else lead_of(world)


def goes_on(world: World, case: Case, **words: Any) -> Case:
    said = {"ground": Ground.DELAY, "declared": (), "without": "", **words}
    return case_now(world.do(case, Verb.ESCALATE, by=case.raised_by, at=SOON, **said))


def answers(world: World, case: Case, by: User, **words: Any) -> Case:
    number = case.follow_ups.get(person=by).number
    return world.do(case, Verb.CONFIRM_SCREENING, by=by, at=SOON + HOUR, **{"number": number, **words})


@BOTH
@AT
class TestGoingOn:
    def test_it_blocks_until_somebody_is_named(self, kind: GateKind, at: str) -> None:
        world = gated(gate(kind, at=at), on="talk" if at == "leave" else "managers")
        case = world.raised()
        with pytest.raises(BadInput) as refused:
            goes_on(world, case, without="We cannot wait.")
        assert list(refused.value.fields) == [f"{KINDS[kind]}_by"]
        case = goes_on(world, case, declared=(Declared(kind, START, None, "Ann Other, duty manager"),))
        assert case.stage == "managers"
        told = page(case, case.raised_by)
        assert "Ann Other, duty manager" in told
        assert f"{KINDS[kind].capitalize()} on Tuesday 24 November 2026" in told
        assert not case.follow_ups.exists()

    def test_a_warning_takes_a_reason(self, kind: GateKind, at: str) -> None:
        world = gated(gate(kind, GateMode.WARN, at), on="talk" if at == "leave" else "managers")
        case = world.raised()
        with pytest.raises(BadInput) as refused:
            goes_on(world, case)
        assert list(refused.value.fields) == ["without"]
        case = goes_on(world, case, without="Nobody is in.")
        assert case.entries.get(kind="escalate").facts["gates"][0]["kind"] == kind

    def test_off_and_at_immediate_risk_nothing_is_asked(self, kind: GateKind, at: str) -> None:
        on = "talk" if at == "leave" else "managers"
        assert goes_on(*case_in(gated(gate(kind, GateMode.OFF, at), on=on))).stage == "managers"
        at_risk = goes_on(*case_in(gated(gate(kind, GateMode.BLOCK, at), on=on)), ground=Ground.IMMEDIATE_RISK)
        assert at_risk.stage == "managers"


def case_in(world: World) -> tuple[World, Case]:
    return world, world.raised()


@pytest.mark.parametrize("within", [{"amount": 4, "unit": "elapsed-hours"}, None])
def test_how_soon_it_is_to_be_confirmed_is_the_procedure_s(within: dict[str, Any] | None) -> None:
    kind = GateKind.SCREENING
    world = gated(gate(kind), timescales={"screening_confirmed_within": within})
    case, named = world.raised(), who(world, kind)
    case = goes_on(world, case, declared=(Declared(kind, START, named),))
    found = case.follow_ups.get(person=named)
    assert (found.clock.due_at == SOON + 4 * HOUR) if within else not hasattr(found, "clock")
    assert ("Whoever is named confirms it: 4 hours." in policy_page(world)) is bool(within)


@BOTH
class TestWhoeverIsNamed:
    def test_is_told_reads_the_case_and_says_that_it_is_so(self, kind: GateKind) -> None:
        world = gated(gate(kind))
        case, named = world.raised(), who(world, kind)
        assert not standing(case, named).sees
        case = goes_on(world, case, declared=(Declared(kind, START, named),))
        assert standing(case, named).content
        found = case.follow_ups.get(person=named)
        assert Message.objects.filter(recipient=named, reference=case.reference, kind="to-do").count() == 1
        assert found.clock.due_at > SOON
        assert f"{KINDS[kind].capitalize()} by {named.name} on " in page(case, case.raised_by)
        assert found.clock.due_at == at("2026-11-26 17:00"), "two working days where the procedure says nothing"
        answers(world, case, named)
        assert case.follow_ups.get(person=named).result == "yes"
        assert f"They have {KINDS[kind]} it." in page(case, case.raised_by)

    def test_may_say_that_it_is_not_so_and_the_office_and_their_own_side_are_told(self, kind: GateKind) -> None:
        world = gated(gate(kind))
        named = who(world, kind)
        case = goes_on(world, world.raised(), declared=(Declared(kind, START, named),))
        with pytest.raises(BadInput):
            answers(world, case, named, is_so=False)
        answers(world, case, named, is_so=False, why="I was only asked for the form.")
        told = Message.objects.filter(kind=Verb.CONFIRM_SCREENING.value).values_list("recipient", flat=True)
        assert set(told) == {world.raiser_holder(case).pk, case.raised_by.pk, world.office.pk}
        read = page(case, case.raised_by)
        assert f"They have not {KINDS[kind]} it." in read
        assert "I was only asked for the form." in read
        assert case_now(case).stage == "managers"

    def test_alone_is_asked(self, kind: GateKind) -> None:
        world = gated(gate(kind))
        named = who(world, kind)
        case = goes_on(world, world.raised(), declared=(Declared(kind, START, named),))
        for person in (case.raised_by, world.raiser_holder(case), world.receiver_holder(case)):
            refused = refusal(case, Verb.CONFIRM_SCREENING, by=person, at=SOON)
            assert isinstance(refused, NotAllowed), person
        assert Verb.CONFIRM_SCREENING in allowed_verbs(situation(case, by=named, at=SOON))

    def test_is_somebody_of_the_own_agency_who_may(self, kind: GateKind) -> None:
        world = gated(gate(kind))
        case = world.raised()
        for person in (world.raising.colleague, world.receiving.at(Role.DIRECTOR), world.stranger):
            with pytest.raises(BadInput) as refused:
                goes_on(world, case, declared=(Declared(kind, START, person),))
            assert list(refused.value.fields) == [f"{KINDS[kind]}_by"]

    def test_is_nobody_who_is_kept_out(self, kind: GateKind) -> None:
        world = gated(gate(kind))
        case, named = world.raised(), who(world, kind)
        Exclusion.objects.create(case=case, person=named, since=START)
        form = EscalateForm(situation=situation(case, by=case.raised_by, at=SOON))
        offered = [value for value, _ in form.fields[f"{KINDS[kind]}_by"].choices]
        assert str(named.pk) not in offered
        assert "other" in offered
        with pytest.raises(BadInput):
            goes_on(world, case, declared=(Declared(kind, START, named),))
        assert not FollowUp.objects.filter(case=case).exists()

    def test_did_it_before_now(self, kind: GateKind) -> None:
        world = gated(gate(kind))
        with pytest.raises(BadInput) as refused:
            goes_on(world, world.raised(), declared=(Declared(kind, SOON + DAY, None, "Ann Other"),))
        assert list(refused.value.fields) == [f"{KINDS[kind]}_at"]

    def test_is_not_asked_about_their_own_word(self, kind: GateKind) -> None:
        world = gated(gate(kind))
        case = world.raised()
        raiser = case.raised_by
        role = Role.LINE_MANAGER if kind is GateKind.SCREENING else Role.SAFEGUARDING_LEAD
        assert raiser not in who_may(kind, world.raising.agency, case.area)
        Post.objects.create(agency=world.raising.agency, role=role, rank=8, title="Also", holder=raiser)
        form = EscalateForm(situation=situation(case, by=raiser, at=SOON))
        labels = dict(form.fields[f"{KINDS[kind]}_by"].choices)
        assert labels[str(raiser.pk)].startswith("I have done it myself")
        case = goes_on(world, case, declared=(Declared(kind, START, raiser),))
        assert case.stage == "managers"
        assert not case.follow_ups.exists()


def test_where_whoever_is_named_has_left_their_side_says_what_it_knows() -> None:
    world = gated(gate(GateKind.SCREENING))
    named = world.raising.at(Role.DIRECTOR)
    case = goes_on(world, world.raised(), declared=(Declared(GateKind.SCREENING, START, named),))
    User.objects.filter(pk=named.pk).update(is_active=False)
    assert refusal(case, Verb.CONFIRM_SCREENING, by=case.raised_by, at=SOON) is None


class TestRaising:
    def test_it_is_raised_only_once_somebody_is_named(self) -> None:
        world = gated(gate(GateKind.SCREENING, at="enter"))
        with pytest.raises(BadInput) as refused:
            world.raised(declared=())
        assert refused.value.fields == {
            "screened_by": ["Select who has screened it: the procedure asks for it before going on"]
        }
        named = world.raising.at(Role.LINE_MANAGER)
        case = world.raised(declared=(Declared(GateKind.SCREENING, START, named),))
        assert f"Screened by {named.name} on " in page(case, case.raised_by)
        assert case.follow_ups.get().person == named

    def test_a_warning_takes_a_reason(self) -> None:
        world = gated(gate(GateKind.SCREENING, GateMode.WARN, at="enter"))
        with pytest.raises(BadInput) as refused:
            world.raised(declared=())
        assert list(refused.value.fields) == ["without"]
        case = world.raised(declared=(), without="My manager is away.")
        assert record.body_of(case.entries.get(kind="raise"))["without"] == "My manager is away."
        told = page(case, case.raised_by)
        assert "Went on without screening by a manager." in told
        assert "My manager is away." in page(case, case.raised_by, "statement/")

    def test_what_was_tried_and_is_wanted_is_asked_for_where_the_first_stage_wants_it(self) -> None:
        world = gated(gate(GateKind.EVIDENCE, at="enter"), gate(GateKind.PROBLEM_AND_AIM, at="enter"))
        with pytest.raises(BadInput) as refused:
            world.raised(statement={"what_is_disputed": "It was closed.", "wanted": "", "tried_before": ""})
        assert set(refused.value.fields) == {"tried_before", "wanted"}

    def test_immediate_risk_lifts_it_and_a_stage_that_is_skipped_asks_for_nothing(self) -> None:
        risk = {"says": "Ring 999.", "contacts": [{"name": "Police", "phone": "999"}]}
        skip = {**risk, "skip": {"to": "managers", "condition": "Do they disagree?"}}
        world = gated(gate(GateKind.SCREENING, at="enter"), immediate_risk=skip)
        case = world.raised(declared=(), immediate_risk=True)
        asked = case.follow_ups.get(kind=FollowUpKind.EVIDENCE)  # O-24: as it is raised as well
        assert tuple(GateKind)[asked.step] is GateKind.SCREENING
        assert case.entries.get(kind="raise").facts["gates"][0]["by"] == "immediate-risk"
        skipped = world.raised(declared=(), immediate_risk=True, immediate_risk_confirmed=True)
        assert skipped.stage == "managers"
        assert "gates" not in skipped.entries.get(kind="raise").facts

    def test_the_stage_to_which_a_case_skips_asks_for_its_own(self) -> None:
        skip = {
            "says": "Ring 999.",
            "contacts": [{"name": "Police", "phone": "999"}],
            "skip": {"to": "managers", "condition": "Do they disagree?"},
        }
        held = gate(GateKind.SCREENING, at="enter", lifted_by_immediate_risk=False)
        world = gated(held, on="managers", immediate_risk=skip)
        with pytest.raises(BadInput) as refused:
            world.raised(declared=(), immediate_risk=True, immediate_risk_confirmed=True)
        assert list(refused.value.fields) == ["screened_by"]


class TestThePageOfRaising:
    def step(self, world: World, said: dict[str, Any] | None = None, **more: Any) -> ScreeningStep:
        setting = Setting(
            world.raising.practitioner,
            SOON,
            (world.version,),
            (world.raising.agency,),
            version=world.version,
            own_agency=world.raising.agency,
            **more,
        )
        assert ScreeningStep.asked(setting)
        return ScreeningStep(said, setting=setting)

    def test_it_asks_who_and_when_and_offers_only_who_may_know_of_it(self) -> None:
        world = gated(gate(GateKind.SCREENING, at="enter"))
        manager, director = world.raising.at(Role.LINE_MANAGER), world.raising.at(Role.DIRECTOR)
        step = self.step(world, part_of_it=frozenset({manager.pk}))
        offered = [value for value, _ in step.fields["screened_by"].choices]
        assert str(director.pk) in offered
        assert str(manager.pk) not in offered
        assert step.guidance == [SAYS]
        assert "endorsed_by" not in step.fields
        step = self.step(world, {"screened_by": "other"})
        assert set(step.errors) == {"screened_name", "screened_at"}

    def test_a_warning_asks_for_the_reason_only_where_nobody_is_named(self) -> None:
        world = gated(gate(GateKind.SCREENING, GateMode.WARN, at="enter"))
        assert set(self.step(world, {}).errors) == {"without"}
        step = self.step(world, {"without": "My manager is away."})
        assert step.is_valid()

    def test_it_is_not_asked_where_the_procedure_wants_none(self) -> None:
        world = gated()
        agencies = (world.raising.agency,)
        assert not ScreeningStep.asked(Setting(world.raising.practitioner, SOON, (world.version,), agencies))


class TestTheApi:
    def client(self, by: User) -> Client:
        client = Client()
        client.force_login(by)
        return client

    def send(self, client: Client, address: str, said: dict[str, Any]) -> Any:
        return client.post(
            f"/api/v1/cases/{address}",
            json.dumps(said),
            content_type="application/json",
            headers={"If-Match": "*", "Idempotency-Key": str(uuid4())},
        )

    def test_going_on_takes_and_refuses_the_same(self) -> None:
        world = gated(gate(GateKind.SCREENING))
        case = world.raised(at=timezone.now() - timedelta(minutes=1))
        director = world.raising.at(Role.DIRECTOR)
        client, address = self.client(case.raised_by), f"{case.reference}/actions/escalate/"
        said = {"ground": "delay", "why": "She is not seen.", "risk_now": "He hits her.", "child_safe": "yes"}
        assert list(self.send(client, address, said).json()["fields"]) == ["screened_by"]
        said |= {"screened_by": str(director.pk), "screened_at": case.raised_at.isoformat()}
        taken = self.send(client, address, said)
        assert taken.status_code == 200, taken.json()
        named = self.client(director)
        answer = {"which": str(case.follow_ups.get().number), "is_so": "no", "why": "I have not."}
        said_no = self.send(named, f"{case.reference}/actions/confirm-screening/", answer)
        assert said_no.status_code == 200, said_no.json()
        assert case.follow_ups.get().result == "no"

    def test_the_form_of_whoever_is_named_says_what_was_told(self) -> None:
        world = gated(gate(GateKind.SCREENING))
        director = world.raising.at(Role.DIRECTOR)
        case = goes_on(world, world.raised(), declared=(Declared(GateKind.SCREENING, START, director),))
        form = FORMS[Verb.CONFIRM_SCREENING](situation=situation(case, by=director, at=SOON))
        assert [label for _, label in form.fields["which"].choices] == ["That you have screened it"]
