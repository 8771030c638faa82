"""What the side that raised it can do where it still thinks that the child is at risk, or what was agreed was not kept."""

from dataclasses import dataclass

from cases.models import LIVE_STATES, FollowUp, FollowUpKind, FollowUpResult, Side
from cases.situations import Situation
from cases.verbs import Verb
from core.persons import Persons
from core.words import moment

LEADS_ON = (Verb.ESCALATE, Verb.REOPEN)


@dataclass(frozen=True)
class StillAtRisk:
    """A heading, what was said and when, and the verbs that lead on from it."""

    reference: str
    title: str
    lines: list[str]
    verbs: list[Verb]
    persons: Persons


def still_at_risk(s: Situation, verbs: list[Verb]) -> StillAtRisk | None:
    """What to do where the concern continues (BRIS-5) or an action was not kept; None where neither was said, and

    for whoever is not of the side that raised it.
    """
    raising = {party.pk for party in s.parties if party.side == Side.ESCALATING}
    if not raising & s.standing.own_parties:
        return None
    broken = [f for f in s.follow_ups if f.not_kept_in_id is not None and not f.result]
    concern = _last_concern(s)
    if not broken and concern is None:
        return None
    lines = [f"It was said on {moment(concern.answered_at)}." if concern and concern.answered_at else ""]
    if s.case.state not in LIVE_STATES:
        lines.append("This case has ended. You can take it up again, with a reason, or raise a new one.")
    lines.append("If {a person is} in danger now, use the emergency contacts on this page.")
    title = "{The person is} still thought to be at risk" if concern else "What was agreed was not kept"
    return StillAtRisk(
        reference=str(s.case.reference),
        title=s.case.persons.say(title),
        lines=[s.case.persons.say(line) for line in lines if line],
        verbs=[verb for verb in LEADS_ON if verb in verbs],
        persons=s.case.persons,
    )


def _last_concern(s: Situation) -> FollowUp | None:
    """The raiser's newest answer, where it was that the concern continues and the case was not taken up again since."""
    asked = [f for f in s.follow_ups if f.kind == FollowUpKind.CONCERN and f.result]
    newest = max(asked, key=lambda found: found.number, default=None)
    if newest is None or newest.result != FollowUpResult.YES or s.case.state in LIVE_STATES:
        return None
    return newest
