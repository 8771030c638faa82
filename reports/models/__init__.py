"""The rows of the figures and of the reports."""

from reports.models.facts import CaseFact, FactsMark, Kept, LimitFact, PairFact, ReasonFact, StageFact, Why
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
    "CaseFact",
    "Download",
    "FactsMark",
    "FrozenReport",
    "Kept",
    "Kind",
    "LimitFact",
    "PairFact",
    "Progress",
    "ReasonFact",
    "Report",
    "ReportFile",
    "StageFact",
    "Threshold",
    "Why",
    "Withdrawal",
]
