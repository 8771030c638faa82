"""`manage.py docs`: write the documents that the code gives; `--check` tells whether they are still true."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.models import Case, State
from cases.verbs import STEP_DUTIES, Verb

HEAD = """# The life of a case

Written by `make docs` from `cases/models/case.py` and `cases/verbs.py`; `make check` fails when it is stale.

The state of a case is the same in every area. The stages are not: they are data, and a case climbs from one to the next
as the policy says that it opened under (`policies/library/`, and the policy pages of the running product).
"""


class Command(BaseCommand):
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


def documents() -> dict[Path, str]:
    """Every generated document: its file and its text."""
    return {Path(settings.BASE_DIR) / "docs" / "workflow.md": workflow()}


def workflow() -> str:
    """The states, the transitions and the verbs, as Markdown with a Mermaid picture."""
    transitions = sorted(_transitions(), key=lambda row: (row[1], row[2], row[3]))
    picture = ["```mermaid", "stateDiagram-v2", "    [*] --> open: Raise"]
    picture += [
        f"    {source} --> {target}: {label}" for field, source, target, label in transitions if field == "state"
    ]
    picture += ["    open --> open: Escalate (to another stage)"]
    ends = [State.RESOLVED, State.UNRESOLVED_REPORTED, State.WITHDRAWN]
    picture += [f"    {end.value} --> [*]" for end in ends] + ["```"]
    states = ["| state | in words |", "| --- | --- |", *(f"| `{state.value}` | {state.label} |" for state in State)]
    verbs = ["| verb | button | in the record | only where the policy asks |", "| --- | --- | --- | --- |"]
    verbs += [f"| `{v.value}` | {v.label} | {v.done} | {'yes' if v in STEP_DUTIES else ''} |" for v in Verb]
    parts = [HEAD, "## States\n", *states, "", *picture, "", "## Verbs\n", *verbs]
    return "\n".join(parts) + "\n"


def _transitions() -> list[tuple[str, str, str, str]]:
    """(field, source, target, label) of every transition; a dynamic target is left out of the picture of states."""
    found = []
    for field in ("state", "stage"):
        for transition in getattr(Case(), f"get_all_{field}_transitions")():
            target = transition.target if isinstance(transition.target, str) else "by policy"
            found.append((field, str(transition.source), str(target), transition.custom["move"].label))
    return found
