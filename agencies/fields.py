"""The e-mail address as a key: one spelling of it in the database, whatever its owner types."""

from typing import Any

from django.db import models


def normalised(address: str) -> str:
    """The one spelling of an e-mail address: no space around it, lower case."""
    return address.strip().lower()


class AddressField(models.EmailField):  # type: ignore[type-arg]
    """An e-mail address that is normalised wherever it is written or looked for, so that `unique` ignores case."""

    def to_python(self, value: Any) -> Any:
        """Normalise what a form or a fixture brings."""
        value = super().to_python(value)
        return normalised(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        """Normalise what goes to the database: rows and lookups alike."""
        value = super().get_prep_value(value)
        return normalised(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Leave the saved instance with the spelling that its row has."""
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value
