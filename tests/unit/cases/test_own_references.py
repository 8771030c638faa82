"""Each agency has its own reference for each whom a case is about, and alone gives and corrects it (forms A, BHAM-6)."""

import pytest
from django.test import Client

from cases.forms.acting import FORMS
from cases.models import Case
from cases.situations import situation
from cases.verbs import Verb
from core.errors import BadInput
from tests.unit.cases.api.client import shown
from tests.unit.cases.test_raise_pages import text_of
from tests.unit.cases.world import DAY, HOUR, START, a_world, case_now

pytestmark = pytest.mark.django_db


def references(case: Case) -> dict[str, str]:
    return {one["agency"]: one["reference"] for one in shown(case, case.raised_by)["children"][0]["references"]}


def test_the_agency_that_received_it_gives_its_reference_and_corrects_it(client: Client) -> None:
    """BHAM-6: when it acknowledges, when it answers, and later; the earlier one stays in the record."""
    world = a_world("brent")
    case = world.climb(world.raised(), at=START + HOUR)
    theirs, us, them = world.receiver_holder(case), world.raising.agency.name, world.receiving.agency.name
    ours = references(case)[us]
    form = FORMS[Verb.RESPOND](situation=situation(case_now(case), by=theirs, at=START + 2 * HOUR))
    assert form.fields["reference_1"].label == "Your own reference for Child 1, AB"
    assert "reference_2" not in form.fields, "there is one child"
    world.do(case, Verb.RESPOND, by=theirs, at=START + 2 * HOUR, references={1: " T-1 "})
    assert references(case) == {us: ours, them: "T-1"}
    with pytest.raises(BadInput, match="differs from the one on record"):
        world.do(case, Verb.GIVE_REFERENCES, by=theirs, at=START + 3 * HOUR, references={1: "T-1"})
    world.do(case, Verb.GIVE_REFERENCES, by=theirs, at=START + DAY, references={1: "T-2"})
    assert references(case) == {us: ours, them: "T-2"}
    client.force_login(case.raised_by)
    timeline = text_of(client.get(f"/cases/{case.reference}/"))
    assert "Own reference for the child" in timeline
    assert "Child 1: T-2 (before: T-1)" in timeline
    client.force_login(theirs)
    page = client.get(f"/cases/{case.reference}/do/give-references/").content.decode()
    assert 'value="T-2"' in page, "what is known stands in the field"
    world.do(case, Verb.WITHDRAW, by=case.raised_by, at=START + 2 * DAY)
    for document in ("opening/", "extract/?child=1"):
        assert f"{them}: T-2" in text_of(client.get(f"/cases/{case.reference}/documents/{document}")), document


def test_the_acknowledgement_takes_it_and_an_empty_one_changes_nothing() -> None:
    world = a_world("bristol")
    case = world.raised()
    theirs, them = world.receiver_holder(case), world.receiving.agency.name
    said = {"timetable": "", "note": "", "reference_1": "K-9", "child_safe": "yes", "meanwhile": ""}
    s = situation(case_now(case), by=theirs, at=START + HOUR)
    form = FORMS[Verb.ACKNOWLEDGE](said, situation=s)
    assert form.is_valid(), form.errors
    form.act(case, world.request(theirs, at=START + HOUR))
    assert references(case)[them] == "K-9"
    assert case.entries.get(kind=Verb.ACKNOWLEDGE).content.body["references_given"] == ["Child 1: K-9"]
    world.do(case, Verb.RESPOND, by=theirs, at=START + 2 * HOUR, references={1: ""})
    assert references(case)[them] == "K-9"
