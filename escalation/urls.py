"""The addresses of the whole site."""

from django.urls import include, path

urlpatterns = [
    path("", include("core.urls")),
    path("", include("cases.urls")),
]
