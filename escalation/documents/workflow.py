"""The life of a case as a picture: the states, the transitions and the verbs (`docs/workflow.md`)."""

from cases.models import Case, State
from cases.verbs import STEP_DUTIES, Verb

HEAD = """# The life of a case

Written by `make docs` from `cases/models/case.py` and `cases/verbs.py`; `make check` fails when it is stale.

The state of a case is the same in every area. The stages are not: they are data, and a case climbs from one to the next
as the policy says that it opened under (`policies/library/`, and the policy pages of the running product).
"""


def workflow() -> str:
    """The states, the transitions and the verbs, as Markdown with a Mermaid picture."""
    transitions = sorted(_transitions(), key=lambda row: (row[1], row[2], row[3]))
    picture = ["```mermaid", "stateDiagram-v2", "    [*] --> open: Raise"]
    picture += [
        f"    {source} --> {target}: {label}" for field, source, target, label in transitions if field == "state"
    ]
    picture += ["    open --> open: Escalate (to another stage)"]
    ends = [State.RESOLVED, State.UNRESOLVED_REPORTED, State.RECORDED, State.WITHDRAWN]
    picture += [f"    {end.value} --> [*]" for end in ends] + ["```"]
    states = ["| state | in words |", "| --- | --- |", *(f"| `{state.value}` | {state.label} |" for state in State)]
    verbs = ["| verb | button | in the record | only where the policy asks |", "| --- | --- | --- | --- |"]
    verbs += [f"| `{v.value}` | {v.label} | {v.done} | {'yes' if v in STEP_DUTIES else ''} |" for v in Verb]
    parts = [HEAD, "## States\n", *states, "", *picture, "", "## Verbs\n", *verbs]
    return "\n".join(parts) + "\n"


def _transitions() -> list[tuple[str, str, str, str]]:
    """(field, source, target, label) of every transition; a dynamic target is left out of the picture of states."""
    found = []
    for field in ("state", "stage"):
        for transition in getattr(Case(), f"get_all_{field}_transitions")():
            target = transition.target if isinstance(transition.target, str) else "by policy"
            found.append((field, str(transition.source), str(target), transition.custom["move"].label))
    return found
