"""A last stage before its decision: the way chosen, who sits and who may not, papers, who was heard, and who reads it."""

from typing import Any

import pytest
from django.test import Client

from agencies.models import Membership, User
from agencies.roles import MembershipRole
from cases.access import standing
from cases.models import Case, Exclusion, FollowUpKind, SeatRole, Sitting
from cases.oversight import to_arrange
from cases.rules.who_may_sit import Member
from cases.verbs import Verb
from cases.words.entries import sentences_of
from core.errors import BadInput, NotAllowed, NotVisible, WrongMoment
from notifications.models import Message
from policies.vocabulary import LastStageKind
from tests.unit.cases.world import DAY, HOUR, START, House, World, a_house, a_person, a_world, case_now

pytestmark = pytest.mark.django_db
AT = START + 20 * DAY
LATER = AT + HOUR


def at_the_end(area: str) -> tuple[World, Case, House]:
    """A case at its last stage, and a house that is no party to it."""
    world = a_world(area)
    case = world.climb_to_last(world.raised(), at=START)
    return world, case, a_house(world.version, name=f"Uninvolved of {area}")


def seat(
    house: House,
    role: SeatRole = SeatRole.MEMBER,
    person: User | None = None,
    name: str = "",
    on_board: bool = True,
    **more: Any,
) -> Member:
    """Somebody of the board, by name or with an account."""
    if person is not None and on_board:
        area = house.agency.areas.get()
        Membership.objects.get_or_create(user=person, role=MembershipRole.BOARD_MEMBER.value, area=area, agency=None)
    said = {} if person else {"stands_as": "Board member"}
    named = name or (person.name if person else f"Somebody of {house.agency.name}")
    return Member(named, house.agency, role, person, **said, **more)


def panel(world: World, third: House, **more: Any) -> list[Member]:
    return [seat(world.raising), seat(world.receiving), seat(third, **more)]


class TestTheFormOfAppointing:
    def test_who_sits_is_asked_first_and_nobody_is_replaced_where_nobody_was_appointed(self, client: Client) -> None:
        world, case, third = at_the_end("brent")
        client.force_login(world.office)
        path = f"/cases/{case.reference}/do/appoint/"
        form = client.get(path).content.decode()
        assert form.index("Person 1") < form.index("When does it sit?")
        assert "is replaced by" not in form
        world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=panel(world, third))
        assert "is replaced by" in client.get(path).content.decode()

    def test_parties_are_marked_by_the_rule_and_the_board_is_listed_by_agency(self, client: Client) -> None:
        world, case, third = at_the_end("birmingham")
        seat(third, person=third.colleague)
        client.force_login(world.office)
        form = client.get(f"/cases/{case.reference}/do/appoint/").content.decode()
        parties = [world.raising.agency.name, world.receiving.agency.name]
        excluded = "a party: the procedure asks for a mediator or chair from another agency"
        assert [name for name in parties if f"{name} ({excluded})" not in form] == []
        assert f"{third.agency.name} (" not in form
        listed = form.partition("Who there is, by agency")[2]
        assert f"{third.colleague.name}, {third.colleague.email}" in listed
        Exclusion.objects.create(case=case, person=third.colleague, since=AT)
        assert third.colleague.email not in client.get(f"/cases/{case.reference}/do/appoint/").content.decode()

    def test_who_acknowledges_for_the_board_reads_what_both_sides_are_told(self, client: Client) -> None:
        world, case, _ = at_the_end("bristol")
        client.force_login(world.office)
        form = client.get(f"/cases/{case.reference}/do/acknowledge/").content.decode()
        assert "This tells both sides that the board’s side has it and by when it is to be settled." in form
        world.do(case, Verb.ACKNOWLEDGE, by=world.office, at=AT)
        todo = "read by when it is to be settled"
        told = {letter.recipient for letter in Message.objects.filter(kind=Verb.ACKNOWLEDGE, todo=todo)}
        assert {world.raiser_holder(case), world.receiver_holder(case)} <= told


