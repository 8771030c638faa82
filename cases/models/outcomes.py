"""What became of a disagreement: the words that whoever records its end chooses among."""

from django.db import models


class OutcomeCode(models.TextChoices):
    """What became of the disagreement itself, beside how the case ended (`Ending`)."""

    UPHELD = "upheld", "The decision was changed as asked"
    PARTLY_UPHELD = "partly-upheld", "The decision was changed in part"
    NOT_UPHELD = "not-upheld", "The decision stands"
    COMPROMISE = "compromise", "Something different was settled on"
    OVERTAKEN = "overtaken", "Events have overtaken it"
    WITHDRAWN = "withdrawn", "It is no longer pursued"
    UNRESOLVED = "unresolved", "It was not settled"
    RECORD_ONLY = "record-only", "It was recorded, and no more"


SETTLED = (
    OutcomeCode.UPHELD,
    OutcomeCode.PARTLY_UPHELD,
    OutcomeCode.NOT_UPHELD,
    OutcomeCode.COMPROMISE,
    OutcomeCode.OVERTAKEN,
)
"""What the parties write down when they agree, and the board's side when it decides."""

ADVISED = (*SETTLED, OutcomeCode.UNRESOLVED)
"""What there is where the chair advises: the agencies may not have settled it."""

GIVEN_UP = (OutcomeCode.WITHDRAWN, OutcomeCode.OVERTAKEN)
"""Why the side that raised it no longer pursues it."""


def correctable_from(code: str) -> tuple[OutcomeCode, ...]:
    """What the chair may make of a code that was recorded for a decision; nothing where the case was not settled."""
    return SETTLED if code in SETTLED else ()


def choices_among(codes: tuple[OutcomeCode, ...]) -> list[tuple[str, str]]:
    """These codes as choices."""
    return [(code.value, str(code.label)) for code in codes]
