"""Every address of the site, app by app."""

from importlib.util import find_spec

from django.urls import include, path

from escalation.health import healthz

PAGES = ("core.urls", "agencies.urls", "notifications.urls", "policies.urls", "cases.urls", "reports.urls")

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    *(path("", include(pages)) for pages in PAGES if find_spec(pages)),
    *(path("api/v1/", include(api)) for api in ("cases.api.urls",) if find_spec(api)),
]
