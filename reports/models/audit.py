"""An audit: cases drawn at random from those that had ended, and what each auditor answered about each of them."""

from django.conf import settings
from django.db import models

from cases.models import Case
from policies.models import Area


class SpreadOver(models.TextChoices):
    """Over what a sample is spread evenly."""

    NOTHING = "", "Nothing: any cases, at random"
    STAGE = "stage", "The stages at which they ended"
    AGENCY = "agency", "The agencies that raised them"


class Audit(models.Model):
    """One sample. `first` and `last` are the London days within which its cases ended, both included.

    `pool` is what it was drawn from, as [[id of the case, stratum], …] in a fixed order: with `seed` it gives the same sample
    at any time (`reports.audits.sample`). `ended` is how many cases of the area had ended in those days; of them, the papers
    of those in the pool were whoever drew it to read.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    spread_over = models.CharField(max_length=10, choices=SpreadOver.choices, blank=True)
    wanted = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=40)
    ended = models.PositiveIntegerField()
    pool = models.JSONField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ("-drawn_at", "-pk")

    def __str__(self) -> str:
        return f"audit of {self.area}, {self.first} to {self.last}"


class AuditedCase(models.Model):
    """One case of a sample, in the order in which it was drawn, from 1."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="cases")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["audit", "case"], name="audited_once"),
            models.UniqueConstraint(fields=["audit", "number"], name="audited_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.number}: {self.case}"


class Finding(models.TextChoices):
    """What an auditor may answer."""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"
    CANNOT_TELL = "cannot-tell", "It cannot be told"


class AuditAnswer(models.Model):
    """What one auditor answered to one question (`reports.audits.QUESTIONS`) about one case. A later answer is a row of its own.

    So nobody overwrites anybody, and what was answered before stays; the newest of each auditor counts.
    """

    audited = models.ForeignKey(AuditedCase, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=20)
    finding = models.CharField(max_length=20, choices=Finding.choices)
    words = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=["audited", "question"]),)

    def __str__(self) -> str:
        return f"{self.question}: {self.finding}"
