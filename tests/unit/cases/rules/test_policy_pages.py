"""What the page of a procedure says about its own text, to anybody who is signed in."""

import pytest

from tests.unit.cases.rules.walk import page, policy_page, read
from tests.unit.cases.world import a_world

pytestmark = pytest.mark.django_db

ABOUT = {
    "birmingham": (
        "Agreed by Governing Body",
        "Period 2020 to 2022",
        "Review date Wednesday 30 November 2022",
        "This procedure is past its review date, Wednesday 30 November 2022.",
    ),
    "bristol": (
        "Correct at Thursday 12 March 2020",
        "Owner Acting Quality Assurance and Strategy",
        "Contact kbsp@bristol.gov.uk",
        "Review date Saturday 31 August 2019",
        "1 August 2016, all: revised flowchart (annual review)",
        "Adds to South West Child Protection Procedures",
        "This procedure is past its review date, Saturday 31 August 2019.",
    ),
    "brent": (
        "Version 2",
        "Agreed by Policies and Procedures Sub Group, 25 November 2014; ratified by Brent LSCB, 3 December 2014",
        "Owner Brent LSCB Policies and Procedures Sub Group",
        "Review date Sunday 31 December 2017",
        "This procedure is past its review date, Sunday 31 December 2017.",
    ),
}


@pytest.mark.parametrize("area", ABOUT)
def test_who_agreed_it_when_and_until_when_and_that_it_is_past_review(area: str) -> None:
    """BHAM-32, BRIS-1, BRIS-37, BRENT-1; however old, it is warned of and runs (O-13)."""
    world = a_world(area)
    told = policy_page(world)
    assert not [says for says in ABOUT[area] if says not in told]
    case = world.raised()
    assert case.policy_version == world.version
    assert ABOUT[area][-1] in page(case, case.raised_by), "who follows it is warned"
    title = world.policy.metadata.title
    desk = read(world.office, "/desk/").partition("They hold until another version is published.")[2]
    assert title in desk, "who keeps it is asked"
    assert world.version.area.name in desk


def test_the_partnership_goes_by_its_present_name_with_the_others_beside_it() -> None:  # O-9
    told = policy_page(a_world("bristol"))
    assert "Partnership Keeping Bristol Safe Partnership" in told
    assert "Also called KBSP, KCS and BSCB" in told
    assert "The procedure also calls it KBSP Exec." in told


LEARNING = {
    "bristol": (
        "To the agency’s board representative: General issues are referred to the agency’s representative",
        "To the board: Areas of work that prove unclear lead to amended protocols and procedures.",
        "To the board: Disputes and findings of panels are reported each year.",
    ),
    "brent": (
        "To Chair of the LSCB: Gaps in policies and procedures must be brought to the attention of the Chair.",
        "To Brent LSCB: A brief report of the issues and decisions of panels is submitted each year.",
    ),
    "buckinghamshire": ("To Independent Chair of the BSCB: Matters that need quality-assurance scrutiny",),
}


@pytest.mark.parametrize("area", LEARNING)
def test_learning_goes_where_each_text_sends_it(area: str) -> None:  # O-20, BRIS-32, BRENT-15
    told = policy_page(a_world(area))
    assert not [says for says in LEARNING[area] if says not in told]
