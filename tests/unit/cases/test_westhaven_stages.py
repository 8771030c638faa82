"""Cases in Westhaven, which does not exist: its stages, what is owed there by whom and until when, and the ways between them."""

from typing import Any

import pytest
from django.test import Client

from cases.actions.raising import Child
from cases.models import Case, Clock, Draft, Ending, Obligation, SeatRole, State
from cases.rules.refusals import allowed_verbs
from cases.rules.ways import ways
from cases.rules.who_may_sit import Member
from cases.situations import situation
from cases.verbs import VERBS_OF_DUTY, Verb
from core.errors import BadInput
from policies.vocabulary import AgencyType, Breach, Duty, Ground, Owner
from tests.policies import Content, changed
from tests.unit.cases.test_westhaven import another, at_the_heads, at_the_managers, page
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, at, case_now, publish_policy, published

pytestmark = pytest.mark.django_db

SCHOOL = AgencyType.SCHOOL
MANAGERS, HEADS, BOARD = 1, 2, 3


@pytest.fixture
def world() -> World:
    return a_world("westhaven")


def owed(case: Case, world: World, duty: Duty) -> list[Obligation]:
    return list(world.passage(case).obligations.filter(duty=duty).order_by("number"))


class TestStages:
    def test_a_stage_before_the_first_is_one_sides_alone(self, world: World) -> None:
        case = world.raised()
        assert (case.policy_stage.number, {h.party.side for h in world.passage(case).holdings.all()}) == (
            "0",
            {"escalating"},
        )
        assert Verb.PROPOSE_OUTCOME not in allowed_verbs(situation(case, by=case.raised_by, at=START + HOUR))
        assert "Thinking it through" in page(case, case.raised_by)

    def test_stages_with_names_alone_are_called_by_them(self) -> None:
        world = a_world("eastvale")
        case = world.raised(priority="standard", protective_at=None)
        said = page(case, case.raised_by)
        assert "Talking it over" in said
        assert "Stage 1" not in said

    def test_a_stage_climbs_rung_by_rung_and_then_goes_on(self, world: World) -> None:
        case = at_the_heads(world)
        first = world.raiser_holder(case)
        case = case_now(world.climb(case, at=START + 3 * HOUR, protective_at=None))
        assert (case.stage, world.passage(case).rung) == ("heads", 1)
        assert world.raiser_holder(case) != first
        case = case_now(world.climb(case, at=START + 4 * HOUR))
        assert case.stage == "board"

    def test_one_person_acts_at_two_stages_and_it_says_so(self) -> None:
        world = a_world("westhaven", receiving=SCHOOL)
        case = at_the_managers(world)
        head = world.receiver_holder(case)
        case = case_now(world.climb(case, at=START + 2 * HOUR, protective_at=None))
        assert (case.stage, world.receiver_holder(case)) == ("heads", head)


