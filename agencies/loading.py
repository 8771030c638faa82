"""Fill the directory from rows: agencies, people, posts and memberships, by its verbs, all or nothing.

The same rows again change nothing. What the directory has is never taken away, and of what it has only the holder of a
post is changed; where a row says otherwise of an agency or a person, the directory's own stays, and that is told.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from agencies import directory
from agencies.models import BOARD_PARTS, Agency, Membership, Post, User
from agencies.roles import AGENCY_ROLES, BOARD_ROLES
from agencies.sheets import DirectoryMistakes, Kind, Row
from core.errors import BadInput
from policies.models import Area
from policies.parsing.mistakes import Mistake, did_you_mean

NO_AREA = "there is no area yet: load its procedure first, with “manage.py policy load FILE”"


@dataclass
class Loaded:
    """What became of the rows: how many of each kind were added, holders changed, and what was kept as it is."""

    added: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))
    holders: int = 0
    unchanged: int = 0
    kept: list[Mistake] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)


class _Refused(Exception):
    """A row that cannot be entered: which field, and why."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field, self.sentence = name, sentence


def load(rows: Iterable[Row], *, at: datetime, check: bool = False) -> Loaded:
    """Enter the rows at `at` (UTC); with `check` write nothing. Raises DirectoryMistakes, and then nothing is entered."""
    given = list(rows)
    with transaction.atomic():
        loading = _Loading(at)
        for kind in Kind:
            loading.enter([row for row in given if row.kind is kind])
        transaction.set_rollback(check or bool(loading.done.mistakes))
    if loading.done.mistakes:
        raise DirectoryMistakes(loading.done.mistakes)
    return loading.done


class _Loading:
    """One loading under way. Agencies are entered first, then people, posts and memberships, whatever their order."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.done = Loaded()
        self.areas = {area.key: area for area in Area.objects.all()}
        self.claimed: set[int] = set()
        self.verbs: dict[Kind, Callable[[Row], bool]] = {
            Kind.AGENCIES: self._agency,
            Kind.PEOPLE: self._person,
            Kind.POSTS: self._post,
            Kind.MEMBERSHIPS: self._membership,
        }

    def enter(self, rows: list[Row]) -> None:
        """Enter rows of one kind, each by its verb; what is wrong with one does not keep the next from being looked at."""
        for row in sorted(rows, key=self._stands_already):
            try:
                if self.verbs[row.kind](row):
                    self.done.added[row.kind] += 1
                else:
                    self.done.unchanged += 1
            except _Refused as refused:
                self.done.mistakes.append(row.mistake(refused.field, refused.sentence))
            except BadInput as refused:
                says = [(name, sentence) for name, found in refused.fields.items() for sentence in found]
                self.done.mistakes += [row.mistake(name, sentence) for name, sentence in says]

    def _stands_already(self, row: Row) -> bool:
        """Sort first the posts that stand just as the row says, so that no other row of the same kind takes their place."""
        return row.kind is Kind.POSTS and not self._like(row).filter(holder__email=row.says.get("holder")).exists()

    def _like(self, row: Row) -> Any:
        said = row.says
        return Post.objects.filter(
            agency__name__iexact=said["agency"],
            role=said["role"].value,
            rank=said["rank"],
            title=said["title"],
            area__key=said.get("area"),
        )

    def _agency(self, row: Row) -> bool:
        said = dict(row.says)
        areas = [self._area(key, "areas") for key in said.pop("areas")]
        known = Agency.objects.filter(name__iexact=said["name"]).first()
        if known is None:
            directory.add_agency(**said, areas=areas, by=None, at=self.at)
            return True
        missing = {area.key for area in areas} - set(known.areas.values_list("key", flat=True))
        if missing:
            self.done.kept.append(row.mistake("areas", f"it does not work in {', '.join(sorted(missing))} yet"))
        self._keep(row, known, {key: str(value) for key, value in said.items() if key != "name"})
        return False

    def _person(self, row: Row) -> bool:
        known = User.objects.filter(email=row.says["email"]).first()
        if known is None:
            directory.add_person(**row.says, by=None, at=self.at)
            return True
        self._keep(row, known, row.says)
        return False

    def _post(self, row: Row) -> bool:
        said = dict(row.says)
        agency = self._find_agency(said.pop("agency"))
        area = self._area(said.pop("area"), "area") if "area" in said else None
        if said["role"] in BOARD_PARTS and area is None:
            raise _Refused("area", f"a post of {said['role'].label.lower()} is on the board of an area: add its key")
        holder = self._find_person(said.pop("holder"), "holder") if "holder" in said else None
        post = self._free_post(row, holder)
        if post is None:
            made = directory.add_post(**said, agency=agency, area=area, holder=holder, by=None, at=self.at)
            self.claimed.add(made.pk)
            return True
        self.claimed.add(post.pk)
        if holder is not None and post.holder_id != holder.pk:
            directory.set_holder(post=post, holder=holder, by=None, at=self.at)
            self.done.holders += 1
        return False

    def _free_post(self, row: Row, holder: User | None) -> Post | None:
        """The post that this row means: with its holder if there is such a one, else one that no other row means."""
        free = self._like(row).exclude(pk__in=self.claimed)
        mine: Post | None = free.filter(holder=holder).first() if holder else None
        return mine or free.first()

    def _membership(self, row: Row) -> bool:
        role = row.says["role"]
        if role in AGENCY_ROLES and "agency" not in row.says:
            raise _Refused("agency", f"a {role.label.lower()} belongs to an agency: add its name")
        if role in BOARD_ROLES and "area" not in row.says:
            raise _Refused("area", f"“{role.value}” is a part on the board of an area: add its key")
        place = {
            "user": self._find_person(row.says["person"], "person"),
            "role": role,
            "agency": self._find_agency(row.says["agency"]) if "agency" in row.says else None,
            "area": self._area(row.says["area"], "area") if "area" in row.says else None,
        }
        if Membership.objects.filter(**place | {"role": role.value}).exists():
            return False
        directory.add_membership(**place, by=None, at=self.at)
        return True

    def _area(self, key: str, name: str) -> Area:
        if key in self.areas:
            return self.areas[key]
        says = f"“{key}” is no area. {did_you_mean(key, self.areas)}" if self.areas else NO_AREA
        raise _Refused(name, says)

    def _find_agency(self, name: str) -> Agency:
        found = Agency.objects.filter(name__iexact=name).first()
        if found is None:
            raise _Refused("agency", f"there is no agency called “{name}”: add it under “agencies”")
        return found

    def _find_person(self, email: str, name: str) -> User:
        found = User.objects.filter(email=email).first()
        if found is None:
            raise _Refused(name, f"there is no account for {email}: add it under “people”")
        return found

    def _keep(self, row: Row, known: Agency | User, said: Any) -> None:
        self.done.kept += _differences(row, known, said)


def _differences(row: Row, known: Agency | User, said: dict[str, Any]) -> Iterator[Mistake]:
    for name, value in said.items():
        has = getattr(known, name)
        if has != value:
            yield row.mistake(name, f"the directory has “{has}”, which is kept")
