"""What everything in a procedure is: immutable, strict, and able to name the rule that it stands for."""

from pydantic import BaseModel, ConfigDict

from policies.values import Cites, Text


class Item(BaseModel):
    """Base of everything in a policy: immutable, and unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Cited(Item):
    """An item that names the rules of the procedure's text that it stands for, such as BHAM-19."""

    cite: Cites = ()


class Guidance(Cited):
    """A sentence of the procedure that a person must see at this place; the software enforces nothing by it."""

    says: Text


class Absence(Cited):
    """Something on which the text says nothing, said so that nobody searches for it."""

    says: Text