class TestWhatIsOwed:
    @pytest.mark.parametrize("duty", [duty for duty in Duty if duty not in (Duty.DECIDE, Duty.REPORT)])
    def test_each_kind_of_duty_is_owed_dated_and_met(self, duty: Duty) -> None:
        """In a stage of the agencies; the two that follow upon a decision stand below."""

        def owe_it(content: Content) -> None:
            content["stages"] = content["stages"][MANAGERS:]
            del content["stages"][0]["referrals"]
            content["routes"] = []
            limit = {"amount": 2, "unit": "working-days"}
            content["stages"][0]["obligations"] = [{"what": duty.value, "owner": "receiver", "limit": limit}]

        world = another(owe_it)
        case = world.raised(protective_at=None)
        (one,) = owed(case, world, duty)
        assert one.clock.due_at == at("2026-11-26 17:00")
        receiver = world.receiver_holder(case)
        if duty in (Duty.CONFIRM_OUTCOME, Duty.AGREE_PLAN):
            first = Verb.PROPOSE_OUTCOME if duty is Duty.CONFIRM_OUTCOME else Verb.PROPOSE_PLAN
            world.do(case, first, by=world.raiser_holder(case), at=START + HOUR)
        world.do(case, VERBS_OF_DUTY[duty][0], by=receiver, at=START + 2 * HOUR)
        one.refresh_from_db()
        assert (one.met_by, one.clock.stopped_at) == (receiver, START + 2 * HOUR)

    @pytest.mark.parametrize(
        ("owner", "who"),
        [
            (Owner.RAISER, "raiser"),
            (Owner.RECEIVER, "receiver"),
            (Owner.BOARD_OFFICE, "office"),
            (Owner.CHAIR, "chair"),
        ],
    )
    def test_each_owner_owes_and_meets_it(self, owner: Owner, who: str) -> None:
        def owned(content: Content) -> None:
            content["stages"][BOARD]["obligations"][0]["owner"] = owner.value

        world = another(owned)
        case = world.climb_to_last(world.raised(), at=START)
        people = {"office": world.office, "chair": world.chair}
        people |= {"raiser": world.raiser_holder(case), "receiver": world.receiver_holder(case)}
        able = {
            name
            for name, person in people.items()
            if Verb.OFFER_MEDIATION in allowed_verbs(situation(case, by=person, at=START + 9 * DAY))
        }
        assert able == ({"office", "chair"} if who in ("office", "chair") else {who})

    def test_what_both_owe_is_owed_by_each(self, world: World) -> None:
        case = at_the_heads(world)
        assert {o.party.side for o in owed(case, world, Duty.AGREE_PLAN) if o.party} == {"escalating", "receiving"}

    def test_a_report_is_owed_after_the_decision_of_a_panel(self) -> None:
        def report(content: Content) -> None:
            content["stages"][BOARD]["obligations"].append({"what": "report", "owner": "panel"})

        world = another(report)
        case = world.climb_to_last(world.raised(), at=START)
        moment = START + 9 * DAY
        world.do(case, Verb.CHOOSE_WAY, by=world.office, at=moment, kind="panel")
        world.do(case, Verb.APPOINT, by=world.office, at=moment, beyond_why="Nobody else is free.")
        world.do(case, Verb.RECORD_DECISION, by=world.office, at=moment + HOUR, kind="panel")
        assert case_now(case).ending == Ending.PANEL
        world.do(case, Verb.REPORT, by=world.office, at=moment + DAY)
        assert case.passages.last().obligations.get(duty=Duty.REPORT).met_at == moment + DAY

    @pytest.mark.parametrize("protective", [None, START + DAY])
    def test_what_follows_upon_the_decision_is_dated_from_it(self, protective: Any) -> None:
        def report(content: Content) -> None:
            limit = {"unit": "working-days", "amount": 1, "start": "met", "after": "decide"}
            content["stages"][BOARD]["obligations"].append({"what": "report", "owner": "both", "limit": limit})

        world = another(report)
        case = world.climb_to_last(world.raised(), at=START, every=HOUR)
        world.do(case, Verb.CHOOSE_WAY, by=world.office, at=START + DAY, kind="panel")
        world.do(case, Verb.APPOINT, by=world.office, at=START + DAY, beyond_why="Nobody else is free.")
        reports = case.passages.last().obligations.filter(duty=Duty.REPORT)
        assert not Clock.objects.filter(obligation__in=reports).exists()
        case.passages.filter(closed_at=None).update(protective_at=protective)
        world.do(case, Verb.RECORD_DECISION, by=world.office, at=START + DAY + HOUR, kind="panel")
        assert [each.clock.due_at for each in reports.all()] == [at("2026-11-26 17:00")] * 2

    def test_a_side_that_answers_its_own_disagreement_is_asked_about_the_other(self, client: Client) -> None:
        def both(content: Content) -> None:
            for item in content["stages"][MANAGERS]["obligations"]:
                item.update({"owner": "both"} if item["what"] == "respond" else {})

        world = another(both)
        case = at_the_managers(world)
        answering = f"/cases/{case.reference}/do/respond/"
        client.force_login(world.raiser_holder(case))
        own = client.get(answering).content.decode()
        assert all(words in own for words in ("What your own side says", "Do you agree with the other side?"))
        client.force_login(world.receiver_holder(case))
        other = client.get(answering).content.decode()
        assert all(words in other for words in (f"What {world.raising.agency.name} says", "Do you agree?"))

    def test_a_guide_is_dated_from_receipt_and_the_acknowledgement_sets_a_time(self, world: World) -> None:
        case = world.raised(at=at("2026-11-24 19:00"))
        case = case_now(world.climb(case, at=at("2026-11-24 20:00"), protective_at=None))
        (one,) = owed(case, world, Duty.ACKNOWLEDGE)
        assert one.clock.due_at == at("2026-11-26 09:00")  # received in the evening: 9am on the next day, then one day
        with pytest.raises(BadInput) as refused:
            world.do(
                case, Verb.ACKNOWLEDGE, by=world.receiver_holder(case), at=at("2026-11-25 10:00"), timetable_at=None
            )
        assert list(refused.value.fields) == ["timetable_at"]

    def test_the_limit_of_a_duty_that_waits_for_another_starts_when_that_is_met(self, world: World) -> None:
        case = at_the_managers(world)
        (respond,) = owed(case, world, Duty.RESPOND)
        assert not Clock.objects.filter(obligation=respond).exists()
        world.do(case, Verb.ACKNOWLEDGE, by=world.receiver_holder(case), at=START + DAY, timetable_at=START + 9 * DAY)
        assert Clock.objects.get(obligation=respond).due_at == at("2026-11-30 17:00")

    @pytest.mark.parametrize(
        ("limit", "due"),
        [
            ({"unit": "hours-as-working-days", "amount": 2}, "2026-11-30 16:00"),
            ({"unit": "working-days", "amount": 2}, "2026-11-30 17:00"),
            ({"unit": "working-weeks", "amount": 1}, "2026-12-03 17:00"),
            ({"unit": "elapsed-hours", "amount": 48}, "2026-11-28 16:00"),
            ({"unit": "calendar-days", "amount": 2}, "2026-11-28 23:59"),
            ({"unit": "same-working-day"}, "2026-11-26 17:00"),
            ({"unit": "as-soon-as-possible"}, "2026-12-01 12:00"),
            ({"unit": "case-specific"}, "2026-12-01 12:00"),
            (None, "2026-12-01 12:00"),
            ({"unit": "working-days", "amount": 9, "or_sooner_to_protect": True}, "2026-12-01 12:00"),
            (
                {"unit": "working-days", "amount": 9, "or_sooner": {"unit": "elapsed-hours", "amount": 5}},
                "2026-11-26 21:00",
            ),
        ],
    )
    def test_each_unit_comes_to_its_moment(self, limit: dict[str, Any] | None, due: str) -> None:
        """Raised on a Thursday at 4pm. Where the procedure names no date, one that protects the child must be given."""

        def counted(content: Content) -> None:
            content["stages"] = content["stages"][MANAGERS:]
            content["routes"] = []
            item = {"what": "discuss", "owner": "both", "limit": limit}
            content["stages"][0]["obligations"] = [{key: value for key, value in item.items() if value}]

        world = another(counted)
        protective = at("2026-12-01 12:00")
        given = None if world.policy.stages[0].is_dated and "or_sooner_to_protect" not in (limit or {}) else protective
        case = world.raised(at=at("2026-11-26 16:00"), protective_at=given)
        assert {one.clock.due_at for one in owed(case, world, Duty.DISCUSS)} == {at(due)}


