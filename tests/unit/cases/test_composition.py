"""Who may sit on a panel, mediate or chair a meeting: the five procedures' rules, and what departs from them."""

import pytest

from cases.composition import CHAIR, MEDIATOR, MEMBER, Body, Checked, Place, check, is_member
from policies.schema import Composition, LastOption
from policies.vocabulary import LastStageKind
from tests.unit.policies.library import policy_of

HEALTH, CARE, POLICE, HOUSING, SCHOOL = (
    Body(pk, name) for pk, name in enumerate(("Health", "Social Care", "Police", "Housing", "School"), start=1)
)
ALONE = Body(9, "A childminder", member=False)


def option_of(area: str, kind: LastStageKind) -> LastOption:
    last = policy_of(area).stages[-1].last
    assert last is not None
    return next(option for option in last.options if option.kind is kind)


def panel(area: str, *bodies: Body, parties: tuple[Body, ...] = (HEALTH, CARE)) -> Checked:
    option = option_of(area, LastStageKind.PANEL)
    return check(option.composition, option.kind, [Place(body, MEMBER) for body in bodies], parties)


class TestBristol:
    def test_three_agencies_with_both_parties_keep_the_rule(self) -> None:  # BRIS-30, O-14
        found = panel("bristol", HEALTH, CARE, POLICE)
        assert found.findings == ()
        assert (len(found.agencies), found.independents) == (3, 1)

    @pytest.mark.parametrize("bodies", [(HEALTH, CARE), (HEALTH, CARE, POLICE, HOUSING)])
    def test_any_other_number_binds(self, bodies: tuple[Body, ...]) -> None:  # BRIS-30, O-14
        (finding,) = panel("bristol", *bodies).findings
        assert finding.binds
        assert finding.sentence.startswith("The procedure asks for 3 agencies on the panel, and there are")

    def test_a_party_that_is_missing_binds(self) -> None:  # BRIS-30
        (finding,) = panel("bristol", HEALTH, HOUSING, POLICE).findings
        assert finding.binds
        assert finding.sentence.startswith("Social Care is a party")

    def test_three_parties_leave_nobody_independent_and_it_says_so(self) -> None:  # O-14
        found = panel("bristol", HEALTH, CARE, SCHOOL, parties=(HEALTH, CARE, SCHOOL))
        assert (found.findings, found.independents) == ((), 0)
        assert "Nobody on it is independent of the disagreement." in found.said

    def test_four_parties_cannot_all_sit(self) -> None:  # O-14
        found = panel("bristol", HEALTH, CARE, SCHOOL, parties=(HEALTH, CARE, SCHOOL, POLICE))
        assert [finding.binds for finding in found.findings] == [True]

    def test_a_party_that_is_no_member_is_heard_and_not_missed(self) -> None:  # O-35
        found = panel("bristol", HEALTH, POLICE, HOUSING, parties=(HEALTH, ALONE))
        assert (found.findings, found.heard) == ((), ("A childminder",))
        assert found.said[-1].endswith("A childminder.")

    def test_two_people_of_one_agency_are_one_agency(self) -> None:  # O-14
        assert len(panel("bristol", HEALTH, HEALTH, CARE, POLICE).agencies) == 3

    def test_a_declared_conflict_needs_a_reason_of_whoever_appoints(self) -> None:
        places = [Place(HEALTH, MEMBER), Place(CARE, MEMBER), Place(POLICE, MEMBER, conflicted=True)]
        option = option_of("bristol", LastStageKind.PANEL)
        (finding,) = check(option.composition, option.kind, places, [HEALTH, CARE]).findings
        assert not finding.binds
        assert "Police" in finding.sentence


class TestBrent:
    def test_a_missing_party_is_a_warning_only(self) -> None:  # BRENT-13
        (finding,) = panel("brent", HEALTH, POLICE, HOUSING).findings
        assert not finding.binds

    def test_the_number_binds(self) -> None:  # BRENT-13, O-14
        assert [finding.binds for finding in panel("brent", HEALTH, CARE).findings] == [True]


class TestFromAnUninvolvedAgency:
    def test_a_party_cannot_chair_the_meeting(self) -> None:  # BHAM-28
        option = option_of("birmingham", LastStageKind.CHAIRED_MEETING)
        (finding,) = check(option.composition, option.kind, [Place(HEALTH, CHAIR)], [HEALTH, CARE]).findings
        assert finding.binds

    def test_the_managers_of_the_parties_attend_it(self) -> None:  # BHAM-29
        option = option_of("birmingham", LastStageKind.CHAIRED_MEETING)
        places = [Place(POLICE, CHAIR), Place(HEALTH, MEMBER), Place(CARE, MEMBER)]
        found = check(option.composition, option.kind, places, [HEALTH, CARE])
        assert (found.findings, found.independents) == ((), 1)

    def test_a_mediator_of_a_party_needs_a_reason_and_no_chair(self) -> None:  # O-26, FLOW-18
        option = option_of("flowchart", LastStageKind.MEDIATION)
        (finding,) = check(option.composition, option.kind, [Place(CARE, MEDIATOR)], [HEALTH, CARE]).findings
        assert not finding.binds


def test_without_a_rule_nothing_departs_from_it() -> None:
    assert check(None, LastStageKind.MEDIATION, [Place(CARE, MEDIATOR)], [HEALTH, CARE]).findings == ()
    unsaid = Composition(parties="not-stated")
    assert check(unsaid, LastStageKind.PANEL, [Place(CARE, MEMBER)], [HEALTH, CARE]).findings == ()


def test_who_works_alone_or_elsewhere_is_no_member() -> None:  # O-35
    assert is_member("health", of_the_area=True)
    assert not is_member("health", of_the_area=False)
    assert not is_member("self-employed", of_the_area=True)
