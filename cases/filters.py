"""The filters of the case list: one definition for the page and the API."""

from datetime import date, datetime, time
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet

from agencies.models import User
from cases.access import visible_to
from cases.models import LIVE_STATES, Became, Case, LearningPoint, State
from cases.selectors import asked_of_the_office, unread, without_a_person
from core.forms import FilterForm
from core.typed import instant
from policies.vocabulary import LearningKind

STATUSES = [("live", "Not ended"), *State.choices]
NEEDS = [
    ("a-person", "Nobody acts for a side"),
    ("a-reader", "Unread by the receiving agency"),
    ("an-approval", "Asked of the board’s office"),
]
APRIL = 4
"""The month in which a reporting year begins."""
DUES = [("overdue", "Overdue"), ("dated", "With a running limit")]


class CaseFilter(django_filters.FilterSet):
    """Filters by words in the address; an unknown value is an error beside its field, and filters nothing."""

    reference = django_filters.CharFilter(label="Reference", field_name="reference", lookup_expr="icontains")
    status = django_filters.ChoiceFilter(label="Status", choices=STATUSES, method="by_status", empty_label="Any")
    due = django_filters.ChoiceFilter(label="Deadline", choices=DUES, method="by_due", empty_label="Any")
    area = django_filters.ChoiceFilter(label="Area", field_name="area_id", empty_label="Any")
    agency = django_filters.ChoiceFilter(label="Agency", method="by_agency", empty_label="Any")
    needs = django_filters.ChoiceFilter(label="Needs attention", choices=NEEDS, method="by_needs", empty_label="Any")

    class Meta:
        model = Case
        fields = ()
        form = FilterForm

    def __init__(self, data: Any, *, queryset: QuerySet[Case], person: User, at: datetime) -> None:
        self.at = at
        super().__init__(data, queryset=queryset)
        known = visible_to(person)
        areas = known.order_by("area__name").values_list("area_id", "area__name").distinct()
        self.filters["area"].extra["choices"] = [(str(pk), name) for pk, name in areas]
        agencies = known.order_by("parties__agency__name").values_list("parties__agency_id", "parties__agency__name")
        self.filters["agency"].extra["choices"] = [(str(pk), name) for pk, name in agencies.distinct()]

    def filter_queryset(self, queryset: QuerySet[Case]) -> QuerySet[Case]:
        """The filtered cases, live ones with the soonest limit first."""
        found: QuerySet[Case] = super().filter_queryset(queryset)
        return found.order_by(F("next_due").asc(nulls_last=True), "-raised_at", "pk")

    def by_status(self, cases: QuerySet[Case], _: str, value: str) -> QuerySet[Case]:
        """Cases in this state, or in any that has not ended."""
        return cases.filter(state__in=LIVE_STATES) if value == "live" else cases.filter(state=value)

    def by_due(self, cases: QuerySet[Case], _: str, value: str) -> QuerySet[Case]:
        """Cases past a limit, or with one running."""
        wanted = Q(next_due__lt=self.at) if value == "overdue" else Q(next_due__isnull=False)
        return cases.filter(wanted, state__in=LIVE_STATES)

    def by_agency(self, cases: QuerySet[Case], _: str, value: str) -> QuerySet[Case]:
        """Cases to which this agency is a party."""
        return cases.filter(pk__in=Case.objects.filter(parties__agency_id=value).values("pk"))

    def by_needs(self, cases: QuerySet[Case], _: str, value: str) -> QuerySet[Case]:
        """Live cases that somebody must look after: a side without a person, a receiver that has not looked, or the office."""
        found = {"a-person": without_a_person, "a-reader": unread, "an-approval": asked_of_the_office}
        return found[value](cases)


NOTHING_YET = "nothing-yet"
BECAME = [(became.value or NOTHING_YET, str(became.label)) for became in Became]


class LearningFilter(django_filters.FilterSet):
    """Filters of what cases taught, by words in the address: what it is, when it was recorded, where it went, what became of it."""

    kind = django_filters.ChoiceFilter(label="Kind", choices=LearningKind.choices(), empty_label="Any")
    year = django_filters.ChoiceFilter(label="Recorded in", method="by_year", empty_label="Any year")
    agency = django_filters.ChoiceFilter(label="Sent to", field_name="agency_id", empty_label="Anybody")
    became = django_filters.ChoiceFilter(
        label="What became of it", choices=BECAME, method="by_became", empty_label="Anything"
    )

    class Meta:
        model = LearningPoint
        fields = ()
        form = FilterForm

    def __init__(self, data: Any, *, queryset: QuerySet[LearningPoint]) -> None:
        super().__init__(data, queryset=queryset)
        plain = queryset.select_related(None).order_by()
        agencies = (
            plain.exclude(agency=None).values_list("agency_id", "agency__name").distinct().order_by("agency__name")
        )
        self.filters["agency"].extra["choices"] = [(str(pk), f"The board member of {name}") for pk, name in agencies]
        days = plain.dates("recorded_at", "month")
        years = sorted({day.year if day.month >= APRIL else day.year - 1 for day in days}, reverse=True)
        self.filters["year"].extra["choices"] = [(str(year), f"April {year} to March {year + 1}") for year in years]

    def by_year(self, points: QuerySet[LearningPoint], _: str, value: str) -> QuerySet[LearningPoint]:
        """Points that were recorded in the reporting year that begins in this one, by London days."""
        begin, end = (instant(date(int(value) + ahead, APRIL, 1), time.min) for ahead in (0, 1))
        return points.filter(recorded_at__gte=begin, recorded_at__lt=end)

    def by_became(self, points: QuerySet[LearningPoint], _: str, value: str) -> QuerySet[LearningPoint]:
        """Points of which this became; those of which nothing is recorded yet have a word of their own."""
        return points.filter(became="" if value == NOTHING_YET else value)
