"""What passes to whom when somebody leaves, or is away with cover? Really done, looked at, and rolled back.

For whoever keeps the directory: they read references, what is owed by when, and who is to act; nothing of what a case holds.
A case from which they are kept out is not told of at all.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from agencies.directory import mark_left, set_cover
from agencies.models import Cover, User
from cases.access import visible_to
from cases.models import LIVE_STATES, Case, Draft, Exclusion, FollowUp, Holding, Obligation, Seat
from cases.process.notices import TODO_OF_DUTY
from cases.process.succession import resolve_again
from core.words import listed, long_date, moment


@dataclass(frozen=True)
class Part:
    """One part in one case: its reference, whether the reader may open it, as what, what is owed there, and who acts then."""

    reference: str
    may_open: bool
    title: str
    owed: str
    then: str


@dataclass(frozen=True)
class Passing:
    """What passes on: parts in cases, and in sentences what else the person leaves behind."""

    parts: list[Part]
    posts: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def if_they_leave(person: User, *, leaves_at: datetime, by: User, at: datetime) -> Passing:
    """What would pass to whom once `person` has left (UTC), as far as is known now. Raises NotAllowed as `mark_left` does."""
    found = _after(lambda: mark_left(person=person, by=by, at=at), person, by=by, when=max(leaves_at, at))
    posts = [f"{post.title}, {post.agency.name}" for post in person.posts.select_related("agency")]
    return Passing(found, posts, [*_covers(person, at=at), *_asked_by_name(person, by=by), *_drafts(person)])


def if_covered(person: User, *, by: User, at: datetime, **cover: Any) -> Passing:
    """What would pass to whom once a colleague stands in for `person`; `cover` is what `set_cover` takes, and raises as it does."""
    return Passing(
        _after(lambda: set_cover(person=person, by=by, at=at, **cover), person, by=by, when=cover["starts_at"])
    )


def _after(deed: Callable[[], object], person: User, *, by: User, when: datetime) -> list[Part]:
    """Who acts at `when` (UTC) after `deed`, in each of the parts that the person has now; nothing of it stays."""
    out = Exclusion.objects.filter(person=by).values("case")
    acting = Holding.objects.filter(Q(person=person) | Q(on_behalf_of=person), passage__closed_at=None)
    acting = acting.filter(passage__case__state__in=LIVE_STATES, party__part_ended_at=None).exclude(
        passage__case__in=out
    )
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).select_related("area", "policy_version")
        cases = list(locked.filter(pk__in=acting.values("passage__case")).order_by("pk"))
        seen = set(visible_to(by).filter(pk__in=[case.pk for case in cases]).values_list("pk", flat=True))
        before = list(acting.select_related("passage__case", "party__agency", "party__practitioner").order_by("pk"))
        deed()
        for case in cases:
            mine = [holding for holding in before if holding.passage.case_id == case.pk]
            resolve_again(case, mine[0].passage, mine, at=when)
        parts = _parts(before, seen)
        transaction.set_rollback(True)
    return sorted(parts, key=lambda part: part.reference)


def _parts(before: Sequence[Holding], seen: Collection[int]) -> list[Part]:
    """Each part that they play, with who plays it then and what is owed; two queries, however many there are."""
    now = Holding.objects.select_related("person", "on_behalf_of").in_bulk([holding.pk for holding in before])
    open_still = Obligation.objects.filter(met_at=None, optional=False)
    owed: dict[tuple[int, int | None], list[Obligation]] = {}
    for o in (
        open_still.filter(passage__in=[holding.passage_id for holding in before])
        .select_related("clock")
        .order_by("number")
    ):
        owed.setdefault((o.passage_id, o.party_id), []).append(o)
    return [
        _part(
            holding,
            now[holding.pk],
            owed.get((holding.passage_id, holding.party_id), []),
            may_open=holding.passage.case_id in seen,
        )
        for holding in before
    ]


def _part(before: Holding, now: Holding, owed: Sequence[Obligation], *, may_open: bool) -> Part:
    name = now.person.name if now.person else "Nobody is in post; the board’s office is told"
    covers = f", covering for {now.on_behalf_of.name}" if now.on_behalf_of else ""
    return Part(
        reference=str(before.passage.case.reference),
        may_open=may_open,
        title=before.title or "Practitioner",
        owed=listed(_owed(owed)),
        then=f"{name}{covers}",
    )


def _owed(found: Sequence[Obligation]) -> list[str]:
    said = []
    for o in found:
        clock = getattr(o, "clock", None)
        said.append(f"{TODO_OF_DUTY[o.duty]}, by {moment(clock.due_at)}" if clock else TODO_OF_DUTY[o.duty])
    return list(dict.fromkeys(said))


def _covers(person: User, *, at: datetime) -> list[str]:
    """For whom they cover, who are without cover then."""
    running = Cover.objects.filter(covered_by=person, ends_at__gt=at).select_related("person")
    return [
        f"Their cover for {cover.person.name}, until {long_date(cover.last_moment)}, falls away: set another."
        for cover in running
    ]


def _asked_by_name(person: User, *, by: User) -> list[str]:
    """What was asked of them by name, and where they sit: by reference."""
    out = Exclusion.objects.filter(person=by).values("case")
    named = FollowUp.objects.filter(person=person, result="").exclude(case__in=out)
    raised = Case.objects.filter(raised_by=person, state__in=LIVE_STATES).exclude(pk__in=out)
    seats = Seat.objects.filter(person=person, until=None, sitting__over_at=None)
    seats = seats.exclude(sitting__passage__case__in=out)
    return [
        *_said(
            named.values_list("case__reference", flat=True),
            "is then for anybody who takes part for the agency",
            "What was asked of them by name in",
        ),
        *_said(
            raised.values_list("reference", flat=True),
            "goes on, with whoever acts for the agency",
            "What they raised in",
        ),
        *_said(
            seats.values_list("sitting__passage__case__reference", flat=True),
            "has to be filled by the board’s office",
            "Their seat in",
        ),
    ]


def _said(references: Iterable[str | None], then: str, what: str) -> list[str]:
    found = sorted({str(reference) for reference in references})
    return [f"{what} {listed(found)} {then}."] if found else []


def _drafts(person: User) -> list[str]:
    number = Draft.objects.filter(writer=person, case=None).count()
    if not number:
        return []
    what = "a disagreement that was" if number == 1 else f"{number} disagreements that were"
    return [f"They have begun {what} never sent. Nobody else can read that: ask them about it before they leave."]
