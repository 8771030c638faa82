"""A procedure as plain data, as a draft keeps it and as YAML says it. Pure."""

import json
from datetime import date
from typing import Any

import yaml

from policies.drafting.shapes import Kind, Shape, whole
from policies.schema import Item, Policy

WIDTH = 100


def plain(value: Any) -> Any:
    """A value of the format as JSON has it, without what goes without saying."""
    if isinstance(value, Item):
        return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(inside) for key, inside in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inside) for inside in value]
    return value.value if hasattr(value, "value") else value


def content_of_draft(policy: Policy) -> dict[str, Any]:
    """A whole procedure as the content of a draft: what the format takes for granted is left out."""
    return json.loads(json.dumps(plain(policy)))  # type: ignore[no-any-return]


class _Dumper(yaml.SafeDumper):
    """Lists stand further in than their key, as in the files of the library."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)


def as_yaml(content: dict[str, Any]) -> str:
    """A draft as a policy file, which `policies.parsing` reads back as the same."""
    return yaml.dump(
        _dated(_in_order(whole(), content)), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH
    )


def _in_order(shape: Shape, content: Any) -> Any:
    """With the keys in the order of the format, and one rule alone without its brackets."""
    match content:
        case dict() if shape.model is not None:
            known = {part.key: part.shape for part in shape.keys}
            keys = [*filter(content.__contains__, known), *(key for key in content if key not in known)]
            return {key: _in_order(known.get(key, shape), content[key]) for key in keys}
        case dict() if shape.inner is not None:
            return {key: _in_order(shape.row, inside) for key, inside in content.items()}
        case list() if shape.inner is not None:
            return [_in_order(shape.row, inside) for inside in content]
        case [rule] if shape.kind is Kind.RULES:
            return rule
        case _:
            return content


def _dated(content: Any) -> Any:
    """With its dates as dates, so that they stand without quotation marks."""
    about = content.get("metadata")
    if not isinstance(about, dict):
        return content
    return {**content, "metadata": {key: _day(key, said) for key, said in about.items()}}


def _day(key: str, said: Any) -> Any:
    if key == "version" or not isinstance(said, str):
        return said
    try:
        return date.fromisoformat(said)
    except ValueError:
        return said
