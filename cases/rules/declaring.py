"""Who may have screened a case or endorsed it, what is said of that, and how whoever is named is told and asked to confirm it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from agencies.models import BOARD_PARTS, Agency, Membership, Post, User
from agencies.roles import MembershipRole
from cases.access import admit, kept_out
from cases.models import Capacity, Case, Entry, FollowUpKind, Participation, Party
from cases.process.follow_ups import Asked, ask
from cases.words.gates import DECLARED
from policies.models import Area
from policies.vocabulary import GateKind, Role

LEADS = (Role.SAFEGUARDING_LEAD, Role.STRATEGIC_SAFEGUARDING)
NO_MANAGERS = (Role.PRACTITIONER.value, *(part.value for part in BOARD_PARTS))
FOLLOW_UPS = {
    GateKind.SCREENING: FollowUpKind.SCREENING,
    GateKind.SAFEGUARDING_LEAD_ENDORSEMENT: FollowUpKind.ENDORSEMENT,
}


@dataclass(frozen=True)
class Declared:
    """That somebody screened a case, or endorsed it, and when (UTC): an account, or a name and role where they have none."""

    kind: GateKind
    at: datetime | None
    person: User | None = None
    name: str = ""


def who_may(kind: GateKind, agency: Agency, area: Area, *, without: Collection[int] = ()) -> list[User]:
    """The people of an agency who may screen or endorse, by name; without those (ids) who may not know of the case."""
    posts = Post.objects.filter(Q(area=area) | Q(area=None), agency=agency, holder__isnull=False)
    if kind is GateKind.SCREENING:
        members = Membership.objects.filter(agency=agency, role=MembershipRole.MANAGER.value).values("user")
        who = Q(pk__in=posts.exclude(role__in=NO_MANAGERS).values("holder")) | Q(pk__in=members)
    else:
        who = Q(pk__in=posts.filter(role__in=[role.value for role in LEADS]).values("holder"))
    return list(User.objects.filter(who, is_active=True).exclude(pk__in=without).order_by("name"))


def may_not_know(case: Case, party: Party) -> set[int]:
    """The ids of those who are never named for a party: who is kept out, and who takes part for another party."""
    others = Participation.objects.filter(case=case).exclude(party=party).values_list("person_id", flat=True)
    named = {other.practitioner_id for other in case.parties.exclude(pk=party.pk)} - {None}
    return kept_out(case) | set(others) | {pk for pk in named if pk is not None}


def faults_of(
    declared: Iterable[Declared], people: dict[GateKind, list[User]], *, at: datetime
) -> dict[str, list[str]]:
    """What is wrong with what is said, by field of the form."""
    found: dict[str, list[str]] = {}
    for one in declared:
        key = DECLARED[one.kind].key
        if one.person is not None and one.person not in people[one.kind]:
            found[f"{key}_by"] = ["Select somebody from the answers given"]
        if one.person is None and not one.name.strip():
            found[f"{key}_name"] = [f"Enter the name and role of whoever has {key} it"]
        if one.at is None:
            found[f"{key}_at"] = [f"Enter when it was {key}"]
        elif one.at > at:
            found[f"{key}_at"] = [f"The time at which it was {key} must be in the past"]
    return found


def facts_of(declared: Iterable[Declared]) -> dict[str, Any]:
    """As codes and dates for the record."""
    found: dict[str, Any] = {}
    for one in declared:
        key = DECLARED[one.kind].key
        found[f"{key}_by"] = one.person.pk if one.person else None
        found[f"{key}_at"] = one.at.isoformat() if one.at else None
    return found


def words_of(declared: Iterable[Declared]) -> dict[str, str]:
    """The typed names, as the record keeps them."""
    return {f"{DECLARED[one.kind].key}_name": one.name for one in declared if one.person is None}


def ask_to_confirm(declared: Iterable[Declared], *, case: Case, party: Party, entry: Entry, at: datetime) -> None:
    """Let whoever is named read the case, and ask them whether it is so; nobody is asked about their own word.

    How soon they are to say it is the policy's; nothing waits for it.
    """
    limit = case.policy.timescales.screening_confirmed_within
    for one in declared:
        if one.person is None or one.person.pk == entry.by_id:
            continue
        admit(case, one.person, party=party, at=at, capacity=Capacity.NAMED)
        begun = f"It was said that they have {DECLARED[one.kind].key} it"
        asked = Asked(FOLLOW_UPS[one.kind], party, limit=limit, begun=begun, person=one.person)
        ask(asked, case=case, at=at, entry=entry)
