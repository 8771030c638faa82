"""The only door: one row per key, in the caller's transaction, and nothing in it that could identify a child."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.errors import NotVisible, WrongMoment
from notifications import outbox
from notifications.models import Delivery, Message, State
from tests.unit.notifications.conftest import AT, DUE


def fields(**changes: Any) -> dict[str, Any]:
    return {
        "recipient": None,
        "key": "case:1:acknowledge:5:7",
        "kind": "acknowledge",
        "reference": "ESC-0142",
        "todo": "acknowledge it",
        "due": DUE,
        "path": "/cases/ESC-0142/",
        "at": AT,
    } | changes


def test_a_notice_is_kept_with_one_delivery_that_is_due_at_once(ada: Any) -> None:
    message = outbox.enqueue(**fields(recipient=ada))
    kept = Message.objects.get()
    assert message == kept
    assert (kept.recipient, kept.reference, kept.todo, kept.due, kept.path) == (
        ada,
        "ESC-0142",
        "acknowledge it",
        DUE,
        "/cases/ESC-0142/",
    )
    delivery = Delivery.objects.get()
    assert (delivery.message, delivery.channel, delivery.state) == (kept, "email", "pending")
    assert (delivery.next_attempt_at, delivery.attempts, delivery.claimed_until) == (AT, 0, None)


def test_a_primary_key_will_do_for_the_recipient(ada: Any) -> None:
    outbox.enqueue(**fields(recipient=ada.pk))
    assert Message.objects.get().recipient == ada


def test_the_same_key_again_changes_nothing_and_returns_none(ada: Any, ben: Any) -> None:
    first = outbox.enqueue(**fields(recipient=ada))
    assert outbox.enqueue(**fields(recipient=ben, todo="respond")) is None
    assert list(Message.objects.values_list("pk", "todo")) == [(first.pk, "acknowledge it")]
    assert Delivery.objects.count() == 1


def test_many_returns_what_is_new_in_the_order_given(ada: Any, ben: Any) -> None:
    outbox.enqueue(**fields(key="b", recipient=ada))
    keys = ["d", "b", "a", "d", "c"]
    new = outbox.enqueue_many(outbox.Notice(**fields(key=key, recipient=ben)) for key in keys)
    assert [message.key for message in new] == ["d", "a", "c"]
    assert Delivery.objects.count() == 4


def test_many_cost_no_more_statements_than_one(ada: Any) -> None:
    with CaptureQueriesContext(connection) as one:
        outbox.enqueue(**fields(recipient=ada))
    with CaptureQueriesContext(connection) as many:
        outbox.enqueue_many(outbox.Notice(**fields(key=f"k{n}", recipient=ada)) for n in range(40))
    statements = [[q["sql"] for q in asked if "SAVEPOINT" not in q["sql"]] for asked in (one, many)]
    assert len(statements[0]) == len(statements[1]) == 3


def test_nothing_to_enqueue_asks_nothing(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert outbox.enqueue_many([]) == []


def test_where_there_is_nobody_the_delivery_has_failed_and_is_seen(db: None) -> None:
    outbox.enqueue(**fields())
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.failed_at) == (State.FAILED, AT)
    assert delivery.last_error == "There was nobody to send it to"


def test_a_recipient_who_does_not_exist_is_refused_by_the_database(ada: Any) -> None:
    outbox.enqueue(**fields(recipient=ada.pk + 1000))
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.check_constraints()
    Delivery.objects.all().delete()
    Message.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused_and_nothing_is_kept() -> None:
    with pytest.raises(outbox.OutsideTransaction):
        outbox.enqueue(**fields())
    with pytest.raises(outbox.OutsideTransaction):
        outbox.enqueue_many([])
    assert Message.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_neither_kept_nor_hinted_at(hints: list[Any]) -> None:
    with transaction.atomic():
        outbox.enqueue(**fields())
        transaction.set_rollback(True)
    assert (Message.objects.count(), hints) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_the_hint_leaves_after_the_commit_and_tries_once(hints: list[Any]) -> None:
    with transaction.atomic():
        outbox.enqueue(**fields())
        assert hints == []
    assert hints == [{"retry": False, "ignore_result": True}]
    with transaction.atomic():
        outbox.enqueue(**fields())
    assert len(hints) == 1


@pytest.mark.django_db(transaction=True)
def test_a_lost_hint_harms_nothing(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(**_: Any) -> None:
        raise ConnectionError("amqp://user:secret@broker")

    monkeypatch.setattr(outbox.deliver, "apply_async", broken)
    with transaction.atomic():
        outbox.enqueue(**fields())
    assert Message.objects.count() == 1
    assert "ConnectionError" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"key": ""}, "the key"),
        ({"key": "k" * 201}, "the key"),
        ({"kind": "Two words"}, "the kind"),
        ({"kind": ""}, "the kind"),
        ({"reference": "Ada Okafor"}, "the reference"),
        ({"reference": "ESC-0142 Ada"}, "the reference"),
        ({"reference": "A" * 41}, "the reference"),
        ({"todo": ""}, "what to do"),
        ({"todo": "acknowledge\nBcc: all@example.org"}, "what to do"),
        ({"todo": "a" * 121}, "what to do"),
        ({"path": "https://elsewhere.example/"}, "the path"),
        ({"path": "//elsewhere.example/"}, "the path"),
        ({"path": "/cases/ESC-0142/?name=Ada"}, "the path"),
        ({"path": "/" + "a" * 200}, "the path"),
        ({"due": datetime(2026, 11, 24, 17, 0)}, "the due moment"),  # noqa: DTZ001  the point of the test
        ({"at": datetime(2026, 11, 24, 17, 0)}, "the moment"),  # noqa: DTZ001  the point of the test
    ],
)
def test_what_cannot_be_a_notice_is_refused_before_the_database_is_asked(change: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        outbox.Notice(**fields(**change))


def test_a_person_who_is_not_kept_yet_is_refused(ada: Any) -> None:
    stranger = type(ada)(email="new@example.org", name="New")
    with pytest.raises(ValueError, match="the recipient"):
        outbox.Notice(**fields(recipient=stranger))


def test_a_notice_without_a_reference_or_a_limit_is_a_notice(ada: Any) -> None:
    assert outbox.enqueue(**fields(recipient=ada, reference="", due=None, path="/")) is not None


class TestSendAgain:
    def test_it_waits_again_with_all_its_attempts_and_remembers_who_asked(self, write: Any, keeper: Any) -> None:
        delivery = write(state=State.GIVEN_UP, error="The mail server could not be reached").deliveries.get()
        Delivery.objects.update(attempts=8)
        outbox.send_again(delivery_id=delivery.pk, by=keeper, at=DUE)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.attempts, delivery.next_attempt_at) == (State.PENDING, 0, DUE)
        assert (delivery.failed_at, delivery.last_error) == (None, "")
        assert (delivery.resent_by, delivery.resent_at) == (keeper, DUE)

    @pytest.mark.parametrize("state", [State.PENDING, State.SENT])
    def test_what_waits_or_is_sent_is_left_alone(self, write: Any, keeper: Any, state: State) -> None:
        delivery = write(state=state).deliveries.get()
        with pytest.raises(WrongMoment):
            outbox.send_again(delivery_id=delivery.pk, by=keeper, at=DUE)
        assert Delivery.objects.get().resent_at is None

    def test_what_has_nobody_to_go_to_is_refused(self, write: Any, keeper: Any) -> None:
        delivery = write(state=State.FAILED, recipient=None).deliveries.get()
        with pytest.raises(WrongMoment, match="nobody"):
            outbox.send_again(delivery_id=delivery.pk, by=keeper, at=DUE)

    def test_what_does_not_exist_is_not_visible(self, keeper: Any) -> None:
        with pytest.raises(NotVisible):
            outbox.send_again(delivery_id=uuid4(), by=keeper, at=DUE)


def test_a_row_that_says_both_sent_and_failed_is_refused_by_the_database(write: Any) -> None:
    write(state=State.SENT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.update(failed_at=AT)
