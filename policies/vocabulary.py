"""The words that a procedure is written in: closed tables, shared by the policy data, the simulator and real cases.

Each value is what stands in a policy file and in the commands' output; its label is what a person reads.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Self

from core.persons import ADULT, CHILD, NEUTRAL, THEME, Persons


class Word(StrEnum):
    """One word of a closed table: its value is for data, its label for people.

    `wording` is the label as it is written here, with placeholders for whom a case is about (`core.persons`).
    """

    label: str
    wording: str

    def __new__(cls, value: str, wording: str = "") -> Self:
        word = str.__new__(cls, value)
        word._value_ = value
        word.wording = wording or value.replace("-", " ").capitalize()
        word.label = NEUTRAL.say(word.wording)
        return word

    def label_for(self, persons: Persons) -> str:
        """The label in the words of a procedure or a case."""
        return persons.say(self.wording)

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """The table as (value, label) pairs, in its own order."""
        return [(word.value, word.label) for word in cls]


class AgencyType(Word):
    """What kind of organisation (or lone professional) a party belongs to."""

    CHILDRENS_SOCIAL_CARE = "childrens-social-care", "Children’s social care"
    ADULT_SOCIAL_CARE = "adult-social-care", "Adult social care"
    SCHOOL = "school", "School or college"
    EARLY_YEARS = "early-years", "Early years setting"
    HEALTH = "health", "Health"
    POLICE = "police", "Police"
    PROBATION = "probation", "Probation"
    HOUSING = "housing", "Housing"
    VOLUNTARY = "voluntary", "Voluntary or community organisation"
    SELF_EMPLOYED = "self-employed", "Self-employed professional"
    OTHER = "other", "Other agency"


class Subject(Word):
    """Whom or what a case may be about."""

    CHILD = "child", "A child"
    UNBORN = "unborn", "An unborn child"
    ADULT = "adult", "An adult"
    THEME = "theme", "A theme, with no person"


CHILDREN = (Subject.CHILD, Subject.UNBORN)


def persons_of(subjects: Iterable[str]) -> Persons:
    """The words for these subjects together. A theme has words of its own only where it stands alone."""
    found = set(subjects) - {Subject.THEME}
    if not found:
        return THEME
    if found <= set(CHILDREN):
        return CHILD
    return ADULT if found == {Subject.ADULT} else NEUTRAL


class Band(Word):
    """How high a stage stands, comparable between areas whose stage numbers are not (O-17). In ascending order."""

    PRACTITIONER = "practitioner", "Practitioners"
    FIRST_LINE = "first-line", "First-line managers"
    SENIOR = "senior", "Senior managers"
    EXECUTIVE = "executive", "Directors and chief officers"
    BOARD = "board", "The partnership’s board"


class Role(Word):
    """Who acts at a stage: a rung of an agency's ladder, or a part that the board plays."""

    PRACTITIONER = "practitioner"
    LINE_MANAGER = "line-manager"
    SAFEGUARDING_LEAD = "safeguarding-lead", "Named or designated safeguarding lead"
    SERVICE_MANAGER = "service-manager"
    OPERATIONS_MANAGER = "operations-manager"
    ESCALATION_MANAGER = "escalation-manager", "Named manager for escalation"
    HEAD_TEACHER = "head-teacher", "Head teacher or principal"
    HEAD_OF_SERVICE = "head-of-service", "Head of service"
    STRATEGIC_HEAD = "strategic-head", "Strategic head of service"
    SECOND_TIER_OFFICER = "second-tier-officer", "Second tier officer"
    ASSISTANT_DIRECTOR = "assistant-director", "Assistant director"
    DIRECTOR = "director", "Director"
    EXECUTIVE_DIRECTOR = "executive-director", "Executive director"
    CHIEF_OFFICER = "chief-officer", "Chief officer"
    STRATEGIC_SAFEGUARDING = "strategic-safeguarding", "Person with strategic responsibility for safeguarding"
    BOARD_MEMBER = "board-member", "Board member"
    QUALITY_ASSURANCE_MANAGER = "quality-assurance-manager", "Quality assurance manager of the board"
    BUSINESS_MANAGER = "business-manager", "Business manager of the board"
    CHAIR = "chair", "Chair of the board"
    STRATEGIC_LEAD = "strategic-lead", "Strategic lead of the partnership"


