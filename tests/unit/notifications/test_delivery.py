"""Claim, send, mark: the waits, the lease, the fence; and what a refusal or a broken server does."""

import smtplib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

from notifications import delivery as sending
from notifications.delivery import BACKOFF, LEASE, MOST_ATTEMPTS, deliver_due
from notifications.models import Delivery, State
from notifications.tasks import deliver
from tests.unit.notifications.conftest import AT

MINUTE = timedelta(minutes=1)


class Server:
    """Stands for the mail server: `answers` are what it does with each mail, in turn; then it takes all."""

    def __init__(self) -> None:
        self.answers: list[Exception | Callable[[], None] | None] = []
        self.taken: list[mail.EmailMessage] = []
        self.opened = 0
        self.down: Exception | None = None

    def take(self, message: mail.EmailMessage) -> None:
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        if answer:
            answer()
        self.taken.append(message)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    stand_in = Server()

    class Backend(BaseEmailBackend):
        def open(self) -> None:
            stand_in.opened += 1
            if stand_in.down:
                raise stand_in.down

        def close(self) -> None:
            raise smtplib.SMTPServerDisconnected("gone already")

        def send_messages(self, messages: Any) -> int:
            for message in messages:
                stand_in.take(message)
            return len(messages)

    monkeypatch.setattr("notifications.channels.get_connection", Backend)
    return stand_in


def row() -> Delivery:
    return Delivery.objects.get()


def refused(code: int) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({"ada@example.org": (code, b"5.1.1 <ada@example.org> is unknown")})


def test_what_is_due_is_sent_marked_and_counted(write: Any, server: Server) -> None:
    write()
    assert deliver_due(at=AT).as_dict() == {"sent": 1, "retried": 0, "failed": 0, "given_up": 0}
    assert (row().state, row().sent_at, row().claimed_until, row().attempts) == (State.SENT, AT, None, 1)
    assert [message.to for message in server.taken] == [["ada@example.org"]]


def test_what_is_not_due_yet_is_left(write: Any, server: Server) -> None:
    write()
    assert deliver_due(at=AT - timedelta(seconds=1)).sent == 0
    assert (server.taken, server.opened) == ([], 0)


def test_running_twice_sends_once(write: Any, server: Server) -> None:
    write()
    deliver_due(at=AT)
    assert deliver_due(at=AT + MINUTE).sent == 0
    assert len(server.taken) == 1


