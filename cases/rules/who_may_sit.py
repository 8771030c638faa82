"""Who may be appointed to sit: whom the case keeps out, who takes part in it, and whose account it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from agencies.models import Agency, Membership, Post, User
from agencies.roles import MembershipRole
from agencies.selectors import agencies_of
from cases.composition import DECIDING_SEATS, Body, is_member
from cases.models import Exclusion, Participation, Seat, SeatRole
from cases.rules.board_rules import way_of
from cases.situations import Situation
from core.words import listed
from policies.schema import LastOption
from policies.vocabulary import Role


@dataclass(frozen=True)
class Member:
    """Somebody to be appointed: by name, for an agency, in a role; `conflict` is what they declared, "" for none.

    `stands_as` says of somebody without an account who they are: their post, and of which board.
    """

    name: str
    agency: Agency
    role: SeatRole
    person: User | None = None
    conflict: str = ""
    stands_as: str = ""


@dataclass(frozen=True)
class _Around:
    """Who is kept out of the case and who takes part in it (names by id), who declared a conflict, and which agencies disagree."""

    out: Mapping[int, str]
    inside: Mapping[int, str]
    declared: Collection[int]
    disputing: Collection[int]
    area: int
    way: LastOption | None


OF_WHAT = {"board-members": "a member of the board", "strategic-leads": "one of the strategic leads"}
"""What the procedure asks of those who sit, in a sentence."""


SITTERS: dict[str, tuple[tuple[MembershipRole, ...], tuple[Role, ...]]] = {
    "board-members": ((MembershipRole.BOARD_MEMBER, MembershipRole.CHAIR), (Role.BOARD_MEMBER, Role.CHAIR)),
    "strategic-leads": ((MembershipRole.CHAIR,), (Role.STRATEGIC_LEAD, Role.CHAIR)),
}
"""Who counts as that: by which memberships, and by which posts on the board."""


def faults_of(s: Situation, members: Sequence[Member]) -> list[list[str]]:
    """Why each of these people may not sit, a sentence each without its full stop; an empty list for whoever may.

    Nobody sits who is kept out of the case, or twice; and nobody who takes part in it sits as if independent.
    """
    if not members:
        return [["Enter at least one person who sits"]]
    around = _around(s)
    names = [member.name.casefold() for member in members]
    found = [_faults(member, around) for member in members]
    for number, member in enumerate(members):
        if member.name.casefold() in names[:number]:
            found[number].append(f"{member.name} stands twice")
    return found


def misfit(member: Member, way: LastOption | None, area: int) -> str:
    """What of an account is not as the procedure asks of those who sit (BHAM-28, BRENT-13, FLOW-18), in a sentence; else ""."""
    asked = _asked_of(member, way)
    if asked is None or member.person is None or _is_of(member.person, asked, area):
        return ""
    return f"{member.name} is not {OF_WHAT[asked]} in the directory."


def who_there_is(s: Situation) -> list[str]:
    """The accounts that are what the procedure asks of those who sit, by agency, each with the address to enter; none where
    it asks nothing. Who is kept out of the case is left out; whether somebody takes part in it is said.
    """
    rule = getattr(way_of(s), "composition", None)
    if rule is None or rule.members == "any":
        return []
    roles, posts = SITTERS[rule.members]
    members = Membership.objects.filter(area=s.case.area_id, role__in=[role.value for role in roles])
    held = Post.objects.filter(area=s.case.area_id, role__in=[role.value for role in posts], holder__isnull=False)
    around, found = _around(s), dict[int, tuple[str, User]]()
    people = [(one.user, one.agency) for one in members.select_related("user", "agency")]
    people += [(one.holder, one.agency) for one in held.select_related("holder", "agency") if one.holder]
    for person, agency in people:
        if person.is_active and person.pk not in around.out and (agency or person.pk not in found):
            found[person.pk] = (agency.name if agency else "", person)
    return [_who(agency, person, around) for agency, person in sorted(found.values(), key=lambda e: (e[0], e[1].name))]


def _who(agency: str, person: User, around: _Around) -> str:
    inside = ". Takes part in this case" if person.pk in around.inside else ""
    return f"{agency or 'Of no agency'}: {person.name}, {person.email}{inside}"


def _asked_of(member: Member, way: LastOption | None) -> str | None:
    """Of what whoever sits in this role is to be a member; None where nothing is asked, as of those who attend (BHAM-29)."""
    rule = way.composition if way is not None else None
    if way is None or rule is None or rule.members == "any" or member.role not in DECIDING_SEATS.get(way.kind, ()):
        return None
    return rule.members


def _is_of(person: User, members: str, area: int) -> bool:
    """Whether somebody is a member of the board, or a strategic lead, of an area: by a membership or by a post."""
    roles, posts = SITTERS[members]
    on_it = Membership.objects.filter(user=person, area=area, role__in=[role.value for role in roles])
    return on_it.exists() or Post.objects.filter(holder=person, area=area, role__in=[r.value for r in posts]).exists()


def body_of(agency: Agency, area: int) -> Body:
    """An agency as the rule on who sits sees it; `area` is the id of the area of the case."""
    of_the_area = agency.areas.filter(pk=area).exists()
    return Body(agency.pk, agency.name, is_member(agency.type, of_the_area=of_the_area))


def _around(s: Situation) -> _Around:
    out = Exclusion.objects.filter(case=s.case).select_related("person")
    part = Participation.objects.filter(case=s.case).select_related("person")
    conflicted = Seat.objects.filter(sitting__passage__case=s.case, conflicted=True, person__isnull=False)
    return _Around(
        out={e.person_id: e.person.name for e in out},
        inside={p.person_id: p.person.name for p in part},
        declared=set(conflicted.values_list("person_id", flat=True)),
        disputing={party.agency_id for party in s.parties},
        area=s.case.area_id,
        way=way_of(s),
    )


def _faults(member: Member, around: _Around) -> list[str]:
    found = []
    if not body_of(member.agency, around.area).member:
        found.append(f"{member.agency.name} is no member of the partnership: it is heard, and does not sit")
    found += [
        says for says in (_of_the_case(member, around), _weighed(member, around), unsaid(member, around.way)) if says
    ]
    return found


def _of_the_case(member: Member, around: _Around) -> str:
    if _is_one_of(member, around.out):
        return f"{member.name} is kept out of this case, and cannot sit"
    if _is_one_of(member, around.inside) and member.agency.pk not in around.disputing:
        return f"{member.name} takes part in this case, and cannot sit for another agency"
    return _belongs_elsewhere(member, around.disputing)


def _weighed(member: Member, around: _Around) -> str:
    """Whoever declared a conflict of interest themselves sits again only where it is said, and with what reason."""
    if member.person is None or member.person.pk not in around.declared or member.conflict.strip():
        return ""
    return f"{member.name} has declared a conflict of interest: enter it, and why they sit all the same"


def unsaid(member: Member, way: LastOption | None) -> str:
    """Of somebody without an account it is said who they are, where the procedure asks something of those who sit."""
    asked = _asked_of(member, way)
    if asked is None or member.person is not None or member.stands_as.strip():
        return ""
    return f"Enter who {member.name} is: the procedure asks for {OF_WHAT[asked]}"


def _belongs_elsewhere(member: Member, disputing: Collection[int]) -> str:
    """Whose account it is that was given for a seat of another agency, in a sentence; "" where it fits, or there is none.

    Who belongs to several agencies sits for one of them, but not for an outsider if one of the others is a party. An account
    of no agency is somebody from outside, who is taken at their word.
    """
    own = {agency.pk: agency.name for agency in agencies_of(member.person)} if member.person is not None else {}
    party = next((name for pk, name in own.items() if pk in disputing), "")
    if party and member.agency.pk not in disputing:
        return f"The account of {member.name} is of {party}, a party to this disagreement: it cannot sit for {member.agency.name}"
    if own and member.agency.pk not in own:
        others = listed(own.values())
        return f"The account of {member.name} is of {others}, and not of {member.agency.name}: mend the agency or the address"
    return ""


def _is_one_of(member: Member, people: Mapping[int, str]) -> bool:
    if member.person is not None and member.person.pk in people:
        return True
    return member.name.casefold() in {name.casefold() for name in people.values()}
