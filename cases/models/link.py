"""That two cases belong together: one answers the other, or both are about the same thing. They are never merged."""

from django.conf import settings
from django.db import models

from cases.models.case import Case


class LinkKind(models.TextChoices):
    """How a case belongs to another."""

    COUNTER = "counter", "Raised by the other side about the same matter"
    SAME_MATTER = "same-matter", "About the same matter"


class CaseLink(models.Model):
    """`case` belongs to `other`. Each is shown only to who may see it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links_out")
    other = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links_in")
    kind = models.CharField(max_length=20, choices=LinkKind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "other"], name="case_link_once"),
            models.CheckConstraint(name="case_link_to_another", condition=~models.Q(case=models.F("other"))),
        )

    def __str__(self) -> str:
        return f"{self.case} and {self.other}"
