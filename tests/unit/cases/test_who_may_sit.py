"""Whose account may be appointed, and of what its holder is a member; of somebody without one it is said who they are."""

import pytest
from django.test import Client

from agencies.models import Membership, Post
from cases.access import standing
from cases.models import SeatRole
from cases.rules.who_may_sit import Member
from cases.verbs import Verb
from core.errors import BadInput
from tests.unit.cases.rules.walk import page
from tests.unit.cases.test_sitting import AT, at_the_end, panel, seat
from tests.unit.cases.world import DAY, START, House, a_house, a_person, a_world, case_now

pytestmark = pytest.mark.django_db


class TestWhoseAccount:
    """An account that is given for a seat is of the agency that is given, as far as the directory knows."""

    @pytest.mark.parametrize("side", ["raising", "receiving"])
    def test_not_of_a_party_as_if_it_were_of_another(self, side: str) -> None:
        world, case, third = at_the_end("brent")
        party: House = getattr(world, side)
        outsider = party.colleague  # takes no part in the case
        with pytest.raises(BadInput) as refused:
            world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=panel(world, third, person=outsider))
        sentence = refused.value.fields["members"][0]
        assert f"is of {party.agency.name}, a party to this disagreement" in sentence
        assert not standing(case_now(case), outsider).sees

    def test_not_of_a_third_agency(self) -> None:
        world, case, third = at_the_end("brent")
        other = a_house(world.version, name="Other Trust")
        with pytest.raises(BadInput) as refused:
            world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=panel(world, third, person=other.colleague))
        assert "is of Other Trust, and not of Uninvolved of brent" in refused.value.fields["members"][0]

    @pytest.mark.parametrize("known", [True, False])
    def test_of_that_agency_or_of_none_it_reads_the_case(self, known: bool) -> None:
        world, case, third = at_the_end("brent")
        person = third.colleague if known else a_person()
        world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=panel(world, third, person=person))
        assert standing(case_now(case), person).content


class TestOfWhatTheyAreMembers:
    """BHAM-28: a Board member; BRENT-13: representatives of the board; FLOW-18: one of the Strategic Leads."""

    @pytest.mark.parametrize(("area", "role"), [("birmingham", SeatRole.CHAIR), ("brent", SeatRole.MEMBER)])
    def test_an_account_that_is_not_of_the_board_is_refused_to_the_office_and_needs_the_chair_s_reason(
        self, area: str, role: SeatRole
    ) -> None:  # BHAM-28, BRENT-13
        world, case, third = at_the_end(area)
        outsider = seat(third, role, third.colleague, on_board=False)
        members = [outsider] if role is SeatRole.CHAIR else [seat(world.raising), seat(world.receiving), outsider]
        with pytest.raises(BadInput, match=f"{third.colleague.name} is not a member of the board in the directory"):
            world.do(case, Verb.APPOINT, by=world.office, at=AT, members=members, beyond_why="Nobody else is free.")
        assert not standing(case_now(case), third.colleague).sees
        world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=members, beyond_why="Nobody else is free.")
        assert standing(case_now(case), third.colleague).sees

    def test_a_board_member_s_post_or_membership_is_enough(self) -> None:  # BHAM-28
        world, case, third = at_the_end("birmingham")
        area = world.version.area
        of_the_board = {
            "agency": third.agency,
            "area": area,
            "role": "board-member",
            "title": "Board member",
            "rank": 90,
        }
        Post.objects.create(**of_the_board, holder=third.colleague)
        members = [seat(third, SeatRole.CHAIR, third.colleague, on_board=False)]
        world.do(case, Verb.APPOINT, by=world.office, at=AT, members=members)

    def test_of_the_managers_who_attend_a_meeting_nothing_is_asked(self) -> None:  # BHAM-29
        world, case, third = at_the_end("birmingham")
        attends = Member("A manager", world.raising.agency, SeatRole.MEMBER, world.raising.colleague)
        members = [seat(third, SeatRole.CHAIR), attends, Member("Another", world.receiving.agency, SeatRole.MEMBER)]
        world.do(case, Verb.APPOINT, by=world.office, at=AT, members=members)
        assert standing(case_now(case), world.raising.colleague).sees

    def test_of_somebody_without_an_account_it_is_said_who_they_are(self) -> None:  # BHAM-28, FLOW-18
        world, case, third = at_the_end("flowchart")
        with pytest.raises(BadInput, match="one of the strategic leads") as refused:
            world.do(
                case, Verb.APPOINT, by=world.office, at=AT, members=[Member("Ms Lee", third.agency, SeatRole.MEDIATOR)]
            )
        assert set(refused.value.fields) == {"members"}
        said = Member("Ms Lee", third.agency, SeatRole.MEDIATOR, stands_as="Strategic Lead for health")
        world.do(case, Verb.APPOINT, by=world.office, at=AT, members=[said])
        assert "Ms Lee (Strategic Lead for health), mediator" in page(case, case.raised_by, "agreement/")

    def test_the_page_says_it_beside_the_person(self, client: Client) -> None:  # FLOW-18
        world, case, third = at_the_end("flowchart")
        client.force_login(world.office)
        address = f"/cases/{case.reference}/do/appoint/"
        row = {"members-TOTAL_FORMS": "1", "members-INITIAL_FORMS": "0", "members-0-name": "Ms Lee"}
        row |= {"members-0-role": "mediator", "members-0-agency": str(third.agency.pk)}
        nobody = client.post(address, row)
        assert nobody.status_code == 422
        assert "stands_as" in nobody.context["rows"].forms[0].errors
        misfit = client.post(address, {**row, "members-0-email": third.colleague.email})
        assert "one of the strategic leads" in misfit.context["rows"].forms[0].errors["email"][0]
        fine = client.post(
            address, {**row, "members-0-email": third.colleague.email, "beyond_why": "Both sides asked."}
        )
        assert fine.status_code == 200


def test_an_account_that_is_appointed_is_of_the_board_where_the_procedure_asks() -> None:
    """Policy format, 8, in a made-up area."""
    world = a_world("eastvale")
    case = world.raised(priority="urgent")
    case = world.climb_answered(case, at=START + DAY)
    third = a_house(world.version)
    chairs = [Member("Ms Lee", third.agency, SeatRole.CHAIR, third.colleague)]
    with pytest.raises(BadInput, match="is not a member of the board"):
        world.do(case, Verb.APPOINT, by=world.office, at=START + 9 * DAY, members=chairs)
    Membership.objects.create(user=third.colleague, role="board-member", area=world.version.area)
    world.do(case, Verb.APPOINT, by=world.office, at=START + 9 * DAY, members=chairs)
