"""What stays to be done beside the stages of a case: it may outlive the stage that asked for it, and the case."""

from django.conf import settings
from django.db import models

from cases.models.case import Case
from cases.models.party import Party, Subject
from cases.models.record import Entry
from policies.vocabulary import Owner


class FollowUpKind(models.TextChoices):
    """What is to be followed up: the value is for data, the label what a page calls it."""

    EVIDENCE = "evidence", "Evidence to follow"
    REFER = "refer", "Report of the immediate risk"
    TELL = "tell", "Word of the immediate risk"


class FollowUpResult(models.TextChoices):
    """What became of it."""

    NONE = "", "To be done"
    DONE = "done", "Done"
    NOT_NEEDED = "not-needed", "No longer needed"


class FollowUp(models.Model):
    """One thing that a party owes, or where `party` is null the board's side, by its `owner`.

    `subject` is the child that it is about, where it is about one; `person` who is asked by name, beside whoever acts for
    the party; `step` which link it is where one follows upon another, from 0. `asked_in` the entry of the record that asked for it,
    `answered_in` the one that says what became of it. Its limit is a clock of its own, which a stage's end does not stop.
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
    asked_in = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="follow_ups")
    asked_at = models.DateTimeField()
    result = models.CharField(max_length=20, choices=FollowUpResult.choices, default=FollowUpResult.NONE, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_in = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

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
