"""Pages of the raise journey on what the procedure itself distinguishes: whether it is the right one, and how urgent it is."""

from typing import Any

from cases.forms.base import pick
from cases.forms.step import Setting, Step
from core.forms import TextField
from policies.vocabulary import Subject

DISAGREEMENT = "disagreement"


class RouteStep(Step):
    """What has a way of its own is sent there, and not raised here (`policies.schema.SignPost`)."""

    key, title = "route", "Is this the right route?"
    route = pick("What do you want to raise?", [], required="Select what you want to raise")

    def arrange(self) -> None:
        posts = self.policy_version.policy.is_not_for
        own = (DISAGREEMENT, "A disagreement between professionals, in two agencies or in one")
        self.choose("route", [own, *((post.key, post.label) for post in posts)])

    def clean(self) -> dict[str, Any]:
        """Anything but a disagreement is told where it goes."""
        answers = super().clean() or self.cleaned_data
        for post in self.policy_version.policy.is_not_for:
            if answers.get("route") == post.key:
                self.add_error("route", f"This procedure is not for that. {post.where}")
        return answers


class OfChildren(Step):
    """A page that is asked only where the procedure is about children and nobody else."""

    @classmethod
    def asked(cls, setting: Setting) -> bool:
        return (setting.version or setting.versions[0]).policy.is_about_children


class SubjectStep(Step):
    """Whom or what it is about, where the procedure is not about children alone: an adult, or a theme with no person."""

    key, title = "subject", "Who or what is it about?"
    subject_kind = pick("Who or what is it about?", [], required="Select who or what it is about")
    subject_reference = TextField(
        label="Your reference",
        max_length=60,
        help_text="As in your own system. Not a name, and not an NHS number.",
        error_messages={"required": "Enter your reference for it"},
    )
    subject_initials = TextField(
        label="Initials", max_length=5, required=False, help_text="Only where it is about a person."
    )

    @classmethod
    def asked(cls, setting: Setting) -> bool:
        return not (setting.version or setting.versions[0]).policy.is_about_children

    def arrange(self) -> None:
        kinds = self.policy_version.policy.subjects
        self.choose("subject_kind", [(kind.value, kind.label) for kind in kinds])
        if len(kinds) == 1:
            self.fields["subject_kind"].initial = kinds[0].value
        if set(kinds) == {Subject.THEME}:
            del self.fields["subject_initials"]
        elif Subject.THEME not in kinds:
            self.fields["subject_initials"].help_text = ""

    def clean(self) -> dict[str, Any]:
        """A theme has no initials."""
        answers = super().clean() or self.cleaned_data
        if answers.get("subject_kind") == Subject.THEME and answers.get("subject_initials"):
            self.add_error("subject_initials", "A theme is about no person: leave the initials empty")
        return answers


class PriorityStep(Step):
    """How urgent it is, where the procedure's limits or routes differ by it."""

    key, title = "priority", "How urgent is it?"
    priority = pick("How urgent is it?", [], required="Select how urgent it is")

    @classmethod
    def asked(cls, setting: Setting) -> bool:
        return bool((setting.version or setting.versions[0]).policy.priorities)

    def arrange(self) -> None:
        known = self.policy_version.policy.priorities
        self.choose("priority", [(each.key, f"{each.label}. {each.says}".removesuffix(". ")) for each in known])
