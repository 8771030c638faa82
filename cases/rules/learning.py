"""To whom a learning point goes by the pinned policy, and who may read and answer it."""

from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from agencies.models import Post, User
from agencies.selectors import areas_overseen_by, chaired_areas
from cases.models import CLOSED, Case, Exclusion, LearningPoint, Party
from cases.process import notices
from policies.vocabulary import LearningKind, LearningTo, Owner, Role


def addressee_of(kind: LearningKind, *, case: Case) -> LearningTo:
    """To whom the policy sends what is of this kind (O-20); where it says nothing, to the board's office."""
    found = (item.to for item in case.policy.learning if item.of is kind and item.to is not None)
    return next(found, LearningTo.BOARD_OFFICE)


def readers(point: LearningPoint) -> list[User | None]:
    """The people to whom a point goes; where an agency has nobody on the board, the board's office."""
    if point.addressee == LearningTo.AGENCY_BOARD_MEMBER:
        posts = Post.objects.filter(agency=point.agency, role=Role.BOARD_MEMBER, holder__is_active=True)
        here = posts.filter(Q(area=point.case.area) | Q(area=None)).select_related("holder")
        return [post.holder for post in here] or notices.board_side(point.case)
    owner = Owner.CHAIR if point.addressee == LearningTo.CHAIR else Owner.BOARD_OFFICE
    return notices.owing(owner, case=point.case)


def learning_for(person: User) -> QuerySet[LearningPoint]:
    """The points that this person may read and answer: those of their area's board, and those sent to them as a member.

    Whoever is kept out of a case reads nothing of it here either.
    """
    if not person.is_active:
        return LearningPoint.objects.none()
    post = Post.objects.filter(agency=OuterRef("agency"), role=Role.BOARD_MEMBER, holder=person)
    post = post.filter(Q(area=OuterRef("case__area")) | Q(area=None))
    boards = Q(case__area__in=areas_overseen_by(person)) | Q(case__area__in=chaired_areas(person))
    member = Q(addressee=LearningTo.AGENCY_BOARD_MEMBER) & Q(Exists(post))
    kept_out = Exclusion.objects.filter(case=OuterRef("case"), person=person)
    found = LearningPoint.objects.filter(boards | member, ~Exists(kept_out))
    return found.select_related("case__area", "entry__content", "answered_in__content", "agency")


def open_points(person: User) -> QuerySet[LearningPoint]:
    """Those of them of which more is expected."""
    return learning_for(person).exclude(became__in=CLOSED)


SHOWN = {"": "Open", "closed": "Closed", "all": "All"}
"""Which of them a list shows, by what its address says."""


def shown_points(person: User, show: str) -> QuerySet[LearningPoint]:
    """Those of them that a list shows: the open ones, unless it asks for the closed ones or for all."""
    return of_status(learning_for(person), show)


def of_status(points: QuerySet[LearningPoint], show: str) -> QuerySet[LearningPoint]:
    """Those of these points that are open, closed (`show` is a key of `SHOWN`), or all."""
    if show == "all":
        return points
    return points.filter(became__in=CLOSED) if show == "closed" else points.exclude(became__in=CLOSED)


class Waiting(NamedTuple):
    """Whether learning is a person's concern at all, and how many points wait for what they say."""

    concerned: bool
    open: int


def waiting_for(person: object) -> Waiting:
    """Learning concerns the board's office, the chair, and whoever was sent a point; nobody else finds a link to it."""
    if not isinstance(person, User):
        return Waiting(concerned=False, open=0)
    found = (
        learning_for(person)
        .select_related(None)
        .aggregate(every=Count("pk"), open=Count("pk", filter=~Q(became__in=CLOSED)))
    )
    of_the_board = person.has_perm("cases.oversee") or person.has_perm("cases.decide")
    return Waiting(concerned=of_the_board or found["every"] > 0, open=found["open"])


def agency_for(addressee: LearningTo, party: Party | None) -> Party | None:
    """Whose board member a point goes to: that of the party which records it."""
    return party if addressee is LearningTo.AGENCY_BOARD_MEMBER else None
