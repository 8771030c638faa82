"""A gate that blocks asks for evidence; one that warns is read and holds nobody up; one that is off is not there."""

import pytest

from cases.forms.moving import EscalateForm
from cases.gates import evidence_needed
from cases.models import Case
from cases.situations import situation
from cases.verbs import Verb
from policies.schema import Gate, Policy
from policies.vocabulary import GateMode, Ground
from tests.unit.cases.world import DAY, START, World, a_world, case_now

pytestmark = pytest.mark.django_db
SAYS = "Show that everything at this stage has been explored"


@pytest.fixture
def world() -> World:
    return a_world("flowchart")


@pytest.fixture
def case(world: World) -> Case:
    case = world.raised()
    world.do(case, Verb.RECORD_DISCUSSION, by=world.raiser_holder(case))
    return case_now(case)


def with_gates(monkeypatch: pytest.MonkeyPatch, case: Case, mode: GateMode) -> Policy:
    """The procedure of the case, as if the text asked for its evidence in this mode."""
    policy = case.policy
    stages = tuple(
        stage.model_copy(update={"gates": tuple(Gate(**gate.model_dump() | {"mode": mode}) for gate in stage.gates)})
        for stage in policy.stages
    )
    changed = policy.model_copy(update={"stages": stages})
    monkeypatch.setattr(Case, "policy", property(lambda _: changed))
    return changed


@pytest.mark.parametrize(
    ("mode", "asked", "said"),
    [(GateMode.BLOCK, True, True), (GateMode.WARN, False, True), (GateMode.OFF, False, False)],
)
def test_what_a_gate_does_by_its_mode(
    monkeypatch: pytest.MonkeyPatch, world: World, case: Case, mode: GateMode, asked: bool, said: bool
) -> None:
    with_gates(monkeypatch, case, mode)
    s = situation(case, by=case.raised_by, at=START + DAY)
    assert evidence_needed(s, Ground.NOT_AGREED) is asked
    field = EscalateForm(situation=s).fields["tried"]
    assert field.required is asked
    assert (SAYS in str(field.help_text)) is said


def test_a_warning_lets_the_case_go_on_without_evidence(
    monkeypatch: pytest.MonkeyPatch, world: World, case: Case
) -> None:
    with_gates(monkeypatch, case, GateMode.WARN)
    world.do(case, Verb.ESCALATE, by=case.raised_by, at=START + DAY, ground=Ground.NOT_AGREED, tried="")
    assert case_now(case).stage == "stage-2"
