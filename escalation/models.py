"""The last sign of life of each part that answers no request."""

from django.db import models


class Heartbeat(models.Model):
    """A part of the running system, and when, where and as which process it last gave a sign of life."""

    part = models.CharField(max_length=20, primary_key=True)
    beat_at = models.DateTimeField()
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.part} at {self.beat_at:%H:%M:%S}"
