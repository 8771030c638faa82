"""How the entries of a last stage read: the way chosen, who sits, who was heard, what was referred for quality assurance."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from cases.composition import IN_WORDS
from cases.models import Case, Ending, FollowUpResult, OutcomeCode, Party, SeatRole
from cases.verbs import Verb
from cases.words.codes import agency_of, moment_of
from core.words import counted, long_date
from policies.presenters.words import ADVICE
from policies.vocabulary import LastStageKind, Owner

BOARD_HEADINGS: dict[str, str] = {
    "members": "Who sits",
    "place": "Where, or by what means",
    "beyond_why": "Why this composition",
    "conflict": "Conflict of interest",
    "asked": "What the papers are to speak about",
    "paper": "Paper",
    "heard": "Who was heard",
    "represented": "What they said",
    "wrong": "What was wrong",
    "findings": "Findings",
    "learning": "What is to be learnt",
}


DECISIONS = {
    "decided": "Decided",
    "course-of-action": "A course of action, with the decision to follow",
    "not-settled": "Not settled: reported to the chair",
}


GIVEN_BY = {
    "letter": "by letter",
    "meeting": "in a meeting",
    "telephone": "on the telephone",
    "email": "by e-mail",
}
"""How a chair gives a decision to whoever records it."""


def member_line(member: Mapping[str, Any]) -> str:
    """Who sits, in a line: name, role, agency, who they are where that was said, and the conflict of interest declared, if any."""
    conflict, who = member.get("conflict") or "none", member.get("stands_as", "")
    as_whom = f" ({who})" if who else ""
    return f"{member['name']}{as_whom}, {member['role'].lower()}, {member['agency']}. Conflict of interest declared: {conflict}"


def _chosen(case: Case, facts: Mapping[str, Any]) -> list[str]:
    last = case.policy.stages[-1].last
    titles = {option.kind.value: option.title for option in (last.options if last else ())}
    area = case.policy.area
    by = {Owner.CHAIR.value: area.chair, Owner.BOARD_OFFICE.value: area.board_office}.get(facts["chosen_by"], "")
    return [
        f"{titles.get(facts['kind'], LastStageKind(facts['kind']).label)}. Chosen by the {by}.",
        *_recorded_for(facts),
        *_papers(facts),
    ]


def _recorded_for(facts: Mapping[str, Any]) -> list[str]:
    return ["Recorded for them."] if facts.get("recorded_for") else []


def _papers(facts: Mapping[str, Any]) -> list[str]:
    by = facts.get("papers_by")
    return [f"Each side hands in its paper by {moment_of(by)}."] if by else []


def _appointed(_: Case, facts: Mapping[str, Any]) -> list[str]:
    independents = facts["independents"]
    said = [f"{LastStageKind(facts['kind']).label}. {counted(facts['agencies'], 'agency,agencies')}."]
    if independents:
        said.append(f"Independent of the disagreement: {independents}.")
    else:
        said.append("Nobody on it is independent of the disagreement.")
    if facts["beyond"]:
        said.append("It departs from what the procedure asks for, with a reason.")
    sits_at = facts.get("sits_at")
    said += [f"It sits on {moment_of(sits_at)}."] if sits_at else []
    return [*said, *_papers(facts)]


def _declared_conflict(_: Case, facts: Mapping[str, Any]) -> list[str]:
    return [f"The seat as {SeatRole(facts['role']).label.lower()} is to be filled again."]


def _offer_answered(case: Case, facts: Mapping[str, Any]) -> list[str]:
    accepts = facts["result"] == FollowUpResult.YES
    return [f"{agency_of(case, facts['party'])} {'accepts' if accepts else 'declines'} mediation."]


def _assented(_: Case, facts: Mapping[str, Any]) -> list[str]:
    agreed = facts["result"] == FollowUpResult.YES
    return ["They agreed with the decision." if agreed else "They did not agree with the decision."]


def _scrutinised(_: Case, facts: Mapping[str, Any]) -> list[str]:
    live = facts["state"] in ("open", "awaiting_confirmation")
    return ["The disagreement itself goes on beside it." if live else "The case stays as it ended."]


def _for_party(case: Case, facts: Mapping[str, Any]) -> list[str]:
    parties: list[Party] = list(case.parties.all())
    names = [party.agency.name for party in parties if party.number == facts["party"]]
    return [f"For {names[0]}."] if names else []


def became(_: Case, facts: Mapping[str, Any]) -> list[str]:
    """What became of the disagreement, where that was said when it ended."""
    return [f"{OutcomeCode(facts['outcome']).label}."] if facts.get("outcome") else []


def _decided(case: Case, facts: Mapping[str, Any]) -> list[str]:
    binding = {
        True: "It is binding.",
        False: "It is not binding.",
        None: "The procedure does not say whether it binds.",
    }
    kind = LastStageKind(facts["kind"])
    advised = kind is LastStageKind.CHAIR_DECISION and facts["binding"] is False
    return [
        f"{'Advice of the chair' if advised else kind.label}. {DECISIONS[facts['result']]}.",
        *became(case, facts),
        ADVICE if advised else binding[facts["binding"]],
        *_for_others(case, facts),
        *([f"The decision follows by {moment_of(facts['decision_by'])}."] if facts.get("decision_by") else []),
    ]


def _for_others(case: Case, facts: Mapping[str, Any]) -> list[str]:
    """For whom somebody else has recorded it, and how whoever decided gave it; nothing where they recorded it themselves."""
    if not facts.get("recorded_for"):
        return []
    area = case.policy.area
    names = {Owner.CHAIR.value: area.chair, Owner.BOARD_OFFICE.value: area.board_office}
    whose = names.get(facts["recorded_for"]) or IN_WORDS[LastStageKind(facts["kind"])]
    said = [f"Recorded for the {whose} by the {names[facts['recorded_as']]}."]
    if facts.get("given_on"):
        said.append(
            f"It was given {GIVEN_BY[facts['given_by']]}, on {long_date(date.fromisoformat(facts['given_on']))}."
        )
    return said


def _confirmed(case: Case, facts: Mapping[str, Any]) -> list[str]:
    if facts["is_so"]:
        return ["It is as the chair made it."]
    return ["The chair has corrected it. This version holds now.", *became(case, facts)]


def _ended(_: Case, facts: Mapping[str, Any]) -> list[str]:
    return [f"{Ending(facts['ending']).label}. Nothing was decided."]


BOARD_FACTS: dict[str, Callable[[Case, Mapping[str, Any]], list[str]]] = {
    Verb.CHOOSE_WAY.value: _chosen,
    "case-ended": _ended,
    Verb.APPOINT.value: _appointed,
    Verb.RECORD_DECISION.value: _decided,
    Verb.DECLARE_CONFLICT.value: _declared_conflict,
    Verb.ASK_FOR_PAPERS.value: lambda _, facts: _papers(facts),
    Verb.SAY_ASSENT.value: _assented,
    Verb.ANSWER_OFFER.value: _offer_answered,
    Verb.CONFIRM_DECISION.value: _confirmed,
    Verb.HAND_IN_PAPER.value: _for_party,
    Verb.RECORD_REPRESENTATIONS.value: _for_party,
    Verb.ACKNOWLEDGE_DECISION.value: _for_party,
    Verb.REFER_FOR_SCRUTINY.value: _scrutinised,
    Verb.RECORD_FINDINGS.value: _scrutinised,
}
