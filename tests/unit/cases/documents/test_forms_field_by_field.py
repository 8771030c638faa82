"""What the forms ask for, field by field: each stands on the paper, and can be entered from it (forms A to E)."""

import pytest

from cases.actions.raising import Child
from cases.documents.blank import Paper, blank
from cases.documents.kinds import Kind
from cases.forms.acting import FORMS
from cases.forms.raising import STEPS
from cases.models import SubjectKind
from cases.verbs import Verb
from tests.policies import Content, changed
from tests.unit.cases.documents.reading import document, words_of
from tests.unit.cases.world import START, World, a_world, publish_policy

pytestmark = pytest.mark.django_db

# Field of the forms, its words on the paper, the page that takes it (a verb, or a page of the raise journey), its field there.
OPENING = [
    ("date and time raised", "Raised on", "paper", "paper_at"),
    ("how raised", "How did it reach the other agency?", "paper", "paper_how"),
    ("method", "How you have raised it with the other professional", "tried", "method"),
    ("conflict on one’s own side", "Is anyone on your own side part", "manager", "involved"),
    ("receiving agency", "Agency that you disagree with", "agency", "agency"),
    ("receiving practitioner", "and who there", "person", "person"),
    ("local reference", "Your reference", "child", "reference"),
    ("initials", "Initials", "child", "initials"),
    ("age band", "Age", "child", "age_band"),
    ("status", "Plan or order", "child", "status"),
    ("parents aware", "know of this disagreement?", "tried", "parents_aware"),
    ("immediate risk", "at immediate risk of harm?", "risk", "immediate_risk"),
    ("actions taken, referral reference", "Who took the report", "safety", "report_reference"),
    ("reasons", "What is it about? Tick all that apply", "about", "reasons"),
    ("what is challenged", "What is challenged?", "decision", "kind_of_act"),
    ("its date", "When it was decided or became clear", "decision", "decided_on"),
    ("related meeting", "The meeting from which it arises", "decision", "related_meeting"),
    ("summary", "What is disagreed with, and why", "decision", "what_is_disputed"),
    ("agreed areas", "What both sides agree on", "areas", "agreed_areas"),
    ("disputed areas", "What is disputed", "areas", "disputed_areas"),
    ("relevance to risk", "What it means for the child’s safety", "areas", "relevance_to_risk"),
    ("threshold level", "Threshold level", "areas", "threshold"),
    ("desired outcome", "What should happen", "wanted", "wanted"),
    ("already tried", "What was tried before", "tried", "tried_before"),
    ("consulted", "Who was consulted", "tried", "consulted"),
    ("support", "Who supports the practitioner", "tried", "support"),
    ("protective timescale", "When must it be settled to protect the child?", "protect", "choice"),
    ("its reason", "Why it must be settled by then", "protect", "protective_reason"),
]
STAGE = [
    ("ground", "Why", Verb.ESCALATE, "ground"),
    ("risk at escalation", "The risk to the child now", Verb.ESCALATE, "risk_now"),
    ("evidence", "What was done at this stage to settle it", Verb.ESCALATE, "tried"),
    ("deputy or equivalent and why", "Deputy or equivalent? Why", Verb.HAND_OVER, "why"),
    ("sent", "Taken to the next stage on", Verb.ESCALATE, "happened_at"),
    ("how it was sent", "How did it reach the other side?", Verb.ESCALATE, "given_how"),
    ("received, acknowledged", "Acknowledged on, by whom, and how it was sent", Verb.ACKNOWLEDGE, "happened_at"),
    ("position", "Position", Verb.RESPOND, "position"),
    ("response", "Response", Verb.RESPOND, "response"),
    ("safety today", "Is the child safe today?", Verb.RESPOND, "child_safe"),
    ("safety meanwhile", "Who does what meanwhile to keep the child safe?", Verb.RESPOND, "meanwhile"),
    ("method", "How", Verb.RECORD_DISCUSSION, "method"),
    ("attendees", "Who took part, with job and agency", Verb.RECORD_DISCUSSION, "took_part"),
    ("discussion", "What was discussed", Verb.RECORD_DISCUSSION, "said"),
    ("agreed", "What both sides agree on", Verb.RECORD_DISCUSSION, "agreed"),
    ("not agreed", "What is still disputed", Verb.RECORD_DISCUSSION, "disputed"),
    ("plan", "What is done", Verb.PROPOSE_PLAN, "actions"),
    ("extension: what", "What do you propose?", Verb.PROPOSE_TIMETABLE, "kind"),
    ("extension: new date", "Until when?", Verb.PROPOSE_TIMETABLE, "until"),
    ("extension: reason", "Why is more time needed?", Verb.PROPOSE_TIMETABLE, "why"),
    ("extension: safety", "What keeps the child safe until then", Verb.PROPOSE_TIMETABLE, "safety"),
    ("extension: refused, why", "why if it is not accepted", Verb.REFUSE_TIMETABLE, "why"),
    ("chase: when", "When", Verb.CHASE, "tried_at"),
    ("chase: how, whom", "Whom, and how", Verb.CHASE, "whom"),
    ("chase: result", "What came of it", Verb.CHASE, "came_of_it"),
    ("own-system reference", "Recorded in each agency’s own system", Verb.CONFIRM_RECORDED, "recorded"),
    ("own reference for the child", "Child’s reference", Verb.GIVE_REFERENCES, "reference_1"),
]
LAST = [
    ("route decision", "How it is settled", Verb.CHOOSE_WAY, "kind"),
    ("members, conflicts", "Conflicts declared", Verb.APPOINT, "members"),
    ("representations: whose", "For which agency", Verb.RECORD_REPRESENTATIONS, "party"),
    ("representations: who", "Who was heard", Verb.RECORD_REPRESENTATIONS, "heard"),
    ("representations: what", "What they said", Verb.RECORD_REPRESENTATIONS, "represented"),
    ("representations: when", "On", Verb.RECORD_REPRESENTATIONS, "happened_at"),
    ("what it came to", "What did it come to?", Verb.RECORD_DECISION, "result"),
    ("outcome code", "What became of the disagreement, if it was settled", Verb.RECORD_DECISION, "outcome"),
    ("decision", "Decision", Verb.RECORD_DECISION, "decision"),
    ("reasons", "Reasons", Verb.RECORD_DECISION, "reasons"),
    ("dissent", "Who did not agree, and why", Verb.RECORD_DECISION, "dissent"),
    ("decision to follow", "By when the decision follows", Verb.RECORD_DECISION, "decision_by"),
    ("actions", "Who does what by when", Verb.RECORD_DECISION, "actions"),
    ("decided on", "Decided on", Verb.RECORD_DECISION, "happened_at"),
    ("acknowledged", "Acknowledged by each side", Verb.ACKNOWLEDGE_DECISION, "read"),
]
CLOSURE = [
    ("outcome code", "What became of it", Verb.PROPOSE_OUTCOME, "outcome"),
    ("written statement", "What was agreed", Verb.PROPOSE_OUTCOME, "statement"),
    ("anything open", "Does anything stay open?", Verb.PROPOSE_OUTCOME, "stays_open"),
    ("outstanding issues", "What stays open, and how it is pursued", Verb.PROPOSE_OUTCOME, "outstanding"),
    ("who looks again", "Who looks again at what stays open", Verb.PROPOSE_OUTCOME, "outstanding_who"),
    ("when", "on which day", Verb.PROPOSE_OUTCOME, "look_again_on"),
    ("agreements", "Actions", Verb.PROPOSE_OUTCOME, "actions"),
    ("copies placed", "Copy on each child’s record", Verb.CONFIRM_RECORDED, "recorded"),
    ("difference made", "What has changed for the child", Verb.SAY_HELPED, "changed"),
    ("did it help", "Did it help the child?", Verb.SAY_HELPED, "helped"),
    ("learning or gap", "A gap in a policy or procedure", Verb.RECORD_LEARNING, "of"),
    ("what", "What can be learnt", Verb.RECORD_LEARNING, "learning"),
    ("debrief", "Debrief", Verb.RECORD_DEBRIEF, "debrief"),
    ("debrief held on", "If it was held, when", Verb.RECORD_DEBRIEF, "held_on"),
    ("originator satisfied", "are you satisfied with what came of it?", Verb.SAY_CONCERN, "satisfied"),
    ("continuing concern", "still think that the child is at risk?", Verb.SAY_CONCERN, "continues"),
]
MONITORING = [
    ("issues requiring resolution", "Issues that need resolution", Verb.RECORD_DISCUSSION, "disputed"),
    ("each agency’s position", "Where each agency stands", Verb.RESPOND, "position"),
    ("risk now", "The risk to the child now", Verb.ESCALATE, "risk_now"),
    ("history of stages", "Days taken", Verb.ESCALATE, "happened_at"),
    ("Business Manager informed", "informed: when and how", Verb.NOTIFY_BOARD, "said"),
    ("agreed outcome", "What was agreed", Verb.PROPOSE_OUTCOME, "statement"),
    ("outstanding, how pursued", "What stays open, and how it is pursued", Verb.PROPOSE_OUTCOME, "outstanding"),
    ("sign-off", "Signed for each agency", Verb.CONFIRM_OUTCOME, "confirm"),
]


