"""Each gate of a procedure, in each mode, on entering and on leaving: it blocks, warns or is off, for the page and the API."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agencies.models import User
from cases import record
from cases.api.asking import questions
from cases.forms.moving import EscalateForm
from cases.models import Case, Entry, FollowUpKind
from cases.rules.refusals import Shut, ground_refusal, grounds, refusal
from cases.situations import situation
from cases.verbs import Verb
from cases.words.entries import sentences_of
from cases.words.gates import CALLED
from core.errors import BadInput, WrongMoment
from policies.vocabulary import GateKind, GateMode, Ground
from tests.unit.cases.gated import MENDED, SAYS, SOON, gate, gated
from tests.unit.cases.world import DAY, HOUR, START, World, case_now, what_is_said

pytestmark = pytest.mark.django_db

ON_THE_FORM = {
    GateKind.EVIDENCE: ("tried", "Enter what was done at this stage to settle it"),
    GateKind.PROBLEM_AND_AIM: ("problem_and_aim", "Enter what the problem is, and what you want to happen"),
}
FIRST = {
    GateKind.BOTH_HAVE_MET: "Record the discussion, or wait for the other side’s limit to pass.",
    GateKind.PLAN_OR_NO_AGREEMENT: "Agree a plan at this stage first, or report that you could not agree",
    GateKind.WRITTEN_CONFIRMATION: "must first put in writing at this stage where it stands",
    GateKind.MONITORING_FORM: "The monitoring form still lacks the position of ",
}
AT = pytest.mark.parametrize("at", ["leave", "enter"])
ELSEWHERE = pytest.mark.parametrize("kind", sorted(FIRST))
EVERY = pytest.mark.parametrize("kind", sorted([*FIRST, *ON_THE_FORM]))
NOTHING_SAID = {"tried": "", "problem_and_aim": "", "without": ""}


def made(kind: GateKind, mode: GateMode, at: str, **more: Any) -> tuple[World, Case]:
    """A case whose way to the managers has this gate; nothing that it asks for is there."""
    world = gated(gate(kind, mode, at, **more), on="talk" if at == "leave" else "managers")
    return world, raised(world)


def raised(world: World, **changes: Any) -> Case:
    """A case; what is wanted was not written down."""
    return world.raised(statement={**what_is_said(), "wanted": ""}, **changes)


def goes_on(world: World, case: Case, *, at: datetime = SOON, **words: Any) -> Case:
    """The raiser takes it on, saying only what a test says."""
    said = {**NOTHING_SAID, "ground": Ground.DELAY, **words}
    return case_now(world.do(case, Verb.ESCALATE, by=case.raised_by, at=at, **said))


def now() -> datetime:
    """Shortly before the pages’ own clock, so that no limit has passed."""
    return timezone.now() - timedelta(minutes=1)


def last(case: Case) -> Entry:
    """The entry by which it went on."""
    return case.entries.filter(kind=Verb.ESCALATE.value).latest("number")


@AT
@pytest.mark.parametrize("kind", sorted(ON_THE_FORM))
def test_what_is_said_on_going_on_is_asked_for_beside_its_field(kind: GateKind, at: str) -> None:
    world, case = made(kind, GateMode.BLOCK, at)
    field, sentence = ON_THE_FORM[kind]
    with pytest.raises(BadInput) as refused:
        goes_on(world, case, without="We cannot wait.")
    assert refused.value.fields[field][0].startswith(sentence)
    assert goes_on(world, case, **{field: "We rang twice, for a visit."}).stage == "managers"
    assert "gates" not in last(case).facts


@AT
@ELSEWHERE
def test_what_is_to_be_done_first_blocks_until_it_is_done(kind: GateKind, at: str) -> None:
    world, case = made(kind, GateMode.BLOCK, at)
    s = situation(case, by=case.raised_by, at=SOON)
    assert Ground.DELAY not in grounds(s)
    refused = ground_refusal(s, Ground.DELAY)
    assert isinstance(refused, Shut)
    assert FIRST[kind] in refused.sentence
    with pytest.raises(WrongMoment) as raised_by_action:
        goes_on(world, case, without="We cannot wait.")
    assert raised_by_action.value.sentence == refused.sentence
    MENDED[kind](world, case)
    assert goes_on(world, case).stage == "managers"
    assert "gates" not in last(case).facts


@AT
@EVERY
def test_a_warning_takes_a_reason_and_the_record_keeps_it(kind: GateKind, at: str) -> None:
    world, case = made(kind, GateMode.WARN, at)
    with pytest.raises(BadInput) as refused:
        goes_on(world, case)
    assert refused.value.fields == {"without": [f"Enter why it goes on without {CALLED[kind]}"]}
    case = goes_on(world, case, without="They do not answer.")
    assert case.stage == "managers"
    entry = last(case)
    assert entry.facts["gates"] == [{"kind": kind.value, "mode": "warn", "at": at, "by": "reason"}]
    assert record.body_of(entry)["without"] == "They do not answer."
    assert f"Went on without {CALLED[kind]}." in sentences_of(entry, case)


@AT
@EVERY
def test_one_that_is_off_asks_for_nothing(kind: GateKind, at: str) -> None:
    world, case = made(kind, GateMode.OFF, at)
    case = goes_on(world, case, without="This reason is not needed.")
    assert case.stage == "managers"
    assert "gates" not in last(case).facts
    assert "without" not in record.body_of(last(case))


@AT
@EVERY
@pytest.mark.parametrize("mode", [GateMode.BLOCK, GateMode.WARN])
def test_immediate_risk_lifts_it_and_the_record_says_so(kind: GateKind, at: str, mode: GateMode) -> None:
    world, case = made(kind, mode, at)
    case = goes_on(world, case, ground=Ground.IMMEDIATE_RISK)
    assert case.stage == "managers"
    assert last(case).facts["gates"] == [{"kind": kind.value, "mode": mode.value, "at": at, "by": "immediate-risk"}]
    assert f"Immediate risk let it go on without {CALLED[kind]}." in sentences_of(last(case), case)
    asked = case.follow_ups.get(kind=FollowUpKind.EVIDENCE)  # O-24
    assert (asked.party.side, tuple(GateKind)[asked.step]) == ("escalating", kind)
    assert asked.clock.due_at > asked.asked_at
    client = Client()
    client.force_login(case.raised_by)
    said = client.get(f"/cases/{case.reference}/").content.decode()
    assert ("Record what was to follow: " + kind.label[:1].lower() in said) is (kind is not GateKind.EVIDENCE)


@AT
@ELSEWHERE
def test_one_that_risk_does_not_lift_stays_shut(kind: GateKind, at: str) -> None:
    world, case = made(kind, GateMode.BLOCK, at, lifted_by_immediate_risk=False)
    refused = refusal(case_now(case), Verb.ESCALATE, by=case.raised_by, at=SOON)
    assert refused is not None
    assert FIRST[kind] in refused.sentence
    with pytest.raises(WrongMoment):
        goes_on(world, case, ground=Ground.IMMEDIATE_RISK)


@AT
@ELSEWHERE
def test_silence_does_not_hold_a_case_up(kind: GateKind, at: str) -> None:
    world, case = made(kind, GateMode.BLOCK, at)
    late = START + 3 * DAY
    assert Ground.NO_RESPONSE in grounds(situation(case, by=case.raised_by, at=late))
    assert goes_on(world, case, at=late, ground=Ground.NO_RESPONSE).stage == "managers"


def test_the_clock_is_not_held() -> None:
    """Silence must not hold a case up: a move by the clock passes every gate."""
    world = gated(*(gate(kind) for kind in FIRST), gate(GateKind.EVIDENCE), on_breach="advance")
    case = world.raised()
    world.sweep(START + 3 * DAY)
    assert case_now(case).stage == "managers"


class TestOnlyTheWayThatIsChosen:
    """A gate on entering a stage counts for those who go there, not for those who could."""

    @pytest.fixture
    def world(self) -> World:
        return gated(gate(GateKind.WRITTEN_CONFIRMATION, at="enter", lifted_by_immediate_risk=False), on="board")

    @pytest.fixture
    def case(self, world: World) -> Case:
        """At the managers, from where the directors may be passed over."""
        return goes_on(world, world.raised())

    def test_the_other_stage_is_open(self, world: World, case: Case) -> None:
        assert goes_on(world, case, at=SOON + HOUR, to="directors").stage == "directors"

    def test_the_gated_one_is_refused_beside_where_it_goes(self, world: World, case: Case) -> None:
        with pytest.raises(BadInput) as refused:
            goes_on(world, case, at=SOON + HOUR, to="board", protective_at=START + 9 * DAY)
        assert FIRST[GateKind.WRITTEN_CONFIRMATION] in refused.value.fields["to"][0]

    def test_the_page_offers_only_what_is_open_and_says_why(self, world: World, case: Case) -> None:
        form = EscalateForm(situation=situation(case, by=case.raised_by, at=SOON + HOUR))
        assert form.destinations == ["directors"]
        assert "to" not in form.fields
        (aside,) = [aside for aside in form.asides if aside.title.startswith("Before it can go to The board")]
        assert SAYS in aside.lines[0]
        assert aside.verbs == [Verb.CHASE]


class TestWhoHasPutInWriting:
    def test_each_other_party_has_to(self) -> None:
        world = gated(gate(GateKind.WRITTEN_CONFIRMATION))
        third = world.stranger
        agencies = (world.receiving.agency, third.memberships.get().agency)
        case = world.raised(receiving_agencies=agencies)
        first, second = (holding.person for holding in world.passage(case).holdings.filter(party__number__gt=1))
        assert first is not None
        assert second is not None
        world.do(case, Verb.RESPOND, by=first)
        refused = ground_refusal(situation(case_now(case), by=case.raised_by, at=SOON), Ground.DELAY)
        assert refused is not None
        assert refused.sentence.startswith(agencies[1].name)
        world.do(case, Verb.REPORT_NO_AGREEMENT, by=second)
        assert goes_on(world, case).stage == "managers"

    def test_a_discussion_that_the_raising_side_records_is_not_the_others_word(self) -> None:
        world = gated(gate(GateKind.WRITTEN_CONFIRMATION))
        case = world.raised()
        world.do(case, Verb.RECORD_DISCUSSION, by=world.raiser_holder(case))
        assert ground_refusal(situation(case_now(case), by=case.raised_by, at=SOON), Ground.DELAY) is not None
        world.do(case, Verb.RECORD_DISCUSSION, by=world.receiver_holder(case))
        assert goes_on(world, case).stage == "managers"

    def test_what_was_written_at_the_stage_before_does_not_count(self) -> None:
        world = gated(gate(GateKind.WRITTEN_CONFIRMATION), on="managers")
        case = world.raised()
        world.do(case, Verb.RESPOND, by=world.receiver_holder(case))
        case = goes_on(world, case)
        assert ground_refusal(situation(case, by=case.raised_by, at=SOON), Ground.DELAY) is not None


def test_whoever_owes_nothing_is_waited_for_no_longer_than_the_stage_lasts() -> None:
    """Who has acknowledged, and owes nothing else by a date, could else hold a case up for ever."""
    world = gated(gate(GateKind.WRITTEN_CONFIRMATION))
    case = world.raised()
    world.passage(case).obligations.update(met_at=START, met_by=world.receiver_holder(case))
    due = world.passage(case).obligations.get().clock.due_at
    open_at = {
        moment: Ground.DELAY in grounds(situation(case_now(case), by=case.raised_by, at=moment))
        for moment in (due - HOUR, due + HOUR)
    }
    assert list(open_at.values()) == [False, True]


def test_a_problem_and_an_aim_that_were_written_as_it_was_raised_are_not_asked_for_again() -> None:
    world = gated(gate(GateKind.PROBLEM_AND_AIM))
    case = world.raised()
    form = EscalateForm(situation=situation(case, by=case.raised_by, at=SOON))
    assert "problem_and_aim" not in form.fields
    assert goes_on(world, case).stage == "managers"


class TestThePage:
    """What a person reads."""

    def page(self, case: Case, by: User, *, said: dict[str, str] | None = None) -> str:
        client = Client()
        client.force_login(by)
        address = f"/cases/{case.reference}/do/escalate/"
        answer = client.post(address, said) if said is not None else client.get(address)
        return answer.content.decode()

    def test_it_says_before_anything_is_typed_what_lacks_and_leads_to_what_mends_it(self) -> None:
        world = gated(gate(GateKind.BOTH_HAVE_MET))
        case = world.raised(at=now())
        page = self.page(case, case.raised_by)
        assert "Before it can go to Managers" in page
        assert FIRST[GateKind.BOTH_HAVE_MET] in page
        assert f'href="/cases/{case.reference}/do/record-discussion/"' in page
        assert 'value="delay"' not in page

    def test_it_says_so_too_where_nothing_is_open(self) -> None:
        world = gated(gate(GateKind.BOTH_HAVE_MET, lifted_by_immediate_risk=False))
        case = world.raised(at=now())
        assert FIRST[GateKind.BOTH_HAVE_MET] in self.page(case, case.raised_by)

    def test_a_warning_asks_for_its_reason_and_loses_nothing(self) -> None:
        world = gated(gate(GateKind.WRITTEN_CONFIRMATION, GateMode.WARN))
        case = world.raised(at=now())
        assert "You can go on without it, and say why." in self.page(case, case.raised_by)
        typed = {"ground": "delay", "why": "She is not seen.", "risk_now": "He hits her.", "child_safe": "yes"}
        page = self.page(case, case.raised_by, said=typed)
        assert f"Enter why it goes on without {CALLED[GateKind.WRITTEN_CONFIRMATION]}" in page
        assert "She is not seen." in page
        checked = self.page(case, case.raised_by, said={**typed, "without": "They are on leave."})
        assert "What happens then" in checked
        assert "They are on leave." in checked

    def test_the_timeline_tells_what_it_went_on_without(self) -> None:
        world, case = made(GateKind.BOTH_HAVE_MET, GateMode.WARN, "leave")
        goes_on(world, case, without="They are on leave.")
        client = Client()
        client.force_login(case.raised_by)
        page = client.get(f"/cases/{case.reference}/").content.decode()
        assert "Went on without a discussion between both sides." in page
        assert "They are on leave." in page


class TestTheApi:
    def post(self, client: Client, case: Case, **said: Any) -> Any:
        return client.post(
            f"/api/v1/cases/{case.reference}/actions/escalate/",
            json.dumps({"ground": "delay", "why": "Unseen.", "risk_now": "He hits her.", "child_safe": "yes", **said}),
            content_type="application/json",
            headers={"If-Match": "*", "Idempotency-Key": "5f0c8a52-34ef-4a04-b6a7-0f3e3a3d5b0c"},
        )

    def test_it_refuses_and_takes_the_same(self) -> None:
        world = gated(gate(GateKind.WRITTEN_CONFIRMATION, GateMode.WARN), gate(GateKind.EVIDENCE))
        case = world.raised(at=now())
        client = Client()
        client.force_login(case.raised_by)
        refused = self.post(client, case)
        assert refused.status_code == 422
        assert "tried" in refused.json()["fields"]
        refused = self.post(client, case, tried="Two calls.")
        assert refused.json()["fields"] == {
            "without": [f"Enter why it goes on without {CALLED[GateKind.WRITTEN_CONFIRMATION]}"]
        }
        taken = self.post(client, case, tried="Two calls.", without="They are on leave.")
        assert taken.status_code == 200
        assert taken.json()["stage"]["key"] == "managers"

    def test_it_says_what_is_asked(self) -> None:
        world = gated(gate(GateKind.EVIDENCE), gate(GateKind.BOTH_HAVE_MET, GateMode.WARN))
        case = world.raised()
        asked = {
            field.name: field
            for field in questions(EscalateForm(situation=situation(case, by=case.raised_by, at=SOON)))
        }
        assert asked["tried"].required
        assert SAYS in asked["tried"].hint
        assert not asked["without"].required
