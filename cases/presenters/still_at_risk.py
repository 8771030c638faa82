"""Who still thinks that the child is at risk, or that what was agreed was not kept, and what can be done about it."""

from dataclasses import dataclass

from cases.models import LIVE_STATES, Entry, Side
from cases.presenters.timeline import author_of
from cases.record import body_of, is_erased
from cases.rules.concerns import concerns_of
from cases.situations import Situation
from cases.verbs import Verb
from cases.words.entries import ERASED
from core.persons import Persons
from core.words import moment

LEADS_ON = (Verb.ESCALATE, Verb.REOPEN)


@dataclass(frozen=True)
class StillAtRisk:
    """A heading, who said what and when, and the verbs that lead on from it."""

    reference: str
    title: str
    lines: list[str]
    verbs: list[Verb]
    persons: Persons


def still_at_risk(s: Situation, verbs: list[Verb]) -> StillAtRisk | None:
    """Whose concern continues, for all who read the case (BRIS-5), and for the side that raised it what was not kept.

    None where neither was said.
    """
    raising = {party.pk for party in s.parties if party.side == Side.ESCALATING} & s.standing.own_parties
    broken = bool(raising) and any(f.not_kept_in_id is not None and not f.result for f in s.follow_ups)
    concerns = concerns_of(s.case)
    if not broken and not concerns:
        return None
    lines = [concern_line(entry) for entry in concerns]
    if raising and s.case.state not in LIVE_STATES:
        lines.append("This case has ended. You can take it up again, with a reason, or raise a new one.")
    lines.append("If {a person is} in danger now, use the emergency contacts on this page.")
    title = "{The person is} still thought to be at risk" if concerns else "What was agreed was not kept"
    return StillAtRisk(
        reference=str(s.case.reference),
        title=s.case.persons.say(title),
        lines=[s.case.persons.say(line) for line in lines],
        verbs=[verb for verb in LEADS_ON if verb in verbs],
        persons=s.case.persons,
    )


def concern_line(entry: Entry) -> str:
    """Who still thinks so, since when and why, in a line."""
    why = ERASED if is_erased(entry) else str(body_of(entry).get("why", ""))
    return f"{author_of(entry)}, on {moment(entry.occurred_at)}: {' '.join(why.split())}"
