"""What a timetable proposes: another date for what is owed at a stage, or that its limits stand still for a while."""

from django.db import models

from cases.models.agreement import Proposal


class Timetable(models.Model):
    """The dates of a proposal of the kind timetable; why, and what keeps the child safe until then, stand in its entry.

    `until` is the new limit; where it `pauses`, the moment from which the limits run on.
    """

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="timetable")
    pauses = models.BooleanField(default=False)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"until {self.until.isoformat()}"
