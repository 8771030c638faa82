"""What else a person may do now, beside the green button: sorted by what it is for, so that a long row can be read."""

from collections.abc import Iterable
from typing import NamedTuple

from cases.verbs import Verb

FEW = 4
"""So many links are read at a glance, and stand in one row without headings."""

SORTED: dict[str, tuple[Verb, ...]] = {
    "Answer": (
        *(Verb.ACKNOWLEDGE, Verb.RESPOND, Verb.TELL_MANAGER, Verb.CONSULT, Verb.REVIEW_FILE, Verb.RECORD_DISCUSSION),
        *(Verb.CHASE, Verb.REPORT_NO_AGREEMENT, Verb.CONFIRM_SCREENING, Verb.ANSWER_OFFER),
        *(Verb.SAY_NOT_OURS, Verb.PASS_ON, Verb.KEEP_WITH),
    ),
    "Settle it": (
        *(Verb.PROPOSE_PLAN, Verb.AGREE_PLAN, Verb.RETURN_PLAN),
        *(Verb.PROPOSE_OUTCOME, Verb.CONFIRM_OUTCOME, Verb.RETURN_OUTCOME, Verb.REPLACE_OUTCOME),
        *(Verb.TAKE_BACK_OUTCOME, Verb.CLOSE_UNCONFIRMED),
        *(Verb.CHOOSE_WAY, Verb.OFFER_MEDIATION, Verb.APPOINT, Verb.CONVENE_MEETING, Verb.HAND_IN_PAPER),
        *(Verb.ASK_FOR_PAPERS, Verb.RECORD_REPRESENTATIONS, Verb.RECORD_DECISION, Verb.CONFIRM_DECISION),
        *(Verb.SAY_ASSENT, Verb.ACKNOWLEDGE_DECISION, Verb.REPORT),
    ),
    "Move it on": (
        *(Verb.ESCALATE, Verb.STEP_DOWN, Verb.REOPEN, Verb.WITHDRAW, Verb.RECORD_REFERRAL, Verb.REFER_FOR_SCRUTINY),
        *(
            Verb.TRIAGE,
            Verb.RECORD_FINDINGS,
            Verb.NOTIFY_BOARD,
            Verb.INFORM_CHAIR,
            Verb.ASK_OFFICE,
            Verb.ANSWER_AS_OFFICE,
        ),
    ),
    "Time": (
        *(Verb.PROPOSE_TIMETABLE, Verb.ACCEPT_TIMETABLE, Verb.COUNTER_TIMETABLE, Verb.REFUSE_TIMETABLE),
        *(Verb.TAKE_BACK_TIMETABLE, Verb.BRING_FORWARD, Verb.END_PAUSE),
    ),
    "Safety": (Verb.FLAG_RISK, Verb.LOWER_RISK, Verb.SAY_CONCERN),
    "People": (Verb.DECLARE_CONFLICT, Verb.HAND_OVER, Verb.KEEP_OUT, Verb.LET_IN, Verb.THANK),
    "Follow up": (
        *(Verb.FOLLOW_UP, Verb.REPORT_NOT_KEPT, Verb.CONFIRM_RECORDED, Verb.SAY_HELPED, Verb.RECORD_DEBRIEF),
    ),
    "For the record": (Verb.ADD_NOTE, Verb.GIVE_REFERENCES, Verb.RECORD_LEARNING, Verb.RECORD_DISSENT, Verb.LINK),
}
"""Each verb that a case's page offers, under what people look for."""


class Offered(NamedTuple):
    """Links of one kind. `heading` is empty where there are too few to be told apart."""

    heading: str
    verbs: list[Verb]


def offered(verbs: Iterable[Verb]) -> list[Offered]:
    """The verbs in groups, in the order of the table; within a group in the order that they came in."""
    others = list(verbs)
    if len(others) <= FEW:
        return [Offered("", others)] if others else []
    groups = [Offered(heading, [verb for verb in others if verb in sort]) for heading, sort in SORTED.items()]
    return [group for group in groups if group.verbs]
