"""What is asked for an annual report: its days, its sections, what is hidden, its texts, and what is made of it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any

from django import forms

from core.forms import (
    CheckboxesField,
    ConfirmField,
    DateField3,
    Doubt,
    GovukForm,
    LongTextField,
    RadiosField,
    TextField,
)
from core.typed import is_blank
from core.words import london
from policies.models import Area
from reports.annual import last_full_year
from reports.models import CaseFact, Kind, Threshold
from reports.presenters.annual import span
from reports.shape import Section

OTHER, SO_FAR = "other", "so-far"
ONE_DAY = timedelta(days=1)
YEARS_OFFERED = 3
LONGEST_TEXT = 10_000
WHY_HIDDEN = "A small number may tell who it is about. What could be worked out from the others is hidden too."
KINDS_WORDS = {
    Kind.PDF: "PDF, to read and to print",
    Kind.WORD: "Word, to copy from",
    Kind.EXCEL: "Excel, a sheet for each table",
    Kind.CSV: "CSV for other programs: a zip with a file for each table",
    Kind.HTML: "HTML, a web page in one file",
}


def years_offered(at: datetime) -> dict[str, tuple[date, date]]:
    """The last full years from 1 April to 31 March, the latest first, by the year in which they end; and this one so far."""
    first, last = last_full_year(at)
    spans = [(first.replace(year=first.year - n), last.replace(year=last.year - n)) for n in range(YEARS_OFFERED)]
    found = {str(end.year): (begin, end) for begin, end in spans}
    yesterday = london(at).date() - ONE_DAY
    return found if yesterday <= last else {**found, SO_FAR: (last + ONE_DAY, yesterday)}


def _likeliest(years: Mapping[str, tuple[date, date]], areas: Sequence[Area]) -> str:
    """The last full year; where nothing was raised in it yet, as on a new installation, this one so far."""
    full = next(iter(years))
    raised = CaseFact.objects.filter(area__in=areas)
    if SO_FAR in years and not raised.filter(raised_on__range=years[full]).exists():
        return SO_FAR if raised.filter(raised_on__range=years[SO_FAR]).exists() else full
    return full


class StartForm(GovukForm):
    """For which area, where there are several, and for which days."""

    period = RadiosField(label="Which period is the report for?", called="which period the report is for")
    first = DateField3(label="First day", help_text="Only for another period. For example, 1 4 2025", required=False)
    last = DateField3(label="Last day", help_text="Only for another period. For example, 31 3 2026", required=False)
    area = RadiosField(label="Which area is the report for?", called="which area the report is for")
    follow_ups = ("first", "last")

    def __init__(self, *args: Any, areas: Sequence[Area], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, at=at, **kwargs)
        self.years = years_offered(at)
        words = [(key, span(*days) + (", so far" if key == SO_FAR else "")) for key, days in self.years.items()]
        self.fields["period"].choices = [*words, (OTHER, "Another period")]  # type: ignore[attr-defined]
        self.fields["period"].initial = _likeliest(self.years, areas)
        self.areas = {str(area.pk): area for area in areas}
        self.fields["area"].choices = [(key, area.name) for key, area in self.areas.items()]  # type: ignore[attr-defined]
        if len(areas) == 1:
            del self.fields["area"]

    def clean(self) -> dict[str, Any]:
        """Ask for both days of another period."""
        found = super().clean() or {}
        if found.get("period") == OTHER:
            for name, words in (("first", "first day"), ("last", "last day")):
                if name not in self.errors and found.get(name) is None:
                    self.add_error(name, f"Enter the {words} of the period")
        return found

    @property
    def span(self) -> tuple[date, date]:
        """The days that were chosen. Only after `is_valid()`."""
        chosen = self.years.get(self.cleaned_data["period"])
        return chosen or (self.cleaned_data["first"], self.cleaned_data["last"])

    @property
    def chosen_area(self) -> Area:
        """The area that was chosen, or the only one."""
        return self.areas[self.cleaned_data.get("area") or next(iter(self.areas))]

    @property
    def another_is_open(self) -> bool:
        """Whether the days of another period are shown open: something stands in them, or is wrong with them."""
        days = [name for name in ("first", "last") if name in self.errors or not is_blank(self[name].value() or {})]
        return bool(days)


class PeriodForm(GovukForm):
    """The days of a report, and its title."""

    title = TextField(label="Title of the report", max_length=150)
    first = DateField3(label="First day")
    last = DateField3(label="Last day")


class SectionsForm(GovukForm):
    """Which sections a report has."""

    sections = CheckboxesField(
        label="Which sections does the report have?", error_messages={"required": "Select at least one section"}
    )

    def __init__(self, *args: Any, offered: Sequence[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sections"]
        field.choices = [(section.key, section.title) for section in offered]  # type: ignore[attr-defined]
        field.widget.hints = {section.key: section.says for section in offered}


class SmallNumbersForm(GovukForm):
    """Up to which number counts are hidden."""

    threshold = RadiosField(
        label="Which numbers are hidden?",
        called="which numbers are hidden",
        choices=Threshold.choices,
        help_text=WHY_HIDDEN,
        hints={
            str(Threshold.FIVE): "As the Department for Education hides them in its statistics.",
            str(Threshold.TEN): "For a small area, or where your agencies ask for more.",
        },
    )


class TextForm(GovukForm):
    """A text of a report, looked at for what it may give away."""

    text = LongTextField(
        label="Text",
        required=False,
        max_length=LONGEST_TEXT,
        rows=12,
        help_text="Do not identify anyone: no names, no references, no number that the tables hide. A blank line begins a paragraph.",
    )
    mark_optional = False

    def __init__(self, *args: Any, label: str, look: Callable[[str], list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
        self.look = look

    @cached_property
    def doubts(self) -> dict[str, Doubt]:
        """What the text may give away: it is saved all the same, and asked about once."""
        text = str(self.data.get("text") or "").replace("\r\n", "\n").strip() if self.is_bound else ""
        sentences = self.look(text)
        return {"text": self.doubt("text", text, sentences)} if sentences else {}


class KindsForm(GovukForm):
    """Which files are made."""

    kinds = CheckboxesField(
        label="Which files should be made?",
        choices=list(KINDS_WORDS.items()),
        error_messages={"required": "Select which files should be made"},
    )

    def offer(self, kinds: Collection[Kind]) -> None:
        """Show only these kinds."""
        self.fields["kinds"].choices = [(kind, words) for kind, words in KINDS_WORDS.items() if kind in kinds]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[Kind]:
        """The kinds that were ticked. Only after `is_valid()`."""
        return [Kind(kind) for kind in self.cleaned_data["kinds"]]


class FreezeForm(KindsForm):
    """Which files are made of a report that is frozen; where its texts leave a doubt, that somebody has looked at them."""

    looked = ConfirmField(
        label="I have looked at these texts, and they identify nobody",
        error_messages={"required": "Confirm that you have looked at the texts, or change them"},
    )

    def __init__(self, *args: Any, has_doubts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_doubts:
            del self.fields["looked"]


class WhoseForm(GovukForm):
    """A file, to see whether it is one of a frozen report."""

    file = forms.FileField(
        label="File of a report",
        allow_empty_file=True,
        help_text="The file is compared and not kept.",
        error_messages={"required": "Select a file", "invalid": "Select a file", "missing": "Select a file"},
        widget=forms.FileInput(attrs={"class": "govuk-file-upload"}),
    )

    @property
    def digest(self) -> str:
        """The SHA-256 of the file, read piece by piece. Only after `is_valid()`."""
        digest = sha256()
        for piece in self.cleaned_data["file"].chunks():
            digest.update(piece)
        return digest.hexdigest()


class WithdrawForm(GovukForm):
    """Why a report is withdrawn."""

    why = LongTextField(
        label="Why is it withdrawn?",
        called="why it is withdrawn",
        max_length=1000,
        rows=4,
        help_text="Whoever opens the report reads this instead of it. Do not identify anyone.",
    )
    watches_for_names = True
