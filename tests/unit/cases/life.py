"""The life of a case: random people do random things to it at random times, and after each step what must hold is looked at.

What must hold is read from the tables and from the policy by hand (`by_hand`), not asked of the code that it is to prove.
"""

import sys
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import Q
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from agencies import directory
from agencies.models import User
from cases import record
from cases.models import (
    LIVE_STATES,
    Case,
    Clock,
    Ending,
    Entry,
    Exclusion,
    Holding,
    Obligation,
    Passage,
    PassageEnd,
    Proposal,
    State,
)
from cases.rules.refusals import RULES, allowed_verbs, refusal
from cases.situations import situation
from cases.sweeps import sweep
from cases.verbs import STEP_DUTIES, Verb
from core.errors import BadInput, NotVisible, ResolveError
from notifications.models import Message
from policies.schema import Policy
from policies.vocabulary import AgencyType, Audience, Breach, Event, Ground
from tests.unit.cases import by_hand
from tests.unit.cases.gates_by_hand import passed_though_shut
from tests.unit.cases.random_policies import policies
from tests.unit.cases.world import AREAS, DAY, HOUR, START, World, a_world, case_now, publish_policy, published

TYPES = (AgencyType.HEALTH, AgencyType.SCHOOL, AgencyType.CHILDRENS_SOCIAL_CARE, AgencyType.SELF_EMPLOYED)
TO_AN_END = (
    *(Verb.CONFIRM_OUTCOME, Verb.CLOSE_UNCONFIRMED, Verb.RECORD_DECISION, Verb.ESCALATE),
    *(Verb.RECORD_DISCUSSION, Verb.REPORT_NO_AGREEMENT, *STEP_DUTIES),
)
"""What people do who want a case settled, and do not give up: whatever comes first of these."""
ENDS_AT_THE_LAST = {Ending.CHAIR_DECISION, Ending.MEDIATION, Ending.CHAIRED_MEETING, Ending.PANEL, Ending.UNRESOLVED}
AT_RISK = Q(kind=Verb.FLAG_RISK) | Q(facts__ground=Ground.IMMEDIATE_RISK.value)


