"""A text that Resolve writes itself says whom a case is about with a placeholder (`core.persons`), and never “the child”."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import APPS, files, name, tree

SAYS_CHILD = re.compile(
    r"\b(?:the|a|an|this|each|every|no|unborn|which) child\b|\bchild(?:’s|'s)|\bchildren\b(?! ?_)", re.IGNORECASE
)
COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
FOR_CHILDREN = {
    "cases/actions/raising.py": "the key of the API",
    "cases/api/schema.py": "the key of the API",
    "cases/forms/raising.py": "the page that is asked about children alone",
    "cases/forms/raised_before.py": "what is asked of children alone",
    "cases/models/party.py": "what the kinds of subjects are called",
    "cases/presenters/statement.py": "what the kinds of subjects are called",
    "core/persons.py": "the words themselves",
    "core/sensitive.py": "words that are no person's name",
    "escalation/documents/oddities.py": "says how a text about children was read",
    "policies/drafting/words/fronts.py": "says what the format takes where nothing is said",
    "policies/schema/signposts.py": "sign-posts of procedures about children alone",
    "policies/vocabulary.py": "what the kinds of subjects, and a type of agency, are called",
    "templates/cases/raise/start.html": "what procedures about children alone are not for",
}


def texts(file: Path) -> Iterator[str]:
    """What a file may show: the strings of a module without its docstrings, a template without its comments."""
    if file.suffix == ".html":
        yield COMMENT.sub("", file.read_text(encoding="utf-8"))
        return
    nodes = list(ast.walk(tree(file)))
    alone = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def test_no_text_speaks_of_a_child_whatever_a_case_is_about():
    found = {
        name(file)
        for file in files(".py", ".html", under=(*APPS, "templates"))
        if "/demo/" not in name(file) and any(SAYS_CHILD.search(text) for text in texts(file))
    }
    assert found == set(FOR_CHILDREN), "Say {the person}, and put the words in with `persons.say` or the filter `about`"


def test_the_guard_sees():
    assert SAYS_CHILD.search("What keeps the child safe until then")
    assert SAYS_CHILD.search("The child’s safety now")
    assert not SAYS_CHILD.search("What keeps {the person} safe until then")
    assert not SAYS_CHILD.search("childrens-social-care")
