"""What became of the disagreement: asked of whoever records its end, whichever the end is (forms E)."""

from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from cases.actions.deciding import Result
from cases.forms.acting import FORMS
from cases.models import Case, FollowUpKind, FollowUpResult, OutcomeCode
from cases.situations import situation
from cases.verbs import Verb
from core.errors import BadInput
from policies.vocabulary import LearningKind
from tests.unit.cases.api.client import shown
from tests.unit.cases.test_deciding import at_the_end
from tests.unit.cases.world import DAY, START, a_world, case_now, publish_policy, published

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


class TestWhatTheProcedureWantsInWriting:
    def test_what_stays_open_is_said_or_that_nothing_does(self, client: Client) -> None:
        """BRENT-17, BRIS-33: the statement is not taken while it leaves that out; where no text asks, it is."""
        world = a_world("bristol")
        case = world.raised()
        theirs = world.receiver_holder(case)
        with pytest.raises(BadInput) as refused:
            world.do(case, Verb.PROPOSE_OUTCOME, by=theirs, nothing_open=False)
        assert refused.value.fields["outstanding"] == ["Enter what stays open, or say that nothing does"]
        said = {"outcome": "upheld", "statement": "A visit.", "stays_open": "", "actions-TOTAL_FORMS": "0"}
        said["actions-INITIAL_FORMS"] = "0"
        ask = situation(case, by=theirs, at=START)
        assert FORMS[Verb.PROPOSE_OUTCOME](said, situation=ask).errors["stays_open"] == [
            "Select whether anything stays open"
        ]
        yes = FORMS[Verb.PROPOSE_OUTCOME](said | {"stays_open": "yes"}, situation=ask)
        assert "outstanding" in yes.errors
        world.do(case, Verb.PROPOSE_OUTCOME, by=theirs)
        client.force_login(case.raised_by)
        assert "Nothing stays open." in page(case, "agreement/", client)
        elsewhere = a_world("birmingham")
        other = elsewhere.raised()
        form = FORMS[Verb.PROPOSE_OUTCOME](situation=situation(other, by=elsewhere.receiver_holder(other), at=START))
        assert "stays_open" not in form.fields
        elsewhere.do(other, Verb.PROPOSE_OUTCOME, by=elsewhere.receiver_holder(other), nothing_open=False)

    def test_words_are_wanted_unless_the_procedure_says_otherwise(self) -> None:
        """BHAM-5; BUCKS-16: a procedure may ask for none."""
        policy = published("birmingham").policy
        wordless = policy.outcome.model_copy(update={"written_statement": False})
        metadata = policy.metadata.model_copy(update={"version": "without words"})
        version = publish_policy(policy.model_copy(update={"outcome": wordless, "metadata": metadata}))
        for world, wanted in ((a_world("birmingham"), True), (a_world(version=version), False)):
            case = world.raised()
            theirs = world.receiver_holder(case)
            if wanted:
                with pytest.raises(BadInput, match="cannot be taken"):
                    world.do(case, Verb.PROPOSE_OUTCOME, by=theirs, statement=" ")
            else:
                world.do(case, Verb.PROPOSE_OUTCOME, by=theirs, statement="")
            assert case.proposals.count() == (0 if wanted else 1)

    def test_each_side_is_asked_for_gaps_which_must_go_to_the_chair(self, client: Client) -> None:
        """BRENT-18: recording one answers it; so does saying that there was none."""
        world, case = at_the_end("brent")
        world.do(case, Verb.RECORD_DECISION, by=world.chair, at=LATER)
        asked = {f.party.side: f for f in case.follow_ups.filter(kind=FollowUpKind.LEARNING)}
        assert set(asked) == {"escalating", "receiving"}
        client.force_login(case.raised_by)
        assert "Gaps in policies and procedures must be brought to the attention of the Chair" in page(case, "", client)
        world.do(case, Verb.RECORD_LEARNING, by=case.raised_by, at=LATER + DAY, of=LearningKind.GAP)
        number = asked["receiving"].number
        them = case.passages.last().holdings.get(party__side="receiving").person
        done = {"number": number, "result": FollowUpResult.NOT_NEEDED, "followed_up": "There was none."}
        world.do(case, Verb.FOLLOW_UP, by=them, at=LATER + DAY, **done)
        assert [f.result for f in case.follow_ups.filter(kind=FollowUpKind.LEARNING)] == ["done", "not-needed"]


def test_cases_that_had_ended_before_have_what_was_written_down() -> None:
    """The migration reads it from the statement, or from how the case ended; what a board decided nobody had said."""
    world = a_world("bristol")
    agreed, withdrawn = world.raised(), world.raised()
    world.do(agreed, Verb.PROPOSE_OUTCOME, by=world.receiver_holder(agreed), outcome=OutcomeCode.NOT_UPHELD)
    world.do(agreed, Verb.CONFIRM_OUTCOME, by=world.raiser_holder(agreed))
    world.do(withdrawn, Verb.WITHDRAW, by=withdrawn.raised_by)
    Case.objects.update(outcome_code="")
    import_module("cases.migrations.0025_outcomes").say_what_became(apps, None)
    assert (code(agreed), code(withdrawn)) == ("not-upheld", "withdrawn")
