"""Who stands on a rung, and why."""

from datetime import UTC, datetime, timedelta

import pytest

from agencies.ladder import Standing, posts_of, rungs, rungs_above, who_stands
from agencies.models import Agency, Post, User
from policies.models import Area
from policies.routes import Span
from policies.schema import ActingRole
from policies.vocabulary import Role
from tests.unit.agencies.people import AT, DAY, a_member, a_person, a_post, an_agency, an_area, away

pytestmark = pytest.mark.django_db


class Ladder:
    """An agency with four rungs, and a question put to it."""

    def __init__(self) -> None:
        self.area: Area = an_area()
        self.agency: Agency = an_agency(self.area, "Anyshire Health")
        self.amara, self.ben, self.priya, self.omar = (
            a_member(name, self.agency) for name in ("Amara Jones", "Ben Cole", "Priya Shah", "Omar Bell")
        )
        self.practitioner = a_post(self.agency, Role.PRACTITIONER, 0, self.ben, title="Health Visitor")
        self.manager = a_post(self.agency, Role.LINE_MANAGER, 1, self.priya, title="Team Manager")
        self.head = a_post(self.agency, Role.HEAD_OF_SERVICE, 3, self.omar, title="Head of Service")

    def ask(self, *roles: Role, conflicted: tuple[User, ...] = (), below: User | None = None) -> Standing:
        return who_stands(
            agency=self.agency,
            roles=roles or (Role.LINE_MANAGER,),
            area=self.area,
            at=AT,
            conflicted=[person.pk for person in conflicted],
            below=below,
        )


@pytest.fixture
def ladder() -> Ladder:
    return Ladder()


def test_the_holder_of_the_post_stands(ladder: Ladder) -> None:
    expected = Standing(ladder.priya, ladder.manager, None, ("Priya Shah is Team Manager.",), False)
    assert ladder.ask() == expected


def test_a_vacant_post_goes_to_the_next_up_and_says_so(ladder: Ladder) -> None:
    ladder.manager.holder = None
    ladder.manager.save()
    found = ladder.ask()
    assert (found.person, found.post, found.on_behalf_of) == (ladder.omar, ladder.head, None)
    assert found.why == (
        "The post of Team Manager is vacant.",
        "Omar Bell acts as the next up the ladder (Head of Service).",
    )


def test_somebody_who_has_left_leaves_a_vacancy(ladder: Ladder) -> None:
    ladder.priya.is_active = False
    ladder.priya.save()
    found = ladder.ask()
    assert found.person == ladder.omar
    assert found.why[0] == "Priya Shah has left; the post of Team Manager is vacant."


def test_another_holder_of_the_same_role_comes_before_the_next_up(ladder: Ladder) -> None:
    ladder.manager.holder = None
    ladder.manager.save()
    second = a_post(ladder.agency, Role.LINE_MANAGER, 1, ladder.amara, title="Second Team Manager")
    assert ladder.ask().post == second


def test_an_alternative_role_comes_before_the_next_up(ladder: Ladder) -> None:
    lead = a_post(ladder.agency, Role.SAFEGUARDING_LEAD, 2, ladder.amara)
    ladder.manager.holder = None
    ladder.manager.save()
    assert ladder.ask(Role.LINE_MANAGER, Role.SAFEGUARDING_LEAD).post == lead


def test_the_first_role_that_the_agency_has_is_taken(ladder: Ladder) -> None:
    assert ladder.ask(Role.ESCALATION_MANAGER, Role.HEAD_OF_SERVICE).person == ladder.omar
    named = a_post(ladder.agency, Role.ESCALATION_MANAGER, 2, ladder.amara)
    assert ladder.ask(Role.ESCALATION_MANAGER, Role.HEAD_OF_SERVICE).post == named


def test_next_up_skips_vacancies_on_the_way(ladder: Ladder) -> None:
    a_post(ladder.agency, Role.SERVICE_MANAGER, 2, None, title="Service Manager")
    ladder.manager.holder = None
    ladder.manager.save()
    found = ladder.ask()
    assert found.person == ladder.omar
    assert "The post of Service Manager is vacant." in found.why


def test_next_up_is_the_lowest_above_and_not_the_top(ladder: Ladder) -> None:
    service = a_post(ladder.agency, Role.SERVICE_MANAGER, 2, ladder.amara)
    ladder.manager.holder = None
    ladder.manager.save()
    assert ladder.ask().post == service


