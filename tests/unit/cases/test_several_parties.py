"""A case with several agencies that received it: what one of them did is not done for another."""

from datetime import timedelta

import pytest

from cases.models import Case, Obligation
from cases.situations import situation
from cases.verbs import Verb
from cases.words.entries import sentences_of
from policies.vocabulary import Duty, Ground
from tests.unit.cases.world import DAY, HOUR, START, House, World, a_house, a_world, case_now

pytestmark = pytest.mark.django_db
LATE = START + 3 * DAY


@pytest.fixture
def world() -> World:
    return a_world("bristol")


@pytest.fixture
def third(world: World) -> House:
    return a_house(world.version)


@pytest.fixture
def case(world: World, third: House) -> Case:
    receiving = (world.receiving.agency, third.agency)
    return world.raised(receiving_agencies=receiving, protective_at=START + DAY)


def owed(case: Case, duty: Duty) -> set[str]:
    """The agencies that still owe this."""
    left = Obligation.objects.filter(passage__case=case, duty=duty, met_at=None)
    return {o.party.agency.name for o in left if o.party}


def with_one(world: World, case: Case) -> list[str]:
    return [
        world.raiser_holder(case).name,
        world.passage(case).holdings.get(party__agency=world.receiving.agency).person.name,
    ]


def test_a_discussion_with_one_agency_is_not_that_of_the_other(world: World, case: Case, third: House) -> None:
    """BRIS-39, BHAM-13, FLOW-9: the managers who are to talk are those who talked."""
    took_part = with_one(world, case)
    world.do(case, Verb.RECORD_DISCUSSION, by=world.raiser_holder(case), took_part=took_part, at=START + HOUR)
    assert owed(case, Duty.DISCUSS) == {third.agency.name}
    everybody = [*took_part, world.passage(case).holdings.get(party__agency=third.agency).person.name]
    world.do(case, Verb.RECORD_DISCUSSION, by=world.raiser_holder(case), took_part=everybody, at=START + 2 * HOUR)
    assert owed(case, Duty.DISCUSS) == set()


def test_the_silence_of_the_other_is_on_record(world: World, case: Case, third: House) -> None:  # BRIS-17
    one = world.passage(case).holdings.get(party__agency=world.receiving.agency).person
    world.do(case, Verb.RESPOND, by=one, at=START + HOUR)
    world.do(case, Verb.RECORD_DISCUSSION, by=one, took_part=with_one(world, case), at=START + HOUR)
    assert [found.party.agency for found in situation(case_now(case), by=one, at=LATE).unanswering] == [third.agency]
    world.climb(case, at=LATE, ground=Ground.NO_RESPONSE)
    said = sentences_of(case.entries.get(kind=Verb.ESCALATE), case_now(case))
    assert any(f"{third.agency.name} did not answer." in line for line in said)
    assert not any(world.receiving.agency.name in line for line in said)


def test_what_was_discussed_in_time_with_one_keeps_the_limit_of_that_one_alone(
    world: World, case: Case, third: House
) -> None:
    later = START + DAY + timedelta(hours=2)
    world.do(
        case,
        Verb.RECORD_DISCUSSION,
        by=world.raiser_holder(case),
        took_part=with_one(world, case),
        at=later,
        held_at=START + HOUR,
    )
    passed = case.entries.filter(kind="limit-passed", facts__duty=Duty.DISCUSS)
    number = case.parties.get(agency=third.agency).number
    assert [entry.facts["party"] for entry in passed] == [number]
