"""How an entry says that it was made later than what it tells of, in sentences."""

from collections.abc import Mapping
from typing import Any

from cases.words.codes import moment_of
from core.words import listed


def late_sentences(facts: Mapping[str, Any]) -> list[str]:
    """That it was done on paper and entered later, and which limits it kept although they are on record as passed."""
    said = ["Done on paper, and entered later."] if facts.get("on_paper") else []
    kept = [moment_of(due) for due in facts.get("kept_limits", ())]
    if kept:
        said.append(f"It kept the limit of {listed(kept)}, which is on record as passed.")
    return said