class LifeOfACase(RuleBasedStateMachine):
    """One case; each step somebody tries something, or time passes, or somebody leaves."""

    world: World
    case: Case
    now: datetime
    people: list[User]
    kept_out: User

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        """Undo it all; a life that went well so far is brought to its end first."""
        try:
            if sys.exc_info()[0] is None and hasattr(self, "case"):
                self._is_brought_to_an_end()
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    @initialize(
        procedure=st.one_of(st.sampled_from(AREAS), policies(), policies()),
        raising=st.sampled_from(TYPES),
        receiving=st.sampled_from(TYPES),
        risk=st.booleans(),
        hour=st.integers(0, 24 * 20),
        place=st.integers(0, 10),
    )
    def raise_one(
        self, procedure: str | Policy, raising: AgencyType, receiving: AgencyType, risk: bool, hour: int, place: int
    ) -> None:
        version = publish_policy(procedure) if isinstance(procedure, Policy) else published(procedure)
        self.world = a_world(version=version, raising=raising, receiving=receiving)
        self.now = START + hour * HOUR
        self.kept_out = list(self.world.receiving.posts.values())[-1].holder or self.world.receiving.colleague
        conflicted = () if self.kept_out == self.world.receiving.practitioner else (self.kept_out,)
        keys = [priority.key for priority in version.policy.priorities]
        self.case = self.world.raised(
            at=self.now,
            immediate_risk=risk,
            immediate_risk_confirmed=risk,
            conflicted=conflicted,
            priority=keys[place % len(keys)] if keys else "",
            related_meeting_at=self.now + place * DAY + 5 * HOUR,
        )
        self.risk, self.live, self.seen = risk, True, 0
        self.timed: set[int] = set()
        self.stood, self.written = self._as_it_stands(), self._written()
        world = self.world
        self.people = [*world.raising.people, *world.receiving.people, world.office, world.chair, world.stranger]

    # What people do.

    @rule(verb=st.sampled_from(sorted(RULES)), who=st.integers(0, 30), minutes=st.integers(0, 3 * 24 * 60))
    def somebody_does_something(self, verb: Verb, who: int, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self._try(Verb(verb), self.people[who % len(self.people)])

    @rule(who=st.integers(0, 30), choice=st.integers(0, 50), minutes=st.integers(0, 24 * 60))
    def somebody_does_what_they_may(self, who: int, choice: int, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        first = who % len(self.people)
        for person in (*self.people[first:], *self.people[:first]):
            able = self._able(person)
            if able:
                self._try(able[choice % len(able)], person)
                return

    def _able(self, person: User) -> list[Verb]:
        return allowed_verbs(situation(case_now(self.case), by=person, at=self.now))

    def _try(self, verb: Verb, by: User) -> None:
        before, expected = self._written(), refusal(case_now(self.case), verb, by=by, at=self.now)
        came: ResolveError | None = None
        try:
            self.world.do(self.case, verb, by=by, at=self.now)
        except ResolveError as error:
            came = error
        asked_for_more = expected is None and isinstance(came, BadInput)
        assert asked_for_more or type(came) is type(expected), (verb, came, expected)
        assert self._written() == before if came else self._written() > before
        assert by != self.world.stranger or isinstance(came, NotVisible), verb

    def _written(self) -> int:
        return self.case.entries.count()

    @rule(hours=st.integers(1, 24 * 12))
    def time_passes(self, hours: int) -> None:
        self.now += hours * HOUR
        sweep(at=self.now)
        before = (self._written(), Message.objects.count())
        sweep(at=self.now)
        assert (self._written(), Message.objects.count()) == before

    @rule(who=st.integers(0, 30))
    def somebody_leaves(self, who: int) -> None:
        movable = [*self.world.receiving.people, *self.world.raising.people, self.world.office]
        person = movable[who % len(movable)]
        if person not in (self.case.raised_by, self.kept_out) and User.objects.get(pk=person.pk).is_active:
            directory.mark_left(person=person, by=None, at=self.now)
            person.refresh_from_db()
            sweep(at=self.now)

    # What holds after each step.

    @invariant()
    def its_passages_and_state_are_legal(self) -> None:
        case = case_now(self.case)
        opened = list(Passage.objects.filter(case=case, closed_at=None))
        live = case.state in LIVE_STATES
        assert len(opened) == int(live)
        assert case.stage in {stage.key for stage in case.policy.stages}
        assert (case.ended_at is None) == (case.ending == Ending.NONE) == live
        waiting = Proposal.objects.filter(case=case, kind="outcome", accepted_at=None, set_aside_at=None).exists()
        assert waiting == (case.state == State.AWAITING_CONFIRMATION)
        last = case.policy.stage(Passage.objects.filter(case=case).latest("number").stage).last
        assert case.ending not in ENDS_AT_THE_LAST or last is not None
        if live:
            assert opened[0].stage == case.stage
        else:
            assert not Clock.objects.filter(
                case=case, stopped_at=None, follow_up=None, obligation__duty__in=_before_a_decision()
            ).exists()

    @invariant()
    def every_move_is_one_that_the_procedure_opens(self) -> None:
        """Between neighbouring passages the case climbed by the pinned policy, came back, or was reopened."""
        policy, passages = self.case.policy, list(Passage.objects.filter(case=self.case).order_by("number"))
        order = [stage.key for stage in policy.stages]
        assert passages[0].stage in by_hand.first_stages(policy, risk=self.risk)
        for one, next_one in pairwise(passages):
            assert one.closed_at is not None
            assert one.closed_at <= next_one.opened_at
            if one.end in (PassageEnd.ESCALATED, PassageEnd.ADVANCED):
                self._climbed(policy, one, next_one)
            elif one.end == PassageEnd.STEPPED_DOWN:
                assert order.index(next_one.stage) < order.index(one.stage)
            else:  # reopened, or referred after its end
                assert next_one.stage in (one.stage, order[-1])

    def _climbed(self, policy: Policy, one: Passage, next_one: Passage) -> None:
        pair = (AgencyType(self.world.raising.agency.type), AgencyType(self.world.receiving.agency.type))
        assert next_one.ground in by_hand.grounds_of(policy, one.stage) or one.end == PassageEnd.ADVANCED
        further = (next_one.stage, next_one.rung) == (one.stage, one.rung + 1)
        if further:
            assert policy.stage(one.stage).repeats is not None
        else:
            kinds = [by_hand.Kind(pair, self.case.priority, at_risk) for at_risk in {False, self._was_at_risk()}]
            reached = [by_hand.may_follow(policy, one.stage, kind=kind, ground=next_one.ground) for kind in kinds]
            assert next_one.stage in set().union(*reached), (one, next_one)
        if one.end == PassageEnd.ADVANCED:
            over = Clock.objects.filter(obligation__passage=one, due_at__lte=one.closed_at)
            duties = over.values_list("obligation__duty", flat=True)
            assert any(
                o.what in set(duties) and o.on_breach is Breach.ADVANCE for o in policy.stage(one.stage).obligations
            )

    def _was_at_risk(self) -> bool:
        return self.risk or self.case.entries.filter(AT_RISK).exists()

    @invariant()
    def no_gate_that_blocks_was_passed_while_it_lacked(self) -> None:
        assert passed_though_shut(self.case) == []

    @invariant()
    def whoever_the_procedure_names_was_told(self) -> None:
        """Each has a notice of that moment in the outbox; where there is nobody, a notice that is shown as failed stands there."""
        case, live = case_now(self.case), self.live
        self.live = case.state in LIVE_STATES
        new = list(case.entries.filter(number__gt=self.seen).select_related("passage").order_by("number"))
        self.seen = max([self.seen, *(entry.number for entry in new)])
        for entry in new:
            match entry.kind:
                case "stage-opened":
                    self._were_told(Event.STAGE_ENTERED, entry.passage, entry.recorded_at)
                    self._who_acts_was_told(entry)
                case "limit-passed" if "follow_up" not in entry.facts:
                    if entry.passage and (not entry.passage.closed_at or entry.passage.closed_at >= entry.recorded_at):
                        self._were_told(Event.BREACH, entry.passage, entry.recorded_at)
                case Verb.FLAG_RISK:
                    self._were_told(Event.IMMEDIATE_RISK, entry.passage, entry.recorded_at)
        if live and not self.live:
            self._were_told(Event.CLOSED, case.passages.latest("number"), self.now)

    def _were_told(self, event: Event, passage: Passage, at: datetime) -> None:
        sent = Message.objects.filter(reference=self.case.reference, created_at=at, kind__endswith=f"-{event}")
        got = set(sent.values_list("recipient", flat=True))
        for tell in by_hand.named_at(self.case.policy, passage.stage, event):
            people = {person.pk for person in self._people(tell.who, passage, at)}
            assert people <= got if people else got, f"{event}: {tell.who} at {passage} was not told"

    def _people(self, who: Audience, passage: Passage, at: datetime) -> list[User]:
        """Who is meant by it, as far as it is sure by the end of a step: not whoever came to stand there in the same step."""
        world = self.world
        holders = Holding.objects.filter(passage=passage, person__isnull=False, since__lt=at) | Holding.objects.filter(
            passage=passage, person__isnull=False, since=passage.opened_at
        )
        found: list[User | None] = []
        match who:
            case Audience.RAISER:
                found = [self.case.raised_by]
            case Audience.BOTH_SIDES:
                found = [holding.person for holding in holders.select_related("person")]
            case Audience.BOARD_OFFICE:
                found = [world.office if world.office.is_active else world.chair]
            case Audience.CHAIR:
                found = [world.chair]
        out = set(Exclusion.objects.filter(case=self.case).values_list("person", flat=True))
        return [person for person in found if person is not None and person.is_active and person.pk not in out]

    def _who_acts_was_told(self, entry: Entry) -> None:
        """Everybody who has come to stand for a side, and who raised it."""
        sent = Message.objects.filter(reference=self.case.reference, created_at=entry.recorded_at)
        got = set(sent.values_list("recipient", flat=True))
        began = Holding.objects.filter(passage=entry.passage, since=entry.passage.opened_at, person__isnull=False)
        assert set(began.values_list("person", flat=True)) <= got
        assert self.case.raised_by_id in got

    @invariant()
    def whatever_changes_is_in_the_record(self) -> None:
        stands, written = self._as_it_stands(), self._written()
        assert stands == self.stood or written > self.written
        self.stood, self.written = stands, written

    def _as_it_stands(self) -> list[Any]:
        """What the tables say of the case that somebody may ask about later."""
        case = {"case": self.case.pk}
        of_it = {"passage__case": self.case.pk}
        return [
            list(rows.order_by("pk"))
            for rows in (
                Case.objects.filter(pk=self.case.pk).values_list(
                    "state", "stage", "ending", "immediate_risk", "priority"
                ),
                Passage.objects.filter(**case).values_list("stage", "rung", "closed_at", "end", "meeting_at"),
                Holding.objects.filter(**of_it).values_list("person", "on_behalf_of", "no_agreement_at"),
                Obligation.objects.filter(**of_it).values_list("duty", "met_at", "met_by"),
                Clock.objects.filter(**case).values_list("due_at", "paused_at", "breached_at"),
                Proposal.objects.filter(**case).values_list("kind", "version", "accepted_at", "set_aside_at"),
                Exclusion.objects.filter(**case).values_list("person"),
                self.case.follow_ups.values_list("kind", "result", "not_kept_in"),
            )
        ]

    @invariant()
    def its_record_is_whole(self) -> None:
        assert record.faults(case_now(self.case)) == []
        assert list(self.case.entries.values_list("number", flat=True)) == list(range(1, self._written() + 1))
        assert not self.case.entries.filter(by=self.world.stranger).exists()

    @invariant()
    def every_deadline_is_explained(self) -> None:
        """Each knows its next moment; its explanation ends at its time; and by the procedure it is that time."""
        for clock in Clock.objects.filter(case=self.case).select_related("obligation__passage"):
            day, hour = by_hand.as_people_say(clock.due_at)
            assert any(day in sentence and hour in sentence for sentence in clock.explanation), clock.explanation
            assert (clock.next_at is None) or clock.stopped_at is None
            if clock.stopped_at is None and clock.breached_at is None and clock.paused_at is None:
                assert clock.next_at is not None
        owed = Obligation.objects.filter(passage__case=self.case, optional=False).exclude(pk__in=self.timed)
        for obligation in owed.select_related("passage"):  # once, when it begins: later its date may be brought forward
            self._is_due_as_the_procedure_says(obligation)
            self.timed.add(obligation.pk)

    def _is_due_as_the_procedure_says(self, obligation: Obligation) -> None:
        policy, passage = self.case.policy, obligation.passage
        owed = by_hand.owed_at(policy.stage(passage.stage), obligation.duty, priority=self.case.priority)
        if owed is None or obligation.duty not in _before_a_decision() or passage.opened_at > by_hand.FAR:
            return
        due = by_hand.due_times(
            owed.limit,
            entered=passage.opened_at,
            raised=self.case.raised_at,
            protective=passage.protective_at,
            compress=policy.immediate_risk.compress and self._was_at_risk(),
        )
        clock = Clock.objects.filter(obligation=obligation).first()
        if due is not None:
            assert (clock is not None) == bool(due), (obligation, due)
            assert clock is None or clock.original_due_at in due, (obligation, clock.original_due_at, due)

    @invariant()
    def whoever_is_kept_out_learns_nothing(self) -> None:
        exclusion = Exclusion.objects.filter(case=self.case, person=self.kept_out).first()
        if exclusion is not None:
            assert not Message.objects.filter(recipient=self.kept_out, created_at__gt=exclusion.since).exists()
            assert not self.case.entries.filter(by=self.kept_out, recorded_at__gt=exclusion.since).exists()
            assert isinstance(refusal(case_now(self.case), Verb.ADD_NOTE, by=self.kept_out, at=self.now), NotVisible)

    # At the end of it.

    def _is_brought_to_an_end(self) -> None:
        """Nobody withdraws and nobody gives way: going on as the procedure has it, the case is settled all the same."""
        done: set[tuple[Verb, int, int]] = set()
        for _ in range(80):
            if case_now(self.case).state not in LIVE_STATES:
                return
            self.now += HOUR
            if not self._one_step_on(done):
                self.now += 2 * DAY
                sweep(at=self.now)
        raise AssertionError(f"no way out: {case_now(self.case).stage}, {case_now(self.case).state}")

    def _one_step_on(self, done: set[tuple[Verb, int, int]]) -> bool:
        passage = self.case.passages.latest("number")
        holders = [holding.person for holding in passage.holdings.select_related("person") if holding.person]
        for person in dict.fromkeys((self.world.office, self.world.chair, self.case.raised_by, *holders)):
            able = [verb for verb in TO_AN_END if verb in self._able(person)] if person.is_active else []
            for verb in able:
                if (verb, passage.number, person.pk) in done:
                    continue
                done.add((verb, passage.number, person.pk))
                try:
                    self.world.do(self.case, verb, by=person, at=self.now)
                except BadInput:
                    continue  # it asks for what others have to do first
                return True
        return False


def _before_a_decision() -> set[str]:
    """The duties whose clocks do not outlive the stage."""
    return {"acknowledge", "respond", "discuss", "agree-plan", "review-file", "consult", "decide", "inform-chair"}
