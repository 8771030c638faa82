"""`manage.py directory load FILE…`: fill the directory from YAML or CSV, all or nothing; exit 0, or 1 with the reasons."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from agencies.loading import Loaded, load
from agencies.sheets import DirectoryMistakes, Row, read
from core.commands import PlainCommand
from core.words import counted
from policies.parsing.mistakes import Mistake

NOUNS = ("agency,agencies", "person,people", "post", "membership")


class Command(PlainCommand):
    help = "Enter agencies, people, posts and memberships from files (docs/operating.md, “First people”)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["load"])
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--check", action="store_true", help="say what would be done, and write nothing")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            done = load(_rows(options["files"]), at=timezone.now(), check=options["check"])
        except DirectoryMistakes as refused:
            raise CommandError("\n".join(str(mistake) for mistake in refused.mistakes)) from refused
        for kept in done.kept:
            self.stdout.write(str(kept))
        self.stdout.write(_summary(done, check=options["check"]))


def _rows(files: list[Path]) -> list[Row]:
    """The rows of all files; with the mistakes of all of them, if there are any."""
    rows, mistakes = list[Row](), list[Mistake]()
    for file in files:
        try:
            rows += read(file)
        except DirectoryMistakes as refused:
            mistakes += refused.mistakes
    if mistakes:
        raise DirectoryMistakes(mistakes)
    return rows


def _summary(done: Loaded, *, check: bool) -> str:
    added = ", ".join(counted(number, noun) for number, noun in zip(done.added.values(), NOUNS, strict=True))
    says = f"{added} added; {counted(done.holders, 'post')} with another holder; {done.unchanged} unchanged or kept"
    return f"Nothing written. It would be: {says}" if check else says
