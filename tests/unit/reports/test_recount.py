"""The facts say what the record says: counted again by another road, through random lives and through stories that try each turn.

And that this can fail: with a fault put into what makes the facts, the count differs.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import rule, run_state_machine_as_test

from agencies import directory
from cases.actions.timing import Proposed
from cases.models import FollowUpResult, OutcomeCode
from cases.verbs import Verb
from policies.vocabulary import AgencyType, Ground
from reports import facts
from reports.facts import limits, making, reading, upkeep
from reports.models import Beside, BesideFact, CaseFact, Kept, LimitFact, Why
from tests.unit.cases.life import LifeOfACase
from tests.unit.cases.world import DAY, HOUR, START, World, a_house, a_world, at, case_now
from tests.unit.reports.made_facts import made
from tests.unit.reports.recount import differences

pytestmark = pytest.mark.django_db
LIVES, STEPS, SEED = 3, 12, 4
TOO_LATE = START + 26 * HOUR


class CountedLife(LifeOfACase):
    """A life whose figures are counted by both roads: in the middle of it, now and then, and at its end."""

    @rule()
    def the_figures_follow(self) -> None:
        """They have caught up with what was done."""
        facts.catch_up(at=timezone.now())
        assert differences() == []

    def _is_brought_to_an_end(self) -> None:
        """It stays as it is, which is quicker; at last its figures are counted."""
        self.the_figures_follow()


def test_the_figures_of_any_life_are_those_of_its_record() -> None:
    some = settings(
        max_examples=LIVES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=(Phase.generate,),
    )
    run_state_machine_as_test(seed(SEED)(CountedLife), settings=some)


# Stories that try each turn. Each is short, and all are counted together.


def _gone_on_for_silence_and_stepped_down(world: World) -> None:
    case = world.raised(protective_at=None)
    world.sweep(TOO_LATE)
    world.climb(case, at=TOO_LATE, ground=Ground.NO_RESPONSE)
    world.do(case, Verb.STEP_DOWN, by=case.raised_by, at=TOO_LATE + HOUR, to=case.stage)


def _delayed_at_risk_and_withdrawn(world: World) -> None:
    case = world.raised(protective_at=None)
    world.do(case, Verb.FLAG_RISK, by=case.raised_by, at=START + HOUR)
    world.do(case, Verb.LOWER_RISK, by=case.raised_by, at=START + 2 * HOUR)
    world.climb(case, at=START + 3 * HOUR, ground=Ground.DELAY)
    world.do(case, Verb.WITHDRAW, by=case.raised_by, at=START + 31 * DAY, outcome=OutcomeCode.OVERTAKEN)


def _reopened(world: World) -> None:
    case = world.raised(protective_at=None)
    world.do(case, Verb.WITHDRAW, by=case.raised_by, at=START + DAY)
    world.do(case, Verb.REOPEN, by=case.raised_by, at=START + 2 * DAY)


def _passed_on(world: World) -> None:
    case = world.raised(protective_at=None)
    right = a_house(world.version, AgencyType.HOUSING)
    receiver = world.receiver_holder(case)
    world.do(case, Verb.SAY_NOT_OURS, by=receiver, at=START + HOUR, agency=right.agency, why="They decide.")
    world.do(case, Verb.PASS_ON, by=case.raised_by, at=START + 2 * HOUR)


def _answered_on_paper(world: World) -> None:
    for happened_at in (START + 3 * HOUR, TOO_LATE):
        case = world.raised(protective_at=None)
        world.sweep(TOO_LATE)
        world.do(case, Verb.RESPOND, by=world.receiver_holder(case), at=TOO_LATE + DAY, happened_at=happened_at,
                 given_how="By hand.")  # fmt: skip


def _gone_on_on_paper_before_its_limit(world: World) -> None:
    case = world.raised(protective_at=None)
    world.do(case, Verb.RECORD_DISCUSSION, by=world.raiser_holder(case), at=START + HOUR)
    world.sweep(TOO_LATE)
    world.do(case, Verb.ESCALATE, by=case.raised_by, at=TOO_LATE + HOUR, ground=Ground.NOT_AGREED,
             happened_at=START + 5 * HOUR, given_how="By hand.")  # fmt: skip


def _another_date(world: World) -> None:
    for accepted in (True, False):
        case = world.raised(protective_at=None)
        until = Proposed(START + 10 * DAY, "Away.", "Daily calls.", pauses=False)
        world.do(case, Verb.PROPOSE_TIMETABLE, by=world.receiver_holder(case), at=START + HOUR, proposed=until)
        answer = Verb.ACCEPT_TIMETABLE if accepted else Verb.REFUSE_TIMETABLE
        world.do(case, answer, by=world.raiser_holder(case), at=START + 2 * HOUR)
        world.do(case, Verb.RESPOND, by=world.receiver_holder(case), at=START + 3 * DAY)


def _nobody_there(world: World) -> None:
    house = a_house(world.version, AgencyType.POLICE)
    case = world.raised(receiving_agencies=(house.agency,), practitioner=house.practitioner, protective_at=None)
    for person in house.people:
        directory.mark_left(person=person, by=None, at=START + HOUR)
    world.sweep(START + 2 * HOUR)
    world.sweep(TOO_LATE)
    assert case_now(case).stage == case.stage


def _wrote_something_else(world: World) -> None:
    case = world.raised(protective_at=None)
    world.do(case, Verb.ADD_NOTE, by=world.receiver_holder(case), at=START + HOUR)
    world.sweep(TOO_LATE)


def _helped(world: World) -> None:
    case = world.raised(protective_at=None)
    world.do(case, Verb.PROPOSE_OUTCOME, by=world.receiver_holder(case), at=START + HOUR)
    asked = world.raiser_holder(case), world.receiver_holder(case)
    world.do(case, Verb.CONFIRM_OUTCOME, by=asked[0], at=START + 2 * HOUR)
    for answer, by in zip((FollowUpResult.PARTLY, FollowUpResult.NO), asked, strict=True):
        world.do(case, Verb.SAY_HELPED, by=by, at=START + 200 * DAY, helped=answer, changed="A visit.")


def _with_its_need(world: World) -> None:
    other = a_world("birmingham")
    levels = other.policy.thresholds.levels
    for threshold in (levels[1], "She is called Ann"):
        said = {**other.disagreement().statement, "threshold": threshold}
        other.raised(statement=said, reasons=(other.policy.reasons[-1].key, "other"))


def _on_a_summer_night(world: World) -> None:
    night = at("2026-07-01 00:30")
    case = world.raised(at=night, protective_at=None)
    world.do(case, Verb.WITHDRAW, by=case.raised_by, at=night + 7 * DAY)


def _settled_by_a_panel(world: World) -> None:
    case = world.climb_answered(world.raised(protective_at=None), at=START + HOUR)
    world.do(case, Verb.CHOOSE_WAY, by=world.chair, at=START + 20 * DAY)
    world.do(case, Verb.RECORD_LEARNING, by=case.raised_by, at=START + 20 * DAY)


STORIES: tuple[Callable[[World], None], ...] = (
    _gone_on_for_silence_and_stepped_down,
    _delayed_at_risk_and_withdrawn,
    _reopened,
    _passed_on,
    _answered_on_paper,
    _gone_on_on_paper_before_its_limit,
    _another_date,
    _nobody_there,
    _wrote_something_else,
    _helped,
    _with_its_need,
    _on_a_summer_night,
    _settled_by_a_panel,
)


def stories() -> None:
    """Tell them all."""
    world = a_world("bristol")
    for story in STORIES:
        story(world)


def test_the_figures_of_every_turn_are_those_of_the_record() -> None:
    stories()
    made()
    assert differences() == []
    for field in ("silence", "delay", "immediate_risk", "extended"):
        assert set(CaseFact.objects.values_list(field, flat=True)) == {True, False}, field
    said = set(LimitFact.objects.values_list("kept", flat=True))
    assert said == {kept.value for kept in Kept}
    assert set(LimitFact.objects.values_list("why", flat=True)) >= {
        *("", Why.NO_HOLDER, Why.ON_PAPER, Why.ANSWERED_LATE, Why.OTHER_WORD, Why.NO_WORD)
    }
    assert set(CaseFact.objects.values_list("helped", flat=True)) == {"", "no"}
    assert set(BesideFact.objects.values_list("what", flat=True)) == {what.value for what in Beside}


def _kept(clock: Any, owed: Any, passage: Any, *, agreed: bool) -> Kept:
    return KEPT(clock, owed, passage, agreed=False)


KEPT = limits.kept
FAULTS: dict[str, tuple[Any, str, Any]] = {
    "a party from which it was passed on counts": (making, "_present", lambda told: told.parties),
    "only the present flag says that there was immediate risk": (making, "_says_at_risk", lambda kind, facts: False),
    "the last stage counts, and not the furthest": (
        making,
        "_furthest",
        lambda told: next(
            (place, stage) for place, stage in enumerate(told.policy.stages) if stage.key == told.case.stage
        ),
    ),
    "free text is taken for a level of need": (making, "_need", lambda told: told.need),
    "days that are none of work count": (making, "_between", lambda calendar, first, last: (last - first).days),
    "a day is one of UTC": (making, "_day", lambda instant: instant.date()),
    "an answer that it did not help is left out": (making, "HELPED", (FollowUpResult.YES, FollowUpResult.PARTLY)),
    "a reason is lost": (making, "_reasons", lambda told, fact: []),
    "what was agreed later is not known": (limits, "kept", _kept),
    "what had gone on on paper counts as missed": (limits, "_had_passed", lambda clock, passage: True),
    "nobody looks who held the post": (limits, "_nobody_stood", lambda *_, **__: False),
    "paper is not looked at": (limits, "_met_on_paper", lambda *_: False),
    "every entry is taken for an answer": (limits, "_is_of", lambda *_: True),
    "what goes beside is lost": (making, "_beside", lambda told: []),
    "a case is left out": (upkeep, "_rows_of", lambda told: making.rows_of(told) if told.case.pk % 7 else None),
    "timetables are not read": (reading, "_read_timetables", lambda told: None),
}
"""By what is wrong: where, and what stands there instead."""


def test_each_of_these_faults_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    stories()
    for said, (where, name, wrong) in FAULTS.items():
        CaseFact.objects.all().delete()
        with monkeypatch.context() as patch:
            patch.setattr(where, name, wrong)
            made()
        assert differences() != [], said
    made()
    assert differences() == []
