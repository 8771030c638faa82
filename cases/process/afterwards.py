"""What is asked of people once a stage or a case is over: records and copies, whether it helped, a debrief."""

from collections.abc import Iterator
from datetime import datetime

from cases.models import LIVE_STATES, Case, FollowUpKind, Passage, Side, State, SubjectKind
from cases.process.follow_ups import Asked, ask_each
from cases.verbs import Verb


def ask_afterwards(passage: Passage, *, case: Case, at: datetime) -> None:
    """Ask, as a stage closes at `at` (UTC), for what the pinned policy wants of it; and if the case has ended, of that.

    Called by whatever closes a passage, after the state of the case has moved and its entry is written. Nothing asked
    here moves a case. What is still open from an earlier end is not asked again.
    """
    wanted = list(_of_the_stage(passage, case))
    if case.state not in LIVE_STATES:
        wanted += _of_the_end(case)
    still = {(f.kind, f.party_id, f.subject_id, f.step) for f in case.follow_ups.filter(result="")}
    keys = {
        (
            item.kind,
            item.party.pk if item.party else None,
            item.subject.pk if item.subject else None,
            item.step,
        ): item
        for item in wanted
    }
    entry = case.entries.order_by("number").last()
    ask_each([item for key, item in keys.items() if key not in still], case=case, at=at, entry=entry)


def _of_the_stage(passage: Passage, case: Case) -> Iterator[Asked]:
    """Each agency that took part says that it has recorded the stage in its own system (BUCKS-7)."""
    asked = case.policy.stage(passage.stage).recorded_on_own_system
    if asked is None:
        return
    for holding in passage.holdings.filter(party__passed_to=None).select_related("party").order_by("party__number"):
        yield Asked(FollowUpKind.OWN_SYSTEM, holding.party, limit=asked.within, begun="The stage ended")


def _of_the_end(case: Case) -> Iterator[Asked]:
    yield from _of_the_records(case)
    yield from _of_the_raiser(case)
    yield from _of_the_child(case)
    yield from _of_what_was_learned(case)
    debrief = case.policy.outcome.debrief
    if debrief is not None and case.state != State.WITHDRAWN:  # BRIS-35
        raising = case.parties.filter(side=Side.ESCALATING).first()
        yield Asked(FollowUpKind.DEBRIEF, raising, limit=debrief.within, begun="The case ended")


def _of_the_records(case: Case) -> Iterator[Asked]:
    """The case on each agency's own system (BRIS-13), and the outcome on the record of each child of it (BHAM-6)."""
    outcome = case.policy.outcome
    for party in case.present():
        if outcome.recorded_on_own_system is not None:
            limit = outcome.recorded_on_own_system.within
            yield Asked(FollowUpKind.OWN_SYSTEM, party, limit=limit, begun="The case ended")
        if not outcome.copy_on_each_childs_record or case.state != State.RESOLVED:
            continue
        for subject in case.subjects.exclude(kind=SubjectKind.THEME):
            yield Asked(
                FollowUpKind.COPY, party, subject=subject, limit=outcome.answer_within, begun="The outcome was settled"
            )


def _of_what_was_learned(case: Case) -> Iterator[Asked]:
    """Each side passes on what the procedure says must be, or says that there was nothing (BRENT-18)."""
    if case.state == State.WITHDRAWN:
        return
    for step, item in enumerate(case.policy.learning):
        if not item.must or item.of is None:
            continue
        said = set(case.learning_points.filter(kind=item.of).values_list("entry__party", flat=True))
        for party in case.present():
            if party.pk not in said:
                limit = case.policy.outcome.answer_within
                yield Asked(FollowUpKind.LEARNING, party, limit=limit, begun="The case ended", step=step)


def _of_the_raiser(case: Case) -> Iterator[Asked]:
    """Whoever raised it is asked whether the child is still at risk (BRIS-5); not where they gave it up themselves."""
    last = case.entries.order_by("number").last()
    if last is not None and last.kind == Verb.WITHDRAW and last.by_id == case.raised_by_id:
        return
    raising = case.parties.filter(side=Side.ESCALATING).first()
    yield Asked(FollowUpKind.CONCERN, raising, limit=case.policy.outcome.answer_within, begun="The case ended")


def _of_the_child(case: Case) -> Iterator[Asked]:
    """Both sides are asked whether it helped the child, once there was time for it to."""
    after = case.policy.outcome.ask_if_it_helped_after
    if after is None or case.state in (State.WITHDRAWN, State.RECORDED):
        return
    for party in case.present():
        begun = "It was time to ask"
        yield Asked(FollowUpKind.HELPED, party, limit=case.policy.outcome.answer_within, after=after, begun=begun)