def test_the_headers_tell_machines_what_this_is(write: Any, server: Server, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Resolve <no-reply@board.example>"
    write()
    deliver_due(at=AT)
    sent = server.taken[0].message()
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["Message-ID"] == f"<{row().pk}@board.example>"
    assert sent["From"] == "Resolve <no-reply@board.example>"


def test_one_connection_serves_a_whole_run(write: Any, server: Server) -> None:
    for number in range(5):
        write(number=number)
    assert deliver_due(at=AT).sent == 5
    assert server.opened == 1


def test_a_run_takes_the_oldest_up_to_its_limit(write: Any, server: Server) -> None:
    for number in range(1, 4):
        message = write(number=number)
        Delivery.objects.filter(message=message).update(next_attempt_at=AT - number * MINUTE)
    assert deliver_due(at=AT, limit=2).sent == 2
    assert [sent.subject[:8] for sent in server.taken] == ["ESC-0003", "ESC-0002"]


def test_queries_of_a_claim_do_not_grow_with_its_rows(
    write: Any, server: Server, django_assert_num_queries: Any
) -> None:
    for number in range(7):
        write(number=number)
    with django_assert_num_queries(4):  # savepoint, select, update, release: people come with the rows
        claimed = sending._claim(AT, 100)
        assert [delivery.message.recipient.email for delivery in claimed] == ["ada@example.org"] * 7


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (refused(450), "The mail server put the address off (450)"),
        (smtplib.SMTPDataError(451, b"ada@example.org later"), "The mail server put the message off (451)"),
        (smtplib.SMTPSenderRefused(550, b"who?", "no-reply@x"), "The mail server refused the sender (550)"),
        (smtplib.SMTPServerDisconnected("ada@example.org"), "The connection to the mail server broke"),
        (TimeoutError("ada@example.org"), "The connection to the mail server broke"),
        (RuntimeError("ada@example.org"), "Sending failed in a way that was not foreseen (RuntimeError)"),
    ],
)
def test_a_hindrance_is_tried_again_and_told_without_content(
    write: Any, server: Server, answer: Exception, sentence: str
) -> None:
    write()
    server.answers = [answer]
    assert deliver_due(at=AT).retried == 1
    assert (row().state, row().attempts, row().next_attempt_at, row().claimed_until) == (
        "pending",
        1,
        AT + MINUTE,
        None,
    )
    assert row().last_error == sentence
    assert deliver_due(at=AT + MINUTE).sent == 1
    assert row().last_error == ""


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (refused(550), "The mail server refused the address (550)"),
        (smtplib.SMTPDataError(554, b"ada@example.org no"), "The mail server refused the message (554)"),
        (ValueError("Invalid address; ada@example.org"), "The address cannot be used"),
    ],
)
def test_a_permanent_refusal_fails_at_once(write: Any, server: Server, answer: Exception, sentence: str) -> None:
    write()
    server.answers = [answer]
    assert deliver_due(at=AT).failed == 1
    assert (row().state, row().failed_at, row().last_error) == (State.FAILED, AT, sentence)
    assert deliver_due(at=AT + timedelta(days=2)).as_dict() == {"sent": 0, "retried": 0, "failed": 0, "given_up": 0}


def test_one_that_fails_does_not_hold_up_the_others(write: Any, server: Server) -> None:
    for number in range(4):
        write(number=number)
    server.answers = [RuntimeError(), refused(550), refused(450), None]
    assert deliver_due(at=AT).as_dict() == {"sent": 1, "retried": 2, "failed": 1, "given_up": 0}


def test_after_a_break_the_connection_is_opened_anew_and_after_a_refusal_it_is_kept(write: Any, server: Server) -> None:
    for number in range(4):
        write(number=number)
    server.answers = [refused(550), smtplib.SMTPServerDisconnected(), refused(421), None]
    deliver_due(at=AT)
    assert server.opened == 3


def test_a_server_that_is_down_is_asked_once_and_each_delivery_waits(write: Any, server: Server) -> None:
    for number in range(3):
        write(number=number)
    server.down = ConnectionRefusedError("10.0.0.1")
    assert deliver_due(at=AT).retried == 3
    assert server.opened == 1
    assert set(Delivery.objects.values_list("attempts", "last_error")) == {(1, "The mail server could not be reached")}


def test_the_waits_grow_over_a_day_and_then_it_is_given_up(write: Any, server: Server, caplog: Any) -> None:
    write()
    server.down = smtplib.SMTPConnectError(421, b"busy")
    at, waits = AT, []
    while row().state == State.PENDING:
        deliver_due(at=at)
        waits.append(row().next_attempt_at - at)
        at = max(at, row().next_attempt_at)
    assert waits[:-1] == [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480, 660)]
    assert timedelta(hours=24) <= sum(BACKOFF, timedelta()) < timedelta(hours=25)
    assert (row().state, row().failed_at, row().attempts) == (State.GIVEN_UP, at, MOST_ATTEMPTS)
    assert str(row().pk) in caplog.text
    assert "ada@example.org" not in caplog.text


def test_a_closed_account_is_a_failure(write: Any, server: Server, ada: Any) -> None:
    write()
    type(ada).objects.filter(pk=ada.pk).update(is_active=False)
    assert deliver_due(at=AT).failed == 1
    assert (row().last_error, server.opened) == ("The account of this person is closed", 0)