class TestTheWay:
    def test_the_chair_chooses_between_mediation_and_panel_with_a_reason(self) -> None:  # BRIS-28, BRIS-26
        world, case, _ = at_the_end("bristol")
        world.do(case, Verb.CHOOSE_WAY, by=world.chair, at=AT, kind=LastStageKind.PANEL, why="It is complex.")
        entry = case.entries.get(kind="choose-way")
        assert (entry.facts["kind"], entry.facts["chosen_by"]) == ("panel", "chair")
        assert entry.content.body == {"why": "It is complex."}

    def test_the_office_records_what_the_chair_chose_and_does_not_choose_itself(
        self, client: Client
    ) -> None:  # BRIS-28
        world, case, _ = at_the_end("bristol")
        with pytest.raises(BadInput) as refused:
            world.do(case, Verb.CHOOSE_WAY, by=world.office, at=AT, as_chosen=False)
        assert set(refused.value.fields) == {"as_chosen"}
        world.do(case, Verb.CHOOSE_WAY, by=world.chair, at=AT, as_chosen=False)
        client.force_login(world.office)
        address = f"/cases/{case.reference}/do/choose-way/"
        assert "has chosen this, and I record it" in client.get(address).content.decode()
        answers = {"kind": "panel", "why": "It is complex."}
        assert client.post(address, answers).status_code == 422
        client.post(address, {**answers, "as_chosen": "on"})
        entry = case_now(case).entries.filter(kind="choose-way").latest("number")
        assert "Recorded for them." in sentences_of(entry, case_now(case))
        client.force_login(world.chair)
        assert "I record it" not in client.get(address).content.decode()

    def test_where_the_office_chooses_the_chair_records_it(self) -> None:
        world = a_world("westhaven")
        case = world.climb_to_last(world.raised(), at=START)
        with pytest.raises(BadInput):
            world.do(case, Verb.CHOOSE_WAY, by=world.chair, at=AT, as_chosen=False)
        world.do(case, Verb.CHOOSE_WAY, by=world.office, at=AT, as_chosen=False)

    def test_another_way_may_be_chosen_after_it_and_one_holds(self) -> None:  # BRIS-28
        world, case, third = at_the_end("bristol")
        world.do(case, Verb.CHOOSE_WAY, by=world.chair, at=AT, kind=LastStageKind.MEDIATION)
        world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=[seat(third, SeatRole.MEDIATOR, third.colleague)])
        world.do(case, Verb.CHOOSE_WAY, by=world.chair, at=LATER, kind=LastStageKind.PANEL)
        assert Sitting.objects.get(over_at=None).kind == "panel"
        assert not standing(case_now(case), third.colleague).sees

    def test_a_way_that_the_procedure_does_not_know_is_refused(self) -> None:
        world, case, _ = at_the_end("bristol")
        with pytest.raises(BadInput, match="does not know this way"):
            world.do(case, Verb.CHOOSE_WAY, by=world.chair, at=AT, kind=LastStageKind.CHAIR_DECISION)

    def test_it_may_be_returned_to_the_parties_instead(self) -> None:  # BRIS-26, BHAM-31
        world, case, _ = at_the_end("bristol")
        world.do(case, Verb.CHOOSE_WAY, by=world.chair, at=AT)
        world.do(case, Verb.STEP_DOWN, by=world.chair, at=LATER, to="stage-3")
        assert case_now(case).stage == "stage-3"
        assert not Sitting.objects.filter(over_at=None).exists()

    def test_neither_side_chooses_it(self) -> None:
        world, case, _ = at_the_end("bristol")
        with pytest.raises(NotAllowed):
            world.do(case, Verb.CHOOSE_WAY, by=world.raiser_holder(case), at=AT)

    def test_before_it_is_chosen_nobody_is_appointed(self) -> None:
        world, case, third = at_the_end("bristol")
        with pytest.raises(WrongMoment, match="Choose first"):
            world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=panel(world, third))

    def test_where_the_chair_decides_alone_nobody_is_appointed(self) -> None:
        world, case, third = at_the_end("buckinghamshire")
        with pytest.raises(WrongMoment, match="decides alone"):
            world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=[seat(third)])


