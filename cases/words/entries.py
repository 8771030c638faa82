"""How an entry of the record reads: its title, and what it says, in sentences."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from cases.models import Case, Ending, Entry, FollowUp, Obligation
from cases.process import follow_ups
from cases.process.notices import TODO_OF_DUTY
from cases.required_means import departed
from cases.verbs import Verb
from cases.words.afterwards import AFTERWARDS
from cases.words.approvals import APPROVAL_FACTS
from cases.words.board import BOARD_FACTS, became, member_line
from cases.words.codes import agency_of, moment_of
from cases.words.gates import PEOPLE_IN_FACTS, declared, went_on_without
from cases.words.headings import HEADINGS, PLACES
from cases.words.lateness import late_sentences
from cases.words.redirects import REDIRECT_FACTS
from cases.words.safety import (
    FACTS_OF_SAFETY,
    METHODS,
    child_safe,
    risk_reported,
    silence_of,
    skipping,
)
from cases.words.timing import FACTS_OF_TIME, acknowledged, passed_by, urgency
from cases.words.told import told_sentences
from cases.words.triage import triaged
from core.words import listed, long_date
from policies.vocabulary import Breach, Duty, Ground, Owner

TITLES: dict[str, str] = {
    **{verb.value: verb.wording_done for verb in Verb},
    "stage-opened": "Stage began",
    "case-ended": "Case ended",
    "limit-passed": "Deadline passed",
    "advanced": "Moved on because a deadline passed",
    "holder-changed": "Somebody else acts now",
    "learning-answered": "What became of what was learned",
    "redated": "Dated again: the bank holidays have changed",
    "form-issued": "Form issued",
    "pause-over": "The limits run on",
    "told": "Told as the procedure says",
    "countered": "The other side has raised a disagreement of its own about this",
}

PARENTS_AWARE = {"yes": "Yes", "no": "No", "not-appropriate": "It is not appropriate to tell them"}
POSITIONS = {"agree": "Agrees", "partly": "Agrees in part", "disagree": "Does not agree"}
RESULTS = {"agreed": "Agreed", "partly": "Partly agreed", "not-agreed": "Not agreed"}

PLAN_FITS = {
    "in-line": "It is in line with the plan that there is",
    "changes": "It changes the plan that there is",
    "develops": "There is no plan yet: one is developed by it",
    "none": "There is no plan, and none is needed",
}
"""How a plan of action stands to the plan that the child has already."""

CAUSES = {
    "plan-not-kept": "What was agreed or decided has not been done",
    "child-still-at-risk": "{The person is} still thought to be at risk",
    "something-new": "Something new has become known",
    "ended-by-mistake": "It was ended by mistake",
}
ERASED = "What was written here has been erased, as the law ordered."

HANDS: dict[str, tuple[str, ...]] = {
    Verb.CHASE.value: ("whom",),
    Verb.RAISE.value: PEOPLE_IN_FACTS,
    Verb.ESCALATE.value: PEOPLE_IN_FACTS,
    Verb.HAND_OVER.value: ("to",),
    "holder-changed": ("from", "to", "covers"),
    Verb.KEEP_OUT.value: ("person",),
    Verb.LET_IN.value: ("person",),
}
"""Entries whose codes name people: by kind, the keys that hold their ids."""

Said = Callable[[Case, Mapping[str, Any]], list[str]]


def title_of(entry: Entry, case: Case) -> str:
    """The heading of an entry in the timeline."""
    return case.persons.say(TITLES.get(entry.kind, entry.kind.replace("-", " ").capitalize()))


def sentences_of(entry: Entry, case: Case, more: Mapping[str, Any] | None = None) -> list[str]:
    """What the codes and dates of an entry say, in sentences; empty where its title says it all.

    `more` holds what the codes stand for: names of people and agencies, by key (`cases.timeline_presenters.timeline`).
    """
    say = FACTS.get(entry.kind)
    said = say(case, {**entry.facts, **(more or {})}) if say else []
    spoken = [*said, *([] if entry.kind == Verb.RAISE else child_safe(entry.facts))]
    late = [] if entry.kind == Verb.RAISE else late_sentences(entry.facts)
    return [*(case.persons.say(sentence) for sentence in spoken), *late]


def stage_name(case: Case, key: str, rung: int | None = None) -> str:
    """A stage as people call it: its number (a stage before Stage 1 has none), its title, and the rung where it repeats."""
    stage = case.policy.stage(key)
    name = stage.title if stage.number in (None, "0") else f"Stage {stage.number}: {stage.title}"
    return f"{name} (step {rung + 1})" if stage.repeats and rung is not None else name


def agencies_on(case: Case, side: str) -> str:
    """The agencies of one side, in a sentence."""
    return listed(party.agency.name for party in case.present() if party.side == side)


def owner_name(owed: Obligation | FollowUp, case: Case) -> str:
    """Who owes it on the board's side, in the area's own words."""
    return _owner(Owner(owed.owner), case)


def who_owes(owed: Obligation | FollowUp, case: Case) -> str:
    """The agency, or the part of the board, that owes it."""
    return owed.party.agency.name if owed.party else owner_name(owed, case)


def who_in_a_sentence(obligation: Obligation, case: Case) -> str:
    """As `who_owes`, in the middle of a sentence: "the Business Manager", "the mediator"."""
    name = who_owes(obligation, case)
    if obligation.party is not None:
        return name
    return f"the {name.removeprefix('The ')}"


def board_owner_of(duty: str, stage: str, case: Case) -> str:
    """Which part of the board the pinned policy lets owe a duty at a stage, in the area's own words; "" for none."""
    boards = (Owner.BOARD_OFFICE, Owner.CHAIR, Owner.MEDIATOR, Owner.PANEL)
    owed = (item.owner for item in case.policy.stage(stage).obligations if item.what == duty and item.owner in boards)
    owner = next(owed, None)
    return _owner(owner, case) if owner else ""


