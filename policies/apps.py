"""Django application `policies`."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "policies"
    verbose_name = "Policies"
    unchangeable = {"policies_policyversion": "a published version of a policy never changes"}
    """Tables that the database itself keeps from changing (`core.guards`)."""
