"""Two loads of one version at once: one is published, and the other is refused in a sentence, not with a database error."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from time import sleep
from typing import Any

import pytest
from django.db import connection

from policies import publishing
from policies.models import PolicyVersion
from policies.parsing import PolicyMistakes
from policies.publishing import publish
from tests.unit.policies.library import AT, small, write

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*loads: Callable[[], object]) -> list[str]:
    """Starts all of them together; what came of each."""
    start = Barrier(len(loads))

    def run(load: Callable[[], object]) -> str:
        start.wait()
        try:
            load()
        except PolicyMistakes as refused:
            return str(refused)
        finally:
            connection.close()
        return "published"

    with ThreadPoolExecutor(len(loads)) as pool:
        return sorted(pool.map(run, loads))


def slowly(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Makes one step of publishing take so long that loads at once meet in it."""
    step = getattr(publishing, name)

    def slow(*arguments: Any) -> Any:
        sleep(0.2)
        return step(*arguments)

    monkeypatch.setattr(publishing, name, slow)


def test_one_version_with_two_contents_at_once_keeps_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish([write(tmp_path, small(**{'version: "1"': 'version: "0"'}))], by=None, at=AT)
    one = write(tmp_path, small(), "one.yaml")
    two = write(tmp_path, small(**{"title: Line managers": "title: Managers"}), "two.yaml")
    slowly(monkeypatch, "digest_of")  # between the comparison and the new row
    refused, published = at_once(*(lambda path=path: publish([path], by=None, at=AT) for path in (one, two)))
    assert published == "published"
    assert "is published with other content" in refused
    assert PolicyVersion.objects.filter(version="1").count() == 1


def test_loads_in_opposite_order_do_not_wait_for_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    areas = [write(tmp_path, small(**{"key: anyshire": f"key: shire-{n}"}), f"{n}.yaml") for n in range(2)]
    publish(areas, by=None, at=AT)
    slowly(monkeypatch, "_said_of")  # before each lock
    orders = (areas, areas[::-1])
    assert at_once(*(lambda order=order: publish(order, by=None, at=AT) for order in orders)) == ["published"] * 2
