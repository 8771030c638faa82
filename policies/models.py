"""Areas, and the versions of their procedures: immutable once published, each with the digest of its content."""

import json
from typing import Any

from django.conf import settings
from django.db import models

from policies.editions import FIRST_EDITION, version_name
from policies.schema import Policy
from policies.vocabulary import CalendarName


class Area(models.Model):
    """The area of one safeguarding partnership."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    partnership = models.CharField(max_length=200)
    calendar = models.CharField(max_length=30, choices=CalendarName.choices(), default=CalendarName.ENGLAND_AND_WALES)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class PolicyVersion(models.Model):
    """One published version of an area's procedure. `content` is the validated policy, `source` the file as written.

    `edition` counts the encodings of the same version: a later one corrects what an earlier one got wrong.
    The database refuses to change or remove a row (`core.guards`): cases are pinned to it.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=60)
    edition = models.PositiveSmallIntegerField(default=FIRST_EDITION)
    content = models.JSONField()
    source = models.TextField()
    digest = models.CharField(max_length=64)
    in_force_from = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("area", "-in_force_from", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["area", "version", "edition"], name="policy_edition_once_per_area"),
            models.CheckConstraint(
                condition=models.Q(edition__gte=FIRST_EDITION), name="policy_edition_counts_from_one"
            ),
        )
        indexes = (models.Index(fields=["area", "-in_force_from"]),)

    def __str__(self) -> str:
        return f"{self.area} {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a new version; a published one refuses to change."""
        if self.pk is not None and not kwargs.get("force_insert"):
            raise PublishedVersionError(f"{self} is published and cannot be changed. Publish another version.")
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> tuple[int, dict[str, int]]:
        """A published version cannot be removed: cases are pinned to it."""
        raise PublishedVersionError(f"{self} is published and cannot be removed.")

    @property
    def name(self) -> str:
        """The version as people read it, with its edition where the file was corrected."""
        return version_name(self.version, self.edition)

    @property
    def policy(self) -> Policy:
        """The procedure as frozen values; read once per digest and process."""
        return _POLICIES.get(self.digest) or _remember(self.digest, self.content)


class PolicyDraft(models.Model):
    """The next version of an area's procedure while it is being written: plain data, which need not be whole yet.

    An area has one open draft at a time, which all who may publish there share; `area` is null for an area that is new. One
    that is published or thrown away is kept, so that whoever still had it open is told and loses nothing.
    `saved` says of each part of the forms who saved it last, and when (ISO 8601): {"risk": {"name": …, "at": …}}.
    """

    area = models.ForeignKey(Area, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts")
    based_on = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    content = models.JSONField(default=dict)
    saved = models.JSONField(default=dict, blank=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_as = models.OneToOneField(
        PolicyVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="draft"
    )

    discarded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["area"],
                condition=models.Q(published_as__isnull=True, discarded_at__isnull=True),
                name="policy_one_draft_per_area",
            ),
        )

    def __str__(self) -> str:
        return f"Draft for {self.called}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be written on."""
        return self.published_as_id is None and self.discarded_at is None

    @property
    def called(self) -> str:
        """The name of the area, which a new one has from its draft, if there already."""
        if self.area is not None:
            return self.area.name
        area = self.content.get("area")
        name = area.get("name") if isinstance(area, dict) else None
        return str(name or "a new area")


class PublishedVersionError(Exception):
    """Somebody tried to change or remove a published version."""


_POLICIES: dict[str, Policy] = {}


def _remember(digest: str, content: Any) -> Policy:
    policy = Policy.model_validate_json(json.dumps(content))
    _POLICIES[digest] = policy
    return policy
