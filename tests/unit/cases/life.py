"""The life of a case: random people do random things to it at random times, and after each step what must hold is looked at.

What must hold stands in `must_hold`, what people name in their forms in `random_words`, and the procedures in `random_policies`.
"""

import sys
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from agencies import directory
from agencies.models import User
from agencies.roles import MembershipRole
from cases.actions.door import Request
from cases.models import LIVE_STATES, Clock
from cases.rules.refusals import RULES, allowed_verbs, refusal_in
from cases.situations import Situation, situation
from cases.sweeps import sweep
from cases.verbs import STEP_DUTIES, Verb
from core.errors import BadInput, NotVisible, ResolveError, WrongMoment
from notifications.models import Message
from policies.schema import Policy
from policies.vocabulary import AgencyType, Ground
from tests.unit.cases import random_words
from tests.unit.cases.must_hold import WhatMustHold
from tests.unit.cases.random_policies import policies
from tests.unit.cases.random_words import NAMED, Words
from tests.unit.cases.usual import CALLS, USUAL
from tests.unit.cases.world import (
    AREAS,
    DAY,
    HOUR,
    START,
    a_house,
    a_member,
    a_world,
    case_now,
    on_the_board,
    publish_policy,
    published,
)

TYPES = (AgencyType.HEALTH, AgencyType.SCHOOL, AgencyType.CHILDRENS_SOCIAL_CARE, AgencyType.SELF_EMPLOYED)
TO_AN_END = (
    *(Verb.CONFIRM_OUTCOME, Verb.CLOSE_UNCONFIRMED, Verb.RECORD_DECISION, Verb.ESCALATE),
    *(Verb.RECORD_DISCUSSION, Verb.REPORT_NO_AGREEMENT, *STEP_DUTIES, Verb.CHOOSE_WAY),
)
"""What people do who want a case settled, and do not give up: whatever comes first of these."""
STEPS = (
    *(Verb.ACKNOWLEDGE, Verb.RESPOND, Verb.RECORD_DISCUSSION, Verb.PROPOSE_PLAN, Verb.AGREE_PLAN),
    *(Verb.PROPOSE_OUTCOME, Verb.CONFIRM_OUTCOME, Verb.RETURN_OUTCOME, Verb.REPORT_NO_AGREEMENT, *STEP_DUTIES),
    *(Verb.PROPOSE_TIMETABLE, Verb.ACCEPT_TIMETABLE, Verb.FLAG_RISK, Verb.STEP_DOWN, Verb.REOPEN, Verb.KEEP_OUT),
    *(Verb.CHOOSE_WAY, Verb.APPOINT, Verb.RECORD_DECISION, Verb.ANSWER_AS_OFFICE, Verb.PASS_ON, Verb.SAY_NOT_OURS),
)
"""What moves a case, or may, but for an escalation."""
ANY_GROUND = random_words.grounds_first(Ground.NOT_AGREED, Ground.IMMEDIATE_RISK)
BY_THE_RAISER = 3
"""Up to this number it is the raiser who takes it on."""
WITHIN_ONE = 9
"""Which lives are of a disagreement inside one agency, and perhaps with another."""
LATER = "99"
"""A version that follows upon any other."""


