"""What is asked once a stage or a case is over, of whom and by when, and what comes of the answers."""

from datetime import date, timedelta

import pytest
from django.test import Client

from agencies.models import User
from cases.actions.looking_back import Debrief, Recorded
from cases.actions.raising import Child
from cases.models import Case, FollowUp, FollowUpKind, FollowUpResult, Side, State
from cases.selectors import to_follow_up
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed, WrongMoment
from core.words import moment
from notifications.models import Message
from policies.vocabulary import Ground
from tests.unit.cases.rules.walk import page
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, at, case_now

pytestmark = pytest.mark.django_db
ENDED = START + 2 * HOUR
TWO = (Child("H-1", "AB", "5 to 9"), Child("H-2", "CD", "10 to 13"))


def agreed(world: World, case: Case) -> Case:
    """The case, ended by an outcome that both sides confirmed."""
    world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case), at=START + HOUR)
    return case_now(world.do(case, Verb.CONFIRM_OUTCOME, by=world.receiver_holder(case), at=ENDED))


def asked(case: Case, kind: FollowUpKind) -> list[FollowUp]:
    return list(case.follow_ups.filter(kind=kind).select_related("party", "subject", "clock"))


def theirs(case: Case) -> User:
    """Who acted last for the side that received it."""
    person = case.passages.order_by("number").last().holdings.get(party__side=Side.RECEIVING).person
    assert person is not None
    return person


def todo_notices(person: object, words: str) -> int:
    return Message.objects.filter(recipient=person, todo__contains=words).count()


class TestCopies:
    @pytest.fixture
    def world(self) -> World:
        return a_world("birmingham")

    @pytest.fixture
    def case(self, world: World) -> Case:
        return agreed(world, world.raised(children=TWO))

    def test_each_agency_owes_a_copy_on_the_record_of_each_child(self, case: Case) -> None:  # BHAM-6
        found = asked(case, FollowUpKind.COPY)
        assert [(f.party.side, f.subject.number) for f in found] == [
            ("escalating", 1),
            ("escalating", 2),
            ("receiving", 1),
            ("receiving", 2),
        ]
        assert {f.clock.due_at for f in found} == {at("2026-12-01 17:00")}

    def test_both_are_confirmed_at_once_with_the_agency_s_own_references(self, world: World, case: Case) -> None:
        mine = [f for f in asked(case, FollowUpKind.COPY) if f.party.side == Side.ESCALATING]  # BHAM-6
        recorded = [Recorded(f.number, date(2026, 11, 24), f"H-{f.subject.number}") for f in mine]
        world.do(case, Verb.CONFIRM_RECORDED, by=world.raising.practitioner, at=ENDED + HOUR, recorded=recorded)
        left = case.follow_ups.filter(kind=FollowUpKind.COPY, result="")
        assert {f.party.side for f in left} == {"receiving"}
        entry = case.entries.get(kind="confirm-recorded")
        assert entry.content.body["own_references"] == [
            "Copy on the child’s record, Child 1: H-1, Tuesday 24 November 2026",
            "Copy on the child’s record, Child 2: H-2, Tuesday 24 November 2026",
        ]
        assert entry.facts["recorded"][0] == {"kind": "copy", "result": "done", "number": mine[0].number, "party": 1}

    def test_one_agency_cannot_confirm_for_the_other(self, world: World, case: Case) -> None:
        theirs = next(f for f in asked(case, FollowUpKind.COPY) if f.party.side == Side.RECEIVING)
        recorded = [Recorded(theirs.number, date(2026, 11, 24), "X-1")]
        with pytest.raises(BadInput, match="for somebody else"):
            world.do(case, Verb.CONFIRM_RECORDED, by=world.raising.practitioner, at=ENDED, recorded=recorded)

    def test_a_day_to_come_is_refused(self, world: World, case: Case) -> None:
        mine = asked(case, FollowUpKind.COPY)[0]
        with pytest.raises(BadInput, match="today or in the past"):
            world.do(
                case,
                Verb.CONFIRM_RECORDED,
                by=world.raising.practitioner,
                at=ENDED,
                recorded=[Recorded(mine.number, date(2026, 11, 25), "H-1")],
            )

    def test_it_is_not_done_without_a_reference_but_may_not_be_needed(self, world: World, case: Case) -> None:
        by, copy = world.raising.practitioner, case.follow_ups.filter(kind=FollowUpKind.COPY)[0].number
        with pytest.raises(BadInput, match="own reference"):
            world.do(case, Verb.FOLLOW_UP, by=by, at=ENDED, number=copy)
        words = {"result": FollowUpResult.NOT_NEEDED, "followed_up": "She has moved."}
        world.do(case, Verb.FOLLOW_UP, by=by, at=ENDED, number=copy, **words)
        assert case.follow_ups.filter(result=FollowUpResult.NOT_NEEDED).count() == 1

    def test_whoever_owes_several_is_told_and_reminded_once(self, world: World, case: Case) -> None:
        person = theirs(case)
        words = "put a copy of the outcome"
        assert todo_notices(person, words) == 1
        world.sweep(at("2026-12-01 17:01"))
        assert todo_notices(person, words) == 2
        assert case.entries.filter(kind="limit-passed", facts__duty="copy").count() == 2  # one for each agency

    def test_a_case_that_is_withdrawn_leaves_no_copy_to_make(self, world: World) -> None:
        case = world.raised()
        world.do(case, Verb.WITHDRAW, by=world.raising.practitioner, at=ENDED)
        assert not asked(case, FollowUpKind.COPY)

    def test_the_page_shows_one_row_for_an_agency_and_the_form_a_row_for_each_child(
        self, client: Client, world: World, case: Case
    ) -> None:
        client.force_login(world.raising.practitioner)
        page = client.get(f"/cases/{case.reference}/").content.decode()
        assert page.count("Put a copy of the outcome on the child’s record (2 records)") == 2
        form = client.get(f"/cases/{case.reference}/do/confirm-recorded/").content.decode()
        assert 'name="recorded-1-own_reference"' in form
        assert 'value="H-2"' in form

    def test_the_form_takes_both_rows(self, client: Client, world: World, case: Case) -> None:
        client.force_login(world.raising.practitioner)
        url = f"/cases/{case.reference}/do/confirm-recorded/"
        typed = {"recorded-TOTAL_FORMS": "2", "recorded-INITIAL_FORMS": "0"}
        for row, found in enumerate(asked(case, FollowUpKind.COPY)[:2]):
            typed |= {f"recorded-{row}-which": str(found.number), f"recorded-{row}-own_reference": f"H-{row}"}
            typed |= {
                f"recorded-{row}-recorded_on-{part}": v
                for part, v in (("day", "24"), ("month", "11"), ("year", "2026"))
            }
        assert client.post(url, typed).status_code in (302, 422)


