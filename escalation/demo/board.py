"""What the demo’s boards do before they decide: choose the way, and appoint who sits as their procedure has it."""

from collections.abc import Callable, Iterator
from functools import partial

from agencies.models import Agency
from cases.actions import sitting
from cases.actions.door import Request
from cases.composition import is_member
from cases.models import Case, SeatRole
from cases.rules.who_may_sit import Member
from policies.schema import LastOption, LastStage
from policies.vocabulary import LastStageKind

WHY = "Both sides hold to their view, and it turns on the threshold."


def before_the_decision(case: Case, last: LastStage, option: LastOption) -> Iterator[Callable[[Request], Case]]:
    """What is done before the decision in this way."""
    if len(last.options) > 1:
        yield partial(sitting.choose_way, case, kind=option.kind, why=WHY, as_chosen=True)
    if option.composition is not None:
        members = _members(case, option.kind, option.composition.agencies or 1)
        yield partial(sitting.appoint, case, members=members)


def _members(case: Case, kind: LastStageKind, agencies: int) -> list[Member]:
    """The parties and outsiders on a panel; else somebody of an agency that is not involved."""
    disputing = list(dict.fromkeys(party.agency for party in case.parties.select_related("agency")))
    others = Agency.objects.filter(areas=case.area_id).exclude(pk__in=[agency.pk for agency in disputing])
    outside = [agency for agency in others.order_by("name") if is_member(agency.type, of_the_area=True)]
    seated = [*disputing, *outside] if kind is LastStageKind.PANEL else outside
    role = {LastStageKind.MEDIATION: SeatRole.MEDIATOR, LastStageKind.CHAIRED_MEETING: SeatRole.CHAIR}.get(kind)
    return [
        Member(f"The board member of {agency.name}", agency, role or SeatRole.MEMBER, stands_as="Board member")
        for agency in seated[:agencies]
    ]
