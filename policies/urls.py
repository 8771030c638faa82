"""The addresses of the pages on policies."""

from django.urls import path

from policies.views import viewer

urlpatterns = [
    path("policies/", viewer.policy_list, name="policy-list"),
    path("policies/<int:pk>/", viewer.policy_version, name="policy-version"),
    path("policies/<int:pk>/dates/", viewer.policy_dates, name="policy-dates"),
]
