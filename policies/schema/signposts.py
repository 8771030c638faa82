"""What a procedure for disagreements is not for, and where that goes instead."""

from collections.abc import Iterable

from policies.schema.base import Cited
from policies.values import Key, Text
from policies.vocabulary import CHILDREN, Subject, persons_of


class SignPost(Cited):
    """Something that has a way of its own: what it is, as whoever raises it would say, and where it goes."""

    key: Key
    label: Text
    where: Text


COMPLAINT = SignPost(
    key="complaint",
    label="A complaint about a service or about somebody’s conduct",
    where="A complaint goes to the organisation that it is about, by its own complaints procedure.",
)
OF_CHILDREN = (
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
)
OF_OTHERS = (
    SignPost(
        key="allegation",
        label="An allegation that somebody in a position of trust may have harmed somebody in their care",
        where="Tell your safeguarding lead today, and whoever your local authority names for people in positions of trust. "
        "Do not discuss it with the person whom it is about.",
    ),
    SignPost(
        key="conference-dissent",
        label="Dissent from the decision of a safeguarding meeting or conference",
        where="Tell its chair, so that your dissent is minuted, and ask the chair how it is taken further.",
    ),
)
WHISTLEBLOWING = SignPost(
    key="whistleblowing",
    label="Wrongdoing in your own organisation",
    where="Use your organisation’s whistleblowing policy: it protects you. You can also ring a whistleblowing advice line.",
)
COMMISSIONING = (
    "Questions of funding go to those who commission the service. Raise what {the person needs} meanwhile as a "
    "disagreement of its own."
)


def usual(subjects: Iterable[Subject]) -> tuple[SignPost, ...]:
    """The sign-posts of a procedure about these subjects that lists none of its own."""
    subjects = set(subjects)
    own = OF_CHILDREN if subjects <= set(CHILDREN) else OF_OTHERS
    where = persons_of(subjects).say(COMMISSIONING)
    paid = SignPost(key="commissioning", label="Who pays for a service, or whether it is commissioned", where=where)
    return (COMPLAINT, *own, WHISTLEBLOWING, paid)
