"""What does not fit together in the routes of a policy: each check yields (key, sentence), as in `coherence`."""

from collections.abc import Callable, Iterator

from policies.parsing.mistakes import did_you_mean
from policies.schema import Policy, Route
from policies.vocabulary import Duty

Found = Iterator[tuple[str, str]]


def no_such_stage(key: str, policy: Policy) -> str:
    """What is said where a key is no stage of the policy."""
    return f"there is no stage “{key}”. {did_you_mean(key, [stage.key for stage in policy.stages])}"


def _they_lead_on(policy: Policy) -> Found:
    order = {stage.key: place for place, stage in enumerate(policy.stages)}
    for place, route in enumerate(policy.routes):
        where = f"routes[{place}]"
        for end, key in (("from", route.source), ("to", route.target)):
            if key not in order:
                yield f"{where}.{end}", no_such_stage(key, policy)
        if route.source in order and route.target in order and order[route.target] <= order[route.source]:
            yield (
                where,
                f"it leads back from “{route.source}” to “{route.target}”: a route leads to a later stage, so name one under “to”",
            )


def _they_apply(policy: Policy) -> Found:
    taken: set[tuple[str, frozenset[str]]] = set()
    for place, route in enumerate(policy.routes):
        where = f"routes[{place}]"
        if route.acts_at_source is not None and not route.pairs:
            yield f"{where}.acts_at_source", "it holds for pairs of agency types: add “pairs:”, or remove it"
        for ground in route.grounds:
            if ground not in policy.grounds:
                yield f"{where}.grounds", f"“{ground}” is no ground of this policy: add it under “grounds:”"
        yield from _pairs_once(route, where)
        mine = {(route.source, frozenset(pair)) for pair in route.pairs}
        if taken & mine and not route.grounds and route.replaces and not _is_narrower(route):
            yield f"{where}.pairs", "another route leaves the same stage for the same pair: remove one"
        taken |= mine


def _is_narrower(route: Route) -> bool:
    """Whether a route holds for some cases of its pairs only."""
    return route.priority is not None or route.at_risk


def _bypasses_pass_something(policy: Policy) -> Found:
    order = {stage.key: place for place, stage in enumerate(policy.stages)}
    for place, route in enumerate(policy.routes):
        where = f"routes[{place}]"
        if route.acts_at_source is not None and (route.bypass or route.approved_by_office):
            how = "who will be asked to bypass it" if route.bypass else "what the office will approve"
            yield f"{where}.acts_at_source", f"nobody knows beforehand {how}: remove this key"
        known = {route.source, route.target} <= set(order)
        if route.bypass and known and order[route.target] - order[route.source] == 1:
            yield f"{where}.bypass", "no stage lies between the two, so none is bypassed: name a later one under “to”"


def _pairs_once(route: Route, where: str) -> Found:
    seen: set[frozenset[str]] = set()
    for place, pair in enumerate(route.pairs):
        if frozenset(pair) in seen:
            says = "this pair stands twice; the order within a pair does not matter: remove one"
            yield f"{where}.pairs[{place}]", says
        seen.add(frozenset(pair))


def _they_say_something(policy: Policy) -> Found:
    """A route to the very next stage goes where the case goes anyway, unless it changes who or what is needed first."""
    following = {before.key: after.key for before, after in zip(policy.stages, policy.stages[1:], strict=False)}
    for place, route in enumerate(policy.routes):
        changes = route.acts_at_source is not None or (route.replaces and route.needs_discussion)
        if following.get(route.source) == route.target and not route.grounds and not changes:
            says = f"“{route.target}” follows “{route.source}” anyway: remove this route, or name its “grounds:”"
            yield f"routes[{place}]", says


def _discussions_are_owed(policy: Policy) -> Found:
    discussing = {stage.key for stage in policy.stages for item in stage.obligations if item.what is Duty.DISCUSS}
    known = {stage.key for stage in policy.stages}
    for place, route in enumerate(policy.routes):
        if route.needs_discussion and route.source in known - discussing:
            says = f"nobody discusses it at “{route.source}”: add the obligation “discuss” there, or remove this key"
            yield f"routes[{place}].needs_discussion", says


WAYS: tuple[Callable[[Policy], Found], ...] = (
    _they_lead_on,
    _they_apply,
    _they_say_something,
    _bypasses_pass_something,
    _discussions_are_owed,
)
