"""The rows of the figures and of the reports."""

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
    "Beside",
    "BesideFact",
    "CaseFact",
    "Download",
    "FactsMark",
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
    "StageFact",
    "Threshold",
    "Why",
    "Withdrawal",
]
