"""A draft as its pages show it: the parts with what is wrong in each, one part as a form, and what publishing would do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from core.forms import Problem
from core.words import counted, long_date
from policies.drafting.checking import Checked, Wrong
from policies.drafting.drawing import Drawing, Field
from policies.drafting.places import Path, at, id_of, name_of, starts_with
from policies.drafting.rewording import part_of
from policies.drafting.saving import whole_stage
from policies.drafting.sections import SECTIONS, STAGES, Section, slug_of, stage_count, stage_section
from policies.drafting.shapes import Choice, Part
from policies.drafting.words import SAID, said_of
from policies.models import Area, PolicyDraft, PolicyVersion

NAMED = sorted({say.refers_to for say in SAID.values() if say.refers_to})
"""The keys at the top of a file whose rows are named elsewhere."""


@dataclass(frozen=True)
class PartRow:
    """One part of the forms on the page of a draft."""

    slug: str
    title: str
    wrong: int
    saved_by: str
    saved_at: datetime | None
    is_stage: bool
    is_begun: bool = True

    @property
    def state(self) -> str:
        """Whether it is sound."""
        if self.wrong:
            return counted(self.wrong, "mistake")
        return "Sound" if self.is_begun else "Not begun"


@dataclass(frozen=True)
class MistakeRow:
    """One mistake, where it is in words, and where it is mended."""

    where: str
    says: str
    slug: str
    anchor: str
    opens: str


@dataclass(frozen=True)
class DraftPage:
    """All that the page of a draft says."""

    parts: list[PartRow]
    mistakes: list[MistakeRow]

    @property
    def not_begun(self) -> int:
        """How many parts nobody has begun."""
        return sum(not part.is_begun for part in self.parts)


@dataclass(frozen=True)
class AreaDraft:
    """An area whose next version somebody may write, and its draft if there is one."""

    area: Area | None
    draft: PolicyDraft | None


def draft_rows(areas: Sequence[Area], drafts: Sequence[PolicyDraft]) -> list[AreaDraft]:
    """These areas with their drafts, and behind them the drafts for new areas."""
    of_area = {draft.area_id: draft for draft in drafts if draft.area_id is not None}
    rows = [AreaDraft(area, of_area.get(area.pk)) for area in areas]
    return [*rows, *(AreaDraft(None, draft) for draft in drafts if draft.area_id is None)]


@dataclass(frozen=True)
class FormPage:
    """One part of the forms: its fields, all that is wrong in it, and the parts before and after."""

    section: Section
    fields: list[Field]
    problems: list[Problem]
    stages: list[PartRow]
    before: Section | None
    after: Section | None


def draft_page(draft: PolicyDraft, checked: Checked) -> DraftPage:
    """The page of a draft with what came of checking it."""
    sections = all_sections(draft.content)
    return DraftPage(
        parts=[_row(draft, section, checked.wrong) for section in sections],
        mistakes=mistakes_of(draft, told(draft, checked.wrong)),
    )


def mistakes_of(draft: PolicyDraft, wrong: Sequence[Wrong]) -> list[MistakeRow]:
    """Mistakes in words, each with where it is mended."""
    return [_mistake(draft.content, one) for one in wrong]


def told(draft: PolicyDraft, wrong: Sequence[Wrong], *, fresh: Path = ()) -> list[Wrong]:
    """The mistakes that are told yet: not what is still empty in a part that nobody has saved, or in the row just added (`fresh`)."""
    return [
        one
        for one in wrong
        if not (one.unfilled and (not _touched(draft, one.path) or (fresh and starts_with(one.path, fresh))))
    ]


def _touched(draft: PolicyDraft, path: Path) -> bool:
    """Whether somebody has saved the part; a stage, which may since have moved, whether anything stands in it."""
    is_stage = len(path) > 1 and path[0] == STAGES
    return bool(at(draft.content, path[:2])) if is_stage else slug_of(path) in draft.saved


def all_sections(content: dict[str, Any]) -> list[Section]:
    """The parts of the forms in their order, each stage behind the list of stages."""
    found: list[Section] = []
    for section in SECTIONS:
        found.append(section)
        if section.slug == STAGES:
            found += [stage_section(place, content) for place in range(stage_count(content))]
    return found


def form_page(
    content: dict[str, Any],
    section: Section,
    checked: Checked,
    *,
    opened: Path,
    draft: PolicyDraft,
    fresh: bool = False,
) -> FormPage:
    """One part of the forms for this content, opened at a place, which is `fresh` if it was added just now."""
    yet = told(draft, checked.wrong, fresh=opened if fresh else ())
    wrong = [one for one in yet if slug_of(one.path) == section.slug]
    drawing = Drawing(content, wrong, opened, {key: names_in(content, key) for key in NAMED})
    fields = _fields(drawing, section)
    ids = set(_ids(fields))
    order = all_sections(content)
    place = next((number for number, one in enumerate(order) if one.slug == section.slug), 0)
    return FormPage(
        section=section,
        fields=fields,
        problems=[_problem(content, one, ids) for one in wrong],
        stages=[_row(draft, one, checked.wrong) for one in order if one.stage is not None],
        before=order[place - 1] if place else None,
        after=order[place + 1] if place + 1 < len(order) else None,
    )


def names_in(content: dict[str, Any], key: str) -> tuple[Choice, ...]:
    """The rows at the top of a draft that others may name, such as its stages: their keys, and their titles."""
    found = content.get(key)
    rows = found if isinstance(found, list) else []
    named = [(row.get("key"), row.get("title") or row.get("label")) for row in rows if isinstance(row, dict)]
    return tuple((str(key), str(title or key)) for key, title in named if key)


def _fields(drawing: Drawing, section: Section) -> list[Field]:
    if section.stage is not None:
        path: Path = (STAGES, section.stage)
        stage = Part("stage", "Policy.stages", whole_stage(), required=True, default=None, may_be_null=False)
        drawn = drawing.draw(stage, path)
        return [*drawn.fields, *_rare_of(drawn)]
    if section.slug == STAGES:
        return []
    return [drawing.draw(part, (part.key,)) for part in section.parts]


def _rare_of(drawn: Field) -> list[Field]:
    """The rare keys of a stage, folded together at the end."""
    fold = Field(kind="fold", name=drawn.name, id=drawn.id, label="More about this stage", rare=drawn.rare)
    return [replace(fold, is_rare_open=drawn.is_rare_open)] if drawn.rare else []


def _ids(fields: Sequence[Field]) -> list[str]:
    found: list[str] = []
    for field in fields:
        found += [field.id, *_ids(field.fields), *_ids(field.rare)]
        for row in field.rows:
            found += [row.id, *_ids([row.body])]
    return found


def _row(draft: PolicyDraft, section: Section, wrong: Sequence[Wrong]) -> PartRow:
    said = draft.saved.get(section.slug) or {}
    mine = [one for one in wrong if slug_of(one.path) == section.slug]
    count = len(told(draft, mine))
    moment = datetime.fromisoformat(said["at"]) if said else None
    return PartRow(
        section.slug,
        section.title,
        count,
        said.get("name", ""),
        moment,
        section.stage is not None,
        not mine or bool(count),
    )


def _mistake(content: dict[str, Any], one: Wrong) -> MistakeRow:
    return MistakeRow(
        where_in_words(content, one.path), one.says, slug_of(one.path), id_of(one.path), name_of(one.path)
    )


def _problem(content: dict[str, Any], one: Wrong, ids: set[str]) -> Problem:
    path = one.path
    while path and id_of(path) not in ids:
        path = path[:-1]
    where = where_in_words(content, one.path[2:] if one.path[:1] == (STAGES,) else one.path, above=one.path[:2])
    return Problem(f"{where}: {one.says}" if where else one.says, f"#{id_of(path)}" if path else "")


def where_in_words(content: dict[str, Any], path: Path, *, above: Path = ()) -> str:
    """The way to a place as people read it: "Stage 1: Line managers, What is owed 2, Time limit"."""
    before = above if above[:1] == (STAGES,) else ()
    path = (*before, *path)
    said: list[str] = []
    for length in range(len(before) + 1, len(path) + 1):
        here = path[:length]
        step = here[-1]
        if here[:-1] == (STAGES,) and isinstance(step, int):
            said = [stage_section(step, content).title]
        elif isinstance(step, int):
            said = [*said[:-1], f"{said[-1]} {step + 1}"] if said else said
        else:
            part = part_of(here)
            label = said_of(part.place).label if part is not None and part.key == step else _word(here)
            said.append(label)
    return ", ".join(said)


def _word(path: Path) -> str:
    part = part_of(path[:-1])
    labels = dict(part.shape.choices) if part is not None else {}
    return labels.get(str(path[-1]), str(path[-1]))


def effects(
    policy_area: str,
    *,
    day: date,
    today: date,
    current: PolicyVersion | None,
    later: Sequence[PolicyVersion],
    open_cases: int | None,
) -> list[str]:
    """What will happen if a draft is published from `day` on; `open_cases` is null for whoever may not count them."""
    begins = "From now on" if day <= today else f"From {long_date(day)}"
    said = [f"{begins} new disagreements in {policy_area} follow this version."]
    if current is not None and day > today:
        said.append(f"Until then they follow version {current.name}.")
    said += [
        f"Version {version.name} takes its place on {long_date(version.in_force_from)}."
        for version in later
        if version.in_force_from > day
    ]
    if day < today:
        said.append(
            f"{long_date(day)} has passed: disagreements raised since then stay on the version that they follow."
        )
    if current is not None:
        said.append(_staying(open_cases))
    return [*said, "What is published can never be changed. To mend it, publish another version or edition."]


def _staying(open_cases: int | None) -> str:
    if open_cases is None:
        return "Disagreements that are open stay on the version that they follow. Nothing changes for them."
    if not open_cases:
        return "No disagreement is open, so nothing has to stay on an earlier version."
    if open_cases == 1:
        return "The one disagreement that is open stays on the version that it follows. Nothing changes for it."
    return (
        f"{open_cases:,} disagreements are open. They stay on the version that they follow: nothing changes for them."
    )
