"""What is done with a draft: begun, saved part by part, taken from a file, thrown away, published. Nobody overwrites unseen.

Each takes who does it (`by`) and when (`at`). Whoever saves says by a stamp what they had before them; if somebody else
has changed that since, the save is refused with what stands there now, and nothing of either is lost.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path as File
from typing import Any

from django.db import IntegrityError, transaction

from core.errors import BadInput, WrongMoment
from core.words import clock, day_and_month
from policies.drafting.checking import check, in_a_sentence, unfit, wrong_in
from policies.drafting.moving import press
from policies.drafting.places import Path, put, without
from policies.drafting.places import at as found_at
from policies.drafting.plain import as_yaml, content_of_draft, plain
from policies.drafting.reading import Left, Sent, read, read_part
from policies.drafting.sections import (
    SECTIONS,
    STAGES,
    Section,
    digest,
    section_of,
    stage_count,
    stage_section,
    stamp,
)
from policies.drafting.shapes import whole
from policies.models import Area, PolicyDraft, PolicyVersion
from policies.parsing import LARGEST_FILE, Mistake, PolicyMistakes, take
from policies.parsing.loading import NotYaml, load_with_lines
from policies.parsing.mistakes import on_their_lines
from policies.publishing import Sound, publish_sound


class Changed(WrongMoment):
    """Somebody else saved the same since it was opened: what was typed has not been saved, and must not be lost."""

    def __init__(self, sentence: str, *, typed: dict[str, Any]) -> None:
        super().__init__(sentence)
        self.typed = typed
        """The draft with what was typed in place of what stands there."""


class NotTaken(Exception):
    """A file that cannot become the draft: everything that is wrong with it."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True)
class Saved:
    """A saved draft, and the place of it that the reader is brought to (empty: none)."""

    draft: PolicyDraft
    place: Path = ()


@transaction.atomic
def start(area: Area | None, *, by: Any, at: datetime) -> tuple[PolicyDraft, bool]:
    """The draft of an area, begun from its latest version where there is none yet, and whether it is new.

    Without an area an empty draft for a new one.
    """
    if area is None:
        return _begin(None, None, by=by, at=at), True
    Area.objects.select_for_update().get(pk=area.pk)
    there = PolicyDraft.objects.filter(area=area, published_as=None, discarded_at=None).first()
    if there is not None:
        return there, False
    latest = PolicyVersion.objects.filter(area=area).order_by("-in_force_from", "-pk").first()
    return _begin(area, latest, by=by, at=at), True


def _begin(area: Area | None, latest: PolicyVersion | None, *, by: Any, at: datetime) -> PolicyDraft:
    content = content_of_draft(latest.policy) if latest is not None else {}
    content = without(content, ("metadata", "edition"))  # that counts from 1 for each version
    return PolicyDraft.objects.create(
        area=area, based_on=latest, content=content, started_at=at, started_by=by, updated_at=at, updated_by=by
    )


@transaction.atomic
def save(pk: int, section: Section, sent: Sent, *, seen: str, button: str, by: Any, at: datetime) -> Saved:
    """Save one page of the forms as it was sent, mistakes and all, and do what its button says.

    Raises Changed, with what was typed, where the page was changed since `seen` or the draft is closed.
    """
    draft = _fetched(pk)
    asked, section = section, _where_it_is_now(section, draft, seen)
    typed = _typed(asked, section, sent, draft.content)
    if not draft.is_open:
        raise Changed(_why_closed(draft), typed=typed)
    if stamp(section, draft.content) not in (seen, stamp(section, typed)):
        raise Changed(_who_changed(draft, section), typed=typed)
    content, place = press(typed, _button_now(button, asked, section)) if button else (typed, ())
    if content != draft.content or section.slug not in draft.saved:
        said = {"name": _name(by), "at": at.isoformat()}
        _keep(draft, content, by=by, at=at, saved={**draft.saved, section.slug: said})
    return Saved(draft, place)


def _where_it_is_now(section: Section, draft: PolicyDraft, seen: str) -> Section:
    """The page of a stage that somebody has moved meanwhile is the page of its new place."""
    if section.stage is None or stamp(section, draft.content) == seen:
        return section
    stages = found_at(draft.content, (STAGES,)) or []
    moved = [place for place, stage in enumerate(stages) if digest([stage]) == seen]
    found = section_of(f"stage-{moved[0] + 1}", draft.content) if len(moved) == 1 else None
    return found or section


def _button_now(button: str, asked: Section, section: Section) -> str:
    """A button of the page of a stage, which may have been moved meanwhile."""
    return (
        button.replace(f"{STAGES}.{asked.stage}", f"{STAGES}.{section.stage}", 1) if asked.stage is not None else button
    )


def _typed(asked: Section, section: Section, sent: Sent, content: dict[str, Any]) -> dict[str, Any]:
    """The draft with what was sent from the page that was `asked` for, which is now the page `section`."""
    if section.stage is not None:
        stage = read(whole_stage(), sent, (STAGES, asked.stage or 0))
        return put(content, (STAGES, section.stage), stage)  # type: ignore[no-any-return]
    if section.slug == STAGES:
        return content
    for part in section.parts:
        found = read_part(part, sent, (part.key,))
        content = without(content, (part.key,)) if isinstance(found, Left) else put(content, (part.key,), found)
    return content