def _owner(owner: Owner, case: Case) -> str:
    names = {Owner.BOARD_OFFICE: case.policy.area.board_office, Owner.CHAIR: case.policy.area.chair}
    return names.get(owner, owner.label)


def reasons_of(case: Case, keys: Iterable[str]) -> list[str]:
    """What is disagreed about, in the words of the policy's reasons."""
    labels = {reason.key: reason.label.rstrip(".;") for reason in case.policy.reasons}
    return [labels.get(key, "Something else") for key in keys]


def paragraphs_of(body: Mapping[str, Any], case: Case) -> list[tuple[str, list[str]]]:
    """What people wrote in an entry: (heading, paragraphs) for each answer, in the order of the headings.

    PostgreSQL keeps no order of the keys of what it stores as JSON.
    """
    answers = sorted(body.items(), key=lambda answer: PLACES.get(answer[0], len(PLACES)))
    return [
        (case.persons.say(HEADINGS.get(key, key.replace("_", " ").capitalize())), _lines(value))
        for key, value in answers
    ]


def _lines(value: Any) -> list[str]:
    if isinstance(value, str):
        return value.splitlines()
    return [_line(item) for item in value] if isinstance(value, list) else [str(value)]


def _line(item: Any) -> str:
    if isinstance(item, dict) and "role" in item:
        return member_line(item)
    if isinstance(item, dict):
        return f"{item['what']} – {item['who']}, by {long_date(date.fromisoformat(item['by']))}"
    return str(item)


def _opened(case: Case, facts: Mapping[str, Any]) -> list[str]:
    said = [f"{stage_name(case, facts['stage'], facts['rung'])}."]
    said += dict.fromkeys(
        f"Due: {TODO_OF_DUTY[limit['duty']]}, by {moment_of(limit['due'])}." for limit in facts["limits"]
    )
    return [*said, *told_sentences(case, facts)]


MAY_ESCALATE = "The side that raised it may now escalate."


