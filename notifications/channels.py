"""How does a notice leave by e-mail? Through Django's mail, over SMTP, on one connection for as long as it holds.

What goes wrong becomes one of two things: refused (trying again is useless) or hindered (try again later). Its words are
ours: what a server answers may repeat an address or the content, so of that only the code is kept.
"""

import smtplib
from email.utils import parseaddr
from http import HTTPStatus
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from notifications.models import NOBODY, Delivery
from notifications.rendering import render

FIRST_PERMANENT_CODE = int(HTTPStatus.INTERNAL_SERVER_ERROR)
"""SMTP shares the hundreds of HTTP: from 500 a refusal is permanent (RFC 5321, 4.2.1)."""
SERVER_CLOSES = 421


class Undelivered(Exception):
    """A notice could not be sent; `sentence` says why, in words without content."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refused(Undelivered):
    """It will never be taken as it is: a person must do something."""


class Hindered(Undelivered):
    """Not now; trying again later may do."""


class Unreachable(Hindered):
    """The mail server does not answer or will not have us: nothing else will go out now either."""


class Mail:
    """The way out by e-mail: opens its connection when first used, and again after it broke. A context manager."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def send(self, delivery: Delivery) -> None:
        """Send one notice and return when the server has taken it. Raises Refused, Hindered or Unreachable."""
        try:
            mail = _mail(delivery)
            mail.connection = self._open()
            mail.send()
        except Undelivered:
            raise
        except Exception as error:
            raise self._told(error) from error

    def _open(self) -> BaseEmailBackend:
        if self._connection is None:
            connection = get_connection()
            try:
                connection.open()
            except (OSError, smtplib.SMTPException) as error:
                raise Unreachable("The mail server could not be reached") from error
            self._connection = connection
        return self._connection

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except (OSError, smtplib.SMTPException):
                return  # what was taken is taken; a goodbye that fails changes nothing

    def _told(self, error: Exception) -> Undelivered:
        """What went wrong, as a refusal or a hindrance; a connection that may be broken is given up."""
        match error:
            case smtplib.SMTPRecipientsRefused():
                code = max((answer[0] for answer in error.recipients.values()), default=0)
                told = _by_code(code, "address")
            case smtplib.SMTPDataError():
                code, told = error.smtp_code, _by_code(error.smtp_code, "message")
            case smtplib.SMTPSenderRefused():
                # Our own address, or our standing with the server: the same for all, and not the message's fault.
                code = error.smtp_code
                told = Hindered(f"The mail server refused the sender ({code})")
            case ValueError():
                code, told = 0, Refused("The address cannot be used")
            case OSError():
                code, told = SERVER_CLOSES, Hindered("The connection to the mail server broke")
            case _:
                code, told = (
                    SERVER_CLOSES,
                    Hindered(f"Sending failed in a way that was not foreseen ({type(error).__name__})"),
                )
        if code == SERVER_CLOSES:
            self._close()
        return told


def _by_code(code: int, what: str) -> Undelivered:
    if code >= FIRST_PERMANENT_CODE:
        return Refused(f"The mail server refused the {what} ({code})")
    return Hindered(f"The mail server put the {what} off ({code})")


def _mail(delivery: Delivery) -> EmailMessage:
    """The e-mail. Its Message-ID is the delivery's, whenever and however often it is sent."""
    letter = render(delivery.message)
    return EmailMessage(
        subject=letter.subject,
        body=letter.body,
        to=[address_of(delivery)],
        headers={"Message-ID": message_id(delivery), "Auto-Submitted": "auto-generated"},
    )


def message_id(delivery: Delivery) -> str:
    """The Message-ID of a delivery: the same at each attempt, so that a repeat is recognised as one."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{delivery.pk}@{domain or 'resolve.invalid'}>"


def address_of(delivery: Delivery) -> str:
    """The address to send to. Raises Refused where there is nobody, the account is closed, or it has no address."""
    recipient = delivery.message.recipient
    if recipient is None:
        raise Refused(NOBODY)
    if not recipient.is_active:
        raise Refused("The account of this person is closed")
    address = str(getattr(recipient, recipient.get_email_field_name(), "") or "")
    if not address:
        raise Refused("The account of this person has no email address")
    return address
