"""`manage.py docs`: write the documents that the code gives; `--check` tells whether they are still true.

It also fails on a rule that no test proves, and on a test that names a rule that there is not.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from core.commands import PlainCommand
from escalation.documents.figures import figures
from escalation.documents.rules import faults, rules
from escalation.documents.workflow import workflow


class Command(PlainCommand):
    help = "Write the generated documents, or check that they are true."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        stale = []
        for file, text in documents().items():
            if options["check"]:
                if not file.exists() or file.read_text() != text:
                    stale.append(str(file.relative_to(settings.BASE_DIR)))
            else:
                file.write_text(text)
                self.stdout.write(f"Wrote {file.relative_to(settings.BASE_DIR)}")
        if stale:
            raise CommandError(f"Not what the code says: {', '.join(stale)}. Run “make docs”.")
        wrong = faults(Path(settings.BASE_DIR)) if options["check"] else []
        if wrong:
            raise CommandError(" ".join(wrong))


def documents() -> dict[Path, str]:
    """Every generated document: its file and its text."""
    root = Path(settings.BASE_DIR)
    texts = {"workflow.md": workflow(), "rules.md": rules(root), "figures.md": figures()}
    return {root / "docs" / name: text for name, text in texts.items()}
