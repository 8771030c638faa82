"""The base of the forms of verbs, and the few fields that they share."""

from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField

from cases.actions.door import Request
from cases.forms.asides import Aside
from cases.forms.rowed import RowedForm
from cases.forms.things import names_of_things
from cases.models import Case
from cases.situations import Situation
from cases.verbs import Verb
from cases.words.methods import advice_of, choices_of
from cases.words.safety import METHODS
from core.forms import LongTextField, RadiosField

METHOD_CHOICES = [(key, f"{label[:1].upper()}{label[1:]}") for key, label in METHODS.items()]
AGE_BANDS = [
    ("", "Not given"),
    ("unborn", "Unborn"),
    ("0-4", "0 to 4"),
    ("5-10", "5 to 10"),
    ("11-15", "11 to 15"),
    ("16-17", "16 or 17"),
]
LONG = 4000
SHORT = 500
NO_NAMES = "Do not write anyone’s name. Use your own {reference for the person}, and roles for people."


def words(label: str, *, hint: str = "", required: str = "", limit: int = LONG, rows: int = 5) -> LongTextField:
    """A text area. `required` is the error where nothing is written; without it the answer may be left out."""
    messages = {"required": required} if required else {}
    return LongTextField(
        label=label, help_text=hint, max_length=limit, rows=rows, required=bool(required), error_messages=messages
    )


def pick(label: str, choices: list[tuple[str, str]], *, required: str, hint: str = "") -> RadiosField:
    """Radios. `required` is the error where nothing is selected."""
    return RadiosField(label=label, help_text=hint, choices=choices, error_messages={"required": required})


class VerbForm(RowedForm):
    """A form of one verb, asked in a situation. `checked`: the answers are shown once more before it is done.

    `in_address`: the questions that a link to the page may have answered already. `folded`: those that are asked only where
    something was done on paper before now. `rows_first`: the rows are what it is about, and stand before the fields.
    """

    verb: ClassVar[Verb]
    checked: ClassVar[bool] = False
    in_address: ClassVar[tuple[str, ...]] = ()
    folded: ClassVar[tuple[str, ...]] = ()
    rows_first: ClassVar[bool] = False
    says: str = ""
    button: str = ""

    def __init__(self, *args: Any, situation: Situation, **kwargs: Any) -> None:
        self.situation = situation
        super().__init__(*args, at=situation.at, **kwargs)
        self.arrange()
        self.speak_of(situation.case.persons)
        self.says, self.button = self.persons.say(self.says), self.persons.say(self.button)

    def names_of_things(self) -> list[str]:
        """The names of the area, its agencies, posts and procedure: they give nobody away."""
        return names_of_things([self.situation.case.policy_version])

    def arrange(self) -> None:
        """Fit the fields to the situation."""

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Give a field its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = choices

    def arrange_method(self, when: str, *, asked: bool = False) -> None:
        """Warn of the means that the procedure advises against, and ask why it had to be by one of them (FLOW-2).

        `when` says of that question when it is answered; it is `asked` also where no means is advised against.
        """
        policy = self.situation.case.policy
        self.choose("method", choices_of(policy))
        self.fields["method_reason"].help_text = f"{when} {advice_of(policy)}".strip()
        if not advice_of(policy) and not asked:
            del self.fields["method_reason"]

    @property
    def unfolded_fields(self) -> list[BoundField]:
        """The fields that everybody answers."""
        return [self[name] for name in self.fields if name not in self.folded]

    @property
    def folded_fields(self) -> list[BoundField]:
        """The fields that are folded away."""
        return [self[name] for name in self.folded if name in self.fields]

    @property
    def is_unfolded(self) -> bool:
        """Whether something was typed into what is folded, or is wrong there, so that it must be seen."""
        return any(name in self.errors or name in self.changed_data for name in self.folded) if self.is_bound else False

    @property
    def asides(self) -> list[Aside]:
        """What the person needs to know before they answer."""
        return []

    @property
    def warning(self) -> str:
        """What speaks against doing it now, or ""."""
        return ""

    @property
    def consequences(self) -> list[str]:
        """What follows from the cleaned answers, in sentences, for the page on which they are checked."""
        return []

    def act(self, case: Case, request: Request) -> Case:
        """Do the verb with the cleaned answers."""
        raise NotImplementedError
