"""What became of the disagreement: asked of whoever records its end, whichever the end is (forms E)."""

import pytest
from django.test import Client

from cases.actions.deciding import Result
from cases.forms.acting import FORMS
from cases.models import Case, OutcomeCode
from cases.situations import situation
from cases.verbs import Verb
from core.errors import BadInput
from tests.unit.cases.api.client import shown
from tests.unit.cases.test_deciding import at_the_end
from tests.unit.cases.world import DAY, START, a_world, case_now

pytestmark = pytest.mark.django_db
LATER = START + 30 * DAY


def code(case: Case) -> str:
    return case_now(case).outcome_code


def page(case: Case, path: str, client: Client) -> str:
    return client.get(f"/cases/{case.reference}/{path}").content.decode()


def test_a_decision_says_what_became_of_it_on_the_page_the_closure_record_and_the_api(client: Client) -> None:
    """BRENT-14, BRIS-33: asked where it is decided, refused without, and read wherever the end is read."""
    world, case = at_the_end("brent")
    with pytest.raises(BadInput, match="Select what became"):
        world.do(case, Verb.RECORD_DECISION, by=world.chair, at=LATER, outcome=None)
    with pytest.raises(BadInput, match="Select what became"):
        world.do(case, Verb.RECORD_DECISION, by=world.chair, at=LATER, outcome=OutcomeCode.WITHDRAWN)
    world.do(case, Verb.RECORD_DECISION, by=world.chair, at=LATER, outcome=OutcomeCode.PARTLY_UPHELD)
    assert code(case) == "partly-upheld"
    client.force_login(case.raised_by)
    for path in ("", "print/", "agreement/", "documents/closure/"):
        assert "The decision was changed in part" in page(case, path, client), path
    assert shown(case, case.raised_by)["outcome_code"] == "partly-upheld"
    world.do(case, Verb.REOPEN, by=world.office, at=LATER + DAY)
    assert code(case) == "", "while it runs again nothing has become of it"


def test_what_was_not_settled_says_so_by_itself() -> None:
    world, case = at_the_end("birmingham")
    world.do(case, Verb.RECORD_DECISION, by=world.chair, at=LATER, result=Result.NOT_SETTLED)  # BHAM-29
    assert code(case) == "unresolved"


def test_who_withdraws_says_whether_events_have_overtaken_it() -> None:
    world = a_world("brent")
    case = world.raised()
    form = FORMS[Verb.WITHDRAW](situation=situation(case, by=case.raised_by, at=START))
    assert [label for _, label in form.fields["outcome"].choices] == [
        "It is no longer pursued",
        "Events have overtaken it",
    ]
    world.do(case, Verb.WITHDRAW, by=case.raised_by, outcome=OutcomeCode.OVERTAKEN)
    assert code(case) == "overtaken"


def test_an_agreement_has_the_code_of_its_statement() -> None:
    world = a_world("bristol")
    case = world.raised()
    ours, theirs = world.raiser_holder(case), world.receiver_holder(case)
    world.do(case, Verb.PROPOSE_OUTCOME, by=theirs, outcome=OutcomeCode.NOT_UPHELD)
    assert code(case) == "", "nobody has confirmed it"
    world.do(case, Verb.CONFIRM_OUTCOME, by=ours)
    assert code(case) == "not-upheld"