class LifeOfACase(WhatMustHold):
    """One case; each step somebody tries something, or time passes, or somebody leaves."""

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
                self.its_record_is_whole()
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    @initialize(
        procedure=st.one_of(st.sampled_from(AREAS), policies(), policies(), policies()),
        raising=st.sampled_from(TYPES),
        receiving=st.lists(st.sampled_from(TYPES), min_size=1, max_size=2),
        risk=st.booleans(),
        hour=st.integers(0, 24 * 20),
        place=st.integers(0, 10),
    )
    def raise_one(
        self,
        procedure: str | Policy,
        raising: AgencyType,
        receiving: list[AgencyType],
        risk: bool,
        hour: int,
        place: int,
    ) -> None:
        version = publish_policy(procedure) if isinstance(procedure, Policy) else published(procedure)
        self.world = a_world(version=version, raising=raising, receiving=receiving[0])
        self.world.others = [a_house(version, other) for other in receiving[1:]]
        if place == WITHIN_ONE:
            house = self.world.raising
            self.world.receiving = replace(house, practitioner=house.colleague)
        self.now = START + hour * HOUR
        self.kept_out = list(self.world.receiving.posts.values())[-1].holder or self.world.receiving.colleague
        named = (self.world.raising.practitioner, self.world.receiving.practitioner)
        conflicted = () if self.kept_out in named else (self.kept_out,)
        keys = [priority.key for priority in version.policy.priorities]
        self.risk = risk
        world, houses = self.world, (self.world.receiving, *self.world.others)
        self.watch(
            world.raised(
                at=self.now,
                immediate_risk=risk,
                immediate_risk_confirmed=risk,
                conflicted=conflicted,
                receiving_agencies=tuple(house.agency for house in houses),
                priority=keys[place % len(keys)] if keys else "",
                related_meeting_at=self.now + place * DAY + 5 * HOUR,
            )
        )
        acting = [person for house in (world.raising, *houses) for person in house.people]
        self.people = [*acting, world.office, world.chair, world.stranger]
        self.versions = 1
        self.refused: list[Any] = []

    # What people do.

    @rule(verb=st.sampled_from(sorted(RULES)), who=st.integers(0, 40), minutes=st.integers(0, 3 * 24 * 60))
    def somebody_does_something(self, verb: Verb, who: int, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self._try(Verb(verb), self._as(self.people[who % len(self.people)]))

    @rule(who=st.integers(0, 40), choice=st.integers(0, 50), minutes=st.integers(0, 24 * 60))
    def somebody_does_what_they_may(self, who: int, choice: int, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        s = self._as(self._one_of_them(who))
        able = allowed_verbs(s)
        if able:
            self._try(able[choice % len(able)], s)

    @rule(who=st.integers(0, 10), choice=st.integers(0, 50), data=st.data(), minutes=st.integers(0, 24 * 60))
    def who_acts_takes_a_step(self, who: int, choice: int, data: st.DataObject, minutes: int) -> None:
        """Somebody does something that gets a case anywhere, in words of their own or in the usual ones."""
        self.now += timedelta(minutes=minutes)
        s = self._as(self._one_of_them(who))
        able = [verb for verb in STEPS if refusal_in(s, verb) is None]
        if able:
            verb = able[choice % len(able)]
            said = random_words.words(verb, data.draw, world=self.world, case=s.case) if choice % 2 else {}
            self._try(verb, s, said)

    @rule(verb=st.sampled_from(sorted(NAMED)), who=st.integers(0, 10), data=st.data(), minutes=st.integers(0, 9 * 60))
    def somebody_names_anything(self, verb: Verb, who: int, data: st.DataObject, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        s = self._as(self._one_of_them(who))
        self._try(Verb(verb), s, random_words.words(Verb(verb), data.draw, world=self.world, case=s.case))

    @rule(ground=ANY_GROUND, who=st.integers(0, 5), back=st.booleans(), data=st.data())
    def its_raiser_takes_it_anywhere(self, ground: Ground, who: int, back: bool, data: st.DataObject) -> None:
        """Up or down, to any stage at all and to one that there is not; or who acts for their side does, or for the other."""
        self.now += HOUR
        s = self._as(self._one_of_them(who) if who > BY_THE_RAISER else self.case.raised_by)
        if back and s.case.stage != self.policy.stages[0].key:
            self._try(Verb.STEP_DOWN, s, {"to": random_words.any_stage(data.draw, self.world, s.case)})
        else:
            to = random_words.a_stage_ahead(data.draw, s.case)
            self._try(Verb.ESCALATE, s, {"ground": ground, "to": to})

    @rule(who=st.integers(0, 5))
    def it_goes_on(self, who: int) -> None:
        """Both sides talk, and could not agree: so it goes to where the procedure has it."""
        self.now += HOUR
        self._try(Verb.RECORD_DISCUSSION, self._as(self._one_of_them(who)))
        self.what_must_hold()
        self._try(Verb.ESCALATE, self._as(self.case.raised_by))

    def _one_of_them(self, who: int) -> User:
        """Somebody who acts in it now, raised it, or is of the board; the same number may mean somebody else later."""
        passage = self.case.passages.latest("number")
        acting = [h.person for h in passage.holdings.select_related("person").order_by("pk") if h.person]
        people = list(dict.fromkeys([*acting, self.case.raised_by, self.world.office, self.world.chair]))
        return people[who % len(people)]

    def _as(self, person: User) -> Situation:
        return situation(case_now(self.case), by=person, at=self.now)

    def _try(self, verb: Verb, s: Situation, said: Words | None = None) -> None:
        """Do it; refused, it leaves no trace anywhere, and is refused for the reason that the rules give."""
        before, expected = self.entries(), refusal_in(s, verb)
        came: ResolveError | None = None
        try:
            self._do(verb, s, said or {})
        except ResolveError as error:
            came = error
        wrong = (BadInput, WrongMoment) if said else (BadInput,)
        asked_for_more = expected is None and isinstance(came, wrong)
        assert asked_for_more or type(came) is type(expected), (verb, came, expected)
        assert self.nothing_has_changed() if came else self.entries() > before, (verb, came)
        assert s.by != self.world.stranger or isinstance(came, NotVisible) or self.takes_part(s.by), verb

    def _do(self, verb: Verb, s: Situation, said: Words) -> None:
        usual = USUAL[verb](s) if verb in USUAL else {}
        CALLS[verb](self.case, Request(s.by, self.now), **{**usual, **said})

    # What happens around it.

    @rule(hours=st.integers(1, 24 * 12))
    def time_passes(self, hours: int) -> None:
        self._it_is_later(hours * HOUR)

    @rule()
    def the_next_limit_passes(self) -> None:
        due = Clock.objects.filter(case=self.case, stopped_at=None, paused_at=None, due_at__gte=self.now)
        soonest = due.order_by("due_at").first()
        if soonest is not None:
            self._it_is_later(soonest.due_at - self.now + timedelta(minutes=1))

    def _it_is_later(self, by: timedelta) -> None:
        """The clock does what is due, and nothing when it is asked again."""
        self.now += by
        sweep(at=self.now)
        self.what_was_to_move_by_itself_has_moved()
        before = (self.entries(), Message.objects.count())
        sweep(at=self.now)
        assert (self.entries(), Message.objects.count()) == before

    @rule(who=st.integers(0, 30))
    def somebody_leaves(self, who: int) -> None:
        movable = [*self.world.receiving.people, *self.world.raising.people, self.world.office]
        person = movable[who % len(movable)]
        if person not in (self.case.raised_by, self.kept_out) and User.objects.get(pk=person.pk).is_active:
            directory.mark_left(person=person, by=None, at=self.now)
            person.refresh_from_db()
            sweep(at=self.now)

    @precondition(lambda self: self.versions == 1)
    @rule(later=policies())
    def the_partnership_agrees_on_another_procedure(self, later: Policy) -> None:
        """What is open goes on as it began."""
        metadata = self.policy.metadata.model_copy(update={"version": LATER})
        publish_policy(later.model_copy(update={"area": self.policy.area, "metadata": metadata}))
        self.versions += 1

    # At the end of it.

    def _is_brought_to_an_end(self) -> None:
        """Nobody withdraws and nobody gives way: going on as the procedure has it, the case is settled all the same."""
        done: set[tuple[Verb, int, int]] = set()
        if not self.of_the_board():  # the partnership finds somebody else
            self.world.office = on_the_board(self.world.version.area, MembershipRole.BOARD_OFFICE)
        for _ in range(80):
            if case_now(self.case).state not in LIVE_STATES:
                return
            self.now += HOUR
            if not self._one_step_on(done):
                self.now += 2 * DAY
                self._somebody_new_acts_where_nobody_does()
                sweep(at=self.now)
            self.what_must_hold()
        case = case_now(self.case)
        passage = case.passages.latest("number")
        acting = list(passage.holdings.values_list("party__side", "person", "party__part_ended_at"))
        owed = list(passage.obligations.filter(met_at=None).values_list("duty", "owner", "party__side"))
        raise AssertionError(f"no way out: {case.stage}, {case.state}, {acting}, {owed}; refused: {dict(self.refused)}")

    def _somebody_new_acts_where_nobody_does(self) -> None:
        """The board's office, told that a side has nobody, sees to it that the agency fills its uppermost post anew."""
        empty = self.case.passages.latest("number").holdings.filter(person=None).select_related("party__agency")
        for agency in {holding.party.agency for holding in empty}:
            post = agency.posts.order_by("rank").last()
            directory.set_holder(post=post, holder=a_member(agency), by=None, at=self.now)

    def _one_step_on(self, done: set[tuple[Verb, int, int]]) -> bool:
        case, passage = case_now(self.case), self.case.passages.latest("number")
        holders = [holding.person for holding in passage.holdings.select_related("person") if holding.person]
        people, board = [self.case.raised_by, *holders], [self.world.office, self.world.chair]
        for person in dict.fromkeys([*people, *board] if case.policy_stage.last is None else [*board, *people]):
            left = [verb for verb in TO_AN_END if (verb, passage.number, person.pk) not in done]
            s = self._as(person) if left and person.is_active else None
            for verb in left if s is not None else ():
                if refusal_in(s, verb) is not None:
                    continue
                try:
                    self._do(verb, s, {})
                except BadInput as error:  # it asks for what others have to do first, and is tried again after that
                    self.refused.append((verb, error.fields))
                    continue
                done.add((verb, passage.number, person.pk))
                return True
        return False
