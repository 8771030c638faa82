"""Who acts, as a page names them: by their own job, and by the procedure's title only where it is theirs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from agencies.ladder import posts_of
from agencies.models import Agency, Post, User
from agencies.selectors import board_office_of, chairs_of, may_change_posts
from cases.models import Case, Holding, Passage, Side
from cases.process.passages import SIDE_IN_POLICY
from cases.process.seats import leaders
from cases.situations import Situation
from core.words import long_date
from policies.routes import role_at
from policies.schema import ActingRole
from policies.vocabulary import SEATED, AgencyType, Owner

NOBODY = "Nobody in post: the board’s office has been told"


@dataclass(frozen=True)
class Person:
    """One side's person at one visit to a stage: who, in what capacity, and how to reach them."""

    side: str
    agency: str
    line: str
    contact: str
    why: list[str]


@dataclass(frozen=True)
class BoardPerson:
    """Somebody of the board's side."""

    part: str
    line: str
    contact: str


@dataclass(frozen=True)
class Vacancy:
    """A post that nobody holds though the stage asks for it first; `agency` can name somebody in the directory."""

    says: str
    todo: str
    agency: Agency


def people_at(passage: Passage, s: Situation) -> list[Person]:
    """Who acts or acted for each party at this visit (its holdings prefetched with person, party, post and cover)."""
    return [
        Person(
            side=holding.party.get_side_display(),
            agency=agency_line(holding),
            line=holder_line(holding, passage, s.case),
            contact=contact_of(holding.person),
            why=why_for(holding, s),
        )
        for holding in sorted(passage.holdings.all(), key=lambda holding: holding.party.number)
    ]


def why_for(holding: Holding, s: Situation) -> list[str]:
    """Why this person acts, for the party's own people and the board's side.

    To the other side it would name who is part of the disagreement, who has left, and who is away.
    """
    return list(holding.why) if holding.party_id in s.standing.own_parties or s.standing.board else []


def board_people(case: Case) -> list[BoardPerson]:
    """The board's office and the chair, once the procedure has involved them."""
    if case.board_involved_at is None:
        return []
    return [
        BoardPerson(part, named(person), contact_of(person))
        for part, people in (
            (case.policy.area.board_office, board_office_of(case.area)),
            (case.policy.area.chair, chairs_of(case.area)),
        )
        for person in people
    ]


def agency_line(holding: Holding) -> str:
    """The agency that a holder stands for, and when it agreed where the case goes on with others, or passed it on."""
    party = holding.party
    if party.passed_to is not None and party.passed_on_at is not None:
        return f"{party.agency.name} (passed on to {party.passed_to.agency.name} on {long_date(party.passed_on_at)})"
    return f"{party.agency.name} (agreed on {long_date(party.agreed_at)})" if party.agreed_at else party.agency.name


def holder_line(holding: Holding, passage: Passage, case: Case, *, you: bool = False) -> str:
    """A holder in a line: name, own job title, whom they cover, and the procedure's title where they hold that post."""
    if holding.person is None:
        return NOBODY
    said = named(holding.person, you=you)
    if holding.on_behalf_of is not None:
        said += f", covering for {named(holding.on_behalf_of)}"
    elif holding.title and _is_theirs(holding, passage, case) and holding.title != holding.person.job_title:
        said += f", acting as {holding.title}"
    return said


def named(person: User, *, you: bool = False) -> str:
    """A person with their own job title."""
    return ", ".join(part for part in (f"{person.name} (you)" if you else person.name, person.job_title) if part)


def contact_of(person: User | None) -> str:
    """How to reach somebody at work: telephone where one is known, and e-mail."""
    return " · ".join(part for part in (person.phone, person.email) if part) if person is not None else ""


def board_side_of(owners: Collection[str], case: Case, *, by: User) -> list[str]:
    """Who settles a case at its last stage: the parts of the board that owe something, and whoever leads a sitting, by name."""
    area = case.policy.area
    led = leaders(case) if set(owners) & set(SEATED) else []
    parts = {
        **{owner: (owner.label, led) for owner in SEATED},
        Owner.BOARD_OFFICE: (area.board_office, board_office_of(case.area)),
        Owner.CHAIR: (area.chair, chairs_of(case.area)),
    }
    lines = []
    for owner in dict.fromkeys(owners):
        part, people = parts.get(Owner(owner), (Owner(owner).label, []))
        lines += [_in_part(part, person, you=person == by) for person in people] or [part]
    return lines


def _in_part(part: str, person: User, *, you: bool) -> str:
    """Somebody in a part of the board, with their own job where it is another."""
    if person.job_title == part:
        return f"{part}: {person.name}{' (you)' if you else ''}"
    return f"{part}: {named(person, you=you)}"


def _is_theirs(holding: Holding, passage: Passage, case: Case) -> bool:
    """Whether the procedure's title is the holder's own: not where a colleague, or the next up the ladder, acts."""
    if holding.handed_over:
        return False
    if holding.post is None:
        return holding.person_id == holding.party.practitioner_id
    acting = _asked_for(holding, passage, case)
    if acting is None or holding.post.holder_id != holding.person_id:
        return False
    return holding.post.role in (acting.role, *acting.alternatives)


def _asked_for(holding: Holding, passage: Passage, case: Case) -> ActingRole | None:
    """Whom the procedure asks to act for this party at this visit."""
    return role_at(
        case.policy,
        stage=case.policy.stage(passage.stage),
        side=SIDE_IN_POLICY[Side(holding.party.side)],
        agency_type=AgencyType(holding.party.agency.type),
        pairs=case.pairs(),
        rung=passage.rung,
    )


def vacancies(s: Situation) -> list[Vacancy]:
    """Posts of whom the stage asks first that nobody holds, so that another acts (BUCKS-10).

    Said to the people of that agency, who can have somebody named, and to the board's side; not to the other side.
    """
    if s.passage is None or s.passage.closed_at is not None:
        return []
    of_the_board = (
        s.standing.board or not s.standing.content
    )  # who sees a case and not its content is the board's office
    told = [h for h in s.holdings if of_the_board or h.party_id in s.standing.own_parties]
    posts = posts_of([h.party.agency for h in told], area=s.case.area) if told else {}
    found = [_vacancy(h, posts[h.party.agency_id], s.passage, s) for h in told]
    return [vacancy for vacancy in found if vacancy is not None]


def _vacancy(holding: Holding, posts: Sequence[Post], passage: Passage, s: Situation) -> Vacancy | None:
    asked = _asked_for(holding, passage, s.case)
    of_the_role = [post for post in posts if asked is not None and post.role == asked.role]
    if not of_the_role or any(post.holder is not None and post.holder.is_active for post in of_the_role):
        return None
    agency = holding.party.agency
    acts = "somebody else acts instead" if holding.person is not None else "nobody acts"
    todo = "Name somebody:" if may_change_posts(s.by, agency) else "Ask your agency’s administrator to name somebody:"
    return Vacancy(f"{agency.name} has nobody as {of_the_role[0].title}: {acts}.", todo, agency)
