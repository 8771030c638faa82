"""Who may sit at a last stage, by the procedure's rule on its composition, and what of it the seats chosen do not keep.

Pure: what it looks at is passed in, and it asks no database.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.words import counted, listed
from policies.schema import Composition
from policies.vocabulary import DECIDES_NOTHING, AgencyType, LastStageKind

MEDIATOR, CHAIR, MEMBER = "mediator", "chair", "member"
WITHOUT_SEATS = (LastStageKind.CHAIR_DECISION, *DECIDES_NOTHING)
"""Ways of settling a case for which nobody is appointed."""
DECIDING_SEATS: dict[LastStageKind, tuple[str, ...]] = {
    LastStageKind.MEDIATION: (MEDIATOR,),
    LastStageKind.CHAIRED_MEETING: (CHAIR,),
    LastStageKind.PANEL: (CHAIR, MEMBER),
}
"""The seats that the rule is about: at a chaired meeting the parties' managers sit too, and decide together (BHAM-29)."""
IN_WORDS = {
    LastStageKind.MEDIATION: "mediator",
    LastStageKind.CHAIRED_MEETING: "chair of the meeting",
    LastStageKind.PANEL: "panel",
}


@dataclass(frozen=True)
class Body:
    """An agency as the rule sees it. `member`: it belongs to the partnership, so that its people may sit (O-35)."""

    pk: int
    name: str
    member: bool = True


@dataclass(frozen=True)
class Place:
    """One seat: for which agency, in which role, and whether a conflict of interest was declared."""

    body: Body
    role: str
    conflicted: bool = False


@dataclass(frozen=True)
class Finding:
    """What the seats do not keep, in a sentence. `binds`: only the chair may go beyond it; else whoever appoints may."""

    sentence: str
    binds: bool


@dataclass(frozen=True)
class Checked:
    """What was found: the agencies that sit, how many of them are independent, and what departs from the rule."""

    agencies: tuple[str, ...]
    independents: int
    findings: tuple[Finding, ...]
    heard: tuple[str, ...] = ()

    @property
    def said(self) -> list[str]:
        """Who sits and how many of them are independent, in sentences; a warning where nobody is (O-14)."""
        lines = [f"{counted(len(self.agencies), 'agency,agencies')}: {listed(self.agencies)}."]
        if self.independents:
            lines.append(f"Independent of the disagreement: {self.independents}.")
        else:
            lines.append("Nobody on it is independent of the disagreement.")
        if self.heard:
            lines.append(f"Heard, and not sitting, because it is no member of the partnership: {listed(self.heard)}.")
        return lines


def is_member(agency_type: str, *, of_the_area: bool) -> bool:
    """Whether people of such an agency may sit: it works in the area, and is no professional who works alone (O-35)."""
    return of_the_area and agency_type != AgencyType.SELF_EMPLOYED


def check(rule: Composition | None, kind: LastStageKind, places: Sequence[Place], parties: Sequence[Body]) -> Checked:
    """Check the seats chosen for this way of settling a case between these parties (O-14, BHAM-28, BRIS-30, BRENT-13)."""
    counted_seats = [place for place in places if place.role in DECIDING_SEATS.get(kind, ())]
    bodies = {place.body.pk: place.body.name for place in counted_seats}
    disputing = {party.pk for party in parties}
    findings = [
        *_of_number(rule, kind, bodies),
        *_of_parties(rule, kind, bodies, parties),
        *_of_conflicts(places),
    ]
    outsiders = {party.name: None for party in parties if not party.member}
    return Checked(
        agencies=tuple(bodies.values()),
        independents=len(bodies.keys() - disputing),
        findings=tuple(findings),
        heard=tuple(outsiders),
    )


def _of_number(rule: Composition | None, kind: LastStageKind, bodies: dict[int, str]) -> list[Finding]:
    if rule is None or rule.agencies is None or len(bodies) == rule.agencies:
        return []
    asked = counted(rule.agencies, "agency,agencies")
    says = f"The procedure asks for {asked} on the {IN_WORDS[kind]}, and there {_are(len(bodies))}."
    return [Finding(says, rule.enforced == "block")]


def _are(number: int) -> str:
    return "are none" if number == 0 else "is 1" if number == 1 else f"are {number}"


def _of_parties(
    rule: Composition | None, kind: LastStageKind, bodies: dict[int, str], parties: Sequence[Body]
) -> list[Finding]:
    if rule is None:
        return []
    hard = rule.enforced == "block"
    if rule.parties == "excluded":
        involved = dict.fromkeys(party.name for party in parties if party.pk in bodies)
        says = "is a party to this disagreement, and the procedure asks for somebody who is not from one"
        return [Finding(f"{name} {says}.", hard) for name in involved]
    if rule.parties in ("included", "where-possible"):
        missing = dict.fromkeys(party.name for party in parties if party.member and party.pk not in bodies)
        says = f"is a party to this disagreement, and nobody from it is on the {IN_WORDS[kind]}"
        return [Finding(f"{name} {says}.", hard and rule.parties == "included") for name in missing]
    return []


def _of_conflicts(places: Sequence[Place]) -> list[Finding]:
    names = dict.fromkeys(place.body.name for place in places if place.conflicted)
    return [Finding(f"A conflict of interest was declared for the seat of {name}.", binds=False) for name in names]
