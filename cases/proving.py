"""The proof of silence that whoever acts at a stage sees, where the case has come to it for want of a response."""

from cases.safety_wording import silence_of
from cases.situations import Situation
from policies.vocabulary import Ground


def silence_here(s: Situation) -> list[str]:
    """The dated proof in sentences (BRIS-17); nothing where the case came here on another ground."""
    if s.passage is None or s.passage.ground != Ground.NO_RESPONSE:
        return []
    moved = s.case.entries.filter(kind__in=("escalate", "advanced"), passage__number__lt=s.passage.number)
    entry = moved.order_by("-number").first()
    return silence_of(s.case, entry.facts) if entry else []
