"""The append-only written record of a case, its content in a table of its own, and the log of who looked.

The database refuses UPDATE, DELETE, REPLACE and TRUNCATE on all three (`core.guards`); a correction is a new entry. Content
that the law orders erased is removed by the operator, past that refusal (docs/operating.md, “Keeping and erasing”); no code
does it. The chain still verifies, because it holds only a salted digest of the content.
"""

from django.conf import settings
from django.db import models

from agencies.models import Agency
from cases.models.case import Case
from cases.models.party import Party
from cases.models.passage import Passage


class Visibility(models.TextChoices):
    """Who may read an entry."""

    SHARED = "shared", "Everyone who takes part in the case"
    PARTY = "party", "Only people of my own side"


class Entry(models.Model):
    """One thing that happened. `facts` holds codes and dates; what people wrote stands in `EntryContent`.

    `digest` chains over the entry's own fields, its content's salted digest and the digest of the entry before.
    `submission` is the key of the form that wrote it, so that the same form sent twice is taken once.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.SHARED)
    facts = models.JSONField(default=dict)
    submission = models.UUIDField(null=True, blank=True)
    content_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)
        verbose_name_plural = "entries"
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="entry_number_once_per_case"),
            models.UniqueConstraint(fields=["case", "submission"], name="entry_submission_once_per_case"),
        )

    def __str__(self) -> str:
        return f"{self.case} #{self.number} {self.kind}"


class EntryContent(models.Model):
    """What people wrote in an entry, as {name of the field: text or list}, under the entry's salted digest."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="content")
    salt = models.CharField(max_length=32)
    body = models.JSONField()

    def __str__(self) -> str:
        return f"content of {self.entry}"


class CaseView(models.Model):
    """One look at a case: who, when, at which page.

    `seen`: whether content of the case was shown. It is false for what was refused, and for the outline of a case that
    the board's office may know of and not read.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="views")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    page = models.CharField(max_length=60)
    seen = models.BooleanField()

    class Meta:
        indexes = (models.Index(fields=["case", "-at"]), models.Index(fields=["person", "-at"]))

    def __str__(self) -> str:
        return f"{self.person} at {self.case}"
