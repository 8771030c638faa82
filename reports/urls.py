"""The addresses of figures, reports and audits."""

from django.urls import path

from reports.views import dashboard

urlpatterns = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/themes/", dashboard.themes, name="themes"),
    path("dashboard/cases/", dashboard.behind, name="figures-behind"),
]
