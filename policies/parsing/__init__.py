"""From a policy file to a `Policy`: every mistake is named with its file, its key and its mend, and a file with one is refused."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from policies.parsing.coherence import CHECKS
from policies.parsing.loading import NotYaml, load_with_lines
from policies.parsing.mistakes import Mistake, PolicyMistakes, mistakes_of, on_their_lines
from policies.schema import Policy

__all__ = ["LARGEST_FILE", "Mistake", "PolicyMistakes", "parse", "read", "take"]

LARGEST_FILE = 1_000_000
"""Bytes. The largest of the library has some 10,000."""


def read(path: Path) -> tuple[Policy, str]:
    """The policy in a file, and the file's text. Raises PolicyMistakes."""
    file = str(path)
    try:
        with path.open("rb") as opened:
            raw = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise PolicyMistakes([Mistake(file, "", f"the file cannot be read ({error.strerror})")]) from error
    if len(raw) > LARGEST_FILE:
        raise PolicyMistakes([Mistake(file, "", "the file is larger than 1 MB: is it a policy?")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PolicyMistakes([Mistake(file, "", "the file is not text in UTF-8: save it as UTF-8")]) from error
    return parse(text, file=file), text


def parse(text: str, *, file: str) -> Policy:
    """The policy that `text` says; `file` is its name in messages. Raises PolicyMistakes."""
    try:
        content, lines = load_with_lines(text)
    except NotYaml as error:
        raise PolicyMistakes([Mistake(file, error.where, error.says)]) from error
    if content is None:
        raise PolicyMistakes([Mistake(file, "", "the file is empty: a policy begins with “area:”")])
    if not isinstance(content, dict):
        says = "a policy file begins with keys such as “area:” and “stages:”; this one does not"
        raise PolicyMistakes([Mistake(file, "", says)])
    try:
        return take(content, file=file)
    except PolicyMistakes as refused:
        raise PolicyMistakes(on_their_lines(refused.mistakes, lines)) from refused


def take(content: dict[str, Any], *, file: str) -> Policy:
    """The policy that plain data says; `file` is its name in messages. Raises PolicyMistakes."""
    try:
        policy = Policy.model_validate(content)
    except ValidationError as error:
        raise PolicyMistakes(mistakes_of(error.errors(), content, file)) from error
    mistakes = [Mistake(file, key, says) for check in CHECKS for key, says in check(policy)]
    if mistakes:
        raise PolicyMistakes(mistakes)
    return policy
