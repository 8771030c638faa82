"""What a person has, what is unread, what failed; and marking as read."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from core.errors import NotVisible
from notifications.context_processors import unread_notices
from notifications.models import Delivery, Message, State
from notifications.reading import mark_all_read, mark_read
from notifications.selectors import failed_deliveries, notices_of, unread_count
from tests.unit.notifications.conftest import AT, DUE

MINUTE = timedelta(minutes=1)


def test_ones_own_notices_newest_first(write: Any, ada: Any, ben: Any) -> None:
    old, new = write(number=1), write(number=2, created_at=AT + MINUTE)
    write(number=3, recipient=ben)
    write(number=4, recipient=None)
    assert list(notices_of(ada)) == [new, old]


def test_a_stranger_has_none_though_some_have_nobody(write: Any, django_assert_num_queries: Any) -> None:
    write(recipient=None)
    stranger = AnonymousUser()
    with django_assert_num_queries(0):
        assert list(notices_of(stranger)) == []
        assert unread_count(stranger) == 0
        assert mark_all_read(by=stranger, at=AT, until=AT) == 0


def test_unread_are_counted_in_one_query(write: Any, ada: Any, ben: Any, django_assert_num_queries: Any) -> None:
    write(number=1)
    write(number=2, read_at=AT)
    write(number=3, recipient=ben)
    with django_assert_num_queries(1):
        assert unread_count(ada) == 1


def test_failures_latest_first_with_their_people_in_one_query(write: Any, django_assert_num_queries: Any) -> None:
    write(number=1, state=State.FAILED)
    write(number=2, state=State.GIVEN_UP)
    write(number=3, state=State.SENT)
    write(number=4)
    Delivery.objects.filter(message__reference="ESC-0002").update(failed_at=AT + MINUTE)
    with django_assert_num_queries(1):
        found = [(failed.message.reference, failed.message.recipient.name) for failed in failed_deliveries()]
    assert found == [("ESC-0002", "Ada Okafor"), ("ESC-0001", "Ada Okafor")]


def test_failures_of_these_cases_only(write: Any) -> None:
    write(number=1, state=State.FAILED)
    write(number=2, state=State.FAILED)
    assert [failed.message.reference for failed in failed_deliveries(references=["ESC-0002"])] == ["ESC-0002"]
    assert list(failed_deliveries(references=[])) == []


@pytest.mark.parametrize(
    ("state", "expected"),
    [(State.PENDING, False), (State.SENT, False), (State.FAILED, True), (State.GIVEN_UP, True)],
)
def test_a_delivery_says_whether_a_person_must_act(write: Any, state: State, expected: bool) -> None:
    assert write(state=state).deliveries.get().is_undelivered is expected


def test_marking_one_read_keeps_the_first_moment(write: Any, ada: Any) -> None:
    message = write()
    mark_read(message_id=message.pk, by=ada, at=AT)
    mark_read(message_id=message.pk, by=ada, at=DUE)
    message.refresh_from_db()
    assert (message.read_at, message.is_read) == (AT, True)


def test_another_persons_notice_does_not_exist(write: Any, ben: Any) -> None:
    message = write()
    for by, which in ((ben, message.pk), (ben, uuid4()), (AnonymousUser(), message.pk)):
        with pytest.raises(NotVisible):
            mark_read(message_id=which, by=by, at=AT)
    assert Message.objects.get().read_at is None


def test_marking_all_leaves_what_came_in_since_and_what_is_anothers(write: Any, ada: Any, ben: Any) -> None:
    seen = write(number=1)
    write(number=2, created_at=AT + timedelta(seconds=1))
    write(number=3, recipient=ben)
    assert mark_all_read(by=ada, at=DUE, until=AT) == 1
    assert list(Message.objects.filter(read_at=DUE)) == [seen]


class TestContext:
    def test_nothing_is_asked_until_the_page_asks_and_then_once(
        self, write: Any, ada: Any, rf: RequestFactory, django_assert_num_queries: Any
    ) -> None:
        write()
        request = rf.get("/")
        request.user = ada
        with django_assert_num_queries(0):
            context = unread_notices(request)
        with django_assert_num_queries(1):
            assert [context["unread_notices"](), context["unread_notices"]()] == [1, 1]

    def test_a_stranger_or_a_request_without_anyone_has_none(self, rf: RequestFactory) -> None:
        request = rf.get("/")
        assert unread_notices(request)["unread_notices"]() == 0
        request.user = AnonymousUser()
        assert unread_notices(request)["unread_notices"]() == 0


def test_rows_name_themselves_without_content(write: Any) -> None:
    message = write()
    assert (str(message), str(message.deliveries.get())) == ("ESC-0001 reminder", "email pending")
    assert str(Message(kind="report-ready")) == "report-ready"
