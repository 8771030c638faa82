"""The format of a procedure: what a policy file may say, validated, as frozen values.

A file is refused whole: `parse` lists every mistake with file, key and mend (`docs/policy-authors-guide.md`).
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from policies.values import Amount, Cites, Day, Flag, HoursBefore, Key, MorningsAfter, Name, Seats, Text
from policies.vocabulary import (
    AgencyType,
    Audience,
    Band,
    Breach,
    CalendarName,
    Duty,
    Event,
    GateKind,
    GateMode,
    Ground,
    LastStageKind,
    Owner,
    Role,
    Sides,
    Start,
    Strength,
    Unit,
)


class Item(BaseModel):
    """Base of everything in a policy: immutable, and unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Cited(Item):
    """An item that names the rules of the procedure's text that it stands for, such as BHAM-19."""

    cite: Cites = ()


class Area(Item):
    """Whose procedure it is. `board_office` and `chair` are the titles used by the area itself."""

    key: Key
    name: Name
    partnership: Name
    aliases: tuple[Text, ...] = ()
    calendar: CalendarName = CalendarName.ENGLAND_AND_WALES
    board_office: Text = "Business Manager"
    chair: Text = "Chair of the board"


class Metadata(Cited):
    """The policy document: its title, version and dates. Past its review date a policy warns, and runs (O-13)."""

    title: Text
    version: Annotated[Text, StringConstraints(max_length=60)]
    in_force_from: Day
    review_date: Day | None = None
    correct_at: Day | None = None
    agreed_by: str = ""
    owner: str = ""
    contact: str = ""
    period: str = ""
    sits_under: str = ""
    history: tuple[Text, ...] = ()


class Reason(Cited):
    """One kind of disagreement that the text lists. Every list is open: "other" is always offered beside it."""

    key: Key
    label: Text


class Thresholds(Cited):
    """The area's threshold framework, by which a disagreement may be defined."""

    title: Text
    levels: tuple[Text, ...] = ()


class Method(Cited):
    """A way of raising or discussing. A discouraged one is warned about and needs a reason, and is never blocked."""

    key: Key
    label: Text
    discouraged: Flag = False
    note: str = ""


class Contact(Cited):
    """Whom to ring about a child at immediate risk, and when they answer. `phone` may be empty where none is known."""

    name: Text
    phone: str = ""
    when: Literal["always", "office-hours", "out-of-hours"] = "always"
    note: str = ""


class Skip(Cited):
    """Immediate risk starts the case at `to` instead of at the first stage, if `condition` is also affirmed."""

    to: Key
    condition: Text


class Hop(Cited):
    """One hop of a chain of people to be told at once: `by` tells `to`."""

    by: Text
    to: Text


class ImmediateRisk(Cited):
    """What immediate risk does in this area: any of skip, refer, compress and tell (O-30)."""

    says: Text
    contacts: tuple[Contact, ...] = Field(min_length=1)
    skip: Skip | None = None
    refer: str = ""
    compress: Flag = False
    tell: tuple[Hop, ...] = ()


class Limit(Cited):
    """How long somebody has. `amount` counts `unit`s from `start`; units without an amount carry none.

    `or_sooner_to_protect`: the case's protective date holds where it is earlier (BRENT-6).
    """

    unit: Unit
    amount: Amount | None = None
    start: Start = Start.ESCALATION
    strength: Strength = Strength.MAXIMUM
    or_sooner_to_protect: Flag = False

    @model_validator(mode="after")
    def amount_fits_unit(self) -> Self:
        """Refuse a counted unit without an amount, and an amount on a unit that counts nothing."""
        counted = self.unit not in {Unit.SAME_WORKING_DAY, Unit.AS_SOON_AS_POSSIBLE, Unit.CASE_SPECIFIC}
        if counted and self.amount is None:
            raise ValueError(f"a limit in {self.unit.value} needs an amount: add for example “amount: 2”")
        if not counted and self.amount not in (None, 1):
            raise ValueError(f"a limit of “{self.unit.value}” carries no amount: remove “amount”")
        return self


