"""What a document copies: the shared record of a case as its reader may read it, loaded once.

Private notes stand in no document, not even those of the reader's own side: a document is made to be handed on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from cases.documents.shape import NOT_GIVEN, Row
from cases.models import Case, Entry, Passage
from cases.presenters.timeline import Event, timeline
from cases.record import body_of, is_erased
from cases.rules.monitoring import Monitoring, monitoring, shared_entries
from cases.situations import Situation
from cases.verbs import Verb
from cases.words.entries import ERASED, PARENTS_AWARE
from cases.words.headings import HEADINGS
from cases.words.safety import METHODS
from core.words import long_date, moment
from notifications.selectors import told_of


@dataclass(frozen=True)
class Source:
    """A case as a document copies it, for the reader of a situation."""

    s: Situation

    @property
    def case(self) -> Case:
        """The case."""
        return self.s.case

    @cached_property
    def entries(self) -> list[Entry]:
        """The shared entries, oldest first, with what was written and by whom."""
        return shared_entries(self.case)

    @cached_property
    def events(self) -> list[Event]:
        """The shared entries in words, oldest first."""
        return [event for event in timeline(self.s, newest_first=False) if not event.private]

    @cached_property
    def passages(self) -> list[Passage]:
        """Every visit to a stage, with who stood there and what was owed."""
        found = self.case.passages.prefetch_related(
            "holdings__person",
            "holdings__party__agency",
            "holdings__on_behalf_of",
            "holdings__post",
            "obligations__clock",
            "obligations__party__agency",
        )
        return list(found.order_by("number"))

    @cached_property
    def monitoring(self) -> Monitoring:
        """What the record says for a monitoring form."""
        return monitoring(self.case, self.entries)

    @cached_property
    def raised(self) -> Entry | None:
        """The entry with which the case began."""
        return next((entry for entry in self.entries if entry.kind == Verb.RAISE), None)

    @cached_property
    def statement(self) -> dict[str, Any]:
        """What the raiser wrote, by field; nothing where it has been erased."""
        return body_of(self.raised) if self.raised else {}

    def said(self, name: str, label: str = "") -> Row:
        """One answer of the raiser, in words."""
        label = label or HEADINGS[name]
        if self.raised is not None and is_erased(self.raised):
            return Row(label, (ERASED,))
        value = self.statement.get(name)
        if not value:
            return Row(label, (NOT_GIVEN,))
        say = SAID_AS.get(name, str)
        return Row(label, tuple(line for line in say(value).splitlines() if line.strip()))

    @cached_property
    def notices(self) -> list[tuple[datetime, str]]:
        """Whom Resolve told something of the case, and when (UTC), the first first; one query."""
        return told_of(str(self.case.reference))

    def told(self, passage: Passage) -> list[str]:
        """The names of those who were told something while the case was at this visit to a stage, in the order of telling."""
        told = (name for at, name in self.notices if passage.opened_at <= at and _not_after(at, passage))
        return list(dict.fromkeys(told))

    def of(self, *kinds: str) -> list[Entry]:
        """The shared entries of these kinds, newest first."""
        return [entry for entry in reversed(self.entries) if entry.kind in kinds]


def _not_after(at: datetime, passage: Passage) -> bool:
    return passage.closed_at is None or at <= passage.closed_at


SAID_AS: dict[str, Callable[[Any], str]] = {
    "decided_on": lambda value: long_date(date.fromisoformat(value)),
    "method": lambda value: str(METHODS.get(value, value)).capitalize(),
    "parents_aware": lambda value: PARENTS_AWARE.get(value, value),
}
"""How answers that are codes are said."""


def written(entry: Entry, name: str) -> tuple[str, ...]:
    """What was written in one field of an entry, line by line; that it was erased where it was."""
    if is_erased(entry):
        return (ERASED,)
    return tuple(line for line in str(body_of(entry).get(name, "")).splitlines() if line.strip())


def stamp(entry: Entry) -> str:
    """When something happened, and when it was written down where that was later."""
    later = entry.recorded_at != entry.occurred_at
    return f"{moment(entry.occurred_at)}{f' (recorded {moment(entry.recorded_at)})' if later else ''}"
