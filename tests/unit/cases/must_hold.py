"""What must hold of any case, whatever was done to it: looked at after each step of a life (`life`), and on the way to its end.

It is read from the tables and from the policy by hand (`by_hand`), not asked of the code that it is to prove. The policy is the one
that the life began with: what is published later must change nothing.
"""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Q
from hypothesis.stateful import RuleBasedStateMachine, invariant

from agencies.models import Post, User
from cases import record
from cases.access import visible_to
from cases.models import (
    DECIDING,
    LIVE_STATES,
    Approval,
    Case,
    Clock,
    Ending,
    Entry,
    Exclusion,
    Holding,
    Obligation,
    Participation,
    Party,
    Passage,
    PassageEnd,
    Proposal,
    Seat,
    Side,
    Sitting,
    State,
)
from cases.rules.refusals import refusal_in
from cases.situations import situation
from cases.verbs import VERBS_OF_DUTY, Verb
from notifications.models import Message
from policies.schema import Obligation as Owed
from policies.schema import Policy
from policies.vocabulary import AgencyType, Audience, Breach, Duty, Event, Ground, LastStageKind, Role
from tests.unit.cases import by_hand
from tests.unit.cases.entries_by_hand import untold
from tests.unit.cases.gates_by_hand import passed_though_shut, talked
from tests.unit.cases.world import World, case_now

ENDING_OF_WAY = {
    Ending.CHAIR_DECISION: LastStageKind.CHAIR_DECISION,
    Ending.ADVICE: LastStageKind.CHAIR_DECISION,
    Ending.MEDIATION: LastStageKind.MEDIATION,
    Ending.CHAIRED_MEETING: LastStageKind.CHAIRED_MEETING,
    Ending.PANEL: LastStageKind.PANEL,
    Ending.CHAIR_INFORMED: LastStageKind.CHAIR_INFORMED,
    Ending.RECORDED: LastStageKind.RECORD_ONLY,
}
"""The endings to which only a way of settling it leads that the last stage knows."""
AT_RISK = Q(kind=Verb.FLAG_RISK) | Q(facts__ground=Ground.IMMEDIATE_RISK.value)


