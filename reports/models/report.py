"""The annual report of an area: as it is written, as it was frozen, its files, and who took one.

A report is written by the board's office together. What is frozen stands in rows of their own, which the database itself
keeps from changing (`core.guards`): the figures as they were, what is published of them, and the hash that signs it.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from policies.models import Area
from reports.shape import Content


class Threshold(models.IntegerChoices):
    """Up to which number counts are hidden."""

    FIVE = 5, "Hide numbers from 1 to 5"
    TEN = 10, "Hide numbers from 1 to 10"


class Report(models.Model):
    """A report that is being written, for the days from `first` to `last` (London days, both included).

    `left_out` names the sections that are not wanted, so that one which is new stands in it. `commentary` holds what was
    written, by the key of the section. `saved` says of each part who saved it last and when (ISO 8601). `revision` counts
    the changes.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="reports")
    first = models.DateField()
    last = models.DateField()
    title = models.CharField(max_length=150)
    left_out = models.JSONField(default=list, blank=True)
    threshold = models.PositiveSmallIntegerField(choices=Threshold.choices, default=Threshold.FIVE)
    introduction = models.TextField(blank=True)
    commentary = models.JSONField(default=dict, blank=True)
    saved = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    discarded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(name="report_ends_after_it_begins", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(name="report_threshold_known", condition=Q(threshold__in=Threshold.values)),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it can still be written on."""
        return self.discarded_at is None and not hasattr(self, "frozen")


class FrozenReport(models.Model):
    """A report as it was frozen. Nothing of it ever changes; what was withdrawn stays known (`Withdrawal`).

    `figures` are the true numbers (JSON of the sections), `content` what is published of them (canonical JSON, from which
    every file is made), `digest` the SHA-256 of `content`. `definitions` is the version of what the figures count.
    """

    report = models.OneToOneField(Report, on_delete=models.PROTECT, primary_key=True, related_name="frozen")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="frozen_reports")
    first = models.DateField()
    last = models.DateField()
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    figures = models.TextField()
    content = models.TextField()
    definitions = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64, db_index=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        ordering = ("-frozen_at", "-pk")

    def __str__(self) -> str:
        return f"{self.report} as frozen"

    @property
    def published(self) -> Content:
        """What is published, signed."""
        return Content.model_validate_json(self.content).model_copy(update={"digest": self.digest})

    @property
    def is_withdrawn(self) -> bool:
        """Whether the office has taken it back."""
        return hasattr(self, "withdrawal")


class Withdrawal(models.Model):
    """That a frozen report was taken back, when, by whom and why. What it told stays told."""

    frozen = models.OneToOneField(FrozenReport, on_delete=models.PROTECT, primary_key=True, related_name="withdrawal")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()

    def __str__(self) -> str:
        return f"Withdrawal of {self.frozen_id}"


class Kind(models.TextChoices):
    """In which form a file shows a report."""

    PDF = "pdf", "PDF"
    WORD = "docx", "Word"
    EXCEL = "xlsx", "Excel"
    CSV = "csv", "CSV"
    HTML = "html", "HTML"


class Progress(models.TextChoices):
    """How far the making of a file is."""

    WAITING = "waiting", "Waiting"
    MAKING = "making", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


class ReportFile(models.Model):
    """One file of a frozen report. The bytes stand in the row, so that a backup of the database holds them.

    `claimed_at` is when a worker began on it; one that died over it leaves the claim behind. `digest` is the SHA-256 of the
    bytes. `failure` says in a sentence why it could not be made.
    """

    frozen = models.ForeignKey(FrozenReport, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    progress = models.CharField(max_length=10, choices=Progress.choices, default=Progress.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    data = models.BinaryField(null=True)
    size = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    made_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["frozen", "kind"], name="report_file_once_per_kind"),
            models.CheckConstraint(
                name="report_file_ready_has_its_bytes",
                condition=~Q(progress="ready")
                | Q(data__isnull=False, made_at__isnull=False, size__gt=0) & ~Q(digest=""),
            ),
        )
        indexes = (
            models.Index(
                fields=["asked_at"], name="report_file_unmade", condition=Q(progress__in=["waiting", "making"])
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.frozen_id}"


class Download(models.Model):
    """That somebody took a file, and when. Only added to."""

    file = models.ForeignKey(ReportFile, on_delete=models.PROTECT, related_name="downloads")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.person_id} took {self.file_id}"
