"""stub"""

from dataclasses import asdict, dataclass
from datetime import datetime


@dataclass
class Counts:
    """What one run did."""

    sent: int = 0

    def as_dict(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)


def deliver_due(*, at: datetime, limit: int = 100) -> Counts:
    """Send what is due."""
    return Counts()
