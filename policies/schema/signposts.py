"""What a procedure for disagreements is not for, and where that goes instead."""

from policies.schema.base import Cited
from policies.values import Key, Text


class SignPost(Cited):
    """Something that has a way of its own: what it is, as whoever raises it would say, and where it goes."""

    key: Key
    label: Text
    where: Text


USUAL: tuple[SignPost, ...] = (
    SignPost(
        key="complaint",
        label="A complaint about a service or about somebody’s conduct",
        where="A complaint goes to the organisation that it is about, by its own complaints procedure.",
    ),
    SignPost(
        key="allegation",
        label="An allegation that somebody who works with children may have harmed a child",
        where="Tell your safeguarding lead and the local authority designated officer (LADO) today. Do not discuss it with "
        "the person whom it is about.",
    ),
    SignPost(
        key="conference-dissent",
        label="Dissent from the decision of a child protection conference",
        where="Tell the chair of the conference, so that your dissent is minuted, and ask the chair how it is taken further.",
    ),
    SignPost(
        key="whistleblowing",
        label="Wrongdoing in your own organisation",
        where="Use your organisation’s whistleblowing policy: it protects you. You can also ring a whistleblowing advice line.",
    ),
    SignPost(
        key="commissioning",
        label="Who pays for a service, or whether it is commissioned",
        where="Questions of funding go to those who commission the service. Raise what the child needs meanwhile as a "
        "disagreement of its own.",
    ),
)
"""The sign-posts of a procedure that lists none of its own."""
