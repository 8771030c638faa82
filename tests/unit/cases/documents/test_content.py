"""What the documents of a case hold: the same as its record, at each stage of each area (O-40)."""

import pytest

from cases.actions.raising import Child
from cases.documents.building import offered
from cases.documents.kinds import Kind
from cases.models import Case, Clock, OutcomeCode, Proposal, ProposalKind
from cases.situations import situation
from cases.verbs import Verb
from core.errors import NotVisible
from core.words import moment
from tests.unit.cases.documents.reading import LATER, answer, document, section, words_of
from tests.unit.cases.world import AREAS, DAY, HOUR, START, World, a_world, case_now, what_is_said

pytestmark = pytest.mark.django_db


def kinds(case: Case, world: World) -> list[str]:
    s = situation(case_now(case), by=world.raising.practitioner, at=LATER)
    return [item.kind.value for item in offered(s)]


def on_record(case: Case, kind: Kind) -> list[str]:
    """What a document of this kind must hold: what was raised; or the stages, the people and the limits so far."""
    if kind is Kind.OPENING:
        return [str(said) for said in what_is_said().values()]
    if kind not in (Kind.MONITORING, Kind.REFERRAL):
        return []
    passages = list(case.passages.all())
    people = [holding.person.name for passage in passages for holding in passage.holdings.all() if holding.person]
    limits = [moment(clock.due_at) for clock in Clock.objects.filter(obligation__passage__case=case)]
    return [*(moment(passage.opened_at) for passage in passages), *people, *limits]


@pytest.mark.parametrize("area", AREAS)
def test_at_every_stage_each_document_holds_what_is_on_record(area: str) -> None:
    """The opening record holds all that was raised; every later document the stages, people and limits so far."""
    world = a_world(area)
    case = case_now(world.raised())
    for step in range(1, 12):
        for item in offered(situation(case, by=world.raising.practitioner, at=START + step * DAY)):
            found = words_of(document(case, item.kind, world.raising.practitioner, child=item.child))
            assert str(case.reference) in found
            assert [said for said in on_record(case, item.kind) if said.lower() not in found.lower()] == []
        if case.policy_stage.last is not None:
            break
        case = case_now(world.climb(case, at=START + step * DAY))
    assert case.policy_stage.last is not None
    assert Kind.REFERRAL in kinds(case, world)


def test_a_document_gives_the_limit_of_the_priority_of_the_case() -> None:
    world = a_world("eastvale")
    case = world.raised(priority="urgent", protective_at=None)
    for hours in (1, 2):
        world.do(case, Verb.RESPOND, by=world.receiver_holder(case), at=START + hours * HOUR)
        case = case_now(world.climb(case, at=START + hours * HOUR, protective_at=None))
    said = words_of(document(case, Kind.REFERRAL, world.raising.practitioner))
    assert "4 hours from the escalation" in said
    assert "1 working week from when this is done" not in said


def test_bristols_monitoring_form_exists_from_stage_3_on() -> None:
    """BRIS-25."""
    world = a_world("bristol")
    case = world.raised()
    with pytest.raises(NotVisible):
        document(case, Kind.MONITORING, world.raising.practitioner)
    for step, exists in ((1, False), (2, True), (3, True)):
        case = world.climb(case, at=START + step * DAY)
        assert (Kind.MONITORING in kinds(case, world)) is exists


def test_the_monitoring_form_sets_out_the_issues_and_each_agencys_position() -> None:
    """BRIS-25: the issues that need resolution; BRIS-23: when the Business Manager was told; BRIS-33: what stays open."""
    world = a_world("bristol")
    case = world.climb(world.climb(world.raised(), at=START + DAY), at=START + 2 * DAY)
    board = world.receiver_holder(case)
    world.do(case, Verb.RESPOND, by=board, at=START + 3 * DAY, response="The visit was made on Friday.")
    found = document(case, Kind.MONITORING, world.office)
    assert answer(found, "Issues that need resolution") == ("Whether the threshold is met.",)
    assert answer(found, "The risk to the child now") == ("She is seen by nobody.",)
    assert "The visit was made on Friday." in section(found, "What has to be resolved")
    told = answer(found, "Business Manager informed")
    assert told == (f"The board’s business office: by notice from Resolve, {moment(START + 2 * DAY)}",)
    world.do(
        case,
        Verb.PROPOSE_OUTCOME,
        by=board,
        at=START + 4 * DAY,
        statement="A joint visit.",
        outstanding="The address.",
        look_again_on=(START + 20 * DAY).date(),
    )
    outcome = section(document(case, Kind.MONITORING, world.office), "The agreed outcome, and what stays open")
    assert "A joint visit." in outcome
    assert "The address." in outcome
    assert "Not signed yet" in outcome
    world.do(case, Verb.CONFIRM_OUTCOME, by=world.raiser_holder(case), at=START + 5 * DAY)
    closed = section(document(case, Kind.CLOSURE, world.office), "The written outcome")
    assert "Not signed yet" not in closed
    assert moment(START + 5 * DAY) in closed


def test_buckinghamshires_appendix_a_is_kept_from_stage_2_on() -> None:
    """BUCKS-11: at Stage 2, and kept up at the later stages."""
    world = a_world("buckinghamshire")
    case = case_now(world.raised())
    while case.policy_stage.last is None:
        exists = int(case.policy_stage.number) >= 2
        assert (Kind.MONITORING in kinds(case, world)) is exists, case.stage
        case = case_now(world.climb(case, at=START + DAY))
    found = document(case, Kind.MONITORING, world.office)
    assert found.title.startswith("Appendix A")
    assert "recommended" in found.says[0]


