"""What is due now: reminders, passed limits, moves by the clock, and changes of who holds a post.

A sweep takes what is due, in batches, a case at a time under its lock, and skips a case that somebody else has locked. Run
twice, late, or two at once, it does each thing once: what is done moves the clock's next moment in the same transaction.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from agencies.directory import close_leavers
from agencies.models import Cover, LadderChange, User
from cases.actions.moving import advance
from cases.models import LIVE_STATES, Case, Clock, Holding, Obligation, Passage, Side, State
from cases.process import clocks, follow_ups, limits, notices
from cases.process.succession import resolve_again
from core.errors import ResolveError
from policies.vocabulary import Breach, Duty

BATCH = 200
COUNTS = ("due", "reminders", "breaches", "offered", "advanced", "notices")


@dataclass(frozen=True)
class Failure:
    """What kept a case from being swept; without a case where the fault lies before any of them."""

    case_id: int | None
    fault: Exception


class SomeFailed(ExceptionGroup[Exception]):
    """Some of what is due could not be done; the rest was, and `done` says how much."""

    failures: tuple[Failure, ...]
    done: dict[str, int]

    def __new__(cls, failures: Sequence[Failure], done: Mapping[str, int]) -> Self:
        says = "Some of what is due could not be done; the rest was."
        self = super().__new__(cls, says, [failure.fault for failure in failures])
        self.failures, self.done = tuple(failures), dict(done)
        return self


def sweep(*, at: datetime) -> dict[str, int]:
    """Do everything that is due at `at` (UTC) and return how much of each kind was done.

    Raises SomeFailed, after everything else was done, where a case failed; that case is tried again next time.
    """
    done: Counter[str] = Counter(dict.fromkeys(COUNTS, 0))
    failures: list[Failure] = []
    with _kept_for_later(failures):
        close_leavers(at=at)
        _follow_ladders(failures, at=at)
    for case_id in _due(at):
        with _kept_for_later(failures, case_id):
            done.update(attend(case_id, at=at))
    if failures:
        raise SomeFailed(failures, done)
    return dict(done)


def in_words(failures: Iterable[Failure]) -> list[str]:
    """A sentence for each failure: the case's reference and the reason, and nothing of what is in the case.

    The words of a fault that nobody foresaw might repeat what somebody wrote: they stay where the fault is logged.
    """
    failures = list(failures)
    ids = [failure.case_id for failure in failures if failure.case_id is not None]
    references = Case.objects.filter(pk__in=ids).values_list("pk", "reference")
    names: dict[int | None, str] = {case_id: f"Case {reference}" for case_id, reference in references}
    said = (f"{names.get(failure.case_id, 'Before any case')}: {_reason(failure.fault)}" for failure in failures)
    return list(dict.fromkeys(said))


def _reason(fault: Exception) -> str:
    if isinstance(fault, ResolveError):
        return fault.sentence
    return "something failed that nobody foresaw. Run it with --traceback to see what."


@contextmanager
def _kept_for_later(failures: list[Failure], case_id: int | None = None) -> Iterator[None]:
    """One case that fails must not hold up the others: its fault is raised when the rest is done."""
    try:
        yield
    except Exception as fault:  # noqa: BLE001 - raised in SomeFailed
        failures.append(Failure(case_id, fault))


def follow_ladders(*, at: datetime) -> int:
    """Resolve again who stands for the parties touched by changes of posts and cover; returns how many people changed.

    Raises SomeFailed, after everything else was done, where a case failed; its changes wait for the next time.
    """
    failures: list[Failure] = []
    changed = _follow_ladders(failures, at=at)
    if failures:
        raise SomeFailed(failures, {"changed": changed})
    return changed


def _follow_ladders(failures: list[Failure], *, at: datetime) -> int:
    waiting = LadderChange.objects.filter(handled_at__isnull=True, effective_at__lte=at)
    changes: dict[int, list[int]] = {}
    for change_id, agency_id in waiting.values_list("pk", "post__agency_id"):
        changes.setdefault(agency_id, []).append(change_id)
    changed = 0
    for agency_id, ids in changes.items():
        before = len(failures)
        for case_id in _cases_at(agency_id):
            with _kept_for_later(failures, case_id):
                changed += _resolve_again(case_id, at=at, agency_id=agency_id)
        if len(failures) == before:
            LadderChange.objects.filter(pk__in=ids, handled_at__isnull=True).update(handled_at=at)
    for case_id in _without_their_person(at):
        with _kept_for_later(failures, case_id):
            changed += _resolve_again(case_id, at=at)
    return changed


def _due(at: datetime) -> Iterator[int]:
    """The cases with a clock due at `at`, oldest moment first, in batches that go on after the last clock seen."""
    seen: tuple[datetime, int] | None = None
    while True:
        rows = Clock.objects.filter(next_at__lte=at)
        if seen is not None:
            rows = rows.filter(Q(next_at__gt=seen[0]) | Q(next_at=seen[0], pk__gt=seen[1]))
        batch = list(rows.order_by("next_at", "pk").values_list("pk", "case_id", "next_at")[:BATCH])
        yield from dict.fromkeys(case_id for _, case_id, _ in batch)
        if len(batch) < BATCH:
            return
        last_id, _, last_moment = batch[-1]
        if last_moment is not None:
            seen = (last_moment, last_id)


@transaction.atomic
def attend(case_id: int, *, at: datetime) -> Counter[str]:
    """Do what is due in one case: note what has passed, remind whoever owes it, then let the case move."""
    done: Counter[str] = Counter()
    locked = Case.objects.select_for_update(skip_locked=True, of=("self",)).select_related("area", "policy_version")
    case = locked.filter(pk=case_id).first()
    if case is None:
        return done
    limits.end_pauses(case, at=at)
    while due := clocks.due(case, at=at):  # a move opens a stage that may ask for something at once
        noted = {clock.pk for clock in limits.note_passed(case, at=at)}
        new = [clock for clock in due if _first_since_it_passed(clock, at=at)]
        done += Counter(due=len(due), breaches=len(noted), reminders=len(due) - len(noted))
        for clock in due:
            if clock not in new or case.policy.reminders.at_breach:
                done["notices"] += _remind(clock, case, at=at)
            clocks.mark_reminded(clock, at=at)
        done += _follow(due, new, case, at=at)
    return done


def _first_since_it_passed(clock: Clock, *, at: datetime) -> bool:
    """Whether no sweep has attended to this clock since its limit passed; somebody at the door may have noted it."""
    return clock.due_at < at and (clock.reminded_at is None or clock.reminded_at <= clock.due_at)


def _follow(due: list[Clock], new: list[Clock], case: Case, *, at: datetime) -> Counter[str]:
    """Do what the policy says of limits that have passed: move the case, or else offer to move it.

    `new` are those of the `due` clocks whose limit has passed since the last sweep.
    """
    over = [clock for clock in due if clock.due_at < at and case.state in LIVE_STATES]
    moving = [clock for clock in over if clock.obligation and clock.obligation.on_breach == Breach.ADVANCE]
    if any(advance(clock, at=at) is not None for clock in sorted(moving, key=lambda clock: clock.due_at)):
        return Counter(advanced=1)
    done: Counter[str] = Counter()
    waiting = case.state == State.AWAITING_CONFIRMATION
    if any(clock.is_overall for clock in over if clock in new) and not waiting:
        done += _overall_passed(case, at=at)
    for clock in over:
        obligation = clock.obligation
        if obligation is None or obligation.on_breach == Breach.REMIND:
            continue
        if not waiting:
            done += _offer(obligation.passage, case, at=at)
        elif obligation.duty == Duty.CONFIRM_OUTCOME and clock in new:
            done += _unconfirmed(clock, obligation, case, at=at)
    return done


def _unconfirmed(clock: Clock, obligation: Obligation, case: Case, *, at: datetime) -> Counter[str]:
    """Silence does not confirm: the board's office may close the case with a reason, and must read it for that.

    Where the procedure leads on, everybody else may go on: they are told so once for each outcome statement, whose
    confirmations all fall due together.
    """
    notices.involve_board(case, at=at)
    passage, moment = obligation.passage, f"{obligation.passage_id}:{clock.due_at.isoformat()}"
    todo = "close it without a confirmation, or leave it to the parties"
    board = notices.board_side(case)
    done = Counter(notices=notices.tell(board, case=case, kind="unconfirmed", todo=todo, at=at, moment=moment))
    if not limits.leads_on(case, passage):
        return done
    late = [holding.person_id for holding in _holdings(passage.pk, obligation.party_id or 0)]
    people = [person for person in [*notices.holders(passage), case.raised_by] if person.pk not in late]
    todo = "decide whether to go on without a confirmation"
    told = notices.tell(people, case=case, kind="offer", todo=todo, at=at, moment=f"unconfirmed:{moment}")
    return done + Counter(offered=min(told, 1), notices=told)


def _offer(passage: Passage, case: Case, *, at: datetime) -> Counter[str]:
    """Offer the next stage to the side that raised it: once at each passage, however many limits of it pass."""
    if passage.offered_at is not None or not limits.leads_on(case, passage):
        return Counter()
    passage.offered_at = at
    passage.save(update_fields=["offered_at"])
    people = [*notices.holders(passage, Side.ESCALATING), case.raised_by]
    told = notices.tell(people, case=case, kind="offer", todo="decide whether to escalate", at=at)
    return Counter(offered=1, notices=told)


def _overall_passed(case: Case, *, at: datetime) -> Counter[str]:
    """The limit over several stages has passed: offer the next stage; where that is offered already, or not, tell the raiser."""
    passage, overall = case.passages.filter(closed_at__isnull=True).first(), case.policy.overall_limit
    if passage is None or overall is None:
        return Counter()
    done = _offer(passage, case, at=at) if overall.on_breach is Breach.OFFER else Counter()
    if not done:
        todo = "know that the time for settling it by discussion has run out"
        done["notices"] = notices.tell([case.raised_by], case=case, kind="overall-passed", todo=todo, at=at)
    return done


def _remind(clock: Clock, case: Case, *, at: datetime) -> int:
    """Remind whoever owes it; the key is the clock and its moment, so that each moment reminds once."""
    moment = f"{clock.pk}:{clock.next_at.isoformat() if clock.next_at else ''}"
    obligation = clock.obligation
    people: Sequence[User | None]
    if clock.follow_up is not None:
        found = clock.follow_up
        people, todo = follow_ups.owing(found, case=case), follow_ups.todo_of(found.kind, case)
        moment = f"{found.kind}:{found.party_id}:{moment.partition(':')[2]}"  # several of a kind at once remind once
    elif obligation is None:
        passage = case.passages.filter(closed_at__isnull=True).first()
        people = notices.holders(passage) if passage else []
        todo = "settle it: the time for settling it by discussion is running out"
    elif obligation.party_id is None:
        people, todo = notices.owing(obligation.owner, case=case), notices.TODO_OF_DUTY[obligation.duty]
    else:
        people = [h.person for h in _holdings(obligation.passage_id, obligation.party_id) if h.person]
        people = people or notices.board_side(case)
        todo = notices.TODO_OF_DUTY[obligation.duty]
    return notices.tell(people, case=case, kind="reminder", todo=todo, due=clock.due_at, at=at, moment=moment)


def _holdings(passage_id: int, party_id: int) -> list[Holding]:
    return list(Holding.objects.filter(passage=passage_id, party=party_id).select_related("person"))


def _cases_at(agency_id: int) -> list[int]:
    open_cases = Case.objects.filter(state__in=LIVE_STATES, parties__agency=agency_id)
    return list(open_cases.order_by("pk").values_list("pk", flat=True).distinct())


def _without_their_person(at: datetime) -> list[int]:
    """The live cases in which somebody acts without a post of theirs, who has left, is away, or whose cover is over.

    Changes of posts are told by the directory; of people who act without one (a practitioner, a colleague to whom a part
    was handed) nobody tells.
    """
    in_force = Cover.objects.filter(starts_at__lte=at, ends_at__gt=at)
    unposted = Q(post=None) | Q(handed_over=True)
    away = unposted & Q(on_behalf_of=None) & Exists(in_force.filter(person=OuterRef("person")))
    covered = in_force.filter(person=OuterRef("on_behalf_of"), covered_by=OuterRef("person"))
    cover_over = unposted & Q(on_behalf_of__isnull=False) & ~Exists(covered)
    acting = Holding.objects.filter(passage__closed_at=None, passage__case__state__in=LIVE_STATES)
    astray = acting.filter(Q(person__is_active=False) | away | cover_over)
    return list(astray.order_by("passage__case").values_list("passage__case", flat=True).distinct())


@transaction.atomic
def _resolve_again(case_id: int, *, at: datetime, agency_id: int | None = None) -> int:
    """Resolve who acts in a case now, for the parties of this agency or for all; returns how many people changed."""
    locked = Case.objects.select_for_update(of=("self",)).select_related("area", "policy_version")
    case = locked.get(pk=case_id)
    passage = case.passages.filter(closed_at__isnull=True).first()
    if passage is None:
        return 0
    touched = passage.holdings.filter(party__part_ended_at=None)
    if agency_id is not None:
        touched = touched.filter(party__agency=agency_id)
    return resolve_again(case, passage, touched.select_related("party__agency", "party__practitioner"), at=at)