def test_nobody_climbs_into_a_part_of_the_board(ladder: Ladder) -> None:
    a_post(ladder.agency, Role.CHAIR, 9, ladder.amara, area=ladder.area)
    ladder.head.holder = None
    ladder.head.save()
    assert ladder.ask(Role.HEAD_OF_SERVICE).person is None
    assert ladder.ask(Role.CHAIR).person == ladder.amara


def test_leave_is_covered_in_the_words_of_the_contract(ladder: Ladder) -> None:
    away(ladder.priya, ladder.amara, until=datetime(2026, 12, 5, tzinfo=UTC))
    found = ladder.ask()
    assert (found.person, found.post, found.on_behalf_of) == (ladder.amara, ladder.manager, ladder.priya)
    assert found.why == ("Priya Shah is on leave until Friday 4 December 2026; Amara Jones covers.",)


def test_leave_that_ends_in_the_day_ends_on_that_day(ladder: Ladder) -> None:
    away(ladder.priya, ladder.amara, until=datetime(2026, 12, 4, 17, tzinfo=UTC))
    assert "Friday 4 December 2026" in ladder.ask().why[0]


@pytest.mark.parametrize(
    ("since", "until", "covered"),
    [
        (timedelta(0), DAY, True),
        (timedelta(seconds=1), DAY, False),
        (-DAY, timedelta(0), False),
        (-DAY, timedelta(seconds=1), True),
    ],
)
def test_cover_runs_from_its_start_until_just_before_its_end(
    ladder: Ladder, since: timedelta, until: timedelta, covered: bool
) -> None:
    cover = away(ladder.priya, ladder.amara, since=AT + since, until=AT + until)
    assert ladder.ask().person == (ladder.amara if covered else ladder.priya)
    assert cover.runs_at(AT) is covered


def test_cover_of_the_cover_is_followed(ladder: Ladder) -> None:
    away(ladder.priya, ladder.amara)
    away(ladder.amara, ladder.ben)
    found = ladder.ask()
    assert (found.person, found.on_behalf_of) == (ladder.ben, ladder.priya)
    assert [sentence.rpartition("; ")[2] for sentence in found.why] == ["Amara Jones covers.", "Ben Cole covers."]


def test_cover_in_a_circle_goes_to_the_next_up(ladder: Ladder) -> None:
    away(ladder.priya, ladder.amara)
    away(ladder.amara, ladder.priya)
    found = ladder.ask()
    assert found.person == ladder.omar
    assert any("goes round in a circle" in sentence for sentence in found.why)


def test_a_cover_who_has_left_does_not_cover(ladder: Ladder) -> None:
    away(ladder.priya, ladder.amara)
    ladder.amara.is_active = False
    ladder.amara.save()
    found = ladder.ask()
    assert found.person == ladder.omar
    assert "Amara Jones was to cover, and has left." in found.why[0]


def test_a_conflict_with_the_manager_goes_one_up(ladder: Ladder) -> None:
    found = ladder.ask(conflicted=(ladder.priya,))
    assert found.person == ladder.omar
    assert found.why[0] == "Priya Shah is part of the disagreement and cannot act in it."


def test_a_conflict_goes_up_and_not_to_an_equal(ladder: Ladder) -> None:
    a_post(ladder.agency, Role.LINE_MANAGER, 1, ladder.amara)
    assert ladder.ask(conflicted=(ladder.priya,)).person == ladder.omar


def test_a_conflict_at_the_top_may_go_to_an_equal_but_never_down(ladder: Ladder) -> None:
    found = ladder.ask(Role.HEAD_OF_SERVICE, Role.LINE_MANAGER, conflicted=(ladder.omar,))
    assert (found.person, found.post) == (None, None)
    equal = a_post(ladder.agency, Role.HEAD_OF_SERVICE, 3, ladder.amara)
    found = ladder.ask(Role.HEAD_OF_SERVICE, conflicted=(ladder.omar,))
    assert (found.post, found.why[-1]) == (equal, "Amara Jones is Head of service.")


def test_a_conflicted_cover_gives_way_to_the_other_cover(ladder: Ladder) -> None:
    away(ladder.priya, ladder.amara)
    away(ladder.priya, ladder.ben)
    found = ladder.ask(conflicted=(ladder.amara,))
    assert (found.person, found.on_behalf_of) == (ladder.ben, ladder.priya)
    assert "Amara Jones covers, but is part of the disagreement" in found.why[0]


