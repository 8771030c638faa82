"""Coverage that looks away while Django's database layer works, which takes nearly half of the time that it costs.

Up to Python 3.11 every instruction is slow while a tracer is set, also in code that nobody wants measured, and a test
of a case spends most of its time where Django writes SQL. Of our own code only fields, `save` and what follows a `save`
run in there (agencies/fields.py, agencies/history.py): they count as run where a test calls them by another way.
From Python 3.12 on coverage needs none of this.
"""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Model, QuerySet

IN_THE_DATABASE_LAYER = {
    QuerySet: ("_fetch_all", "_filter_or_exclude", "_insert", "bulk_create", "count", "exists", "order_by", "update"),
    Model: ("save_base",),
}


def untraced(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, which no tracer follows."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        tracer = sys.gettrace()
        if tracer is None:
            return function(*args, **kwargs)
        sys.settrace(None)
        try:
            return function(*args, **kwargs)
        finally:
            sys.settrace(tracer)

    return run


def install() -> None:
    """Let what measures this process look away; a debugger too, so only where coverage measures."""
    for owner, names in IN_THE_DATABASE_LAYER.items():
        for name in names:
            setattr(owner, name, untraced(getattr(owner, name)))