def whole_stage() -> Any:
    """What a stage holds."""
    return next(part.shape.row for part in whole().keys if part.key == STAGES)


@transaction.atomic
def take_file(pk: int, text: str, *, seen: str, by: Any, at: datetime) -> PolicyDraft:
    """Put a whole policy file in place of the draft; it need not be complete. Raises NotTaken, or Changed as `save` does."""
    content = read_file(text)
    draft = _locked(pk)
    if digest(draft.content) not in (seen, digest(content)):
        raise Changed(_who_changed(draft, None), typed=content)
    said = {"name": _name(by), "at": at.isoformat()}
    parts = [*SECTIONS, *(stage_section(place, content) for place in range(stage_count(content)))]
    _keep(draft, content, by=by, at=at, saved={part.slug: said for part in parts})
    return draft


def read_file(text: str) -> dict[str, Any]:
    """The plain data of a policy file that the forms can show. Raises NotTaken."""
    if len(text.encode()) > LARGEST_FILE:
        raise NotTaken([Mistake("file", "", "it is larger than 1 MB: is it a policy?")])
    try:
        content, lines = load_with_lines(text)
    except NotYaml as error:
        raise NotTaken([Mistake("file", error.where, error.says)]) from error
    if not isinstance(content, dict):
        raise NotTaken([Mistake("file", "", "a policy begins with keys such as “area:” and “stages:”")])
    try:
        return content_of_draft(take(content, file="file"))
    except PolicyMistakes as refused:
        beyond = on_their_lines(unfit(refused.mistakes), lines)
        if beyond:
            raise NotTaken(beyond) from refused
    return plain(content)  # type: ignore[no-any-return]


@transaction.atomic
def discard(pk: int, *, by: Any, at: datetime) -> None:
    """Throw a draft away. Raises WrongMoment where it is published or thrown away already."""
    draft = _locked(pk)
    draft.discarded_at = at
    _keep(draft, draft.content, by=by, at=at, saved=draft.saved)


@transaction.atomic
def publish_draft(pk: int, *, in_force_from: date, seen: str, by: Any, at: datetime) -> PolicyVersion:
    """Publish a draft from a day on. Raises Changed where it was changed since `seen`, and BadInput where it is not sound."""
    draft = _locked(pk)
    if digest(draft.content) != seen:
        raise Changed(_who_changed(draft, None), typed=draft.content)
    checked = check(from_day(draft.content, in_force_from), area_key=draft.area.key if draft.area else None)
    if checked.policy is None or checked.wrong:
        raise BadInput(in_a_sentence(checked.wrong))
    if draft.area is None and Area.objects.filter(key=checked.policy.area.key).exists():
        raise BadInput(f"There is an area “{checked.policy.area.key}” already: give the new one another short name.")
    tidy = content_of_draft(checked.policy)
    sound = Sound(File("draft"), checked.policy, as_yaml(tidy))
    try:
        (done,) = publish_sound([sound], by=by, at=at)
    except PolicyMistakes as refused:
        raise BadInput(in_a_sentence(wrong_in(refused.mistakes, tidy))) from refused
    if not done.new:
        raise BadInput(f"This is published already, word for word, as version {done.version.name}.")
    draft.area, draft.published_as = done.version.area, done.version
    _keep(draft, tidy, by=by, at=at, saved=draft.saved)
    return done.version


def from_day(content: dict[str, Any], day: date) -> dict[str, Any]:
    """A draft that is in force from this day on."""
    return put(content, ("metadata", "in_force_from"), day.isoformat())  # type: ignore[no-any-return]


def _fetched(pk: int) -> PolicyDraft:
    return PolicyDraft.objects.select_for_update().get(pk=pk)


def _locked(pk: int) -> PolicyDraft:
    draft = _fetched(pk)
    if not draft.is_open:
        raise WrongMoment(_why_closed(draft))
    return draft


def _why_closed(draft: PolicyDraft) -> str:
    did = "published this draft" if draft.published_as_id is not None else "threw this draft away"
    when = f"{day_and_month(draft.updated_at)}, {clock(draft.updated_at)}"
    return f"{_name(draft.updated_by)} {did} on {when}. Begin the next one to go on."


def _keep(draft: PolicyDraft, content: dict[str, Any], *, by: Any, at: datetime, saved: dict[str, Any]) -> None:
    draft.content, draft.saved = content, saved
    draft.updated_by, draft.updated_at = by, at
    try:
        draft.save()
    except IntegrityError as error:
        raise WrongMoment("Somebody began another draft for this area. Look at that first.") from error


def _who_changed(draft: PolicyDraft, section: Section | None) -> str:
    said = draft.saved.get(section.slug) if section is not None else None
    who = said["name"] if said else _name(draft.updated_by)
    when = clock(datetime.fromisoformat(said["at"]) if said else draft.updated_at)
    return f"{who} changed this at {when}, after you had opened it. Nothing of theirs or yours is lost."


def _name(person: Any) -> str:
    return str(getattr(person, "name", "") or person)
