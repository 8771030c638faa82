"""Notices against a real mail server: taken, put off, refused, out of reach; and several deliverers at once."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.contrib.auth import get_user_model
from django.db import close_old_connections, connection, connections, transaction

from notifications import outbox
from notifications.delivery import LEASE, deliver_due
from notifications.models import Delivery, Message, State
from tests.services import free_port

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
DUE = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db(transaction=True)


class Mailbox:
    """What the server does with mail, and what it took. `rcpt` and `data` are its answers; None is its usual yes."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.rcpt: str | None = None
        self.data: str | None = None
        self.on_data: Callable[[], None] | None = None

    async def handle_RCPT(  # noqa: N802  the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt and address.startswith("ada@"):
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  see above
        if self.on_data:
            await asyncio.get_running_loop().run_in_executor(None, self.on_data)
        if self.data:
            return self.data
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture(autouse=True)
def hints(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """No worker runs here: the hint goes nowhere, as when the broker is away."""
    sent: list[Any] = []
    monkeypatch.setattr(outbox.deliver, "apply_async", lambda **options: sent.append(options))
    return sent


@pytest.fixture
def port(settings: Any) -> int:
    """A port on which no mail server listens yet; Django's mail goes there."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_TIMEOUT = 5
    settings.SITE_URL = "https://resolve.example"
    settings.DEFAULT_FROM_EMAIL = "Resolve <no-reply@board.example>"
    return int(settings.EMAIL_PORT)


@pytest.fixture
def mailbox(port: int) -> Iterator[Mailbox]:
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box
    server.stop()


@pytest.fixture
def ada() -> Any:
    return get_user_model().objects.create_user("ada@example.org", name="Ada Okafor")


def enqueue(person: Any, number: int = 142) -> Message | None:
    with transaction.atomic():
        return outbox.enqueue(
            recipient=person,
            key=f"case:{number}:acknowledge:{person.pk}",
            kind="acknowledge",
            reference=f"ESC-{number:04}",
            todo="acknowledge it",
            due=DUE,
            path=f"/cases/ESC-{number:04}/",
            at=AT,
        )


def state() -> tuple[str, int, str]:
    delivery = Delivery.objects.get()
    return delivery.state, delivery.attempts, delivery.last_error


def test_what_arrives_is_the_letter_and_nothing_of_the_person(mailbox: Mailbox, ada: Any) -> None:
    enqueue(ada)
    assert deliver_due(at=AT).sent == 1
    (letter,) = mailbox.taken
    assert letter["Subject"] == "ESC-0142: acknowledge it by 5pm on Tuesday 24 November 2026"
    assert letter["To"] == "ada@example.org"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"] == f"<{Delivery.objects.get().pk}@board.example>"
    assert letter.get_content_type() == "text/plain"
    body = letter.get_content()
    assert "Sign in to see it: https://resolve.example/cases/ESC-0142/" in body
    assert "Okafor" not in letter.as_string()
    assert state() == (State.SENT, 1, "")


@pytest.mark.parametrize(
    ("where", "answer", "said"),
    [
        ("rcpt", "451 4.2.1 ada@example.org is busy", "The mail server put the address off (451)"),
        ("data", "452 4.3.1 full", "The mail server put the message off (452)"),
        ("rcpt", "421 4.3.2 going down", "The mail server put the address off (421)"),
    ],
)
def test_put_off_then_taken(mailbox: Mailbox, ada: Any, where: str, answer: str, said: str) -> None:
    enqueue(ada)
    setattr(mailbox, where, answer)
    assert deliver_due(at=AT).retried == 1
    assert state() == (State.PENDING, 1, said)
    setattr(mailbox, where, None)
    assert deliver_due(at=AT + MINUTE - timedelta(seconds=1)).sent == 0
    assert deliver_due(at=AT + MINUTE).sent == 1
    assert state() == (State.SENT, 2, "")
    assert len(mailbox.taken) == 1


@pytest.mark.parametrize(
    ("where", "answer", "said"),
    [
        ("rcpt", "550 5.1.1 ada@example.org is unknown", "The mail server refused the address (550)"),
        ("data", "554 5.7.1 ada@example.org is refused", "The mail server refused the message (554)"),
    ],
)
def test_refused_for_good_fails_at_once_and_the_next_still_goes_out(
    mailbox: Mailbox, ada: Any, where: str, answer: str, said: str
) -> None:
    enqueue(ada)
    setattr(mailbox, where, answer)
    assert deliver_due(at=AT).failed == 1
    assert state() == (State.FAILED, 1, said)
    mailbox.data = None
    ben = get_user_model().objects.create_user("ben@example.org", name="Ben Price")
    enqueue(ben)
    assert deliver_due(at=AT + timedelta(days=1)).sent == 1
    assert [letter["To"] for letter in mailbox.taken] == ["ben@example.org"]


def test_out_of_reach_then_there(port: int, ada: Any) -> None:
    for number in range(3):
        enqueue(ada, number)
    assert deliver_due(at=AT).retried == 3
    assert set(Delivery.objects.values_list("state", "last_error")) == {
        ("pending", "The mail server could not be reached")
    }
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        assert deliver_due(at=AT + MINUTE).sent == 3
    finally:
        server.stop()
    assert sorted(letter["Subject"][:8] for letter in box.taken) == ["ESC-0000", "ESC-0001", "ESC-0002"]


def test_failed_then_sent_again_by_hand(mailbox: Mailbox, ada: Any) -> None:
    enqueue(ada)
    mailbox.rcpt = "550 unknown"
    deliver_due(at=AT)
    mailbox.rcpt = None
    outbox.send_again(delivery_id=Delivery.objects.get().pk, by=ada, at=AT + MINUTE)
    assert deliver_due(at=AT + MINUTE).sent == 1
    assert state() == (State.SENT, 1, "")


def test_no_transaction_is_open_while_the_server_thinks(mailbox: Mailbox, ada: Any) -> None:
    enqueue(ada)
    seen: list[int] = []

    def write_meanwhile() -> None:
        """Another process changes the very row; a lock held during the sending would make this wait for ever."""
        try:
            seen.append(Delivery.objects.update(resent_at=AT))
        finally:
            connections.close_all()

    mailbox.on_data = write_meanwhile
    assert deliver_due(at=AT).sent == 1
    assert seen == [1]


def at_once(work: Callable[[int], Any], times: int) -> list[Any]:
    """Do this in several threads that start together, each with a database connection of its own."""
    gate = threading.Barrier(times)

    def one(number: int) -> Any:
        close_old_connections()
        gate.wait(timeout=10)
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_two_deliverers_at_once_send_each_once(mailbox: Mailbox, ada: Any) -> None:
    for number in range(12):
        enqueue(ada, number)
    counts = at_once(lambda _: deliver_due(at=AT), 2)
    assert sum(count.sent for count in counts) == 12
    assert sorted(letter["Subject"][:8] for letter in mailbox.taken) == [f"ESC-{number:04}" for number in range(12)]
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_a_deliverer_skips_what_another_is_sending(mailbox: Mailbox, ada: Any) -> None:
    enqueue(ada)
    other: list[int] = []

    def deliver_meanwhile() -> None:
        try:
            other.append(deliver_due(at=AT + LEASE - timedelta(seconds=1)).sent)
        finally:
            connections.close_all()

    mailbox.on_data = deliver_meanwhile
    assert deliver_due(at=AT).sent == 1
    assert other == [0]
    assert len(mailbox.taken) == 1


def test_one_key_enqueued_by_several_at_once_is_one_notice(ada: Any) -> None:
    made = at_once(lambda _: enqueue(ada), 4)
    assert len([message for message in made if message]) == 1
    assert (Message.objects.count(), Delivery.objects.count()) == (1, 1)


def test_the_same_keys_in_opposite_orders_at_once_do_not_lock_each_other_out(ada: Any) -> None:
    def many(turn: int) -> int:
        numbers = range(200) if turn else reversed(range(200))
        notices = [
            outbox.Notice(
                recipient=ada,
                key=f"k{n}",
                kind="reminder",
                reference="ESC-0001",
                todo="respond",
                due=None,
                path="/",
                at=AT,
            )
            for n in numbers
        ]
        with transaction.atomic():
            return len(outbox.enqueue_many(notices))

    assert sum(at_once(many, 2)) == 200
    assert Message.objects.count() == 200


def test_outside_a_transaction_nothing_is_enqueued(ada: Any, hints: list[Any]) -> None:
    assert not connection.in_atomic_block
    with pytest.raises(outbox.OutsideTransaction):
        outbox.enqueue(
            recipient=ada, key="k", kind="reminder", reference="ESC-0142", todo="respond", due=None, path="/", at=AT
        )
    assert (Message.objects.count(), hints) == (0, [])