class TestWhoSits:
    def test_a_panel_of_three_agencies_with_both_parties_is_appointed(self) -> None:  # BRENT-12, BRENT-13, O-14
        world, case, third = at_the_end("brent")
        world.do(case, Verb.APPOINT, by=world.office, at=AT, members=panel(world, third))
        facts = case.entries.get(kind="appoint").facts
        assert (facts["agencies"], facts["independents"], facts["beyond"]) == (3, 1, False)

    def test_two_agencies_are_refused_to_the_office_and_need_the_chair_s_reason(self) -> None:  # O-14, BRENT-13
        world, case, _ = at_the_end("brent")
        two = [seat(world.raising), seat(world.receiving)]
        with pytest.raises(BadInput, match="asks for 3 agencies"):
            world.do(case, Verb.APPOINT, by=world.office, at=AT, members=two, beyond_why="Nobody else is free.")
        with pytest.raises(BadInput, match="asks for 3 agencies"):
            world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=two)
        world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=two, beyond_why="Nobody else is free.")
        entry = case.entries.get(kind="appoint")
        assert (entry.facts["beyond"], entry.facts["independents"]) == (True, 0)
        assert entry.content.body["beyond_why"] == "Nobody else is free."

    def test_a_party_left_out_where_possible_needs_a_reason_of_the_office(self) -> None:  # BRENT-13
        world, case, third = at_the_end("brent")
        fourth = a_house(world.version, name="Another")
        members = [seat(world.raising), seat(third), seat(fourth)]
        with pytest.raises(BadInput, match="is a party"):
            world.do(case, Verb.APPOINT, by=world.office, at=AT, members=members)
        world.do(case, Verb.APPOINT, by=world.office, at=AT, members=members, beyond_why="Nobody of theirs can come.")

    def test_who_chairs_the_meeting_is_from_an_uninvolved_agency(self) -> None:  # BHAM-28
        world, case, third = at_the_end("birmingham")
        with pytest.raises(BadInput, match="is a party to this disagreement"):
            world.do(case, Verb.APPOINT, by=world.office, at=AT, members=[seat(world.receiving, SeatRole.CHAIR)])
        world.do(case, Verb.APPOINT, by=world.office, at=AT, members=[seat(third, SeatRole.CHAIR)])

    def test_a_mediator_of_a_party_needs_a_reason(self) -> None:  # O-26, FLOW-18
        world, case, _ = at_the_end("flowchart")
        members = [seat(world.raising, SeatRole.MEDIATOR)]
        with pytest.raises(BadInput, match="is a party to this disagreement"):
            world.do(case, Verb.APPOINT, by=world.office, at=AT, members=members)
        world.do(case, Verb.APPOINT, by=world.office, at=AT, members=members, beyond_why="Both sides asked for her.")

    def test_whoever_is_kept_out_of_the_case_cannot_sit(self) -> None:
        world, case, third = at_the_end("brent")
        Exclusion.objects.create(case=case, person=third.colleague, since=AT)
        with pytest.raises(BadInput, match="kept out"):
            world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=panel(world, third, person=third.colleague))

    def test_who_takes_part_does_not_sit_as_an_independent(self) -> None:  # O-14
        world, case, third = at_the_end("brent")
        for more in ({"person": case.raised_by}, {"name": case.raised_by.name.upper()}):
            with pytest.raises(BadInput, match="takes part in this case"):
                world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=panel(world, third, **more))

    def test_a_party_that_is_no_member_agency_is_heard_and_does_not_sit(self) -> None:  # O-35
        world, case, third = at_the_end("bristol")
        world.do(case, Verb.CHOOSE_WAY, by=world.chair, at=AT, kind=LastStageKind.PANEL)
        world.receiving.agency.areas.clear()
        with pytest.raises(BadInput, match="is no member of the partnership"):
            world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=panel(world, third))
        fourth = a_house(world.version, name="Another")
        members = [seat(world.raising), seat(third), seat(fourth)]
        world.do(case, Verb.APPOINT, by=world.office, at=AT, members=members)
        party = case.parties.get(agency=world.receiving.agency)
        world.do(case, Verb.RECORD_REPRESENTATIONS, by=world.office, at=LATER, party=party)
        assert case.entries.get(kind="record-representations").facts == {"party": party.number}

    def test_a_declared_conflict_is_kept_and_needs_a_reason(self) -> None:
        world, case, third = at_the_end("brent")
        members = panel(world, third, conflict="She worked with the family.")
        with pytest.raises(BadInput, match="conflict of interest"):
            world.do(case, Verb.APPOINT, by=world.office, at=AT, members=members)
        world.do(case, Verb.APPOINT, by=world.office, at=AT, members=members, beyond_why="It was years ago.")
        assert Sitting.objects.get(over_at=None).seats.get(number=3).conflicted


