"""The rows of the figures and of the reports."""

from reports.models.facts import CaseFact, Kept, LimitFact, PairFact, ReasonFact, StageFact
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
    "Withdrawal",
]
