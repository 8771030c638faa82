"""A scene that many tests begin with is made once in a process, and from then on its rows are put in the database as they were.

Nearly every test of a case begins with the same world and the same way up to some stage, and to make them takes most of its
time. What is made follows from what was there and from what is asked for, since everybody and every moment is passed in. So
a step (`scenes.told`) is known by the step before it and by its arguments; when it is asked for again, the rows that it had
added, changed and removed are written without going through the product. The step must be known to stand on what it
stood on then: any other change of the database in between, a test that patches something, or one that commits, and it is made.
"""

import pickle
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

OURS = ("policies", "agencies", "cases", "notifications", "authtoken")
PATCHING = {"monkeypatch", "settings"}
HARMLESS = ("SELECT", "SAVEPOINT", "RELEASE")
EMPTY = 0

Row = tuple[Any, ...]
Rows = dict[str, dict[Any, Row]]
"""The rows of each table by their keys."""


@dataclass(frozen=True)
class Change:
    """What a step did to one table: the keys of the rows that went, and the rows that changed or came."""

    table: "Table"
    gone: list[Any]
    changed: list[Row]
    new: list[Row]

    def again(self) -> None:
        """Do it to the database as it is now."""
        with connection.cursor() as cursor:
            if self.gone:
                cursor.executemany(self.table.delete, [(key,) for key in self.gone])
            if self.changed:
                key = self.table.key
                cursor.executemany(self.table.update, [(*row, row[key]) for row in self.changed])

    def come(self) -> None:
        """Add what came; after all else, so that what may be there only once has gone or changed."""
        if self.new:
            with connection.cursor() as cursor:
                cursor.executemany(self.table.insert, self.new)


@dataclass(frozen=True)
class Table:
    """A table as the database has it, with the place of its key among its columns."""

    name: str
    columns: Sequence[str]
    key: int

    @classmethod
    def of(cls, model: type[Model]) -> "Table":
        """The table of a model."""
        columns = [field.column for field in model._meta.local_concrete_fields]
        return cls(model._meta.db_table, columns, columns.index(model._meta.pk.column))  # type: ignore[union-attr]

    def _named(self, template: str, between: str) -> str:
        return between.join(template.format(connection.ops.quote_name(column)) for column in self.columns)

    @property
    def select(self) -> str:
        """All its rows."""
        return f"SELECT {self._named('{}', ', ')} FROM {self.name}"

    @property
    def insert(self) -> str:
        """One row more."""
        marks = ", ".join(["%s"] * len(self.columns))
        return f"INSERT INTO {self.name} ({self._named('{}', ', ')}) VALUES ({marks})"

    @property
    def update(self) -> str:
        """One row as it is to be."""
        return f"UPDATE {self.name} SET {self._named('{} = %s', ', ')} WHERE {self._at_key()}"

    @property
    def delete(self) -> str:
        """One row less."""
        return f"DELETE FROM {self.name} WHERE {self._at_key()}"

    def _at_key(self) -> str:
        return f"{connection.ops.quote_name(self.columns[self.key])} = %s"


@dataclass(frozen=True)
class Step:
    """A step that was made: what it left behind, what was to happen on commit, and what it gave back."""

    changes: list[Change]
    on_commit: list[Any]
    result: bytes


