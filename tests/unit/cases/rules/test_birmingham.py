"""The rules of Birmingham's text, on real cases: who acts at each stage, what is owed there, and who is told."""

import pytest

from agencies.models import Agency, User
from cases.access import fetch, standing
from cases.actions.deciding import Result
from cases.models import Case, Side, State
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed
from notifications.models import Message
from policies.vocabulary import AgencyType, Duty, Role
from tests.unit.cases.rules.walk import at_stage, page, read, roles
from tests.unit.cases.world import DAY, HOUR, START, World, a_member, a_world, at, case_now

pytestmark = pytest.mark.django_db

STAGES = ("stage-one", "stage-two", "stage-three", "stage-four")
LADDERS = {
    AgencyType.HEALTH: ("line-manager", "safeguarding-lead", "second-tier-officer", "chief-officer"),
    AgencyType.CHILDRENS_SOCIAL_CARE: ("line-manager", "head-of-service", "assistant-director", "executive-director"),
    AgencyType.SELF_EMPLOYED: ("safeguarding-lead",) * 4,
    AgencyType.SCHOOL: ("line-manager", "head-teacher", "head-teacher", "head-teacher"),
}


@pytest.fixture
def world() -> World:
    return a_world("birmingham")


@pytest.mark.parametrize("kind", LADDERS)
def test_each_stage_is_with_the_people_that_the_text_names(kind: AgencyType) -> None:
    """Each reports to their own, and the two of them try to settle it, whatever agency they are of (BHAM-20, O-6).

    Line manager (BHAM-12), safeguarding lead (BHAM-15), second tier officer (BHAM-21), and the chief officer whom the
    heading of Stage Four names (BHAM-34, O-4). Of children's social care, which the Children's Trust is as well (O-5): Head
    of Service, Assistant Director, Executive Director (BHAM-16, BHAM-22, BHAM-24). Of the self-employed one safeguarding
    lead at each (BHAM-14, BHAM-17, BHAM-23, BHAM-24); of a school one Head from Stage Two on (BHAM-18, BHAM-23, BHAM-24).
    """
    world = a_world("birmingham", raising=AgencyType.POLICE, receiving=kind)
    case = world.raised()
    for stage in ("informal", *STAGES):
        assert case.stage == stage
        discuss = world.passage(case).obligations.filter(duty=Duty.DISCUSS)
        assert {o.party.side for o in discuss} == set(Side)
        case = case_now(world.climb(case, at=case.passages.last().opened_at + DAY))
        assert not discuss.filter(met_at=None).exists(), "one discussion is that of both"
    for side, ladder in ((Side.RECEIVING, LADDERS[kind]), (Side.ESCALATING, LADDERS[AgencyType.HEALTH])):
        assert [roles(case, side)[stage] for stage in STAGES] == [[role] for role in ladder]


def test_each_professional_tells_their_own_manager_who_talk_to_each_other(world: World) -> None:  # BHAM-12, BHAM-13
    case = at_stage(world, "stage-one")
    ours, theirs = world.raiser_holder(case), world.receiver_holder(case)
    assert (ours, theirs) == (world.raising.at(Role.LINE_MANAGER), world.receiving.at(Role.LINE_MANAGER))
    for manager in (ours, theirs):
        assert Message.objects.filter(recipient=manager, kind="to-do", reference=case.reference).count() == 1
        assert "Each professional tells their own manager or supervisor." in page(case, manager)
    discuss = world.passage(case).obligations.filter(duty=Duty.DISCUSS)
    world.do(case, Verb.RECORD_DISCUSSION, by=theirs, at=START + DAY, took_part=[ours.name, theirs.name])
    assert set(discuss.values_list("met_by", flat=True)) == {theirs.pk}
    told = world.passage(case).obligations.filter(duty=Duty.RAISE)
    assert not told.exclude(met_at=None).exists(), "that the managers talk says nothing of who told them"
    world.do(case, Verb.TELL_MANAGER, by=case.raised_by, at=START + DAY)
    assert [(o.party.side, o.met_by) for o in told.exclude(met_at=None)] == [(Side.ESCALATING, case.raised_by)]
    with pytest.raises(NotAllowed):
        world.do(case, Verb.TELL_MANAGER, by=ours, at=START + DAY)
    world.do(case, Verb.TELL_MANAGER, by=theirs, at=START + DAY)
    assert not told.filter(met_at=None).exists()


