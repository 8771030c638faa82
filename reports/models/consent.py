"""That the board of an area lets other areas compare its figures with theirs."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from policies.models import Area


class RegionConsent(models.Model):
    """One consent: given for an area by somebody of its board's office, and withdrawn at any time. At most one stands."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="region_consents")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-given_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["area"], name="region_consent_once", condition=Q(withdrawn_at__isnull=True)
            ),
            models.CheckConstraint(
                name="region_consent_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__gte=F("given_at"), withdrawn_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"Consent of {self.area_id}"
