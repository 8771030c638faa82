"""Who acted at each stage of a case, and what a person reads on its pages, for the tests of the rules of each text."""

import html
import re
from datetime import datetime
from typing import Any

import time_machine
from django.test import Client

from agencies.models import User
from cases.models import Case
from tests.unit.cases.world import DAY, HOUR, START, World, case_now

LATER = START + 20 * DAY
"""When a page is read, unless a test says otherwise."""


def roles(case: Case, side: str) -> dict[str, list[str]]:
    """By stage that the case has been at: the roles of the posts that acted for a side, rung by rung."""
    found: dict[str, list[str]] = {}
    for passage in case.passages.order_by("number"):
        for holding in passage.holdings.filter(party__side=side):
            found.setdefault(passage.stage, []).append(holding.post.role if holding.post else "practitioner")
    return found


def text_of(answer: Any) -> str:
    """What a person reads on a page: its text with single spaces."""
    body: str = answer.content.decode()
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", body)))


def read(person: User, path: str, *, at: datetime = LATER) -> str:
    """What a person reads at an address, at this moment."""
    with time_machine.travel(at, tick=False):
        client = Client()
        client.force_login(person)
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return text_of(answer)


def page(case: Case, person: User, section: str = "", *, at: datetime = LATER) -> str:
    """What a person reads on a page of a case; of the form of a verb: "do/escalate/"."""
    return read(person, f"/cases/{case.reference}/{section}", at=at)


def policy_page(world: World) -> str:
    """What anybody reads on the page of the area's procedure."""
    return read(world.raising.practitioner, f"/policies/{world.version.pk}/")


def at_stage(world: World, stage: str, **raised: Any) -> Case:
    """A case taken on, a day at a time, until it is at this stage."""
    case = world.raised(**raised)
    for step in range(10):
        if case.stage == stage:
            return case
        case = case_now(world.climb(case, at=START + step * DAY + HOUR))
    raise AssertionError(f"{stage} was never reached")
