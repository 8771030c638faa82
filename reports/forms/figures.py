"""The forms of the figures: which area or agency, over which period, and what narrows them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from agencies.models import Agency, User
from core.forms import DateField3, FilterForm, SelectField
from core.words import london
from policies.models import Area
from reports.figures.names import Names, names_of, period_name
from reports.readers.figures import agencies_read_by, areas_read_by
from reports.scopes import ONE_DAY, Scope, quarters, reporting_year

OTHER_DATES = "other"
YEARS, QUARTERS = 4, 4
ANY = ("", "Any")
NARROWED = ("raising", "receiving", "stage", "reason", "need")


class SubjectForm(FilterForm):
    """Whose figures are shown, as words in the address; the first that the person may see, where it is left out.

    `of` is "area:<key>" for a whole area, or "agency:<id>:<key>" for the part of an agency in an area.
    """

    of = SelectField(label="Figures of", required=False)

    def __init__(self, data: Any, *, person: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        assert self.at is not None  # noqa: S101 - every view passes the moment
        self.today = london(self.at).date()
        self.subjects = subjects_of(person)
        self._choose("of", [(key, subject.label) for key, subject in self.subjects.items()])
        self.subject = self.subjects.get(self.data.get("of", "")) or next(iter(self.subjects.values()), None)

    def _choose(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, SelectField)  # noqa: S101 - narrows the type
        field.choices = list(choices)

    @property
    def title(self) -> str:
        """Whose figures they are."""
        return self.subject.label if self.subject else ""

    @property
    def is_own(self) -> bool:
        """Whether they are the figures of an agency, which are shown as they would be published."""
        return self.subject is not None and self.subject.agency is not None

    @property
    def scope(self) -> Scope | None:
        """What to count: this reporting year so far. None for who reads no figures."""
        return self.subject.scope(reporting_year(self.today)[0], self.today) if self.subject else None


class FiguresForm(SubjectForm):
    """What the dashboard shows. All of it may be left out: then it is this reporting year so far, of all."""

    period = SelectField(label="Period", required=False)
    first = DateField3(label="First day", called="the first day", required=False)
    last = DateField3(label="Last day", called="the last day", required=False)
    raising = SelectField(label="Raised by", required=False)
    receiving = SelectField(label="Raised with", required=False)
    stage = SelectField(label="Furthest stage", required=False)
    reason = SelectField(label="Reason", required=False)
    need = SelectField(label="Level of need", required=False)

    def __init__(self, data: Any, *, person: User, **kwargs: Any) -> None:
        super().__init__(data, person=person, **kwargs)
        if self.is_own:
            self._narrow_nothing()
            return
        self._choose("period", _periods(self.today))
        if self.subject is not None:
            self._narrowing(names_of(self.subject.area))

    def _narrow_nothing(self) -> None:
        """An agency's own figures are of this reporting year: from periods and filters of one's choice, what is hidden could be
        worked out.
        """
        for name in (*NARROWED, "period", "first", "last"):
            del self.fields[name]

    def _narrowing(self, names: Names) -> None:
        agencies = [(str(pk), name) for pk, name in names.agencies.items()]
        for name, known in (
            ("raising", agencies),
            ("receiving", agencies),
            ("stage", list(names.stages.items())),
            ("reason", list(names.reasons.items())),
            ("need", [(key, label) for key, label in names.needs.items() if key]),
        ):
            self._choose(name, [ANY, *known])

    def clean(self) -> dict[str, Any]:
        """Both dates where other dates are asked for, the first not after the last."""
        found = super().clean() or {}
        if found.get("period") == OTHER_DATES and not ({"first", "last"} & set(self.errors)):
            first, last = found.get("first"), found.get("last")
            if first is None:
                self.add_error("first", "Enter the first day")
            if last is None:
                self.add_error("last", "Enter the last day")
            if first and last and first > last:
                self.add_error("last", "The last day must be on or after the first day")
        return found

    @property
    def shows_dates(self) -> bool:
        """Whether other dates are asked for."""
        return self.data.get("period") == OTHER_DATES

    @property
    def scope(self) -> Scope | None:
        """What to count; where anything is wrong in the form, as if all had been left out. None for who reads no figures."""
        if self.subject is None:
            return None
        chosen = self.cleaned_data if self.is_valid() else {}
        ids: dict[str, Any] = {name: int(chosen[name]) for name in ("raising", "receiving") if chosen.get(name)}
        words = {name: chosen.get(name, "") for name in ("stage", "reason", "need")}
        return replace(self.subject.scope(*self._days(chosen)), **ids, **words)

    def _days(self, chosen: dict[str, Any]) -> tuple[date, date]:
        period = chosen.get("period") or ""
        if period == OTHER_DATES:
            return chosen["first"], chosen["last"]
        if period:
            first, last = (date.fromisoformat(day) for day in period.split("_"))
            return first, last
        return reporting_year(self.today)[0], self.today


@dataclass(frozen=True)
class Subject:
    """Whose figures: those of an area, or of an agency's part in it."""

    label: str
    area: Area
    agency: Agency | None = None

    def scope(self, first: date, last: date) -> Scope:
        """What to count over these days."""
        return Scope(self.area, first, last, agency=self.agency.pk if self.agency else None)


def subjects_of(person: User) -> dict[str, Subject]:
    """Whose figures a person may see, by the word for it in an address."""
    found = {f"area:{area.key}": Subject(area.name, area) for area in areas_read_by(person)}
    for agency in agencies_read_by(person).prefetch_related("areas"):
        for area in agency.areas.all():
            found[f"agency:{agency.pk}:{area.key}"] = Subject(f"{agency.name} in {area.name}", area, agency)
    return found


def _periods(today: date) -> list[tuple[str, str]]:
    this_year = reporting_year(today)
    years = [reporting_year(this_year[0].replace(year=this_year[0].year - back)) for back in range(1, YEARS)]
    over = [days for days in quarters(years[-1][0], today) if days[1] < today][-QUARTERS:]
    return [
        ("", f"{period_name(this_year[0], today)} (this year so far)"),
        *_named(years),
        *_named(reversed(over)),
        (OTHER_DATES, "Other dates"),
    ]


class YearForm(FilterForm):
    """Which reporting year areas are compared over: this one up to the end of the last month, unless another is chosen."""

    year = SelectField(label="Year", required=False)

    def __init__(self, data: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        assert self.at is not None  # noqa: S101 - the view passes the moment
        self.years = _years_by_month(london(self.at).date())
        field = self.fields["year"]
        assert isinstance(field, SelectField)  # noqa: S101 - narrows the type
        field.choices = [(str(first.year), period_name(first, last)) for first, last in self.years]

    @property
    def days(self) -> tuple[date, date]:
        """The first day and the last."""
        chosen = self.data.get("year", "")
        return next((days for days in self.years if str(days[0].year) == chosen), self.years[0])


def _years_by_month(today: date) -> list[tuple[date, date]]:
    """The reporting years up to the end of the last month, the newest first."""
    last = today.replace(day=1) - ONE_DAY
    first, _ = reporting_year(last)
    over = (reporting_year(first.replace(year=first.year - back)) for back in range(1, YEARS))
    return [(first, last), *over]


def _named(periods: Iterable[tuple[date, date]]) -> list[tuple[str, str]]:
    return [(f"{first}_{last}", period_name(first, last)) for first, last in periods]
