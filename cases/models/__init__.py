"""The rows that a case consists of."""

from cases.models.agreement import Answer, PlanAction, Proposal, ProposalKind
from cases.models.approval import Approval, ApprovalKind
from cases.models.case import LIVE_STATES, Case, Ending, ReferenceCounter, State
from cases.models.draft import Draft
from cases.models.follow_up import FollowUp, FollowUpKind, FollowUpResult
from cases.models.learning import CLOSED, Became, LearningPoint
from cases.models.link import CaseLink, LinkKind
from cases.models.outcomes import OutcomeCode
from cases.models.party import (
    SIDES_OF_OWNER,
    Capacity,
    Exclusion,
    Participation,
    Party,
    Side,
    Subject,
    SubjectKind,
    SubjectReference,
    SubjectStatus,
    ToldInstead,
)
from cases.models.passage import DECIDING, Clock, Holding, Obligation, Passage, PassageEnd
from cases.models.record import CaseView, Entry, EntryContent, Visibility
from cases.models.redirect import Redirect
from cases.models.sitting import LEADING, Seat, SeatRole, Sitting
from cases.models.timetable import Timetable

__all__ = [
    "CLOSED",
    "DECIDING",
    "LEADING",
    "LIVE_STATES",
    "SIDES_OF_OWNER",
    "Answer",
    "Approval",
    "ApprovalKind",
    "Became",
    "Capacity",
    "Case",
    "CaseLink",
    "CaseView",
    "Clock",
    "Draft",
    "Ending",
    "Entry",
    "EntryContent",
    "Exclusion",
    "FollowUp",
    "FollowUpKind",
    "FollowUpResult",
    "Holding",
    "LearningPoint",
    "LinkKind",
    "Obligation",
    "OutcomeCode",
    "Participation",
    "Party",
    "Passage",
    "PassageEnd",
    "PlanAction",
    "Proposal",
    "ProposalKind",
    "Redirect",
    "ReferenceCounter",
    "Seat",
    "SeatRole",
    "Side",
    "Sitting",
    "State",
    "Subject",
    "SubjectKind",
    "SubjectReference",
    "SubjectStatus",
    "Timetable",
    "ToldInstead",
    "Visibility",
]
