"""The door through which every verb enters: the case row is locked, and the actor, the moment and the form are checked."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from agencies.models import User
from cases import record
from cases.models import Case, Entry, Obligation, Passage, Visibility
from cases.process import chains, clocks, limits, notices, seats
from cases.record import Author, Draught
from cases.rules.refusals import refusal_in
from cases.rules.safety import Safety
from cases.situations import Situation, situation
from cases.verbs import Verb
from cases.words.entries import title_of
from core.errors import BadInput, ResolveError, WrongMoment
from core.words import moment
from policies.vocabulary import Duty


@dataclass(frozen=True)
class Request:
    """Who does it, when (UTC), from which page: `seen` is the revision that the page showed, `submission` its form's key.

    `safety` is what the person's side says of the child's safety, where the form asked; it stands in the verb's entry.
    The revision is the reader's own (`Situation.revision`): what another side notes for itself does not count in it.
    """

    by: User
    at: datetime
    seen: int | None = None
    submission: UUID | None = None
    safety: Safety | None = None


UNREAD = "This case changed while you were working. What you typed is kept below: send it again."
TRY_AGAIN = "Check the timeline, then try again. What you typed is kept below."


class AlreadyDone(ResolveError):
    """The same form has been taken before: for the person it is done."""

    code = "already_done"
    status = 200

    def __init__(self, case: Case) -> None:
        super().__init__("This was done already.")
        self.case = case


class Changed(WrongMoment):
    """Somebody else changed the case since the page was shown; nothing that was typed is lost.

    `refused` is why it cannot be done any longer, where that is so; the answer then has its status.
    """

    code = "changed"

    def __init__(self, sentence: str, refused: ResolveError | None = None) -> None:
        super().__init__(sentence)
        self.refused = refused
        self.status = refused.status if refused is not None else self.status


OF_EVERY_SIDE = (Duty.DISCUSS, Duty.AGREE_PLAN)
"""Duties that are met for all sides at once, by a plan that all have agreed."""


@dataclass(frozen=True)
class Act:
    """A verb under way on a locked case."""

    verb: Verb
    request: Request
    situation: Situation

    @property
    def case(self) -> Case:
        """The locked case."""
        return self.situation.case

    @property
    def passage(self) -> Passage:
        """The open passage; a verb that needs none does not ask."""
        if self.situation.passage is None:
            raise WrongMoment("This case is at no stage now.")
        return self.situation.passage

    def write(
        self,
        *,
        facts: Mapping[str, Any] | None = None,
        content: Mapping[str, Any] | None = None,
        visibility: str = Visibility.SHARED,
        occurred_at: datetime | None = None,
    ) -> Entry:
        """Append the verb's entry to the record; empty answers are left out."""
        s, safety = self.situation, self.request.safety
        said = {**(content or {}), **(safety.words if safety else {})}
        said = {key: value for key, value in said.items() if value not in ("", None, [])}
        return record.write(
            Draught(
                self.verb.value,
                {**(facts or {}), **(safety.facts if safety else {})},
                said,
                visibility,
                self.request.submission,
            ),
            case=self.case,
            at=occurred_at or self.request.at,
            recorded_at=self.request.at,
            author=Author(self.request.by, s.on_behalf_of, s.speaks_for),
            passage=s.passage,
        )

    def meet(self, obligations: Iterable[Obligation], *, done_at: datetime | None = None) -> None:
        """Mark these obligations as met by the actor (at `done_at`, UTC, where it was done before), and stop their clocks."""
        clocks.stop(obligations, at=self.request.at, met_by=self.request.by, met_at=done_at)
        if self.situation.passage is not None:
            chains.go_on(self.case, self.situation.passage, at=self.request.at)

    def meet_mine(self, *duties: Duty, done_at: datetime | None = None) -> None:
        """Meet what the actor's side owes of these kinds."""
        for duty in duties:
            self.meet(self.situation.owed_by_me(duty), done_at=done_at)

    def meet_for_my_side(self, *duties: Duty, done_at: datetime | None = None) -> None:
        """Meet what the actor's agency owes of these kinds; what the board owes, the sides' doings do not meet (BRIS-27)."""
        for duty in duties:
            self.meet([o for o in self.situation.owed_by_me(duty) if o.party_id is not None], done_at=done_at)

    def tell_others(self, todo: str, *, due: datetime | None = None, raiser: str = "") -> None:
        """Tell the holders of both sides and the raiser, but not the actor; after the end, those who held it last.

        `raiser`: what there is to do for a raiser who does not act. At a last stage the board's side and whoever sits are told
        as well; who is appointed is told in words of their own.
        """
        passage = self.situation.passage or self.case.passages.order_by("number").last()
        holders = notices.holders(passage) if passage else []
        self._tell(holders, todo, due=due)
        onlookers = [self.case.raised_by]
        if self.situation.stage.last is not None:
            onlookers += notices.whole_board(self.case)
            onlookers += seats.sitters(passage) if passage and self.verb is not Verb.APPOINT else []
        acting = {person.pk for person in holders}
        self._tell(
            [person for person in onlookers if person.pk not in acting], raiser or todo, due=None if raiser else due
        )

    def tell_board(self, todo: str) -> None:
        """Tell the board's office and chair, once the procedure has involved them; where they have it anyway, they know."""
        if self.case.board_involved_at is not None and self.situation.stage.last is None:
            self._tell(notices.whole_board(self.case), todo, due=None)

    def _tell(self, people: Iterable[User], todo: str, *, due: datetime | None) -> None:
        others = [person for person in people if person.pk != self.request.by.pk]
        notices.tell(others, case=self.case, kind=self.verb.value, todo=todo, due=due, at=self.request.at)


