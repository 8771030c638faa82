"""How the entries of the record about time by agreement read: what their codes and dates say, in sentences."""

from collections.abc import Callable, Mapping
from typing import Any

from cases.models import Case
from cases.verbs import Verb
from cases.words.codes import moment_of
from core.words import listed


def _timetable(_: Case, facts: Mapping[str, Any]) -> list[str]:
    """A date proposed, accepted or refused; as far as the record has them, what was due before and who granted it."""
    until = moment_of(facts["until"])
    said = [f"That the limits stand still until {until}." if facts["pauses"] else f"Another date: {until}."]
    if facts.get("due"):
        said.append(f"The date before: {moment_of(facts['due'])}.")
    return [*said, "Granted by the board’s side."] if facts.get("granted") else said


def _pause_over(_: Case, facts: Mapping[str, Any]) -> list[str]:
    return [f"They were to stand still until {moment_of(facts['until'])}."] if facts.get("until") else []


def acknowledged(_: Case, facts: Mapping[str, Any]) -> list[str]:
    """By when it is to be resolved, where the acknowledgement set that (BRIS-27)."""
    return [f"It is to be resolved by {moment_of(facts['until'])}."] if facts.get("until") else []


def arranged(_: Case, facts: Mapping[str, Any]) -> list[str]:
    """When the meeting is that was arranged, where that was asked."""
    return [f"The meeting is on {moment_of(facts['meeting_at'])}."] if facts.get("meeting_at") else []


def urgency(case: Case, facts: Mapping[str, Any]) -> list[str]:
    """How urgent a case was said to be as it was raised, and from which meeting it arises, where the procedure asks."""
    said = [f"Priority: {each.label}." for each in case.policy.priorities if each.key == facts.get("priority")]
    meeting = facts.get("related_meeting_at")
    return [*said, f"It arises from the meeting on {moment_of(meeting)}."] if meeting else said


def passed_by(case: Case, facts: Mapping[str, Any]) -> list[str]:
    """Which stages were left out on the way, and whether that was a bypass, which is counted."""
    titles = listed(f"“{case.policy.stage(key).title}”" for key in facts.get("passed_over", ()))
    return [f"{'Bypassed, with a reason' if facts['bypass'] else 'Passed over'}: {titles}."] if titles else []


def _brought_forward(_: Case, facts: Mapping[str, Any]) -> list[str]:
    return [f"It must be settled by {moment_of(facts['until'])} to protect {{the person}}."]


FACTS_OF_TIME: dict[str, Callable[[Case, Mapping[str, Any]], list[str]]] = {
    Verb.PROPOSE_TIMETABLE.value: _timetable,
    Verb.COUNTER_TIMETABLE.value: _timetable,
    Verb.ACCEPT_TIMETABLE.value: _timetable,
    Verb.REFUSE_TIMETABLE.value: _timetable,
    Verb.TAKE_BACK_TIMETABLE.value: _timetable,
    Verb.CONVENE_MEETING.value: arranged,
    Verb.BRING_FORWARD.value: _brought_forward,
    Verb.END_PAUSE.value: _pause_over,
    "pause-over": _pause_over,
}
"""By kind of entry: what its facts say."""
