"""Looking at a case: the one way from a reference to the case as it stands for a person, for pages and API alike."""

from collections.abc import Callable
from datetime import datetime

from agencies.models import User
from cases.access import fetch
from cases.models import Case
from cases.rules.refusals import refusal_in
from cases.situations import Situation, situation
from cases.verbs import Verb


def look(
    reference: str,
    *,
    by: User,
    at: datetime,
    page: str,
    verb: Verb | None = None,
    shows: Callable[[Situation], bool] = lambda _: True,
) -> Situation:
    """The case with this reference as it stands for this person at `at` (UTC). Raises NotVisible.

    The look is logged: as seen where they may read the case and, on the page of a `verb`, may do it; and where the page
    `shows` anything of it.
    """
    found: list[Situation] = []

    def is_shown(case: Case) -> bool:
        found.append(situation(case, by=by, at=at))
        return shows(found[0]) and (verb is None or refusal_in(found[0], verb) is None)

    case = fetch(reference, person=by, at=at, page=page, shows=is_shown)
    return found[0] if found else situation(case, by=by, at=at)