class TestOwnSystem:
    def test_bucks_asks_each_agency_after_stage_1(self) -> None:  # BUCKS-7
        world = a_world("buckinghamshire")
        case = world.climb(world.raised(), at=START + HOUR)
        assert case_now(case).stage == "stage-1"
        assert not asked(case, FollowUpKind.OWN_SYSTEM)
        world.climb(case, at=START + DAY, ground=Ground.DELAY)
        assert {f.party.side for f in asked(case, FollowUpKind.OWN_SYSTEM)} == {"escalating", "receiving"}

    def test_no_higher_stage_asks_again_and_each_is_recorded_all_the_same(self) -> None:  # O-29
        world = a_world("buckinghamshire")
        case = world.climb(world.raised(), at=START + HOUR)
        world.climb(case, at=START + DAY, ground=Ground.DELAY)
        case = world.climb_to_last(case, at=START + DAY, every=HOUR)
        assert len(asked(case, FollowUpKind.OWN_SYSTEM)) == 2
        stages = case.passages.values_list("number", flat=True)
        assert all(case.entries.filter(passage__number=number).exists() for number in stages)

    def test_bristol_asks_each_agency_for_the_case_file(self) -> None:  # BRIS-13
        world = a_world("bristol")
        case = agreed(world, world.raised())
        assert len(asked(case, FollowUpKind.OWN_SYSTEM)) == 2
        world.do(case, Verb.CONFIRM_RECORDED, by=theirs(case), at=ENDED)
        assert [f.result for f in asked(case, FollowUpKind.OWN_SYSTEM)] == ["", "done"]

    def test_bristol_asks_once_stage_1_is_over_and_not_only_at_the_end(self) -> None:  # BRIS-13
        world = a_world("bristol")
        case = case_now(world.climb(world.raised(), at=START + HOUR))
        assert case.stage == "stage-2"
        found = asked(case, FollowUpKind.OWN_SYSTEM)
        assert {f.party.side for f in found} == {"escalating", "receiving"}
        assert todo_notices(world.raising.practitioner, "record it in your agency’s own system") == 1

    def test_where_the_policy_asks_for_none_none_is(self) -> None:
        world = a_world("flowchart")
        case = agreed(world, world.raised())
        assert not case.follow_ups.filter(kind__in=[FollowUpKind.OWN_SYSTEM, FollowUpKind.COPY]).exists()


