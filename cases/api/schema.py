"""What a request may say, for the generated schema: worked out from the very forms that judge it."""

from typing import Any

from django import forms
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from cases.api.base import KEY_HEADER, MATCH_HEADER, Unconditional
from cases.api.raising import CALLED, PROTECTIVE
from cases.api.shapes import ErrorShape
from cases.api.typed import choices_of, kind_of
from cases.filters import DUES, STATUSES
from cases.forms.acting import FORMS
from cases.forms.raising import STEPS
from cases.forms.rowed import RowedForm
from core.errors import NotAllowed, NotVisible
from core.persons import NEUTRAL

JsonSchema = dict[str, Any]

CASE_ERRORS = {401: "Not signed in", NotVisible.status: "No such case that you can see"}
ACT_ERRORS = {
    **CASE_ERRORS,
    400: "Not a JSON object",
    NotAllowed.status: "You see the case, but may not do this (not_allowed), or no longer since it changed (changed)",
    409: "Not at this moment (wrong_moment), or somebody changed the case meanwhile (changed)",
    415: "Not JSON",
    422: "Bad input: sentences by field",
}
UNCONDITIONAL = {
    Unconditional.status: "A verb that moves or ends the case, with neither If-Match (or seen) nor Idempotency-Key"
}
SEES_NO_MORE = {204: OpenApiResponse(description="Done; with it your sight of the case has ended")}
"""The answer to whoever sat, once they owe nothing more."""
KEY = OpenApiParameter(
    KEY_HEADER,
    OpenApiTypes.UUID,
    OpenApiParameter.HEADER,
    description="A request sent twice under it is taken once. Verbs that move or end a case need it, or If-Match.",
)
MATCH = OpenApiParameter(
    MATCH_HEADER,
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The revision that you saw (its ETag); 409 where the case has changed since. “*” says none.",
    pattern=r'^("[0-9]{1,9}"|\*)$',
)
VERB = OpenApiParameter("verb", OpenApiTypes.STR, OpenApiParameter.PATH, enum=[verb.value for verb in FORMS])
REFERENCE = OpenApiParameter(
    "reference", OpenApiTypes.STR, OpenApiParameter.PATH, description="Such as ESC-0001", pattern="^[-a-zA-Z0-9_]+$"
)
FILTERS = [
    OpenApiParameter("reference", OpenApiTypes.STR, description="Part of the reference"),
    OpenApiParameter("status", OpenApiTypes.STR, enum=[str(value) for value, _ in STATUSES]),
    OpenApiParameter("due", OpenApiTypes.STR, enum=[value for value, _ in DUES]),
    OpenApiParameter("area", OpenApiTypes.STR, description="The number of an area among your cases"),
    OpenApiParameter("agency", OpenApiTypes.STR, description="The number of an agency among your cases"),
    OpenApiParameter("page", OpenApiTypes.INT),
]

SEEN: JsonSchema = {"type": "integer", "description": "The revision that you saw, where If-Match is not sent"}
SHAPES: dict[str, JsonSchema] = {
    "moment": {"type": "string", "description": "ISO 8601; London time without an offset", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "choices": {"type": "array", "items": {"type": "string"}},
    "choice": {"type": "string"},
    "confirm": {"type": "boolean"},
    "text": {"type": "string"},
}


def errors(known: dict[int, str]) -> dict[int, OpenApiResponse]:
    """These errors as answers of the schema."""
    return {status: OpenApiResponse(ErrorShape, description=says) for status, says in known.items()}


def act_schema() -> dict[str, JsonSchema]:
    """What the verbs take: any of their forms, with the revision seen."""
    forms_of_verbs = [
        _object(f"{verb.value}: {verb.label}", _properties(form) | {"seen": SEEN}, _required(form))
        for verb, form in FORMS.items()
    ]
    return {"application/json": {"anyOf": forms_of_verbs}}


def raise_schema() -> dict[str, JsonSchema]:
    """What raising takes: the answers of every page of the journey, side by side."""
    found: JsonSchema = {}
    for step in STEPS:
        found |= {name: shape for name, shape in _properties(step).items() if name not in CALLED}
    found[PROTECTIVE] = SHAPES["moment"] | {
        "description": "When it must be settled to protect whom it is about; left out where the procedure's time will do"
    }
    return {"application/json": _object("A disagreement", found, ALWAYS_ASKED)}


def form_schema(title: str, form: type[RowedForm]) -> dict[str, JsonSchema]:
    """What one form takes."""
    return {"application/json": _object(title, _properties(form), _required(form))}


ALWAYS_ASKED = ["immediate_risk", "agency", "person", "children", "reasons", "involved"]
"""What every disagreement says; what else is needed hangs on these and on the area's procedure."""


def _object(title: str, properties: JsonSchema, required: list[str]) -> JsonSchema:
    found: JsonSchema = {"type": "object", "title": title, "properties": properties, "additionalProperties": False}
    return found | {"required": required} if required else found


def _properties(form: type[RowedForm]) -> JsonSchema:
    found: JsonSchema = {name: _shape(field) for name, field in form.base_fields.items()}
    if form.rows_class is not None:
        row = form.rows_class.form
        shapes = {name: _shape(field) for name, field in row.base_fields.items()}
        needed = [name for name, field in row.base_fields.items() if field.required]
        items = _object(form.rows_class.noun, shapes, needed)
        found[form.rows_class.rows_prefix] = {"type": "array", "maxItems": form.rows_class.max_num, "items": items}
    return found


def _required(form: type[RowedForm]) -> list[str]:
    """What the form asks for in every situation; what it asks for in some is left to the case's own `actions`."""
    return [name for name, field in form.base_fields.items() if field.required and name not in SOMETIMES]


SOMETIMES = ("timetable", "audience", "to", "kind")
"""Asked, or answered beforehand, as the situation has it."""


def _shape(field: forms.Field) -> JsonSchema:
    shape = dict(SHAPES[kind_of(field).name])
    if field.label:
        shape["title"] = NEUTRAL.say(str(field.label))
    values = [str(value) for value, _ in choices_of(field)]
    if values and "items" in shape:
        shape["items"] = {"type": "string", "enum": values}
    elif values:
        shape["enum"] = values
    most = getattr(field, "max_length", None)
    return shape | {"maxLength": most} if most else shape
