"""What can go wrong for a person, as types: each carries a code, an HTTP status and a sentence that the person reads."""


class ResolveError(Exception):
    """Base of all errors that are answers to a person; `sentence` says what is wrong and how to mend it."""

    code = "error"
    status = 400

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class BadInput(ResolveError):
    """What was typed cannot be taken. `fields` maps a field's name to its sentences; "" holds those of no field."""

    code = "bad_input"
    status = 422

    def __init__(self, sentence: str, fields: dict[str, list[str]] | None = None) -> None:
        super().__init__(sentence)
        self.fields = fields or {"": [sentence]}


class NotVisible(ResolveError):
    """The thing does not exist for this person: 404, whether or not it exists for others."""

    code = "not_found"
    status = 404

    def __init__(self, sentence: str = "There is nothing here that you can see.") -> None:
        super().__init__(sentence)


class NotAllowed(ResolveError):
    """The person sees the thing but may not do this to it: 403."""

    code = "not_allowed"
    status = 403


class WrongMoment(ResolveError):
    """The person may do this, but not now: 409."""

    code = "wrong_moment"
    status = 409
