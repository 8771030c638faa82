"""What stands before every view: no declaration, no entry; and the headers that tell the browser what a page may do."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from agencies.models import User
from core.access import Audience, access
from escalation.middleware import AccessMiddleware


def undeclared(_: HttpRequest) -> HttpResponse:
    return HttpResponse("seen")


def asked_for(view: object, *, by: object) -> HttpResponse | None:
    request = RequestFactory().get("/anything/")
    request.user = by
    return AccessMiddleware(undeclared).process_view(request, view)


@pytest.mark.django_db
def test_a_view_without_a_declaration_is_refused_to_everybody() -> None:
    for somebody in (User(email="a@example.org", name="A"), User(email="b@example.org", name="B", is_superuser=True)):
        with pytest.raises(PermissionDenied, match="does not declare"):
            asked_for(undeclared, by=somebody)


@pytest.mark.django_db
def test_a_declared_view_is_reached_by_whom_it_declares() -> None:
    somebody = User.objects.create_user("a@example.org", name="A")
    assert asked_for(access(Audience.SIGNED_IN)(lambda _: None), by=somebody) is None
    with pytest.raises(PermissionDenied):
        asked_for(access(Audience.PERMISSION, permission="policies.publish")(lambda _: None), by=somebody)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sign-in/", "/healthz", "/no-such-page/"])
def test_every_answer_carries_the_policies_of_the_browser(client: Client, path: str) -> None:
    answer = client.get(path)
    policy = answer["Content-Security-Policy"]
    for part in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    for feature in ("camera", "microphone", "geolocation", "payment"):
        assert f"{feature}=()" in answer["Permissions-Policy"]


@pytest.mark.django_db
def test_an_address_that_only_takes_forms_says_so_to_whoever_opens_it(client: Client) -> None:
    client.force_login(User.objects.create_user("a@example.org", name="A"))
    answer = client.get("/notices/read-all/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "takes what is sent from the form on another page" in answer.content.decode()
