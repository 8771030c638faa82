"""Who: agencies, people, the posts on each agency's ladder, cover for absence, and memberships."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from agencies.fields import AddressField, normalised
from agencies.history import AccountHistory
from agencies.roles import AGENCY_ROLES, BOARD_ROLES, MembershipRole
from policies.vocabulary import AgencyType, Role

BOARD_PARTS = (
    Role.BOARD_MEMBER,
    Role.QUALITY_ASSURANCE_MANAGER,
    Role.BUSINESS_MANAGER,
    Role.CHAIR,
    Role.STRATEGIC_LEAD,
)
"""Posts that somebody holds on an area's board: such a post names the area."""


class UserManager(BaseUserManager["User"]):
    """Makes accounts, and finds them by e-mail address in whatever case it is typed."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make and save an account; without a password nobody can sign in to it by password."""
        if not email.strip():
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make and save an account that Django's own tools let do everything; it sees no case by that."""
        return self.create_user(email, password, **{"is_superuser": True} | fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account with this e-mail address, in whatever case; User.DoesNotExist if there is none."""
        return self.get(email=normalised(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """A person's account. `is_demo` marks the made-up people of the local mode.

    `leaves_at` (UTC) is from when they no longer work here, where that is known: the account is closed then.
    """

    email = AddressField("email address", unique=True)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)
    leaves_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()
    history = AccountHistory()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(name="user_has_an_email", condition=~Q(email="")),
            models.CheckConstraint(name="user_has_a_name", condition=~Q(name="")),
        )

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name that people read."""
        return self.name

    def get_short_name(self) -> str:
        """The same name: people are called by what they call themselves."""
        return self.name


class Agency(models.Model):
    """An organisation, or a professional who works alone, that may be a party to a disagreement.

    `relevant_service` says for a self-employed professional which service's safeguarding lead acts (O-33).
    """

    name = models.CharField(max_length=160, unique=True)
    type = models.CharField(max_length=30, choices=AgencyType.choices())
    areas = models.ManyToManyField("policies.Area", related_name="agencies")
    relevant_service = models.CharField(max_length=160, blank=True)
    email = models.EmailField(blank=True)

    history = HistoricalRecords(m2m_fields=(areas,))

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "agencies"
        constraints = (
            models.CheckConstraint(
                name="agency_of_a_known_type", condition=Q(type__in=[word.value for word in AgencyType])
            ),
        )

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's role in an agency or on an area's board. A board member's agency is the one that they come from."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="memberships")
    area = models.ForeignKey(
        "policies.Area", on_delete=models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=MembershipRole.choices())

    history = HistoricalRecords()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="membership_role_known", condition=Q(role__in=[role.value for role in MembershipRole])
            ),
            models.CheckConstraint(
                name="agency_role_names_an_agency",
                condition=~Q(role__in=[role.value for role in AGENCY_ROLES]) | Q(agency__isnull=False),
            ),
            models.CheckConstraint(
                name="board_role_names_an_area",
                condition=~Q(role__in=[role.value for role in BOARD_ROLES]) | Q(area__isnull=False),
            ),
            # Four constraints in place of one, because in a unique constraint two nulls differ.
            models.UniqueConstraint(
                name="membership_once_in_agency_and_area",
                fields=["user", "role", "agency", "area"],
                condition=Q(agency__isnull=False, area__isnull=False),
            ),
            models.UniqueConstraint(
                name="membership_once_in_agency",
                fields=["user", "role", "agency"],
                condition=Q(agency__isnull=False, area__isnull=True),
            ),
            models.UniqueConstraint(
                name="membership_once_in_area",
                fields=["user", "role", "area"],
                condition=Q(agency__isnull=True, area__isnull=False),
            ),
            models.UniqueConstraint(
                name="membership_once_everywhere",
                fields=["user", "role"],
                condition=Q(agency__isnull=True, area__isnull=True),
            ),
        )
        indexes = (models.Index(fields=["area", "role"], name="membership_by_area_and_role"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Post(models.Model):
    """A place on an agency's ladder, with its holder, or vacant. `rank` orders the ladder; 0 is its foot.

    A post is general, or for one area; where both exist the one for the area comes first (`agencies.ladder`).
    `authority_to_resolve`: the holder may settle a disagreement for the agency (BUCKS-10).
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="posts")
    role = models.CharField(max_length=30, choices=Role.choices())
    rank = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    area = models.ForeignKey("policies.Area", on_delete=models.PROTECT, null=True, blank=True, related_name="posts")
    authority_to_resolve = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ("rank", "pk")
        constraints = (
            models.CheckConstraint(name="post_role_known", condition=Q(role__in=[role.value for role in Role])),
            models.CheckConstraint(name="post_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="board_post_names_an_area",
                condition=~Q(role__in=[role.value for role in BOARD_PARTS]) | Q(area__isnull=False),
            ),
            models.UniqueConstraint(
                name="holder_once_per_role_and_area",
                fields=["agency", "role", "area", "holder"],
                condition=Q(area__isnull=False, holder__isnull=False),
            ),
            models.UniqueConstraint(
                name="holder_once_per_general_role",
                fields=["agency", "role", "holder"],
                condition=Q(area__isnull=True, holder__isnull=False),
            ),
        )
        indexes = (models.Index(fields=["agency", "rank"], name="post_by_agency_and_rank"),)

    def __str__(self) -> str:
        return f"{self.title}, {self.agency}"


class Cover(models.Model):
    """Somebody stands in for a person from `starts_at` until just before `ends_at` (both UTC), in all their posts."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences")
    covered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="covering")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = (
            models.CheckConstraint(name="cover_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="nobody_covers_themselves", condition=~Q(person=F("covered_by"))),
        )
        indexes = (models.Index(fields=["person", "ends_at"], name="cover_by_person_and_end"),)

    def __str__(self) -> str:
        return f"{self.covered_by} for {self.person}"

    @property
    def last_moment(self) -> datetime:
        """The last instant of the cover: what ends at midnight ends with the day before."""
        return self.ends_at - timedelta(microseconds=1)

    def runs_at(self, at: datetime) -> bool:
        """Whether the cover is in force at this instant (UTC)."""
        return self.starts_at <= at < self.ends_at


class LadderChange(models.Model):
    """A moment at which who stands on an agency's ladder changes: open cases look again then, and say so here."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="changes")
    effective_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("effective_at", "pk")
        indexes = (
            models.Index(fields=["effective_at"], name="ladder_change_waiting", condition=Q(handled_at__isnull=True)),
        )

    def __str__(self) -> str:
        return f"{self.post} from {self.effective_at:%Y-%m-%d %H:%M}"
