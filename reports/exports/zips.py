"""A zip file that is the same to the byte whenever and wherever it is made: no clock, one system, the files in the order given."""

import io
import re
from collections.abc import Iterable
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EARLIEST = (1980, 1, 1, 0, 0, 0)
UNIX = 3
PROPERTIES = "docProps/core.xml"


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """These files, by name, in one."""
    kept = io.BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as file:
        for name, data in files:
            info = ZipInfo(name, EARLIEST)
            info.create_system, info.compress_type = UNIX, ZIP_DEFLATED
            file.writestr(info, data)
    return kept.getvalue()


def office_file(data: bytes, *, language: str, made_on: date) -> bytes:
    """A file of Word or Excel as it is given out: its language said, its day that of the report, and no clock in it."""
    with ZipFile(io.BytesIO(data)) as file:
        parts = [(name, file.read(name)) for name in file.namelist()]
    return zipped((name, _told(part, language, made_on) if name == PROPERTIES else part) for name, part in parts)


def _told(part: bytes, language: str, made_on: date) -> bytes:
    at = f"{made_on.isoformat()}T00:00:00Z"
    text = re.sub(r"(<dcterms:(created|modified)[^>]*>)[^<]*<", rf"\g<1>{at}<", part.decode())
    text = re.sub(r"<dc:language>[^<]*</dc:language>", "", text)
    return text.replace("</cp:coreProperties>", f"<dc:language>{language}</dc:language></cp:coreProperties>").encode()
