"""A case: one disagreement, in one area, under one pinned version of its procedure.

`state` is the life of the case and `stage` a key of the pinned policy; both move only by the transitions below, and the
transitions are called only by `cases.actions`. A case holds no free text: what people wrote stands in the record.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django_fsm import RETURN_VALUE, FSMField, FSMModelMixin, TransitionNotAllowed, transition
from simple_history.models import HistoricalRecords

from agencies.selectors import office_phone_of
from cases.models.outcomes import OutcomeCode
from cases.models.rungs import Rungs, rungs_at
from core.persons import Persons
from policies.models import Area, PolicyVersion
from policies.routes import Circumstances, Way, approvable, first_stage, grounds_at, skipped_to, ways_on
from policies.schema import Policy, Stage
from policies.vocabulary import AgencyType, Breach, Ground, Role, Sides, persons_of


class State(models.TextChoices):
    """The life of a case. How it ended (agreed, decided, …) is `Ending`, beside it."""

    OPEN = "open", "Open"
    AWAITING_CONFIRMATION = "awaiting_confirmation", "Waiting for the outcome to be confirmed"
    RESOLVED = "resolved", "Resolved"
    UNRESOLVED_REPORTED = "unresolved_reported", "Unresolved, reported to the chair"
    RECORDED = "recorded", "Recorded, and not taken further"
    WITHDRAWN = "withdrawn", "Withdrawn"


LIVE_STATES = (State.OPEN, State.AWAITING_CONFIRMATION)


class Ending(models.TextChoices):
    """How a case ended."""

    NONE = "", "Not ended"
    AGREED = "agreed", "Agreed by the parties"
    CLOSED_BY_OFFICE = "closed-by-office", "Closed by the board’s office without a confirmation"
    CHAIR_DECISION = "chair-decision", "Decided by the chair"
    ADVICE = "advice", "Settled with the advice of the chair"
    MEDIATION = "mediation", "Settled in mediation"
    CHAIRED_MEETING = "chaired-meeting", "Settled in a chaired meeting"
    PANEL = "panel", "Decided by a panel"
    UNRESOLVED = "unresolved", "Not settled at the last stage"
    CHAIR_INFORMED = "chair-informed", "Not settled: the chair was told"
    RECORDED = "recorded", "Recorded, and not taken further"
    WITHDRAWN = "withdrawn", "Withdrawn"


@dataclass(frozen=True)
class Move:
    """What varies between transitions: how a person reads it in the workflow picture."""

    label: str


def is_open(case: models.Model) -> bool:
    """Whether the parties (or the board) are still working on it."""
    return isinstance(case, Case) and case.state == State.OPEN


def has_begun(case: models.Model) -> bool:
    """Whether it has entered its first stage."""
    return isinstance(case, Case) and bool(case.stage)


def is_at_last_stage(case: models.Model) -> bool:
    """Whether the pinned policy settles the case at its present stage."""
    return isinstance(case, Case) and case.policy_stage.last is not None


def both_sides_take_part(case: models.Model) -> bool:
    """Whether the other side is there to agree: not while the raising side consults its own manager (BRENT-7)."""
    return isinstance(case, Case) and bool(case.stage) and case.policy_stage.sides is Sides.BOTH


class ReferenceCounter(models.Model):
    """The last number given to a case; one row, locked while a case is raised, so that references have no gaps."""

    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)


class Case(FSMModelMixin, models.Model):
    """One disagreement. `revision` grows with each entry in the record; what of it a person sees, `Situation` knows."""

    reference = models.CharField(max_length=20, unique=True, null=True)  # noqa: DJ001 - unknown until the row exists
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="cases")
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="cases")
    state = FSMField(choices=State.choices, default=State.OPEN, protected=True)
    stage = FSMField(default="", protected=True)
    ending = models.CharField(max_length=20, choices=Ending.choices, default=Ending.NONE, blank=True)
    outcome_code = models.CharField(max_length=20, choices=OutcomeCode.choices, default="", blank=True)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases_raised")
    raised_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    immediate_risk = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
    priority = models.CharField(max_length=60, blank=True)
    related_meeting_at = models.DateTimeField(null=True, blank=True)
    board_involved_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    last_entry_digest = models.CharField(max_length=64, default="", blank=True)

    history = HistoricalRecords(excluded_fields=["last_entry_digest", "revision"])

    class Meta:
        indexes = (models.Index(fields=["area", "state", "stage"]), models.Index(fields=["-raised_at"]))
        constraints = (
            models.CheckConstraint(
                name="case_ended_at_with_ending",
                condition=models.Q(ended_at__isnull=True, ending="")
                | models.Q(ended_at__isnull=False) & ~models.Q(ending=""),
            ),
            models.CheckConstraint(
                name="case_outcome_only_at_its_end",
                condition=models.Q(outcome_code="") | models.Q(ended_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.reference or "unsent case"

    @property
    def policy(self) -> Policy:
        """The procedure that the case opened under, whatever has been published since."""
        return self.policy_version.policy

    @property
    def persons(self) -> Persons:
        """The words for whom it is about: its procedure's, or where that is about several kinds, its own."""
        known = self.policy.subjects
        return persons_of(known) if len({persons_of([kind]) for kind in known}) == 1 else self._own_persons

    @cached_property
    def _own_persons(self) -> Persons:
        return persons_of([subject.kind for subject in self.subjects.all()] or self.policy.subjects)

    @cached_property
    def office_phone(self) -> str:
        """The telephone number of the board's office; asked for once, since every notice names it."""
        return office_phone_of(self.area)

    @property
    def policy_stage(self) -> Stage:
        """The present stage as the pinned policy describes it."""
        return self.policy.stage(self.stage)

    def present(self) -> list[Any]:
        """The parties to it: all but those from which it was passed to another agency."""
        return [party for party in self.parties.all() if party.passed_to_id is None]

    def disputing(self) -> list[Any]:
        """The parties between whom it is still open: all but those that have agreed while the case goes on with others."""
        return [party for party in self.parties.all() if party.part_ended_at is None]

    def forget_parties(self) -> None:
        """Forget who the parties were, where one has come or gone: they are read again when somebody asks."""
        getattr(self, "_prefetched_objects_cache", {}).pop("parties", None)

    def pairs(self) -> list[tuple[AgencyType, AgencyType]]:
        """Every cross-side pair of agency types, by which routes are chosen (BHAM-19, O-3)."""
        types: dict[str, list[AgencyType]] = {"escalating": [], "receiving": []}
        for party in self.disputing():
            types[party.side].append(AgencyType(party.agency.type))
        return [(ours, theirs) for ours in types["escalating"] for theirs in types["receiving"]]

    def rungs(self) -> Rungs:
        """How the case stands on the rungs of its present stage; three queries where that repeats, else none."""
        if self.policy_stage.repeats is None:
            return Rungs()
        passage = self.passages.filter(closed_at=None).first()
        return rungs_at(self, passage, passage.holdings.select_related("post", "party__agency")) if passage else Rungs()

    def ways_on(self, ground: Ground | None = None, *, rungs: Rungs, roles: frozenset[Role] | None = None) -> list[Way]:
        """The stages that the pinned policy opens from where this one stands, the one that it takes by itself first.

        While a stage has a further rung there is no other way (FLOW-12), unless the stage is discretionary (BUCKS-12) or
        both sides have said that a further rung would not help; or it is a bypass, or the board's office has approved it.
        `roles`: those of who asks, None for anyone.
        """
        at_risk = self.immediate_risk or ground is Ground.IMMEDIATE_RISK
        found = ways_on(
            self.policy,
            stage_key=self.stage,
            pairs=self.pairs(),
            ground=ground,
            circumstances=Circumstances(self.priority, at_risk, roles, self.approved_stages()),
        )
        climbs = rungs.further and not rungs.declined and not self.policy_stage.discretionary
        return [way for way in found if way.bypass or way.by_approval or not climbs]

    def ways_by_approval(self) -> list[Way]:
        """The ways from here that only the approval of the board's office opens, given or not (O-3)."""
        circumstances = Circumstances(self.priority, self.immediate_risk)
        return approvable(self.policy, stage_key=self.stage, pairs=self.pairs(), circumstances=circumstances)

    def approved_stages(self) -> frozenset[str]:
        """The stages to which the board's office has approved a way at the present visit; no query where none needs it."""
        if not any(route.approved_by_office for route in self.policy.routes):
            return frozenset()
        given = self.approvals.filter(passage__closed_at=None, granted=True).exclude(stage="")
        return frozenset(given.values_list("stage", flat=True))

    # Transitions of the stage. Their targets come from the pinned policy; any other target is refused here, in code.

    @transition(field=stage, source="", target=RETURN_VALUE(), custom={"move": Move("Raise")})
    def begin(self, *, immediate_risk_confirmed: bool) -> str:
        """Enter the first stage: the one that the policy starts with, or skips to at immediate risk (BUCKS-3)."""
        return first_stage(self.policy, immediate_risk_confirmed=immediate_risk_confirmed).key

    @transition(
        field=stage,
        source="*",
        target=RETURN_VALUE(),
        conditions=[has_begun, is_open],
        custom={"move": Move("Escalate")},
    )
    def climb(self, *, to: str, ground: Ground, rung: int) -> str:
        """Move to stage `to` on `ground`, from `rung` of the present stage, which must be that of the open passage.

        A target that the policy does not open is refused, and so is a ground that it does not know.
        """
        rungs = self.rungs()
        further_rung = to == self.stage and rungs.further
        opened = further_rung or to in {way.stage.key for way in self.ways_on(ground, rungs=rungs) if way.stage}
        if not (opened and self._knows(ground) and self.passages.filter(closed_at=None, rung=rung).exists()):
            raise TransitionNotAllowed(
                f"The policy opens no way from {self.stage} to {to}.", object=self, method=self.climb
            )
        return to

    @transition(
        field=stage,
        source="*",
        target=RETURN_VALUE(),
        conditions=[has_begun, is_open],
        custom={"move": Move("Start the stage that immediate risk skips to")},
    )
    def skip(self) -> str:
        """Move on to the stage at which immediate risk starts a case; refused where it is there already, or beyond (BUCKS-3)."""
        to = skipped_to(self.policy, source=self.stage)
        if to is None:
            raise TransitionNotAllowed(
                f"Immediate risk skips nothing from {self.stage}.", object=self, method=self.skip
            )
        return to

    def stages_behind(self) -> list[str]:
        """The stages before the present one, in the policy's order, at which this case has been."""
        keys = [stage.key for stage in self.policy.stages]
        been = set(self.passages.order_by().values_list("stage", flat=True))
        return [key for key in keys[: keys.index(self.stage)] if key in been]

    @transition(
        field=stage,
        source="*",
        target=RETURN_VALUE(),
        conditions=[has_begun, is_open],
        custom={"move": Move("Step down")},
    )
    def step_down(self, *, to: str) -> str:
        """Go back to an earlier stage at which it has been; any other target is refused."""
        if to not in self.stages_behind():
            raise TransitionNotAllowed(f"{self} has not been at {to}.", object=self, method=self.step_down)
        return to

    def _knows(self, ground: Ground) -> bool:
        """Whether the policy knows this ground here; a limit that moves a case by itself brings its own (FLOW-11)."""
        advances = any(item.on_breach is Breach.ADVANCE for item in self.policy_stage.obligations)
        return ground in grounds_at(self.policy, self.policy_stage) or (ground is Ground.NO_RESPONSE and advances)

    # Transitions of the state.

    @transition(
        field=state,
        source=State.OPEN,
        target=State.AWAITING_CONFIRMATION,
        conditions=[both_sides_take_part],
        custom={"move": Move("Propose the outcome")},
    )
    def propose_outcome(self) -> None:
        """One side has written down what was agreed; the others confirm it or say what is wrong."""

    @transition(
        field=state, source=State.AWAITING_CONFIRMATION, target=State.OPEN, custom={"move": Move("Say what is wrong")}
    )
    def return_outcome(self) -> None:
        """The written outcome is not right, or was never confirmed: the case goes on."""

    @transition(
        field=state,
        source=State.AWAITING_CONFIRMATION,
        target=State.RESOLVED,
        conditions=[both_sides_take_part],
        custom={"move": Move("Confirm the outcome")},
    )
    def resolve(self, *, at: Any, outcome: str, ending: str = Ending.AGREED) -> None:
        """Every party has confirmed, or the board's office has closed it after silence."""
        self.ended_at, self.ending, self.outcome_code = at, ending, outcome

    @transition(
        field=state,
        source=State.OPEN,
        target=State.RESOLVED,
        conditions=[is_at_last_stage],
        custom={"move": Move("Record the decision")},
    )
    def decide(self, *, at: Any, ending: str, outcome: str) -> None:
        """The last stage has settled it."""
        self.ended_at, self.ending, self.outcome_code = at, ending, outcome

    @transition(
        field=state,
        source=State.OPEN,
        target=State.UNRESOLVED_REPORTED,
        conditions=[is_at_last_stage],
        custom={"move": Move("Report that it was not settled")},
    )
    def report_unresolved(self, *, at: Any, ending: str = Ending.UNRESOLVED) -> None:
        """The last stage has not settled it, and the text has no further rule (O-7); or the chair is told, and no more."""
        self.ended_at, self.ending, self.outcome_code = at, ending, OutcomeCode.UNRESOLVED

    @transition(
        field=state,
        source=State.OPEN,
        target=State.RECORDED,
        conditions=[is_at_last_stage],
        custom={"move": Move("Record it, and no more")},
    )
    def record_only(self, *, at: Any) -> None:
        """The procedure does nothing with it but record it."""
        self.ended_at, self.ending, self.outcome_code = at, Ending.RECORDED, OutcomeCode.RECORD_ONLY

    @transition(
        field=state,
        source=[State.OPEN, State.AWAITING_CONFIRMATION],
        target=State.WITHDRAWN,
        custom={"move": Move("Withdraw")},
    )
    def withdraw(self, *, at: Any, outcome: str = OutcomeCode.WITHDRAWN) -> None:
        """The side that raised it no longer pursues it."""
        self.ended_at, self.ending, self.outcome_code = at, Ending.WITHDRAWN, outcome

    @transition(
        field=state,
        source=[State.RESOLVED, State.UNRESOLVED_REPORTED, State.RECORDED, State.WITHDRAWN],
        target=State.OPEN,
        custom={"move": Move("Reopen")},
    )
    def reopen(self) -> None:
        """It is taken up again; how it ended before stays in the record."""
        self.ended_at, self.ending, self.outcome_code = None, Ending.NONE, ""
