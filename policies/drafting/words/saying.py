"""How a key of the format is put into words."""

from typing import NamedTuple


class Say(NamedTuple):
    """The words of one key."""

    label: str
    hint: str = ""
    noun: str = ""
    """One of its rows, in lower case: "contact". Empty where it has none."""
    long: bool = False
    """Whether a text may take several lines."""
    rare: bool = False
    """Whether it is folded away until it is used: most procedures do without."""
    refers_to: str = ""
    """The key at the top of the file whose rows' keys may stand here."""
    usual: str = ""
    """What is said of leaving it out, where that depends on something else."""
    width: int = 0
    """In how many characters its text usually fits, if they are few."""
