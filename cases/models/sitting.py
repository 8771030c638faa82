"""How a last stage settles a case: the way that was chosen, who sits on it, and when."""

from django.conf import settings
from django.db import models

from agencies.models import Agency
from cases.models.passage import Passage
from cases.models.record import Entry
from policies.vocabulary import LastStageKind


class Sitting(models.Model):
    """One way of settling a case, as it was chosen at its last stage; at most one of a passage holds.

    `over_at`: another way was chosen, or the stage has ended. Whoever sits reads the case until then, and while they owe
    something after the decision (`cases.access`).
    """

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="sittings")
    kind = models.CharField(max_length=20, choices=LastStageKind.choices())
    chosen_at = models.DateTimeField()
    appointed_at = models.DateTimeField(null=True, blank=True)
    sits_at = models.DateTimeField(null=True, blank=True)
    papers_by = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["passage"], condition=models.Q(over_at__isnull=True), name="one_sitting_per_passage"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.passage}"


class SeatRole(models.TextChoices):
    """What somebody is at a sitting."""

    MEDIATOR = "mediator", "Mediator"
    CHAIR = "chair", "Chair"
    MEMBER = "member", "Member"


LEADING = (SeatRole.MEDIATOR, SeatRole.CHAIR)
"""The roles of whoever mediates, or chairs the meeting or the panel: they record what it came to, and report back."""


class Seat(models.Model):
    """Somebody who sits, for an agency. Their name stands in `entry`, as the member with this `number` (from 1).

    `person` is their account, where they have one. `conflicted`: a conflict of interest was declared, by whoever appointed
    them, who weighed it, or by themselves. `until`: they sit no longer, because others were appointed since, another way
    was chosen, they declared a conflict themselves, or the case left the stage without a decision.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="seats")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="seats"
    )
    role = models.CharField(max_length=10, choices=SeatRole.choices)
    conflicted = models.BooleanField(default=False)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["entry", "number"], name="seat_number_once_per_entry"),)
        indexes = (models.Index(fields=["person", "sitting"]),)

    def __str__(self) -> str:
        return f"{self.get_role_display()} from {self.agency}"
