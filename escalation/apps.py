"""Django application `escalation`."""

from django.apps import AppConfig

from escalation import checks


class EscalationConfig(AppConfig):
    name = "escalation"
    verbose_name = "Escalation"

    def ready(self) -> None:
        """Make our refusals to start known to Django's checks."""
        checks.register()
