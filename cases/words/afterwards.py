"""What the codes of an entry say that was written once a stage or a case was over, in sentences."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from cases.models import Became, Case, FollowUpKind, FollowUpResult
from cases.verbs import Verb
from cases.words.codes import agency_of, moment_of
from core.words import long_date
from policies.vocabulary import LearningKind, LearningTo

WRITTEN: dict[str, str] = {
    "followed_up": "What was done",
    "taken_by": "Who took the referral",
    "taken_reference": "Their reference",
    "referral_said": "What was said",
    "own_references": "On the agency’s own records",
    "changed": "What changed for {the person}",
    "learning": "What should be learned, or changed",
    "became_of_it": "What became of it",
    "meeting": "Meeting",
    "dissent": "Who did not agree, with what, and why",
    "thanks": "What was good about it",
}
"""The headings of what people write."""

DEBRIEFS = {"offered": "A debrief was offered.", "held": "A debrief was held.", "declined": "A debrief was declined."}
SATISFIED = {"yes": "Satisfied with what came of it.", "partly": "Partly satisfied.", "no": "Not satisfied."}
HELPED = {
    FollowUpResult.YES: "It helped {the person}.",
    FollowUpResult.PARTLY: "It helped {the person} in part.",
    FollowUpResult.NO: "It did not help {the person}.",
    FollowUpResult.TOO_EARLY: "It is too early to say whether it helped {the person}.",
}


def _followed_up(case: Case, facts: Mapping[str, Any]) -> list[str]:
    kind, result = FollowUpKind(facts["kind"]).label, FollowUpResult(facts["result"]).label.lower()
    who = agency_of(case, facts.get("party"))
    return [f"{kind}{f', {who}' if who else ''}: {result}."]


def _referred(case: Case, facts: Mapping[str, Any]) -> list[str]:
    who = agency_of(case, facts.get("party"))
    by = f" by {who}" if who else ""
    return [f"{facts['what'][:1].upper()}{facts['what'][1:]}.", f"Done{by} at {moment_of(facts['referred_at'])}."]


def _screened(_: Case, facts: Mapping[str, Any]) -> list[str]:
    deed = "screened" if facts["kind"] == FollowUpKind.SCREENING else "endorsed"
    return [f"They have{'' if facts['result'] == FollowUpResult.YES else ' not'} {deed} it."]


def _concern(_: Case, facts: Mapping[str, Any]) -> list[str]:
    still = facts["result"] == FollowUpResult.YES
    said = (
        "{The person is} still thought to be at risk." if still else "{The person is} no longer thought to be at risk."
    )
    return [said, SATISFIED[facts["satisfied"]]] if "satisfied" in facts else [said]


def _helped(case: Case, facts: Mapping[str, Any]) -> list[str]:
    return [f"{agency_of(case, facts['party'])}: {HELPED[FollowUpResult(facts['result'])]}"]


def _debrief(_: Case, facts: Mapping[str, Any]) -> list[str]:
    held = facts.get("held_on")
    on = [f"Held on {long_date(date.fromisoformat(held))}."] if held else []
    return [DEBRIEFS[facts["result"]], *on]


def _not_kept(case: Case, facts: Mapping[str, Any]) -> list[str]:
    return [f"An action of {agency_of(case, facts['party'])} was not done as agreed."]


def _learning(_: Case, facts: Mapping[str, Any]) -> list[str]:
    to = LearningTo(facts["addressee"]).label
    return [f"{LearningKind(facts['kind']).label}. Sent to: {to[:1].lower()}{to[1:]}."]


def _became(_: Case, facts: Mapping[str, Any]) -> list[str]:
    return [f"{Became(facts['became']).label}."]


def _dissent(_: Case, facts: Mapping[str, Any]) -> list[str]:
    return [f"The meeting was on {long_date(date.fromisoformat(facts['held_on']))}."]


AFTERWARDS: dict[str, Callable[[Case, Mapping[str, Any]], list[str]]] = {
    Verb.FOLLOW_UP.value: _followed_up,
    Verb.RECORD_REFERRAL.value: _referred,
    Verb.REPORT_NOT_KEPT.value: _not_kept,
    Verb.RECORD_LEARNING.value: _learning,
    "learning-answered": _became,
    Verb.RECORD_DISSENT.value: _dissent,
    Verb.CONFIRM_SCREENING.value: _screened,
    Verb.SAY_CONCERN.value: _concern,
    Verb.SAY_HELPED.value: _helped,
    Verb.RECORD_DEBRIEF.value: _debrief,
}
"""By kind of entry."""
