"""What one side puts forward in writing for the others to answer: a plan with its actions, or an outcome statement."""

from dataclasses import dataclass
from datetime import date, datetime

from cases.actions.door import Act
from cases.actions.late import facts_of_late
from cases.models import Answer, Entry, OutcomeCode, Party, PlanAction, Proposal, ProposalKind
from core.errors import BadInput
from core.words import london
from policies.vocabulary import Duty

NOTHING_OPEN = "Nothing stays open."


@dataclass(frozen=True)
class Action:
    """One action of a plan: what is done, by which party (None: both), by the end of which day (London)."""

    what: str
    party: Party | None
    due_on: date


@dataclass(frozen=True)
class Statement:
    """What an outcome statement says: the code, the words, what stays open with whom and until when, and the actions.

    `nothing_open`: it was asked what stays open, and nothing does.
    """

    outcome: OutcomeCode
    statement: str
    outstanding: str
    outstanding_party: Party | None
    look_again_on: date | None
    actions: list[Action]
    nothing_open: bool = False


def write_down(act: Act, said: Statement, *, happened_at: datetime | None = None, given_how: str = "") -> Proposal:
    """Write the statement into the record and put it forward. Raises BadInput for an action in the past, or no day,

    and where the procedure wants in writing what was agreed (BHAM-5, BRIS-33), or what stays open (BRENT-17), and it is not.
    """
    check_actions(said.actions, at=happened_at or act.request.at, required=False)
    _check_written(act, said)
    _check_outstanding(said, at=act.request.at)
    owed = [o for duty in (Duty.ACKNOWLEDGE, Duty.RESPOND) for o in act.situation.owed_by_me(duty)]
    facts: dict[str, object] = {"outcome": said.outcome, **facts_of_late(happened_at, owed)}
    if said.outstanding.strip() and said.look_again_on is not None:
        party = said.outstanding_party.number if said.outstanding_party else None
        facts["outstanding"] = {"party": party, "on": said.look_again_on.isoformat()}
    elif said.nothing_open and not said.outstanding.strip():
        facts["nothing_open"] = True
    content = {
        "statement": said.statement,
        "outstanding": NOTHING_OPEN if facts.get("nothing_open") else said.outstanding,
        "actions": in_words(said.actions),
        "given_how": given_how,
    }
    entry = act.write(facts=facts, content=content, occurred_at=happened_at)
    return put_forward(act, ProposalKind.OUTCOME, entry, actions=said.actions, outcome=said.outcome)


def _check_written(act: Act, said: Statement) -> None:
    """Hold the statement to what the procedure wants in writing."""
    wants, faults = act.case.policy.outcome, {}
    if wants.written_statement and not said.statement.strip():
        faults["statement"] = ["Enter what was agreed"]
    if wants.outstanding_issues and not (said.outstanding.strip() or said.nothing_open):
        faults["outstanding"] = ["Enter what stays open, or say that nothing does"]
    if faults:
        raise BadInput("Some answers are missing or cannot be taken.", faults)


def _check_outstanding(said: Statement, *, at: datetime) -> None:
    sentence = ""
    if said.outstanding.strip() and said.look_again_on is None:
        sentence = "Enter the day on which what stays open is looked at again"
    elif said.look_again_on is not None and said.look_again_on < london(at).date():
        sentence = "The day on which it is looked at again must be today or in the future"
    if sentence:
        raise BadInput(sentence, {"look_again_on": [sentence]})


def put_forward(act: Act, kind: ProposalKind, entry: Entry, *, actions: list[Action], outcome: str = "") -> Proposal:
    """Put forward the plan or statement written in `entry`, as its next version; the writer's own party accepts it."""
    party = act.situation.standing.holds[0]
    proposal = Proposal.objects.create(
        case=act.case,
        passage=act.passage,
        kind=kind,
        version=act.case.proposals.filter(kind=kind).count() + 1,
        outcome=outcome,
        proposed_by=party,
        proposed_at=act.request.at,
        entry=entry,
    )
    for number, action in enumerate(actions, start=1):
        PlanAction.objects.create(proposal=proposal, number=number, party=action.party, due_on=action.due_on)
    Answer.objects.create(
        proposal=proposal, party=party, accepts=True, by=act.request.by, at=act.request.at, entry=entry
    )
    return proposal


def in_words(actions: list[Action]) -> list[dict[str, str]]:
    """The actions as the content of an entry holds them."""
    return [
        {
            "what": action.what,
            "who": action.party.agency.name if action.party else "Both sides",
            "by": action.due_on.isoformat(),
        }
        for action in actions
    ]


def check_actions(actions: list[Action], *, at: datetime, required: bool) -> None:
    """Refuse actions due before today (London), and none at all where one is required. Raises BadInput."""
    sentence = ""
    if required and not actions:
        sentence = "Enter at least one action"
    elif any(action.due_on < london(at).date() for action in actions):
        sentence = "The day by which an action is done must be today or in the future"
    if sentence:
        raise BadInput(sentence, {"actions": [sentence]})
