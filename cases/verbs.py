"""The verbs of a case: one for each thing that a person can do to it, with the words in which a page offers it."""

from enum import StrEnum
from typing import Self

from core.persons import NEUTRAL, Persons
from policies.vocabulary import Duty


class Verb(StrEnum):
    """A verb: its value stands in addresses, the API and the record; `label` on buttons; `done` when it is done.

    `wording` and `wording_done` are the same as they are written here, with placeholders for whom a case is about.
    """

    label: str
    done: str
    wording: str
    wording_done: str

    def __new__(cls, value: str, wording: str = "", wording_done: str = "") -> Self:
        verb = str.__new__(cls, value)
        verb._value_ = value
        verb.wording, verb.wording_done = wording, wording_done
        verb.label, verb.done = NEUTRAL.say(wording), NEUTRAL.say(wording_done)
        return verb

    def label_for(self, persons: Persons) -> str:
        """The label in the words of a case."""
        return persons.say(self.wording)

    def done_for(self, persons: Persons) -> str:
        """That it is done, in the words of a case."""
        return persons.say(self.wording_done)

    RAISE = "raise", "Raise a disagreement", "Raised"
    ACKNOWLEDGE = "acknowledge", "Acknowledge", "Acknowledged"
    RESPOND = "respond", "Respond", "Responded"
    TELL_MANAGER = "tell-manager", "Record that your manager was told", "Own manager told"
    CONSULT = "consult", "Record what your manager advised", "Own manager consulted"
    REVIEW_FILE = "review-file", "Record your review", "Concern reviewed"
    RECORD_DISCUSSION = "record-discussion", "Record a discussion", "Discussion recorded"
    PROPOSE_PLAN = "propose-plan", "Propose a plan", "Plan proposed"
    AGREE_PLAN = "agree-plan", "Agree the plan", "Plan agreed"
    RETURN_PLAN = "return-plan", "Send the plan back", "Plan sent back"
    PROPOSE_OUTCOME = "propose-outcome", "Write down what was agreed", "Outcome statement proposed"
    CONFIRM_OUTCOME = "confirm-outcome", "Confirm the outcome", "Outcome confirmed"
    RETURN_OUTCOME = "return-outcome", "Say what is wrong", "Outcome statement sent back"
    REPLACE_OUTCOME = "replace-outcome", "Replace the statement", "Outcome statement replaced"
    TAKE_BACK_OUTCOME = "take-back-outcome", "Take the statement back", "Outcome statement taken back"
    CLOSE_UNCONFIRMED = "close-unconfirmed", "Close without a confirmation", "Closed by the board’s office"
    REPORT_NO_AGREEMENT = "report-no-agreement", "Report that you could not agree", "No agreement reported"
    PROPOSE_TIMETABLE = "propose-timetable", "Propose a timetable", "Timetable proposed"
    ACCEPT_TIMETABLE = "accept-timetable", "Accept the timetable", "Timetable accepted"
    COUNTER_TIMETABLE = "counter-timetable", "Propose another date", "Another date proposed"
    REFUSE_TIMETABLE = "refuse-timetable", "Refuse the timetable", "Timetable refused"
    TAKE_BACK_TIMETABLE = "take-back-timetable", "Take the timetable back", "Timetable taken back"
    BRING_FORWARD = "bring-forward", "Bring the date forward", "Date brought forward"
    END_PAUSE = "end-pause", "Let the limits run on", "Pause ended"
    ASK_OFFICE = "ask-office", "Ask the board’s office", "Board’s office asked"
    ANSWER_AS_OFFICE = "answer-as-office", "Approve or refuse for the office", "Answered by the board’s office"
    ESCALATE = "escalate", "Escalate", "Escalated"
    STEP_DOWN = "step-down", "Take it back to an earlier stage", "Went back to an earlier stage"
    REOPEN = "reopen", "Reopen", "Reopened"
    HAND_OVER = "hand-over", "Hand to a colleague", "Handed to a colleague"
    SAY_NOT_OURS = "say-not-ours", "Say that it is for another agency", "Said to be for another agency"
    PASS_ON = "pass-on", "Pass it to the agency that was named", "Passed to another agency"
    KEEP_WITH = "keep-with", "Leave it with the agency that was asked", "Left with the agency that was asked"
    KEEP_OUT = "keep-out", "Keep somebody out", "Somebody kept out"
    LET_IN = "let-in", "Let somebody in again", "Somebody let in again"
    TRIAGE = "triage", "Triage the case", "Triaged by the board’s side"
    NOTIFY_BOARD = "notify-board", "Record that the board’s office was told", "Board’s office told"
    INFORM_CHAIR = "inform-chair", "Record that the chair was told", "Chair told"
    CONVENE_MEETING = "convene-meeting", "Record the meeting’s arrangements", "Meeting arranged"
    OFFER_MEDIATION = "offer-mediation", "Record the offer of mediation", "Mediation offered"
    ANSWER_OFFER = "answer-offer", "Answer the offer of mediation", "Offer of mediation answered"
    CHOOSE_WAY = "choose-way", "Choose how it is settled", "Way of settling it chosen"
    APPOINT = "appoint", "Appoint who sits", "Appointed"
    DECLARE_CONFLICT = "declare-conflict", "Declare a conflict of interest", "Conflict of interest declared"
    ASK_FOR_PAPERS = "ask-for-papers", "Ask both sides for a paper", "Papers asked for"
    HAND_IN_PAPER = "hand-in-paper", "Hand in your paper", "Paper handed in"
    RECORD_REPRESENTATIONS = "record-representations", "Record who was heard", "Representations heard"
    RECORD_DECISION = "record-decision", "Record the decision", "Decision recorded"
    CONFIRM_DECISION = (
        "confirm-decision",
        "Confirm or correct the decision recorded for you",
        "Decision confirmed or corrected by the chair",
    )
    SAY_ASSENT = "say-assent", "Say whether you agreed with the decision", "Said whether they agreed with the decision"
    ACKNOWLEDGE_DECISION = "acknowledge-decision", "Acknowledge the decision", "Decision acknowledged"
    REFER_FOR_SCRUTINY = "refer-for-scrutiny", "Refer for quality assurance", "Referred for quality assurance"
    RECORD_FINDINGS = "record-findings", "Record the findings", "Findings recorded"
    REPORT = "report", "Record the report back", "Reported back"
    LINK = "link", "Link it to another case", "Linked to another case"
    FOLLOW_UP = "follow-up", "Record what was followed up", "Followed up"
    RECORD_REFERRAL = "record-referral", "Record the referral", "Referred outside"
    CHASE = "chase", "Record an attempt to reach them", "Attempt to reach them recorded"
    FLAG_RISK = "flag-risk", "Say that {a person is} at immediate risk", "Immediate risk reported"
    LOWER_RISK = "lower-risk", "Say that the immediate risk is over", "Immediate risk over"
    REPORT_NOT_KEPT = "report-not-kept", "Report that what was agreed was not kept", "Reported as not kept"
    CONFIRM_RECORDED = "confirm-recorded", "Confirm what stands on your records", "Records confirmed"
    SAY_CONCERN = (
        "say-concern",
        "Say whether {the person is} still at risk",
        "Said whether {the person is} still at risk",
    )
    SAY_HELPED = "say-helped", "Say whether it helped {the person}", "Asked whether it helped {the person}"
    RECORD_DEBRIEF = "record-debrief", "Record a debrief", "Debrief recorded"
    CONFIRM_SCREENING = (
        "confirm-screening",
        "Say whether you have screened or endorsed it",
        "Asked whether it was screened or endorsed",
    )
    GIVE_REFERENCES = (
        "give-references",
        "Give your own reference for {the person}",
        "Own reference given",
    )
    RECORD_DISSENT = "record-dissent", "Record dissent at a meeting", "Dissent at a meeting recorded"
    RECORD_LEARNING = "record-learning", "Record what should be learned", "Learning recorded"
    THANK = "thank", "Thank whoever raised it", "Thanked"
    ADD_NOTE = "add-note", "Add a note", "Note added"
    WITHDRAW = "withdraw", "Withdraw", "Withdrawn"


