"""Who will receive what is about to be raised? Said before it is sent, by name, with cover."""

from datetime import datetime

from agencies.ladder import who_stands
from agencies.models import Agency
from policies.models import PolicyVersion
from policies.routes import role_at
from policies.schema import Stage
from policies.vocabulary import AgencyType, Role, Sides


def received_by(agency: Agency, own: Agency | None, stage: Stage, version: PolicyVersion, *, at: datetime) -> str:
    """Who acts for `agency` at the first stage, in a sentence; where it has no part there, that it is not told yet."""
    if stage.sides is Sides.RAISING:
        return f"{agency.name} is not told yet: at the first stage you talk to your own manager."
    kind = AgencyType(agency.type)
    pairs = [(AgencyType(own.type), kind)] if own else []
    acting = role_at(version.policy, stage=stage, side="receiving", agency_type=kind, pairs=pairs)
    roles = [acting.role, *acting.alternatives] if acting else [Role.PRACTITIONER]
    found = who_stands(agency=agency, roles=roles, area=version.area, at=at)
    if found.person is None:
        return f"Nobody is in post at {agency.name} to receive it: the board’s office is told."
    covers = f", covering for {found.on_behalf_of.name}" if found.on_behalf_of else ""
    name = f"{found.person.name}{covers}"
    if Role.PRACTITIONER in roles[:1]:
        return f"It goes to the person whom you select; if you do not know, to {name}."
    return f"It goes to {name}, {acting.title if acting else agency.name}, whomever you select."
