"""The directory as its pages show it: an agency with its rungs from the top, and what is amiss with them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from agencies.models import Agency, Cover, Post, User
from agencies.selectors import covers_not_over, people_of
from core.sheets import Column, Listing, Value
from core.words import listed, long_date


@dataclass(frozen=True)
class Rung:
    """One post with who holds it; `cover` runs now, `planned` are those to come. `state` is the words of its tag, or ""."""

    post: Post
    holder: User | None
    cover: Cover | None
    planned: tuple[Cover, ...]

    @property
    def state(self) -> str:
        """What to mark: nobody there, or somebody in their place."""
        if self.holder is None:
            return "No manager"
        return "Cover in place" if self.cover else ""


@dataclass(frozen=True)
class Card:
    """An agency with its ladder, from the top."""

    agency: Agency
    rungs: tuple[Rung, ...]

    @property
    def vacancies(self) -> int:
        """How many posts have nobody in them."""
        return sum(rung.holder is None for rung in self.rungs)

    @property
    def covered(self) -> int:
        """How many posts are covered now."""
        return sum(rung.cover is not None for rung in self.rungs)

    @property
    def people(self) -> list[User]:
        """Those who hold its posts, each once."""
        return list({rung.holder.pk: rung.holder for rung in self.rungs if rung.holder}.values())


def cards(agencies: Sequence[Agency], *, at: datetime) -> list[Card]:
    """The agencies of `directory_of` as cards, at `at` (UTC); one query for all their cover."""
    holders = {post.holder_id for agency in agencies for post in agency.posts.all() if post.holder_id}
    covers = covers_not_over(holders, at=at)
    return [Card(agency, tuple(_rung(post, covers, at) for post in agency.posts.all())) for agency in agencies]


def ladder_card(agency: Agency, *, at: datetime) -> Card:
    """One agency of `directory_of` as a card."""
    return cards([agency], at=at)[0]


def people_who_may_hold(post: Post) -> list[User]:
    """Whom the page offers for a post: the agency's active people, and the present holder."""
    people = {person.pk: person for person in people_of(post.agency)}
    if post.holder is not None and post.holder.is_active:
        people[post.holder.pk] = post.holder
    return sorted(people.values(), key=lambda person: person.name.casefold())


def _rung(post: Post, covers: dict[int, list[Cover]], at: datetime) -> Rung:
    holder = post.holder if post.holder is not None and post.holder.is_active else None
    mine = covers.get(holder.pk, []) if holder else []
    running = next((cover for cover in mine if cover.runs_at(at)), None)
    return Rung(post, holder, running, tuple(cover for cover in mine if cover.starts_at > at))


@dataclass(frozen=True)
class Place:
    """One line of the directory as a file: an agency, and one of its posts where it has any."""

    agency: Agency
    rung: Rung | None


def places(found: Sequence[Card]) -> list[Place]:
    """Every post of these agencies from the top, and those agencies that have none."""
    return [Place(card.agency, rung) for card in found for rung in card.rungs or (None,)]


def _of_the_post(value: Callable[[Rung], Value]) -> Callable[[Place], Value]:
    return lambda place: value(place.rung) if place.rung else ""


def _covered(rung: Rung) -> str:
    """Who covers, and who will."""
    covers = (rung.cover, *rung.planned) if rung.cover else rung.planned
    return "; ".join(
        f"{cover.covered_by.name}, from {long_date(cover.starts_at)} until {long_date(cover.last_moment)}"
        for cover in covers
    )


DIRECTORY: Listing[Place] = Listing(
    "directory",
    "Directory",
    (
        Column("Agency", lambda place: place.agency.name),
        Column("Kind", lambda place: place.agency.get_type_display()),
        Column("Areas", lambda place: listed(area.name for area in place.agency.areas.all())),
        Column("Post", _of_the_post(lambda rung: rung.post.title)),
        Column("Role", _of_the_post(lambda rung: rung.post.get_role_display())),
        Column("For the area", _of_the_post(lambda rung: rung.post.area.name if rung.post.area else "")),
        Column("May settle disagreements", _of_the_post(lambda rung: rung.post.authority_to_resolve)),
        Column("Who", _of_the_post(lambda rung: rung.holder.name if rung.holder else "")),
        Column("E-mail", _of_the_post(lambda rung: rung.holder.email if rung.holder else "")),
        Column("Telephone", _of_the_post(lambda rung: rung.holder.phone if rung.holder else "")),
        Column("To note", lambda place: place.rung.state if place.rung else "No manager"),
        Column("Covered by (London dates)", _of_the_post(_covered)),
    ),
)
