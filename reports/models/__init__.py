"""The rows of the figures and of the reports."""

from reports.models.facts import CaseFact, Kept, LimitFact, PairFact, ReasonFact, StageFact

__all__ = ["CaseFact", "Kept", "LimitFact", "PairFact", "ReasonFact", "StageFact"]
