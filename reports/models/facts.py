"""What the figures count: a row for each case, and for its parties, reasons, stages and limits, in a form that adds up quickly.

They say nothing that the cases do not say; `reports.facts` makes them from the cases, and may make them anew at any time. A
day is a London day.
"""

from django.db import models

from agencies.models import Agency
from cases.models import Case, Clock, Ending, FollowUpResult, OutcomeCode, Passage, PassageEnd, State
from policies.models import Area
from policies.vocabulary import Band, Duty, Ground, Owner


class CaseFact(models.Model):
    """One case as the figures count it. `revision` is that of the record at which it was made.

    `raising` is the agency that raised it. `stage` and `band` are the furthest that it reached, and `place` that stage's place
    in the procedure, from 0. `need` is the level of need in the area's own words, "" where it was not given. `working_days`
    count from the day it was raised (not counted) to the day it ended. `helped` is what was last answered to whether it
    helped the child. `immediate_risk`, `silence`, `delay`, `bypass`: whether it was ever said, or went on for that reason.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="+")
    revision = models.PositiveIntegerField()
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    raising = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    raised_on = models.DateField()
    ended_on = models.DateField(null=True)
    state = models.CharField(max_length=30, choices=State.choices)
    ending = models.CharField(max_length=20, choices=Ending.choices, blank=True)
    outcome = models.CharField(max_length=20, choices=OutcomeCode.choices, blank=True)
    stage = models.CharField(max_length=60)
    place = models.PositiveSmallIntegerField()
    band = models.CharField(max_length=20, choices=Band.choices())
    need = models.CharField(max_length=120, blank=True)
    working_days = models.PositiveIntegerField(null=True)
    helped = models.CharField(max_length=20, choices=FollowUpResult.choices, blank=True)
    immediate_risk = models.BooleanField()
    silence = models.BooleanField()
    delay = models.BooleanField()
    bypass = models.BooleanField()
    extended = models.BooleanField()
    parties = models.PositiveSmallIntegerField()

    class Meta:
        indexes = (
            models.Index(fields=["area", "raised_on"]),
            models.Index(fields=["area", "ended_on"]),
            models.Index(fields=["revision"]),
        )

    def __str__(self) -> str:
        return f"facts of {self.pk}"


class PairFact(models.Model):
    """An agency that raised a case beside one that received it: a case with two receivers has two."""

    fact = models.ForeignKey(CaseFact, on_delete=models.CASCADE, related_name="pairs")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    raised_on = models.DateField()
    raising = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    receiving = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["area", "raised_on"]),)
        constraints = (models.UniqueConstraint(fields=["fact", "raising", "receiving"], name="pair_fact_once"),)

    def __str__(self) -> str:
        return f"{self.raising_id} to {self.receiving_id}"


class ReasonFact(models.Model):
    """One of the reasons for which a case was raised, by its key in the procedure, or "other"."""

    fact = models.ForeignKey(CaseFact, on_delete=models.CASCADE, related_name="reasons")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    raised_on = models.DateField()
    reason = models.CharField(max_length=60)

    class Meta:
        indexes = (models.Index(fields=["area", "raised_on"]),)
        constraints = (models.UniqueConstraint(fields=["fact", "reason"], name="reason_fact_once"),)

    def __str__(self) -> str:
        return self.reason


class StageFact(models.Model):
    """One visit to a stage. `working_days` count from the day it began (not counted) to the day it closed."""

    passage = models.OneToOneField(Passage, on_delete=models.CASCADE, primary_key=True, related_name="+")
    fact = models.ForeignKey(CaseFact, on_delete=models.CASCADE, related_name="stages")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=60)
    band = models.CharField(max_length=20, choices=Band.choices())
    ground = models.CharField(max_length=20, choices=Ground.choices(), blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    end = models.CharField(max_length=20, choices=PassageEnd.choices, blank=True)
    working_days = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = (models.Index(fields=["area", "closed_on"]),)

    def __str__(self) -> str:
        return self.stage


class Kept(models.TextChoices):
    """How it went with a limit."""

    KEPT = "kept", "Kept"
    BY_AGREEMENT = "by-agreement", "Kept by an agreed later date"
    LATE = "late", "Done late"
    MISSED = "missed", "Not done in time, and not since"
    OPEN = "open", "Not yet due"
    LAPSED = "lapsed", "No longer owed before it was due"


class Why(models.TextChoices):
    """Why a limit was not kept, as far as the record tells it by its codes: the first of these that is so."""

    NO_HOLDER = "no-holder", "Nobody held the post when it was due"
    PAUSED = "paused", "It had been paused, and was late all the same"
    ON_PAPER = "on-paper", "Done late on paper, and entered later"
    ANSWERED_LATE = "answered-late", "Done, after its limit"
    OTHER_WORD = "other-word", "They wrote something else, and not what was owed"
    NO_WORD = "no-word", "No word at all"


class LimitFact(models.Model):
    """One limit of something owed at a stage: how it went, against what the procedure allowed and against what was agreed.

    `agency` owed it, or the board's side where that is null, by its `owner`. `due_on` is the day by the original maximum.
    `why`: the reason for lateness as far as the record tells it by its codes, "" where it was not late.

    A limit is missed once the record notes that it has passed (the sweep does so within a minute), so that nothing here
    changes with time alone. One that stood still while an outcome waited to be confirmed, was dated again for a bank holiday, or put off
    because the disagreement was passed on, is kept by its new date as by the first: the procedure itself moved it. One that
    was brought forward to protect the child is late past the sooner date.
    """

    clock = models.OneToOneField(Clock, on_delete=models.CASCADE, primary_key=True, related_name="+")
    fact = models.ForeignKey(CaseFact, on_delete=models.CASCADE, related_name="limits")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, related_name="+")
    owner = models.CharField(max_length=20, choices=Owner.choices())
    stage = models.CharField(max_length=60)
    band = models.CharField(max_length=20, choices=Band.choices())
    duty = models.CharField(max_length=20, choices=Duty.choices())
    due_on = models.DateField()
    kept = models.CharField(max_length=20, choices=Kept.choices)
    why = models.CharField(max_length=20, choices=Why.choices, blank=True)

    class Meta:
        indexes = (models.Index(fields=["area", "due_on"]),)

    def __str__(self) -> str:
        return f"{self.duty}: {self.kept}"


class Beside(models.TextChoices):
    """What else a case brings with it that is counted by itself."""

    ACTIONS = "actions", "Actions that were agreed or decided"
    LEARNING = "learning", "Learning points and gaps"
    SITTINGS = "sittings", "Ways of settling it that were chosen"


class BesideFact(models.Model):
    """One action, learning point or sitting of a case: the day on which it was asked for, recorded or chosen.

    `kind` is that of a learning point or a sitting; `became` the result of an action, or what became of a learning point.
    """

    fact = models.ForeignKey(CaseFact, on_delete=models.CASCADE, related_name="beside")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=10, choices=Beside.choices)
    began_on = models.DateField()
    kind = models.CharField(max_length=20, blank=True)
    became = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = (models.Index(fields=["area", "what", "began_on"]),)

    def __str__(self) -> str:
        return f"{self.what}: {self.became or self.kind}"


class MonthCount(models.Model):
    """What was counted of an area over a whole month (`month` is its first day), so that it need not be counted each time.

    `counted` holds a list for each group: its values, then how many. A row is there only while it is true: whoever makes
    facts anew removes those of the months that they touch (`reports.facts.months`).
    """

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    measure = models.CharField(max_length=20)
    counted = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["area", "month", "measure"], name="month_count_once"),)

    def __str__(self) -> str:
        return f"{self.measure} in {self.month:%B %Y}"


class FactsMark(models.Model):
    """How far the facts have followed the record: one row, locked by whoever makes facts, so that they are made by one at a time.

    Whatever was written up to `entry` (a primary key) is in them. `newest` was the last entry at `newest_at`: once nothing
    that was being written then can still be on its way, it becomes `entry`.
    """

    entry = models.PositiveBigIntegerField(null=True)
    newest = models.PositiveBigIntegerField(default=0)
    newest_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"facts up to entry {self.entry}"