OF_THE_OFFICE: tuple[Verb, ...] = (Verb.ANSWER_AS_OFFICE,)
"""Verbs of the board's office, also where it may not read the case: they show of it no more than its outline does."""

OF_A_SEAT: tuple[Verb, ...] = (
    Verb.DECLARE_CONFLICT,
    Verb.ASK_FOR_PAPERS,
    Verb.RECORD_REPRESENTATIONS,
    Verb.OFFER_MEDIATION,
    Verb.RECORD_DECISION,
    Verb.SAY_ASSENT,
    Verb.REPORT,
    Verb.FLAG_RISK,
)
"""Verbs of whoever sits on a panel or at a meeting, or mediates, though they take part for no side (docs/adr/seats.md)."""

STEP_DUTIES: dict[Verb, Duty] = {
    Verb.TELL_MANAGER: Duty.RAISE,
    Verb.CONSULT: Duty.CONSULT,
    Verb.REVIEW_FILE: Duty.REVIEW_FILE,
    Verb.NOTIFY_BOARD: Duty.NOTIFY_BOARD,
    Verb.INFORM_CHAIR: Duty.INFORM_CHAIR,
    Verb.CONVENE_MEETING: Duty.CONVENE_MEETING,
    Verb.OFFER_MEDIATION: Duty.OFFER_MEDIATION,
    Verb.REPORT: Duty.REPORT,
}
"""Verbs that do nothing but record a step that the policy asks for: each is offered only while its duty is owed."""

MOVING: tuple[Verb, ...] = (
    Verb.ESCALATE,
    Verb.PROPOSE_OUTCOME,
    Verb.CONFIRM_OUTCOME,
    Verb.CLOSE_UNCONFIRMED,
    Verb.RECORD_DECISION,
    Verb.WITHDRAW,
    Verb.STEP_DOWN,
    Verb.REOPEN,
)
"""Verbs that move or end a case: done twice by mistake, they cannot be taken back."""

VERBS_OF_DUTY: dict[Duty, tuple[Verb, ...]] = {
    **{duty: (verb,) for verb, duty in STEP_DUTIES.items()},
    Duty.ACKNOWLEDGE: (Verb.ACKNOWLEDGE,),
    Duty.RESPOND: (Verb.RESPOND,),
    Duty.DISCUSS: (Verb.RECORD_DISCUSSION,),
    Duty.AGREE_PLAN: (Verb.AGREE_PLAN, Verb.PROPOSE_PLAN),
    Duty.PROPOSE_OUTCOME: (Verb.PROPOSE_OUTCOME,),
    Duty.CONFIRM_OUTCOME: (Verb.CONFIRM_OUTCOME,),
    Duty.DECIDE: (Verb.RECORD_DECISION,),
}
"""Which verbs meet a duty, the one that comes first where several are possible: how a page leads from duty to button."""
