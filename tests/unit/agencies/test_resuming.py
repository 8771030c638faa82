"""A form that is sent after its session has ended: what was typed survives signing in, and goes nowhere else."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import User
from cases.models import Draft

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
SAID = "First line.\nSecond line, with “quotes” & <angles>."


@pytest.fixture
def priya() -> User:
    return User.objects.create_user("priya@example.org", PASSWORD, name="Priya Shah")


def hidden(answer: Any) -> dict[str, str]:
    """The hidden fields of the first form in the page's own part, as a browser reads them."""
    page = answer.content.decode().partition("<main")[2]
    form = page[: page.index("</form>")]
    unescape = {"&quot;": '"', "&lt;": "<", "&gt;": ">", "&#x27;": "'", "&amp;": "&"}
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    for name, value in found.items():
        for entity, sign in unescape.items():
            value = value.replace(entity, sign)
        found[name] = value
    return found


def sent_too_late(client: Client, path: str, **typed: str) -> Any:
    return client.post(path, {**typed, "csrfmiddlewaretoken": "old"})


def test_what_was_typed_goes_along_through_signing_in(client: Client, priya: User) -> None:
    path = reverse("cover-set")
    answer = sent_too_late(client, path, note=SAID, other="x")
    assert answer.status_code == 401
    assert "no-store" in answer["Cache-Control"]
    assert "what you typed is kept" in answer.content.decode()
    along = hidden(answer)
    assert along == {
        "csrfmiddlewaretoken": along["csrfmiddlewaretoken"],
        "next": path,
        "kept:note": SAID,
        "kept:other": "x",
    }
    wrong = client.post(reverse("sign-in"), {**along, "email": "priya@example.org", "password": "wrong"})
    assert hidden(wrong)["kept:note"] == SAID
    again = client.post(reverse("sign-in"), {**along, "email": "priya@example.org", "password": PASSWORD})
    assert again.status_code == 200
    assert f'action="{path}"' in again.content.decode()
    assert {name: value for name, value in hidden(again).items() if name != "csrfmiddlewaretoken"} == {
        "note": SAID,
        "other": "x",
    }


def test_a_page_that_was_only_opened_asks_to_sign_in_as_ever(client: Client) -> None:
    answer = client.get(reverse("cover-set"))
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('sign-in')}?next={reverse('cover-set')}"


def test_the_answer_is_given_to_no_other_site(client: Client, priya: User) -> None:
    typed = {"email": "priya@example.org", "password": PASSWORD, "kept:note": SAID, "next": "https://evil.example/"}
    answer = client.post(reverse("sign-in"), typed)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("home")


def test_the_api_is_not_asked_to_sign_in_on_a_page(client: Client) -> None:
    assert client.post("/api/v1/cases/", {}).status_code in (401, 403)


class TestAStaleToken:
    @pytest.fixture
    def strict(self) -> Client:
        return Client(enforce_csrf_checks=True)

    def test_whoever_is_signed_in_reads_what_they_typed(self, strict: Client, priya: User) -> None:
        strict.force_login(priya)
        answer = strict.post(
            reverse("raise-start"), {"said": SAID, "choice": "yes"}, headers={"sec-fetch-site": "same-origin"}
        )
        assert answer.status_code == 403
        page = answer.content.decode()
        assert "Second line, with “quotes” &amp; &lt;angles&gt;." in page
        assert not Draft.objects.exists()

    def test_without_any_cookie_it_asks_to_sign_in_and_keeps(self, strict: Client) -> None:
        answer = strict.post(reverse("raise-start"), {"said": SAID}, headers={"sec-fetch-site": "same-origin"})
        assert answer.status_code == 401
        assert hidden(answer)["kept:said"] == SAID

    @pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {}])
    def test_what_another_site_sent_is_not_shown(self, strict: Client, priya: User, headers: dict[str, str]) -> None:
        strict.force_login(priya)
        answer = strict.post(reverse("raise-start"), {"said": "Ring this number now."}, headers=headers)
        assert answer.status_code == 403
        assert "Ring this number now." not in answer.content.decode()

    def test_a_password_is_never_shown(self, strict: Client) -> None:
        typed = {"email": "priya@example.org", "password": "four words of mine"}
        answer = strict.post(reverse("sign-in"), typed, headers={"sec-fetch-site": "same-origin"})
        assert answer.status_code == 403
        assert "four words of mine" not in answer.content.decode()
