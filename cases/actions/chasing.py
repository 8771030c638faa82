"""An attempt to reach whoever does not answer, written down (BRIS-17, BRIS-19)."""

from datetime import datetime

from django.db import transaction

from agencies.models import User
from cases.actions.door import Request, enter
from cases.models import Case, Party
from cases.verbs import Verb
from cases.words.methods import unexplained
from core.errors import BadInput


@transaction.atomic
def chase(
    case: Case,
    request: Request,
    *,
    tried_at: datetime,
    method: str,
    whom: User | None,
    of: Party,
    reached: bool,
    came_of_it: str,
    method_reason: str = "",
) -> Case:
    """Write down when (UTC), how and whom the raising side tried to reach at the party `of`, and what came of it.

    `whom` is whoever acts there, or somebody of its ladder in their place; None for somebody else. Nobody's clock changes.
    `method_reason` says why by a means that the procedure advises against (FLOW-2).
    """
    act = enter(case, Verb.CHASE, request)
    if tried_at > request.at:
        sentence = "The attempt must have been made already"
        raise BadInput(f"{sentence}.", {"tried_at": [sentence]})
    sentence = unexplained(act.case.policy, method, method_reason)
    if sentence:
        raise BadInput(sentence, {"method_reason": [sentence]})
    act.write(
        facts={
            "at": tried_at.isoformat(),
            "method": method,
            "whom": whom.pk if whom else None,
            "of": of.number,
            "reached": reached,
        },
        content={"came_of_it": came_of_it, "method_reason": method_reason},
        occurred_at=tried_at,
    )
    act.tell_others("answer, or say who answers in your place")
    return act.case