def words(world: World, paper: Paper, stage: str = "") -> str:
    return words_of(blank(world.version, paper, stage=stage, by=world.stranger, at=START))


def asks(page: str, field: str) -> bool:
    """Whether this page asks for it: a page of the raise journey, or the form of a verb, in its fields or its rows."""
    known = next((step for step in STEPS if step.key == page), None) or FORMS[Verb(page)]
    rows = known.rows_class
    in_rows = rows is not None and (field == rows.rows_prefix or field in rows.form.base_fields)
    return field in known.base_fields or in_rows


@pytest.mark.parametrize(
    ("area", "paper", "stage", "fields"),
    [
        ("birmingham", Paper.OPENING, "", OPENING),
        ("bristol", Paper.STAGE, "stage-1", STAGE),
        ("bristol", Paper.REFERRAL, "", LAST),
        ("bristol", Paper.CLOSURE, "", CLOSURE),
        ("bristol", Paper.MONITORING, "", MONITORING),
    ],
)
def test_each_field_stands_on_the_paper_and_can_be_entered(
    area: str, paper: Paper, stage: str, fields: list[tuple[str, str, str, str]]
) -> None:
    """BRIS-25, BRIS-27, BRIS-35, BUCKS-11: nothing that the forms ask lacks on either."""
    said = words(a_world(area), paper, stage)
    assert [field for field, on_paper, _, _ in fields if on_paper not in said] == []
    assert [field for field, _, page, name in fields if not asks(page, name)] == []


