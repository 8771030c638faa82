"""From a policy file to a `Policy`: every mistake is named with its file, its key and its mend, and a file with one is refused."""

import difflib
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from policies.schema import Policy, Stage

LARGEST_FILE = 1_000_000


@dataclass(frozen=True)
class Mistake:
    """One mistake: where it is, what is wrong, and how to mend it."""

    file: str
    key: str
    says: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.says}" if self.key else f"{self.file}: {self.says}"


class PolicyMistakes(Exception):
    """A policy file that cannot be taken, with everything that is wrong with it."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class StrictLoader(yaml.SafeLoader):
    """YAML without aliases (a small file could grow without bound) and without the same key twice."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse an alias."""
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise yaml.composer.ComposerError(
                None, None, "write it out: anchors and aliases are not taken", event.start_mark
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Refuse a key that stands twice, of which YAML would silently take the last."""
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, Hashable) and key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"“{key}” stands twice: remove one", key_node.start_mark
                )
            if isinstance(key, Hashable):
                seen.add(key)
        return super().construct_mapping(node, deep)


def read(path: Path) -> tuple[Policy, str]:
    """The policy in a file, and the file's text. Raises PolicyMistakes."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise PolicyMistakes([Mistake(str(path), "", f"the file cannot be read ({error.strerror})")]) from error
    if len(raw) > LARGEST_FILE:
        raise PolicyMistakes([Mistake(path.name, "", "the file is larger than 1 MB: is it a policy?")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PolicyMistakes([Mistake(path.name, "", "the file is not text in UTF-8: save it as UTF-8")]) from error
    return parse(text, file=path.name), text


def parse(text: str, *, file: str) -> Policy:
    """The policy that `text` says; `file` is its name in messages. Raises PolicyMistakes."""
    try:
        content = yaml.load(text, Loader=StrictLoader)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}" if mark else ""
        says = f"{error.problem or 'this is not YAML'}. Check the indentation (spaces, no tabs) and the colons"
        raise PolicyMistakes([Mistake(file, where, says)]) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise PolicyMistakes(
            [Mistake(file, "", "this is not YAML: it holds characters that YAML does not take")]
        ) from error
    if not isinstance(content, dict):
        says = "a policy file begins with keys such as “area:” and “stages:”; this one does not"
        raise PolicyMistakes([Mistake(file, "", says)])
    try:
        policy = Policy.model_validate(content)
    except ValidationError as error:
        raise PolicyMistakes(_mistake(detail, content, file) for detail in error.errors()) from error
    mistakes = [Mistake(file, key, says) for check in CHECKS for key, says in check(policy)]
    if mistakes:
        raise PolicyMistakes(mistakes)
    return policy


def _mistake(detail: ErrorDetails, content: Any, file: str) -> Mistake:
    return Mistake(file, _key(detail["loc"], content), _says(detail))


def _key(location: tuple[int | str, ...], content: Any) -> str:
    """The place as people find it: stages[2] (stage-two).obligations[0].owner."""
    key, here = "", content
    for part in location:
        if isinstance(part, int):
            key += f"[{part}]"
        elif part != "[key]":
            key += f".{part}" if key else part
        here = _inside(here, part)
        if isinstance(part, int) and isinstance(here, dict) and isinstance(here.get("key"), str):
            key += f" ({here['key']})"
    return key


def _inside(here: Any, part: int | str) -> Any:
    if isinstance(here, dict):
        return here.get(part)
    if isinstance(here, list) and isinstance(part, int) and part < len(here):
        return here[part]
    return None


def _says(detail: ErrorDetails) -> str:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    match kind:
        case "missing":
            return "this key is missing: add it"
        case "extra_forbidden":
            return "this key is not known: remove it, or check its spelling in the author’s guide"
        case "enum" | "literal_error":
            return _unknown_word(given, str(context.get("expected", "")))
        case "string_pattern_mismatch":
            return f"“{given}” has not the right form; it must match {context.get('pattern')}"
        case "value_error":
            return str(context.get("error", detail["msg"]))
        case "date_from_datetime_parsing" | "date_parsing" | "date_type":
            return f"“{given}” is not a date: write it like 2026-04-01"
        case "string_type":
            return f"“{given}” must be text: put it in quotation marks"
        case _:
            return f"{detail['msg'][:1].lower()}{detail['msg'][1:]}"


def _unknown_word(given: Any, expected: str) -> str:
    words = [word.strip().strip("'") for word in expected.replace(" or ", ", ").split(",")]
    near = difflib.get_close_matches(str(given), words, n=1)
    hint = f"did you mean “{near[0]}”? " if near else ""
    return f"“{given}” is not known: {hint}use one of {', '.join(words)}"


# What one key cannot say alone: each check yields (key, sentence) for what does not fit together.

Check = Callable[[Policy], Iterator[tuple[str, str]]]


def _keys_once(policy: Policy) -> Iterator[tuple[str, str]]:
    for name, keys in (
        ("stages", [stage.key for stage in policy.stages]),
        ("reasons", [reason.key for reason in policy.reasons]),
        ("methods", [method.key for method in policy.methods]),
    ):
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield name, f"the key “{key}” stands twice: give each its own"


def _last_stage_last(policy: Policy) -> Iterator[tuple[str, str]]:
    for place, stage in enumerate(policy.stages):
        is_last = place == len(policy.stages) - 1
        where = f"stages[{place}] ({stage.key})"
        if is_last and stage.last is None:
            yield where, "the procedure ends here without settling anything: add “last:” with at least one option"
        if not is_last and stage.last is not None:
            yield (
                f"{where}.last",
                "only the final stage settles the case: move this stage to the end, or remove “last:”",
            )


def _somebody_acts(policy: Policy) -> Iterator[tuple[str, str]]:
    for place, stage in enumerate(policy.stages):
        where = f"stages[{place}] ({stage.key})"
        if stage.who is not None and stage.repeats is not None:
            yield where, "a stage has either “who” or “repeats”: remove one"
        if stage.last is None and stage.who is None and stage.repeats is None:
            yield where, "nobody acts at this stage: add “who” (or “repeats” for a stage that climbs rung by rung)"
        if stage.last is None and not stage.obligations:
            yield where, "nothing is owed at this stage: add at least one obligation"


def _numbers_ascend(policy: Policy) -> Iterator[tuple[str, str]]:
    numbers = [int(stage.number) for stage in policy.stages]
    if numbers != sorted(set(numbers)):
        yield (
            "stages",
            f"the numbers are {', '.join(map(str, numbers))}: each stage needs a higher number than the one before",
        )


def _routes_lead_on(policy: Policy) -> Iterator[tuple[str, str]]:
    order = {stage.key: place for place, stage in enumerate(policy.stages)}
    for place, route in enumerate(policy.routes):
        where = f"routes[{place}]"
        for end, key in (("from", route.source), ("to", route.target)):
            if key not in order:
                yield f"{where}.{end}", _no_such_stage(key, policy.stages)
        if route.source in order and route.target in order and order[route.target] <= order[route.source]:
            yield where, f"it leads back from “{route.source}” to “{route.target}”: a route leads to a later stage"


def _references_exist(policy: Policy) -> Iterator[tuple[str, str]]:
    keys = {stage.key for stage in policy.stages}
    skip = policy.immediate_risk.skip
    if skip is not None and skip.to not in keys:
        yield "immediate_risk.skip.to", _no_such_stage(skip.to, policy.stages)
    overall = policy.overall_limit
    if overall is not None and overall.until is not None and overall.until not in keys:
        yield "overall_limit.until", _no_such_stage(overall.until, policy.stages)


def _dates_fit(policy: Policy) -> Iterator[tuple[str, str]]:
    metadata = policy.metadata
    if metadata.review_date and metadata.review_date < metadata.in_force_from and metadata.correct_at is None:
        yield "metadata.review_date", "it lies before “in_force_from”: check both dates"


def _no_such_stage(key: str, stages: tuple[Stage, ...]) -> str:
    known = [stage.key for stage in stages]
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean “{near[0]}”? " if near else ""
    return f"there is no stage “{key}”: {hint}the stages are {', '.join(known)}"


CHECKS: tuple[Check, ...] = (
    _keys_once,
    _last_stage_last,
    _somebody_acts,
    _numbers_ascend,
    _routes_lead_on,
    _references_exist,
    _dates_fit,
)
