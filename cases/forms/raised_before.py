"""Is something open about this child already, between the same agencies? A soft question, of what the person may see."""

from collections.abc import Sequence

from agencies.models import Agency, User
from cases.access import visible_to
from cases.models import LIVE_STATES


def open_about(reference: str, *, by: User, between: Sequence[Agency]) -> list[str]:
    """The references of the open cases in which all these agencies take part and a child has this reference."""
    found = visible_to(by).filter(state__in=LIVE_STATES, subjects__references__reference__iexact=reference)
    for agency in between:
        found = found.filter(parties__agency=agency)
    return [str(case.reference) for case in found.order_by("pk").distinct()]
