"""A small world for the tests of the process: a library procedure, two agencies with their ladders, the board, a case.

world = a_world("bristol")                        # health against children's social care
case = world.raised(at=at("2026-11-24 09:30"))
world.do(case, Verb.ACKNOWLEDGE, by=world.holder(case, Side.RECEIVING))
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.functional import SimpleLazyObject

import tests.policies
from agencies.models import Agency, Membership, Post, User
from agencies.roles import MembershipRole
from cases.actions.door import Request
from cases.actions.raising import Child, Disagreement, raise_case
from cases.models import Case, Passage, Side
from cases.rules import gates_at_raising
from cases.rules.declaring import Declared
from cases.rules.safety import Safety
from cases.situations import situation
from cases.sweeps import sweep
from cases.verbs import Verb
from policies.models import Area, PolicyVersion
from policies.parsing import read
from policies.publishing import Sound, publish_sound
from policies.routes import role_at, rung_count
from policies.schema import Policy
from policies.vocabulary import AgencyType, Ground, Role
from tests.retold import named, scenes
from tests.unit.cases.usual import CALLS, USUAL

LIBRARY = Path(__file__).parents[3] / "policies" / "library"
AREAS = tuple(sorted(file.stem for file in LIBRARY.glob("*.yaml")))
LONDON = ZoneInfo("Europe/London")
NUMBERS = count(1)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    """A London moment, such as "2026-11-24 09:30", in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


START = at("2026-11-24 09:30")
"""A Tuesday morning without a holiday near it: when a case is raised unless the test says otherwise."""


def published(area: str) -> PolicyVersion:
    """The policy of an area of the library, or of one that does not exist, published (once is enough)."""
    return publish_sound([_read(area)], by=None, at=at("2026-01-02 09:00"))[0].version


@cache
def _read(area: str) -> Sound:
    """The file of an area; to read one takes longer than to publish it, and nearly every test wants one."""
    file = (LIBRARY if area in AREAS else tests.policies.FOLDER) / f"{area}.yaml"
    return Sound(file, *read(file))


def publish_policy(policy: Policy) -> PolicyVersion:
    """A procedure that is none of the library's, published."""
    sound = Sound(Path("made-up.yaml"), policy, policy.model_dump_json(by_alias=True))
    return publish_sound([sound], by=None, at=at("2026-01-02 09:00"))[0].version


def a_person(name: str = "", **fields: Any) -> User:
    """An account with a name and an address of its own."""
    number = next(NUMBERS)
    person = User(email=f"someone{number}@example.org", name=name or f"Someone {number}", **fields)
    person.set_unusable_password()
    return _saved(person)


def _saved(thing: Any) -> Any:
    """Save somebody or something of the directory without its row of history, which takes as long and which no case reads."""
    thing.save_without_historical_record()
    return thing


@dataclass
class House:
    """An agency with its ladder: `posts` by role, a practitioner, and a colleague who belongs to it without a post."""

    agency: Agency
    posts: dict[Role, Post]
    practitioner: User
    colleague: User

    def at(self, role: Role) -> User:
        """Who holds the post of this role."""
        holder = self.posts[role].holder
        assert holder is not None
        return holder

    @property
    def people(self) -> list[User]:
        """Everybody of the house."""
        return [self.practitioner, self.colleague, *(post.holder for post in self.posts.values() if post.holder)]


def ladder_of(policy: Policy, kind: AgencyType) -> list[Role]:
    """The roles that act for an agency of this type, in the order in which the procedure climbs to them."""
    roles: list[Role] = []
    for stage in policy.stages:
        for rung in range(rung_count(stage, [kind])):
            acting = role_at(policy, stage=stage, side="raising", agency_type=kind, pairs=[], rung=rung)
            if acting is not None and acting.role not in roles:
                roles.append(acting.role)
    return [Role.PRACTITIONER, *(role for role in roles if role is not Role.PRACTITIONER)]


