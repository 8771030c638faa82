"""A case of the demo's past: led to its end at a pace of its own, and then all is answered that stayed to be done."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

from cases.actions import (
    confirming,
    following,
    learning,
    looking_back,
    moving,
    referring,
    screening,
    scrutiny,
    timing,
)
from cases.actions.door import Request
from cases.actions.looking_back import Debrief, Recorded
from cases.actions.raising import Disagreement
from cases.actions.stating import Action
from cases.actions.timing import Proposed
from cases.models import LIVE_STATES, Became, Case, FollowUp, FollowUpKind, FollowUpResult, LearningPoint, Side, State
from cases.process.follow_ups import owing, verb_of
from cases.process.risk import Referral
from cases.rules.learning import readers
from cases.verbs import Verb
from core.words import LONDON, london
from escalation.demo.stories import Story, Telling
from escalation.demo.texts import BECAME_OF_IT, CHANGED, LEARNED
from policies.vocabulary import Ground, LearningKind

DAY = timedelta(days=1)
SLOW = 6
"""From this pace on a side goes on because of the delay."""
ROUNDS = 12
HELPED = (*(FollowUpResult.YES,) * 5, *(FollowUpResult.PARTLY,) * 3, FollowUpResult.NO)
SATISFIED = (*(FollowUpResult.YES,) * 3, FollowUpResult.PARTLY, FollowUpResult.NO)
BECAME = (Became.CHANGED, Became.CHANGED, Became.ACCEPTED, Became.NOT_TAKEN_UP)


@dataclass(frozen=True, kw_only=True)
class Past(Story):
    """A story that is over. `pace`: how many working days each step takes longer than it need.

    `silent_at` is a stage at which the other side does not answer, and `extended` that both agree on a later date. `reasons`
    and `need` are what it was about; whether something was learned, and what became of it, comes from the `dice`.
    """

    reasons: tuple[str, ...]
    need: str
    dice: Random
    pace: int = 0
    silent_at: str = ""
    extended: bool = False
    teaches: bool = False

    def tell(self) -> Telling:
        """Tell the story, and what followed it."""
        at = self.begins
        for at in super().tell():
            yield at
        case = self.raiser.cases_raised.select_related("area", "policy_version").latest("pk")
        if case.state in LIVE_STATES:
            yield (at := self.later(at, days=2))
            why = "The plan was changed at the review. There is nothing left to settle."
            self._try(case, self.raiser, at, partial(moving.withdraw, case, why=why))
        for moment in self._what_stays(case, at):
            yield (at := moment)
        yield (at := self.later(at, days=3))
        if self.teaches and case.state != State.WITHDRAWN:
            said = LEARNED[self.number % len(LEARNED)]
            record = partial(learning.record_learning, case, of=LearningKind.LEARNING, learning=said)
            self._try(case, self.raiser, at, record)
        yield (at := self.later(at, days=20))
        for point in LearningPoint.objects.filter(case=case).select_related("case__area"):
            self._say_what_became(point, at)

    def later(self, at: datetime, *, days: int = 0, hour: int = 0, minute: int = 0) -> datetime:
        """As in any story, at this one's pace."""
        return super().later(at, days=days + self.pace if days else 0, hour=hour, minute=minute)

    def _disagreement(self, at: datetime) -> Disagreement:
        what = super()._disagreement(at)
        return replace(what, reasons=self.reasons, statement={**what.statement, "threshold": self.need})

    def _arrived(self, case: Case) -> bool:
        """Also where the clock has taken it further than was meant."""
        places = [stage.key for stage in case.policy.stages]
        return places.index(case.stage) > places.index(self.until) or super()._arrived(case)

    def _pass(self, case: Case, at: datetime) -> Telling:
        if case.stage != self.silent_at:
            yield from super()._pass(case, at)
            return
        yield (at := self.later(at, days=7))
        case.refresh_from_db()
        self._escalate(case, at)

    def _ground(self, known: list[Ground]) -> Ground:
        wanted = Ground.NO_RESPONSE if self.silent_at else Ground.DELAY if self.pace >= SLOW else Ground.NOT_AGREED
        return wanted if wanted in known else super()._ground(known)

    def _acknowledge(self, case: Case, at: datetime) -> None:
        super()._acknowledge(case, at)
        receiver, raiser = self._holder(case, Side.RECEIVING), self._holder(case, Side.ESCALATING)
        if self.extended and receiver is not None and raiser is not None:
            day = self.calendar.add_working_days(london(at).date(), 9)
            until = datetime.combine(day, time(17), tzinfo=LONDON)
            proposed = Proposed(until, "The worker who knows the family is away.", "A daily call to the school.")
            self._try(case, receiver, at, partial(timing.propose_timetable, case, proposed=proposed))
            self._try(case, raiser, at + timedelta(minutes=20), partial(timing.accept_timetable, case))

    def _what_is_left(self, case: Case, at: datetime) -> dict[str, Any]:
        """Here something for one side to do, and nothing that stays open."""
        theirs = case.parties.filter(side=Side.RECEIVING).first()
        action = Action(self.theme.action, theirs, (at + 10 * DAY).date())
        return {"nothing_open": True, "actions": [action] if self.number % 3 else []}

    def _say_what_became(self, point: LearningPoint, at: datetime) -> None:
        """What became of what it taught, by somebody whom the procedure names."""
        reader, became = next(filter(None, readers(point)), None), self.dice.choice(BECAME)
        if reader is not None:
            learning.answer_learning(point.pk, by=reader, at=at, became=became, said=BECAME_OF_IT[became])

    def _what_stays(self, case: Case, at: datetime) -> Telling:
        """Each thing that stayed to be done is answered in its time, and some of it late."""
        tried: set[int] = set()
        for _ in range(ROUNDS):
            waiting = case.follow_ups.filter(result="").exclude(pk__in=tried).select_related("clock", "person", "party")
            when = {found: max(at, self._answered_at(found)) for found in waiting}
            if not when:
                return
            yield (at := min(when.values()))
            for found in (one for one, moment in when.items() if moment <= at + DAY):
                tried.add(found.pk)
                self._answer_one(case, found, at)

    def _answered_at(self, found: FollowUp) -> datetime:
        """Most is answered within some days of being asked; what was agreed for a day, about that day."""
        clock = getattr(found, "clock", None)
        opens: datetime = found.opens_at or found.asked_at
        if clock is not None and found.kind in (FollowUpKind.ACTION, FollowUpKind.OUTSTANDING):
            day, late = london(clock.due_at).date(), (self.number + found.number) % 5 == 0
            day = self.calendar.add_working_days(day, 4) if late else day
            return max(opens, datetime.combine(day, time(11, self.number % 60), tzinfo=LONDON))
        return self.later(opens, days=2, hour=10)

    def _answer_one(self, case: Case, found: FollowUp, at: datetime) -> None:
        person = next(filter(None, owing(found, case=case)), None)
        if person is not None:
            for deed in self._deeds(case, found, at):
                self._try(case, person, at, deed)

    def _deeds(self, case: Case, found: FollowUp, at: datetime) -> Iterator[Callable[[Request], Case]]:
        verb = verb_of(found.kind)
        if found.kind == FollowUpKind.LEARNING and self.number % 4:
            said = "There was nothing to pass on."
            not_needed = FollowUpResult.NOT_NEEDED
            yield partial(following.follow_up, case, number=found.number, result=not_needed, followed_up=said)
        elif verb in ANSWERS:
            action, words = ANSWERS[verb]
            yield partial(action, case, **words(self, found, at))


