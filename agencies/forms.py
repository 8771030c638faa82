"""The forms of this app's pages: signing in, cover, and who holds a post."""

from datetime import datetime, time, timedelta
from typing import Any

from agencies.models import Post, User
from core.forms import DateField3, EmailField, GovukForm, PasswordField, RadiosField, SelectField, TextField
from core.words import LONDON, london


class SignInForm(GovukForm):
    """Address and password. Which of the two is wrong is never said."""

    email = EmailField(
        label="Work email address",
        autocomplete="username",
        error_messages={"required": "Enter your work email address"},
    )
    password = PasswordField(label="Password", error_messages={"required": "Enter your password"})


class CoverForm(GovukForm):
    """Who stands in, from the start of one day to the end of another, in London time."""

    covered_by = SelectField(label="Who will cover?", error_messages={"required": "Select who will cover"})
    starts_at = DateField3(
        label="First day of cover",
        called="the first day of cover",
        when="future-or-today",
        help_text="For example, 27 3 2027",
    )
    ends_at = DateField3(
        label="Last day of cover",
        called="the last day of cover",
        help_text="Cover ends at midnight at the end of this day",
    )
    reason = TextField(
        label="Reason",
        max_length=200,
        required=False,
        help_text="Colleagues see this. Do not give details of an illness",
    )

    def __init__(self, *args: Any, colleagues: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(person.pk), named(person)) for person in colleagues]
        self.fields["covered_by"].choices = [("", "Select a colleague"), *people]  # type: ignore[attr-defined]
        self.colleagues = {str(person.pk): person for person in colleagues}

    def cover(self, *, at: datetime) -> dict[str, Any]:
        """What was asked for, as `set_cover` takes it; cover that starts today starts at `at`."""
        data = self.cleaned_data
        starts_at = midnight(data["starts_at"])
        return {
            "covered_by": self.colleagues[data["covered_by"]],
            "starts_at": max(starts_at, at) if data["starts_at"] == london(at).date() else starts_at,
            "ends_at": midnight(data["ends_at"] + timedelta(days=1)),
            "reason": data["reason"],
        }


class LeavingForm(GovukForm):
    """That somebody leaves, or is away with cover, from the start of a day in London time."""

    LEAVES, AWAY = "leaves", "away"

    what = RadiosField(
        label="What has happened, or is going to?",
        choices=[(LEAVES, "They leave, or have left"), (AWAY, "They are away, and a colleague covers for them")],
        error_messages={"required": "Select what has happened"},
    )
    starts_at = DateField3(
        label="First day on which they are not there",
        called="the first day on which they are not there",
        when="future-or-today",
        help_text="For example, 27 3 2027. Today, if they have left already",
    )
    covered_by = SelectField(label="Who will cover?", help_text="Only if they are away.", required=False)
    ends_at = DateField3(
        label="Last day of cover",
        called="the last day of cover",
        help_text="Only if they are away. Cover ends at midnight at the end of this day",
        required=False,
    )

    def __init__(self, *args: Any, colleagues: list[User], may: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(person.pk), named(person)) for person in colleagues]
        self.colleagues = {str(person.pk): person for person in colleagues}
        self.fields["covered_by"].choices = [("", "Select a colleague"), *people]  # type: ignore[attr-defined]
        choices = [choice for choice in self.fields["what"].choices if choice[0] in may]  # type: ignore[attr-defined]
        self.fields["what"].choices = choices  # type: ignore[attr-defined]
        if self.AWAY not in may:
            del self.fields["covered_by"], self.fields["ends_at"]

    def clean(self) -> dict[str, Any]:
        """Whoever is away has somebody who covers, until a day."""
        said = super().clean() or self.cleaned_data
        wanted = {"covered_by": "Select who will cover", "ends_at": "Enter the last day of cover"}
        for name, sentence in wanted.items():
            if said.get("what") == self.AWAY and not said.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return said

    @property
    def leaves(self) -> bool:
        """Whether they leave for good."""
        return bool(self.cleaned_data["what"] == self.LEAVES)

    def since(self, *, at: datetime) -> datetime:
        """From when, in UTC: what starts today starts at `at`."""
        return max(midnight(self.cleaned_data["starts_at"]), at)

    def cover(self, *, at: datetime) -> dict[str, Any]:
        """What was asked for, as `set_cover` takes it."""
        return {
            "covered_by": self.colleagues[self.cleaned_data["covered_by"]],
            "starts_at": self.since(at=at),
            "ends_at": midnight(self.cleaned_data["ends_at"] + timedelta(days=1)),
        }


class HolderForm(GovukForm):
    """Who holds a post, or that it is vacant."""

    VACANT = "vacant"

    holder = SelectField(label="Who holds this post?", error_messages={"required": "Select who holds this post"})

    def __init__(self, *args: Any, post: Post, people: list[User], **kwargs: Any) -> None:
        current = str(post.holder_id) if post.holder_id else self.VACANT
        super().__init__(*args, initial={"holder": current}, **kwargs)
        self.people = {str(person.pk): person for person in people}
        choices = [
            (self.VACANT, "Nobody: the post is vacant"),
            *((key, named(who)) for key, who in self.people.items()),
        ]
        self.fields["holder"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> User | None:
        """The person chosen, None for a vacancy."""
        return self.people.get(self.cleaned_data["holder"])


def named(person: User) -> str:
    """A person in a list to choose from: with the job title, so that two of one name are told apart."""
    return f"{person.name}, {person.job_title}" if person.job_title else person.name


def midnight(day: Any) -> datetime:
    """The London midnight at the start of a day."""
    return datetime.combine(day, time(), tzinfo=LONDON)
