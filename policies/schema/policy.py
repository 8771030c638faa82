"""A procedure, whole."""

from pydantic import Field

from core.persons import Persons
from policies.schema.base import Absence, Guidance, Item
from policies.schema.document import Area, Metadata, Method, Preparation, Priority, Reason, RequiredMeans, Thresholds
from policies.schema.forms import Form
from policies.schema.limits import OverallLimit, Reminders
from policies.schema.outcome import Learning, Outcome
from policies.schema.risk import ImmediateRisk
from policies.schema.signposts import SignPost, usual
from policies.schema.stages import Route, Stage, Tell
from policies.schema.timescales import Timescales
from policies.vocabulary import CHILDREN, COUNTED_BACK, Ground, Start, Subject, persons_of


class Policy(Item):
    """One area's procedure, whole."""

    area: Area
    metadata: Metadata
    immediate_risk: ImmediateRisk
    stages: tuple[Stage, ...] = Field(min_length=1)
    sign_posts: tuple[SignPost, ...] = ()
    routes: tuple[Route, ...] = ()
    grounds: tuple[Ground, ...] = (Ground.NOT_AGREED, Ground.NO_RESPONSE, Ground.DELAY)
    reasons: tuple[Reason, ...] = Field(min_length=1)
    subjects: tuple[Subject, ...] = CHILDREN
    priorities: tuple[Priority, ...] = ()
    thresholds: Thresholds | None = None
    preparations: tuple[Preparation, ...] = ()
    methods: tuple[Method, ...] = ()
    discussed_by: RequiredMeans | None = None
    overall_limit: OverallLimit | None = None
    timescales: Timescales = Timescales()
    outcome: Outcome = Outcome()
    learning: tuple[Learning, ...] = ()
    reminders: Reminders = Reminders()
    guidance: tuple[Guidance, ...] = ()
    tells: tuple[Tell, ...] = ()
    forms: tuple[Form, ...] = ()
    absent: tuple[Absence, ...] = ()

    @property
    def is_not_for(self) -> tuple[SignPost, ...]:
        """What it is not for, and where that goes: its own sign-posts, or the usual ones where it lists none."""
        return self.sign_posts or usual(self.subjects)

    @property
    def is_about_children(self) -> bool:
        """Whether every case is about children: what is asked about them is then asked as such."""
        return set(self.subjects) <= set(CHILDREN)

    @property
    def persons(self) -> Persons:
        """The words for whom its cases are about."""
        return persons_of(self.subjects)

    def counts_back_from(self, start: Start) -> bool:
        """Whether any limit of a stage, or the one over several, counts from this event."""
        limits = [item.limit for stage in self.stages for item in stage.obligations]
        limits += [self.overall_limit.limit] if self.overall_limit else []
        return any(period.start is start for limit in limits if limit for period in limit.periods)

    @property
    def counts_back(self) -> bool:
        """Whether any counts back from a meeting, be it arranged on the way or what the disagreement arises from."""
        return any(self.counts_back_from(start) for start in COUNTED_BACK)

    def stage(self, key: str) -> Stage:
        """The stage with this key; KeyError if the policy has none."""
        for stage in self.stages:
            if stage.key == key:
                return stage
        raise KeyError(key)

    def form_at(self, key: str) -> Form | None:
        """The form that is kept at the stage with this key: the one that it, or the last before it that names one, asks for."""
        reached = [stage.key for stage in self.stages].index(key)
        named = [stage.form for stage in self.stages[: reached + 1] if stage.form]
        if not named:
            return None
        described = (form for form in self.forms if form.key == named[-1])
        return next(
            described, Form(key=named[-1], title=named[-1].replace("-", " ").capitalize(), says="Keep this form.")
        )
