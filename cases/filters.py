"""The filters of the case list: one definition for the page and the API."""

from datetime import datetime
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet

from agencies.models import User
from cases.access import visible_to
from cases.models import LIVE_STATES, Case, State
from cases.selectors import asked_of_the_office, unread, without_a_person
from core.forms import FilterForm

STATUSES = [("live", "Not ended"), *State.choices]
NEEDS = [
    ("a-person", "Nobody acts for a side"),
    ("a-reader", "Unread by the receiving agency"),
    ("an-approval", "Asked of the board’s office"),
]
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
