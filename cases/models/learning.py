"""What a case taught, to whom it was sent, and what became of it. The words stand in the record."""

from django.conf import settings
from django.db import models

from agencies.models import Agency
from cases.models.case import Case
from cases.models.record import Entry
from policies.vocabulary import LearningKind, LearningTo


class Became(models.TextChoices):
    """What became of a learning point."""

    NOTHING_YET = "", "Nothing recorded yet"
    ACCEPTED = "accepted", "Accepted, and being worked on"
    REFERRED = "referred", "Referred to somebody else"
    CHANGED = "changed", "Something was changed"
    NOT_TAKEN_UP = "not-taken-up", "Not taken up"


CLOSED = (Became.CHANGED, Became.NOT_TAKEN_UP)


class LearningPoint(models.Model):
    """A learning point, or a gap in a policy: its words are the content of `entry`, and identify nobody.

    `agency`: whose board member it goes to, where it goes to one. `answered_in` is the newest answer.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="learning_points")
    kind = models.CharField(max_length=20, choices=LearningKind.choices())
    addressee = models.CharField(max_length=30, choices=LearningTo.choices())
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="learning_point")
    recorded_at = models.DateTimeField()
    became = models.CharField(max_length=20, choices=Became.choices, default=Became.NOTHING_YET, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_in = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-recorded_at", "-pk")

    def __str__(self) -> str:
        return f"{self.kind} from {self.case}"

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is expected of it."""
        return self.became in CLOSED
