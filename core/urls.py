"""The addresses of the pages that belong to no app in particular."""

from django.urls import path

from core import views

urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("accessibility-statement/", views.accessibility_statement, name="accessibility-statement"),
    path("cookies/", views.cookies, name="cookies"),
    path("privacy/", views.privacy, name="privacy"),
]
