"""Django application `core`."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Core"
    unchangeable = {"core_listtaken": "the log of downloads is append-only"}
    """Tables that the database itself keeps from changing (`core.guards`)."""
