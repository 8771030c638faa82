"""The log of what was taken out: who downloaded which list, and how much of it. It says nothing about whom the list told."""

from django.conf import settings
from django.db import models


class ListTaken(models.Model):
    """One download of a list, written before its first row is sent. The database refuses to change or remove it.

    `name` is that of the list (`cases`), `kind` that of the file, `filters` what the address asked for, `rows` how many
    there were.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    filters = models.CharField(max_length=500, blank=True)
    rows = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "lists taken"
        indexes = (models.Index(fields=["person", "-at"]), models.Index(fields=["name", "-at"]))

    def __str__(self) -> str:
        return f"{self.name}: {self.rows}"
