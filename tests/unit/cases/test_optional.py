"""Nobody has to guess what may be left out: a question says "(optional)", or says when it is asked for."""

import re
from collections.abc import Iterator
from typing import cast

import pytest

from cases.forms.acting import FORMS
from cases.forms.learning import AnswerLearningForm
from cases.forms.raising import STEPS
from cases.forms.rowed import RowedForm
from cases.forms.step import Setting
from cases.situations import Situation, situation
from core.bound import GovukBoundField
from core.forms import GovukForm
from tests.unit.cases.world import AREAS, DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db
SAYS_WHEN = re.compile(r"\b(if|only|unless)\b", re.IGNORECASE)


def unmarked(form: GovukForm) -> list[str]:
    """The questions of a form, and of its rows, that may be left out and do not say so."""
    rows = form.rows.forms if isinstance(form, RowedForm) and form.rows else []
    asked = [cast("GovukBoundField", each[name]) for each in (form, *rows) for name in each.fields]
    return [
        f"{type(form).__name__}.{field.name}: {field.full_label}"
        for field in asked
        if not field.field.required and not says_so(field)
    ]


def says_so(field: GovukBoundField) -> bool:
    if field.full_label.endswith(" (optional)"):
        return True
    return bool(SAYS_WHEN.search(f"{field.full_label} {field.help_text}"))


def situations(world: World) -> Iterator[Situation]:
    case = world.raised()
    for person in (case.raised_by, world.raiser_holder(case)):
        yield situation(case, by=person, at=START + HOUR)
    last = case_now(world.climb_to_last(case, at=START))
    for person in (world.office, world.chair, world.raiser_holder(last), world.receiver_holder(last)):
        yield situation(last, by=person, at=START + 20 * DAY)


@pytest.mark.parametrize("area", AREAS)
def test_each_question_of_each_verb_says_whether_it_may_be_left_out(area: str) -> None:
    found = {
        wrong for s in situations(a_world(area)) for form in FORMS.values() for wrong in unmarked(form(situation=s))
    }
    assert sorted(found) == []


@pytest.mark.parametrize("area", AREAS)
def test_so_does_each_question_of_raising_and_of_learning(area: str) -> None:
    world = a_world(area)
    own = world.raising.agency
    setting = Setting(
        world.raising.practitioner,
        START,
        (world.version,),
        (own,),
        version=world.version,
        own_agency=own,
        other_agency=world.receiving.agency,
        immediate_risk=True,
    )
    forms = [*(step(setting=setting) for step in STEPS), AnswerLearningForm(at=START)]
    assert [wrong for form in forms for wrong in unmarked(form)] == []
