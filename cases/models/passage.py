"""A case's way through the stages: each visit, who stands for each party there, what is owed, and until when."""

from django.conf import settings
from django.db import models

from agencies.models import Post
from cases.models.case import Case
from cases.models.party import Party
from policies.vocabulary import Breach, Duty, Ground, Owner


class PassageEnd(models.TextChoices):
    """How a visit to a stage ended."""

    NONE = "", "Still here"
    AGREED = "agreed", "Agreed"
    ESCALATED = "escalated", "Escalated"
    ADVANCED = "advanced", "Moved on by the clock"
    DECIDED = "decided", "Decided"
    UNRESOLVED = "unresolved", "Not settled"
    RECORDED = "recorded", "Recorded"
    WITHDRAWN = "withdrawn", "Withdrawn"
    STEPPED_DOWN = "stepped-down", "Went back to an earlier stage"
    CLOSED_BY_OFFICE = "closed-by-office", "Closed by the board’s office"


DECIDING = (PassageEnd.DECIDED, PassageEnd.UNRESOLVED, PassageEnd.RECORDED)
"""The ends of a last stage that has done its work."""


class Passage(models.Model):
    """One visit to one stage, and to one rung where the stage repeats. At most one is open per case.

    `meeting_at` is when the meeting is that was arranged here, once it is.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="passages")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=60)
    rung = models.PositiveSmallIntegerField(default=0)
    ground = models.CharField(max_length=20, choices=Ground.choices(), blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=20, choices=PassageEnd.choices, default=PassageEnd.NONE, blank=True)
    protective_at = models.DateTimeField(null=True, blank=True)
    discussed_at = models.DateTimeField(null=True, blank=True)
    no_agreement_at = models.DateTimeField(null=True, blank=True)
    offered_at = models.DateTimeField(null=True, blank=True)
    meeting_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(closed_at__isnull=True), name="one_open_passage_per_case"
            ),
            models.UniqueConstraint(fields=["case", "number"], name="passage_number_once_per_case"),
            models.CheckConstraint(
                name="passage_closed_at_with_end",
                condition=models.Q(closed_at__isnull=True, end="")
                | models.Q(closed_at__isnull=False) & ~models.Q(end=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.stage}.{self.rung}"


class Holding(models.Model):
    """Who stands for a party at a passage: resolved when it opens, and again when the ladder or cover changes.

    `on_behalf_of` is the person whom the holder covers. `person` is null where nobody could be found. `no_agreement_at` is
    when the side reported that it could not agree, and `step_up_helps` whether it thought that a further rung would help.
    """

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="holdings")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="holdings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="holdings")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="holdings"
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(max_length=120, blank=True)
    why = models.JSONField(default=list)
    handed_over = models.BooleanField(default=False)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    no_agreement_at = models.DateTimeField(null=True, blank=True)
    step_up_helps = models.BooleanField(null=True, blank=True)
    since = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["passage", "party"], name="one_holding_per_party"),
            models.CheckConstraint(
                name="holding_step_up_with_report",
                condition=models.Q(step_up_helps__isnull=True) | models.Q(no_agreement_at__isnull=False),
            ),
        )
        indexes = (models.Index(fields=["person", "passage"]),)

    def __str__(self) -> str:
        return f"{self.person} for {self.party}"


class Obligation(models.Model):
    """What a party, or the board's side where `party` is null, owes at a passage."""

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="obligations")
    number = models.PositiveSmallIntegerField()
    duty = models.CharField(max_length=20, choices=Duty.choices())
    owner = models.CharField(max_length=20, choices=Owner.choices())
    party = models.ForeignKey(Party, on_delete=models.CASCADE, null=True, blank=True, related_name="obligations")
    on_breach = models.CharField(max_length=10, choices=Breach.choices())
    must_set_timetable = models.BooleanField(default=False)
    optional = models.BooleanField(default=False)
    met_at = models.DateTimeField(null=True, blank=True)
    met_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["passage", "number"], name="obligation_number_once"),
            models.CheckConstraint(
                name="obligation_met_at_with_met_by",
                condition=models.Q(met_at__isnull=True, met_by__isnull=True)
                | models.Q(met_at__isnull=False, met_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.duty} by {self.owner}"


class Clock(models.Model):
    """The running limit of an obligation or of a follow-up; of neither, the overall limit of the case (BRENT-6).

    `due_at` is stored once with its explanation, day by day, in words. `original_due_at` is what the policy allowed
    and never changes. `next_at` is the next moment at which something must be done about the clock, null once stopped.
    `redated_to` is when it was last dated again because the bank holidays had changed: a limit that is still due then was
    moved by nobody else.
    `paused_at`: it stands still since then, until `paused_until` where both sides agreed so, else because an outcome
    statement waits to be confirmed.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    obligation = models.OneToOneField(Obligation, on_delete=models.CASCADE, null=True, blank=True, related_name="clock")
    follow_up = models.OneToOneField(
        "cases.FollowUp", on_delete=models.CASCADE, null=True, blank=True, related_name="clock"
    )
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    original_due_at = models.DateTimeField()
    redated_to = models.DateTimeField(null=True, blank=True)
    explanation = models.JSONField()
    next_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["next_at"], condition=models.Q(next_at__isnull=False), name="clock_next_moment"),
            models.Index(fields=["due_at"]),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(obligation__isnull=True, follow_up__isnull=True, stopped_at__isnull=True),
                name="one_overall_clock_per_case",
            ),
            models.CheckConstraint(
                name="clock_of_one_thing",
                condition=models.Q(obligation__isnull=True) | models.Q(follow_up__isnull=True),
            ),
            models.CheckConstraint(
                name="clock_stopped_has_no_next_moment",
                condition=models.Q(stopped_at__isnull=True) | models.Q(next_at__isnull=True),
            ),
            models.CheckConstraint(
                name="clock_paused_has_no_next_moment",
                condition=models.Q(paused_at__isnull=True)
                | models.Q(next_at__isnull=True)
                | models.Q(paused_until__isnull=False),
            ),
            models.CheckConstraint(
                name="clock_paused_until_with_paused_at",
                condition=models.Q(paused_until__isnull=True) | models.Q(paused_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"due {self.due_at.isoformat()}"

    @property
    def is_as_allowed(self) -> bool:
        """Whether it is due as the procedure allows, by the bank holidays as they are: nobody has set another date."""
        return self.due_at in (self.original_due_at, self.redated_to)

    @property
    def is_overall(self) -> bool:
        """Whether it is the limit over several stages, and of no single thing."""
        return self.obligation_id is None and self.follow_up_id is None

    @property
    def stands_still(self) -> bool:
        """Whether it is paused, and not over."""
        return self.paused_at is not None and self.stopped_at is None