class TestBreach:
    def test_reminders_go_on_where_nothing_else_follows(self) -> None:
        def same_day(content: Content) -> None:
            content["stages"][0]["obligations"][0]["limit"] = {"unit": "same-working-day"}

        world = another(same_day)
        case = world.raised()
        world.sweep(START + DAY)
        facts = case.entries.get(kind="limit-passed").facts
        assert (facts["then"], world.passage(case).offered_at, case_now(case).stage) == (
            Breach.REMIND,
            None,
            "thinking",
        )

    def test_the_next_stage_is_offered(self, world: World) -> None:
        case = at_the_managers(world)
        world.sweep(START + 2 * DAY)
        assert world.passage(case).offered_at is not None
        assert case_now(case).stage == "managers"

    def test_the_case_moves_by_itself_rung_by_rung(self, world: World) -> None:
        case = at_the_heads(world)
        world.sweep(at("2026-11-26 17:01"))
        assert (case_now(case).stage, world.passage(case).rung) == ("heads", 1)
        world.sweep(at("2026-12-05 17:01"))
        assert case_now(case).stage == "board"


class TestWays:
    def two_schools(self) -> tuple[World, Case]:
        world = a_world("westhaven", raising=SCHOOL, receiving=SCHOOL)
        return world, at_the_managers(world)

    def opened(self, case: Case, ground: Ground) -> tuple[str, ...]:
        return ways(situation(case, by=case.raised_by, at=START + 2 * HOUR), ground).stages

    def test_by_the_pair_of_agencies_once_both_have_talked(self, world: World) -> None:
        schools, case = self.two_schools()
        assert self.opened(case, Ground.NOT_AGREED) == ()
        schools.do(case, Verb.RECORD_DISCUSSION, by=schools.raiser_holder(case), at=START + 2 * HOUR)
        assert self.opened(case, Ground.NOT_AGREED) == ("board",)
        assert self.opened(at_the_managers(world), Ground.NOT_AGREED) == ("heads",)

    def test_by_the_ground_beside_the_next_stage(self, world: World) -> None:
        case = at_the_managers(world)
        assert self.opened(case, Ground.DELAY) == ("heads", "board")
        assert self.opened(case, Ground.NOT_AGREED) == ("heads",)

    def test_by_the_risk_instead_of_the_next_stage(self, world: World) -> None:
        calm = world.raised()
        assert self.opened(calm, Ground.NOT_AGREED) == ("managers",)
        world.do(calm, Verb.FLAG_RISK, by=calm.raised_by, at=START + HOUR)
        assert self.opened(case_now(calm), Ground.NOT_AGREED) == ("heads",)

    def test_to_the_chair_for_quality_assurance_settled_or_not(self, world: World) -> None:
        case = at_the_managers(world)
        world.do(case, Verb.REFER_FOR_SCRUTINY, by=case.raised_by, at=START + 2 * HOUR)
        assert case_now(case).stage == "managers"
        world.do(case, Verb.RECORD_FINDINGS, by=world.chair, at=START + DAY)
        assert "Findings recorded" in page(case, case.raised_by)

    def test_the_cap_over_several_stages_ends_with_the_stage_that_it_names(self) -> None:
        world = a_world("eastvale")
        case = world.raised(priority="urgent", protective_at=None)
        assert case.clocks.get(obligation=None).due_at == at("2026-12-24 23:59")
        for hours in (1, 2):
            world.do(
                case, Verb.RESPOND, by=world.receiver_holder(case), at=START + hours * HOUR
            )  # in writing, for the gate
            case = case_now(world.climb(case, at=START + hours * HOUR, protective_at=None))
        assert case.stage == "meeting"
        assert case.clocks.get(obligation=None, follow_up=None).stopped_at == START + 2 * HOUR


