"""Django application `cases`."""

from django.apps import AppConfig

REFUSAL = "the record is append-only"


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Cases"
    unchangeable = dict.fromkeys(("cases_entry", "cases_entrycontent", "cases_caseview"), REFUSAL)
    """Tables that the database itself keeps from changing (`core.guards`)."""
