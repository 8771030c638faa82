"""Any case, in any area, whatever anybody does to it and whenever: what must hold, holds."""

import os
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from agencies import directory
from agencies.models import User
from cases import record
from cases.models import LIVE_STATES, Case, Clock, Ending, Exclusion, Passage, PassageEnd, Proposal, State
from cases.rules import RULES, allowed_verbs, refusal
from cases.situations import situation
from cases.sweeps import sweep
from cases.verbs import Verb
from core.errors import BadInput, NotVisible, ResolveError
from notifications.models import Message
from policies.routes import ways_on
from policies.schema import Policy
from policies.vocabulary import AgencyType, Audience, Event
from tests.unit.cases.random_policies import policies
from tests.unit.cases.world import AREAS, HOUR, START, World, a_world, case_now, publish_policy, published

TYPES = (AgencyType.HEALTH, AgencyType.SCHOOL, AgencyType.CHILDRENS_SOCIAL_CARE, AgencyType.SELF_EMPLOYED)
LIVES = int(os.environ.get("RESOLVE_LIVES", "6"))
"""How many lives are led. `make lives` leads many more."""
MAY_END = {Verb.ESCALATE, Verb.RECORD_DECISION, Verb.WITHDRAW, Verb.PROPOSE_OUTCOME, Verb.CONFIRM_OUTCOME}


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
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize(
        procedure=st.one_of(st.sampled_from(AREAS), policies()),
        raising=st.sampled_from(TYPES),
        receiving=st.sampled_from(TYPES),
        risk=st.booleans(),
        hour=st.integers(0, 24 * 20),
    )
    def raise_one(
        self, procedure: str | Policy, raising: AgencyType, receiving: AgencyType, risk: bool, hour: int
    ) -> None:
        version = publish_policy(procedure) if isinstance(procedure, Policy) else published(procedure)
        self.world = a_world(version=version, raising=raising, receiving=receiving)
        self.now = START + hour * HOUR
        self.kept_out = list(self.world.receiving.posts.values())[-1].holder or self.world.receiving.colleague
        conflicted = () if self.kept_out == self.world.receiving.practitioner else (self.kept_out,)
        self.case = self.world.raised(
            at=self.now, immediate_risk=risk, immediate_risk_confirmed=risk, conflicted=conflicted
        )
        world = self.world
        self.people = [*world.raising.people, *world.receiving.people, world.office, world.chair, world.stranger]

    @rule(verb=st.sampled_from(sorted(RULES)), who=st.integers(0, 30), minutes=st.integers(0, 3 * 24 * 60))
    def somebody_does_something(self, verb: Verb, who: int, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        by = self.people[who % len(self.people)]
        self._try(Verb(verb), by)

    @rule(choice=st.integers(0, 200), minutes=st.integers(0, 24 * 60))
    def somebody_does_what_they_may(self, choice: int, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        able = [(p, v) for p in self.people for v in allowed_verbs(situation(case_now(self.case), by=p, at=self.now))]
        if able:
            by, verb = able[choice % len(able)]
            self._try(verb, by)

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
        movable = [*self.world.receiving.people, *self.world.raising.people]
        person = movable[who % len(movable)]
        if person not in (self.case.raised_by, self.kept_out) and User.objects.get(pk=person.pk).is_active:
            directory.mark_left(person=person, by=None, at=self.now)
            person.refresh_from_db()
            sweep(at=self.now)

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
        if live:
            assert opened[0].stage == case.stage
        else:
            assert not Clock.objects.filter(case=case, stopped_at=None, follow_up=None).exists()

    @invariant()
    def every_move_is_one_that_the_procedure_opens(self) -> None:
        """Between neighbouring passages the case climbed by the pinned policy, came back, or was reopened."""
        policy, passages = self.case.policy, list(Passage.objects.filter(case=self.case).order_by("number"))
        order = [stage.key for stage in policy.stages]
        for one, next_one in pairwise(passages):
            assert one.closed_at is not None
            assert one.closed_at <= next_one.opened_at
            if one.end in (PassageEnd.ESCALATED, PassageEnd.ADVANCED):
                opened = {
                    way.stage.key for way in ways_on(policy, stage_key=one.stage, pairs=self.case.pairs()) if way.stage
                }
                opened |= {route.target for route in policy.routes if route.source == one.stage}
                further = (next_one.stage, next_one.rung) == (one.stage, one.rung + 1)
                assert further or next_one.stage in opened, (one, next_one)
            elif one.end == PassageEnd.STEPPED_DOWN:
                assert order.index(next_one.stage) < order.index(one.stage)
            else:  # reopened, or referred after its end
                assert next_one.stage in (one.stage, order[-1])

    @invariant()
    def whom_the_procedure_names_was_told_or_there_was_nobody(self) -> None:
        policy = self.case.policy
        for entry in self.case.entries.filter(kind="stage-opened"):
            named = {
                tell.who
                for tell in (*policy.tells, *policy.stage(entry.facts["stage"]).tells)
                if tell.on is Event.STAGE_ENTERED
            }
            accounted = {Audience(who) for key in ("told", "untold", "copied") for who in entry.facts.get(key, ())}
            assert len(accounted) >= min(len(named), 1)
            assert named - accounted <= {Audience.BOARD_OFFICE, Audience.CHAIR}  # they stand in for each other

    @invariant()
    def its_record_is_whole(self) -> None:
        assert record.faults(case_now(self.case)) == []

    @invariant()
    def every_clock_is_explained_and_knows_its_next_moment(self) -> None:
        for clock in Clock.objects.filter(case=self.case):
            assert clock.explanation
            assert (clock.next_at is None) or clock.stopped_at is None
            if clock.stopped_at is None and clock.breached_at is None and clock.paused_at is None:
                assert clock.next_at is not None

    @invariant()
    def whoever_is_kept_out_learns_nothing(self) -> None:
        if Exclusion.objects.filter(case=self.case, person=self.kept_out).exists():
            since = Exclusion.objects.get(case=self.case, person=self.kept_out).since
            assert not Message.objects.filter(recipient=self.kept_out, created_at__gt=since).exists()
            assert isinstance(refusal(case_now(self.case), Verb.ADD_NOTE, by=self.kept_out, at=self.now), NotVisible)

    @invariant()
    def somebody_can_always_bring_it_to_an_end(self) -> None:
        case = case_now(self.case)
        if case.state in LIVE_STATES:
            able = {verb for p in self.people for verb in allowed_verbs(situation(case, by=p, at=self.now))}
            assert able & MAY_END


@pytest.mark.django_db
def test_what_must_hold_holds_through_any_life_of_a_case() -> None:
    some = settings(
        max_examples=LIVES,
        stateful_step_count=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        phases=(
            Phase.generate,
        ),  # a long life that fails is read as it is: making it shorter takes longer than mending it
    )
    run_state_machine_as_test(LifeOfACase, settings=some)
