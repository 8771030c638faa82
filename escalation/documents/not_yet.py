"""Which rules does no test prove yet, and why? The page prints it; `manage.py docs --check` fails on any other."""

TIME = "time by agreement, being built"
SILENCE = "what is done when nobody answers, being built"
LAST = "the last stages, being built"
AFTER = "what follows an outcome, being built"

NOT_YET: dict[str, str] = {
    "BUCKS-13": LAST,
    "O-28": LAST,
    "O-38": LAST,
}
"""By rule: why no test proves it yet. A rule that has gained a test must leave this list, or the check fails."""
