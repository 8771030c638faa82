"""Drafts: an unsent case, saved at each step, seen only by its writer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from agencies.models import User
from cases.actions.linking import check_may_counter
from cases.actions.raising import Disagreement, raise_case
from cases.models import Case, Draft, Side
from core.errors import NotVisible


def start_draft(*, by: User, at: datetime) -> Draft:
    """An empty draft of this person's."""
    return Draft.objects.create(writer=by, created_at=at, updated_at=at)


def start_counter_draft(case: Case, *, by: User, at: datetime) -> Draft:
    """A draft that answers `case` with a disagreement of one's own, with the other agency filled in.

    Raises NotAllowed unless the person takes part for an agency that received `case`.
    """
    check_may_counter(case, by)
    raising = case.parties.get(side=Side.ESCALATING)
    answers = {"agency": {"agency": [str(raising.agency_id)]}}
    return Draft.objects.create(writer=by, counters=case, answers=answers, created_at=at, updated_at=at)


def fetch_draft(key: str, *, by: User) -> Draft:
    """The draft with this key, if it is this person's; NotVisible otherwise."""
    try:
        wanted = UUID(str(key))
    except ValueError as error:
        raise NotVisible from error
    draft = Draft.objects.filter(key=wanted, writer=by).select_related("case", "counters").first()
    if draft is None:
        raise NotVisible
    return draft


def save_answers(draft: Draft, step: str, answers: Mapping[str, Any], *, at: datetime) -> None:
    """Keep what was typed at one step, valid or not: nothing is lost."""
    draft.answers = {**draft.answers, step: dict(answers)}
    draft.updated_at = at
    draft.save(update_fields=["answers", "updated_at"])


def delete_draft(draft: Draft) -> None:
    """Throw a draft away; a sent one stays as the link to its case."""
    if draft.case_id is None:
        draft.delete()


@transaction.atomic
def send(draft: Draft, what: Disagreement, *, at: datetime) -> Case:
    """Raise what the draft says. Sending twice makes one case: the draft's key is the submission."""
    case = raise_case(what, by=draft.writer, at=at, submission=draft.key)
    draft.case = case
    draft.save(update_fields=["case"])
    return case
