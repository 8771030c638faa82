"""“This is not for us”: who was asked says for whom it is, and the side that raised it passes it on, or leaves it there."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from agencies.models import Agency
from cases.models import Case, Clock, FollowUp, Obligation, ProposalKind, Side
from cases.presenters.case import case_page
from cases.presenters.timeline import timeline
from cases.rules.monitoring import missing
from cases.rules.refusals import allowed_verbs
from cases.situations import situation
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed, NotVisible, WrongMoment
from notifications.models import Message
from policies.vocabulary import AgencyType, Duty, Role
from tests.unit.cases.world import DAY, HOUR, START, House, World, a_house, a_world, at, case_now

pytestmark = pytest.mark.django_db

SAID = START + 2 * HOUR
LATER = START + 5 * HOUR


@pytest.fixture
def world() -> World:
    return a_world("bristol")


@pytest.fixture
def right(world: World) -> House:
    """The agency that it is for."""
    return a_house(world.version, AgencyType.HOUSING, "Right Housing")


@pytest.fixture
def case(world: World, right: House) -> Case:
    """Stage 1: the receiving manager has one working day to respond."""
    return world.raised(protective_at=None)


def say(world: World, case: Case, agency: Agency, **words: Any) -> Case:
    by = words.pop("by", None) or world.receiver_holder(case)
    words = {"at": SAID, "why": "They decide on tenancies."} | words
    return case_now(world.do(case, Verb.SAY_NOT_OURS, by=by, agency=agency, **words))


def pass_on(world: World, case: Case, *, when: Any = LATER) -> Case:
    return case_now(world.do(case, Verb.PASS_ON, by=case.raised_by, at=when))


def page(case: Case, by: Any, *, when: Any = LATER) -> Any:
    s = situation(case_now(case), by=by, at=when)
    return case_page(s, allowed_verbs(s))


def responses(case: Case) -> list[Obligation]:
    owed = Obligation.objects.filter(passage__case=case, duty=Duty.RESPOND)
    return list(owed.select_related("clock", "party__agency").order_by("party__number"))


class TestSayingSo:
    def test_nothing_changes_until_it_is_answered_and_both_sides_read_it(
        self, world: World, case: Case, right: House
    ) -> None:
        asked = world.receiver_holder(case)
        due = responses(case)[0].clock.due_at
        say(world, case, right.agency)
        assert world.receiver_holder(case) == asked
        assert responses(case)[0].clock.due_at == due
        told = Message.objects.get(recipient=case.raised_by, kind=Verb.SAY_NOT_OURS)
        assert told.todo == "say whether it is for the agency that was named"
        lines = page(case, case.raised_by).redirect
        assert lines[0].startswith(f"{world.receiving.agency.name} says that it is for Right Housing.")
        assert "the time allowed runs on" in lines[0]
        assert lines[1] == "They decide on tenancies."
        assert page(case, case.raised_by).waiting.startswith("It is said to be for another agency")

    def test_only_who_received_it_says_so(self, world: World, case: Case, right: House) -> None:
        for person in (case.raised_by, world.raiser_holder(case)):
            with pytest.raises(NotAllowed):
                say(world, case, right.agency, by=person)

    def test_it_is_for_an_agency_of_the_area_that_is_no_party(self, world: World, case: Case) -> None:
        elsewhere = Agency.objects.create(name="Elsewhere", type="health")
        for agency in (world.raising.agency, world.receiving.agency, elsewhere):
            with pytest.raises(BadInput) as refused:
                say(world, case, agency)
            assert "agency" in refused.value.fields

    def test_another_agency_takes_the_place_of_the_first_that_was_named(
        self, world: World, case: Case, right: House
    ) -> None:
        other = a_house(world.version, AgencyType.POLICE)
        say(world, case, other.agency)
        say(world, case, right.agency, at=SAID + HOUR)
        assert case.proposals.get(set_aside_at=None, kind=ProposalKind.REDIRECT).redirect.agency == right.agency

    def test_not_at_the_last_stage_where_the_board_settles_it(self, world: World, case: Case, right: House) -> None:
        case = world.climb_to_last(case, at=START, every=HOUR)
        with pytest.raises(WrongMoment, match="the board’s side settles"):
            say(world, case, right.agency, at=START + DAY)

    def test_who_says_so_has_received_it(self, world: World, case: Case, right: House) -> None:
        say(world, case, right.agency)
        owed = Obligation.objects.filter(passage__case=case, duty=Duty.ACKNOWLEDGE, met_at=None)
        assert not owed.exists()


class TestLeavingItThere:
    def test_it_stays_a_party_with_the_reason_and_its_time(self, world: World, case: Case, right: House) -> None:
        due = responses(case)[0].clock.due_at
        say(world, case, right.agency)
        world.do(case, Verb.KEEP_WITH, by=world.raiser_holder(case), at=LATER, why="You closed the referral.")
        assert world.receiver_holder(case)
        assert case.parties.count() == 2
        assert responses(case)[0].clock.due_at == due
        assert page(case, case.raised_by).redirect == []
        event = timeline(situation(case_now(case), by=world.receiver_holder(case), at=LATER))[0]
        assert (event.title, event.sentences) == (
            "Left with the agency that was asked",
            [f"{world.receiving.agency.name} stays a party."],
        )
        assert ("Why", ["You closed the referral."]) in event.paragraphs

    def test_who_was_asked_does_not_answer_itself(self, world: World, case: Case, right: House) -> None:
        say(world, case, right.agency)
        for verb in (Verb.PASS_ON, Verb.KEEP_WITH):
            with pytest.raises(NotAllowed):
                world.do(case, verb, by=world.receiver_holder(case), at=LATER)


class TestPassingItOn:
    @pytest.fixture
    def passed(self, world: World, case: Case, right: House) -> Case:
        world.do(case, Verb.RECORD_DISCUSSION, by=world.raiser_holder(case), at=START + HOUR)
        return pass_on(world, say(world, case, right.agency))

    def test_the_other_agency_acts_now_and_reads_the_case(
        self, client: Client, world: World, passed: Case, right: House
    ) -> None:
        holder = right.at(Role.LINE_MANAGER)
        joined = world.passage(passed).holdings.get(party__agency=right.agency)
        assert (joined.person, joined.party.side) == (holder, Side.RECEIVING)
        client.force_login(holder)
        said = client.get(f"/cases/{passed.reference}/").content.decode()
        assert f"against {right.agency.name}" in said
        assert Message.objects.get(recipient=holder, kind=Verb.PASS_ON).due is not None

    def test_it_has_its_own_time_and_the_first_agency_s_is_kept(self, world: World, passed: Case) -> None:
        first, second = responses(passed)
        assert first.clock.due_at == first.clock.original_due_at == at("2026-11-25 09:30")
        assert (first.clock.stopped_at, first.met_at) == (LATER, None)
        assert second.clock.due_at == second.clock.original_due_at == at("2026-11-25 14:30")
        assert second.clock.explanation[-1] == (
            f"On Tuesday 24 November 2026, 2:30pm it was passed on from {world.receiving.agency.name}, "
            "which had until Wednesday 25 November 2026, 9:30am."
        )

    def test_the_first_agency_owes_nothing_is_told_and_reads_it_no_longer(
        self, client: Client, world: World, passed: Case
    ) -> None:
        left = world.receiving.at(Role.LINE_MANAGER)
        told = Message.objects.get(recipient=left, kind="passed-on")
        assert told.todo == "nothing more: it was passed to another agency, as you said"
        client.force_login(left)
        assert client.get(f"/cases/{passed.reference}/").status_code == 404
        with pytest.raises(NotVisible):
            world.do(passed, Verb.ADD_NOTE, by=left, at=LATER + HOUR)
        Message.objects.all().delete()
        world.do(passed, Verb.ADD_NOTE, by=passed.raised_by, at=LATER + HOUR)
        world.sweep(LATER + 10 * DAY)
        assert not Message.objects.filter(recipient=left).exists()
        assert not FollowUp.objects.filter(case=passed, party__agency=world.receiving.agency, result="").exists()

    def test_what_it_did_stays_in_the_record_under_its_name(self, world: World, passed: Case, right: House) -> None:
        events = timeline(situation(passed, by=right.at(Role.LINE_MANAGER), at=LATER))
        assert events[0].title == "Passed to another agency"
        first = world.receiving.agency.name
        said = f"From {first} to Right Housing, which has its own time from now on. {first} takes no part any more."
        assert events[0].sentences == [said]
        assert world.receiving.agency.name in events[1].by
        assert ("For which agency", ["Right Housing"]) in events[1].paragraphs

    def test_it_is_told_apart_from_one_that_has_agreed(self, world: World, passed: Case) -> None:
        left, joined = passed.parties.filter(side=Side.RECEIVING)
        assert (left.agreed_at, left.passed_on_at) == (None, passed.entries.get(kind=Verb.PASS_ON).occurred_at)
        assert (joined.agreed_at, joined.passed_on_at) == (None, None)
        with pytest.raises(IntegrityError), transaction.atomic():
            passed.parties.filter(pk=left.pk).update(part_ended_at=None)

    def test_the_monitoring_form_asks_for_the_position_of_whoever_is_a_party_now(
        self, passed: Case, right: House
    ) -> None:  # BRIS-25
        asked = [one.says for one in missing(passed) if one.party_id]
        assert asked == [f"the position of {right.agency.name}"]

    def test_a_discussion_with_the_first_was_none_with_the_other(self, world: World, passed: Case) -> None:
        assert world.passage(passed).discussed_at is None
        world.do(passed, Verb.RECORD_DISCUSSION, by=world.raiser_holder(passed), at=LATER + HOUR)
        assert world.passage(passed).discussed_at is not None

    def test_the_people_of_the_case_say_where_it_went(self, client: Client, world: World, passed: Case) -> None:
        client.force_login(passed.raised_by)
        said = client.get(f"/cases/{passed.reference}/people/").content.decode()
        assert f"{world.receiving.agency.name} (passed on to Right Housing on Tuesday 24 November 2026)" in said

    def test_it_goes_on_to_its_end_with_the_other_agency(self, world: World, passed: Case, right: House) -> None:
        case = case_now(world.climb(passed, at=LATER + HOUR))
        assert {h.party.agency for h in world.passage(case).holdings.all()} == {world.raising.agency, right.agency}
        world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case), at=LATER + 2 * HOUR)
        world.do(case, Verb.CONFIRM_OUTCOME, by=world.receiver_holder(case), at=LATER + 3 * HOUR)
        assert case_now(case).ending == "agreed"
        asked = set(FollowUp.objects.filter(case=case).exclude(party=None).values_list("party__agency", flat=True))
        assert world.receiving.agency.pk not in asked

    def test_a_reopened_case_does_not_call_the_first_agency_back(self, world: World, passed: Case) -> None:
        world.do(passed, Verb.WITHDRAW, by=passed.raised_by, at=LATER + HOUR)
        world.do(passed, Verb.REOPEN, by=passed.raised_by, at=LATER + DAY)
        agencies = {h.party.agency for h in world.passage(passed).holdings.all()}
        assert world.receiving.agency not in agencies

    def test_it_may_be_passed_back(self, world: World, passed: Case, right: House) -> None:
        holder = right.at(Role.LINE_MANAGER)
        say(world, passed, world.receiving.agency, by=holder, at=LATER + HOUR)
        case = pass_on(world, passed, when=LATER + 2 * HOUR)
        back = world.passage(case).holdings.get(party__agency=world.receiving.agency, party__passed_to=None)
        assert back.person == world.receiving.at(Role.LINE_MANAGER)


def test_of_several_only_the_one_that_said_so_leaves(world: World, case: Case, right: House) -> None:
    third = a_house(world.version, AgencyType.POLICE)
    case = world.raised(
        protective_at=None, receiving_agencies=(world.receiving.agency, third.agency), practitioner=None
    )
    holder = world.passage(case).holdings.get(party__agency=world.receiving.agency).person
    say(world, case, right.agency, by=holder)
    other = world.passage(case).holdings.get(party__agency=third.agency).person
    fourth = a_house(world.version, AgencyType.POLICE).agency
    with pytest.raises(WrongMoment, match="waits for its answer first"):
        say(world, case, fourth, by=other)
    pass_on(world, case)
    running = Clock.objects.filter(case=case, stopped_at=None, obligation__duty=Duty.RESPOND)
    assert {clock.obligation.party.agency for clock in running if clock.obligation} == {third.agency, right.agency}


def test_who_joins_stands_for_the_immediate_risk_that_the_first_reported(
    world: World, case: Case, right: House
) -> None:
    world.do(case, Verb.FLAG_RISK, by=world.receiver_holder(case), at=START + HOUR)
    case = pass_on(world, say(world, case, right.agency))
    world.do(case, Verb.LOWER_RISK, by=right.at(Role.LINE_MANAGER), at=LATER + HOUR)
    assert not case_now(case).immediate_risk


def test_a_protective_date_that_has_passed_times_nobody_out_unseen() -> None:
    world = a_world("buckinghamshire")
    right = a_house(world.version, AgencyType.HOUSING)
    case = world.raised(protective_at=START + HOUR)
    say(world, case, right.agency)
    pass_on(world, case)
    overdue = Clock.objects.filter(case=case, stopped_at=None, obligation__party__agency=right.agency, due_at__lt=LATER)
    assert not overdue.exists()


def test_the_pages_take_it_and_name_what_is_missing(client: Client, world: World, case: Case, right: House) -> None:
    client.force_login(world.receiver_holder(case))
    address = f"/cases/{case.reference}/do/say-not-ours/"
    empty = client.post(address, {"agency": "", "why": ""})
    assert empty.status_code == 422
    assert "Select which agency it is for" in empty.content.decode()
    client.post(address, {"agency": str(right.agency.pk), "why": "They decide on tenancies."})
    client.force_login(case.raised_by)
    asked = client.get(f"/cases/{case.reference}/do/pass-on/").content.decode()
    assert "Right Housing gets it, reads the case" in asked
    assert "They decide on tenancies." in asked
    client.post(f"/cases/{case.reference}/do/pass-on/", {"agree": "on"})
    assert case.parties.filter(passed_to__isnull=False).exists()
