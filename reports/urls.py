"""The addresses of figures, reports and audits."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