def only_themes(content: Content) -> None:
    content["subjects"] = ["theme"]
    content["metadata"]["version"] = "themes"


def test_a_procedure_for_adults_has_no_column_for_children_and_a_theme_has_none_at_all() -> None:
    """On the paper, and in the documents of a case: what a procedure does not ask for is not left empty."""
    world = a_world("fenmarsh")
    case = world.raised(children=(Child("A-1", "AB", kind=SubjectKind.ADULT),))
    written = words_of(document(case, Kind.OPENING, case.raised_by))
    for said in (words(world, Paper.OPENING), written):
        assert "Initials" in said
        assert not {"Age", "Plan or order"} & set(said.splitlines())
    themes = a_world(version=publish_policy(changed("fenmarsh", only_themes)))
    case = themes.raised(children=(Child("T-1", "", kind=SubjectKind.THEME),))
    written = words_of(document(case, Kind.OPENING, case.raised_by))
    assert "A theme, with no person" in written
    for said in (words(themes, Paper.OPENING), written):
        assert not {"Initials", "Age", "Plan or order"} & set(said.splitlines())


def test_children_have_their_age_and_plan() -> None:
    world = a_world("bristol")
    case = world.raised()
    lines = set(words_of(document(case, Kind.OPENING, case.raised_by)).splitlines())
    assert {"Initials", "Age", "Plan or order"} <= lines


def no_more_time(content: Content) -> None:
    content["timescales"] = {"extension": {"allowed": False, "pauses": False}}


def test_a_paper_asks_for_no_timetable_where_none_may_be_agreed() -> None:
    """BRIS-10 where it may."""
    assert "the timetable" in words(a_world("bristol"), Paper.STAGE, "stage-1")
    version = publish_policy(changed("fenmarsh", no_more_time))
    first = version.policy.stages[0].key
    assert "the timetable" not in words(a_world(version=version), Paper.STAGE, first)
