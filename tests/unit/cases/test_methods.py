"""E-mail as the means: warned of, explained, never blocked, wherever it is asked by which means (FLOW-2, O-25)."""

from typing import Any

import pytest

from cases import record
from cases.forms.acting import FORMS
from cases.forms.on_paper import PaperStep
from cases.forms.step import Setting
from cases.forms.trying import TriedStep
from cases.models import Case
from cases.situations import situation
from cases.verbs import Verb
from cases.words.methods import AGAINST, advice_of
from core.errors import BadInput
from tests.unit.cases.rules.walk import page
from tests.unit.cases.world import HOUR, START, World, a_world, what_is_said

pytestmark = pytest.mark.django_db

ADVICE = "Escalation by e-mail is not recommended"
ASKED_BY = (Verb.RECORD_DISCUSSION, Verb.CHASE)
WHY = "She is abroad, and nobody else knows the file."


@pytest.fixture
def world() -> World:
    return a_world("flowchart")


@pytest.fixture
def case(world: World) -> Case:
    return world.raised()


def test_every_verb_that_asks_by_which_means_is_tested_here() -> None:
    assert {verb for verb, form in FORMS.items() if "method" in form.base_fields} == set(ASKED_BY)


@pytest.mark.parametrize("verb", ASKED_BY)
def test_it_is_warned_of_explained_and_never_blocked(world: World, case: Case, verb: Verb) -> None:  # FLOW-2
    by = world.raiser_holder(case)
    form = FORMS[verb](situation=situation(case, by=by, at=START + HOUR))
    assert dict(form.fields["method"].choices)["email"] == f"By email{AGAINST}"
    assert dict(form.fields["method"].choices)["telephone"] == "By telephone"
    assert ADVICE in form.fields["method_reason"].help_text
    with pytest.raises(BadInput) as refused:
        world.do(case, verb, by=by, method="email")
    assert refused.value.fields == {
        "method_reason": ["Enter why it had to be by e-mail: the procedure advises against it"]
    }
    world.do(case, verb, by=by, method="email", method_reason=WHY)
    assert record.body_of(case.entries.get(kind=verb.value))["method_reason"] == WHY
    assert WHY in page(case, case.raised_by)


@pytest.mark.parametrize("verb", ASKED_BY)
def test_where_the_procedure_advises_against_nothing_no_reason_is_asked(verb: Verb) -> None:
    world = a_world("bristol")
    case = world.raised()
    by = world.raiser_holder(case)
    form = FORMS[verb](situation=situation(case, by=by, at=START + HOUR))
    assert "method_reason" not in form.fields
    world.do(case, verb, by=by, method="email")


class TestRaising:
    def step(self, world: World, said: dict[str, Any]) -> TriedStep:
        setting = Setting(
            world.raising.practitioner, START, (world.version,), (world.raising.agency,), version=world.version
        )
        return TriedStep({"tried_before": "Two letters.", **said}, setting=setting)

    def test_it_takes_its_reason(self, world: World) -> None:  # FLOW-2
        assert self.step(world, {"method": "email"}).errors == {
            "method_reason": ["Enter why it had to be by e-mail: the procedure advises against it"]
        }
        assert self.step(world, {"method": "email", "method_reason": WHY}).is_valid()
        assert self.step(world, {"method": "telephone"}).is_valid()
        assert set(self.step(world, {"method": "not yet"}).errors) == {"method_reason"}

    def test_the_action_holds_to_it_too(self, world: World) -> None:
        with pytest.raises(BadInput) as refused:
            world.raised(statement={**what_is_said(), "method": "email"})
        assert list(refused.value.fields) == ["method_reason"]
        case = world.raised(statement={**what_is_said(), "method": "email", "method_reason": WHY})
        assert WHY in page(case, case.raised_by, "statement/")


class TestInWords:
    """Where it is answered in words how something reached the other side, the words say why."""

    @pytest.mark.parametrize("verb", [Verb.ACKNOWLEDGE, Verb.RESPOND])
    def test_the_question_warns_and_takes_any_answer(self, world: World, case: Case, verb: Verb) -> None:  # FLOW-2
        by = world.receiver_holder(case)
        hint = str(FORMS[verb](situation=situation(case, by=by, at=START + HOUR)).fields["given_how"].help_text)
        assert ADVICE in hint
        assert hint.endswith("If it was so all the same, say why.")
        world.do(case, verb, by=by, happened_at=START, given_how=f"By e-mail. {WHY}")
        assert WHY in page(case, case.raised_by)

    def test_so_does_the_page_on_which_it_is_entered_from_paper(self, world: World) -> None:
        setting = Setting(
            world.raising.practitioner, START, (world.version,), (world.raising.agency,), version=world.version
        )
        assert advice_of(world.policy) in str(PaperStep(setting=setting).fields["paper_how"].help_text)
