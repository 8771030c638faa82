"""Is the child safe today, and who does what meanwhile? Asked of each side at each stage, kept in the record, shown on the page."""

from dataclasses import dataclass
from enum import StrEnum

from cases.models import Entry
from cases.situations import Situation
from cases.words.safety import SAFE_TODAY
from core.words import moment


class ChildSafe(StrEnum):
    """The answers to whether the child is safe today."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Safety:
    """What one side says of the child's safety: whether the child is safe today, and who does what meanwhile."""

    child_safe: str
    meanwhile: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """The answer, as the record keeps it."""
        return {"child_safe": self.child_safe}

    @property
    def words(self) -> dict[str, str]:
        """The interim arrangements, as the record keeps them."""
        return {"meanwhile": self.meanwhile}


@dataclass(frozen=True)
class Confirmed:
    """When safety was confirmed last, by whom, and what was said. `worry`: the child was not said to be safe."""

    by: str
    at: str
    says: str
    meanwhile: list[str]
    worry: bool


def asked_here(s: Situation) -> bool:
    """Whether the procedure has each side asked at each stage."""
    return s.case.policy.immediate_risk.safety_reconfirmed


def said_here(s: Situation) -> bool:
    """Whether the person's side has answered at this stage already."""
    party = s.speaks_for
    if s.passage is None or party is None:
        return False
    return s.passage.entries.filter(party=party, facts__has_key="child_safe").exists()


def last_confirmed(s: Situation) -> Confirmed | None:
    """The latest answer of any side; None where nobody was asked yet."""
    said = s.case.entries.filter(facts__has_key="child_safe").select_related("by", "agency", "content")
    entry = said.order_by("-number").first()
    if entry is None:
        return None
    answer = ChildSafe(entry.facts["child_safe"])
    who = f"{entry.by.name}, {entry.agency.name}" if entry.by and entry.agency else entry.by.name if entry.by else ""
    says = s.case.persons.say(SAFE_TODAY[answer.value])
    return Confirmed(who, moment(entry.occurred_at), says, _meanwhile(entry), answer is not ChildSafe.YES)


def _meanwhile(entry: Entry) -> list[str]:
    content = getattr(entry, "content", None)
    return str(content.body.get("meanwhile", "")).splitlines() if content else []
