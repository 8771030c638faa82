"""Several rows of the same short form on one page (the actions of a plan), which grow and shrink without JavaScript.

    ActionRows = rows_of(ActionForm, prefix="actions", noun="action", most=10)

    rows = ActionRows.read(request.POST, at=now)       # or ActionRows.fresh(at=now, initial=[…]) for a new page
    if not asks_for_rows(request.POST) and form.is_valid() & rows.is_valid():
        rows.answers                                   # the cleaned data of the rows that were filled in

`{% include "components/rows.html" %}` draws them, with a button `add-row` and one `remove-row` each. Pressing those shows
the same page again with all that was typed, and checks nothing yet.
The `&` is meant: both are asked, so that the reader sees all that is wrong at once.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import formset_factory

from core.forms import Formset, GovukForm

ADD, REMOVE = "add-row", "remove-row"


def asks_for_rows(data: Mapping[str, Any]) -> bool:
    """Whether the page was sent to gain or lose a row, and not to be checked."""
    return ADD in data or REMOVE in data


class RowsBase(Formset):
    """A formset of `GovukForm`s. Use `rows_of` to make one."""

    rows_prefix: ClassVar[str]
    noun: ClassVar[str]
    least: ClassVar[int]

    @classmethod
    def fresh(cls, *, at: datetime | None = None, initial: list[dict[str, Any]] | None = None) -> "RowsBase":
        """Rows for a page that is opened; at least one is shown."""
        return cls._shown(initial or [{}], at=at)

    @classmethod
    def read(cls, data: Mapping[str, Any], *, at: datetime | None = None) -> "RowsBase":
        """Rows from what was sent: bound, or with a row more or less and all else as it was typed."""
        if not asks_for_rows(data):
            return cls(data, prefix=cls.rows_prefix, form_kwargs={"at": at})
        typed = cls._typed(data)
        if ADD in data:
            typed = [*typed, {}]
        else:
            typed = [row for number, row in enumerate(typed) if str(number) != str(data[REMOVE])]
        return cls._shown(typed or [{}], at=at)

    @classmethod
    def _shown(cls, typed: list[dict[str, Any]], *, at: datetime | None) -> "RowsBase":
        shown = typed[: cls.max_num]
        rows = cls(initial=shown, prefix=cls.rows_prefix, form_kwargs={"at": at})
        rows.extra = len(shown)
        return rows

    def initial_form_count(self) -> int:
        """None of the rows counts as having been there before: a row left blank is no row, wherever it stands."""
        return 0

    @classmethod
    def _typed(cls, data: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What stands in each row, as it was typed; a forged count is held to the most that is allowed."""
        count = str(data.get(f"{cls.rows_prefix}-TOTAL_FORMS", "0"))
        number = min(int(count), cls.max_num) if count.isascii() and count.isdigit() else 0
        fields: dict[str, forms.Field] = cls.form.base_fields
        return [
            {
                name: field.widget.value_from_datadict(data, {}, f"{cls.rows_prefix}-{row}-{name}")
                for name, field in fields.items()
            }
            for row in range(number)
        ]

    @property
    def can_grow(self) -> bool:
        """Whether one more row may be asked for."""
        return len(self.forms) < self.max_num

    @property
    def answers(self) -> list[dict[str, Any]]:
        """The cleaned data of the rows that were filled in, in their order. Only after `is_valid()`."""
        return [form.cleaned_data for form in self.forms if form.has_changed()]

    def clean(self) -> None:
        """Refuse fewer filled rows than the least, in words that name what is missing."""
        if any(form.errors for form in self.forms):
            return
        filled = sum(form.has_changed() for form in self.forms)
        if filled < self.least:
            raise ValidationError(f"Add at least {'one' if self.least == 1 else self.least} {self.noun}")


def rows_of(form: type[GovukForm], *, prefix: str, noun: str, least: int = 1, most: int = 10) -> type[RowsBase]:
    """The class of rows of `form`: `least` of them must be filled in, `most` may be. `noun` is one of them ("action")."""
    made: Any = formset_factory(form, formset=RowsBase, extra=1, max_num=most, absolute_max=most, validate_max=True)
    made.rows_prefix, made.noun, made.least = prefix, noun, least
    return cast("type[RowsBase]", made)
