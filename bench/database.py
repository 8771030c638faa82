"""PostgreSQL databases with made cases, for the benchmarks that need one: `with_cases(1_000)` goes to the one with so many.

The server is one of their own, started when the first is asked for, and ends with the benchmarks. Each database is a copy of one
that holds the demo of one area.
"""

from datetime import timedelta
from functools import cache
from io import StringIO

import psycopg2
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench.cases_made import make
from reports import facts

DEMO = "bench_demo"
PROCEDURE = "policies/library/bristol.yaml"


def with_cases(number: int) -> None:
    """Go to the database that has so many cases of one area and year, with their facts; made when it is first asked for."""
    _go_to(_made(number))


def _go_to(name: str) -> None:
    if connection.settings_dict["NAME"] != name:
        connection.close()
        connection.settings_dict["NAME"] = name


@cache
def _made(number: int) -> str:
    name = f"bench_{number}"
    _create(name, template=_demo())
    _go_to(name)
    make(cases=number, areas=1, years=1, quiet=True)
    for minutes in (0, 11, 22):  # after which nothing can be on its way any more
        facts.compare(at=timezone.now() + timedelta(minutes=minutes))
    return name


@cache
def _demo() -> str:
    """The database with the demo, of which the others are copies."""
    _create(DEMO)
    _go_to(DEMO)
    call_command("migrate", verbosity=0)
    call_command("policy", "load", PROCEDURE, stdout=StringIO())
    call_command("demo", without_past=True, stdout=StringIO())
    connection.close()
    return DEMO


def _create(name: str, template: str = "template1") -> None:
    at = connection.settings_dict
    door = psycopg2.connect(host=at["HOST"], port=at["PORT"], user=at["USER"], dbname="postgres")
    door.autocommit = True
    with door.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    door.close()
