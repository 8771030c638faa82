"""Whole procedures of areas that do not exist: what the format can say beyond the library's five."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from policies.parsing import read, take
from policies.schema import Policy

FOLDER = Path(__file__).parent
AREAS = tuple(sorted(file.stem for file in FOLDER.glob("*.yaml")))

Content = dict[str, Any]
"""A procedure as its file holds it."""


def changed(area: str, change: Callable[[Content], None]) -> Policy:
    """The procedure of an area that does not exist, after `change` has been made to what its file holds."""
    policy, _ = read(FOLDER / f"{area}.yaml")
    content = policy.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    change(content)
    return take(content, file=f"{area}.yaml")
