"""What each answer is called that stands in the record, in the order in which they are read."""

from cases.words.afterwards import WRITTEN
from cases.words.board import BOARD_HEADINGS
from cases.words.gates import HEADINGS_OF_GATES
from cases.words.safety import HEADINGS_OF_SAFETY
from cases.words.triage import HEADINGS_OF_TRIAGE

HEADINGS: dict[str, str] = {
    "timetable": "Timescale for resolving it",
    "safety": "What keeps {the person} safe until then",
    "note": "Note",
    **HEADINGS_OF_TRIAGE,
    "agency": "For which agency",
    "references_given": "Own reference for {the person}",
    "response": "Response",
    "took_part": "Who took part",
    "said": "What was said",
    "agreed": "What both sides agree on",
    "disputed": "What is still disputed",
    "method_reason": "Why by this means",
    "why": "Why",
    "text": "Note",
    "tried": "What was done at the stage before",
    **HEADINGS_OF_GATES,
    "protective_why": "Why by then",
    "plan_fits": "How it stands to {the person’s} own plan",
    "plan_reference": "The own plan’s reference",
    "statement": "What was agreed",
    "outstanding": "What stays open, and how it is pursued",
    **BOARD_HEADINGS,
    "decided_by": "Decided by",
    "decision": "Decision",
    "reasons": "Reasons",
    "actions": "Actions",
    "what_is_disputed": "What is disagreed with, and why",
    "kind_of_act": "What is challenged",
    "decided_on": "When it was decided or became clear",
    "agreed_areas": "What both sides agree on",
    "disputed_areas": "What is disputed",
    "relevance_to_risk": "What it means for {the person’s} safety",
    "threshold": "Threshold level",
    "threshold_descriptor": "Threshold descriptor",
    "wanted": "What should happen",
    "tried_before": "What was tried before",
    "prepared": "What was done before raising it",
    "protective_reason": "Why it must be settled by then",
    "support": "Who supports the practitioner",
    **HEADINGS_OF_SAFETY,
    "given_how": "How it reached the other side",
    "paper_how": "How the paper reached the other agency",
    "related_meeting": "The meeting from which it arises",
    "consulted": "Who was consulted",
    "parents_aware": "Whether {the parents or carers} know",
    "parents_why": "Why {the parents or carers} do not know",
    "other_reason": "What else it is about",
    **WRITTEN,
    "method": "How it was first raised",
}

PLACES = {key: place for place, key in enumerate(HEADINGS)}