def test_a_procedure_without_a_form_offers_none() -> None:
    world = a_world("birmingham")
    case = world.climb_to_last(world.raised(), at=START)
    assert Kind.MONITORING not in kinds(case, world)


def test_the_referral_says_why_it_goes_to_the_last_stage_and_what_was_decided() -> None:
    world = a_world("buckinghamshire")
    case = world.climb_to_last(world.raised(), at=START)
    world.do(case, Verb.RECORD_DECISION, by=world.office, at=START + 20 * DAY, decision="Visit by Friday.")
    found = document(case, Kind.REFERRAL, world.chair)
    assert answer(found, "In the words of who referred it") == ("It is not settled.",)
    assert answer(found, "What was done at the stage before") == ("We rang twice and met once.",)
    assert "Visit by Friday." in section(found, "Decision")
    raising, receiving = world.raising.agency.name, world.receiving.agency.name
    assert f"{receiving} has not acknowledged it yet." in section(found, "Decision")
    world.do(case, Verb.ACKNOWLEDGE_DECISION, by=world.raising.practitioner, at=START + 21 * DAY)
    acknowledged = f"{raising} acknowledged it on {moment(START + 21 * DAY)}."
    assert acknowledged in section(document(case, Kind.CLOSURE, world.chair), "Decision")


def test_the_closure_record_says_how_it_ended_and_what_came_after() -> None:
    world = a_world("flowchart")
    case = world.raised()
    world.do(case, Verb.PROPOSE_OUTCOME, by=world.receiver_holder(case), outcome=OutcomeCode.UPHELD)
    world.do(case, Verb.CONFIRM_OUTCOME, by=world.raiser_holder(case), at=START + 2 * HOUR)
    world.do(case, Verb.ADD_NOTE, by=world.raising.practitioner, at=START + 3 * DAY, text="I am still worried.")
    found = document(case, Kind.CLOSURE, world.raising.practitioner)
    assert answer(found, "Ended") == (f"Agreed by the parties, {moment(START + 2 * HOUR)}",)
    assert answer(found, "What became of the disagreement") == ("The decision was changed as asked",)
    assert "I am still worried." in section(found, "What was done at the end, and since")
    assert Proposal.objects.get(kind=ProposalKind.OUTCOME).accepted_at is not None


def test_an_open_case_has_neither_closure_record_nor_extract() -> None:
    world = a_world("flowchart")
    case = world.raised()
    for kind in (Kind.CLOSURE, Kind.EXTRACT, Kind.REFERRAL):
        with pytest.raises(NotVisible):
            document(case, kind, world.raising.practitioner)


def test_the_closure_record_and_the_extract_say_what_came_of_it_afterwards() -> None:
    """BHAM-6: a copy on each child's record, confirmed by each agency; of another child an extract says nothing."""
    world = a_world("birmingham")
    case = world.raised(children=(Child("H-1", "AB"), Child("H-2", "CD")))
    world.do(case, Verb.PROPOSE_OUTCOME, by=world.receiver_holder(case))
    world.do(case, Verb.CONFIRM_OUTCOME, by=world.raiser_holder(case), at=START + 2 * HOUR)
    followed = section(document(case, Kind.CLOSURE, world.raising.practitioner), "What is followed up")
    assert "Child 1" in followed
    assert "Child 2" in followed
    assert "To be done" in followed
    one = section(document(case, Kind.EXTRACT, world.raising.practitioner, child=1), "What is followed up")
    assert "Child 1" in one
    assert "Child 2" not in one


def test_who_was_told_stands_with_each_stage() -> None:
    """BHAM-4, BRIS-36, BRENT-16: in writing and shared with those concerned, whoever raised it included."""
    world = a_world("bristol")
    case = world.climb_to_last(world.raised(), at=START)
    (told,) = answer(document(case, Kind.REFERRAL, world.raising.practitioner), "Told by Resolve")
    first = case.passages.get(number=1)
    assert world.raising.practitioner.name in told
    for holding in first.holdings.all():
        assert holding.person is not None
        assert holding.person.name in told
    assert world.office.name not in told


def test_what_was_learned_and_where_it_went_stands_in_the_closure_record() -> None:
    world = a_world("birmingham")
    case = world.raised()
    world.do(case, Verb.RECORD_LEARNING, by=world.raising.practitioner, learning="The form has no box for siblings.")
    world.do(case, Verb.PROPOSE_OUTCOME, by=world.receiver_holder(case))
    world.do(case, Verb.CONFIRM_OUTCOME, by=world.raiser_holder(case), at=START + 2 * HOUR)
    learned = section(document(case, Kind.CLOSURE, world.raising.practitioner), "Learning")
    assert "The form has no box for siblings." in learned
    assert "Nothing recorded yet" in learned


def test_an_agencys_own_reference_stands_with_the_copy() -> None:
    """BHAM-6: a copy on each child’s record, under the agency’s own reference."""
    world = a_world("birmingham")
    case = world.raised()
    world.do(case, Verb.PROPOSE_OUTCOME, by=world.receiver_holder(case))
    world.do(case, Verb.CONFIRM_OUTCOME, by=world.raiser_holder(case), at=START + 2 * HOUR)
    world.do(case, Verb.CONFIRM_RECORDED, by=world.raising.practitioner, at=START + DAY)
    extract = section(document(case, Kind.EXTRACT, world.raising.practitioner, child=1), "What is followed up")
    assert "H-77" in extract
