"""What stands beside the questions of a verb: what the other side says, what follows, who is told, and why it came back."""

from dataclasses import dataclass, field
from typing import Any

from cases.models import Case, Proposal, ProposalKind, Side
from cases.presenters.previews import Preview
from cases.presenters.statement import statement_of
from cases.process.notices import TODO_OF_DUTY
from cases.rules.risk_said import latest, words_of_risk
from cases.situations import Situation
from cases.verbs import Verb
from cases.words.headings import HEADINGS
from core.words import listed, moment
from policies.schema import Stage
from policies.vocabulary import Duty, Event

SUBJECT = ("what_is_disputed", "relevance_to_risk", "wanted")
"""Of the statement, what somebody needs before they acknowledge or answer it."""


@dataclass(frozen=True)
class Aside:
    """A heading with sentences, with what somebody wrote as (heading, paragraphs), and with what can be done about it."""

    title: str
    lines: list[str] = field(default_factory=list)
    written: list[tuple[str, list[str]]] = field(default_factory=list)
    verbs: list[Verb] = field(default_factory=list)


def subject_of(s: Situation) -> Aside:
    """The decision disputed, the risk, and what is wanted, in the words of the side that raised it."""
    raising = next(party.agency.name for party in s.parties if party.side == Side.ESCALATING)
    says = "your own side says" if answers_itself(s) else f"{raising} says"
    wanted = [s.case.persons.say(HEADINGS[key]) for key in SUBJECT]
    written = [(heading, lines) for heading, lines in statement_of(s.case) if heading in wanted]
    newest = latest(s.case)
    if newest is not None and newest.kind != Verb.RAISE:
        written.append((s.case.persons.say("The risk to {the person} now"), list(words_of_risk(newest))))
    return Aside(f"What {says}", written=written)


def answers_itself(s: Situation) -> bool:
    """Whether the side that raised it owes an answer too, and this person gives it."""
    sides = {o.party.side for o in s.owed_by_me(Duty.RESPOND) if o.party is not None}
    return sides == {Side.ESCALATING}


def next_for(s: Situation, *done: Duty) -> list[str]:
    """What this person's side owes next, once these are done: "respond, by Tuesday 24 November 2026, 5pm"."""
    mine = [o for o in s.obligations if o.met_at is None and not o.optional and s.is_mine(o) and o.duty not in done]
    said = []
    for o in mine:
        clock = getattr(o, "clock", None)
        said.append(f"{TODO_OF_DUTY[o.duty]}, by {moment(clock.due_at)}" if clock else TODO_OF_DUTY[o.duty])
    return list(dict.fromkeys(said))


def told_of(s: Situation, *, closing: bool) -> str:
    """Who is told, in a sentence; where the case closes, those too whom the procedure names for that."""
    people = [*(h.person for h in s.holdings), s.case.raised_by]
    names = dict.fromkeys(person.name for person in people if person is not None and person.pk != s.by.pk)
    tells = (*s.case.policy.tells, *s.stage.tells) if closing else ()
    names |= dict.fromkeys(_in_a_sentence(tell.who.label) for tell in tells if tell.on is Event.CLOSED)
    return f"Told: {listed(names)}." if names else "Nobody else is told."


def running_limits(s: Situation) -> str:
    """A warning that the others still have time, for who goes on before it has passed; "" where none runs."""
    said = []
    for o in s.obligations:
        clock = getattr(o, "clock", None)
        if o.met_at is None and o.party is not None and clock and clock.stopped_at is None and clock.due_at >= s.at:
            said.append(f"{o.party.agency.name} has until {moment(clock.due_at)} to {TODO_OF_DUTY[o.duty]}")
    if not said:
        return ""
    return f"It is early: the time allowed at this stage is still running. {'. '.join(dict.fromkeys(said))}."


def received_by(found: Preview) -> list[str]:
    """Who would act at the stage that a case enters, in a sentence for each side."""
    return [f"{holder.agency}: {holder.said}." for holder in found.holders]


def stage_label(stage: Stage, rung: int | None = None) -> str:
    """A stage by its number: "Stage 3", with the step of one that repeats."""
    label = f"Stage {stage.number}" if stage.number not in (None, "0") else stage.title
    return label if rung is None else f"{label}, step {rung + 1}"


def sent_back(case: Case, kind: ProposalKind) -> Proposal | None:
    """The newest plan or statement, if it was sent back or taken back: the next version begins with its words."""
    found = case.proposals.filter(kind=kind).select_related("entry__content").order_by("-version").first()
    if found is None or found.set_aside_at is None:
        return None
    return found if found.taken_back or found.answers.filter(accepts=False).exists() else None


def why_sent_back(proposal: Proposal) -> Aside:
    """What was wrong with a version, and who said so."""
    refusals = proposal.answers.filter(accepts=False).select_related("by", "party__agency", "entry__content")
    written = [
        (f"{answer.by.name}, {answer.party.agency.name}", _body(answer.entry).get("why", "").splitlines())
        for answer in refusals
    ]
    return Aside(f"Why version {proposal.version} was sent back", written=written)


def words_of(proposal: Proposal) -> dict[str, str]:
    """What a version said, by field, without its actions."""
    return {key: value for key, value in _body(proposal.entry).items() if isinstance(value, str)}


def rows_of_proposal(proposal: Proposal) -> list[dict[str, object]]:
    """The actions of a version, as the rows of a form take them."""
    said = _body(proposal.entry).get("actions", [])
    actions = proposal.actions.select_related("party").order_by("number")
    return [
        {"what": item["what"], "who": str(action.party.number) if action.party else "both", "due_on": action.due_on}
        for item, action in zip(said, actions, strict=True)
    ]


def _body(entry: object) -> dict[str, Any]:
    content = getattr(entry, "content", None)
    return dict(content.body) if content else {}


def _in_a_sentence(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}"
