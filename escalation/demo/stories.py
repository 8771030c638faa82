"""The demo's cases, told through the real verbs: a story does something and yields the moment at which it goes on."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from agencies.models import User
from cases.actions import agreeing, deciding, moving, talking
from cases.actions.door import Request
from cases.actions.raising import Child, Disagreement, raise_case
from cases.actions.stating import Action
from cases.models import LIVE_STATES, Case, Side, SubjectKind
from cases.process.due_times import calendar_of
from cases.process.risk import Referral
from cases.rules.refusals import grounds, refusal_in
from cases.rules.ways import ways
from cases.situations import Situation, situation
from cases.verbs import STEP_DUTIES, Verb
from core.errors import NotAllowed, NotVisible, WrongMoment
from core.words import LONDON
from escalation.demo.board import before_the_decision
from escalation.demo.people import Cast, House
from escalation.demo.texts import LATER_STUCK, LATER_TALKS, LATER_TRIED, NOTES, OUTCOMES, STEPS, Theme
from policies.calendar import Calendar
from policies.routes import first_stage
from policies.vocabulary import Duty, Ground

Telling = Iterator[datetime]


class Finale(StrEnum):
    """How far a story goes once it is at its stage."""

    SILENT = "silent"
    ACKNOWLEDGED = "acknowledged"
    TALKED = "talked"
    AGREED = "agreed"
    CONFIRMING = "confirming"
    RETURNED = "returned"
    UNCONFIRMED = "unconfirmed"
    DECIDED = "decided"
    UNRESOLVED = "unresolved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Story:
    """One case: who against whom about what, begun when (UTC), up to which stage, and how it goes on there."""

    cast: Cast
    raising: House
    receiving: House
    theme: Theme
    number: int
    begins: datetime
    until: str
    finale: Finale
    rung: int = 0
    immediate_risk: bool = False

    @property
    def calendar(self) -> Calendar:
        """The area's working calendar."""
        return calendar_of(self.cast.version.policy)

    @property
    def raiser(self) -> User:
        """The practitioner who raises it."""
        return self.raising.practitioners[self.number % len(self.raising.practitioners)]

    def tell(self) -> Telling:
        """Tell the story; each yield is the moment (UTC) of what follows."""
        at = self.begins
        yield at
        case = self._raise(at)
        while case.state in LIVE_STATES and not self._arrived(case):
            before = (case.stage, self._rung(case))
            for moment in self._pass(case, at):
                at = moment
                yield at
                case.refresh_from_db()
            case.refresh_from_db()
            if (case.stage, self._rung(case)) == before:
                return
        if case.state in LIVE_STATES:
            yield from self._end(case, at)

    def _arrived(self, case: Case) -> bool:
        return bool(case.stage == self.until) and self._rung(case) >= self.rung

    def _rung(self, case: Case) -> int:
        passage = case.passages.filter(closed_at__isnull=True).first()
        return passage.rung if passage else 0

    def later(self, at: datetime, *, days: int = 0, hour: int = 0, minute: int = 0) -> datetime:
        """A working moment some working days on, at an hour of the day that differs between stories."""
        local = at.astimezone(LONDON)
        day = self.calendar.add_working_days(local.date(), days) if days else local.date()
        wanted = datetime.combine(
            day, time(hour or 9 + self.number % 7, (minute + self.number * 13 + day.day * 7) % 60), tzinfo=LONDON
        )
        return wanted if wanted > local else local + timedelta(minutes=35)

    def _raise(self, at: datetime) -> Case:
        return raise_case(self._disagreement(at), by=self.raiser, at=at)

    def _disagreement(self, at: datetime) -> Disagreement:
        policy = self.cast.version.policy
        stage = first_stage(policy, immediate_risk_confirmed=self.immediate_risk)
        theme = self.theme
        statement = {
            "kind_of_act": "A decision",
            "decided_on": (at - timedelta(days=3)).date().isoformat(),
            "what_is_disputed": theme.what,
            "agreed_areas": theme.agreed,
            "disputed_areas": theme.disputed,
            "relevance_to_risk": theme.risk,
            "wanted": theme.wanted,
            "tried_before": theme.tried,
            "method": "telephone",
            "protective_reason": "" if stage.is_dated else "The child is next seen then.",
            "risk_action": "Told the front door by telephone, and was given a reference."
            if self.immediate_risk
            else "",
        }
        reported = self.immediate_risk and policy.immediate_risk.refer
        return Disagreement(
            referral=Referral("The front door, duty worker", at - timedelta(minutes=20), "D-17") if reported else None,
            policy_version=self.cast.version,
            raising_agency=self.raising.agency,
            receiving_agencies=(self.receiving.agency,),
            practitioner=self.receiving.practitioners[0],
            children=(
                Child(
                    f"{theme.prefix}-{20400 + self.number}",
                    age_band=theme.age,
                    kind=SubjectKind.CHILD if theme.age else SubjectKind.UNBORN,
                ),
            ),
            reasons=(theme.reason(policy),),
            statement=statement,
            immediate_risk=self.immediate_risk,
            immediate_risk_confirmed=self.immediate_risk,
            protective_at=None if stage.is_dated else self._protective(at),
        )

    def _protective(self, at: datetime) -> datetime:
        day = self.calendar.add_working_days(at.astimezone(LONDON).date(), 5)
        return datetime.combine(day, time(17), tzinfo=LONDON)

    def _pass(self, case: Case, at: datetime) -> Telling:
        """Go through a stage without agreement: acknowledge, do its steps, talk, report, escalate."""
        yield (at := self.later(at, hour=15))
        self._acknowledge(case, at)
        yield (at := self.later(at, days=1))
        self._steps(case, at)
        yield (at := at + timedelta(minutes=55))
        self._talk(case, at, result="not-agreed")
        yield (at := self.later(at, hour=16))
        self._report(case, at)
        yield (at := self.later(at))
        self._escalate(case, at)

    def _end(self, case: Case, at: datetime) -> Telling:
        if self.finale is Finale.SILENT:
            return
        yield (at := self.later(at, hour=15))
        if self.finale is Finale.WITHDRAWN:
            why = "The team has changed its mind and will visit. There is nothing left to settle."
            self._try(case, self.raiser, at, partial(moving.withdraw, case, why=why))
            return
        self._acknowledge(case, at)
        if self.finale is Finale.ACKNOWLEDGED:
            self._note(case, at + timedelta(minutes=12))
            return
        yield (at := self.later(at, days=1))
        self._steps(case, at)
        yield (at := at + timedelta(minutes=55))
        self._talk(case, at, result="partly")
        if self.finale is Finale.TALKED:
            yield (at := at + timedelta(minutes=25))
            yield from self._plan(case, at)
            return
        yield (at := self.later(at, days=1, hour=11))
        if self.finale in (Finale.DECIDED, Finale.UNRESOLVED):
            self._decide(case, at)
            yield (at := self.later(at, days=2))
            self._report_back(case, at)
            return
        self._propose(case, at)
        if self.finale is Finale.UNCONFIRMED:
            yield (at := self.later(at, days=9, hour=14))
            why = "Two letters had no answer. The office has seen that the actions are done."
            close = partial(agreeing.close_unconfirmed, case, outcome=OUTCOMES[self.number % 3], why=why)
            self._try(case, self.cast.office[0], at, close)
            return
        if self.finale is not Finale.CONFIRMING:
            yield from self._answer(case, at)

    def _answer(self, case: Case, at: datetime) -> Telling:
        yield (at := self.later(at, days=1, hour=10))
        raiser = self._holder(case, Side.ESCALATING)
        if self.finale is Finale.RETURNED and raiser is not None:
            why = self.theme.wrong
            self._try(case, raiser, at, partial(agreeing.return_outcome, case, why=why))
        elif raiser is not None:
            self._try(case, raiser, at, partial(agreeing.confirm_outcome, case))

    def _acknowledge(self, case: Case, at: datetime) -> None:
        receiver = self._holder(case, Side.RECEIVING)
        board = self.cast.chair if case.policy_stage.last is not None else None
        timetable = "A meeting and a decision within five working days." if board else ""
        said = partial(talking.acknowledge, case, timetable=timetable, timetable_at=self._protective(at))
        for person in filter(None, (receiver, board)):
            self._try(case, person, at, said)

    def _steps(self, case: Case, at: datetime) -> None:
        people = [self._holder(case, Side.ESCALATING), self._holder(case, Side.RECEIVING), self.cast.office[0]]
        owed = set(
            case.passages.get(closed_at__isnull=True)
            .obligations.filter(met_at=None, optional=False)
            .values_list("duty", flat=True)
        )
        steps = [verb for verb, duty in STEP_DUTIES.items() if duty in owed]
        for person in filter(None, people) if steps else ():
            s = situation(case, by=person, at=at)
            for verb in steps:
                if s.owed_by_me(STEP_DUTIES[verb]) and refusal_in(s, verb) is None:
                    said = STEPS[(self.number + self._turn(case)) % len(STEPS)]
                    talking.record_step(case, Request(person, at), verb=verb, said=said)
        receiver = self._holder(case, Side.RECEIVING)
        if receiver is not None and Duty.RESPOND in owed:
            said = self.theme.response
            self._try(case, receiver, at, partial(talking.respond, case, position="partly", response=said))

    def _talk(self, case: Case, at: datetime, *, result: str) -> None:
        holder = self._holder(case, Side.RECEIVING) or self._holder(case, Side.ESCALATING)
        if holder is None:
            return
        here = case.passages.get(closed_at__isnull=True).holdings.filter(person__isnull=False, party__passed_to=None)
        names = list(here.values_list("person__name", flat=True))
        self._try(
            case,
            holder,
            at,
            partial(
                talking.record_discussion,
                case,
                held_at=at - timedelta(minutes=50),
                method=("telephone", "video", "in-person")[self.number % 3],
                took_part=names,
                said=self._words(case, self.theme.talk, LATER_TALKS),
                agreed=self.theme.agreed,
                disputed=self.theme.disputed,
                result=result,
            ),
        )

    def _report(self, case: Case, at: datetime) -> None:
        receiver = self._holder(case, Side.RECEIVING)
        if receiver is not None and self.number % 2:
            why = f"Reported by our side. {self._words(case, self.theme.stuck, LATER_STUCK)}"
            self._try(case, receiver, at, partial(talking.report_no_agreement, case, why=why, step_up=True))

    def _escalate(self, case: Case, at: datetime) -> None:
        person = self._holder(case, Side.ESCALATING) or self.raiser
        s = situation(case, by=person, at=at)
        if refusal_in(s, Verb.ESCALATE) is not None:
            return
        ground = self._ground(grounds(s))
        protective = self._protective_for(s, ground, at)
        moving.escalate(
            case,
            Request(person, at),
            ground=ground,
            why=self._words(case, self.theme.stuck, LATER_STUCK),
            risk_now=self.theme.risk,
            tried=LATER_TRIED[(self.number + self._turn(case)) % len(LATER_TRIED)],
            without="We have asked them for it and cannot wait any longer.",
            protective_at=protective,
            protective_why="The child is next seen then." if protective else "",
            time_accepted=protective is None,
        )

    def _ground(self, known: list[Ground]) -> Ground:
        return Ground.NOT_AGREED if Ground.NOT_AGREED in known else known[0]

    def _protective_for(self, s: Situation, ground: Ground, at: datetime) -> datetime | None:
        target = s.stage if s.further_rung else s.case.policy.stage(ways(s, ground).stages[0])
        return None if target.is_dated else self._protective(at)

    def _turn(self, case: Case) -> int:
        """How many stages, or steps of one, the case has seen."""
        return case.passages.count()

    def _words(self, case: Case, first: str, later: tuple[str, ...]) -> str:
        """What is said at the first stage, and something else at each later one."""
        turn = self._turn(case)
        return first if turn == 1 else later[(self.number + turn) % len(later)]

    def _note(self, case: Case, at: datetime) -> None:
        text = NOTES[self.number % len(NOTES)]
        self._try(case, self.raiser, at, partial(talking.add_note, case, text=text, private=False))

    def _plan(self, case: Case, at: datetime) -> Telling:
        """A plan is proposed; some are agreed, some sent back, and some still wait."""
        receiver, raiser = self._holder(case, Side.RECEIVING), self._holder(case, Side.ESCALATING)
        if receiver is None or raiser is None:
            return
        plan = partial(agreeing.propose_plan, case, actions=self._actions(at), plan_fits="in-line")
        self._try(case, receiver, at, plan)
        yield (at := at + timedelta(minutes=50))
        if self.number % 3 == 1:
            self._try(case, raiser, at, partial(agreeing.agree_plan, case))
        elif self.number % 3 == 2:
            why = "Ten days are too long. Somebody should see the child this week, and the plan should say who."
            self._try(case, raiser, at, partial(agreeing.return_plan, case, why=why))

    def _report_back(self, case: Case, at: datetime) -> None:
        said = (
            "Reported to the chair: what was decided, what has been done since, and what the two services will watch."
        )
        report = partial(talking.record_step, case, verb=Verb.REPORT, said=said)
        self._try(case, self.cast.office[0], at, report)

    def _propose(self, case: Case, at: datetime) -> None:
        receiver = self._holder(case, Side.RECEIVING)
        if receiver is None:
            return
        self._try(
            case,
            receiver,
            at,
            partial(
                agreeing.propose_outcome,
                case,
                outcome=OUTCOMES[self.number % 3],
                statement=self.theme.outcome,
                **self._what_is_left(case, at),
            ),
        )

    def _what_is_left(self, case: Case, at: datetime) -> dict[str, Any]:
        """What an outcome statement says of what is still to be done."""
        return {
            "outstanding": "Reviewed between the two managers in six weeks.",
            "look_again_on": (at + timedelta(weeks=6)).date(),
            "actions": self._actions(at),
        }

    def _decide(self, case: Case, at: datetime) -> None:
        last = case.policy_stage.last
        if last is None:
            return
        unresolved = self.finale is Finale.UNRESOLVED
        option = next((o for o in last.options if unresolved and o.binding is False), last.options[-1])
        for deed in before_the_decision(case, last, option):
            self._try(case, self.cast.office[0], at, deed)
        self._try(
            case,
            self.cast.office[0],
            at,
            partial(
                deciding.record_decision,
                case,
                kind=option.kind,
                result=deciding.Result.NOT_SETTLED if unresolved else deciding.Result.DECIDED,
                outcome=None if unresolved else OUTCOMES[self.number % 3],
                decided_by=f"{option.title}, with members from three agencies",
                decision="No agreement was reached. Each side keeps its view." if unresolved else self.theme.outcome,
                reasons="Both sides were heard. The child’s safety weighed more than the wait for a worker.",
                actions=self._actions(at),
            ),
        )

    def _actions(self, at: datetime) -> list[Action]:
        return [Action(self.theme.action, None, (at + timedelta(days=10)).date())]

    def _holder(self, case: Case, side: str) -> User | None:
        passage = case.passages.filter(closed_at__isnull=True).first()
        holding = passage.holdings.filter(party__side=side).select_related("person").first() if passage else None
        return holding.person if holding else None

    def _try(self, case: Case, person: User, at: datetime, deed: Callable[[Request], Case]) -> None:
        """Do it if the rules allow it to this person now; a story goes on without what they do not allow."""
        with suppress(NotAllowed, NotVisible, WrongMoment):
            deed(Request(person, at))
            case.refresh_from_db()
