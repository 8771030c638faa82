"""The history of accounts: what changed in them, but not each time that somebody signed in."""

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

UNRECORDED = frozenset({"password", "last_login"})


class AccountHistory(HistoricalRecords):
    """History of an account without its password and last sign-in; saving only these writes no row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(excluded_fields=sorted(UNRECORDED), **kwargs)

    def post_save(self, instance: models.Model, created: bool, using: str | None = None, **kwargs: Any) -> None:
        """Write a row of history unless nothing but unrecorded fields was saved."""
        saved = kwargs.get("update_fields")
        if saved is None or not frozenset(saved) <= UNRECORDED:
            super().post_save(instance, created, using=using, **kwargs)
