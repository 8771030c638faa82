"""Does immediate risk, said at the present stage, start a later one at once, as it would have when the case was raised?"""

from cases.rules import gates
from cases.situations import Situation
from policies.routes import skipped_to
from policies.vocabulary import Ground


def skips_to(s: Situation) -> str | None:
    """The stage at which the policy starts a case at immediate risk, where the present one lies before it (BUCKS-3).

    None where there is none, where a gate stands on the way that immediate risk does not lift, and for the board's side: it
    has no other agency that could disagree.
    """
    to = skipped_to(s.case.policy, source=s.case.stage)
    if to is None or s.case.immediate_risk or not s.standing.takes_part:
        return None
    return None if gates.lacks(s, Ground.IMMEDIATE_RISK, to) else to
