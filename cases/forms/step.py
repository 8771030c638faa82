"""What the pages of the raise journey have in common: the answers so far, and a form that is fitted to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django import forms

from agencies.models import Agency, User
from agencies.selectors import practitioners_and_managers
from cases.forms.rowed import RowedForm
from cases.forms.things import names_of_things
from core.persons import Persons
from policies.models import PolicyVersion
from policies.vocabulary import persons_of

YES_NO = [("yes", "Yes"), ("no", "No")]


@dataclass(frozen=True)
class Setting:
    """What the answers so far settle: who writes, when, for which agency, under which policy, against whom.

    `part_of_it`: the ids of those with whom they disagree, and who are kept out.
    """

    writer: User
    at: datetime
    versions: tuple[PolicyVersion, ...]
    own_agencies: tuple[Agency, ...]
    version: PolicyVersion | None = None
    own_agency: Agency | None = None
    other_agency: Agency | None = None
    immediate_risk: bool = False
    skip_confirmed: bool = False
    from_paper: bool = False
    subject_kind: str = ""
    part_of_it: frozenset[int] = frozenset()

    @property
    def persons(self) -> Persons:
        """The words for whom it is about, as far as that is settled."""
        known = [self.version] if self.version else self.versions
        kinds = [self.subject_kind] if self.subject_kind else [k for each in known for k in each.policy.subjects]
        return persons_of(kinds)


class Step(RowedForm):
    """One page of the journey. `title` is its question; `asked` tells whether it is asked at all."""

    key: ClassVar[str]
    title: ClassVar[str]
    lead: ClassVar[str] = ""

    def __init__(self, *args: Any, setting: Setting, **kwargs: Any) -> None:
        self.setting = setting
        super().__init__(*args, at=setting.at, **kwargs)
        self.arrange()
        self.speak_of(setting.persons)

    def names_of_things(self) -> list[str]:
        """The names of the areas, their agencies, posts and procedures: they give nobody away."""
        return names_of_things(self.setting.versions)

    @classmethod
    def asked(cls, setting: Setting) -> bool:
        """Whether this page is part of the journey, given the answers so far."""
        return True

    def arrange(self) -> None:
        """Fit the fields to the answers so far."""

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Give a field its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = choices

    def people_at(self, agency: Agency | None) -> list[tuple[str, str]]:
        """The people of an agency as choices, without the writer; none while it is not chosen."""
        named = practitioners_and_managers(*([agency] if agency else [])).exclude(pk=self.setting.writer.pk)
        return [(str(person.pk), f"{person.name}, {person.job_title}".removesuffix(", ")) for person in named]

    @property
    def heading(self) -> str:
        """The field whose label is the page's heading, where that label is the question of the page; else ""."""
        return next((name for name, field in self.fields.items() if field.label == self.question), "")

    @property
    def question(self) -> str:
        """Its title, in the words for whom it is about."""
        return self.persons.say(self.title)

    @property
    def guidance(self) -> list[str]:
        """What the procedure says to whoever answers this page."""
        return []

    @property
    def policy_version(self) -> PolicyVersion:
        """The policy that the case will be pinned to."""
        return self.setting.version or self.setting.versions[0]
