"""What the blank forms for paper share: their usual questions, and who signs them."""

from cases.documents.shape import Row, Section, Table
from cases.words.headings import HEADINGS
from cases.words.safety import METHODS
from policies.schema import Policy

MOMENT = "Day, month, year and time"
YES_NO = ("Yes", "No")
BY_WHICH_MEANS = tuple(f"{label[:1].upper()}{label[1:]}" for label in METHODS.values())


def which() -> Row:
    return Row("Reference in Resolve, if there is one", space=1)


def asked(name: str, space: int = 3, hint: str = "") -> Row:
    """A question of the pages with lines to write on."""
    return Row(HEADINGS[name], hint=hint, space=space)


def signatures() -> Section:
    return Section(
        "Signed for each agency",
        tables=(Table("A row for each agency", ("Agency", "Name and job", "Signature", "Date and time"), space=3),),
    )


def safety(policy: Policy) -> tuple[Section, ...]:
    """Whether the person is safe today, where the procedure has each side asked."""
    if not policy.immediate_risk.safety_reconfirmed:
        return ()
    answers = ("Yes", "No", "We do not know")
    return (
        Section(
            "{The person’s} safety today",
            rows=(
                Row("{Is the person} safe today?", ticks=answers),
                Row("Who does what meanwhile to keep {the person} safe?", space=3),
            ),
        ),
    )


def own_references() -> Table:
    """By which reference each agency finds the person, and the case, in its own system."""
    head = ("Agency", "{Person’s} reference", "Recorded on", "By")
    return Table("Recorded in each agency’s own system", head, space=3)
