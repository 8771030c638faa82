"""Writes docs/figures.md: what each figure of the dashboard and the annual report counts, from the code that counts it."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from policies.models import Area
from reports.figures.names import Names
from reports.figures.numbers import Numbers, Two
from reports.figures.sections import SECTIONS, VERSION
from reports.scopes import Scope
from reports.shape import Section, Table

HEAD = """# What the figures count

Written by `make docs` from `reports/figures/`. The dashboard and the annual report show the same sections; these are the definitions
by which version {version} counts, and a frozen report keeps those of its own version.

A period is made of London days, both ends included. It is compared with the period of the same length before it; a reporting year
(1 April to 31 March) that is not over, with the same days a year earlier.

Facts ([reports/models/facts.py](../reports/models/facts.py)) are made from the cases within a minute of each change; `manage.py figures` makes
them at once, and `--anew` from nothing. The board's office and its chair see true numbers. An agency's managers see their agency's own
part, and everybody else what is published, with small numbers hidden ([how](adr/small-numbers.md)).
"""


def figures() -> str:
    """The text of the document."""
    nothing = Names({}, {}, {}, {}, {})
    made = [make(_empty(), nothing) for _, make in SECTIONS.values()]
    return "\n".join([HEAD.format(version=VERSION), *(_section(section) for section in made)])


def _empty() -> Numbers:
    scope = Scope(Area(key="area", name="the area"), date(2025, 4, 1), date(2026, 3, 31))
    two = {
        name: Two(Counter(), Counter()) for name in Numbers.__dataclass_fields__ if name not in ("scope", "still_open")
    }
    return Numbers(scope=scope, still_open=(0, 0), **two)


def _section(section: Section) -> str:
    return "\n".join([f"## {section.title}", "", section.says, "", *_tables(section.tables)])


def _tables(tables: Iterable[Table]) -> list[str]:
    rows = ["| table | of what | and besides |", "| --- | --- | --- |"]
    return [
        *rows,
        *(
            f"| {table.title} | {table.subtitle.partition(', the area')[0]} | {' '.join(table.notes)} |"
            for table in tables
        ),
        "",
    ]
