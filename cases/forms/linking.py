"""The form that links a case to another about the same matter."""

from cases.actions import linking
from cases.actions.door import Request
from cases.forms.base import VerbForm
from cases.models import Case
from cases.verbs import Verb
from core.forms import TextField


class LinkForm(VerbForm):
    verb = Verb.LINK
    says = "Both cases go on as they are. Each is shown only to people who may see it."
    reference = TextField(
        label="Reference of the other case",
        help_text="For example, ESC-0042.",
        max_length=20,
        error_messages={"required": "Enter the reference of the other case"},
    )

    def act(self, case: Case, request: Request) -> Case:
        return linking.link(case, request, **self.cleaned_data)