def test_an_account_without_an_address_is_a_failure(
    write: Any, server: Server, ada: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write()
    monkeypatch.setattr(type(ada), "EMAIL_FIELD", "pager")
    assert deliver_due(at=AT).failed == 1
    assert (row().last_error, server.opened) == ("The account of this person has no email address", 0)


def test_nobody_is_a_failure(write: Any, server: Server) -> None:
    write(recipient=None)
    assert deliver_due(at=AT).failed == 1
    assert (row().last_error, server.opened) == ("There was nobody to send it to", 0)


class TestLease:
    def claim(self, at: datetime = AT) -> Delivery:
        return sending._claim(at, 100)[0]

    def test_what_is_claimed_is_nobody_elses_until_the_lease_is_over(self, write: Any, server: Server) -> None:
        write()
        self.claim()
        assert deliver_due(at=AT + LEASE - timedelta(seconds=1)).sent == 0
        assert deliver_due(at=AT + LEASE).sent == 1

    def test_a_crash_between_sending_and_marking_repeats_under_the_same_message_id(
        self, write: Any, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write()
        with monkeypatch.context() as crash:
            crash.setattr(sending, "_mark_sent", lambda *_, **__: (_ for _ in ()).throw(SystemExit()))
            with pytest.raises(SystemExit):
                deliver_due(at=AT)
        assert row().state == State.PENDING
        deliver_due(at=AT + LEASE)
        first, second = [message.message()["Message-ID"] for message in server.taken]
        assert first == second
        assert row().state == State.SENT

    def test_a_process_that_wakes_late_does_not_undo_what_the_next_one_did(self, write: Any, server: Server) -> None:
        write()
        late = self.claim()
        deliver_due(at=AT + LEASE)
        sending._put_off(late, "Too late", sending.Counts(), at=AT + LEASE)
        sending._end(late, State.FAILED, "Too late", at=AT + LEASE)
        assert (row().state, row().last_error) == (State.SENT, "")

    def test_a_late_failure_leaves_the_next_claim_alone(self, write: Any, server: Server) -> None:
        write()
        late = self.claim()
        self.claim(AT + LEASE)
        sending._end(late, State.FAILED, "Too late", at=AT + LEASE)
        assert (row().state, row().claimed_until) == (State.PENDING, AT + 2 * LEASE)

    def test_a_late_success_is_a_success_even_if_it_was_given_up_meanwhile(self, write: Any, server: Server) -> None:
        write()
        late = self.claim()
        Delivery.objects.update(state=State.GIVEN_UP, failed_at=AT)
        sending._mark_sent(late, at=AT)
        assert (row().state, row().failed_at) == (State.SENT, None)

    def test_what_was_cut_off_each_time_is_given_up_visibly(self, write: Any, server: Server) -> None:
        write()
        Delivery.objects.update(attempts=MOST_ATTEMPTS, claimed_until=AT)
        assert deliver_due(at=AT - timedelta(seconds=1)).given_up == 0
        assert deliver_due(at=AT).given_up == 1
        assert (row().state, row().failed_at) == (State.GIVEN_UP, AT)
        assert server.taken == []

    def test_a_run_that_takes_too_long_gives_the_rest_back_uncounted(
        self, write: Any, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(3):
            write(number=number)
        clock = iter([0.0, 1.0, sending.LONGEST_RUN_SECONDS + 1])
        monkeypatch.setattr(sending, "monotonic", lambda: next(clock))
        assert deliver_due(at=AT).sent == 1
        rest = Delivery.objects.filter(state=State.PENDING).values_list("attempts", "claimed_until", "next_attempt_at")
        assert list(rest) == [(0, None, AT)] * 2
        assert LEASE.total_seconds() >= 2 * sending.LONGEST_RUN_SECONDS


def test_the_task_delivers_what_is_due_now(write: Any, server: Server) -> None:
    write()
    assert deliver()["sent"] == 1
