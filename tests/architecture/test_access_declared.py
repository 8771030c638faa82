"""Every address says who may reach it, and a public one says why."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from core.access import Access, Audience

# Addresses that carry no declaration of ours, each with the reason why that is right.
UNDECLARED: dict[str, str] = {}


def addresses(tree: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for item in tree.url_patterns:
        here = before + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from addresses(item, here)
        else:
            yield here, item


ALL = dict(addresses(get_resolver()))


def test_there_are_addresses():
    assert "healthz" in ALL
    assert len(ALL) > 10


def test_every_address_declares_its_audience():
    silent = {here for here, item in ALL.items() if not isinstance(getattr(item.callback, "access", None), Access)}
    assert not silent - set(UNDECLARED), "These views lack @access (core/access.py)"


def test_the_list_of_exceptions_is_not_stale():
    gone = {
        here
        for here in UNDECLARED
        if here not in ALL or isinstance(getattr(ALL[here].callback, "access", None), Access)
    }
    assert not gone, "Take these out of UNDECLARED"


def test_a_public_address_says_why():
    declared = {here: item.callback.access for here, item in ALL.items() if hasattr(item.callback, "access")}
    assert not {here for here, said in declared.items() if said.audience is Audience.PUBLIC and not said.reason}


def test_an_address_that_needs_a_permission_names_it():
    declared = {here: item.callback.access for here, item in ALL.items() if hasattr(item.callback, "access")}
    assert not {
        here for here, said in declared.items() if (said.audience is Audience.PERMISSION) != bool(said.permission)
    }


def test_names_of_addresses_are_unique():
    paths: dict[str, set[object]] = {}
    for item in ALL.values():
        paths.setdefault(item.name, set()).add(item.callback)
    assert not {named for named, views in paths.items() if named is None or len(views) > 1}
