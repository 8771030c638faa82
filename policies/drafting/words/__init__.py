"""What each key of the format is called on a form, for people who have never seen the file."""

from policies.drafting.words.ends import ENDS
from policies.drafting.words.fronts import FRONTS
from policies.drafting.words.saying import Say
from policies.drafting.words.steps import STEPS

__all__ = ["SAID", "SHARED", "Say", "said_of"]

SHARED = {
    "cite": Say("Rules of your text", "The numbers that you gave them, with commas between: WEST-4, WEST-5", rare=True),
    "note": Say("Note", "A sentence for whoever reads it there.", long=True, rare=True),
}
"""Keys that are called alike wherever they stand and have no words of their own there."""

SAID: dict[str, Say] = {**FRONTS, **STEPS, **ENDS}
"""By the place and the key as the format's code names them: "Limit.unit"."""


def said_of(place: str) -> Say:
    """What the key at this place is called; its own name where nobody has put it into words yet."""
    name = place.rpartition(".")[2]
    return SAID.get(place) or SHARED.get(name) or Say(name.replace("_", " ").capitalize())
