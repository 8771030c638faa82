"""Two disagreements about the same matter: answered by the other side, or linked afterwards; never merged."""

import pytest
from django.test import Client

from cases.access import visible_to
from cases.models import Case, CaseLink, CaseView, Draft, LinkKind
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed
from notifications.models import Message
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("flowchart")


@pytest.fixture
def case(world: World) -> Case:
    return world.raised()


def answered(world: World, case: Case, **changes: object) -> Case:
    """The other side's own disagreement, which answers the case."""
    usual = {
        "raising_agency": world.receiving.agency,
        "receiving_agencies": (world.raising.agency,),
        "practitioner": world.raising.practitioner,
    }
    return world.raised(at=START + DAY, by=world.receiving.practitioner, counters=case, **usual | changes)


class TestCounter:
    def test_both_go_on_and_are_linked(self, world: World, case: Case) -> None:
        other = answered(world, case)
        link = CaseLink.objects.get()
        assert (link.case, link.other, link.kind) == (other, case, LinkKind.COUNTER)
        assert case_now(case).state == other.state == "open"
        assert world.receiver_holder(other) == world.raising.practitioner

    def test_the_older_record_says_so_without_naming_it_and_its_people_are_told(self, world: World, case: Case) -> None:
        other = answered(world, case)
        entry = case.entries.get(kind="countered")
        assert (entry.facts, entry.by) == ({}, world.receiving.practitioner)
        assert Message.objects.filter(recipient=world.raising.practitioner, kind="countered").count() == 1
        assert other.entries.get(kind="raise").facts["answers_another"] is True

    def test_the_side_that_raised_it_cannot_answer_itself(self, world: World, case: Case) -> None:
        with pytest.raises(NotAllowed):
            world.raised(counters=case, at=START + DAY)

    def test_whoever_is_kept_out_of_the_answer_does_not_see_the_link(
        self, world: World, case: Case, client: Client
    ) -> None:
        other = answered(world, case, conflicted=(world.raising.practitioner,), practitioner=None)
        client.force_login(world.raising.practitioner)
        page = client.get(f"/cases/{case.reference}/").content.decode()
        assert not visible_to(world.raising.practitioner).filter(pk=other.pk).exists()
        assert str(other.reference) not in page

    def test_the_page_begins_a_draft_with_the_other_agency_filled_in(
        self, world: World, case: Case, client: Client
    ) -> None:
        client.force_login(world.receiving.practitioner)
        path = f"/raise/?counters={case.reference}"
        assert path in client.get(f"/cases/{case.reference}/").content.decode()
        assert f"This answers {case.reference}" in client.get(path).content.decode()
        client.post("/raise/", {"counters": str(case.reference)})
        draft = Draft.objects.get(writer=world.receiving.practitioner)
        assert (draft.counters, draft.answers["agency"]["agency"]) == (case, [str(world.raising.agency.pk)])
        assert CaseView.objects.filter(case=case, page="counter").exists()

    def test_who_raised_it_is_not_offered_that(self, world: World, case: Case, client: Client) -> None:
        client.force_login(world.raising.practitioner)
        assert "?counters=" not in client.get(f"/cases/{case.reference}/").content.decode()
        assert client.get(f"/raise/?counters={case.reference}").status_code == 403

    def test_a_stranger_learns_nothing(self, world: World, case: Case, client: Client) -> None:
        client.force_login(world.stranger)
        assert client.get(f"/raise/?counters={case.reference}").status_code == 404


class TestLink:
    def test_two_cases_about_one_matter(self, world: World, case: Case, client: Client) -> None:
        other = world.raised(at=START + HOUR)
        world.do(case, Verb.LINK, by=case.raised_by, reference=str(other.reference).lower())
        client.force_login(case.raised_by)
        assert str(other.reference) in client.get(f"/cases/{case.reference}/").content.decode()
        page = client.get(f"/cases/{other.reference}/").content.decode()
        assert str(case.reference) in page
        heading = page.index("Cases that belong to this one")
        assert page.count("<details", 0, heading) == page.count("</details", 0, heading)  # nobody has to unfold it

    def test_twice_from_either_end_is_refused(self, world: World, case: Case) -> None:
        other = world.raised(at=START + HOUR)
        world.do(case, Verb.LINK, by=case.raised_by, reference=str(other.reference))
        with pytest.raises(BadInput, match="is linked already"):
            world.do(other, Verb.LINK, by=case.raised_by, reference=str(case.reference))

    @pytest.mark.parametrize("reference", ["ESC-9999", "", "itself", "hidden"])
    def test_what_the_person_cannot_see_reads_like_what_there_is_not(
        self, world: World, case: Case, reference: str
    ) -> None:
        hidden = world.raised(at=START + HOUR, by=world.raising.colleague)
        typed = {"itself": str(case.reference), "hidden": str(hidden.reference)}.get(reference, reference)
        with pytest.raises(BadInput, match="that you can see"):
            world.do(case, Verb.LINK, by=case.raised_by, reference=typed)