def _passed(case: Case, facts: Mapping[str, Any]) -> list[str]:
    if facts["duty"] == "overall":
        said = [f"It was to be settled by discussion by {moment_of(facts['due'])}."]
        return [*said, MAY_ESCALATE] if facts["then"] == Breach.OFFER else said
    who = agency_of(case, facts.get("party")) or facts.get("owner") or "The board’s side"
    if "follow_up" in facts:
        return [f"{who} had until {moment_of(facts['due'])} to {follow_ups.TODO[facts['duty']]}."]
    said = [f"{who} had until {moment_of(facts['due'])} to {TODO_OF_DUTY[facts['duty']]}."]
    if facts["then"] == Breach.OFFER:
        unconfirmed = facts["duty"] == Duty.CONFIRM_OUTCOME
        said.append("It may now go on without one." if unconfirmed else MAY_ESCALATE)
    return said


def _advanced(case: Case, facts: Mapping[str, Any]) -> list[str]:
    whose: dict[str, list[str]] = {}
    for item in facts["not_met"]:
        whose.setdefault(Duty(item["duty"]).label.lower(), []).append(
            agency_of(case, item["party"]) or "the board’s side"
        )
    missing = "; ".join(f"{what} ({listed(who)})" for what, who in whose.items())
    return [
        f"The limit passed at {moment_of(facts['limit_passed_at'])}. Not done by then: {missing}.",
        f"To {stage_name(case, facts['to'], facts['rung'])}.",
        *silence_of(case, facts),
    ]


def _escalated(case: Case, facts: Mapping[str, Any]) -> list[str]:
    said = [f"To {stage_name(case, facts['to'], facts['rung'])}. {Ground(facts['ground']).wording}."]
    said += _time_accepted(facts)
    if facts.get("refused_timetable"):
        said.append(f"A timetable until {moment_of(facts['refused_timetable'])} had been refused.")
    said += passed_by(case, facts)
    if facts.get("protective_at"):
        said.append(f"It must be settled by {moment_of(facts['protective_at'])} to protect {{the person}}.")
    return [
        *said,
        *declared(facts),
        *went_on_without(facts),
        *risk_reported(case, facts),
        *silence_of(case, facts),
        *_agreed_alone(case, facts),
    ]


def _flagged(case: Case, facts: Mapping[str, Any]) -> list[str]:
    """That a child is at immediate risk: whether what skips a stage held too, and where it went then (BUCKS-3)."""
    return [*skipping(case, facts), *(_escalated(case, facts) if "to" in facts else risk_reported(case, facts))]


def _time_accepted(facts: Mapping[str, Any]) -> list[str]:
    return ["The time that the procedure allows was accepted."] if facts.get("time_accepted") else []


def _handed_over(_: Case, facts: Mapping[str, Any]) -> list[str]:
    if "from_name" not in facts:
        return []
    return [f"{facts['from_name']} handed it to {facts['to_name']}, for {facts['for_agency']}."]


def _holder_changed(case: Case, facts: Mapping[str, Any]) -> list[str]:
    if "to_name" not in facts:
        return []
    agency = agency_of(case, facts["party"])
    covers = f", covering for {facts['covers_name']}" if facts.get("covers_name") else ""
    now = f"{facts['to_name']} acts now{covers}" if facts["to_name"] else "Nobody is in post now"
    gone = ", who has left" if facts.get("left") else ""
    before = f", after {facts['from_name']}{gone}" if facts.get("from_name") else ""
    return [f"{agency}: {now}{before}."]


def _agreed_alone(case: Case, facts: Mapping[str, Any]) -> list[str]:
    """Which parties have agreed, where the case goes on with the others. Records of before that was possible say none."""
    numbers = facts.get("agreed", [])
    names = [party.agency.name for party in case.parties.all() if party.number in numbers]
    return [f"Agreed with {listed(names)}: the case goes on without them."] if names else []


def _discussed(_: Case, facts: Mapping[str, Any]) -> list[str]:
    return [
        f"Held {METHODS.get(facts['method'], facts['method'])}. {RESULTS.get(facts['result'], '')}.",
        *departed(facts),
    ]