class Obligation(Cited):
    """What somebody owes at a stage, by when, and what the passing of the limit does.

    `on_breach` is remind at the last stage, where nothing can be offered, unless the file says otherwise.
    `must_set_timetable`: meeting it must state a timescale (BRIS-27). `optional`: it is offered and not owed.
    With owner `both`, one discussion meets it for both sides, while a plan needs each of them.
    """

    what: Duty
    owner: Owner
    limit: Limit | None = None
    on_breach: Breach = Breach.OFFER
    must_set_timetable: Flag = False
    optional: Flag = False
    note: str = ""


class ActingRole(Cited):
    """Who acts for a side: the role, the title that the procedure gives it, and roles that may act in its place.

    Alternatives are tried in order where the agency has nobody in the role itself (O-37, BRIS-22).
    """

    role: Role
    title: Name
    alternatives: tuple[Role, ...] = ()


class Who(Item):
    """Who acts for a side at a stage: in general, and by type of agency where the text says otherwise."""

    default: ActingRole
    by_type: dict[AgencyType, ActingRole] = {}

    def of(self, agency_type: AgencyType) -> ActingRole:
        """The role that acts for an agency of this type."""
        return self.by_type.get(agency_type, self.default)


Ladder = Annotated[tuple[ActingRole, ...], Field(min_length=1)]


class Rungs(Cited):
    """A stage that repeats up the organisation: the rungs in ascending order, in general and by type of agency.

    A real case climbs the posts of each agency's own ladder from the lowest of them (`policies.routes.span`); the list
    is the ladder of simulations and pages. The side whose ladder is shorter keeps its top person; the stage ends when
    both ladders are exhausted.
    """

    default: Ladder
    by_type: dict[AgencyType, Ladder] = {}

    def of(self, agency_type: AgencyType) -> tuple[ActingRole, ...]:
        """The rungs of an agency of this type, lowest first; never empty."""
        return self.by_type.get(agency_type, self.default)


class Gate(Cited):
    """What must be there before the stage is entered or left. `lifted_by_immediate_risk`: "evidence to follow" (O-24)."""

    kind: GateKind
    at: Literal["enter", "leave"] = "enter"
    mode: GateMode = GateMode.BLOCK
    says: Text
    lifted_by_immediate_risk: Flag = True


class Tell(Cited):
    """Who must be told, when. `fallback` names who is told where the audience cannot be had (BRIS-21)."""

    who: Audience
    on: Event = Event.STAGE_ENTERED
    says: str = ""
    fallback: str = ""


class Guidance(Cited):
    """A sentence of the procedure that a person must see at this place; the software enforces nothing by it."""

    says: Text


class Composition(Cited):
    """Who sits on a panel or chairs a meeting. `parties`: whether the disputing agencies sit."""

    agencies: Seats | None = None
    parties: Literal["included", "where-possible", "excluded", "not-stated"] = "not-stated"
    note: str = ""


class LastOption(Cited):
    """One way in which the last stage may settle the case. `binding` is null where the text does not say (O-15)."""

    kind: LastStageKind
    title: Text
    decided_by: Owner
    binding: Flag | None
    composition: Composition | None = None
    may_set_course_of_action: Flag = False


class LastStage(Cited):
    """What the board's side does at the end of the road. `reached_through`: who receives the referral."""

    options: tuple[LastOption, ...] = Field(min_length=1)
    reached_through: Owner = Owner.BOARD_OFFICE
    option_chosen_by: Owner = Owner.CHAIR

    @property
    def binding(self) -> bool | None:
        """True or false where every option agrees; null where the text does not say or the options differ."""
        said = {option.binding for option in self.options}
        return said.pop() if len(said) == 1 else None