def a_house(version: PolicyVersion, kind: AgencyType = AgencyType.HEALTH, name: str = "") -> House:
    """An agency of this type in the policy's area, every rung of its ladder filled by somebody else."""
    number = next(NUMBERS)
    agency = _saved(Agency(name=name or f"{kind.label} {number}", type=kind.value))
    agency.areas.add(version.area)
    posts = {}
    for rank, role in enumerate(ladder_of(version.policy, kind)):
        holder = a_member(agency, MembershipRole.PRACTITIONER if role is Role.PRACTITIONER else MembershipRole.MANAGER)
        area = version.area if role is Role.BOARD_MEMBER else None
        post = Post(agency=agency, role=role.value, rank=rank, title=role.label, holder=holder, area=area)
        posts[role] = _saved(post)
    practitioner = posts[Role.PRACTITIONER].holder
    assert practitioner is not None
    return House(agency, posts, practitioner, a_member(agency))


def a_member(agency: Agency, role: MembershipRole = MembershipRole.PRACTITIONER, **fields: Any) -> User:
    """Somebody who belongs to an agency."""
    person = a_person(**fields)
    _saved(Membership(user=person, agency=agency, role=role.value))
    return person


def on_the_board(area: Area, role: MembershipRole) -> User:
    """Somebody who has a part on an area's board."""
    person = a_person()
    _saved(Membership(user=person, area=area, role=role.value))
    return person


def what_is_said(area: str = "") -> dict[str, Any]:
    """A statement in which every field that a procedure may ask for is filled in."""
    return {
        "what_is_disputed": "The referral was closed without a visit.",
        "kind_of_act": "decision",
        "agreed_areas": "The child is in need.",
        "disputed_areas": "Whether the threshold is met.",
        "relevance_to_risk": "She sleeps at the address.",
        "wanted": "A visit this week.",
        "tried_before": "Two telephone calls.",
        "method": "telephone",
        "protective_reason": "The contact visit is then.",
    }


