"""The rows of the figures and of the reports."""

from reports.models.audit import Audit, AuditAnswer, AuditedCase, Finding, SpreadOver
from reports.models.consent import RegionConsent
from reports.models.facts import (
    Beside,
    BesideFact,
    CaseFact,
    FactsMark,
    Kept,
    LimitFact,
    MonthCount,
    PairFact,
    ReasonFact,
    StageFact,
    Why,
)
from reports.models.report import (
    Download,
    FrozenReport,
    Kind,
    Progress,
    Report,
    ReportFile,
    Threshold,
    Withdrawal,
)

__all__ = [
    "Audit",
    "AuditAnswer",
    "AuditedCase",
    "Beside",
    "BesideFact",
    "CaseFact",
    "Download",
    "FactsMark",
    "Finding",
    "FrozenReport",
    "Kept",
    "Kind",
    "LimitFact",
    "MonthCount",
    "PairFact",
    "Progress",
    "ReasonFact",
    "RegionConsent",
    "Report",
    "ReportFile",
    "SpreadOver",
    "StageFact",
    "Threshold",
    "Why",
    "Withdrawal",
]
