"""Which rules does no test prove yet, and why? The page prints it; `manage.py docs --check` fails on any other."""

NOT_YET: dict[str, str] = {}
"""By rule: why no test proves it yet. A rule that has gained a test must leave this list, or the check fails."""
