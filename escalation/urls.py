"""Every address of the site, app by app."""

from django.urls import include, path

from escalation.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("api/v1/", include("cases.api.urls")),
    path("", include("core.urls")),
    path("", include("agencies.urls")),
    path("", include("notifications.urls")),
    path("", include("policies.urls")),
    path("", include("cases.urls")),
    path("", include("reports.urls")),
]
