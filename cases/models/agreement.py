"""What the parties agree on in writing: plans of action, outcome statements and timetables, each with its answers."""

from django.conf import settings
from django.db import models

from cases.models.case import Case
from cases.models.outcomes import SETTLED, choices_among
from cases.models.party import Party
from cases.models.passage import Passage
from cases.models.record import Entry


class ProposalKind(models.TextChoices):
    """What is proposed."""

    PLAN = "plan", "Plan of action"
    OUTCOME = "outcome", "Outcome statement"
    TIMETABLE = "timetable", "Timetable"
    REDIRECT = "redirect", "For another agency"


class Proposal(models.Model):
    """A plan, an outcome statement or a timetable as proposed by one party; its text is the content of `entry`.

    It is open until every party asked has accepted it, one has returned it, or a later version replaces it. A plan and a
    statement ask every party, a timetable the other side. `taken_back`: by the side that wrote it, for good or for
    another version.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="proposals")
    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=10, choices=ProposalKind.choices)
    version = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=20, choices=choices_among(SETTLED), blank=True)
    proposed_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="proposals")
    proposed_at = models.DateTimeField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="proposal")
    accepted_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    taken_back = models.BooleanField(default=False)

    class Meta:
        ordering = ("proposed_at", "version")
        constraints = (
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=models.Q(accepted_at__isnull=True, set_aside_at__isnull=True),
                name="one_open_proposal_of_a_kind",
            ),
            models.UniqueConstraint(fields=["case", "kind", "version"], name="proposal_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version} of {self.case}"


class Answer(models.Model):
    """One party's answer to a proposal. The proposing party accepts by proposing."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="answers")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="answers")
    accepts = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["proposal", "party"], name="one_answer_per_party"),)

    def __str__(self) -> str:
        return f"{self.party} on {self.proposal}"


class PlanAction(models.Model):
    """One action of a proposed plan or outcome, or of a decision: which party does it, and by which day.

    Its words stand in the entry: the proposal's, or the one in which it was decided (`decided_in`).
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, null=True, blank=True, related_name="actions")
    decided_in = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    number = models.PositiveSmallIntegerField()
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["proposal", "number"], name="plan_action_number_once"),
            models.UniqueConstraint(fields=["decided_in", "number"], name="decided_action_number_once"),
            models.CheckConstraint(
                name="plan_action_of_one_thing",
                condition=models.Q(proposal__isnull=True) ^ models.Q(decided_in__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"action {self.number} of {self.proposal or self.decided_in}"