class TestWhomAndWhatItIsAbout:
    def test_several_children_and_one_that_is_unborn(self, world: World) -> None:
        children = (Child("W-1", "AB"), Child("W-2", "", kind="unborn"))
        case = world.raised(children=children)
        assert [subject.kind for subject in case.subjects.order_by("number")] == ["child", "unborn"]

    def test_three_parties_each_act_for_themselves(self, world: World) -> None:
        third = a_world(version=world.version, receiving=SCHOOL).receiving
        agencies = (world.receiving.agency, third.agency)
        case = at_the_managers(world, receiving_agencies=agencies)
        assert world.passage(case).holdings.filter(party__side="receiving").count() == 2
        assert len(owed(case, world, Duty.ACKNOWLEDGE)) == 2

    @pytest.mark.parametrize(
        ("key", "where"),
        [
            ("complaint", "own complaints procedure"),
            ("allegation", "designated officer (LADO)"),
            ("conference-dissent", "Tell the chair of the conference"),
            ("whistleblowing", "whistleblowing policy"),
            ("commissioning", "those who commission the service"),
        ],
    )
    def test_what_it_is_not_for_is_told_where_it_goes(self, world: World, key: str, where: str) -> None:
        client = Client()
        client.force_login(world.raising.practitioner)
        client.post("/raise/")
        refused = client.post(f"/raise/{Draft.objects.get().key}/route/", {"route": key})
        assert where in refused.content.decode()
        assert not Case.objects.exists()