class Sides(Word):
    """Which sides take part in a stage."""

    BOTH = "both", "Both sides"
    RAISING = "raising", "The side that raises it"


class Duty(Word):
    """What somebody owes at a stage: the kinds of obligation."""

    RAISE = "raise", "Tell their own manager"
    CONSULT = "consult", "Consult their own manager"
    ACKNOWLEDGE = "acknowledge", "Acknowledge"
    REVIEW_FILE = "review-file", "Review the concern"
    RESPOND = "respond", "Respond"
    DISCUSS = "discuss", "Discuss"
    AGREE_PLAN = "agree-plan", "Agree a plan"
    CONVENE_MEETING = "convene-meeting", "Convene the meeting"
    PROPOSE_OUTCOME = "propose-outcome", "Write down the outcome"
    CONFIRM_OUTCOME = "confirm-outcome", "Confirm the outcome"
    NOTIFY_BOARD = "notify-board", "Tell the board’s office"
    INFORM_CHAIR = "inform-chair", "Tell the chair"
    OFFER_MEDIATION = "offer-mediation", "Offer mediation"
    DECIDE = "decide", "Decide"
    REPORT = "report", "Report back"


AFTER_DECISION = (Duty.REPORT,)
"""Duties that follow upon a decision, and so outlive the stage at which it was made (BHAM-30)."""


class Owner(Word):
    """Who owes it."""

    RAISER = "raiser", "The side that raised it"
    RECEIVER = "receiver", "The side that received it"
    BOTH = "both", "Both sides"
    BOARD_OFFICE = "board-office", "The board’s business office"
    CHAIR = "chair", "The chair"
    MEDIATOR = "mediator", "The mediator"
    PANEL = "panel", "The panel"


SEATED = (Owner.MEDIATOR, Owner.PANEL)
"""Owners that are nobody of the board’s side for good: somebody is appointed for the case."""
WHO_LEADS_MAY = (Duty.OFFER_MEDIATION, Duty.DECIDE)
"""Duties that whoever mediates, or chairs the meeting or panel, does, whichever part of the board owes them."""


class Unit(Word):
    """How a limit is counted (`docs/working-time.md`)."""

    HOURS_AS_WORKING_DAYS = "hours-as-working-days", "× 24 hours, counted in working days"
    WORKING_DAYS = "working-days", "working days"
    WORKING_WEEKS = "working-weeks", "working weeks"
    ELAPSED_HOURS = "elapsed-hours", "hours"
    CALENDAR_DAYS = "calendar-days", "calendar days"
    SAME_WORKING_DAY = "same-working-day", "the same working day"
    AS_SOON_AS_POSSIBLE = "as-soon-as-possible", "as soon as possible"
    CASE_SPECIFIC = "case-specific", "a date that protects {the person}"


class Start(Word):
    """The event that a limit counts from. All but `receipt` count from the instant itself, never rolled forward.

    The last two count back, to so long before a meeting.
    """

    ESCALATION = "escalation", "the escalation"
    RECEIPT = "receipt", "receipt"
    RAISED = "raised", "the day that the disagreement was raised"
    STAGE_ENTERED = "stage-entered", "the start of the stage"
    PREVIOUS_STAGE_ENDED = "previous-stage-ended", "the end of the stage before"
    NOTIFICATION = "notification", "notification of the board’s office"
    MET = "met", "what comes before it at the same stage"
    BEFORE_MEETING = "before-meeting", "the meeting that is arranged at the stage"
    BEFORE_RELATED_MEETING = "before-related-meeting", "the meeting from which the disagreement arises"


COUNTED_BACK = (Start.BEFORE_MEETING, Start.BEFORE_RELATED_MEETING)
"""Starts from which a limit counts back in time."""
KNOWN_LATER = (Start.MET, *COUNTED_BACK)
"""Starts that may not have happened, or not be known, when their stage begins."""


class Strength(Word):
    """Whether a text gives its limit as a guide or as a maximum."""

    GUIDE = "guide"
    MAXIMUM = "maximum"


class Breach(Word):
    """What the passing of a limit does."""

    REMIND = "remind", "Reminders go on"
    OFFER = "offer", "The next stage is offered to the side that raised it"
    ADVANCE = "advance", "The case moves to the next stage by itself"


