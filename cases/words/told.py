"""How the record says whom Resolve told because the procedure names them, and whom it could not."""

from collections.abc import Mapping
from typing import Any

from cases.models import Case
from core.words import listed
from policies.vocabulary import Audience, Event, Role

WHEN = {
    Event.BREACH: "A limit passed.",
    Event.CLOSED: "The case ended.",
    Event.IMMEDIATE_RISK: "{A person} was said to be at immediate risk.",
}


def told_sentences(_: Case, facts: Mapping[str, Any]) -> list[str]:
    """Who was told, who has a copy, which post was told instead of whom, and for whom there was nobody."""
    said = [WHEN[Event(facts["event"])]] if "event" in facts else []
    if facts["told"]:
        said.append(f"Told, as the procedure asks: {_names(facts['told'])}.")
    if facts.get("copied"):
        said.append(f"Copied, for information: {_names(facts['copied'])}.")
    said += [
        f"Told instead of {_names([one['of']])}: {Role(one['role']).label.lower()}." for one in facts.get("instead", ())
    ]
    if facts.get("untold"):
        said.append(f"Nobody could be found to tell: {_names(facts['untold'])}.")
    return said


def _names(audiences: list[str]) -> str:
    return listed(Audience(who).label.lower() for who in audiences)