class TestWhoReads:
    def appointed(self) -> tuple[World, Case, User]:
        world, case, third = at_the_end("brent")
        members = panel(world, third, person=third.colleague)
        world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=members, sits_at=AT + 3 * DAY, place="Town hall")
        return world, case, third.colleague

    def test_a_member_with_an_account_reads_what_is_shared_and_does_nothing(self, client: Client) -> None:
        world, case, member = self.appointed()
        world.do(case, Verb.ADD_NOTE, by=world.raiser_holder(case), at=AT, text="For us alone.", private=True)
        client.force_login(member)
        page = client.get(f"/cases/{case.reference}/").content.decode()
        assert "Stage began" in page
        assert "For us alone." not in page
        with pytest.raises(NotAllowed):
            world.do(case, Verb.ADD_NOTE, by=member, at=LATER)

    def test_a_member_is_told_and_reads_until_it_is_decided_and_they_have_answered(self, client: Client) -> None:
        world, case, member = self.appointed()
        assert Message.objects.filter(recipient=member, kind="appointed").count() == 1
        client.force_login(member)
        assert str(case.reference) in client.get("/cases/").content.decode()
        world.do(case, Verb.RECORD_DECISION, by=world.chair, at=LATER, kind=LastStageKind.PANEL)
        assert client.get(f"/cases/{case.reference}/").status_code == 200
        world.do(case, Verb.SAY_ASSENT, by=member, at=LATER)
        assert client.get(f"/cases/{case.reference}/").status_code == 404
        with pytest.raises(NotVisible):
            world.do(case, Verb.ADD_NOTE, by=member, at=LATER)

    def test_whoever_is_replaced_reads_no_longer(self) -> None:
        world, case, member = self.appointed()
        other = a_house(world.version, name="Another")
        world.do(case, Verb.APPOINT, by=world.chair, at=LATER, members=panel(world, other))
        assert not standing(case_now(case), member).sees

    def test_the_page_says_who_sits_when_and_whether_it_binds(self, client: Client) -> None:  # BRENT-14
        world, case, member = self.appointed()
        client.force_login(world.raising.practitioner)
        page = client.get(f"/cases/{case.reference}/agreement/").content.decode()
        for words in (member.name, "3 agencies", "Independent of the disagreement: 1", "The decision is binding"):
            assert words in page

    def test_an_agency_that_becomes_a_party_afterwards_is_named(self, client: Client) -> None:  # BHAM-28
        world, case, third = at_the_end("birmingham")
        world.do(case, Verb.APPOINT, by=world.office, at=AT, members=[seat(third, SeatRole.CHAIR)])
        case.parties.create(agency=third.agency, side="receiving", number=3)
        client.force_login(world.office)
        page = client.get(f"/cases/{case.reference}/agreement/").content.decode()
        assert f"{third.agency.name} is a party to this disagreement" in page


class TestPapers:
    def asked(self) -> tuple[World, Case]:
        world, case, third = at_the_end("brent")
        world.do(case, Verb.APPOINT, by=world.office, at=AT, members=panel(world, third), papers_by=AT + 2 * DAY)
        return world, case

    def test_each_side_owes_its_paper_until_the_date(self) -> None:
        _, case = self.asked()
        papers = case.follow_ups.filter(kind=FollowUpKind.PAPER)
        assert [paper.party.number for paper in papers] == [1, 2]
        assert {paper.clock.due_at for paper in papers} == {AT + 2 * DAY}

    def test_handing_it_in_meets_it_for_one_s_own_side(self, client: Client) -> None:
        world, case = self.asked()
        client.force_login(world.raiser_holder(case))
        assert f"/cases/{case.reference}/do/hand-in-paper/" in client.get("/").content.decode()
        world.do(case, Verb.HAND_IN_PAPER, by=world.raiser_holder(case), at=LATER, paper="Our view.")
        open_ones = case.follow_ups.filter(kind=FollowUpKind.PAPER, result="")
        assert [paper.party.number for paper in open_ones] == [2]

    def test_the_board_hands_in_none(self) -> None:
        world, case = self.asked()
        with pytest.raises(NotAllowed):
            world.do(case, Verb.HAND_IN_PAPER, by=world.office, at=LATER)

    def test_another_date_replaces_the_first(self) -> None:
        world, case = self.asked()
        third = a_house(world.version, name="Another")
        world.do(case, Verb.APPOINT, by=world.office, at=LATER, members=panel(world, third), papers_by=AT + 5 * DAY)
        papers = case.follow_ups.filter(kind=FollowUpKind.PAPER, result="")
        assert {paper.clock.due_at for paper in papers} == {AT + 5 * DAY}

    def test_a_date_in_the_past_is_refused_beside_its_field(self) -> None:
        world, case, third = at_the_end("brent")
        with pytest.raises(BadInput) as refused:
            world.do(case, Verb.APPOINT, by=world.office, at=AT, members=panel(world, third), papers_by=AT - DAY)
        assert set(refused.value.fields) == {"papers_by"}


