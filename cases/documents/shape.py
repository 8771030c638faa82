"""What a document consists of, whatever draws it: sections of questions with answers, and tables. Plain values, no logic.

A blank form is the same structure with empty answers: `space` and `ticks` say what is drawn to write into.
"""

from dataclasses import dataclass, field

NOT_GIVEN = "Not given"


@dataclass(frozen=True)
class Row:
    """One question with its answer, a paragraph a line. On paper: `ticks` are boxes to tick, `space` lines to write on."""

    label: str
    lines: tuple[str, ...] = ()
    hint: str = ""
    ticks: tuple[str, ...] = ()
    space: int = 0


@dataclass(frozen=True)
class Table:
    """A table with one row of headings; each row begins with what it is about. `space`: empty rows to fill in by hand."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    space: int = 0

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Each row as (heading of the column, cell)."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]

    @property
    def blanks(self) -> range:
        """The empty rows."""
        return range(self.space)


@dataclass(frozen=True)
class Section:
    """A part of a document: a heading, sentences, questions with answers, tables."""

    heading: str
    says: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Document:
    """One document. `foot` stands on every page: the reference, the version of the procedure, who printed it, and when."""

    title: str
    caption: str
    foot: tuple[str, ...]
    sections: tuple[Section, ...]
    says: tuple[str, ...] = field(default=())


def answered(label: str, *lines: str) -> Row:
    """A question with what was answered; "Not given" where nothing was."""
    return Row(label, tuple(line for line in lines if line) or (NOT_GIVEN,))
