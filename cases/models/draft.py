"""An unsent case: what its writer has answered so far, saved at each step of the raise journey."""

import uuid

from django.conf import settings
from django.db import models

from cases.models.case import Case


class Draft(models.Model):
    """`answers` maps a step's key to what was typed there. `key` becomes the submission of the case's first entry,

    so that sending twice makes one case; `case` is that case once it was sent. `counters` is the case that it answers.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    answers = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    counters = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="counter_drafts")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="draft")

    class Meta:
        indexes = (models.Index(fields=["writer", "-updated_at"]),)

    def __str__(self) -> str:
        return f"draft of {self.writer}"
