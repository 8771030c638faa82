"""What a random procedure has beside its stages: rungs, routes, priorities, times of other kinds, and whom it tells."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from policies.vocabulary import AgencyType, Audience, Event, Ground, Unit

URGENT = "urgent"
PAIR = [AgencyType.HEALTH.value, AgencyType.SCHOOL.value]
ONLY_FOR = ("roles", "bypass", "pairs", "grounds", "at_risk", "priority", "approved_by_office", "needs_discussion")
BACKWARD = ("working-days", "calendar-days", "elapsed-hours")
DAYS = {"unit": Unit.WORKING_DAYS.value, "amount": 3, "start": "stage-entered"}
DATED = {"unit": Unit.ELAPSED_HOURS.value, "start": "stage-entered"}


@st.composite
def other_limits(draw: Any, *, first: bool, after: str | None) -> dict[str, Any]:
    """A time that is counted in weeks, from what was met before, back from a meeting, or the sooner of two."""
    kinds = ["weeks", "sooner", "protect", "meeting", *(["met"] * 3 if after else []), *([] if first else ["notified"])]
    days = {"unit": Unit.WORKING_DAYS.value, "amount": draw(st.integers(1, 5))}
    match draw(st.sampled_from(kinds)):
        case "weeks":
            return {"unit": Unit.WORKING_WEEKS.value, "amount": draw(st.integers(1, 2)), "start": "stage-entered"}
        case "sooner":
            return days | {"start": "stage-entered", "or_sooner": DATED | {"amount": draw(st.integers(1, 99))}}
        case "protect":
            return days | {"start": "escalation", "or_sooner_to_protect": True}
        case "meeting":
            return days | {"start": "before-related-meeting"}
        case "notified":
            return days | {"start": "notification"}
        case _:
            return days | {"start": "met", "after": after}


@st.composite
def routes(draw: Any, *, count: int, talking: Sequence[int]) -> dict[str, Any]:
    """A way that passes a stage over, for some cases or for some people; at `talking` stages they discuss it."""
    source = draw(st.integers(0, count - 2))
    target = draw(st.integers(source + 2, count))
    found: dict[str, Any] = {
        "from": f"stage-{source}",
        "to": "the-last" if target == count else f"stage-{target}",
        "says": "Another way.",
    }
    usual: dict[str, Any] = {
        "pairs": [PAIR],
        "grounds": [Ground.NOT_AGREED.value, Ground.IMMEDIATE_RISK.value],
        "at_risk": True,
        "priority": URGENT,
        "roles": ["line-manager"],
        "bypass": True,
        "approved_by_office": True,
        "needs_discussion": True,
    }
    possible = ONLY_FOR if source in talking else ONLY_FOR[:-1]
    chosen = draw(st.lists(st.sampled_from(possible), min_size=1, max_size=2, unique=True))
    return found | {key: usual[key] for key in chosen}


def _source(route: dict[str, Any]) -> str:
    return str(route["from"])


@st.composite
def beside(draw: Any, content: dict[str, Any], *, roles: tuple[str, ...]) -> dict[str, Any]:
    """The procedure with some of all this added to it."""
    stages = content["stages"]
    count = len(stages) - 1
    content["priorities"] = [{"key": URGENT, "label": "Urgent"}, {"key": "usual", "label": "Usual"}]
    for number, stage in enumerate(stages[:-1]):
        if number and draw(st.booleans()):
            ladder = roles[min(number, len(roles) - 2) :][: draw(st.integers(2, 3))]
            stage["repeats"] = {"default": [{"role": role, "title": role} for role in ladder]}
            del stage["who"]
        draw(_times(stage, first=number == 0))
        draw(_meeting(stage))
    if count > 1:
        talking = [n for n, stage in enumerate(stages) if any(o["what"] == "discuss" for o in stage["obligations"])]
        content["routes"] = draw(
            st.lists(routes(count=count, talking=talking), min_size=1, max_size=3, unique_by=_source)
        )
    told = draw(st.sets(st.sampled_from(Event)))
    content["tells"] = [{"who": draw(st.sampled_from(Audience)).value, "on": event.value} for event in sorted(told)]
    return content


@st.composite
def _times(draw: Any, stage: dict[str, Any], *, first: bool) -> None:
    """Give the last of what is owed at a stage a time of another kind, and the first one by priority."""
    owed = stage["obligations"]
    if stage["sides"] == "both" and draw(st.booleans()):
        after = owed[-2]["what"] if len(owed) > 1 else None
        limit = draw(other_limits(first=first, after=after))
        owed[-1] |= {"limit": limit, "on_breach": draw(st.sampled_from(["remind", "offer"]))}
        if len(owed) > 2 and draw(st.booleans()):  # one after the other
            chained = {"unit": Unit.ELAPSED_HOURS.value, "amount": 9, "start": "met", "after": owed[-3]["what"]}
            owed[-2] |= {"limit": chained, "on_breach": "remind"}
        if limit["start"] == "notification":
            stage["tells"] = [{"who": Audience.BOARD_OFFICE.value, "on": Event.STAGE_ENTERED.value}]
    if draw(st.booleans()):
        hours = {URGENT: 1, "usual": 30}
        owed[:1] = [owed[0] | {"priority": key, "limit": DATED | {"amount": hours[key]}} for key in hours]


@st.composite
def _meeting(draw: Any, stage: dict[str, Any]) -> None:
    """Let something be owed so long before a meeting that is arranged at the stage."""
    owed = {item["what"] for item in stage["obligations"]}
    if stage["sides"] == "both" and not owed & {"convene-meeting", "agree-plan"} and draw(st.booleans()):
        before = {"unit": draw(st.sampled_from(BACKWARD)), "amount": draw(st.integers(1, 5)), "start": "before-meeting"}
        stage["obligations"] += [
            {"what": "convene-meeting", "owner": draw(st.sampled_from(["raiser", "receiver"])), "limit": DAYS},
            {"what": "agree-plan", "owner": "both", "limit": before},
        ]
