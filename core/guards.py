"""The database's own refusal to change what must never change: triggers on PostgreSQL and SQLite.

An app names its tables in its configuration: `unchangeable = {"cases_entry": "the record is append-only"}`, each with what
the database answers. The triggers are installed after every migration (`escalation.management.commands.migrate`), because
SQLite drops a table's triggers when it rebuilds the table. On SQLite `recursive_triggers` must be on, or REPLACE would
forge a row.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on every unchangeable table that exists; safe to repeat."""
    with connection.cursor() as cursor:
        for table, refusal in _existing(connection):
            for statement in _statements(connection.vendor, table, refusal):
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for the tests' own clearing of the database, and for nothing else."""
    with connection.cursor() as cursor:
        for table, _ in _existing(connection):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            for name in ("row", "truncate") if on else ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}_refused{on}")


def unchangeable() -> dict[str, str]:
    """Every table that never changes, with the database's answer to whoever tries."""
    return {table: says for app in apps.get_app_configs() for table, says in getattr(app, "unchangeable", {}).items()}


def _existing(connection: BaseDatabaseWrapper) -> Iterator[tuple[str, str]]:
    existing = set(connection.introspection.table_names())
    return ((table, says) for table, says in unchangeable().items() if table in existing)


def _statements(vendor: str, table: str, refusal: str) -> list[str]:
    if vendor == "postgresql":
        return [
            (
                "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$"
            ),
            (
                f"CREATE OR REPLACE TRIGGER {table}_row_refused BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION refuse_change('{refusal}')"
            ),
            (
                f"CREATE OR REPLACE TRIGGER {table}_truncate_refused BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{refusal}')"
            ),
        ]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_{event}_refused BEFORE {event.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
        for event in ("update", "delete")
    ]
