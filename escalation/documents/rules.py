"""Where does each rule of the five texts live? In the policy data, the code and the tests (`docs/rules.md`)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.words import counted, listed
from escalation.documents.citations import Citations, Place, in_code, in_tests, place_of
from escalation.documents.kept import KEPT_BY, YEARLY, Mechanism, mechanisms_of
from escalation.documents.not_yet import NOT_YET
from escalation.documents.oddities import ODDITIES
from policies import schema
from policies.parsing import read
from policies.presenters import words
from policies.schema import Item, Policy
from policies.vocabulary import Sides

ODDITY = "O"
NAMED_BY = ("key", "what", "kind", "who", "role", "addressee", "source")
SAID_IN = ("says", "note", "label", "title")
ONLY_SHOWS = ("presenters", "views", "wording", "schema")
"""Modules that show or define what they cite, and move nothing by it."""

HEAD = """# Where each rule lives

Written by `make docs` from the policy library, the citations in the code and the tests, and the data in
`escalation/documents/`; `make check` fails when it is stale. The rules are those of the five texts, numbered in the order
of each text. To find one, search this page for its number.

- **Does**: a rule *steers* where a case goes otherwise because of it: who acts, until when, what may be done, who is told.
  One that is *shown* is read by people, and moves nothing. A gate steers whether it blocks or warns: one that warns takes a
  reason from whoever goes on without what it asks for.
- **In the procedure** is the place in the area's file, with its words.
- **In the code** are first the places that cite the rule, then the mechanisms that keep a rule of its kind for all areas.
- **Tests** are those that name the rule, because they fail if what it asks for is lost; of a rule that is shown, where a
  person sees it. Where a rule has none, the column says why not; `make check` fails on any other rule without a test, and on
  a test that names a rule that there is not.
"""
ODD_HEAD = """
## Where a text is odd

What is odd in a text, and how it was read.

| oddity | text | how it was read | kept by | tests |
| --- | --- | --- | --- | --- |"""


@dataclass(frozen=True)
class Said:
    """One item of a policy that cites a rule: where it stands, and its words."""

    where: str
    words: str
    item: Item

    def __str__(self) -> str:
        return f"`{self.where}`{f' {self.words}' if self.words else ''}"


Library = dict[str, tuple[Policy, dict[str, list[Said]]]]


def rules(root: Path) -> str:
    """The document, for the checkout at `root`. Raises PolicyMistakes where a file of the library is wrong."""
    library = _library(root)
    texts = _texts(library)
    code, tests = in_code(root, texts), in_tests(root, texts)
    parts = [HEAD]
    for name, (policy, places) in library.items():
        parts += [f"\n## {policy.area.name}\n", f"[{name}](../policies/library/{name})\n"]
        parts += ["| rule | does | in the procedure | in the code | tests |", "| --- | --- | --- | --- | --- |"]
        parts += [_row(rule, places[rule], code[rule], tests[rule]) for rule in sorted(places, key=_number)]
    parts.append(ODD_HEAD)
    parts += [_odd_row(rule, code, tests) for rule in sorted(ODDITIES, key=_number)]
    return "\n".join(parts) + "\n"


def unknown(root: Path) -> dict[str, list[Place]]:
    """Rules that code or tests name and neither a file of the library nor the oddities have, with the places."""
    library = _library(root)
    known = {rule for _, places in library.values() for rule in places} | set(ODDITIES)
    texts = _texts(library)
    named = [*in_code(root, texts).items(), *in_tests(root, texts).items()]
    return {rule: places for rule, places in named if rule not in known and places}


def faults(root: Path) -> list[str]:
    """What the page could not say truly: a rule that nothing tests, one said to have no test that has, one that is none."""
    library = _library(root)
    known = {rule for _, places in library.values() for rule in places} | set(ODDITIES)
    tested = {rule for rule, places in in_tests(root, _texts(library)).items() if any(p.is_test for p in places)}
    return [
        *(f"{rule} has no test that names it." for rule in sorted(known - tested - set(NOT_YET), key=_order)),
        *(f"{rule} has a test now: take it out of NOT_YET." for rule in sorted(tested & set(NOT_YET), key=_order)),
        *(f"NOT_YET names {rule}, which is no rule." for rule in sorted(set(NOT_YET) - known, key=_order)),
        *(f"{rule} is no rule, and {places[0].path} names it." for rule, places in sorted(unknown(root).items())),
    ]


def _row(rule: str, items: list[Said], code: list[Place], tests: list[Place]) -> str:
    named = [*([place_of(KEPT_BY[rule])] if rule in KEPT_BY else []), *code]
    mechanisms = _mechanisms([said.item for said in items])
    steers = any(mechanism.steers for mechanism in mechanisms) or any(_moves(place) for place in named)
    if steers or named:
        mechanisms = [mechanism for mechanism in mechanisms if mechanism.steers]
    kept = [place.link for place in dict.fromkeys(named)]
    kept += [
        f"{mechanism.what}: {', '.join(place_of(place).link for place in mechanism.places)}"
        for mechanism in mechanisms
        if not {place_of(place) for place in mechanism.places} <= set(named)
    ]
    kept += [f"kept for the report: {YEARLY[rule]}"] if rule in YEARLY else []
    said = "<br>".join(dict.fromkeys(str(item) for item in items))
    does = "steers" if steers else "shown"
    return f"| **{rule}** | {does} | {said} | {'<br>'.join(kept)} | {_proof(rule, tests)} |"


def _odd_row(rule: str, code: Citations, tests: Citations) -> str:
    odd = ODDITIES[rule]
    places = [*code[rule], *(place_of(place) for place in odd.kept)]
    return f"| **{rule}** | {odd.texts} | {odd.says} | {_links(places)} | {_proof(rule, tests[rule])} |"


def _proof(rule: str, tests: list[Place]) -> str:
    """The tests of a rule, or why it has none."""
    return _links(tests) or f"none yet: {NOT_YET.get(rule, 'nobody says why')}"


def _mechanisms(items: list[Item]) -> list[Mechanism]:
    """What keeps a rule that these items stand for. A stage keeps by itself only what no part of it says more closely."""
    closer = [item for item in items if not isinstance(item, schema.Stage | schema.Guidance)]
    kept = [item for item in items if not (closer and isinstance(item, schema.Stage))]
    return list(dict.fromkeys(mechanism for item in kept for mechanism in mechanisms_of(item)))


def _moves(place: Place) -> bool:
    return not any(part.partition(".")[0].endswith(ONLY_SHOWS) for part in place.path.split("/"))


def _links(places: Iterable[Place]) -> str:
    return "<br>".join(place.link for place in dict.fromkeys(places))


def _library(root: Path) -> Library:
    """By name of the file: the policy, and by rule the places in it that cite the rule."""
    found = {}
    for file in sorted((root / "policies" / "library").glob("*.yaml")):
        policy, _text = read(file)
        found[file.name] = policy, _places(policy)
    return found


def _texts(library: Library) -> set[str]:
    return {_text_of(rule) for _, places in library.values() for rule in places} | {ODDITY}


def _text_of(rule: str) -> str:
    """The text that a rule is of: its number without the place in it."""
    return rule.rpartition("-")[0]


def _number(rule: str) -> int:
    return int(rule.rpartition("-")[2])


def _order(rule: str) -> tuple[str, int]:
    return _text_of(rule), _number(rule)


def _places(policy: Policy) -> dict[str, list[Said]]:
    """By rule: the places in the policy that cite it, each with its words."""
    found: defaultdict[str, list[Said]] = defaultdict(list)
    for where, item in _walk(policy, ()):
        for rule in getattr(item, "cite", ()):
            words_of_it = policy.persons.say(in_words(item)).replace("|", "/")
            found[rule].append(Said(" › ".join(where), words_of_it, item))
    return found


def _walk(value: Any, where: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Item]]:
    if isinstance(value, Item):
        yield where, value
        for name in type(value).model_fields:
            yield from _walk(getattr(value, name), (*where, name))
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _walk(part, (*where, str(key)))
    elif isinstance(value, tuple):
        for part in value:
            yield from _walk(part, _named(where, part))


def _named(where: tuple[str, ...], part: Any) -> tuple[str, ...]:
    """The path of one item of a list: its own name where it has one, else the list's."""
    name = next((str(getattr(part, key)) for key in NAMED_BY if getattr(part, key, None)), "")
    if not name:
        return where
    return (*where[:-1], name) if where[-1] == "stages" else (*where, name)


