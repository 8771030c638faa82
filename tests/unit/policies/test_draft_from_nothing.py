"""A sixth area is written in the browser from nothing, by its forms alone, as the author's guide writes it in a file."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from agencies.roles import MembershipRole
from policies.drafting.places import Path, name_of
from policies.drafting.plain import content_of_draft
from policies.drafting.saving import start, whole_stage
from policies.drafting.sections import SECTIONS, STAGES
from policies.drafting.shapes import Kind, Shape
from policies.models import PolicyDraft, PolicyVersion
from tests.unit.policies.drafters import as_, somebody
from tests.unit.policies.forms_sent import form_on, send
from tests.unit.policies.library import AT
from tests.unit.policies.test_guide import westmere
from tests.unit.policies.test_pages import seen

pytestmark = pytest.mark.django_db
BOXES = {True: "true", False: "false", None: "null"}


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def draft() -> PolicyDraft:
    return start(None, by=somebody("Ada Admin", MembershipRole.ADMINISTRATOR), at=AT)[0]


@pytest.fixture
def client(draft: PolicyDraft) -> Client:
    return as_(draft.started_by)


def inside(shape: Shape, value: Any, path: Path) -> Iterator[tuple[Shape, Any, Path]]:
    """What stands in a value: its keys, or its rows."""
    if shape.model is not None:
        held = ((part.shape, part.key) for part in shape.keys if part.key in (value or {}))
    elif shape.kind is Kind.ROWS:
        held = ((shape.row, number) for number in range(len(value)))
    else:
        held = ((shape.row, word) for word in (value if shape.kind is Kind.BY_WORD else ()))
    for one, step in held:
        yield one, value[step], (*path, step)


def presses(shape: Shape, value: Any, path: Path, *, there: int = 0) -> Iterator[tuple[str, dict[str, str]]]:
    """The buttons that make room for a value, with what is chosen beside them, in their order.

    `there`: rows that come of themselves.
    """
    name, by_word = name_of(path), shape.kind is Kind.BY_WORD
    if shape.kind is Kind.MAYBE:
        yield f"{'remove' if value is None else 'add'}:{name}", {}
    for number, (one, held, below) in enumerate(inside(shape, value, path)):
        if by_word or (shape.kind is Kind.ROWS and number >= there):
            yield f"add:{name}", {f"{name}:new": str(below[-1])} if by_word else {}
        yield from presses(one, held, below, there=1 if by_word else 0)


def answers(shape: Shape, value: Any, path: Path) -> Iterator[tuple[str, Any]]:
    """What is typed, chosen and ticked for a value."""
    if shape.model is not None or shape.inner is not None:
        for one, held, below in inside(shape, value, path):
            yield from answers(one, held, below)
    elif shape.kind is Kind.DATE:
        parts = (f"{name_of(path)}-{part}" for part in ("year", "month", "day"))
        yield from zip(parts, value.split("-"), strict=True)
    else:
        yield name_of(path), TYPED.get(shape.kind, plainly)(value)


def plainly(value: Any) -> Any:
    """One value as it is typed or chosen; several as they are ticked."""
    if value is None or isinstance(value, bool):
        return BOXES[value]
    return value if isinstance(value, list) else str(value)


TYPED: dict[Kind, Any] = {
    Kind.FLAG: lambda value: "true" if value else None,
    Kind.LINES: "\r\n".join,
    Kind.RULES: ", ".join,
}


def fill(client: Client, address: str, shape: Shape, value: Any, path: Path) -> None:
    """Fill in one key on its page, from nothing."""
    for button, chosen in presses(shape, value, path):
        opened = client.get(address).content.decode()
        if f'value="{button}"' in opened:
            assert client.post(address, form_on(opened) | chosen | {"do": button}).status_code == 302
    assert send(client, address, **dict(answers(shape, value, path))).status_code == 302


def write(client: Client, draft: PolicyDraft, content: dict[str, Any]) -> None:
    """Write a whole procedure in the forms."""
    for _ in content["stages"]:
        send(client, page(draft, STAGES), do="add:stages")
    for place, stage in enumerate(content["stages"]):
        fill(client, page(draft, f"stage-{place + 1}"), whole_stage(), stage, (STAGES, place))
    for section in SECTIONS:
        for part in section.parts:
            if part.key != STAGES and part.key in content:
                fill(client, page(draft, section.slug), part.shape, content[part.key], (part.key,))


def page(draft: PolicyDraft, slug: str) -> str:
    return reverse("policy-draft-part", args=[draft.pk, slug])


def test_an_empty_draft_asks_for_what_every_procedure_needs(draft: PolicyDraft, client: Client) -> None:
    publishing = reverse("policy-draft-publish", args=[draft.pk])
    said = seen(client.get(publishing))
    for missing in ("The area", "If somebody is at immediate risk", "What a disagreement may be about"):
        assert f"{missing} : Add “{missing}”" in said
    assert "Stages : Add “Stages”" in said


def test_the_procedure_of_the_guide_is_written_in_forms_and_published(draft: PolicyDraft, client: Client) -> None:
    write(client, draft, content_of_draft(westmere()))
    overview = seen(client.get(reverse("policy-draft", args=[draft.pk])))
    assert "The draft is whole, and it fits together." in overview
    publishing = reverse("policy-draft-publish", args=[draft.pk])
    assert "From now on new disagreements in Westmere follow this version." in seen(client.get(publishing))
    done = client.post(publishing, form_on(client.get(publishing).content.decode()), follow=True)
    assert "Published. Version 1 is in force from Wednesday 1 April 2026." in seen(done)
    version = PolicyVersion.objects.get(area__key="westmere")
    assert version.policy == westmere()
    assert version.published_by == draft.started_by


def test_nothing_is_wrong_yet_with_what_nobody_has_touched(draft: PolicyDraft, client: Client) -> None:
    """A page of a new draft opens without mistakes; once it was saved it says what it lacks; a new row lacks nothing yet."""
    there = reverse("policy-draft-part", args=[draft.pk, "document"])
    page = client.get(there).content.decode()
    assert "There is a problem" not in page
    assert "govuk-form-group--error" not in page
    overview = seen(client.get(reverse("policy-draft", args=[draft.pk])))
    assert "Not begun" in overview
    assert "What is to be mended" not in overview
    assert "There is a problem" in client.get(send(client, there)["Location"]).content.decode()
    assert "What is to be mended" in seen(client.get(reverse("policy-draft", args=[draft.pk])))
