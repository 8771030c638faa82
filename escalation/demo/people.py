"""The demo's people: agencies of several types in each area, full ladders taken from its policy, and everybody's account."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import count

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from agencies import directory
from agencies.models import Agency, User
from agencies.roles import MembershipRole
from cases.process.due_times import calendar_of
from core.words import LONDON, london
from policies.models import Area, PolicyVersion
from policies.routes import role_at, rung_count
from policies.schema import ActingRole, Policy
from policies.vocabulary import AgencyType, Role

PASSWORD = "resolve-demo-people"  # noqa: S105 - printed with the demo's sign-ins; the local mode only
FIRST = [
    "Priya",
    "Amara",
    "Tom",
    "Sian",
    "Yusuf",
    "Grace",
    "Marek",
    "Leila",
    "Owen",
    "Fatima",
    "Daniel",
    "Chidi",
    "Hannah",
    "Rhys",
    "Mei",
    "Kwame",
    "Isla",
    "Arjun",
    "Zofia",
    "Callum",
    "Nadia",
    "Ruth",
    "Femi",
    "Elena",
    "Patrick",
    "Aisha",
    "Joel",
    "Bronwen",
    "Samir",
    "Tess",
    "Ibrahim",
    "Carys",
    "Luca",
    "Maryam",
    "Ewan",
    "Sunita",
    "Nia",
    "Victor",
    "Anya",
    "Declan",
]
LAST = [
    "Shah",
    "Jones",
    "Okafor",
    "Murphy",
    "Hussain",
    "Williams",
    "Kowalski",
    "Ahmed",
    "Davies",
    "Begum",
    "Clarke",
    "Mensah",
    "Taylor",
    "Evans",
    "Chen",
    "Boateng",
    "Reid",
    "Patel",
    "Nowak",
    "Fraser",
    "Rahman",
    "Cohen",
    "Adeyemi",
    "Petrova",
    "Byrne",
    "Khan",
    "Lewis",
    "Morgan",
    "Haddad",
    "Walker",
    "Bello",
    "Hughes",
    "Romano",
    "Iqbal",
    "Stewart",
    "Rao",
    "Thomas",
    "Silva",
    "Ivanova",
    "Kelly",
]
TOWNS = {
    "buckinghamshire": ("Aylesbury Vale", "Chalfont", "Marlow Bottom"),
    "birmingham": ("Digbeth", "Harborne Park", "Sparkbrook"),
    "bristol": ("Harbourside", "Bedminster", "Clifton Down"),
    "brent": ("Wembley Hill", "Kilburn Park", "Neasden"),
    "flowchart": ("Anyshire", "Fairwater", "Northcote"),
}
AGENCIES: tuple[tuple[AgencyType, str], ...] = (
    (AgencyType.CHILDRENS_SOCIAL_CARE, "{0} Children’s Services"),
    (AgencyType.SCHOOL, "{1} Primary School"),
    (AgencyType.SCHOOL, "{2} Academy"),
    (AgencyType.HEALTH, "{0} Community Health"),
    (AgencyType.POLICE, "{0} Police"),
    (AgencyType.EARLY_YEARS, "{1} Day Nursery"),
    (AgencyType.VOLUNTARY, "{2} Family Project"),
    (AgencyType.SELF_EMPLOYED, "{1} Play Therapy (sole practitioner)"),
    (AgencyType.PROBATION, "{0} Probation"),
)
JOBS: dict[AgencyType, str] = {
    AgencyType.CHILDRENS_SOCIAL_CARE: "Social worker",
    AgencyType.SCHOOL: "Pastoral lead",
    AgencyType.HEALTH: "Health visitor",
    AgencyType.POLICE: "Detective constable",
    AgencyType.EARLY_YEARS: "Nursery practitioner",
    AgencyType.VOLUNTARY: "Family worker",
    AgencyType.SELF_EMPLOYED: "Play therapist",
    AgencyType.PROBATION: "Probation practitioner",
}


LONG_AGO = timedelta(days=4 * 365)
"""The demo's people were there before its first case, also of its past."""


@dataclass
class House:
    """One agency of the demo with its practitioners."""

    agency: Agency
    practitioners: list[User] = field(default_factory=list)


@dataclass
class Cast:
    """Everybody of one area."""

    version: PolicyVersion
    houses: list[House] = field(default_factory=list)
    office: list[User] = field(default_factory=list)
    chair: User | None = None

    def of(self, kind: AgencyType, number: int = 0) -> House:
        """The first (or a later) agency of this type."""
        return [house for house in self.houses if house.agency.type == kind.value][number]


