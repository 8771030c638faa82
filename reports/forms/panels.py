"""Which decisions of last stages are shown: of which area, in which reporting year."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.forms import FilterForm, SelectField
from core.words import london
from policies.models import Area
from reports.scopes import reporting_year

YEARS = 5


class PanelsForm(FilterForm):
    """An area and a reporting year, as words in the address; the first and this one, where they are left out."""

    area = SelectField(label="Area", required=False)
    year = SelectField(label="Year", required=False)

    def __init__(self, data: Any, *, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        assert self.at is not None  # noqa: S101 - every view passes the moment
        first, last = reporting_year(london(self.at).date())
        self.years = {
            str(first.year - ago): (first.replace(year=first.year - ago), last.replace(year=last.year - ago))
            for ago in range(YEARS)
        }
        self.areas = {area.key: area for area in areas}
        self.fields["year"].choices = [(key, span_name(*days)) for key, days in self.years.items()]  # type: ignore[attr-defined]
        self.fields["area"].choices = [(key, area.name) for key, area in self.areas.items()]  # type: ignore[attr-defined]

    @property
    def of_area(self) -> Area:
        """The area that was chosen, or the first."""
        return self.areas.get(self.data.get("area", "")) or next(iter(self.areas.values()))

    @property
    def days(self) -> tuple[date, date]:
        """The days of the year that was chosen, or of this one."""
        return self.years.get(self.data.get("year", "")) or next(iter(self.years.values()))

    @property
    def period(self) -> str:
        """The year in words."""
        return span_name(*self.days)


def span_name(first: date, last: date) -> str:
    """A reporting year in words."""
    return f"April {first.year} to March {last.year}"
