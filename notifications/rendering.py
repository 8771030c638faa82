"""How does a notice read as an e-mail? Reference, what to do, by when, link; nothing else of a case, ever.

Plain text, for one who is tired and reads it on a phone. The link needs a sign-in.
"""

from dataclasses import dataclass

from django.conf import settings

from core.words import clock, long_date
from notifications.models import Message

OPENINGS: dict[str, str] = {
    "reminder": "A reminder: something waits for you.",
    "offer": "There is a choice for you to make.",
    "holder-changed": "Something new waits for you.",
    "no-holder": "Something waits and nobody is there to do it.",
}
OPENING_WITH_LIMIT = "A disagreement is waiting for you."
OPENING = "There is news about a disagreement."
OPENING_WITHOUT_REFERENCE = "There is a message for you in Resolve."
AWAY = "If you are away, set up cover in Resolve or ring the business office{}."
FOOT = ("We will never ask for your password or security code by email. Do not reply with details of anybody.",)


@dataclass(frozen=True)
class Letter:
    """A rendered notice: its subject (one line) and its body (plain text)."""

    subject: str
    body: str


def render(message: Message) -> Letter:
    """The notice as an e-mail. A limit that had passed when the notice was written is said to have passed."""
    return Letter(subject=_subject(message), body="\n".join(_lines(message)) + "\n")


def link(message: Message) -> str:
    """The full address that the notice leads to."""
    return f"{settings.SITE_URL.rstrip('/')}{message.path}"


def by_when(message: Message) -> str:
    """The limit in words: "5pm on Tuesday 24 November 2026"; "" where there is none."""
    return f"{clock(message.due)} on {long_date(message.due)}" if message.due else ""


def is_overdue(message: Message) -> bool:
    """True if the limit had passed when the notice was written."""
    return message.due is not None and message.due < message.created_at


def _subject(message: Message) -> str:
    """ "ESC-0142: acknowledge it by 5pm on Tuesday 24 November 2026"; without a reference it begins with "Resolve"."""
    start = f"{message.reference or 'Resolve'}: {message.todo}"
    if message.due is None:
        return start
    return f"{start}, overdue since {by_when(message)}" if is_overdue(message) else f"{start} by {by_when(message)}"


def _lines(message: Message) -> list[str]:
    lines = [_opening(message)]
    if message.reference:
        lines.append(f"Reference: {message.reference}")
    lines.append(f"What to do: {message.todo}")
    if message.due:
        lines.append(f"{'Overdue since' if is_overdue(message) else 'By'}: {by_when(message)}")
    return [
        *lines,
        f"Sign in to see it: {link(message)}",
        "",
        AWAY.format(f" on {message.office_phone}" if message.office_phone else ""),
        *FOOT,
    ]


def _opening(message: Message) -> str:
    if not message.reference:
        return OPENING_WITHOUT_REFERENCE
    return OPENINGS.get(message.kind) or (OPENING_WITH_LIMIT if message.due else OPENING)
