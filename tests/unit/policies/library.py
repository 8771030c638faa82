"""The five policies of the library, and small ones made from text, for the tests of this app."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import policies
from policies.parsing import parse, read
from policies.publishing import publish
from policies.schema import Policy

FOLDER = Path(policies.__file__).parent / "library"
AREAS = ("birmingham", "brent", "bristol", "buckinghamshire", "flowchart")
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


def small_policy(**replaced: str) -> Policy:
    return parse(small(**replaced), file="small.yaml")


def publish_library(*areas: str) -> None:
    publish([FOLDER / f"{area}.yaml" for area in areas or AREAS], by=None, at=AT)


def write(folder: Path, text: str, name: str = "small.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
