"""The directory as its pages show it: an agency with its rungs from the top, and what is amiss with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agencies.models import Agency, Cover, Post, User
from agencies.selectors import covers_not_over, people_of


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