class TestConcern:
    @pytest.fixture
    def world(self) -> World:
        return a_world("bristol")

    @pytest.fixture
    def case(self, world: World) -> Case:
        return agreed(world, world.raised())

    def test_the_raiser_is_asked_after_any_outcome(self, world: World, case: Case) -> None:  # BRIS-5, BHAM-4, BRENT-16
        found = asked(case, FollowUpKind.CONCERN)
        assert [f.party.side for f in found] == ["escalating"]
        assert todo_notices(world.raising.practitioner, "still think that the child is at risk") == 1
        assert todo_notices(theirs(case), "still think that the child is at risk") == 0

    def test_that_it_continues_is_told_and_moves_nothing(self, world: World, case: Case) -> None:  # BRIS-5
        by = world.raising.practitioner
        before = (case.state, case.stage, case.ended_at)
        world.do(
            case,
            Verb.SAY_CONCERN,
            by=by,
            at=ENDED + DAY,
            continues=True,
            why="She was not seen.",
            satisfied=FollowUpResult.NO,
        )
        now = case_now(case)
        assert (now.state, now.stage, now.ended_at) == before
        assert todo_notices(theirs(case), "still thought to be at risk") == 1
        assert todo_notices(world.office, "still thought to be at risk") == 0
        assert case.entries.get(kind="say-concern").facts["satisfied"] == "no"

    def test_the_board_is_told_where_it_is_involved(self, world: World) -> None:  # BRIS-5
        case = world.climb_to_last(world.raised(), at=START)
        world.do(case, Verb.RECORD_DECISION, by=world.office, at=START + 9 * DAY)
        world.do(
            case,
            Verb.SAY_CONCERN,
            by=case.raised_by,
            at=START + 10 * DAY,
            continues=True,
            why="No change.",
            satisfied=FollowUpResult.NO,
        )
        assert todo_notices(world.office, "still thought to be at risk") == 1

    def test_it_needs_a_why(self, world: World, case: Case) -> None:
        with pytest.raises(BadInput) as refused:
            world.do(case, Verb.SAY_CONCERN, by=world.raising.practitioner, at=ENDED, continues=True)
        assert list(refused.value.fields) == ["why"]

    def test_nobody_else_answers_for_the_raiser(self, world: World, case: Case) -> None:  # BRIS-5
        words = {"continues": True, "why": "The visits have stopped.", "satisfied": None}
        world.do(case, Verb.SAY_CONCERN, by=theirs(case), at=ENDED, **words)
        assert [f.result for f in asked(case, FollowUpKind.CONCERN)] == [""], "the raiser is still asked"
        with pytest.raises(BadInput) as refused:
            world.do(case, Verb.SAY_CONCERN, by=world.raising.practitioner, at=ENDED, satisfied=None)
        assert list(refused.value.fields) == ["satisfied"]

    def test_whoever_gave_it_up_themselves_is_not_asked(self, world: World) -> None:
        case = world.raised()
        world.do(case, Verb.WITHDRAW, by=world.raising.practitioner, at=ENDED)
        assert not asked(case, FollowUpKind.CONCERN)

    def test_the_page_leads_on_to_what_can_be_done(self, client: Client, world: World, case: Case) -> None:  # BRIS-5
        by = world.raising.practitioner
        words = {"continues": True, "why": "She was not seen.", "satisfied": FollowUpResult.NO}
        world.do(case, Verb.SAY_CONCERN, by=by, at=ENDED + DAY, **words)
        client.force_login(by)
        shown = client.get(f"/cases/{case.reference}/").content.decode()
        assert "The child is still thought to be at risk" in shown
        assert f"/cases/{case.reference}/do/reopen/" in shown
        client.force_login(theirs(case))
        shown = client.get(f"/cases/{case.reference}/").content.decode()
        assert "She was not seen." in shown
        assert f"/cases/{case.reference}/do/reopen/" not in shown

    def test_whoever_takes_part_says_so_while_the_case_is_open(self, world: World) -> None:
        """BRIS-5: at every stage, each for themselves; it is told, stands on the page and in the documents, and moves nothing."""
        case = world.raised()
        early = world.receiver_holder(case)
        case = case_now(world.climb(case, at=START + HOUR))
        Message.objects.all().delete()
        words = {"continues": True, "why": "Nobody has seen him.", "satisfied": None}
        world.do(case, Verb.SAY_CONCERN, by=early, at=START + 2 * HOUR, **words)
        assert case_now(case).stage == case.stage
        told = Message.objects.filter(kind="say-concern").values_list("recipient", flat=True)
        assert {world.raiser_holder(case).pk, world.receiver_holder(case).pk, case.raised_by_id} <= set(told)
        line = f"{early.name}, {world.receiving.agency.name}, on {moment(START + 2 * HOUR)}: Nobody has seen him."
        assert line in page(case, case.raised_by)
        assert "Say whether the child is still at risk" in page(case, early)
        case = world.climb_to_last(case, at=START + DAY)
        assert line in page(case, world.office, "documents/monitoring/")
        world.do(case, Verb.SAY_CONCERN, by=early, at=START + 15 * DAY, satisfied=None)
        assert line not in page(case, case.raised_by)
        assert "Nobody has said so" in page(case, world.office, "documents/monitoring/")

    def test_the_board_does_not_say_so(self, world: World) -> None:
        case = world.climb_to_last(world.raised(), at=START)
        with pytest.raises(NotAllowed, match="add a note"):
            world.do(case, Verb.SAY_CONCERN, by=world.office, at=START + 9 * DAY, satisfied=None)