class TestVersions:
    def test_an_open_case_stays_on_its_version_and_says_that_there_is_a_newer_one(self, world: World) -> None:
        case = world.raised()

        def newer(content: Content) -> None:
            content["metadata"] |= {"version": "2", "in_force_from": "2026-01-05"}
            content["stages"][0]["title"] = "Thinking it over"

        publish_policy(changed("westhaven", newer))
        said = page(case, case.raised_by)
        assert "This case follows version 1. Version 2 is in force since" in said
        assert "Thinking it through" in said
        assert case_now(case).policy_version == world.version


@pytest.mark.parametrize(
    ("area", "raised", "due"),
    [
        ("westhaven", "2026-11-27 10:00", "2026-11-30 10:00"),  # Saint Andrew's Day is none in England
        ("northmoor", "2026-11-27 10:00", "2026-12-03 17:00"),  # in Scotland it is
        ("eastvale", "2026-07-10 10:00", "2026-07-20 17:00"),  # the Boyne is kept on Monday, 13 July
        ("southcombe", "2026-11-27 10:00", "2026-12-02 17:00"),  # a holiday anywhere in the kingdom
    ],
)
def test_each_division_keeps_its_own_holidays(area: str, raised: str, due: str) -> None:
    """One limit of each area that runs over a holiday of one part of the kingdom."""
    duties = {"westhaven": Duty.ACKNOWLEDGE, "northmoor": Duty.DISCUSS, "eastvale": Duty.RESPOND}
    world, moment = a_world(version=published(area)), at(raised)
    more: dict[str, Any] = {"northmoor": {"children": (Child("A-1", kind="adult"),)}}.get(area, {})
    more |= {"priority": "standard"} if area == "eastvale" else {}
    case = world.raised(at=moment, **more)
    if area == "westhaven":
        case = case_now(world.climb(case, at=moment, protective_at=None))
    if area == "eastvale":
        world.do(case, Verb.ACKNOWLEDGE, by=world.receiver_holder(case), at=moment)
    duty = duties.get(area, Duty.INFORM_CHAIR)
    assert owed(case, world, duty)[0].clock.due_at == at(due)


def test_a_mediation_binds_nobody_and_ends_the_case(world: World) -> None:
    case = world.climb_to_last(world.raised(), at=START)
    moment = START + 9 * DAY
    world.do(case, Verb.CHOOSE_WAY, by=world.office, at=moment, kind="mediation")
    world.do(case, Verb.APPOINT, by=world.office, at=moment)
    world.do(case, Verb.RECORD_DECISION, by=world.office, at=moment + DAY, kind="mediation")
    ended = case_now(case)
    assert (ended.state, ended.ending) == (State.RESOLVED, Ending.MEDIATION)
    assert ended.entries.get(kind="record-decision").facts["binding"] is False


def test_what_names_no_time_beside_what_does_has_none(world: World) -> None:
    case = at_the_managers(world)
    clockless = {o.duty for o in world.passage(case).obligations.all() if not hasattr(o, "clock")}
    assert clockless == {Duty.RESPOND, Duty.DISCUSS}, (
        "the response waits for the acknowledgement; nothing dates the talk"
    )


def test_a_hard_composition_lets_only_the_chair_depart_from_it() -> None:
    world = a_world("eastvale")
    case = world.raised(priority="urgent")
    case = world.climb_answered(case, at=START + DAY)
    of_a_party = [Member("Ms Lee", world.raising.agency, SeatRole.CHAIR, stands_as="Board member")]
    departs: dict[str, Any] = {"at": START + 9 * DAY, "members": of_a_party, "beyond_why": "Nobody else is free."}
    with pytest.raises(BadInput, match="party to this disagreement"):
        world.do(case, Verb.APPOINT, by=world.office, **departs)
    world.do(case, Verb.APPOINT, by=world.chair, **departs)
    assert case.entries.get(kind="appoint").facts["beyond"]
