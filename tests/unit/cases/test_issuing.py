"""The form that a procedure keeps from a stage on is issued when that stage is reached, once, and people are told."""

import pytest
from django.test import Client

from cases.models import Case
from cases.process.issuing import ISSUED
from cases.rules.monitoring import lacking, monitoring, shared_entries
from cases.verbs import Verb
from core.errors import BadInput
from notifications.models import Message
from policies.vocabulary import Duty, Ground
from tests.unit.cases.rules.walk import page
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db


def climbed(world: World, times: int) -> Case:
    case = world.raised()
    for step in range(1, times + 1):
        case = world.climb(case, at=START + step * DAY)
    return case_now(case)


def test_bristols_monitoring_form_is_issued_at_stage_3_and_the_office_and_both_sides_are_told() -> None:
    """BRIS-25: issued once Stage 3 is reached."""
    world = a_world("bristol")
    case = climbed(world, 1)
    assert not case.entries.filter(kind=ISSUED).exists()
    case = climbed(world, 2)
    entry = case.entries.get(kind=ISSUED)
    assert entry.facts == {"form": "monitoring-form"}
    told = {message.recipient for message in Message.objects.filter(kind=ISSUED)}
    assert told == {world.raiser_holder(case), world.receiver_holder(case), world.office}
    client = Client()
    client.force_login(world.office)
    page = client.get(f"/cases/{case.reference}/").content.decode()
    assert "Monitoring form. It stands under “Documents”" in page
    assert f'href="/cases/{case.reference}/documents/monitoring/">Monitoring form</a>' in page
    world.climb(case, at=START + 4 * DAY)
    assert case.entries.filter(kind=ISSUED).count() == 1


def test_appendix_a_is_issued_at_stage_2_to_the_sides_alone() -> None:
    """BUCKS-11: at Stage 2 the board has no part yet; at a further rung it is not issued again."""
    world = a_world("buckinghamshire")
    case = climbed(world, 2)
    assert case.policy_stage.number == "2"
    told = {message.recipient for message in Message.objects.filter(kind=ISSUED)}
    assert told == {world.raiser_holder(case), world.receiver_holder(case)}
    world.climb(case, at=START + 3 * DAY)
    assert case_now(case).policy_stage.number == "2"
    assert case.entries.filter(kind=ISSUED).count() == 1


def test_the_notice_names_nobody() -> None:
    world = a_world("bristol")
    climbed(world, 2)
    assert set(Message.objects.filter(kind=ISSUED).values_list("todo", flat=True)) == {
        "see the form that has been issued"
    }


class TestWhatLacks:
    def test_a_case_in_which_nobody_has_answered_lacks_the_other_sides_position(self) -> None:
        """BRIS-25: what a gate may ask before the form is taken as complete."""
        world = a_world("bristol")
        case = world.raised()
        position = f"the position of {world.receiving.agency.name}"
        assert lacking(case) == [position]
        assert lacking(case, at_end=True) == [
            position,
            "the agreed outcome",
            f"the signature of {world.raising.agency.name}",
            f"the signature of {world.receiving.agency.name}",
        ]
        world.do(case, Verb.RESPOND, by=world.receiver_holder(case))
        assert lacking(case) == []

    def test_going_to_stage_three_without_it_takes_a_reason_and_the_page_says_what_lacks(self) -> None:
        """BRIS-25: the monitoring form warns where Stage 3 is entered."""
        world = a_world("bristol")
        case = case_now(world.climb(world.raised(), at=START + HOUR, ground=Ground.DELAY))
        says = f"The monitoring form still lacks the position of {world.receiving.agency.name}."
        assert says in page(case, case.raised_by, "do/escalate/", at=START + 2 * HOUR)
        with pytest.raises(BadInput) as refused:
            world.climb(case, at=START + 2 * HOUR, ground=Ground.DELAY, without="")
        assert refused.value.fields == {"without": ["Enter why it goes on without a complete monitoring form"]}
        world.do(case, Verb.RESPOND, by=world.receiver_holder(case), at=START + 2 * HOUR)
        case = case_now(world.climb(case, at=START + 3 * HOUR, ground=Ground.DELAY, without=""))
        assert case.stage == "stage-3"

    def test_silence_is_a_position_too(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        assert lacking(case) != []
        world.sweep(START + 3 * DAY)
        assert case.entries.filter(kind="limit-passed", facts__duty=Duty.RESPOND).exists()
        assert lacking(case) == []

    def test_what_the_other_side_writes_of_a_talk_is_not_the_agencys_own_position(self) -> None:
        """BRIS-25: each agency’s position is in its own words, the newest."""
        world = a_world("bristol")
        case = world.raised()
        world.do(case, Verb.RECORD_DISCUSSION, by=world.raiser_holder(case), said="They refuse to see it.")
        mine, theirs = monitoring(case, shared_entries(case)).positions
        assert (mine.lines, theirs.lines) == (("They refuse to see it.",), ())
        world.do(case, Verb.RECORD_DISCUSSION, by=world.receiver_holder(case), said="We see it, and differ.")
        assert monitoring(case, shared_entries(case)).positions[1].lines == ("We see it, and differ.",)

    def test_the_risk_now_is_what_was_said_of_it_last(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        world.do(case, Verb.FLAG_RISK, by=world.raising.practitioner, risk_now="They are alone tonight.")
        assert monitoring(case, shared_entries(case)).risk == ("They are alone tonight.",)
        world.do(case, Verb.LOWER_RISK, by=world.raising.practitioner, at=START + DAY, why="A placement was found.")
        assert monitoring(case, shared_entries(case)).risk == ("A placement was found.",)

    def test_an_outcome_that_all_have_confirmed_lacks_nothing(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        world.do(case, Verb.PROPOSE_OUTCOME, by=world.receiver_holder(case))
        world.do(case, Verb.CONFIRM_OUTCOME, by=world.raiser_holder(case), at=START + DAY)
        assert lacking(case, at_end=True) == [f"the position of {world.receiving.agency.name}"]


def test_the_page_of_the_procedure_names_its_forms() -> None:
    world = a_world("buckinghamshire")
    client = Client()
    client.force_login(world.stranger)
    page = client.get(f"/policies/{world.version.pk}/").content.decode()
    assert "Forms that are kept" in page
    assert "Appendix A, record of the escalation" in page