class Ground(Word):
    """Why a case goes to its next stage."""

    NOT_AGREED = "not-agreed", "We could not agree"
    NO_RESPONSE = "no-response", "We had no response in time"
    DELAY = "delay", "The delay puts {the person} at risk"
    ANTICIPATED = "anticipated", "We expect that this stage cannot settle it in time"
    IMMEDIATE_RISK = "immediate-risk", "{A person is} at immediate risk"
    QA_SCRUTINY = "qa-scrutiny", "It raises matters for quality assurance"


class GateKind(Word):
    """What must be there before a stage is entered or left."""

    EVIDENCE = "evidence", "Evidence of what was tried at the stage before"
    SCREENING = "screening", "Screening by a manager"
    SAFEGUARDING_LEAD_ENDORSEMENT = "safeguarding-lead-endorsement"
    WRITTEN_CONFIRMATION = "written-confirmation", "Written confirmation between the parties"
    MONITORING_FORM = "monitoring-form"
    PROBLEM_AND_AIM = "problem-and-aim", "The problem, the disagreement and the desired outcome are named"
    BOTH_HAVE_MET = "both-have-met", "Both sides have discussed it"
    PLAN_OR_NO_AGREEMENT = "plan-or-no-agreement", "A plan is agreed, or it is recorded that none could be"


class GateMode(Word):
    """How hard a gate is."""

    BLOCK = "block"
    WARN = "warn"
    OFF = "off"


class Means(Word):
    """By which means people raise a disagreement, and talk about it."""

    IN_PERSON = "in-person", "In person"
    TELEPHONE = "telephone", "By telephone"
    VIDEO = "video", "By video call"
    EMAIL = "email", "By email"
    LETTER = "letter", "By letter"


class Audience(Word):
    """Whom a policy says to tell."""

    RAISER = "raiser", "The professional who raised it"
    BOTH_SIDES = "both-sides", "Both sides"
    BOARD_OFFICE = "board-office", "The board’s business office"
    CHAIR = "chair", "The chair of the board"
    SAFEGUARDING_LEAD = "safeguarding-lead", "The safeguarding lead of the agency that raised it"


class Event(Word):
    """When they are told."""

    STAGE_ENTERED = "stage-entered", "The stage begins"
    BREACH = "breach", "A limit passes"
    CLOSED = "closed", "The case ends"
    IMMEDIATE_RISK = "immediate-risk", "{A person is} said to be at immediate risk"


class LearningKind(Word):
    """What a case taught: for everybody, or of a gap in a policy or procedure."""

    LEARNING = "learning", "A learning point"
    GAP = "gap", "A gap in a policy or procedure"


class LearningTo(Word):
    """To whom it goes."""

    BOARD_OFFICE = "board-office", "The board’s business office"
    CHAIR = "chair", "The chair of the board"
    AGENCY_BOARD_MEMBER = "agency-board-member", "The agency’s own board member"


class LastStageKind(Word):
    """How the last stage of a procedure settles a case."""

    CHAIR_DECISION = "chair-decision", "Decision by the chair"
    MEDIATION = "mediation", "Mediation"
    CHAIRED_MEETING = "chaired-meeting", "Meeting chaired by an uninvolved agency"
    PANEL = "panel", "Resolution panel"
    CHAIR_INFORMED = "chair-informed", "The chair is told, and it ends there"
    RECORD_ONLY = "record-only", "It is recorded, and ends there"


DECIDES_NOTHING = (LastStageKind.CHAIR_INFORMED, LastStageKind.RECORD_ONLY)
"""Kinds that settle nothing: the case ends once those have been told whom the stage names."""
TELLING = (Duty.INFORM_CHAIR, Duty.NOTIFY_BOARD)
"""Duties by which they are told."""


class CalendarName(Word):
    """Whose bank holidays count: the three divisions of GOV.UK, and all of them together."""

    ENGLAND_AND_WALES = "england-and-wales", "England and Wales"
    SCOTLAND = "scotland", "Scotland"
    NORTHERN_IRELAND = "northern-ireland", "Northern Ireland"
    UNITED_KINGDOM = "united-kingdom", "the United Kingdom (a holiday anywhere counts)"
