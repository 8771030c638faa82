"""Django application `reports`."""

from django.apps import AppConfig

REFUSALS = {
    "reports_frozenreport": "a frozen report never changes",
    "reports_withdrawal": "a withdrawn report stays withdrawn",
    "reports_download": "the log of downloads is append-only",
}


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Reports"
    unchangeable = REFUSALS
    """Tables that the database itself keeps from changing (`core.guards`)."""
