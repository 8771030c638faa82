"""Whom does the procedure name for an event, who of them can be had, and what does the record say of it?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agencies.ladder import who_stands
from agencies.models import BOARD_PARTS, Agency, Post, User
from cases import record
from cases.access import admit, kept_out
from cases.models import Capacity, Case, Party, Passage, Side, ToldInstead
from cases.process import notices
from cases.record import Author, Draught
from policies.schema import Tell
from policies.vocabulary import Audience, Event, Role

TOLD = "told"
"""The kind of the entries by which Resolve writes down whom it told, where no other entry of the event says so."""

STAND_IN = {Audience.BOARD_OFFICE: Audience.CHAIR, Audience.CHAIR: Audience.BOARD_OFFICE}
"""The board's office and its chair stand in for each other where one has nobody."""


@dataclass(frozen=True)
class _Reached:
    """Who of an audience is told, and as what: the audience itself, or who stands in for it; or the post told `instead`."""

    who: Audience
    people: list[User]
    instead: Role | None = None


def tell_as_policy_says(event: Event, *, case: Case, passage: Passage, at: datetime) -> dict[str, list[Any]]:
    """Tell whom the policy and the stage name for this event (BRIS-23, BHAM-27), and send their copies.

    Who must be told and is named for a copy as well, is told. The board reads what it is told of, from then on, and so does
    a safeguarding lead. Returns for the record which audiences were `told`, which have a copy (`copied`, where there are
    any), which could not be told, because there is nobody (`untold`), and which post was told `instead` of one (BRIS-21).
    """
    found: dict[str, list[Any]] = {"told": [], "untold": [], "copied": [], "instead": []}
    reached: set[int] = set()
    named = [item for item in (*case.policy.tells, *case.policy.stage(passage.stage).tells) if item.on is event]
    for item in sorted(named, key=lambda item: item.for_information):
        got = _reach(item, case=case, passage=passage, at=at)
        _tell(item, got, reached, case=case, at=at)
        reached |= {person.pk for person in got.people}
        if item.who in STAND_IN:
            notices.involve_board(case, at=at)
        if got.instead is not None:
            found["instead"].append({"of": item.who.value, "role": got.instead.value})
        else:
            kind = "copied" if item.for_information else "told"
            found[kind if got.people else "untold"].append(got.who.value)
    return {key: who for key, who in found.items() if who or key in ("told", "untold")}


def tell_and_record(event: Event, *, case: Case, passage: Passage, at: datetime) -> None:
    """The same for an event whose own entry does not say who was told: in an entry of its own, where anybody is named."""
    found = tell_as_policy_says(event, case=case, passage=passage, at=at)
    if any(found.values()):
        draught = Draught(TOLD, {"event": event.value, **found})
        record.write(draught, case=case, at=at, author=Author(), passage=passage)


def _tell(item: Tell, got: _Reached, reached: Collection[int], *, case: Case, at: datetime) -> None:
    kind, todo = ("copied", notices.COPY) if item.for_information else ("told", "read what has happened")
    if got.instead in BOARD_PARTS:  # they see the outline: who acts where nobody is in post is theirs to say (BRIS-21)
        todo = "see where it stands, and who takes up what the board’s office is told of: it has nobody"
        for person in got.people:
            ToldInstead.objects.get_or_create(case=case, person=person, defaults={"since": at})
    new = [person for person in got.people if not (item.for_information and person.pk in reached)]
    kind = f"{kind}-{item.on.value}"
    notices.tell(new if got.people else [None], case=case, kind=kind, todo=todo, at=at)
    if item.who is Audience.SAFEGUARDING_LEAD or (got.instead is not None and got.instead not in BOARD_PARTS):
        for person in got.people:
            admit(case, person, party=_raising(case), at=at, capacity=Capacity.TOLD)


def _reach(item: Tell, *, case: Case, passage: Passage, at: datetime) -> _Reached:
    """Who is told: the audience, else the post that the policy names instead, else who stands in for the audience."""
    people = _audience(item.who, case=case, passage=passage, at=at)
    if people:
        return _Reached(item.who, people)
    if item.fallback_role is not None:
        person = _in_post(item.fallback_role, case=case, at=at)
        if person is not None:
            return _Reached(item.who, [person], item.fallback_role)
    if item.who in STAND_IN:
        return _Reached(*notices.of_the_board(case, item.who, STAND_IN[item.who]))
    if item.who is Audience.SAFEGUARDING_LEAD:
        standing = _stands(_raising(case).agency, Role.SAFEGUARDING_LEAD, case=case, at=at)[0]
        return _Reached(item.who, [standing] if standing else [])
    return _Reached(item.who, [])


def _audience(who: Audience, *, case: Case, passage: Passage, at: datetime) -> list[User]:
    """The people whom a policy means by an audience, now."""
    match who:
        case Audience.RAISER:
            return [case.raised_by]
        case Audience.BOTH_SIDES:
            return notices.holders(passage)
        case Audience.SAFEGUARDING_LEAD:
            person = _in_post(Role.SAFEGUARDING_LEAD, case=case, at=at)
            return [person] if person is not None else []
        case _:
            return notices.of_the_board(case, who)[1]


def _in_post(role: Role, *, case: Case, at: datetime) -> User | None:
    """Who holds, or covers, a post of this role: on the board of the area, else in the agency that raised the case."""
    agencies = [_raising(case).agency]
    if role in BOARD_PARTS:
        agencies = list(Agency.objects.filter(posts__role=role.value, posts__area=case.area).distinct().order_by("pk"))
    for agency in agencies:
        person, post = _stands(agency, role, case=case, at=at)
        if person is not None and post is not None and post.role == role:
            return person
    return None


def _stands(agency: Agency, role: Role, *, case: Case, at: datetime) -> tuple[User | None, Post | None]:
    found = who_stands(agency=agency, roles=[role], area=case.area, at=at, conflicted=kept_out(case))
    return found.person, found.post


def _raising(case: Case) -> Party:
    party: Party = case.parties.select_related("agency").get(side=Side.ESCALATING)
    return party