def test_a_conflicted_cover_without_alternative_goes_to_an_equal_then_up(ladder: Ladder) -> None:
    away(ladder.priya, ladder.amara)
    assert ladder.ask(conflicted=(ladder.amara,)).person == ladder.omar
    a_post(ladder.agency, Role.LINE_MANAGER, 1, ladder.ben)
    assert ladder.ask(conflicted=(ladder.amara,)).person == ladder.ben


def test_everyone_in_conflict_is_nobody(ladder: Ladder) -> None:
    found = ladder.ask(conflicted=(ladder.priya, ladder.omar))
    assert found.person is None
    assert found.why[-1] == "Nobody at Anyshire Health can act at this level."


def test_an_agency_without_any_post_has_nobody(ladder: Ladder) -> None:
    empty = an_agency(ladder.area, "Empty Trust")
    found = who_stands(agency=empty, roles=[Role.DIRECTOR], area=ladder.area, at=AT)
    expected = ("The agency has no director.", "Nobody at Empty Trust can act at this level.")
    assert found == Standing(None, None, None, expected, False)


def test_a_missing_rung_goes_to_the_next_more_senior_role(ladder: Ladder) -> None:
    director = a_post(ladder.agency, Role.DIRECTOR, 6, ladder.amara)
    found = ladder.ask(Role.SECOND_TIER_OFFICER)
    assert found.post == director
    assert found.why[0] == "The agency has no second tier officer."


def test_a_shorter_ladder_keeps_its_top_person(ladder: Ladder) -> None:
    found = ladder.ask(Role.CHIEF_OFFICER, below=ladder.omar)
    assert (found.person, found.same_as_below) == (ladder.omar, True)
    assert found.why[-2:] == (
        "Omar Bell is at the top of the agency’s ladder.",
        "Omar Bell acted at the stage before as well.",
    )


def test_a_vacant_top_falls_to_whoever_is_highest(ladder: Ladder) -> None:
    ladder.head.holder = None
    ladder.head.save()
    assert ladder.ask(Role.CHIEF_OFFICER).person == ladder.priya


def test_nobody_under_a_conflicted_top_stands_for_a_missing_rung(ladder: Ladder) -> None:
    assert ladder.ask(Role.CHIEF_OFFICER, conflicted=(ladder.omar,)).person is None


def test_a_practitioner_is_not_the_top_of_a_ladder(ladder: Ladder) -> None:
    agency = an_agency(ladder.area)
    a_post(agency, Role.PRACTITIONER, 0, ladder.ben)
    assert who_stands(agency=agency, roles=[Role.CHIEF_OFFICER], area=ladder.area, at=AT).person is None


def test_a_post_for_the_area_beats_a_general_one(ladder: Ladder) -> None:
    local = a_post(ladder.agency, Role.LINE_MANAGER, 1, ladder.amara, area=ladder.area)
    assert ladder.ask().post == local
    local.holder = None
    local.save()
    assert ladder.ask().post == ladder.manager


def test_a_post_for_another_area_is_none_of_ours(ladder: Ladder) -> None:
    a_post(ladder.agency, Role.LINE_MANAGER, 0, ladder.amara, area=an_area("Elsewhere"))
    assert ladder.ask().post == ladder.manager


def test_one_person_on_several_rungs_is_said_once_and_marked(ladder: Ladder) -> None:
    a_post(ladder.agency, Role.SERVICE_MANAGER, 2, ladder.priya)
    found = ladder.ask(Role.SERVICE_MANAGER, below=ladder.priya)
    assert found.same_as_below
    assert ladder.ask(Role.SERVICE_MANAGER, below=ladder.ben).same_as_below is False
    assert len(ladder.ask(Role.LINE_MANAGER, conflicted=(ladder.priya,)).why) == len(
        set(ladder.ask(Role.LINE_MANAGER, conflicted=(ladder.priya,)).why)
    )


def test_cover_counts_for_a_holder_from_another_organisation(ladder: Ladder) -> None:
    guest = a_person("Gil Guest")
    a_post(ladder.agency, Role.EXECUTIVE_DIRECTOR, 8, guest)
    away(guest, ladder.amara)
    assert ladder.ask(Role.EXECUTIVE_DIRECTOR).person == ladder.amara


def test_a_call_takes_two_queries_whatever_the_length_of_the_ladder(
    ladder: Ladder, django_assert_num_queries: object
) -> None:
    for rank in range(4, 24):
        a_post(ladder.agency, Role.DIRECTOR, rank, a_person(f"Person {rank}"))
    away(ladder.priya, ladder.amara)
    away(ladder.amara, ladder.ben)
    with django_assert_num_queries(2):  # type: ignore[operator]
        ladder.ask(conflicted=(ladder.ben,))


