"""Into which pages is the format divided? Every key at its top has a page; each stage has its own."""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from policies.drafting.places import Path, at
from policies.drafting.shapes import Part, parts_of
from policies.schema import Policy

STAGES = "stages"
ONE_STAGE = re.compile(r"stage-([1-9][0-9]?)")


@dataclass(frozen=True)
class Section:
    """One page of the forms: its place in the address, its title, and the keys at the top of the file that it asks for.

    `stage` is the place of the stage whose page it is (from 0), or null.
    """

    slug: str
    title: str
    keys: tuple[str, ...]
    says: str = ""
    stage: int | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        """What it asks for, as paths."""
        return (("stages", self.stage),) if self.stage is not None else tuple((key,) for key in self.keys)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The keys that it asks for; those of a stage are asked for as one."""
        known = {part.key: part for part in parts_of(Policy)}
        return tuple(known[key] for key in self.keys)


NAMED = (
    Section("document", "The area and the document", ("area", "metadata")),
    Section("risk", "If somebody is at immediate risk", ("immediate_risk",)),
    Section(
        "about",
        "What it may be about",
        ("subjects", "sign_posts", "reasons", "priorities", "thresholds", "preparations", "methods"),
    ),
    Section(STAGES, "Stages", ("stages",), "Who acts at which stage, what they owe, and how long they have."),
    Section("ways", "Why and where a case goes on", ("grounds", "routes")),
    Section("time", "Reminders, the overall limit and more time", ("reminders", "overall_limit", "timescales")),
    Section("end", "When it is settled", ("outcome", "learning")),
    Section("words", "What people see and are told", ("guidance", "tells", "forms", "absent")),
)
_OTHERS = tuple(part.key for part in parts_of(Policy) if all(part.key not in section.keys for section in NAMED))
SECTIONS: tuple[Section, ...] = (*NAMED, *((Section("more", "More", _OTHERS),) if _OTHERS else ()))
"""All pages but those of single stages; what the format learns before anybody gives it a page is on the last."""


def section_of(slug: str, content: dict[str, Any]) -> Section | None:
    """The page of this name; None where the draft has none such."""
    stage = ONE_STAGE.fullmatch(slug)
    if stage is None:
        return next((section for section in SECTIONS if section.slug == slug), None)
    place = int(stage[1]) - 1
    return stage_section(place, content) if place < stage_count(content) else None


def stage_count(content: dict[str, Any]) -> int:
    """How many stages a draft has."""
    stages = content.get("stages")
    return len(stages) if isinstance(stages, list) else 0


def stage_section(place: int, content: dict[str, Any]) -> Section:
    """The page of the stage at this place."""
    stage = at(content, ("stages", place))
    stage = stage if isinstance(stage, dict) else {}
    title = str(stage.get("title") or "a stage without a title")
    number = str(stage.get("number") or "")
    label = "Before Stage 1: " if number == "0" else f"Stage {number}: " if number else ""
    return Section(f"stage-{place + 1}", f"{label}{title}", ("stages",), stage=place)


def slug_of(path: Path) -> str:
    """The page on which a path is asked for."""
    if len(path) > 1 and path[0] == STAGES and isinstance(path[1], int):
        return f"stage-{path[1] + 1}"
    key = path[0] if path else ""
    return next((section.slug for section in SECTIONS if key in section.keys), SECTIONS[0].slug)


def stamp(section: Section, content: dict[str, Any]) -> str:
    """A mark that changes whenever anything on this page of a draft changes."""
    return digest([at(content, path) for path in section.paths])


def digest(content: Any) -> str:
    """A short mark of plain data."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
