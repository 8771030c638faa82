"""The codes of a triage, and how its entry reads: what the board's side looked at, and what is next."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from cases.models import Case, Party
from cases.words.codes import moment_of
from core.words import listed


class Point(StrEnum):
    """What is looked at when a case reaches its last stage; each is in order, or a doubt is written down about it."""

    COMPLETE = "complete"
    POLICY = "policy"
    PARTIES = "parties"
    CONFLICTS = "conflicts"


class Urgency(StrEnum):
    """How soon the case must be settled."""

    USUAL = "usual"
    SOONER = "sooner"
    TODAY = "today"


class Then(StrEnum):
    """What comes after the triage."""

    ACCEPT = "accept"
    ASK = "ask"
    RETURN = "return"


WRITTEN_OF: dict[Point, str] = {
    Point.COMPLETE: "lacking",
    Point.POLICY: "policy_doubt",
    Point.PARTIES: "parties_doubt",
    Point.CONFLICTS: "conflicts_found",
}
"""Under which key of the content a doubt about a point stands."""

HEADINGS_OF_TRIAGE: dict[str, str] = {
    "lacking": "What lacks",
    "policy_doubt": "Why it may be under another procedure",
    "parties_doubt": "What is not right about the parties",
    "conflicts_found": "Conflicts of interest",
    "urgent_why": "Why so urgent",
    "asked_for": "What is asked for",
}

IN_ORDER: dict[Point, tuple[str, str]] = {
    Point.COMPLETE: ("It is complete.", "Something lacks."),
    Point.POLICY: ("It is under the right procedure.", "It may be under another procedure."),
    Point.PARTIES: ("The parties are right.", "Something about the parties is not right."),
    Point.CONFLICTS: ("Nobody has a conflict of interest.", "There is a conflict of interest."),
}
"""Of each point, the sentence where it is in order, and where it is not."""

URGENCIES: dict[Urgency, str] = {
    Urgency.USUAL: "Within the time that the procedure allows",
    Urgency.SOONER: "Sooner than that",
    Urgency.TODAY: "Today",
}

THEN: dict[Then, str] = {
    Then.ACCEPT: "Accepted: the board’s side goes on with it",
    Then.ASK: "More is asked for before it goes on",
    Then.RETURN: "To be taken back to an earlier stage",
}


def triaged(case: Case, facts: Mapping[str, Any]) -> list[str]:
    """What an entry of a triage says."""
    said = [IN_ORDER[point][0 if facts["points"][point] else 1] for point in Point]
    until = f", by {moment_of(facts['urgent_by'])}" if facts.get("urgent_by") else ""
    said.append(f"To be settled: {_small(URGENCIES[Urgency(facts['urgency'])])}{until}.")
    said.append(f"{THEN[Then(facts['then'])]}.")
    if facts.get("asked_by"):
        said.append(f"{_asked(case, facts['asked_of'])} until {moment_of(facts['asked_by'])}.")
    return said


def _asked(case: Case, numbers: list[int]) -> str:
    parties: list[Party] = [party for party in case.parties.all() if party.number in numbers]
    names = listed(dict.fromkeys(party.agency.name for party in parties))
    return f"{names} {'have' if len(parties) > 1 else 'has'}"


def _small(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"