class Scenes:
    """The steps that this process has made, and where the database of the present test stands among them."""

    def __init__(self) -> None:
        self.numbers: dict[Hashable, int] = {}
        self.steps: dict[int, Step] = {}
        self.rows: dict[int, Rows] = {}
        self.writes = 0
        self.here: tuple[int, int] | None = None
        self.may = False

    def begins(self, item: pytest.Item) -> None:
        """A test begins: nothing is known of its database yet."""
        self.here = None
        self.may = not PATCHING & _asked_for(item)

    def told(self, what: Hashable | None, make: Callable[[], Any], *, first: bool = False) -> Any:
        """The result of a step, made or retold. `what` names it with its arguments; `first`: it may begin in an empty database."""
        stands = self._stands(first=first) if what is not None else None
        if stands is None:
            return make()
        number = self.numbers.setdefault((stands, what), len(self.numbers) + 1)
        result = self._again(self.steps[number]) if number in self.steps else self._made(stands, number, make)
        self.here = (number, self.writes)
        return result

    def _stands(self, *, first: bool) -> int | None:
        """The step at which the database stands, if that is known."""
        if not (self.may and connection.in_atomic_block):
            return None
        if self._count not in connection.execute_wrappers:
            connection.execute_wrappers.append(self._count)
            self.here = None
        if self.here is not None and self.here[1] == self.writes:
            return self.here[0]
        return EMPTY if first and _is_empty() else None

    def _count(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(HARMLESS):
            self.writes += 1
        return execute(sql, params, many, context)

    def _made(self, stands: int, number: int, make: Callable[[], Any]) -> Any:
        """Make a step, and keep what it did."""
        before = self.rows[stands] if stands in self.rows else rows_now()
        waiting = len(connection.run_on_commit)
        result = make()
        after = rows_now(like=before)
        asked = [function for _, function, _ in connection.run_on_commit[waiting:]]
        self.steps[number] = Step(list(_changes(before, after)), asked, pickle.dumps(result))
        self.rows[number] = after
        return result

    def _again(self, step: Step) -> Any:
        for change in step.changes:
            change.again()
        for change in step.changes:
            change.come()
        for function in step.on_commit:
            transaction.on_commit(function, robust=True)
        return pickle.loads(step.result)


scenes = Scenes()


def named(*parts: Any) -> Hashable | None:
    """What tells one step from another; None if something among its arguments cannot be told apart."""
    try:
        key = tuple(_named(part) for part in parts)
        hash(key)
    except TypeError:
        return None
    return key


def rows_now(like: Rows | None = None) -> Rows:
    """All rows of our tables; those that are as they are in `like` are the same in memory."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in _tables():
            known = (like or {}).get(table.name, {})
            cursor.execute(table.select)
            rows = {row[table.key]: row for row in map(tuple, cursor.fetchall())}
            found[table.name] = {key: known[key] if known.get(key) == row else row for key, row in rows.items()}
    return found


def _tables() -> list[Table]:
    return [Table.of(model) for app in OURS for model in apps.get_app_config(app).get_models(include_auto_created=True)
            if not model._meta.proxy]  # fmt: skip


def _changes(before: Rows, after: Rows) -> Iterable[Change]:
    for table in _tables():
        old, new = before.get(table.name, {}), after[table.name]
        change = Change(
            table,
            [key for key in old if key not in new],
            [row for key, row in new.items() if key in old and old[key] is not row],
            [row for key, row in new.items() if key not in old],
        )
        if change.gone or change.changed or change.new:
            yield change


def _asked_for(item: pytest.Item) -> set[str]:
    """The fixtures that a test asks for, itself or through fixtures of ours; those of plugins ask for more."""
    known = getattr(item, "_fixtureinfo", None)
    if known is None:
        return set()
    found = (fixture for several in known.name2fixturedefs.values() for fixture in several)
    ours = (fixture for fixture in found if fixture.func.__module__.startswith("tests"))
    return {*known.argnames, *(name for fixture in ours for name in fixture.argnames)}


def _is_empty() -> bool:
    """Whether nobody, no agency and no area is there: nothing of ours is there without one of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM policies_area) OR EXISTS (SELECT 1 FROM agencies_user) "
            "OR EXISTS (SELECT 1 FROM agencies_agency)"
        )
        return cursor.fetchone() is None


def _named(value: Any) -> Hashable:
    if isinstance(value, Model):
        return (value._meta.label, value.pk)
    if isinstance(value, dict):
        return tuple(sorted((key, _named(said)) for key, said in value.items()))
    if isinstance(value, list | tuple):
        return tuple(_named(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return (type(value).__name__, *(_named(getattr(value, field.name)) for field in fields(value)))
    return value
