"""The database's own refusal to change the record: triggers on PostgreSQL and SQLite.

They are installed after every migration (`escalation.management.commands.migrate`), because SQLite drops a table's
triggers when it rebuilds the table. On SQLite `recursive_triggers` must be on, or REPLACE would forge a row.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = ("cases_entry", "cases_entrycontent", "cases_caseview")
REFUSAL = "the record is append-only"


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on every append-only table that exists; safe to repeat."""
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            if table in existing:
                for statement in _statements(connection.vendor, table):
                    cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for the tests' own clearing of the database, and for nothing else."""
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            if table not in existing:
                continue
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            for name in ("row", "truncate") if on else ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}_refused{on}")


def _statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [
            (
                "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
            ),
            (
                f"CREATE OR REPLACE TRIGGER {table}_row_refused BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            ),
            (
                f"CREATE OR REPLACE TRIGGER {table}_truncate_refused BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            ),
        ]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_{event}_refused BEFORE {event.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for event in ("update", "delete")
    ]
