"""The stages of a procedure, what must be there between them, who is told, and the ways from one to another."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from policies.schema.base import Cited, Guidance
from policies.schema.document import RequiredMeans
from policies.schema.limits import Obligation
from policies.schema.outcome import Afterwards
from policies.schema.people import Rungs, Who
from policies.schema.referring import Referral
from policies.schema.settling import LastStage
from policies.values import Flag, Key, Text
from policies.vocabulary import (
    AgencyType,
    Audience,
    Band,
    Breach,
    Event,
    GateKind,
    GateMode,
    Ground,
    Role,
    Sides,
    Start,
)


class PlanLink(Cited):
    """Whoever proposes a plan at the stage says how it stands to the plan that the person has already (FLOW-6)."""

    says: Text


class Gate(Cited):
    """What must be there before the stage is entered or left. `lifted_by_immediate_risk`: "evidence to follow" (O-24)."""

    kind: GateKind
    at: Literal["enter", "leave"] = "enter"
    mode: GateMode = GateMode.BLOCK
    says: Text
    lifted_by_immediate_risk: Flag = True


class Tell(Cited):
    """Who must be told, when. `fallback` names who is told where the audience cannot be had (BRIS-21), and `fallback_role`
    the post that Resolve then tells: one on the board of the area, else one of the agency that raised the case.

    `for_information`: they get a copy, and nothing is asked of them.
    """

    who: Audience
    on: Event = Event.STAGE_ENTERED
    for_information: Flag = False
    says: str = ""
    fallback: str = ""
    fallback_role: Role | None = None


class Stage(Cited):
    """One stage. `number` is digits as a string ("0" before Stage 1); a stage without one is called by its title.

    `who` or `repeats` says who acts for the sides.

    A stage whose obligations name no dated limit asks for a protective date and its reason when it opens.
    `grounds` narrows the policy's for leaving this stage; empty means all of them (BUCKS-4).
    `discretionary`: it may be passed over with a reason (BUCKS-12). Both sides act as `who` or `repeats` says, each by
    the type of its agency; the side that has no part (`sides`) has nobody who acts. `form` is the key of the form that is
    kept from this stage on (BRIS-25, BUCKS-11).
    """

    key: Key
    number: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,2}$")] | None = None
    title: Text
    band: Band
    sides: Sides = Sides.BOTH
    who: Who | None = None
    repeats: Rungs | None = None
    obligations: tuple[Obligation, ...] = ()
    gates: tuple[Gate, ...] = ()
    grounds: tuple[Ground, ...] = ()
    discussed_by: RequiredMeans | None = None
    referrals: tuple[Referral, ...] = ()
    tells: tuple[Tell, ...] = ()
    guidance: tuple[Guidance, ...] = ()
    discretionary: Flag = False
    discretion_says: str = ""
    conflicted_manager_moves_up: Flag = False
    last: LastStage | None = None
    form: str = ""
    recorded_on_own_system: Afterwards | None = None
    links_to_plan: PlanLink | None = None

    @model_validator(mode="before")
    @classmethod
    def nothing_follows_the_last(cls, given: Any) -> Any:
        """Let a limit of the last stage remind where the file does not say: there is no stage to offer."""
        if not isinstance(given, dict) or not given.get("last") or not isinstance(given.get("obligations"), list):
            return given
        default = {"on_breach": Breach.REMIND.value}
        owed = [default | item if isinstance(item, dict) else item for item in given["obligations"]]
        return given | {"obligations": owed}

    @property
    def counts_back_from_its_meeting(self) -> bool:
        """Whether a limit counts back from the meeting that is arranged here."""
        limits = [o.limit for o in self.obligations if o.limit is not None]
        return any(period.start is Start.BEFORE_MEETING for limit in limits for period in limit.periods)

    @property
    def is_dated(self) -> bool:
        """Whether any obligation of the sides carries a limit that dates it without a case-specific date."""
        return any(period.is_dated for o in self.obligations if o.limit is not None for period in o.limit.periods)


class Route(Cited):
    """A way between stages other than to the next one in the list.

    `pairs` are unordered pairs of agency types; the route applies only if every cross-side pair of the case is among
    them (O-3). `grounds` empty means any. `acts_at_source` replaces who acts at the source stage where the route
    applies (O-31). `needs_discussion` opens the route only once both have discussed it there, the other side has let its
    limit pass, or a child is at immediate risk.

    `priority` and `at_risk` open it to cases of that priority, and at immediate risk, only. `roles`: only people with a post
    of these roles may take it. `bypass`: it passes a stage over for a rationale, which is recorded as such and counted.

    `approved_by_office`: the text does not say so, and the board's office may approve it for a case, with a reason; until
    then the case takes the other ways (O-3). A pair for which another route leads to the same stage anyway needs no approval.
    """

    source: Key = Field(alias="from")
    target: Key = Field(alias="to")
    pairs: tuple[tuple[AgencyType, AgencyType], ...] = ()
    grounds: tuple[Ground, ...] = ()
    acts_at_source: Who | None = None
    needs_discussion: Flag = False
    priority: Key | None = None
    at_risk: Flag = False
    roles: tuple[Role, ...] = ()
    bypass: Flag = False
    approved_by_office: Flag = False
    says: Text

    @property
    def replaces(self) -> bool:
        """Whether it takes the place of the next stage where it applies; else it is offered beside it."""
        by_the_case = bool(self.pairs) or self.priority is not None or self.at_risk
        return by_the_case and not self.roles and not self.bypass and not self.approved_by_office
