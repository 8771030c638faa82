"""What the tests of notifications share: people, a fixed instant, and a hint that is counted instead of sent."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from notifications import outbox
from notifications.models import Delivery, Message, State

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
DUE = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


@pytest.fixture
def hints(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The hints that would have gone to Celery."""
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(outbox.deliver, "apply_async", lambda **options: sent.append(options))
    return sent


@pytest.fixture
def ada(db: None) -> Any:
    return get_user_model().objects.create_user("ada@example.org", name="Ada Okafor")


@pytest.fixture
def ben(db: None) -> Any:
    return get_user_model().objects.create_user("ben@example.org", name="Ben Price")


def every_reference(_: Any) -> Any:
    """Here whoever looks after delivery does so for every case; `tests/unit/cases/test_undelivered.py` has the real answer."""
    return Message.objects.values_list("reference", flat=True)


@pytest.fixture
def keeper(db: None, settings: Any) -> Any:
    """Somebody who may see what could not be delivered."""
    settings.REFERENCES_LOOKED_AFTER = f"{__name__}.every_reference"
    return get_user_model().objects.create_superuser("keeper@example.org", name="Kit Keeper")


@pytest.fixture
def write(ada: Any) -> Callable[..., Message]:
    """Makes a message and its delivery directly, past the outbox."""

    def make(*, number: int = 1, state: str = State.PENDING, error: str = "", **changes: Any) -> Message:
        fields = {
            "recipient": ada,
            "key": f"key-{number}",
            "kind": "reminder",
            "reference": f"ESC-{number:04}",
            "todo": "acknowledge it",
            "due": DUE,
            "path": f"/cases/ESC-{number:04}/",
            "created_at": AT,
        }
        message = Message.objects.create(**fields | changes)
        failed_at = AT if state in (State.FAILED, State.GIVEN_UP) else None
        sent_at = AT if state == State.SENT else None
        Delivery.objects.create(
            message=message,
            channel="email",
            state=state,
            next_attempt_at=AT,
            failed_at=failed_at,
            sent_at=sent_at,
            last_error=error,
        )
        return message

    return make
