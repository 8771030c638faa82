"""Whole procedures of areas that do not exist: what the format can say beyond the library's five."""

from pathlib import Path

FOLDER = Path(__file__).parent
AREAS = tuple(sorted(file.stem for file in FOLDER.glob("*.yaml")))
