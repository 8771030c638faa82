"""Facts are made while people act, and by several at once: in the end they are those of the record, and nobody waited in vain."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from cases.verbs import Verb
from reports import facts
from reports.models import CaseFact
from tests.unit.cases.world import HOUR, START, a_world, case_now
from tests.unit.reports.recount import differences

pytestmark = pytest.mark.django_db(transaction=True)


def test_refreshed_by_two_while_a_third_acts() -> None:
    world = a_world("bristol")
    cases = [world.raised(protective_at=None) for _ in range(2)]
    ids = [case.pk for case in cases]

    def act() -> None:
        for case in cases:
            world.do(case, Verb.RESPOND, by=world.receiver_holder(case), at=START + HOUR)
            world.do(case, Verb.ADD_NOTE, by=world.receiver_holder(case), at=START + 2 * HOUR)
            world.do(case, Verb.WITHDRAW, by=case.raised_by, at=START + 3 * HOUR)

    def follow() -> None:
        for _ in range(6):
            facts.refresh(ids)

    def run(what: Callable[[], None]) -> None:
        try:
            what()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(run, (act, follow, follow)))
    assert {case_now(case).state for case in cases} == {"withdrawn"}
    facts.catch_up(at=timezone.now())
    assert CaseFact.objects.filter(state="withdrawn").count() == 2
    assert differences() == []
