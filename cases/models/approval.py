"""What the board's office is asked to approve in a case that it may not read, and what it answered."""

from django.db import models

from cases.models.agreement import Proposal
from cases.models.case import Case
from cases.models.party import Party
from cases.models.passage import Passage
from cases.models.record import Entry


class ApprovalKind(models.TextChoices):
    """What may be approved."""

    JUMP = "jump", "That the case goes straight to a later stage"
    PAUSE = "pause", "That the limits stand still"


class Approval(models.Model):
    """A jump to a later stage (`stage`), or the pause of a timetable (`proposal`), that the board's office is asked to approve.

    The words of who asked are the content of `asked_in`; the office reads them, and of the case no more. Where the office
    approved a jump unasked, nobody `asked_in` anything. It holds at the passage at which it was given.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="approvals")
    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="approvals")
    kind = models.CharField(max_length=10, choices=ApprovalKind.choices)
    stage = models.CharField(max_length=60, blank=True)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, null=True, blank=True, related_name="approvals")
    asked_by = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_in = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_in = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    granted = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} in {self.case}"
