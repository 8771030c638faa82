"""From text to plain data: YAML as its authors expect it, in which nothing runs, grows or is silently dropped.

Only lists, keys, text, whole and decimal numbers, true and false, null and dates are taken. `no`, `on` and `off` are
words (as in YAML 1.2), `010` is ten, and `1:30` is text. A key is text whatever stands there, and so is a date that no
calendar has: whoever wants a date there says so, with the key.
"""

import re
import unicodedata
from collections.abc import Callable, Hashable
from datetime import date
from typing import Any, NamedTuple

import yaml

from policies.parsing.lines import Lines, lines_of

TAG = "tag:yaml.org,2002:"
QUOTE = "put the whole text in quotation marks"
COLON = (
    f"a colon stands where none can: if it is part of a text, {QUOTE}; if it ends a key, give the key the same "
    "spaces before it as the keys above"
)
AFTER = (
    "text follows quotation marks or brackets that have ended: look here and above for a quotation mark that ends "
    f"too early or not at all, and {QUOTE}"
)
COMMA = (
    "a bracket is opened and not closed, or a comma is missing: add it; if a comma, colon, question mark or bracket "
    f"is part of a text, {QUOTE}"
)
PLAIN = (
    ("mapping values are not allowed", COLON),
    ("'\\t' that cannot start", "there is a tab: use spaces"),
    ("that cannot start any token", f"text may not begin with this sign: {QUOTE}"),
    ("expected alphabetic or numeric character", f"text may not begin with * or &: {QUOTE}"),
    ("mapping keys are not allowed", f"text may not begin with a question mark: {QUOTE}"),
    ("expected chomping or indentation", f"text may not begin with |: {QUOTE}"),
    ("expected a comment or a line break", f"text may not begin with > or |: {QUOTE}"),
    ("sequence entries are not allowed", f"a dash begins an item of a list, on a line of its own; in a text, {QUOTE}"),
    ("but found '<scalar>'", AFTER),
    ("expected <block end>", "it is indented differently from the lines above it: give them the same spaces"),
    ("could not find expected ':'", "a key needs a colon after it, and a space after the colon: add them"),
    ("unexpected end of stream", "quotation marks are opened and not closed: close them"),
    ("but found another document", "a second document begins here (---): one file holds one policy; remove it"),
    ("expected ',' or", COMMA),
)
"""What YAML's own messages begin or hold, and the same for a person, with the mend."""
LAYOUT = (
    "this line, or the one before it, cannot be read: give what belongs together the same spaces before it (no tabs), "
    "each key a colon and a space after it, and put text with signs in quotation marks"
)
SLIPS = (
    (re.compile(r"\s*-[^\s-]"), "a dash needs a space after it: add one"),
    (re.compile(r"[\s-]*[a-z_]+:[^\s/]"), "a colon needs a space after it: add one"),
)
"""How a line begins that YAML takes for something else than was meant."""


class NotYaml(Exception):
    """The text cannot be read as a policy's YAML: where (may be empty), and what is wrong with its mend."""

    def __init__(self, where: str, says: str) -> None:
        super().__init__(f"{where}: {says}" if where else says)
        self.where, self.says = where, says


class _Refusal(yaml.MarkedYAMLError):
    """What YAML would take and we do not; its sentence already names the mend."""

    def __init__(self, says: str, node: Any) -> None:
        super().__init__(problem=says, problem_mark=node.start_mark)


class Loaded(NamedTuple):
    """What a text says, and on which line each part of it stands."""

    content: Any
    lines: Lines


def load_yaml(text: str) -> Any:
    """The plain data that `text` says. Raises NotYaml."""
    return load_with_lines(text).content


def load_with_lines(text: str) -> Loaded:
    """The same, with the lines. Raises NotYaml."""
    try:
        loader = StrictLoader(text)
        node = loader.get_single_node()
        return Loaded(None, {}) if node is None else Loaded(loader.construct_document(node), lines_of(node))
    except yaml.MarkedYAMLError as error:
        mark = _mark(error)
        where = f"line {mark.line + 1}" if mark else ""
        raise NotYaml(where, _plainly(error, _line(text, mark))) from error
    except RecursionError as error:
        raise NotYaml("", "it is nested too deeply: a policy needs some ten levels") from error
    except yaml.YAMLError as error:
        raise NotYaml("", "it holds characters that are no text: save it again as plain text in UTF-8") from error


