"""What somebody proposes who is not the right one to ask: which other agency the disagreement is for."""

from django.db import models

from agencies.models import Agency
from cases.models.agreement import Proposal


class Redirect(models.Model):
    """The agency that a proposal of the kind redirect names; why stands in its entry."""

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="redirect")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"for {self.agency}"
