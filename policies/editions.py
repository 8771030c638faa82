"""How a version of a procedure is named, and which of two encodings of the same one holds. Pure Python.

The same document may be put into a file again, because a sentence of it was read wrongly: that is another edition of the
file and not another version of the procedure (`docs/adr/editions-of-a-file.md`).
"""

FIRST_EDITION = 1
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_TEENS = range(11, 14)


def version_name(version: str, edition: int) -> str:
    """A version as people read it: "2020-2022", or "2020-2022 (2nd edition of the file)" where it was corrected."""
    return version if edition == FIRST_EDITION else f"{version} ({ordinal(edition)} edition of the file)"


def ordinal(number: int) -> str:
    """A place in a row: "1st", "2nd", "3rd", "11th"."""
    ending = "th" if number % 100 in _TEENS else _ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"
