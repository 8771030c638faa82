"""By which means do people reach each other, and which of them does a procedure advise against? Warned, explained, never blocked."""

from cases.words.safety import METHODS
from policies.schema import Policy

AGAINST = " (the procedure advises against it)"


def choices_of(policy: Policy) -> list[tuple[str, str]]:
    """The means to choose from; one that the procedure advises against says so (FLOW-2)."""
    against = {method.key for method in policy.methods if method.discouraged}
    return [
        (key, f"{label[:1].upper()}{label[1:]}{AGAINST if key in against else ''}") for key, label in METHODS.items()
    ]


def advice_of(policy: Policy) -> str:
    """What the procedure says of the means that it advises against; "" where it advises against none."""
    against = [method for method in policy.methods if method.discouraged]
    return " ".join(method.note or f"The procedure advises against {method.label.lower()}." for method in against)


def unexplained(policy: Policy, method: str, reason: str) -> str:
    """That nobody says why it had to be by a means that the procedure advises against, as a sentence; else "" (O-25)."""
    found = next((known for known in policy.methods if known.key == method and known.discouraged), None)
    if found is None or reason.strip():
        return ""
    return f"Enter why it had to be by {found.label.lower()}: the procedure advises against it"


def how_it_went(hint: str, policy: Policy) -> str:
    """The hint of a question that is answered in words: with the advice, and that the words then say why (FLOW-2)."""
    advice = advice_of(policy)
    return f"{hint} {advice} If it was so all the same, say why." if advice else hint
