"""The five policies of the library, and small ones made from text, for the tests of this app."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

import policies
from policies.parsing import PolicyMistakes, parse, read
from policies.publishing import publish
from policies.schema import Policy

FOLDER = Path(policies.__file__).parent / "library"
AREAS = tuple(sorted(file.stem for file in FOLDER.glob("*.yaml")))
AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

SMALL = """\
area:
  key: anyshire
  name: Anyshire
  partnership: Anyshire Safeguarding Partnership
metadata:
  title: Resolving disagreements
  version: "1"
  in_force_from: 2026-04-01
immediate_risk:
  says: Ring 999, then the front door.
  contacts:
    - {name: Police, phone: "999"}
reasons:
  - {key: thresholds, label: Thresholds}
stages:
  - key: managers
    number: "1"
    title: Line managers
    band: first-line
    who:
      default: {role: line-manager, title: Line manager}
    obligations:
      - {what: discuss, owner: both, limit: {amount: 2, unit: working-days}}
  - key: chair
    number: "2"
    title: The chair
    band: board
    obligations:
      - {what: decide, owner: chair, on_breach: remind}
    last:
      options:
        - {kind: chair-decision, title: Decision of the chair, decided_by: chair, binding: true}
"""


OBLIGATION = "stages[0] (managers).obligations[0]"
"""Where the first obligation of the small policy stands, as a mistake names it."""


@cache
def policy_of(area: str) -> Policy:
    """A policy of the library."""
    return read(FOLDER / f"{area}.yaml")[0]


def small(**replaced: str) -> str:
    """The small policy with words replaced: `small(**{"Line managers": "Managers"})`."""
    text = SMALL
    for old, new in replaced.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def in_stage(place: int, line: str) -> str:
    """The small policy with a further line in its first (0) or second (1) stage."""
    band = ("    band: first-line\n", "    band: board\n")[place]
    return small(**{band: f"{band}    {line}\n"})


def refused(text: str) -> list[str]:
    """What is said of a text that cannot be taken, as people read it; its file is f.yaml."""
    with pytest.raises(PolicyMistakes) as found:
        parse(text, file="f.yaml")
    return [str(mistake) for mistake in found.value.mistakes]


def small_policy(**replaced: str) -> Policy:
    return parse(small(**replaced), file="small.yaml")


def publish_library(*areas: str) -> None:
    publish([FOLDER / f"{area}.yaml" for area in areas or AREAS], by=None, at=AT)


def write(folder: Path, text: str, name: str = "small.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
