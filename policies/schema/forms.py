"""The forms that a procedure names: which they are, and what the procedure says of each."""

from policies.schema.base import Cited
from policies.values import Key, Text


class Form(Cited):
    """A form by the name that the procedure gives it. From which stage on it is kept, the stage says (`Stage.form`)."""

    key: Key
    title: Text
    says: Text
