"""A draft as a file: taken away, changed and put back; what the format does not know is refused whole, and nothing is lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from policies.models import PolicyDraft
from policies.parsing import parse
from policies.publishing import publish
from tests.unit.policies.drafters import as_, draft_of, office
from tests.unit.policies.forms_sent import form_on, send
from tests.unit.policies.library import AT, small, small_policy, write
from tests.unit.policies.test_pages import seen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def draft(tmp_path: Path) -> PolicyDraft:
    publish([write(tmp_path, small())], by=None, at=AT)
    return draft_of("anyshire", office("anyshire"))


@pytest.fixture
def client(draft: PolicyDraft) -> Client:
    return as_(draft.started_by)


def page(draft: PolicyDraft) -> str:
    return reverse("policy-draft-file", args=[draft.pk])


def content(draft: PolicyDraft) -> dict[str, Any]:
    return PolicyDraft.objects.get(pk=draft.pk).content


def test_it_is_downloaded_as_a_file_that_says_the_same(draft: PolicyDraft, client: Client) -> None:
    answer = client.get(reverse("policy-draft-download", args=[draft.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="anyshire.yaml"'
    assert parse(answer.content.decode(), file="anyshire.yaml") == small_policy()


def test_what_is_pasted_takes_its_place(draft: PolicyDraft, client: Client) -> None:
    answer = send(client, page(draft), text=small(**{"Line managers": "Managers"}))
    assert answer["Location"] == reverse("policy-draft", args=[draft.pk])
    assert content(draft)["stages"][0]["title"] == "Managers"
    assert content(draft)["metadata"]["in_force_from"] == "2026-04-01"


def test_a_file_that_is_chosen_is_taken_instead(draft: PolicyDraft, client: Client) -> None:
    chosen = SimpleUploadedFile("own.yaml", small(**{"Line managers": "Managers"}).encode("utf-8-sig"))
    client.post(page(draft), form_on(client.get(page(draft)).content.decode()) | {"file": chosen})
    assert content(draft)["stages"][0]["title"] == "Managers"


def test_one_that_is_unfinished_is_taken_and_told(draft: PolicyDraft, client: Client) -> None:
    text = small(
        **{"    band: first-line\n": "", "      - {what: decide, owner: chair, on_breach: remind}": "      []"}
    )
    assert send(client, page(draft), text=text).status_code == 302
    said = seen(client.get(reverse("policy-draft", args=[draft.pk])))
    assert "Stage 1: Line managers, How high it stands : Select “How high it stands”" in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("area: [", "line 1: "),
        ("", "a policy begins with keys such as “area:” and “stages:”"),
        ("- 1", "a policy begins with keys such as “area:” and “stages:”"),
        (small(**{"owner: both": "owner: both, colour: red"}), "obligations[0].colour: this key is not known here"),
        (small(**{"owner: both": "owner: all"}), "obligations[0].owner: “all” is not known."),
        (
            small(**{"reasons:\n  - {key: thresholds, label: Thresholds}": "reasons: many"}),
            "reasons: it must be a list",
        ),
        ("x" * 1_000_001, "it is larger than 1 MB"),
    ],
)
def test_what_the_format_does_not_know_is_refused_with_its_mistakes_and_kept(
    draft: PolicyDraft, client: Client, text: str, says: str
) -> None:
    before = content(draft)
    answer = send(client, page(draft), text=text)
    assert answer.status_code == 422
    assert says in seen(answer)
    assert form_on(answer.content.decode())["text"][0].strip() == text.replace("\r\n", "\n").strip()
    assert content(draft) == before


def test_it_does_not_overwrite_what_somebody_changed_meanwhile(draft: PolicyDraft, client: Client) -> None:
    opened = form_on(client.get(page(draft)).content.decode())
    second = as_(office("anyshire", "Sam Second"))
    send(second, reverse("policy-draft-part", args=[draft.pk, "document"]), **{"metadata.title": "Theirs"})
    mine = small(**{"Line managers": "Managers"})
    answer = client.post(page(draft), opened | {"text": mine})
    assert "Sam Second changed this at 9:30am" in seen(answer)
    assert form_on(answer.content.decode())["text"][0].strip() == mine.strip()
    assert content(draft)["metadata"]["title"] == "Theirs"
    assert client.post(page(draft), form_on(answer.content.decode())).status_code == 302
    assert content(draft)["stages"][0]["title"] == "Managers"


def test_a_draft_that_is_published_takes_no_file(draft: PolicyDraft, client: Client) -> None:
    client.post(reverse("policy-draft-discard", args=[draft.pk]))
    assert client.post(page(draft), {"seen": "", "text": small()}).status_code == 409
