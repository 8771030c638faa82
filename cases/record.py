"""The written record: how an entry is added, and how the chain is verified. Entries are never changed or removed."""

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from agencies.models import User
from cases.models import Case, Entry, EntryContent, Party, Passage, Visibility


@dataclass(frozen=True)
class Author:
    """Who writes an entry, for whom, and from which party; all None when the clock writes it."""

    by: User | None = None
    on_behalf_of: User | None = None
    party: Party | None = None


@dataclass(frozen=True)
class Draught:
    """What an entry is to say. `facts` are codes and ISO dates; `content` is what people wrote."""

    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    content: Mapping[str, Any] = field(default_factory=dict)
    visibility: str = Visibility.SHARED
    submission: UUID | None = None


def write(
    draught: Draught,
    *,
    case: Case,
    at: datetime,
    author: Author,
    passage: Passage | None = None,
    recorded_at: datetime | None = None,
) -> Entry:
    """Append an entry to the record of a locked case and return it.

    `at` is when it happened and `recorded_at` when it was written down (the same unless given), both UTC.
    """
    salt = secrets.token_hex(16) if draught.content else ""
    entry = Entry(
        case=case,
        number=case.revision + 1,
        kind=draught.kind,
        occurred_at=at,
        recorded_at=recorded_at or at,
        by=author.by,
        on_behalf_of=author.on_behalf_of,
        party=author.party,
        agency=author.party.agency if author.party else None,
        passage=passage,
        visibility=draught.visibility,
        facts=dict(draught.facts),
        submission=draught.submission,
        content_digest=digest_of_content(salt, draught.content) if salt else "",
    )
    entry.digest = digest_of_entry(entry, before=case.last_entry_digest)
    entry.save(force_insert=True)
    if salt:
        EntryContent.objects.create(entry=entry, salt=salt, body=dict(draught.content))
    case.revision, case.last_entry_digest = entry.number, entry.digest
    case.save(update_fields=["revision", "last_entry_digest"])
    return entry


def readable(case: Case, own_parties: Collection[int]) -> QuerySet[Entry]:
    """The entries that people of these parties (ids) may read, oldest first: the shared ones, and their own side's notes.

    Their number is the revision that these people see, so that another side's note neither shows nor stands in their way.
    """
    theirs = Q(visibility=Visibility.SHARED) | Q(visibility=Visibility.PARTY, party__in=own_parties)
    return case.entries.filter(theirs).order_by("number")


def body_of(entry: Entry) -> dict[str, Any]:
    """What people wrote in an entry, by field; nothing where nothing was written, or it has been erased."""
    content = getattr(entry, "content", None)
    return dict(content.body) if content else {}


def is_erased(entry: Entry) -> bool:
    """Whether something was written in an entry and is there no longer."""
    return bool(entry.content_digest) and getattr(entry, "content", None) is None


def digest_of_content(salt: str, body: Mapping[str, Any]) -> str:
    """The salted SHA-256 of what people wrote: it proves the words, and does not give them away once they are erased."""
    return hashlib.sha256((salt + _canonical(body)).encode()).hexdigest()


def digest_of_entry(entry: Entry, *, before: str) -> str:
    """The SHA-256 over an entry's fields and the digest of the entry `before` it ("" for the first)."""
    fields = {
        "case": entry.case_id,
        "number": entry.number,
        "kind": entry.kind,
        "occurred_at": entry.occurred_at.astimezone(UTC).isoformat(),
        "recorded_at": entry.recorded_at.astimezone(UTC).isoformat(),
        "by": entry.by_id,
        "on_behalf_of": entry.on_behalf_of_id,
        "agency": entry.agency_id,
        "party": entry.party_id,
        "passage": entry.passage_id,
        "visibility": str(entry.visibility),
        "facts": entry.facts,
        "content": entry.content_digest,
        "before": before,
    }
    return hashlib.sha256(_canonical(fields).encode()).hexdigest()


def faults(case: Case) -> list[str]:
    """What is wrong with the chain of a case, a sentence each; empty if nothing is."""
    found: list[str] = []
    before, expected = "", 1
    for entry in case.entries.order_by("number").select_related("content"):
        if entry.number != expected:
            found.append(f"Entry {expected} is missing.")
        if digest_of_entry(entry, before=before) != entry.digest:
            found.append(f"Entry {entry.number} does not match its digest.")
        content = getattr(entry, "content", None)
        if content is not None and digest_of_content(content.salt, content.body) != entry.content_digest:
            found.append(f"The content of entry {entry.number} does not match its digest.")
        before, expected = entry.digest, entry.number + 1
    if before != case.last_entry_digest:
        found.append("The last entry is not the one that the case was left with.")
    if expected != case.revision + 1:
        found.append(f"The case counts {case.revision} entries, but the record ends at {expected - 1}.")
    return found


def _canonical(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
