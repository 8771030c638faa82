"""Stages that repeat up the organisation: by the posts of each agency's own ladder, the longer side setting the pace."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_fsm import TransitionNotAllowed

from agencies.models import Post, User
from cases.forms.acting import FORMS
from cases.models import Case, Holding, PassageEnd, Side
from cases.rules.ways import ways
from cases.situations import situation
from cases.sweeps import sweep
from cases.verbs import Verb
from cases.words.entries import sentences_of
from core.errors import BadInput, WrongMoment
from policies.vocabulary import AgencyType, Ground, Role
from tests.unit.cases.test_holders import away
from tests.unit.cases.world import DAY, HOUR, START, House, World, a_member, a_world, case_now

pytestmark = pytest.mark.django_db

FIVE = (
    Role.SERVICE_MANAGER,
    Role.OPERATIONS_MANAGER,
    Role.HEAD_OF_SERVICE,
    Role.STRATEGIC_HEAD,
    Role.ASSISTANT_DIRECTOR,
)


def with_ladder(house: House, *roles: Role) -> list[User]:
    """Give a house the posts of these roles, in this order, between its line manager and its director."""
    house.agency.posts.exclude(role__in=[Role.PRACTITIONER, Role.LINE_MANAGER, Role.DIRECTOR]).delete()
    house.agency.posts.filter(role=Role.DIRECTOR).update(rank=90)
    holders = []
    for rank, role in enumerate(roles, start=10):
        holders.append(a_member(house.agency))
        house.posts[role] = Post.objects.create(
            agency=house.agency, role=role.value, rank=rank, title=f"Our {role.label.lower()}", holder=holders[-1]
        )
    return holders


@pytest.fixture
def world() -> World:
    return a_world("flowchart")


def at_stage_3(world: World) -> Case:
    case = world.raised()
    for step in range(2):
        case = case_now(world.climb(case, at=START + (step + 1) * HOUR))
    assert (case.stage, world.passage(case).rung) == ("stage-3", 0)
    return case


def through_stage_3(world: World) -> list[tuple[User, User]]:
    """Who acted for each side at each rung of Stage 3, until the case was at Stage 4."""
    case, met = at_stage_3(world), []
    for step in range(3, 20):
        if case.stage != "stage-3":
            break
        met.append((world.raiser_holder(case), world.receiver_holder(case)))
        case = case_now(world.climb(case, at=START + step * HOUR))
    assert case.stage == "stage-4"
    return met


def test_every_post_between_line_manager_and_director_is_a_rung(world: World) -> None:  # FLOW-12, FLOW-13
    ours, theirs = with_ladder(world.raising, *FIVE), with_ladder(world.receiving, *FIVE)
    assert through_stage_3(world) == list(zip(ours, theirs, strict=True))


def test_a_ladder_of_one_is_asked_once(world: World) -> None:  # FLOW-12
    (ours,), (theirs,) = (with_ladder(house, Role.HEAD_OF_SERVICE) for house in (world.raising, world.receiving))
    assert through_stage_3(world) == [(ours, theirs)]


def test_the_shorter_side_keeps_its_top_person(world: World) -> None:  # FLOW-12
    ours = with_ladder(world.raising, Role.SERVICE_MANAGER, Role.HEAD_OF_SERVICE)
    theirs = with_ladder(world.receiving, *FIVE)
    assert through_stage_3(world) == list(zip([*ours, ours[1], ours[1], ours[1]], theirs, strict=True))


def test_an_agency_with_nobody_there_is_asked_once_by_the_policy_s_role(world: World) -> None:
    for house in (world.raising, world.receiving):
        with_ladder(house)
    directors = (world.raising.at(Role.DIRECTOR), world.receiving.at(Role.DIRECTOR))
    assert through_stage_3(world) == [directors]


def test_posts_of_one_rank_are_one_rung_and_vacant_ones_none(world: World) -> None:
    ours = with_ladder(world.raising, Role.SERVICE_MANAGER, Role.OPERATIONS_MANAGER, Role.HEAD_OF_SERVICE)
    with_ladder(world.receiving, Role.SERVICE_MANAGER)
    Post.objects.filter(pk=world.raising.posts[Role.OPERATIONS_MANAGER].pk).update(rank=10)
    Post.objects.filter(pk=world.raising.posts[Role.HEAD_OF_SERVICE].pk).update(holder=None)
    assert [holder for holder, _ in through_stage_3(world)] == [ours[0]]


def test_the_holder_has_the_title_of_the_post(world: World) -> None:
    with_ladder(world.receiving, *FIVE)
    case = case_now(world.climb(at_stage_3(world), at=START + 3 * HOUR))
    holding = Holding.objects.get(passage=world.passage(case), party__side=Side.RECEIVING)
    assert (holding.title, holding.post) == ("Our operations manager", world.receiving.posts[Role.OPERATIONS_MANAGER])


def test_at_a_rung_the_cover_acts(world: World) -> None:
    theirs = with_ladder(world.receiving, *FIVE)
    away(theirs[1], world.receiving.colleague)
    case = case_now(world.climb(at_stage_3(world), at=START + 3 * HOUR))
    holding = Holding.objects.get(passage=world.passage(case), party__side=Side.RECEIVING)
    assert (holding.person, holding.on_behalf_of) == (world.receiving.colleague, theirs[1])


def test_a_rung_that_is_kept_out_goes_one_up_and_that_one_is_not_asked_twice(world: World) -> None:
    with_ladder(world.raising, Role.SERVICE_MANAGER)
    theirs = with_ladder(world.receiving, Role.SERVICE_MANAGER, Role.HEAD_OF_SERVICE, Role.STRATEGIC_HEAD)
    case = world.raised(conflicted=(theirs[0],))
    for step in range(2):
        case = case_now(world.climb(case, at=START + (step + 1) * HOUR))
    assert world.receiver_holder(case) == theirs[1]
    case = case_now(world.climb(case, at=START + 3 * HOUR))
    assert (case.stage, world.receiver_holder(case)) == ("stage-3", theirs[2])
    assert case_now(world.climb(case, at=START + 4 * HOUR)).stage == "stage-4"


def test_a_post_filled_below_the_present_rung_moves_nobody_down(world: World) -> None:
    theirs = with_ladder(world.receiving, *FIVE)
    Post.objects.filter(pk=world.receiving.posts[Role.OPERATIONS_MANAGER].pk).update(holder=None)
    case = case_now(world.climb(at_stage_3(world), at=START + 3 * HOUR))
    assert world.receiver_holder(case) == theirs[2]
    Post.objects.filter(pk=world.receiving.posts[Role.SERVICE_MANAGER].pk).update(holder=None)
    case = case_now(world.climb(case, at=START + 4 * HOUR))
    assert world.receiver_holder(case) == theirs[3]


def test_the_clock_climbs_the_same_rungs(world: World) -> None:  # FLOW-11, FLOW-12
    for house in (world.raising, world.receiving):
        with_ladder(house, *FIVE[:3])
    case, moment = at_stage_3(world), START
    for _ in range(80):
        moment += 12 * HOUR
        sweep(at=moment)
    rungs = case.passages.filter(stage="stage-3").order_by("number").values_list("rung", "end")
    assert list(rungs) == [(rung, PassageEnd.ADVANCED) for rung in range(3)]


def test_further_layers_end_at_the_director() -> None:  # BUCKS-9, BUCKS-12
    world = a_world("buckinghamshire")
    for house in (world.raising, world.receiving):
        house.agency.posts.filter(role=Role.DIRECTOR).update(rank=90)
        layers = ((Role.ASSISTANT_DIRECTOR, 50), (Role.CHIEF_OFFICER, 99))
        for role, rank in layers:
            Post.objects.create(
                agency=house.agency, role=role, rank=rank, title=role.label, holder=a_member(house.agency)
            )
    case, roles = world.raised(), []
    for step in range(1, 12):
        if case.policy_stage.last is not None:
            break
        case = case_now(world.climb(case, at=START + step * DAY))
        holding = Holding.objects.get(passage=world.passage(case), party__side=Side.RECEIVING)
        roles.append((case.stage, holding.post.role if holding.post else ""))
    assert roles == [
        ("stage-1", Role.LINE_MANAGER),
        ("stage-2", Role.ESCALATION_MANAGER),
        ("stage-2", Role.HEAD_OF_SERVICE),
        ("stage-3", Role.STRATEGIC_HEAD),
        ("stage-3", Role.ASSISTANT_DIRECTOR),
        ("stage-3", Role.DIRECTOR),
        ("stage-4", Role.DIRECTOR),
    ]


def test_a_school_has_the_rungs_that_it_has() -> None:  # FLOW-12
    world = a_world("flowchart", raising=AgencyType.SCHOOL, receiving=AgencyType.SCHOOL)
    case = case_now(world.climb(world.raised(), at=START + HOUR))
    case = case_now(world.climb(case, at=START + 2 * HOUR))
    assert world.raiser_holder(case) == world.raising.at(Role.HEAD_TEACHER)
    Post.objects.create(
        agency=world.raising.agency, role=Role.STRATEGIC_HEAD, rank=30, title="Head of the trust", holder=world.stranger
    )
    case = case_now(world.climb(case, at=START + 3 * HOUR))
    assert (case.stage, world.raiser_holder(case)) == ("stage-3", world.stranger)
    assert world.receiver_holder(case) == world.receiving.at(Role.HEAD_TEACHER)


@pytest.mark.parametrize("path", ["", "do/escalate/", "/cases/"])
def test_the_queries_of_a_page_do_not_grow_with_the_ladder(world: World, client: Client, path: str) -> None:
    case = at_stage_3(world)
    client.force_login(world.raising.practitioner)
    address = path if path.startswith("/") else f"/cases/{case.reference}/{path}"

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    queries()  # what is read once per process
    few = queries()
    for number in range(8):
        holder = a_member(world.receiving.agency)
        Post.objects.create(
            agency=world.receiving.agency, role=Role.HEAD_OF_SERVICE, rank=20 + number, title="Head", holder=holder
        )
    assert queries() <= few


def test_a_list_asks_no_ladder(world: World, client: Client) -> None:
    client.force_login(world.raising.practitioner)
    at_stage_3(world)
    with CaptureQueriesContext(connection) as captured:
        client.get("/cases/")
    of_cases = [query["sql"] for query in captured if "cases_learningpoint" not in query["sql"]]
    assert not any("agencies_post" in sql for sql in of_cases)


class TestEndingEarly:
    """The stage ends when both ladders are exhausted, or earlier when both sides choose the next stage."""

    @pytest.fixture
    def case(self, world: World) -> Case:
        return at_stage_3(world)

    def report(self, world: World, case: Case, by: User, *, step_up: bool | None) -> None:
        world.do(case, Verb.REPORT_NO_AGREEMENT, by=by, at=START + 3 * HOUR, step_up=step_up)

    def both(self, world: World, case: Case, *, step_up: tuple[bool, bool] = (False, False)) -> None:
        sides = (world.raiser_holder(case), world.receiver_holder(case))
        for holder, helps in zip(sides, step_up, strict=True):
            self.report(world, case, holder, step_up=helps)

    def open_to(self, case: Case) -> tuple[str, ...]:
        return ways(situation(case_now(case), by=case.raised_by, at=START + 4 * HOUR), Ground.DELAY).stages

    def test_both_sides_open_the_next_stage(self, world: World, case: Case) -> None:
        self.both(world, case)
        assert self.open_to(case) == ("stage-4",)
        case_now(case).climb(to="stage-4", ground=Ground.DELAY, rung=0)
        world.climb(case, at=START + 4 * HOUR, to="stage-4")
        assert case_now(case).stage == "stage-4"

    def test_a_further_rung_stays_open_beside_it(self, world: World, case: Case) -> None:
        self.both(world, case)
        world.climb(case, at=START + 4 * HOUR, to="stage-3")
        assert (case_now(case).stage, world.passage(case).rung) == ("stage-3", 1)
        assert self.open_to(case) == ("stage-4",)  # the last rung of this ladder

    @pytest.mark.parametrize("helps", [(True, False), (False, True), (True, True)])
    def test_one_side_alone_opens_nothing(self, world: World, case: Case, helps: tuple[bool, bool]) -> None:
        self.both(world, case, step_up=helps)
        assert self.open_to(case) == ()
        with pytest.raises(TransitionNotAllowed):
            case_now(case).climb(to="stage-4", ground=Ground.DELAY, rung=0)

    def test_the_silence_of_one_side_opens_nothing(self, world: World, case: Case) -> None:
        self.report(world, case, world.raiser_holder(case), step_up=False)
        assert self.open_to(case) == ()

    def test_each_side_reports_once(self, world: World, case: Case) -> None:
        self.both(world, case)
        for holder in (world.raiser_holder(case), world.receiver_holder(case)):
            with pytest.raises(WrongMoment, match="Your side has reported that already"):
                self.report(world, case, holder, step_up=True)

    def test_what_was_said_stands_in_the_record(self, world: World, case: Case) -> None:
        self.both(world, case)
        said = [sentences_of(entry, case) for entry in case.entries.filter(kind="report-no-agreement")]
        assert said == [
            ["A further step up would not help."],
            ["A further step up would not help.", "Both sides have said so: the next stage is open."],
        ]

    def test_it_is_asked_only_where_there_is_a_further_rung(self, world: World, case: Case) -> None:
        def asked() -> bool:
            s = situation(case_now(case), by=world.receiver_holder(case), at=START + 4 * HOUR)
            return "step_up" in FORMS[Verb.REPORT_NO_AGREEMENT](situation=s).fields

        assert asked()
        with pytest.raises(BadInput) as refused:
            self.report(world, case, world.receiver_holder(case), step_up=None)
        assert list(refused.value.fields) == ["step_up"]
        world.climb(case, at=START + 3 * HOUR)
        assert not asked()
        self.report(world, case, world.receiver_holder(case), step_up=None)
        assert case.entries.filter(kind="report-no-agreement").last().facts == {}

    def test_the_form_of_escalating_offers_both_and_says_why(self, world: World, case: Case) -> None:
        self.both(world, case)
        form = FORMS[Verb.ESCALATE](situation=situation(case_now(case), by=case.raised_by, at=START + 4 * HOUR))
        assert [key for key, _ in form.fields["to"].choices] == ["stage-3", "stage-4"]
        assert form.fields["to"].help_text == "Both sides have said that a further step up would not help."

    def test_the_clock_takes_the_stage_that_both_have_chosen(self, world: World, case: Case) -> None:
        self.both(world, case)
        sweep(at=START + 30 * DAY)
        assert case_now(case).stage == "stage-4"