def _not_agreed(_: Case, facts: Mapping[str, Any]) -> list[str]:
    if "step_up" not in facts:
        return []
    said = ["A further step up would help." if facts["step_up"] else "A further step up would not help."]
    return [*said, "Both sides have said so: the next stage is open."] if facts["both"] else said


def _issued(case: Case, facts: Mapping[str, Any]) -> list[str]:
    titles = {form.key: form.title for form in case.policy.forms}
    return [f"{titles.get(facts['form'], 'The form')}. It stands under “Documents”, filled from this record."]


def _responded(_: Case, facts: Mapping[str, Any]) -> list[str]:
    return [f"{POSITIONS.get(facts['position'], facts['position'])}."]


def _raised(case: Case, facts: Mapping[str, Any]) -> list[str]:
    said = [f"About: {listed(reasons_of(case, facts['reasons']))}."]
    if facts.get("on_paper"):
        said.append("It was raised on paper and entered later. Its limits count from the entry.")
    if facts["immediate_risk"]:
        said += ["{A person} was said to be at immediate risk.", *skipping(case, facts), *risk_reported(case, facts)]
    if facts.get("answers_another"):
        said.append("It answers a disagreement that the other side had raised.")
    said += urgency(case, facts)
    if facts["protective_at"]:
        said.append(f"It must be settled by {moment_of(facts['protective_at'])} to protect {{the person}}.")
    said += [*declared(facts), *went_on_without(facts)]
    return [*said, "What was written stands under “The disagreement”."]


def _kept_out(_: Case, facts: Mapping[str, Any]) -> list[str]:
    return [f"{facts['person_name']} is part of the disagreement and cannot see this case any longer."]


def _let_in(_: Case, facts: Mapping[str, Any]) -> list[str]:
    return [f"{facts['person_name']} may take part again."]


def _stepped_down(case: Case, facts: Mapping[str, Any]) -> list[str]:
    way = f"From {stage_name(case, facts['from'])} back to {stage_name(case, facts['to'])}."
    return [way, *_time_accepted(facts)]


def _reopened(_: Case, facts: Mapping[str, Any]) -> list[str]:
    ended = f", on {moment_of(facts['ended_at'])}" if facts["ended_at"] else ""
    how = f"It had ended: {Ending(facts['ending']).label.lower()}{ended}."
    return [f"{CAUSES[facts['cause']]}.", how, *_time_accepted(facts)]


FACTS: dict[str, Said] = {
    **FACTS_OF_TIME,
    **APPROVAL_FACTS,
    **REDIRECT_FACTS,
    **BOARD_FACTS,
    **FACTS_OF_SAFETY,
    "redated": lambda _, facts: [f"Due {moment_of(facts['due'])} instead of {moment_of(facts['from'])}."],
    Verb.ACKNOWLEDGE.value: acknowledged,
    Verb.KEEP_OUT.value: _kept_out,
    Verb.LET_IN.value: _let_in,
    Verb.STEP_DOWN.value: _stepped_down,
    Verb.TRIAGE.value: triaged,
    Verb.REOPEN.value: _reopened,
    "form-issued": _issued,
    "told": told_sentences,
    **AFTERWARDS,
    "stage-opened": _opened,
    "limit-passed": _passed,
    "advanced": _advanced,
    Verb.ESCALATE.value: _escalated,
    Verb.FLAG_RISK.value: _flagged,
    Verb.RECORD_DISCUSSION.value: _discussed,
    Verb.REPORT_NO_AGREEMENT.value: _not_agreed,
    Verb.RESPOND.value: _responded,
    Verb.PROPOSE_OUTCOME.value: became,
    Verb.REPLACE_OUTCOME.value: became,
    Verb.WITHDRAW.value: became,
    Verb.CLOSE_UNCONFIRMED.value: became,
    Verb.RETURN_OUTCOME.value: _agreed_alone,
    Verb.RAISE.value: _raised,
    Verb.HAND_OVER.value: _handed_over,
    "holder-changed": _holder_changed,
}
