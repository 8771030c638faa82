"""The rows of the figures, made from the cases, and kept in step with them."""

from reports.facts.upkeep import catch_up, compare, refresh

__all__ = ["catch_up", "compare", "refresh"]