def _number(found: FollowUp) -> dict[str, Any]:
    return {"number": found.number}


ANSWERS: dict[Verb, tuple[Callable[..., Case], Callable[[Past, FollowUp, datetime], dict[str, Any]]]] = {
    Verb.FOLLOW_UP: (
        following.follow_up,
        lambda _, f, __: {
            **_number(f),
            "result": FollowUpResult.DONE,
            "followed_up": "Done, and seen by both services.",
        },
    ),
    Verb.RECORD_REFERRAL: (
        referring.record_referral,
        lambda _, f, at: {**_number(f), "referral": Referral("The front door, duty worker", at - DAY, "D-31")},
    ),
    Verb.CONFIRM_RECORDED: (
        looking_back.confirm_recorded,
        lambda s, f, at: {"recorded": [Recorded(f.number, london(at).date(), f"R-{7000 + s.number}")]},
    ),
    Verb.SAY_CONCERN: (
        looking_back.say_concern,
        lambda s, _, __: {"continues": False, "why": "", "satisfied": s.dice.choice(SATISFIED)},
    ),
    Verb.SAY_HELPED: (
        looking_back.say_helped,
        lambda s, _, __: {"helped": (told := s.dice.choice(HELPED)), "changed": CHANGED[told]},
    ),
    Verb.RECORD_DEBRIEF: (
        looking_back.record_debrief,
        lambda s, _, at: {
            "debrief": Debrief.HELD if s.number % 3 == 0 else Debrief.DECLINED,
            "held_on": london(at).date(),
        },
    ),
    Verb.RECORD_LEARNING: (
        learning.record_learning,
        lambda s, _, __: {"of": LearningKind.GAP, "learning": LEARNED[s.number % len(LEARNED)]},
    ),
    Verb.CONFIRM_SCREENING: (screening.confirm_screening, lambda _, f, __: {**_number(f), "is_so": True}),
    Verb.CONFIRM_DECISION: (confirming.confirm_decision, lambda *_: {"is_so": True}),
    Verb.ACKNOWLEDGE_DECISION: (scrutiny.acknowledge_decision, lambda *_: {}),
    Verb.RECORD_FINDINGS: (scrutiny.record_findings, lambda *_: {"findings": "The threshold is read in two ways."}),
}
"""How each kind of thing that stays to be done is answered: by which action, and in which words."""
