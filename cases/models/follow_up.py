"""What stays to be done beside the stages of a case: it may outlive the stage that asked for it, and the case."""

from django.conf import settings
from django.db import models

from cases.models.agreement import PlanAction
from cases.models.case import Case
from cases.models.party import Party, Subject
from cases.models.record import Entry
from policies.vocabulary import Owner


class FollowUpKind(models.TextChoices):
    """What is to be followed up: the value is for data, the label what a page calls it."""

    EVIDENCE = "evidence", "Evidence to follow"
    REFER = "refer", "Report of the immediate risk"
    REFERRAL = "referral", "Referral beside the stages"
    TELL = "tell", "Word of the immediate risk"
    ACTION = "action", "Action that was agreed"
    OUTSTANDING = "outstanding", "What stays open"
    COPY = "copy", "Copy on {the person’s record}"
    OWN_SYSTEM = "own-system", "Record in the agency’s own system"
    CONCERN = "concern", "Whether {the person is} still at risk"
    HELPED = "helped", "Whether it helped {the person}"
    DEBRIEF = "debrief", "Debrief"
    LEARNING = "learning", "What must be passed on"
    PAPER = "paper", "Paper for those who sit"
    DECISION = "decision", "Decision after a course of action"
    READING = "reading", "Decision to be acknowledged"
    SCREENING = "screening", "Screening to be confirmed"
    ENDORSEMENT = "endorsement", "Endorsement to be confirmed"
    SCRUTINY = "scrutiny", "Quality assurance by the chair"
    SEAT = "seat", "Seat to be filled again"
    ASSENT = "assent", "Whether somebody who sat agreed"
    HAND = "hand", "Decision recorded for the chair"
    OFFER = "offer", "Offer of mediation"
    LACKING = "lacking", "What the board’s side asks for"


class FollowUpResult(models.TextChoices):
    """What became of it, or what was answered."""

    NONE = "", "To be done"
    DONE = "done", "Done"
    NOT_NEEDED = "not-needed", "No longer needed"
    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"
    TOO_EARLY = "too-early", "It is too early to say"
    HELD = "held", "Held"
    DECLINED = "declined", "Declined"


class FollowUp(models.Model):
    """One thing that a party owes, or where `party` is null the board's side, by its `owner`.

    `subject` is the child that it is about, where it is about one; `action` the action of a plan or outcome that it is;
    `person` who is asked by name, beside whoever acts for the party; `step` which link it is where one follows upon another,
    from 0. `asked_in` is the entry of the record that asked for it, `answered_in` the one that says what became of it. Its limit is a
    clock of its own, which a stage's end does not stop. `opens_at`: it is to be answered from then on only.
    `not_kept_in`: the entry in which another party reported that the action was not done as agreed.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="follow_ups")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=30, choices=FollowUpKind.choices)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, null=True, blank=True, related_name="follow_ups")
    owner = models.CharField(max_length=20, choices=Owner.choices())
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, null=True, blank=True, related_name="follow_ups")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    step = models.PositiveSmallIntegerField(default=0)
    action = models.ForeignKey(PlanAction, on_delete=models.CASCADE, null=True, blank=True, related_name="follow_ups")
    asked_in = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="follow_ups")
    asked_at = models.DateTimeField()
    opens_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=20, choices=FollowUpResult.choices, default=FollowUpResult.NONE, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_in = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    not_kept_in = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="follow_up_number_once_per_case"),
            models.CheckConstraint(
                name="follow_up_answered_with_result",
                condition=models.Q(answered_at__isnull=True, answered_by__isnull=True, result="")
                | models.Q(answered_at__isnull=False, answered_by__isnull=False) & ~models.Q(result=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.case}"