def in_words(item: Item) -> str:
    """What an item of a policy says, in words for a reader; "" where it says nothing by itself."""
    say = WORDS.get(type(item))
    if say is not None:
        return say(item)
    return next((str(getattr(item, name)) for name in SAID_IN if getattr(item, name, "")), "")


def _obligation(item: schema.Obligation) -> str:
    limit = f": {words.wording_of(item.limit)}" if item.limit else ""
    return f"{item.owner.label}{limit}{f'. {item.note}' if item.note else ''}"


def _stage(item: schema.Stage) -> str:
    sides = "" if item.sides is Sides.BOTH else ". The other side takes no part"
    label = words.stage_label(item.number)
    return f"{label}{': ' if label else ''}{item.title}{sides}"


def _acting(item: schema.ActingRole) -> str:
    others = listed([role.label.lower() for role in item.alternatives], "or")
    return f"{item.title} (`{item.role}`{f', else {others}' if others else ''})"


def _told(item: schema.Hop) -> str:
    return f"{item.by} tells {item.to}" if item.by != "You" else f"You tell {item.to}"


def _last(item: schema.LastStage) -> str:
    return f"{listed([option.title for option in item.options], 'or')}, through: {item.reached_through.label}"


def _option(item: schema.LastOption) -> str:
    by = f", decided by: {item.decided_by.label}" if item.decided_by else ""
    return f"{item.title}{by}. {words.option_binds(item)}"


def _seats(item: schema.Composition) -> str:
    seats = f"{counted(item.agencies, 'agency,agencies')}." if item.agencies else ""
    return " ".join(
        part for part in (seats, words.SITTING[item.parties], words.MEMBERS[item.members], item.note) if part
    )


WORDS: dict[type[Item], Callable[[Any], str]] = {
    schema.Limit: words.wording_of,
    schema.Obligation: _obligation,
    schema.Stage: _stage,
    schema.ActingRole: _acting,
    schema.Rungs: lambda item: f"{words.steps_in_words(item.default)}, rung by rung",
    schema.Skip: lambda item: f"Starts at `{item.to}` if this holds too: {item.condition}",
    schema.Hop: _told,
    schema.Contact: lambda item: f"{item.name}, {item.phone or 'number not known'}, {item.when.replace('-', ' ')}",
    schema.LastStage: _last,
    schema.LastOption: _option,
    schema.Composition: _seats,
}