class Casting:
    """Makes people one after the other, each with a name of their own and the same password."""

    def __init__(self, at: datetime) -> None:
        self.now = at
        self.at = at - LONG_AGO
        self.password = make_password(PASSWORD)
        self.names = _names()
        self.phones = count(1)

    def person(self, place: str, job: str) -> User:
        """One made-up person."""
        name = next(self.names)
        user = User(
            email=f"{slugify(name).replace('-', '.')}@{slugify(place)[:40]}.example",
            name=name,
            job_title=job,
            phone=f"01632 960{next(self.phones):03}",
            is_demo=True,
            password=self.password,
        )
        user.save()
        return user

    def cast(self, version: PolicyVersion) -> Cast:
        """The people of one area."""
        towns = TOWNS.get(version.area.key, (version.area.name,) * 3)
        found = Cast(version)
        for kind, pattern in AGENCIES:
            found.houses.append(self._house(version, kind, pattern.format(*towns)))
        self._board(found)
        self._absences(found)
        return found

    def _house(self, version: PolicyVersion, kind: AgencyType, name: str) -> House:
        agency = directory.add_agency(name=name, type=kind, areas=[version.area], by=None, at=self.at)
        house = House(agency)
        for _ in range(1 if kind is AgencyType.SELF_EMPLOYED else 2):
            person = self.person(name, JOBS[kind])
            directory.add_membership(user=person, role=MembershipRole.PRACTITIONER, agency=agency, by=None, at=self.at)
            house.practitioners.append(person)
        self._ladder(version, house, kind)
        admin = self.person(name, "Business support")
        directory.add_membership(user=admin, role=MembershipRole.AGENCY_ADMIN, agency=agency, by=None, at=self.at)
        return house

    def _ladder(self, version: PolicyVersion, house: House, kind: AgencyType) -> None:
        for rank, acting in enumerate(ladder(version.policy, kind)):
            holder = house.practitioners[0]
            if acting.role is not Role.PRACTITIONER:
                holder = self.person(house.agency.name, acting.title)
                role = MembershipRole.MANAGER
                directory.add_membership(user=holder, role=role, agency=house.agency, by=None, at=self.at)
            directory.add_post(
                agency=house.agency,
                role=acting.role,
                rank=rank,
                title=acting.title,
                holder=holder,
                area=version.area if acting.role is Role.BOARD_MEMBER else None,
                authority_to_resolve=rank > 1,
                by=None,
                at=self.at,
            )

    def _board(self, cast: Cast) -> None:
        area: Area = cast.version.area
        said = cast.version.policy.area
        for job in (said.board_office, "Partnership coordinator"):
            person = self.person(area.key, job)
            directory.add_membership(user=person, role=MembershipRole.BOARD_OFFICE, area=area, by=None, at=self.at)
            cast.office.append(person)
        member = self.person(area.key, "Board member")
        agency = cast.of(AgencyType.HEALTH).agency
        directory.add_membership(
            user=member, role=MembershipRole.BOARD_MEMBER, agency=agency, area=area, by=None, at=self.at
        )
        keeper = self.person(area.key, "System administrator")
        directory.add_membership(user=keeper, role=MembershipRole.ADMINISTRATOR, by=None, at=self.at)
        cast.chair = self.person(area.key, said.chair)
        directory.add_membership(user=cast.chair, role=MembershipRole.CHAIR, area=area, by=None, at=self.at)

    def _absences(self, cast: Cast) -> None:
        """A manager on leave whom a colleague covers, and a post that nobody holds."""
        health = cast.of(AgencyType.HEALTH)
        manager = next(post.holder for post in health.agency.posts.order_by("rank") if post.role != Role.PRACTITIONER)
        deputy = self.person(health.agency.name, "Deputy team manager")
        directory.add_membership(user=deputy, role=MembershipRole.MANAGER, agency=health.agency, by=None, at=self.at)
        if manager is not None:
            directory.set_cover(
                person=manager,
                covered_by=deputy,
                starts_at=self.now - timedelta(days=1),
                ends_at=_end_of_leave(cast.version.policy, self.now),
                reason="Annual leave",
                by=None,
                at=self.now - timedelta(days=2),
            )
        probation = cast.of(AgencyType.PROBATION)
        post = probation.agency.posts.exclude(role=Role.PRACTITIONER).order_by("rank").first()
        if post is not None:
            directory.set_holder(post=post, holder=None, by=None, at=self.at)


def _end_of_leave(policy: Policy, at: datetime) -> datetime:
    """The end (London midnight) of the eighth working day from now."""
    last = calendar_of(policy).add_working_days(london(at).date(), 8)
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=LONDON)


def ladder(policy: Policy, kind: AgencyType) -> list[ActingRole]:
    """The rungs that a policy climbs in an agency of this type, the practitioner first; each role once."""
    found: dict[Role, ActingRole] = {
        Role.PRACTITIONER: ActingRole(role=Role.PRACTITIONER, title=JOBS.get(kind, "Practitioner"))
    }
    for stage in policy.stages:
        for rung in range(rung_count(stage, [kind])):
            acting = role_at(policy, stage=stage, side="raising", agency_type=kind, pairs=[(kind, kind)], rung=rung)
            if acting is not None:
                found.setdefault(acting.role, acting)
    return list(found.values())


def _names() -> Iterator[str]:
    """Names in a fixed order, each once: first and family names walk past each other."""
    for number in count():
        yield f"{FIRST[number % len(FIRST)]} {LAST[(number * 7 + number // len(FIRST)) % len(LAST)]}"