def test_the_office_can_list_what_has_no_date_yet() -> None:  # BHAM-26, FLOW-17
    world, case, third = at_the_end("brent")
    assert [found.pk for found in to_arrange(world.office)] == [case.pk]
    assert not to_arrange(world.raising.practitioner).exists()
    world.do(case, Verb.APPOINT, by=world.office, at=AT, members=panel(world, third), sits_at=AT + DAY)
    assert not to_arrange(world.office).exists()


def test_where_the_chair_decides_there_is_no_date_to_set() -> None:
    world, case, _ = at_the_end("buckinghamshire")
    world.do(case, Verb.CHOOSE_WAY, by=world.chair, at=AT)
    assert not to_arrange(world.office).exists()


class TestPages:
    def sent(self, client: Client, case: Case, verb: Verb, **typed: str) -> str:
        page = client.post(f"/cases/{case.reference}/do/{verb.value}/", {"confirmed": "1", **typed}, follow=True)
        return page.content.decode()

    def test_the_chair_walks_from_choosing_to_appointing(self, client: Client) -> None:  # BRIS-28, BRIS-30
        world, case, third = at_the_end("bristol")
        client.force_login(world.chair)
        said = client.get(f"/cases/{case.reference}/do/choose-way/").content.decode()
        assert "Under the procedure the" in said
        assert "3 agencies" in said
        assert "Way of settling it chosen" in self.sent(
            client, case, Verb.CHOOSE_WAY, kind="panel", why="It is complex."
        )
        rows = {"members-TOTAL_FORMS": "3", "members-INITIAL_FORMS": "0"}
        for number, house in enumerate((world.raising, world.receiving, third)):
            rows |= {
                f"members-{number}-name": f"Member {number}",
                f"members-{number}-role": "member",
                f"members-{number}-agency": str(house.agency.pk),
                f"members-{number}-stands_as": "Board member",
            }
        rows["members-2-email"] = third.colleague.email
        assert "Appointed" in self.sent(client, case, Verb.APPOINT, **rows)
        assert standing(case_now(case), third.colleague).content

    def test_the_check_says_that_nobody_is_independent(self, client: Client) -> None:  # O-14
        world, case, _ = at_the_end("brent")
        client.force_login(world.chair)
        rows = {"members-TOTAL_FORMS": "2", "members-INITIAL_FORMS": "0"}
        for number, house in enumerate((world.raising, world.receiving)):
            rows |= {
                f"members-{number}-name": f"Member {number}",
                f"members-{number}-role": "member",
                f"members-{number}-agency": str(house.agency.pk),
                f"members-{number}-stands_as": "Board member",
            }
        page = client.post(f"/cases/{case.reference}/do/appoint/", rows).content.decode()
        assert "Nobody on it is independent of the disagreement." in page
        assert "asks for 3 agencies" in page

    def test_an_address_without_an_account_is_said_beside_it(self, client: Client) -> None:
        world, case, third = at_the_end("flowchart")
        client.force_login(world.office)
        rows = {
            "members-TOTAL_FORMS": "1",
            "members-INITIAL_FORMS": "0",
            "members-0-name": "A lead",
            "members-0-role": "mediator",
            "members-0-agency": str(third.agency.pk),
            "members-0-email": "nobody@example.org",
            "members-0-stands_as": "Strategic Lead",
        }
        page = client.post(f"/cases/{case.reference}/do/appoint/", rows)
        assert page.status_code == 422
        assert "Nobody has an account with this address" in page.content.decode()

    def test_a_stranger_finds_no_form(self, client: Client) -> None:
        world, case, _ = at_the_end("flowchart")
        client.force_login(a_person())
        assert client.get(f"/cases/{case.reference}/do/appoint/").status_code == 404
        assert world.office
