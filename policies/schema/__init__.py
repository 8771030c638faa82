"""The format of a procedure: what a policy file may say, validated, as frozen values.

A file is refused whole: `parse` lists every mistake with file, key and mend (`docs/policy-authors-guide.md`).
"""

from policies.schema.base import Absence, Cited, Guidance, Item
from policies.schema.document import Area, Metadata, Method, Preparation, Priority, Reason, RequiredMeans, Thresholds
from policies.schema.forms import Form
from policies.schema.limits import Limit, Obligation, OverallLimit, Period, Reminders
from policies.schema.outcome import Afterwards, Learning, Outcome
from policies.schema.people import ActingRole, Ladder, Rungs, Who
from policies.schema.policy import Policy
from policies.schema.referring import Referral
from policies.schema.risk import Contact, Hop, ImmediateRisk, Skip
from policies.schema.settling import Composition, LastOption, LastStage, Scrutiny
from policies.schema.signposts import SignPost
from policies.schema.stages import Gate, PlanLink, Route, Stage, Tell
from policies.schema.timescales import Extension, Timescales

__all__ = [
    "Absence",
    "ActingRole",
    "Afterwards",
    "Area",
    "Cited",
    "Composition",
    "Contact",
    "Extension",
    "Form",
    "Gate",
    "Guidance",
    "Hop",
    "ImmediateRisk",
    "Item",
    "Ladder",
    "LastOption",
    "LastStage",
    "Learning",
    "Limit",
    "Metadata",
    "Method",
    "Obligation",
    "Outcome",
    "OverallLimit",
    "Period",
    "PlanLink",
    "Policy",
    "Preparation",
    "Priority",
    "Reason",
    "Referral",
    "Reminders",
    "RequiredMeans",
    "Route",
    "Rungs",
    "Scrutiny",
    "SignPost",
    "Skip",
    "Stage",
    "Tell",
    "Thresholds",
    "Timescales",
    "Who",
]