class Stage(Cited):
    """One stage. `number` is digits as a string ("0" before Stage 1). `who` or `repeats` says who acts for the sides.

    A stage whose obligations name no dated limit asks for a protective date and its reason when it opens.
    `grounds` narrows the policy's for leaving this stage; empty means all of them (BUCKS-4).
    `discretionary`: it may be passed over with a reason (BUCKS-12). Both sides act as `who` or `repeats` says, each by
    the type of its agency; the side that has no part (`sides`) has nobody who acts.
    """

    key: Key
    number: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,2}$")]
    title: Text
    band: Band
    sides: Sides = Sides.BOTH
    who: Who | None = None
    repeats: Rungs | None = None
    obligations: tuple[Obligation, ...] = ()
    gates: tuple[Gate, ...] = ()
    grounds: tuple[Ground, ...] = ()
    tells: tuple[Tell, ...] = ()
    guidance: tuple[Guidance, ...] = ()
    discretionary: Flag = False
    discretion_says: str = ""
    conflicted_manager_moves_up: Flag = False
    last: LastStage | None = None
    form: str = ""

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
    def is_dated(self) -> bool:
        """Whether any obligation of the sides carries a limit that dates it without a case-specific date."""
        undated = {Unit.AS_SOON_AS_POSSIBLE, Unit.CASE_SPECIFIC}
        return any(o.limit is not None and o.limit.unit not in undated for o in self.obligations)


class Route(Cited):
    """A way between stages other than to the next one in the list.

    `pairs` are unordered pairs of agency types; the route applies only if every cross-side pair of the case is among
    them (O-3). `grounds` empty means any. `acts_at_source` replaces who acts at the source stage where the route
    applies (O-31). `needs_discussion` opens the route only once both have discussed it there, the other side has let its
    limit pass, or a child is at immediate risk.
    """

    source: Key = Field(alias="from")
    target: Key = Field(alias="to")
    pairs: tuple[tuple[AgencyType, AgencyType], ...] = ()
    grounds: tuple[Ground, ...] = ()
    acts_at_source: Who | None = None
    needs_discussion: Flag = False
    says: Text


class OverallLimit(Cited):
    """A limit over several stages, shown until the case is resolved or reaches `until` (BRENT-6)."""

    limit: Limit
    until: Key | None = None
    says: Text


class Outcome(Cited):
    """How a case is closed by agreement."""

    written_statement: Flag = True
    copy_on_each_childs_record: Flag = False
    outstanding_issues: Flag = True
    confirm_within: Limit = Limit(unit=Unit.WORKING_DAYS, amount=5, start=Start.ESCALATION)
    says: str = ""


class Learning(Cited):
    """Where learning and gaps in policy go."""

    addressee: Text
    says: Text
    must: Flag = False


class Reminders(Cited):
    """When reminders go out: each once per moment and person.

    `working_hours_before` is 1 to 80 (two working weeks), or null for none; `working_mornings_after` 0 to 60.
    """

    at_half: Flag = True
    working_hours_before: HoursBefore | None = 2
    at_breach: Flag = True
    working_mornings_after: MorningsAfter = 5
    then_weekly: Flag = True


class Absence(Cited):
    """Something on which the text says nothing, said so that nobody searches for it."""

    says: Text


class Policy(Item):
    """One area's procedure, whole."""

    area: Area
    metadata: Metadata
    immediate_risk: ImmediateRisk
    stages: tuple[Stage, ...] = Field(min_length=1)
    routes: tuple[Route, ...] = ()
    grounds: tuple[Ground, ...] = (Ground.NOT_AGREED, Ground.NO_RESPONSE, Ground.DELAY)
    reasons: tuple[Reason, ...] = Field(min_length=1)
    thresholds: Thresholds | None = None
    methods: tuple[Method, ...] = ()
    overall_limit: OverallLimit | None = None
    outcome: Outcome = Outcome()
    learning: tuple[Learning, ...] = ()
    reminders: Reminders = Reminders()
    guidance: tuple[Guidance, ...] = ()
    tells: tuple[Tell, ...] = ()
    absent: tuple[Absence, ...] = ()

    def stage(self, key: str) -> Stage:
        """The stage with this key; KeyError if the policy has none."""
        for stage in self.stages:
            if stage.key == key:
                return stage
        raise KeyError(key)
