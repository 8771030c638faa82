"""What does not fit together in the priorities of a policy: each check yields (key, sentence), as in `coherence`."""

from collections.abc import Callable, Iterator

from policies.parsing.mistakes import did_you_mean
from policies.schema import Policy, Stage

Found = Iterator[tuple[str, str]]


def _they_are_known(policy: Policy) -> Found:
    known = [priority.key for priority in policy.priorities]
    for where, key in _named(policy):
        if key is not None and key not in known:
            says = f"there is no priority “{key}”. {did_you_mean(key, known)}" if known else _NONE_YET
            yield where, says


_NONE_YET = "this policy knows no priorities: list them under “priorities:”, or remove this key"


def _named(policy: Policy) -> Iterator[tuple[str, str | None]]:
    for number, stage in enumerate(policy.stages):
        for place, item in enumerate(stage.obligations):
            yield f"stages[{number}] ({stage.key}).obligations[{place}].priority", item.priority
    for place, route in enumerate(policy.routes):
        yield f"routes[{place}].priority", route.priority


def _each_has_something(policy: Policy) -> Found:
    """A stage that owes something, or names a time, for one priority must do so for every other as well."""
    for number, stage in enumerate(policy.stages):
        where = f"stages[{number}] ({stage.key}).obligations"
        for priority in (each.key for each in policy.priorities):
            if not any(item.applies(priority) and not item.optional for item in stage.obligations):
                yield where, f"nothing is owed here in a case of priority “{priority}”: add at least one obligation"
            elif stage.is_dated and not _is_dated(stage, priority):
                yield where, f"no time is named here for priority “{priority}”, though others have one: add a limit"


def _is_dated(stage: Stage, priority: str) -> bool:
    limits = [item.limit for item in stage.obligations if item.limit is not None and item.applies(priority)]
    return any(period.is_dated for limit in limits for period in limit.periods)


PRIORITIES: tuple[Callable[[Policy], Found], ...] = (_they_are_known, _each_has_something)
