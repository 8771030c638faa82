"""The smallest area: practitioners talk, then the chair decides. What a test is about is said of the first stage."""

from typing import Any

from policies.parsing import take
from tests.unit.cases.world import World, a_world, publish_policy

CONTENT: dict[str, Any] = {
    "area": {"key": "anywhere", "name": "Anywhere", "partnership": "Anywhere’s partnership"},
    "metadata": {"title": "A procedure", "version": "1", "in_force_from": "2020-01-01"},
    "immediate_risk": {"says": "Ring 999.", "contacts": [{"name": "Police", "phone": "999"}]},
    "reasons": [{"key": "threshold", "label": "Threshold"}],
}
FIRST = {
    "key": "talk",
    "title": "They talk",
    "band": "practitioner",
    "who": {"default": {"role": "practitioner", "title": "Practitioner"}},
}
LAST = {
    "key": "chair",
    "title": "The chair",
    "band": "board",
    "obligations": [{"what": "decide", "owner": "chair"}],
    "last": {
        "options": [{"kind": "chair-decision", "title": "The chair decides", "decided_by": "chair", "binding": True}]
    },
}
DISCUSS = {"what": "discuss", "owner": "both"}


def small_world(**first: Any) -> World:
    """A world in it, whose first stage has these keys."""
    stages = [FIRST | {"obligations": [DISCUSS]} | first, LAST]
    return a_world(version=publish_policy(take(CONTENT | {"stages": stages}, file="made-up.yaml")))
