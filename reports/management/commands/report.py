"""`manage.py report check ID`: is a frozen report what it was, to the byte? `manage.py report whose FILE…`: of which is a file?

Exit 0, or 1 with a sentence for each thing that is not so.
"""

from hashlib import file_digest
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from core.commands import PlainCommand
from core.words import counted, moment
from reports.files import belonging, differing
from reports.models import FrozenReport, Progress, ReportFile


class Command(PlainCommand):
    help = "Prove that a frozen report and its files are what they were, or say to which report a file belongs."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        check = what.add_parser("check", help="make the files again from what was frozen, and compare")
        check.add_argument("report", type=int, nargs="+", help="the number in the address of the report")
        whose = what.add_parser("whose", help="say to which frozen report a file belongs, by its SHA-256")
        whose.add_argument("files", type=Path, nargs="+")

    def handle(self, *_: Any, **options: Any) -> None:
        wrong = self._check(options["report"]) if options["what"] == "check" else self._whose(options["files"])
        if wrong:
            raise CommandError("\n".join(wrong))

    def _check(self, numbers: list[int]) -> list[str]:
        wrong: list[str] = []
        for number in numbers:
            frozen = FrozenReport.objects.select_related("report").filter(pk=number).first()
            if frozen is None:
                wrong.append(f"There is no frozen report {number}.")
                continue
            found = differing(frozen)
            wrong += [f"Report {number}: {sentence}" for sentence in found]
            ready = frozen.files.filter(progress=Progress.READY).count()
            if not found:
                self.stdout.write(
                    f"Report {number}, {frozen.report.title}: its content and {counted(ready, 'file')} are as they were."
                )
        return wrong

    def _whose(self, files: list[Path]) -> list[str]:
        wrong: list[str] = []
        for file in files:
            try:
                with file.open("rb") as opened:
                    digest = file_digest(opened, "sha256").hexdigest()
            except OSError as error:
                wrong.append(f"{file}: {error.strerror}.")
                continue
            found = belonging(digest, ReportFile.objects.all())
            if found is None:
                wrong.append(f"{file}: belongs to no frozen report, or was changed since. Its SHA-256 is {digest}.")
            else:
                self.stdout.write(f"{file}: {_said(found)}")
        return wrong


def _said(file: ReportFile) -> str:
    frozen = file.frozen
    withdrawn = " It was withdrawn." if frozen.is_withdrawn else ""
    return (
        f"the {file.get_kind_display()} file of report {frozen.pk}, {frozen.report.title}, {frozen.area}, "
        f"frozen {moment(frozen.frozen_at)}.{withdrawn}"
    )
