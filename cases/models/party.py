"""Who and what a case is about: its parties, the people taking part, the people kept out, and the children."""

from datetime import datetime

from django.conf import settings
from django.db import models

from agencies.models import Agency
from cases.models.case import Case
from policies.vocabulary import Owner


class Side(models.TextChoices):
    """On which side of the disagreement a party stands."""

    ESCALATING = "escalating", "Raised it"
    RECEIVING = "receiving", "Received it"


SIDES_OF_OWNER: dict[Owner, tuple[str, ...]] = {
    Owner.RAISER: (Side.ESCALATING,),
    Owner.RECEIVER: (Side.RECEIVING,),
    Owner.BOTH: (Side.ESCALATING, Side.RECEIVING),
}
"""Which sides owe what a procedure says of an owner; of any other owner it is owed by the board's side."""


class Party(models.Model):
    """One side of a case. A party is not an agency: two parties may be of the same agency (BRIS-3).

    `part_ended_at`: from then on it owes nothing more and acts no more, while the case goes on with others. Which of two it
    was, `agreed_at` and `passed_on_at` tell: where several received it, one has agreed, and what is shared stays its to read;
    or the disagreement was for another agency, which stands in its place (`passed_to`), and its people read it no longer.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="parties")
    side = models.CharField(max_length=10, choices=Side.choices)
    number = models.PositiveSmallIntegerField()
    practitioner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    part_ended_at = models.DateTimeField(null=True, blank=True)
    passed_to = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="passed_from"
    )

    class Meta:
        ordering = ("number",)
        verbose_name_plural = "parties"
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="party_number_once_per_case"),
            models.CheckConstraint(
                name="party_passed_on_has_ended",
                condition=models.Q(passed_to__isnull=True) | models.Q(part_ended_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.agency.name

    @property
    def agreed_at(self) -> datetime | None:
        """When it agreed while the case went on with others; None where it did not, and where it was passed on."""
        return self.part_ended_at if self.passed_to_id is None else None

    @property
    def passed_on_at(self) -> datetime | None:
        """When the disagreement was passed from it to another agency; None where it was not."""
        return self.part_ended_at if self.passed_to_id is not None else None


class Capacity(models.TextChoices):
    """In what capacity a person takes part in a case."""

    RAISER = "raiser", "Raised it"
    HOLDER = "holder", "Acts or has acted for a party"
    TOLD = "told", "Told, as the procedure says"
    NAMED = "named", "Named as having screened or endorsed it"


class Participation(models.Model):
    """A person who takes part, or took part, in a case and so may read what is shared in it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="participations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="participations")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="participations")
    capacity = models.CharField(max_length=10, choices=Capacity.choices)
    since = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "person", "party", "capacity"], name="participation_once"),
        )
        indexes = (models.Index(fields=["person", "case"]),)

    def __str__(self) -> str:
        return f"{self.person} in {self.case}"


class ToldInstead(models.Model):
    """Somebody in a post of the board who was told of a case because its business office has nobody (BRIS-21).

    They see its outline, and nothing of its content, while it lives and that is so (`cases.access`).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="told_instead")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        verbose_name_plural = "told instead"
        constraints = (models.UniqueConstraint(fields=["case", "person"], name="told_instead_once"),)

    def __str__(self) -> str:
        return f"{self.person} of {self.case}"


class Exclusion(models.Model):
    """A person who is party to the conflict: passed over on the ladder, and does not see the case (BUCKS-6)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="exclusions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exclusions")
    since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "person"], name="exclusion_once"),)

    def __str__(self) -> str:
        return f"{self.person} kept out of {self.case}"


class SubjectKind(models.TextChoices):
    """Whom a case is about."""

    CHILD = "child", "A child"
    UNBORN = "unborn", "An unborn child"
    ADULT = "adult", "An adult"
    THEME = "theme", "A theme, with no person"


class SubjectStatus(models.TextChoices):
    """What plan or order a child is under when the case is raised."""

    NONE = "none", "None of these"
    EARLY_HELP = "early-help", "Early help"
    IN_NEED = "in-need", "Child in need"
    PROTECTION = "protection", "Child protection plan"
    LOOKED_AFTER = "looked-after", "Looked after"


class Subject(models.Model):
    """One child (or other subject) of a case: initials and an age band at most, never a name or a date of birth.

    `status` is the plan or order that the child is under, "" where it was not given.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="subjects")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=SubjectKind.choices, default=SubjectKind.CHILD)
    initials = models.CharField(max_length=5, blank=True)
    age_band = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=20, choices=SubjectStatus.choices, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["case", "number"], name="subject_number_once_per_case"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class SubjectReference(models.Model):
    """A party's own reference for a subject, by which its people find it in their own system."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="references")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="references")
    reference = models.CharField(max_length=60)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["subject", "party"], name="one_reference_per_party"),)

    def __str__(self) -> str:
        return self.reference
