"""Is something open about this child already, between the same agencies? A soft question, asked when a case is raised."""

from django.db.models import Exists, OuterRef, QuerySet

from agencies.models import Agency, User
from cases.access import visible_to
from cases.models import LIVE_STATES, Case, Exclusion
from core.words import listed

WITH_COLLEAGUES = (
    "A case is open already about this child, between your agency and the same other agency. You take no part in it, so "
    "nothing more can be shown here. Ask your manager or your safeguarding lead before you raise another."
)


def open_about(reference: str, *, by: User, own: Agency | None, other: Agency | None) -> list[str]:
    """What is open about a child with this reference, in which both agencies take part, in sentences.

    Of a case that the person may see, which. Of one of colleagues, by their own agency's reference for the child: that there
    is one, and whom to ask; and nothing at all of one from which the person is kept out.
    """
    between = [agency for agency in (own, other) if agency is not None]
    open_now = _between(between, Case.objects.filter(subjects__references__reference__iexact=reference))
    seen = visible_to(by)
    mine = [str(case.reference) for case in open_now.filter(pk__in=seen).order_by("pk").distinct()]
    said = [_look_at(mine)] if mine else []
    if len(between) < 2 or own is None:
        return said
    theirs = Case.objects.filter(
        ~Exists(Exclusion.objects.filter(case=OuterRef("pk"), person=by)),
        subjects__references__reference__iexact=reference,
        subjects__references__party__agency=own,
    )
    hidden = _between(between, theirs).exclude(pk__in=seen)
    return [*said, *([WITH_COLLEAGUES] if hidden.exists() else [])]


def _between(agencies: list[Agency], cases: QuerySet[Case]) -> QuerySet[Case]:
    """The live ones in which all these agencies take part."""
    found = cases.filter(state__in=LIVE_STATES)
    for agency in agencies:
        found = found.filter(parties__agency=agency)
    return found


def _look_at(references: list[str]) -> str:
    are, them = ("is", "it") if len(references) == 1 else ("are", "them")
    return f"{listed(references)} {are} open about this child with the same agency. Look at {them} first."
