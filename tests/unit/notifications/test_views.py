"""The pages of notices: only one's own, nothing changed by looking, and failures only for those who look after them."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications.models import Delivery, Message, State
from tests.unit.notifications.conftest import AT

LIST = "/notices/"
FAILURES = "/notices/undelivered/"


def text_of(response: Any) -> str:
    """What the page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


@pytest.fixture
def as_ada(client: Client, ada: Any) -> Client:
    client.force_login(ada)
    return client


@pytest.fixture
def as_keeper(client: Client, keeper: Any) -> Client:
    client.force_login(keeper)
    return client


def test_the_list_says_what_by_when_and_that_it_is_unread(write: Any, as_ada: Client) -> None:
    write()
    response = as_ada.get(LIST)
    said = text_of(response)
    assert "ESC-0001: acknowledge it" in said
    assert "By 5pm on Tuesday 24 November 2026" in said
    assert "Monday 23 November 2026, 9:30am" in said
    assert "1 unread notice " in said
    assert 'href="/cases/ESC-0001/"' in response.content.decode()
    assert re.search(r"govuk-tag[^>]*>Unread<", response.content.decode())


def test_looking_changes_nothing(write: Any, as_ada: Client) -> None:
    write()
    as_ada.get(LIST)
    assert Message.objects.get().read_at is None


def test_what_is_read_says_so_and_offers_nothing(write: Any, as_ada: Client) -> None:
    write(read_at=AT)
    said = text_of(as_ada.get(LIST))
    assert " Read " in said
    assert "Mark" not in said


def test_a_notice_without_a_case_or_limit_is_said_as_a_sentence(write: Any, as_ada: Client) -> None:
    write(reference="", due=None, todo="download your report")
    assert "Download your report" in text_of(as_ada.get(LIST))


def test_without_notices_the_page_says_what_comes_here(as_ada: Client) -> None:
    assert "You have no notices." in text_of(as_ada.get(LIST))


def test_another_persons_notices_are_not_shown(write: Any, as_ada: Client, ben: Any) -> None:
    write(recipient=ben)
    assert "ESC-0001" not in text_of(as_ada.get(LIST))


def test_the_list_is_in_pages_and_names_the_page(write: Any, as_ada: Client) -> None:
    for number in range(26):
        write(number=number, created_at=AT + timedelta(minutes=number))
    first, second = as_ada.get(LIST), as_ada.get(LIST, {"page": "2"})
    assert "ESC-0025" in text_of(first)
    assert "ESC-0000" not in text_of(first)
    assert "ESC-0000" in text_of(second)
    assert "Notices (page 2 of 2)" in text_of(second)
    assert as_ada.get(LIST, {"page": "nonsense"}).status_code == 200


@pytest.mark.parametrize("page", [LIST, FAILURES])
def test_queries_do_not_grow_with_rows(write: Any, as_keeper: Client, keeper: Any, page: str) -> None:
    counts = []
    for numbers in (range(2), range(2, 20)):
        for number in numbers:
            write(number=number, recipient=keeper, state=State.FAILED)
        with CaptureQueriesContext(connection) as asked:
            assert as_keeper.get(page).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_marking_one_read_returns_to_the_page_of_the_list(write: Any, as_ada: Client) -> None:
    message = write()
    response = as_ada.post(f"/notices/{message.pk}/read/", {"page": "2"})
    assert (response.status_code, response["Location"]) == (302, "/notices/?page=2")
    assert Message.objects.get().is_read


@pytest.mark.parametrize("page", ["", "1", "nonsense", "-3"])
def test_without_a_page_it_returns_to_the_first(write: Any, as_ada: Client, page: str) -> None:
    assert as_ada.post(f"/notices/{write().pk}/read/", {"page": page})["Location"] == "/notices/"


def test_marking_another_persons_notice_answers_as_if_there_were_none(write: Any, as_ada: Client, ben: Any) -> None:
    other = write(recipient=ben)
    assert as_ada.post(f"/notices/{other.pk}/read/").status_code == 404
    assert as_ada.post(f"/notices/{uuid4()}/read/").status_code == 404
    assert not Message.objects.get().is_read


def test_marking_all_read_goes_by_what_the_page_showed(write: Any, as_ada: Client) -> None:
    write(number=1)
    page = as_ada.get(LIST).content.decode()
    until = re.search(r'name="until" value="([^"]+)"', page)
    assert until is not None
    write(number=2, created_at=timezone.now() + timedelta(minutes=1))
    response = as_ada.post("/notices/read-all/", {"until": until[1].replace("&#x2B;", "+")}, follow=True)
    assert "1 notice marked as read." in text_of(response)
    assert list(Message.objects.filter(read_at=None).values_list("reference", flat=True)) == ["ESC-0002"]


def test_a_forged_moment_is_refused_and_marks_nothing(write: Any, as_ada: Client) -> None:
    write()
    assert as_ada.post("/notices/read-all/", {"until": "whenever"}).status_code == 422
    assert not Message.objects.get().is_read


def test_a_change_is_only_made_by_post(write: Any, as_keeper: Client) -> None:
    delivery = write(state=State.FAILED).deliveries.get()
    for address in ("/notices/read-all/", f"/notices/{uuid4()}/read/", f"{FAILURES}{delivery.pk}/send-again/"):
        assert as_keeper.get(address).status_code == 405
    assert as_keeper.post(LIST).status_code == 405


@pytest.mark.parametrize("address", [LIST, FAILURES])
def test_a_stranger_is_sent_to_sign_in(client: Client, db: None, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"].endswith(f"?next={address}")


def test_failures_are_refused_to_others(write: Any, as_ada: Client) -> None:
    delivery = write(state=State.FAILED).deliveries.get()
    assert as_ada.get(FAILURES).status_code == 403
    assert as_ada.post(f"{FAILURES}{delivery.pk}/send-again/").status_code == 403
    assert Delivery.objects.get().state == State.FAILED


def test_failures_say_what_whom_since_when_and_why(write: Any, as_keeper: Client) -> None:
    write(state=State.FAILED, error="The mail server refused the address (550)")
    said = text_of(as_keeper.get(FAILURES))
    assert "ESC-0001: acknowledge it" in said
    assert "Ada Okafor" in said
    assert "Monday 23 November 2026, 9:30am" in said
    assert "Could not be delivered. The mail server refused the address (550)." in said
    assert "Send again: ESC-0001" in said


def test_where_there_is_nobody_there_is_nothing_to_send_again(write: Any, as_keeper: Client) -> None:
    write(state=State.FAILED, recipient=None, error="There was nobody to send it to")
    said = text_of(as_keeper.get(FAILURES))
    assert "Name somebody in the directory" in said
    assert "Send again" not in said


def test_without_failures_the_page_says_so(as_keeper: Client) -> None:
    assert "Every message has been delivered or is on its way." in text_of(as_keeper.get(FAILURES))


def test_sending_again_puts_it_back_and_says_so(write: Any, as_keeper: Client, keeper: Any) -> None:
    delivery = write(state=State.GIVEN_UP).deliveries.get()
    response = as_keeper.post(f"{FAILURES}{delivery.pk}/send-again/", follow=True)
    assert "The message will be sent again in the next minute." in text_of(response)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.resent_by) == (State.PENDING, keeper)


def test_sending_again_twice_is_a_wrong_moment(write: Any, as_keeper: Client) -> None:
    delivery = write(state=State.FAILED).deliveries.get()
    address = f"{FAILURES}{delivery.pk}/send-again/"
    assert [as_keeper.post(address).status_code for _ in range(2)] == [302, 409]