def test_the_manager_of_stage_one_stays_on_the_case(world: World) -> None:  # O-32
    case = at_stage(world, "stage-three")
    manager = world.raising.at(Role.LINE_MANAGER)
    assert world.raiser_holder(case) == world.raising.at(Role.SECOND_TIER_OFFICER)
    world.do(
        case, Verb.ADD_NOTE, by=world.receiver_holder(case), text="We have looked at it again.", at=START + 4 * DAY
    )
    assert fetch(case.reference, person=manager, at=START + 4 * DAY, page="case") == case
    assert "We have looked at it again." in page(case, manager)
    world.do(case, Verb.ADD_NOTE, by=manager, text="I reported it upwards.", at=START + 4 * DAY)


def test_whoever_is_in_the_list_of_officers_now_acts(world: World) -> None:  # BHAM-25
    case = at_stage(world, "stage-two")
    post = world.receiving.posts[Role.ASSISTANT_DIRECTOR]
    before, after = post.holder, a_member(world.receiving.agency)
    post.holder = after
    post.save()
    case = case_now(world.climb(case, at=START + 5 * DAY))
    assert world.receiver_holder(case) == after
    assert not Message.objects.filter(recipient=before).exists()
    assert after.name in page(case, world.raising.practitioner, "people/")


def test_an_officer_whom_another_body_employs_acts(world: World) -> None:  # O-5
    """The Executive Director is of the council, and acts for the Trust."""
    council = Agency.objects.create(name="The council", type=AgencyType.CHILDRENS_SOCIAL_CARE.value)
    council.areas.add(world.version.area)
    director = a_member(council)
    world.receiving.posts[Role.EXECUTIVE_DIRECTOR].holder = director
    world.receiving.posts[Role.EXECUTIVE_DIRECTOR].save()
    case = at_stage(world, "stage-four")
    assert world.receiver_holder(case) == director
    assert "Executive Director for Children’s Services" in page(case, director)


def test_the_relevant_service_of_the_self_employed_stands_in_the_directory() -> None:  # O-33
    world = a_world("birmingham", receiving=AgencyType.SELF_EMPLOYED)
    agency = world.receiving.agency
    agency.relevant_service = "Oakwood Children’s Centre"
    agency.save()
    told = read(world.raising.practitioner, f"/directory/{agency.pk}/")
    assert "The safeguarding lead is that of Oakwood Children’s Centre." in told


def test_where_the_relevant_service_has_nobody_the_office_is_asked() -> None:
    """Whoever disagrees does not stand as their own safeguarding lead (BHAM-14, O-33)."""
    world = a_world("birmingham", receiving=AgencyType.SELF_EMPLOYED)
    lead = world.receiving.posts[Role.SAFEGUARDING_LEAD]
    lead.holder = None
    lead.save()
    case = at_stage(world, "stage-one")
    assert world.passage(case).holdings.get(party__side=Side.RECEIVING).person is None
    assert Message.objects.filter(recipient=world.office, todo="find who acts for a side").exists()


def test_every_effort_is_asked_for_before_stage_one_is_left(world: World) -> None:  # BHAM-33
    case = at_stage(world, "stage-one")
    assert "Every effort should be made to settle it at this level." in page(case, case.raised_by, "do/escalate/")
    with pytest.raises(BadInput) as refused:
        world.climb(case, at=START + 3 * DAY, tried="", without="")
    assert refused.value.fields == {"without": ["Enter why it goes on without evidence of what was tried"]}
    case = case_now(world.climb(case, at=START + 3 * DAY, tried="", without="She goes home tonight."))
    assert case.stage == "stage-two"
    told = page(case, case.raised_by)
    assert "Went on without evidence of what was tried." in told
    assert "She goes home tonight." in told