class TestHelped:
    @pytest.fixture
    def world(self) -> World:
        return a_world("flowchart")

    @pytest.fixture
    def case(self, world: World) -> Case:
        return agreed(world, world.raised())

    def test_it_is_asked_of_both_sides_twenty_working_days_after_the_end(self, world: World, case: Case) -> None:
        found = asked(case, FollowUpKind.HELPED)
        assert {f.party.side for f in found} == {"escalating", "receiving"}
        assert {f.opens_at for f in found} == {at("2026-12-22 17:00")}
        assert {f.clock.due_at for f in found} == {at("2026-12-31 17:00")}

    def test_nobody_is_asked_before_then(self, world: World, case: Case) -> None:
        opens = at("2026-12-22 17:00")
        person = theirs(case)
        world.sweep(opens - timedelta(minutes=1))
        assert todo_notices(person, "say whether it helped") == 0
        assert not to_follow_up(person, at=opens - timedelta(minutes=1)).filter(kind="helped").exists()
        with pytest.raises(WrongMoment):
            world.do(case, Verb.SAY_HELPED, by=person, at=opens - timedelta(minutes=1))
        world.sweep(opens)
        assert todo_notices(person, "say whether it helped") == 1
        assert to_follow_up(person, at=opens).filter(kind="helped").exists()

    def test_the_answer_is_kept(self, world: World, case: Case) -> None:
        later = at("2026-12-23 10:00")
        words = {"helped": FollowUpResult.PARTLY, "changed": "She is seen, not often."}
        world.do(case, Verb.SAY_HELPED, by=theirs(case), at=later, **words)
        assert sorted(f.result for f in asked(case, FollowUpKind.HELPED)) == ["", "partly"]
        assert case_now(case).state == State.RESOLVED

    def test_too_early_is_asked_again(self, world: World, case: Case) -> None:
        later = at("2026-12-23 10:00")
        words = {"helped": FollowUpResult.TOO_EARLY, "changed": "It is too soon."}
        world.do(case, Verb.SAY_HELPED, by=theirs(case), at=later, **words)
        again = asked(case, FollowUpKind.HELPED)[-1]
        assert (again.result, again.party.side) == ("", "receiving")
        assert again.opens_at == at("2027-01-25 17:00")


class TestDebrief:
    @pytest.fixture
    def world(self) -> World:
        return a_world("bristol")

    @pytest.fixture
    def case(self, world: World) -> Case:
        return agreed(world, world.raised())

    def test_it_is_offered_and_reminds_nobody(self, case: Case) -> None:  # BRIS-35
        assert not hasattr(asked(case, FollowUpKind.DEBRIEF)[0], "clock")

    def test_offered_stays_open_until_it_is_held_or_declined(self, world: World, case: Case) -> None:  # BRIS-35
        by = world.raising.practitioner
        world.do(case, Verb.RECORD_DEBRIEF, by=by, at=ENDED, debrief=Debrief.OFFERED)
        assert asked(case, FollowUpKind.DEBRIEF)[0].result == ""
        world.do(case, Verb.RECORD_DEBRIEF, by=by, at=ENDED + DAY, debrief=Debrief.HELD, held_on=date(2026, 11, 25))
        assert asked(case, FollowUpKind.DEBRIEF)[0].result == "held"
        assert case.entries.last().facts["held_on"] == "2026-11-25"

    def test_a_debrief_that_was_held_has_a_day(self, world: World, case: Case) -> None:
        with pytest.raises(BadInput, match="day on which"):
            world.do(
                case, Verb.RECORD_DEBRIEF, by=world.raising.practitioner, at=ENDED, debrief=Debrief.HELD, held_on=None
            )

    def test_an_area_that_says_nothing_of_one_asks_for_none(self) -> None:
        world = a_world("flowchart")
        assert not asked(agreed(world, world.raised()), FollowUpKind.DEBRIEF)