def _mark(error: yaml.MarkedYAMLError) -> Any:
    """Where it is wrong: where the key or the text begins of which YAML finds only later that something is missing."""
    late = any(said in str(error.problem) for said in ("could not find expected ':'", "unexpected end of stream"))
    return (error.context_mark if late else None) or error.problem_mark or error.context_mark


def _line(text: str, mark: Any) -> str:
    """The line at which something is wrong."""
    lines = text.splitlines()
    return lines[mark.line] if mark and mark.line < len(lines) else ""


def _plainly(error: yaml.MarkedYAMLError, line: str) -> str:
    """What is wrong, with its mend."""
    problem = str(error.problem or "")
    if isinstance(error, _Refusal):
        return problem
    slip = next((plain for slipped, plain in SLIPS if slipped.match(line)), "")
    return slip or next((plain for technical, plain in PLAIN if technical in problem), LAYOUT)


class StrictLoader(yaml.SafeLoader):
    """YAML without aliases (a small file could grow without bound) and without the same key twice."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse an alias, and a tag that says of what stands there that it is something else."""
        if self.check_event(yaml.AliasEvent):
            raise _Refusal("aliases (*) are not taken: write it out", self.peek_event())
        node: Any = super().compose_node(parent, index)
        if not isinstance(node, _NODES.get(node.tag, yaml.Node)):
            raise _Refusal(f"the tag “{_short_tag(node)}” does not fit what stands here: remove it", node)
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Refuse a key that stands twice, of which YAML would silently take the last."""
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise _Refusal("a key must be a word: neither a list nor other keys", key_node)
            if key_node.tag in _NODES:
                key_node.tag = f"{TAG}str"
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise _Refusal(f"“{key}” stands twice: remove one", key_node)
            seen.add(key)
        return super().construct_mapping(node, deep)


def _text(loader: StrictLoader, node: Any) -> str:
    said = loader.construct_scalar(node)
    for character in said:
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t":
            raise _Refusal(f"the text holds a character that cannot be shown (U+{ord(character):04X}): remove it", node)
    return said


def _scalar(kind: str, read: Callable[[str], Any]) -> Callable[[StrictLoader, Any], Any]:
    """A constructor that refuses with a sentence where `read` cannot make a value of what stands there."""

    def construct(loader: StrictLoader, node: Any) -> Any:
        said = loader.construct_scalar(node)
        try:
            return read(said)
        except ValueError as error:
            raise _Refusal(f"“{said[:40]}” is not {kind}", node) from error

    return construct


def _boolean(said: str) -> bool:
    if said.lower() not in {"true", "false"}:
        raise ValueError(said)
    return said.lower() == "true"


def _day(said: str) -> date | str:
    """The day; as text where there is none such, so that the mistake is told with its key instead of its line."""
    year, month, day = (int(part) for part in said.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        return said


def _unknown_tag(loader: StrictLoader, node: Any) -> Any:
    raise _Refusal(f"the tag “{_short_tag(node)}” is not taken: remove it", node)


def _short_tag(node: Any) -> str:
    """The tag as people write it: “!!map”."""
    return str(node.tag).replace(TAG, "!!")


_SCALARS: dict[str, tuple[str, str, str, Callable[[str], Any]]] = {
    "bool": (r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF", "true or false", _boolean),
    "int": (r"^[-+]?[0-9]+$", "-+0123456789", "a whole number", int),
    "float": (r"^[-+]?[0-9]*\.[0-9]+$", "-+0123456789.", "a number", float),
    "timestamp": (r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$", "0123456789", "a date: write it like 2026-04-01", _day),
}

_NODES: dict[str, type[yaml.Node]] = {
    f"{TAG}seq": yaml.SequenceNode,
    f"{TAG}map": yaml.MappingNode,
    **dict.fromkeys((f"{TAG}{name}" for name in ("str", "null", *_SCALARS)), yaml.ScalarNode),
}
"""What each tag that is taken may stand on."""

StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag == f"{TAG}null"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
StrictLoader.yaml_constructors = {
    f"{TAG}{name}": yaml.SafeLoader.yaml_constructors[f"{TAG}{name}"] for name in ("null", "seq", "map")
}
StrictLoader.add_constructor(f"{TAG}str", _text)
StrictLoader.add_constructor(None, _unknown_tag)
for _name, (_pattern, _first, _kind, _read) in _SCALARS.items():
    StrictLoader.add_implicit_resolver(f"{TAG}{_name}", re.compile(_pattern), list(_first))
    StrictLoader.add_constructor(f"{TAG}{_name}", _scalar(_kind, _read))