def enter(
    case: Case,
    verb: Verb,
    request: Request,
    *,
    held_at: datetime | None = None,
    keeps: Collection[Duty] = (),
    took_part: Collection[str] = (),
) -> Act:
    """Lock the case and check the actor, the moment and the form. Must be called inside a transaction.

    A limit that has passed by then is noted before the verb acts, whether or not a sweep has been. That comes after the
    page's revision was compared: what the request itself causes does not make its page stale. `held_at` (UTC) is when that
    was done which is now written down, and `keeps` which duties it meets, or `took_part` who talked: a limit that it kept has not passed.

    Raises NotVisible, NotAllowed or WrongMoment with the rule's sentence, Changed where the page was stale, and
    AlreadyDone where the same form was taken before.
    """
    locked = Case.objects.select_for_update(of=("self",)).select_related("area", "policy_version").get(pk=case.pk)
    if request.submission:
        _check_submission(locked, request)
    s = situation(locked, by=request.by, at=request.at)
    refused = refusal_in(s, verb)
    if refused is not None:
        raise as_told(refused, s, seen=request.seen)
    if request.seen is not None and request.seen != s.revision:
        raise Changed(f"{_what_changed(s, request.seen)} {TRY_AGAIN}" if s.standing.content else UNREAD)
    limits.end_pauses(locked, at=request.at)
    limits.note_passed(locked, at=request.at, held_at=held_at, keeps=_kept(s, keeps, took_part))
    return Act(verb, request, s)


def _kept(s: Situation, duties: Collection[Duty], took_part: Collection[str]) -> set[int]:
    """The obligations (ids) that a deed of these duties meets.

    A plan that is agreed meets every side's, a discussion those of all who took part, and all else is one's own.
    """
    met = [o for duty in duties for o in (s.owed(duty) if duty in OF_EVERY_SIDE else s.owed_by_me(duty))]
    return {o.pk for o in (*met, *(s.discussed_by(took_part) if took_part else ()))}


def as_told(refused: ResolveError, s: Situation, *, seen: int | None) -> ResolveError:
    """A refusal as the person is told it: where the case has gone on since the revision `seen`, that it has, and then why.

    Whoever may not read the case learns nothing of who did what.
    """
    if seen is None or not s.standing.content or seen == s.revision:
        return refused
    return Changed(f"{_what_changed(s, seen)} You can no longer do this. {refused.sentence}", refused)


def _check_submission(case: Case, request: Request) -> None:
    taken = case.entries.filter(submission=request.submission).first()
    if taken is None:
        return
    if taken.by_id == request.by.pk:
        raise AlreadyDone(case)
    raise BadInput("This form was somebody else’s. Open the page again, then send it.")


def _what_changed(s: Situation, seen: int) -> str:
    """Who was there last, and with what: a person, if any acted since; what follows of itself is not named."""
    entries = list(record.readable(s.case, s.standing.own_parties).select_related("by"))
    since = entries[seen:] or entries
    people = [entry for entry in since if entry.by is not None]
    last = (people or [entry for entry in since if entry.kind != "stage-opened"] or since)[-1]
    who = last.by.name if last.by else "Resolve"
    was = "you were there already" if last.by_id == s.by.pk else f"{who} was there before you"
    return f"This case changed while you were working: {was} (“{title_of(last, s.case)}”, {moment(last.recorded_at)})."
