"""The document of a procedure: whose it is, its version and dates, what a disagreement may be about, and how it is raised."""

from typing import Annotated

from pydantic import Field, StringConstraints

from policies.editions import FIRST_EDITION, version_name
from policies.schema.base import Cited, Item
from policies.values import Day, Edition, Flag, Key, Name, Text
from policies.vocabulary import CalendarName, GateMode, Means


class Area(Item):
    """Whose procedure it is. `board_office` and `chair` are the titles used by the area itself."""

    key: Key
    name: Name
    partnership: Name
    aliases: tuple[Text, ...] = ()
    calendar: CalendarName = CalendarName.ENGLAND_AND_WALES
    board_office: Text = "Business Manager"
    chair: Text = "Chair of the board"


class Metadata(Cited):
    """The policy document: its title, version and dates. Past its review date a policy warns, and runs (O-13).

    `edition` counts the files made from the same version: a later one mends what an earlier one got wrong.
    """

    title: Text
    version: Annotated[Text, StringConstraints(max_length=60)]
    edition: Edition = FIRST_EDITION
    in_force_from: Day
    review_date: Day | None = None
    correct_at: Day | None = None
    agreed_by: str = ""
    owner: str = ""
    contact: str = ""
    period: str = ""
    sits_under: str = ""
    history: tuple[Text, ...] = ()

    @property
    def name(self) -> str:
        """The version as people read it, with its edition where the file was corrected."""
        return version_name(self.version, self.edition)


class Reason(Cited):
    """One kind of disagreement that the text lists. Every list is open: "other" is always offered beside it."""

    key: Key
    label: Text


class Priority(Cited):
    """How urgent a case may be, where limits or routes differ by it. `says` helps whoever raises it to choose."""

    key: Key
    label: Text
    says: str = ""


class Thresholds(Cited):
    """The area's threshold framework, by which a disagreement may be defined."""

    title: Text
    levels: tuple[Text, ...] = ()


class Preparation(Cited):
    """Something that may be done before a disagreement is raised: whoever raises it says whether they have (BRIS-12)."""

    says: Text


class RequiredMeans(Cited):
    """By which means a discussion is to be held: any of these. By another it is refused (`block`), or taken with a reason (`warn`).

    A stage's own stands instead of the procedure's, and lifts it with `off`. Immediate risk makes of `block` a `warn`.
    """

    any_of: tuple[Means, ...] = Field(min_length=1)
    mode: GateMode = GateMode.BLOCK
    says: str = ""


class Method(Cited):
    """A way of raising or discussing. A discouraged one is warned about and needs a reason, and is never blocked."""

    key: Key
    label: Text
    discouraged: Flag = False
    note: str = ""
