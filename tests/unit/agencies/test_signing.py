"""Signing in and out: what is said, where one is taken, and who is locked out."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from agencies.models import User
from tests.unit.agencies.people import a_member, a_person, an_agency, an_area, on_the_board

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.unit.agencies.urls")]

PASSWORD = "correct horse battery"
WRONG = "Email address or password is incorrect"


@pytest.fixture
def priya() -> User:
    return User.objects.create_user("priya@example.org", PASSWORD, name="Priya Shah")


def attempt(client: Client, email: str = "priya@example.org", password: str = PASSWORD, **more: str) -> Any:
    return client.post(reverse("sign-in"), {"email": email, "password": password, **more})


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def text(answer: Any) -> str:
    return answer.content.decode()


def test_the_page_asks_for_address_and_password(client: Client) -> None:
    answer = client.get(reverse("sign-in"))
    assert answer.status_code == 200
    assert "<title>Sign in – Resolve</title>" in text(answer)
    assert 'autocomplete="username"' in text(answer)
    assert 'autocomplete="current-password"' in text(answer)
    assert "no-store" in answer["Cache-Control"]


def test_whoever_forgot_their_password_is_told_whom_to_ring(client: Client) -> None:
    nobody_known = text(client.get(reverse("sign-in")))
    assert "Forgotten your password?" in nobody_known
    assert "Ring the business office of your area’s partnership." in nobody_known
    on_the_board("Olive Office", an_area("Anyshire"), phone="01234 567890")
    assert "<li>Anyshire: 01234 567890</li>" in text(client.get(reverse("sign-in")))
    assert "<li>Anyshire: 01234 567890</li>" in text(attempt(client, password="wrong"))


@pytest.mark.parametrize("typed", ["priya@example.org", "Priya@EXAMPLE.org", " priya@example.org "])
def test_one_signs_in_however_the_address_is_typed(client: Client, priya: User, typed: str) -> None:
    answer = attempt(client, typed)
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))
    assert signed_in(client) == str(priya.pk)
    assert priya.history.count() == 1


@pytest.mark.parametrize(("email", "password"), [("priya@example.org", "wrong"), ("nobody@example.org", PASSWORD)])
def test_which_of_the_two_is_wrong_is_not_said(client: Client, priya: User, email: str, password: str) -> None:
    answer = attempt(client, email, password)
    assert answer.status_code == 422
    assert text(answer).count(WRONG) == 1
    assert "<title>Error: Sign in – Resolve</title>" in text(answer)
    assert f'value="{email}"' in text(answer)
    assert password not in text(answer)
    assert signed_in(client) is None


def test_somebody_who_has_left_does_not_sign_in(client: Client, priya: User) -> None:
    priya.is_active = False
    priya.save()
    assert WRONG in text(attempt(client))


def test_what_is_missing_is_asked_for(client: Client) -> None:
    answer = attempt(client, "", "")
    assert answer.status_code == 422
    assert "Enter your work email address" in text(answer)
    assert "Enter your password" in text(answer)
    assert WRONG not in text(answer)


def test_one_is_taken_where_one_wanted_to_go(client: Client, priya: User) -> None:
    assert 'name="next" value="/directory/"' in text(client.get(reverse("sign-in"), {"next": "/directory/"}))
    assert attempt(client, next="/directory/")["Location"] == "/directory/"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/x", "\\\\evil.example", "javascript:alert(1)", "http:///evil.example"],
)
def test_nobody_is_taken_off_the_site(client: Client, priya: User, elsewhere: str) -> None:
    assert "evil" not in text(client.get(reverse("sign-in"), {"next": elsewhere}))
    assert attempt(client, next=elsewhere)["Location"] == reverse("home")


def test_whoever_is_signed_in_goes_on(client: Client, priya: User) -> None:
    client.force_login(priya, backend="agencies.backends.RoleBackend")
    assert client.get(reverse("sign-in"))["Location"] == reverse("home")
    assert client.get(reverse("sign-in"), {"next": "/directory/"})["Location"] == "/directory/"


def test_the_session_gets_a_new_key(client: Client, priya: User) -> None:
    client.get(reverse("sign-in"))
    session = client.session
    session["before"] = True
    session.save()
    before = session.session_key
    attempt(client)
    assert client.session.session_key != before


def test_signing_out_is_a_post(client: Client, priya: User) -> None:
    attempt(client)
    assert client.get(reverse("sign-out")).status_code == 405
    assert signed_in(client) is not None
    answer = client.post(reverse("sign-out"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("sign-in"))
    assert signed_in(client) is None


class TestTheLock:
    @pytest.fixture(autouse=True)
    def two_in_the_afternoon(self) -> Iterator[None]:
        with time_machine.travel(datetime(2026, 11, 24, 14, 0, tzinfo=UTC), tick=False):
            yield

    def test_after_eight_failures_the_right_password_is_refused_too(self, client: Client, priya: User) -> None:
        on_the_board("Olive Office", an_area("Anyshire"), phone="01234 567890")
        for _ in range(7):
            assert WRONG in text(attempt(client, password="wrong"))
        for password in ("wrong", PASSWORD):
            answer = attempt(client, password=password)
            assert answer.status_code == 429
            assert "<title>Your account is locked – Resolve</title>" in text(answer)
            assert "at 2:30pm on Tuesday 24 November 2026" in text(answer)
            assert "Anyshire: 01234 567890" in text(answer)
        assert signed_in(client) is None

    def test_another_spelling_of_the_address_does_not_get_round_it(self, client: Client, priya: User) -> None:
        for number in range(8):
            attempt(client, "PRIYA@example.org" if number % 2 else " priya@example.org", "wrong")
        assert attempt(client).status_code == 429

    def test_an_address_without_an_account_locks_alike(self, client: Client) -> None:
        for _ in range(8):
            answer = attempt(client, "nobody@example.org", "wrong")
        assert answer.status_code == 429
        assert "ring the business office of your area’s partnership" in text(answer)

    def test_it_opens_again(self, client: Client, priya: User) -> None:
        for _ in range(8):
            attempt(client, password="wrong")
        with time_machine.travel(datetime(2026, 11, 24, 14, 31, tzinfo=UTC), tick=False):
            assert attempt(client).status_code == 302

    def test_failures_are_counted_under_the_address_typed(self, client: Client) -> None:
        attempt(client, " Nobody@Example.org", "wrong")
        counted = AccessAttempt.objects.get()
        assert (counted.username, counted.failures_since_start) == ("nobody@example.org", 1)
        assert "wrong" not in counted.post_data

    def test_others_are_not_locked(self, client: Client, priya: User) -> None:
        for _ in range(8):
            attempt(client, "nobody@example.org", "wrong")
        assert attempt(client).status_code == 302

    def test_success_starts_the_count_again(self, client: Client, priya: User) -> None:
        for _ in range(2):
            for _ in range(7):
                attempt(client, password="wrong")
            assert attempt(client).status_code == 302


class TestTheDemo:
    def test_the_local_mode_lists_its_people_by_area(self, client: Client) -> None:
        area = an_area("Anyshire")
        demo = a_member("Dora Demo", an_agency(area, "Anyshire Health"), is_demo=True, job_title="Health visitor")
        a_member("Rita Real", an_agency(area))
        page = text(client.get(reverse("sign-in")))
        assert "Anyshire" in page
        assert f'name="person" value="{demo.pk}"' in page
        assert "Health visitor, Anyshire Health (practitioner)" in page
        assert "Rita Real" not in page

    def test_one_click_signs_in(self, client: Client) -> None:
        demo = a_person("Dora Demo", is_demo=True)
        answer = client.post(reverse("sign-in-demo"), {"person": demo.pk, "next": "/directory/"})
        assert (answer.status_code, answer["Location"]) == (302, "/directory/")
        assert signed_in(client) == str(demo.pk)
        assert f"empty page for {demo}" in text(client.get(reverse("home")))

    def test_only_by_post_and_only_made_up_people(self, client: Client) -> None:
        real = a_person("Rita Real")
        gone = a_person("Dora Gone", is_demo=True, is_active=False)
        assert client.get(reverse("sign-in-demo"), {"person": real.pk}).status_code == 405
        for person in (str(real.pk), str(gone.pk), "0", "", "x", "²"):
            assert client.post(reverse("sign-in-demo"), {"person": person}).status_code == 404
        assert signed_in(client) is None

    def test_nobody_is_taken_off_the_site(self, client: Client) -> None:
        demo = a_person("Dora Demo", is_demo=True)
        answer = client.post(reverse("sign-in-demo"), {"person": demo.pk, "next": "https://evil.example/"})
        assert answer["Location"] == reverse("home")

    def test_it_does_not_exist_in_production(self, client: Client, settings: Any) -> None:
        settings.LOCAL = False
        demo = a_member("Dora Demo", an_agency(an_area()), is_demo=True)
        assert client.post(reverse("sign-in-demo"), {"person": demo.pk}).status_code == 404
        assert signed_in(client) is None
        assert "Dora Demo" not in text(client.get(reverse("sign-in")))

    def test_a_forged_click_is_refused(self) -> None:
        demo = a_person("Dora Demo", is_demo=True)
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(reverse("sign-in-demo"), {"person": demo.pk}).status_code == 403
