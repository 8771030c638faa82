"""What is due to be sent, and how does it get sent? Claim, send, mark: three steps, and no lock is held while sending.

A delivery is sent at least once. It is claimed in one transaction (a lease, `claimed_until`), sent outside any, and
marked in another. A process that dies between sending and marking leaves a delivery that is sent again when its lease is
over, under the same Message-ID, so that mail systems recognise the repeat. It is never marked as sent before it is.
"""

import logging
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import F, Q, QuerySet

from notifications.channels import Hindered, Mail, Refused, Unreachable
from notifications.models import Delivery, State

logger = logging.getLogger(__name__)

BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 8 * 60, 11 * 60))
"""The waits between attempts: a little over a day in all, so that a server down for a night loses nothing."""
MOST_ATTEMPTS = len(BACKOFF) + 1
LEASE = timedelta(minutes=10)
LONGEST_RUN_SECONDS = 240.0
"""A run stops well before its lease ends, also when the last message takes the server's every timeout."""
CUT_OFF = "Sending it was cut off again and again"


@dataclass
class Counts:
    """What one run did: how many deliveries were sent, will be tried again, failed for good, were given up."""

    sent: int = 0
    retried: int = 0
    failed: int = 0
    given_up: int = 0

    def as_dict(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)


def deliver_due(*, at: datetime, limit: int = 100) -> Counts:
    """Send what is due at the instant `at`, oldest first, at most `limit` of it; returns what became of it.

    Safe to run twice, late, or several at once: a claimed delivery is skipped. A permanent refusal fails at once; all
    else is tried again after the waits of BACKOFF and then given up. When the server cannot be reached, nothing further
    is tried in this run, and each claimed delivery counts it as an attempt.
    """
    counts = Counts(given_up=_give_up_what_was_cut_off(at))
    claimed = _claim(at, limit)
    stop_at = monotonic() + LONGEST_RUN_SECONDS
    with Mail() as mail:
        unreachable: Unreachable | None = None
        for place, delivery in enumerate(claimed):
            if monotonic() > stop_at:
                _release(claimed[place:])
                break
            unreachable = _deliver(delivery, mail, counts, at=at, unreachable=unreachable)
    return counts


def _waiting(at: datetime) -> QuerySet[Delivery]:
    """What is due and under nobody's lease."""
    unclaimed = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
    return Delivery.objects.filter(unclaimed, state=State.PENDING, next_attempt_at__lte=at)


def _claim(at: datetime, limit: int) -> list[Delivery]:
    """Take a lease on what is due. Rows that another process is claiming are skipped (SQLite: it waits its turn)."""
    with transaction.atomic():
        due = _waiting(at).select_for_update(skip_locked=True, of=("self",))
        claimed = list(due.select_related("message__recipient").order_by("next_attempt_at", "pk")[:limit])
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in claimed]).update(
            claimed_until=at + LEASE, attempts=F("attempts") + 1
        )
    for delivery in claimed:
        delivery.attempts += 1
    return claimed


def _deliver(
    delivery: Delivery, mail: Mail, counts: Counts, *, at: datetime, unreachable: Unreachable | None
) -> Unreachable | None:
    """Send one and mark it. Returns the reason if the server cannot be reached, so that the next is not tried."""
    try:
        if unreachable:
            raise unreachable
        mail.send(delivery)
    except Refused as refusal:
        counts.failed += 1
        _end(delivery, State.FAILED, refusal.sentence, at=at)
    except Hindered as hindrance:
        _put_off(delivery, hindrance.sentence, counts, at=at)
        return hindrance if isinstance(hindrance, Unreachable) else None
    else:
        counts.sent += 1
        _mark_sent(delivery, at=at)
    return None


def _mark_sent(delivery: Delivery, *, at: datetime) -> None:
    """It is out, whatever another process may have thought of it meanwhile."""
    Delivery.objects.filter(pk=delivery.pk).exclude(state=State.SENT).update(
        state=State.SENT, sent_at=at, failed_at=None, claimed_until=None, last_error=""
    )


def _put_off(delivery: Delivery, why: str, counts: Counts, *, at: datetime) -> None:
    if delivery.attempts >= MOST_ATTEMPTS:
        counts.given_up += 1
        _end(delivery, State.GIVEN_UP, why, at=at)
        return
    counts.retried += 1
    _mine(delivery).update(next_attempt_at=at + BACKOFF[delivery.attempts - 1], claimed_until=None, last_error=why)


def _end(delivery: Delivery, state: State, why: str, *, at: datetime) -> None:
    _mine(delivery).update(state=state, failed_at=at, claimed_until=None, last_error=why)
    logger.warning("Delivery %s: %s. %s.", delivery.pk, state.label, why)


def _mine(delivery: Delivery) -> QuerySet[Delivery]:
    """The row, as long as nobody has claimed it after us: the count of attempts fences off a process that woke late."""
    return Delivery.objects.filter(pk=delivery.pk, state=State.PENDING, attempts=delivery.attempts)


def _release(claimed: list[Delivery]) -> None:
    """Give back what this run had no time for; it does not count as an attempt."""
    for delivery in claimed:
        _mine(delivery).update(claimed_until=None, attempts=F("attempts") - 1)


def _give_up_what_was_cut_off(at: datetime) -> int:
    """End what was claimed as often as it may be and never marked: each process that took it died over it."""
    cut_off = _waiting(at).filter(attempts__gte=MOST_ATTEMPTS)
    return cut_off.update(state=State.GIVEN_UP, failed_at=at, claimed_until=None, last_error=CUT_OFF)