class WhatMustHold(RuleBasedStateMachine):
    """A case under watch: `seen` entries and `walked` passages have been looked at."""

    world: World
    policy: Policy
    case: Case
    now: datetime
    risk: bool

    def watch(self, case: Case) -> None:
        """Begin to look at a case that has just been raised."""
        self.case, self.policy = case, self.world.policy
        self.live, self.seen, self.gated, self.walked = True, 0, 0, 1
        self.timed: set[int] = set()
        self.able: set[int] = set()
        self.stood, self.written, self.sent = self.as_it_stands(), self.entries(), Message.objects.count()

    def entries(self) -> int:
        """How many entries the record has."""
        return self.case.entries.count()

    def nothing_has_changed(self) -> bool:
        """Whether all stands as it was last seen: the record, the tables, and what was sent."""
        same = (self.entries(), Message.objects.count()) == (self.written, self.sent)
        return same and self.as_it_stands() == self.stood

    @invariant()
    def what_must_hold(self) -> None:
        """After each step of a life, and after each on the way to its end."""
        self.its_passages_and_state_are_legal()
        self.every_move_is_one_that_the_procedure_opens()
        self.no_gate_that_blocks_was_passed_while_it_lacked()
        self.nobody_was_left_untold()
        self.every_deadline_is_explained()
        self.what_changed_is_in_the_record()
        self.whoever_is_kept_out_learns_nothing()
        self.nobody_acts_for_both_sides()
        self.whoever_owes_something_can_do_it()

    # One open passage, and legal states.

    def its_passages_and_state_are_legal(self) -> None:
        case = case_now(self.case)
        opened = list(Passage.objects.filter(case=case, closed_at=None))
        live = case.state in LIVE_STATES
        assert len(opened) == int(live)
        assert case.stage in {stage.key for stage in self.policy.stages}
        assert (case.ended_at is None) == (case.ending == Ending.NONE) == live
        waiting = Proposal.objects.filter(case=case, kind="outcome", accepted_at=None, set_aside_at=None).exists()
        assert waiting == (case.state == State.AWAITING_CONFIRMATION)
        if live:
            assert opened[0].stage == case.stage
        else:
            running = Clock.objects.filter(case=case, stopped_at=None, follow_up=None)
            assert not running.exclude(obligation__duty=Duty.REPORT).exists()
            self._ended_as_its_last_stage_has_it(case)

    def _ended_as_its_last_stage_has_it(self, case: Case) -> None:
        last = self.policy.stage(Passage.objects.filter(case=case).latest("number").stage).last
        ways = {option.kind: option for option in last.options} if last else {}
        wanted = ENDING_OF_WAY.get(Ending(case.ending))
        assert wanted is None or wanted in ways, (case.ending, list(ways))
        assert case.ending != Ending.ADVICE or ways[wanted].binding is False
        assert case.ending != Ending.UNRESOLVED or any(not option.binding for option in ways.values())
        for sitting in Sitting.objects.filter(passage__case=case):
            assert sitting.kind in {option.kind for option in self.policy.stages[-1].last.options}

    # Every move is one that the pinned policy allows.

    def every_move_is_one_that_the_procedure_opens(self) -> None:
        """Between neighbouring passages the case climbed by the pinned policy, came back, or was reopened."""
        passages = list(Passage.objects.filter(case=self.case).order_by("number"))
        assert passages[0].stage in by_hand.first_stages(self.policy, risk=self.risk)
        for one, next_one in pairwise(passages[self.walked - 1 :]):
            assert one.closed_at is not None
            assert one.closed_at <= next_one.opened_at
            if one.end in (PassageEnd.ESCALATED, PassageEnd.ADVANCED):
                self._climbed(one, next_one)
            elif one.end == PassageEnd.STEPPED_DOWN:
                self._came_back(one, next_one, passages)
            else:  # reopened
                assert (next_one.stage, next_one.rung) == (one.stage, one.rung)
        self.walked = len(passages)

    def _came_back(self, one: Passage, next_one: Passage, passages: list[Passage]) -> None:
        order = [stage.key for stage in self.policy.stages]
        assert order.index(next_one.stage) < order.index(one.stage)
        assert next_one.stage in {before.stage for before in passages if before.number < one.number}

    def _climbed(self, one: Passage, next_one: Passage) -> None:
        policy, by_itself = self.policy, one.end == PassageEnd.ADVANCED
        assert next_one.ground in by_hand.grounds_of(policy, one.stage) or by_itself
        if (next_one.stage, next_one.rung) == (one.stage, one.rung + 1):
            assert policy.stage(one.stage).repeats is not None
        else:
            assert next_one.rung == 0
            reached = [by_hand.may_follow(policy, one.stage, kind=k, ground=next_one.ground) for k in self._kinds(one)]
            assert next_one.stage in set().union(*reached), (one.stage, next_one.stage, next_one.ground, reached)
        if by_itself:
            over = Clock.objects.filter(obligation__passage=one, due_at__lte=one.closed_at)
            duties = set(over.values_list("obligation__duty", flat=True))
            assert any(o.what in duties and o.on_breach is Breach.ADVANCE for o in policy.stage(one.stage).obligations)

    def _kinds(self, one: Passage) -> list[by_hand.Kind]:
        """As what the case may have left this passage: between whom, by whom, and at risk or not."""
        there = Party.objects.filter(case=self.case, passed_to=None).select_related("agency")
        there = [party for party in there if party.part_ended_at is None or party.part_ended_at >= one.closed_at]
        types: dict[str, list[AgencyType]] = {side: [] for side in Side}
        for party in there:
            types[party.side].append(AgencyType(party.agency.type))
        pairs = tuple((ours, theirs) for ours in types[Side.ESCALATING] for theirs in types[Side.RECEIVING])
        entry = self.case.entries.filter(passage=one, kind=Verb.ESCALATE.value).last()
        approved = Approval.objects.filter(passage=one, granted=True).values_list("stage", flat=True)
        return [
            by_hand.Kind(
                pairs,
                self.case.priority,
                at_risk=at_risk,
                roles=self._roles_of(entry) if entry is not None else None,
                approved=frozenset(approved),
                talked=entry is None or entry.facts["ground"] == Ground.IMMEDIATE_RISK or talked(entry),
            )
            for at_risk in {False, self._was_at_risk()}
        ]

    def _roles_of(self, entry: Entry) -> frozenset[Role]:
        """The posts of who took it on in the agencies of the case; whoever raised it is a practitioner."""
        agencies = Party.objects.filter(case=self.case).values("agency")
        posts = Post.objects.filter(holder=entry.by, agency__in=agencies).values_list("role", flat=True)
        own = {Role.PRACTITIONER} if entry.by_id == self.case.raised_by_id else set()
        return frozenset({Role(role) for role in posts} | own)

    def _was_at_risk(self) -> bool:
        return self.risk or self.case.entries.filter(AT_RISK).exists()

    # What the policy asks for before it goes on, and whom it names.

    def no_gate_that_blocks_was_passed_while_it_lacked(self) -> None:
        assert passed_though_shut(self.case, self.policy, after=self.gated) == []
        self.gated = self.entries()

    def nobody_was_left_untold(self) -> None:
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
        for tell in by_hand.named_at(self.policy, passage.stage, event):
            people = {person.pk for person in self._people(tell.who, passage, at)}
            assert people <= got if people else got, f"{event}: {tell.who} at {passage} was not told"

    def _people(self, who: Audience, passage: Passage, at: datetime) -> list[User]:
        """Who is meant by it, as far as it is sure by the end of a step: not whoever came to stand there in the same step."""
        world = self.world
        entered = passage.entries.get(kind="stage-opened").recorded_at
        holders = Holding.objects.filter(Q(since__lt=at) | Q(since=entered), passage=passage, person__isnull=False)
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
        began = Holding.objects.filter(passage=entry.passage, since=entry.recorded_at, person__isnull=False)
        assert set(began.values_list("person", flat=True)) <= got
        assert self.case.raised_by_id in got

    # Every change is in the record.

    def what_changed_is_in_the_record(self) -> None:
        """Whatever changed, an entry was written since; and of what matters most, one that says so."""
        stands, written = self.as_it_stands(), self.entries()
        new = self.case.entries.filter(number__gt=self.written)
        if stands != self.stood:
            assert written > self.written
            assert untold(self.stood, stands, set(new.values_list("kind", flat=True))) == []
        self.stood, self.written, self.sent = stands, written, Message.objects.count()

    def as_it_stands(self) -> dict[str, dict[int, tuple[Any, ...]]]:
        """What the tables say of the case that somebody may ask about later: by table and key."""
        pk = self.case.pk
        case, of_it = {"case": pk}, {"passage__case": pk}
        tables = {
            "case": Case.objects.filter(pk=pk).values_list(
                "pk", "state", "stage", "ending", "immediate_risk", "priority", "policy_version"
            ),
            "passage": Passage.objects.filter(**case).values_list(
                "pk", "stage", "rung", "closed_at", "end", "meeting_at"
            ),
            "holding": Holding.objects.filter(**of_it).values_list("pk", "person", "on_behalf_of", "no_agreement_at"),
            "obligation": Obligation.objects.filter(**of_it).values_list("pk", "duty", "met_at", "met_by"),
            "clock": Clock.objects.filter(**case).values_list("pk", "due_at", "paused_at", "breached_at"),
            "proposal": Proposal.objects.filter(**case).values_list("pk", "kind", "accepted_at", "set_aside_at"),
            "exclusion": Exclusion.objects.filter(**case).values_list("pk", "person"),
            "party": Party.objects.filter(**case).values_list("pk", "agency", "side", "part_ended_at", "passed_to"),
            "part": Participation.objects.filter(**case).values_list("pk", "person", "party", "capacity"),
            "approval": Approval.objects.filter(**case).values_list("pk", "kind", "stage", "granted"),
            "sitting": Sitting.objects.filter(**of_it).values_list("pk", "kind", "appointed_at", "papers_by"),
            "seat": Seat.objects.filter(sitting__passage__case=pk).values_list("pk", "agency", "role", "until"),
            "follow-up": self.case.follow_ups.values_list("pk", "kind", "result", "not_kept_in"),
        }
        return {name: {key: tuple(row) for key, *row in rows.order_by()} for name, rows in tables.items()}

    def its_record_is_whole(self) -> None:
        """At the end: what was broken once stays broken."""
        assert record.faults(case_now(self.case)) == []
        stranger = self.world.stranger
        assert not self.case.entries.filter(by=stranger).exists() or self.takes_part(stranger)

    def takes_part(self, person: User) -> bool:
        """Whether a party is of this person's agency, as may come of passing the case on."""
        return Party.objects.filter(case=self.case, agency__memberships__user=person).exists()

    # Every deadline is explained.

    def every_deadline_is_explained(self) -> None:
        """Each knows its next moment; its explanation ends at its time; and by the procedure it is that time."""
        for clock in Clock.objects.filter(case=self.case):
            day, hour = by_hand.as_people_say(clock.due_at)
            assert any(day in sentence and hour in sentence for sentence in clock.explanation), clock.explanation
            assert (clock.next_at is None) or clock.stopped_at is None
            if clock.stopped_at is None and clock.breached_at is None and clock.paused_at is None:
                assert clock.next_at is not None
                assert clock.next_at <= clock.due_at + timedelta(seconds=1)
        owed = Obligation.objects.filter(passage__case=self.case, optional=False).exclude(pk__in=self.timed)
        for obligation in owed.select_related("passage"):  # once, when it begins: later its date may be brought forward
            self._is_due_as_the_procedure_says(obligation)
            self.timed.add(obligation.pk)

    def _is_due_as_the_procedure_says(self, obligation: Obligation) -> None:
        policy, passage = self.policy, obligation.passage
        owed = by_hand.owed_at(policy.stage(passage.stage), obligation.duty, priority=self.case.priority)
        if owed is None or obligation.duty == Duty.REPORT or passage.opened_at > by_hand.FAR:
            return
        clock = Clock.objects.filter(obligation=obligation).first()
        due = by_hand.due_times(
            owed.limit,
            since=by_hand.Happened(
                passage.opened_at,
                self.case.raised_at,
                self.case.related_meeting_at,
                self._met_before(owed, passage),
                policy.area.calendar,
            ),
            protective=passage.protective_at,
            compress=policy.immediate_risk.compress and self._was_at_risk(),
        )
        if due is not None:
            assert (clock is not None) == bool(due), (obligation, due)
            assert clock is None or clock.original_due_at in due, (obligation, clock.original_due_at, due)

    def _met_before(self, owed: Owed, passage: Passage) -> datetime | None:
        """When that was met after which this is owed, by everybody who owed it."""
        before = passage.obligations.filter(duty=owed.limit.after, optional=False) if owed.limit else None
        met = list(before.values_list("met_at", flat=True)) if before is not None else []
        return max(met) if met and all(met) else None

    def what_was_to_move_by_itself_has_moved(self) -> None:
        """Once the clock has been: no limit has passed at which the procedure moves the case."""
        late = Clock.objects.filter(obligation__passage__case=self.case, obligation__passage__closed_at=None)
        late = late.filter(stopped_at=None, paused_at=None, due_at__lt=self.now, obligation__on_breach=Breach.ADVANCE)
        assert case_now(self.case).state != State.OPEN or not late.exists()

    # Who is kept out, and who acts.

    def whoever_is_kept_out_learns_nothing(self) -> None:
        for exclusion in Exclusion.objects.filter(case=self.case).select_related("person"):
            out, since = exclusion.person, exclusion.since
            assert not Message.objects.filter(recipient=out, created_at__gt=since).exists()
            assert not self.case.entries.filter(by=out, recorded_at__gt=since).exists()
            assert not Holding.objects.filter(passage__case=self.case, passage__closed_at=None, person=out).exists()
            assert not visible_to(out).filter(pk=self.case.pk).exists()

    def nobody_acts_for_both_sides(self) -> None:
        acting = Holding.objects.filter(passage__case=self.case, passage__closed_at=None).exclude(person=None)
        of_a_side = {
            side: [h for h in acting.select_related("party", "person") if h.party.side == side] for side in Side
        }
        ours, theirs = of_a_side.values()
        both = {h.person for h in ours} & {h.person for h in theirs}
        assert not both, [(h.person, h.party.side, h.title, h.why) for h in (*ours, *theirs) if h.person in both]

    def of_the_board(self) -> list[User]:
        """Who of the board may act: neither gone nor kept out."""
        out = set(Exclusion.objects.filter(case=self.case).values_list("person", flat=True))
        return [who for who in (self.world.office, self.world.chair) if who.is_active and who.pk not in out]

    # No dead end.

    def whoever_owes_something_can_do_it(self) -> None:
        """Once for each thing that is owed: whoever acts for the side, or somebody of the board, is offered a verb that meets it."""
        case = case_now(self.case)
        if case.state == State.AWAITING_CONFIRMATION:
            return  # all but the confirmation stands still
        owed = Obligation.objects.filter(passage__case=case, optional=False, met_at=None).exclude(pk__in=self.able)
        reports = Q(duty=Duty.REPORT)  # it follows upon the decision
        owed = owed.filter(~reports, passage__closed_at=None) | owed.filter(reports, passage__end__in=DECIDING)
        theirs: dict[User, list[Duty]] = {}
        for obligation in owed.exclude(party__part_ended_at__isnull=False).select_related("party"):
            self.able.add(obligation.pk)
            acting = self.of_the_board()[:1]
            if obligation.party_id is not None:
                acting = [obligation.passage.holdings.get(party=obligation.party_id).person]
            for person in acting:
                if person is not None and person.is_active:
                    theirs.setdefault(person, []).append(Duty(obligation.duty))
        for person, duties in theirs.items():
            s = situation(case, by=person, at=self.now)
            for duty in duties:
                refused = [refusal_in(s, verb) for verb in VERBS_OF_DUTY[duty]]
                assert not all(refused), f"{person} cannot meet it: {duty} at {case.stage}: {refused}"