def test_before_the_last_stage_it_says_who_should_settle_it(world: World) -> None:  # BHAM-31
    says = "Whenever possible, operational disagreements must be resolved by the agencies directly involved."
    case = at_stage(world, "stage-three")
    assert says not in page(case, case.raised_by, "do/escalate/")
    case = case_now(world.climb(case, at=START + 6 * DAY))
    assert says in page(case, case.raised_by, "do/escalate/")
    with pytest.raises(BadInput) as refused:
        world.climb(case, at=START + 7 * DAY, tried="", without="")
    assert "without" in refused.value.fields
    assert case_now(world.climb(case, at=START + 7 * DAY, tried="We met three times.")).stage == "stage-five"


def test_only_the_first_talk_has_a_week_and_then_the_escalating_side_sets_the_date(world: World) -> None:  # O-8
    case = world.raised(protective_at=None)
    assert {o.clock.due_at for o in world.passage(case).obligations.all()} == {at("2026-12-01 17:00")}
    with pytest.raises(BadInput) as refused:
        world.climb(case, at=START + DAY, protective_at=None)
    assert "protective_at" in refused.value.fields
    case = case_now(world.climb(case, at=START + DAY, protective_at=START + 9 * DAY))
    owed = world.passage(case).obligations.filter(duty=Duty.DISCUSS)
    assert {o.clock.due_at for o in owed} == {START + 9 * DAY}, "of both sides, and nobody had to agree"


class TestTheLastStage:
    @pytest.fixture
    def case(self, world: World) -> Case:
        return at_stage(world, "stage-five")

    def told(self, person: User) -> set[str]:
        return set(Message.objects.filter(recipient=person).values_list("kind", flat=True))

    def test_it_is_referred_to_the_business_manager(self, world: World, case: Case) -> None:  # BHAM-26
        assert "told-stage-entered" in self.told(world.office)
        assert f"Business Manager: {world.office.name}" in page(case, case.raised_by)
        assert standing(case, world.office).content
        assert "agreed" not in case.passages.values_list("end", flat=True)

    def test_nobody_of_the_board_is_told_before_it(self, world: World) -> None:  # BHAM-26
        case = at_stage(world, "stage-four")
        assert not self.told(world.office) & {"told-stage-entered", "to-do"}
        assert not standing(case, world.office).content

    def test_the_business_manager_tells_the_chair_and_records_when(self, world: World, case: Case) -> None:  # BHAM-27
        assert "told-stage-entered" in self.told(world.chair)
        owed = world.passage(case).obligations.get(duty=Duty.INFORM_CHAIR)
        assert owed.met_at is None
        world.do(case, Verb.INFORM_CHAIR, by=world.office, at=START + 9 * DAY)
        owed.refresh_from_db()
        assert (owed.met_by, owed.met_at) == (world.office, START + 9 * DAY)

    def test_a_meeting_is_the_last_opportunity_and_binds_nobody(
        self, world: World, case: Case
    ) -> None:  # BHAM-29, O-15
        says = "The chair picks a Board member from an uninvolved agency to chair a meeting of senior managers."
        assert says in page(case, world.office)
        assert world.passage(case).obligations.filter(duty=Duty.CONVENE_MEETING, optional=False).exists()
        world.do(case, Verb.RECORD_DECISION, by=world.chair, at=START + 9 * DAY, result=Result.NOT_SETTLED)
        entry = case.entries.get(kind="record-decision")
        assert entry.facts["binding"] is False
        assert case_now(case).state == State.UNRESOLVED_REPORTED


def test_the_procedure_runs_beside_the_report_of_a_child_at_risk() -> None:  # BHAM-8
    """Also against children's social care itself, to which the report goes."""
    world = a_world("birmingham")
    case = world.raised(immediate_risk=True, at=START)
    assert (case.stage, case.immediate_risk, case.state) == ("informal", True, State.OPEN)
    says = "You may use this procedure at the same time, for example if you disagree with CASS itself."
    assert world.policy.immediate_risk.says.endswith(says)
    case = case_now(world.climb(case, at=START + HOUR))
    assert case.stage == "stage-one"