MANAGERS = Span(
    ActingRole(role=Role.SERVICE_MANAGER, title="S", alternatives=(Role.LINE_MANAGER,)),
    ActingRole(role=Role.HEAD_OF_SERVICE, title="H"),
    Role.DIRECTOR,
)
TOP = Span(
    ActingRole(role=Role.STRATEGIC_HEAD, title="S"),
    ActingRole(role=Role.DIRECTOR, title="D", alternatives=(Role.EXECUTIVE_DIRECTOR,)),
    None,
)


class TestRungs:
    """Which posts a stage climbs that repeats up the organisation (FLOW-12, BUCKS-9, BUCKS-12)."""

    def posts(self, ladder: Ladder) -> list[Post]:
        return posts_of([ladder.agency], area=ladder.area)[ladder.agency.pk]

    def test_one_for_each_rank_between_the_roles(self, ladder: Ladder) -> None:
        service = a_post(ladder.agency, Role.SERVICE_MANAGER, 2, ladder.amara)
        strategic = a_post(ladder.agency, Role.STRATEGIC_HEAD, 4, ladder.ben)
        a_post(ladder.agency, Role.DIRECTOR, 5, a_person("Dee"))
        a_post(ladder.agency, Role.BOARD_MEMBER, 6, ladder.ben, area=ladder.area)
        assert rungs(self.posts(ladder), MANAGERS) == [(service,), (ladder.head,), (strategic,)]

    def test_who_acts_in_place_of_the_lowest_role_is_the_lowest_rung(self, ladder: Ladder) -> None:
        assert rungs(self.posts(ladder), MANAGERS) == [(ladder.manager,), (ladder.head,)]

    def test_up_to_the_highest_role_where_the_board_comes_next(self, ladder: Ladder) -> None:
        director = a_post(ladder.agency, Role.DIRECTOR, 5, ladder.amara)
        executive = a_post(ladder.agency, Role.EXECUTIVE_DIRECTOR, 6, ladder.ben)
        assert rungs(self.posts(ladder), TOP) == [(director,)]
        director.delete()
        assert rungs(self.posts(ladder), TOP) == [(executive,)]

    def test_up_to_the_highest_role_where_the_next_stage_is_no_more_senior(self, ladder: Ladder) -> None:
        low = Span(MANAGERS.lowest, MANAGERS.highest, Role.SAFEGUARDING_LEAD)
        assert rungs(self.posts(ladder), low) == [(ladder.manager,), (ladder.head,)]

    def test_of_one_rank_the_area_s_own_post_is_asked_first(self, ladder: Ladder) -> None:
        local = a_post(ladder.agency, Role.HEAD_OF_SERVICE, 3, ladder.amara, area=ladder.area)
        a_post(ladder.agency, Role.HEAD_OF_SERVICE, 4, ladder.ben, area=an_area("Elsewhere"))
        assert rungs(self.posts(ladder), MANAGERS) == [(ladder.manager,), (local, ladder.head)]

    def test_neither_a_vacant_post_nor_one_of_a_leaver(self, ladder: Ladder) -> None:
        a_post(ladder.agency, Role.SERVICE_MANAGER, 2, None)
        a_post(ladder.agency, Role.OPERATIONS_MANAGER, 2, a_person("Gone", is_active=False))
        assert rungs(self.posts(ladder), MANAGERS) == [(ladder.manager,), (ladder.head,)]

    def test_what_is_left_is_above_the_post_that_was_held(self, ladder: Ladder) -> None:
        found = rungs(self.posts(ladder), MANAGERS)
        assert rungs_above(found, post=ladder.practitioner, number=0) == found
        assert rungs_above(found, post=ladder.manager, number=0) == [(ladder.head,)]
        assert rungs_above(found, post=ladder.head, number=0) == []
        assert rungs_above(found, post=None, number=0) == [(ladder.head,)]

    def test_the_posts_of_several_agencies_take_one_query(
        self, ladder: Ladder, django_assert_num_queries: object
    ) -> None:
        other = an_agency(ladder.area)
        with django_assert_num_queries(1):  # type: ignore[operator]
            found = posts_of([ladder.agency, other], area=ladder.area)
            assert found[other.pk] == []
            assert rungs(found[ladder.agency.pk], MANAGERS)
