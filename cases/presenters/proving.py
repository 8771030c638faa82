"""The proof of silence that whoever acts at a stage sees, where a side did not answer at the stage before."""

from cases.situations import Situation
from cases.words.safety import silence_of


def silence_here(s: Situation) -> list[str]:
    """The dated proof in sentences (BRIS-17); nothing where every side answered, or it did not come up from there."""
    if s.passage is None or not s.passage.ground:
        return []
    moved = s.case.entries.filter(kind__in=("escalate", "advanced", "flag-risk"), passage__number__lt=s.passage.number)
    entry = moved.order_by("-number").first()
    return silence_of(s.case, entry.facts) if entry else []
