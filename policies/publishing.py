"""Publish policies: several files all or none; the same content again changes nothing; an edition of a version never changes."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from policies.editions import FIRST_EDITION
from policies.models import Area, PolicyVersion
from policies.parsing import Mistake, PolicyMistakes, read
from policies.parsing.loading import load_with_lines
from policies.parsing.mistakes import on_their_lines
from policies.schema import Metadata, Policy


@dataclass(frozen=True)
class Sound:
    """A file without a mistake of its own: the policy in it, and its text."""

    file: Path
    policy: Policy
    text: str


@dataclass(frozen=True)
class Published:
    """What became of one file: the version, and whether it is new."""

    version: PolicyVersion
    new: bool


def content_of(policy: Policy) -> Any:
    """The policy as plain data, the same for the same meaning however the file is laid out."""
    return json.loads(policy.model_dump_json(by_alias=True))


def digest_of(policy: Policy) -> str:
    """The SHA-256 of a policy's content, in hexadecimal."""
    canonical = json.dumps(content_of(policy), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def examine(files: Sequence[Path]) -> tuple[list[Sound], list[Mistake]]:
    """The files that are sound by themselves, and everything that is wrong with the others or among them."""
    sound: list[Sound] = []
    mistakes: list[Mistake] = []
    for file in files:
        try:
            sound.append(Sound(file, *read(file)))
        except PolicyMistakes as refused:
            mistakes += refused.mistakes
    return sound, [*mistakes, *_twice_in_one_go(sound)]


def publish(files: Sequence[Path], *, by: AbstractBaseUser | None, at: datetime) -> list[Published]:
    """Publish these policy files, all or none. Raises PolicyMistakes with everything that is wrong in any of them."""
    sound, mistakes = examine(files)
    if mistakes:
        raise PolicyMistakes(mistakes)
    return publish_sound(sound, by=by, at=at)


@transaction.atomic
def publish_sound(sound: Sequence[Sound], *, by: AbstractBaseUser | None, at: datetime) -> list[Published]:
    """The same for policies that have been read. Raises PolicyMistakes where one is published with other content."""
    mistakes: list[Mistake] = []
    # In one order for everybody, or two loads at once might wait for each other's locks for ever.
    for one in sorted(sound, key=lambda one: one.policy.area.key):
        area = one.policy.area
        # Locked until the transaction ends, so that nobody publishes the version after it was looked for.
        Area.objects.select_for_update().get_or_create(key=area.key, defaults=_said_of(one.policy))
        mistakes += published_otherwise(one)
    if mistakes:
        raise PolicyMistakes(mistakes)
    return [_publish(one.policy, one.text, by=by, at=at) for one in sound]


def _twice_in_one_go(sound: Sequence[Sound]) -> Iterator[Mistake]:
    """Files that give one edition of one version of an area different contents."""
    seen: dict[tuple[str, str, int], Sound] = {}
    for one in sound:
        area, about = one.policy.area.key, one.policy.metadata
        first = seen.setdefault((area, about.version, about.edition), one)
        if first.policy != one.policy:
            says = f"{first.file} gives version {_quoted(about)} of {area} other content: {_how_to_tell_apart(about)}"
            yield _of_version(one, says)


def published_otherwise(one: Sound) -> list[Mistake]:
    """Whether this edition of this version is published with another meaning. Changes nothing.

    Meaning is compared, and not digests: a file stays what it was when the format learns a new key with a default.
    """
    area, about = one.policy.area.key, one.policy.metadata
    editions = PolicyVersion.objects.filter(area__key=area, version=about.version)
    published = editions.filter(edition=about.edition).first()
    if published is None or published.policy == one.policy:
        return []
    newest = max(editions.values_list("edition", flat=True))
    mend = _how_to_tell_apart(about, beyond=newest)
    says = f"version {_quoted(about)} of {area} is published with other content, and cases may be pinned to it: {mend}"
    return [_of_version(one, says)]


def _of_version(one: Sound, says: str) -> Mistake:
    """A mistake of the version that a file says, on the line on which it says so."""
    mistake = Mistake(str(one.file), "metadata.version", says)
    return on_their_lines([mistake], load_with_lines(one.text).lines)[0] if one.text else mistake


def _quoted(about: Metadata) -> str:
    edition = f", edition {about.edition}," if about.edition != FIRST_EDITION else ""
    return f"“{about.version}”{edition}"


def _how_to_tell_apart(about: Metadata, *, beyond: int = FIRST_EDITION) -> str:
    higher = max(about.edition, beyond) + 1
    return (
        f"write “edition: {higher}” below “version:” if it is the same procedure put right, else give it a new version"
    )


def _said_of(policy: Policy) -> dict[str, str]:
    area = policy.area
    return {"name": area.name, "partnership": area.partnership, "calendar": area.calendar.value}


def _publish(policy: Policy, text: str, *, by: Any, at: datetime) -> Published:
    area = Area.objects.get(key=policy.area.key)
    about = policy.metadata
    published = PolicyVersion.objects.filter(area=area, version=about.version, edition=about.edition).first()
    if published is not None:
        return Published(published, new=False)
    Area.objects.filter(pk=area.pk).update(**_said_of(policy))
    area.refresh_from_db()
    version = PolicyVersion(
        area=area,
        version=about.version,
        edition=about.edition,
        content=content_of(policy),
        source=text,
        digest=digest_of(policy),
        in_force_from=about.in_force_from,
        published_at=at,
        published_by=by,
    )
    version.save()
    return Published(version, new=True)