@dataclass
class World:
    """One area: its policy, an agency on either side, the board's office and chair, and a stranger."""

    version: PolicyVersion
    raising: House
    receiving: House
    office: User
    chair: User
    stranger: User
    others: list[House] = field(default_factory=list)

    @property
    def policy(self) -> Policy:
        """The procedure."""
        return self.version.policy

    def disagreement(self, **changes: Any) -> Disagreement:
        """What is raised, unless a test changes it; `protective_at` is set where the first stage has no date."""
        usual: dict[str, Any] = {
            "policy_version": self.version,
            "raising_agency": self.raising.agency,
            "receiving_agencies": (self.receiving.agency,),
            "children": (Child("H-1", "AB", "5 to 9"),),
            "reasons": (self.policy.reasons[0].key,),
            "statement": what_is_said(),
            "practitioner": self.receiving.practitioner,
        }
        what = Disagreement(**usual | changes)
        wanted = gates_at_raising.declares(what.gated.stage, at_risk=what.immediate_risk)
        told = tuple(Declared(gate.kind, START, None, "The duty manager") for gate in wanted)
        return replace(what, declared=changes.get("declared", told))

    def raised(
        self, *, at: datetime = START, by: User | None = None, submission: UUID | None = None, **changes: Any
    ) -> Case:
        """A case, raised by the practitioner of the raising agency."""
        changes.setdefault("protective_at", at + 14 * DAY)
        by = by or self.raising.practitioner
        what = named("raised", self.version, self.raising.practitioner, self.raising.agency, self.receiving.practitioner,
                     self.receiving.agency, at, by, submission, changes)  # fmt: skip
        return _told(what, lambda: raise_case(self.disagreement(**changes), by=by, at=at, submission=submission))

    def request(self, by: User, *, at: datetime = START, **fields: Any) -> Request:
        """Who, when and from which form."""
        return Request(by=by, at=at, **fields)

    def do(
        self,
        case: Case,
        verb: Verb,
        *,
        by: User,
        at: datetime = START + HOUR,
        seen: int | None = None,
        submission: UUID | None = None,
        safety: Safety | None = None,
        **words: Any,
    ) -> Case:
        """Call the action of a verb, with words that any procedure takes unless the test gives others."""
        request = Request(by=by, at=at, seen=seen, submission=submission, safety=safety)
        say = USUAL.get(verb)
        usual = say(SimpleLazyObject(lambda: situation(case_now(case), by=by, at=at))) if say else {}
        return CALLS[verb](case, request, **{**usual, **words})

    def passage(self, case: Case) -> Passage:
        """The open passage."""
        return case.passages.get(closed_at=None)

    def holder(self, case: Case, side: str) -> User:
        """Who acts for a side now."""
        person = self.passage(case).holdings.get(party__side=side).person
        assert person is not None
        return person

    def raiser_holder(self, case: Case) -> User:
        """Who acts for the side that raised it now."""
        return self.holder(case, Side.ESCALATING)

    def receiver_holder(self, case: Case) -> User:
        """Who acts for the side that received it now."""
        return self.holder(case, Side.RECEIVING)

    def sweep(self, moment: datetime) -> dict[str, int]:
        """Let the clock run up to a moment."""
        return sweep(at=moment)

    def climb(self, case: Case, *, at: datetime, ground: Ground = Ground.NOT_AGREED, **words: Any) -> Case:
        """The raiser takes the case on, after whatever the stage wants first."""
        return _told(
            named("climb", case, at, ground, words), lambda: self._climb(case, at=at, ground=ground, words=words)
        )

    def _climb(self, case: Case, *, at: datetime, ground: Ground, words: dict[str, Any]) -> Case:
        if ground is Ground.NOT_AGREED and case_now(case).policy_stage.sides == "both":
            self.do(case, Verb.RECORD_DISCUSSION, by=self.raiser_holder(case), at=at)
        return self.do(case, Verb.ESCALATE, by=case.raised_by, at=at, ground=ground, **words)

    def climb_to_last(self, case: Case, *, at: datetime, every: timedelta = DAY) -> Case:
        """Escalate, a day at a time, until the last stage; returns the case there."""
        return _told(named("climb to last", case, at, every), lambda: self._climb_to_last(case, at=at, every=every))

    def climb_answered(self, case: Case, *, at: datetime) -> Case:
        """The same where a gate wants the other side's answer in writing: it responds at each stage before the case goes on."""
        case = case_now(case)
        while case.policy_stage.last is None:
            self.do(case, Verb.RESPOND, by=self.receiver_holder(case), at=at)
            case, at = case_now(self.climb(case, at=at)), at + DAY
        return case

    def _climb_to_last(self, case: Case, *, at: datetime, every: timedelta) -> Case:
        case = case_now(case)
        for _ in range(12):
            if case.policy_stage.last is not None:
                return case
            at += every
            case = case_now(self.climb(case, at=at))
        raise AssertionError("the last stage was never reached")


def a_world(
    area: str = "bristol",
    *,
    raising: AgencyType = AgencyType.HEALTH,
    receiving: AgencyType = AgencyType.CHILDRENS_SOCIAL_CARE,
    version: PolicyVersion | None = None,
) -> World:
    """An area of the library, or of another version, with an agency on either side."""
    what = named("world", area, raising, receiving) if version is None else None
    return scenes.told(what, lambda: _world(version or published(area), raising, receiving), first=True)


def _world(version: PolicyVersion, raising: AgencyType, receiving: AgencyType) -> World:
    return World(
        version,
        a_house(version, raising),
        a_house(version, receiving),
        on_the_board(version.area, MembershipRole.BOARD_OFFICE),
        on_the_board(version.area, MembershipRole.CHAIR),
        a_house(version, AgencyType.POLICE).practitioner,
    )


def _told(what: Hashable | None, make: Callable[[], Case]) -> Case:
    """The case after a step, as it was made, or as it is read where the step was retold."""
    made: list[Case] = []

    def key_of_the_case() -> Any:
        made.append(make())
        return made[0].pk

    key = scenes.told(what, key_of_the_case)
    return made[0] if made else case_now(Case(pk=key))


def case_now(case: Case) -> Case:
    """The case as the database has it."""
    return Case.objects.select_related("area", "policy_version").get(pk=case.pk)
