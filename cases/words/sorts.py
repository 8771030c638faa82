"""The sorts of entries by which the timeline of a case is filtered."""

from collections.abc import Callable

from cases.verbs import Verb
from cases.words.timing import FACTS_OF_TIME

OF_DEADLINES = frozenset({"limit-passed", "advanced", "stage-opened", *FACTS_OF_TIME})
OF_MESSAGES = frozenset(
    {
        Verb.RAISE.value,
        Verb.RESPOND.value,
        Verb.CONSULT.value,
        Verb.REVIEW_FILE.value,
        Verb.RECORD_DISCUSSION.value,
        Verb.PROPOSE_PLAN.value,
        Verb.RETURN_PLAN.value,
        Verb.PROPOSE_TIMETABLE.value,
        Verb.COUNTER_TIMETABLE.value,
        Verb.REFUSE_TIMETABLE.value,
        Verb.PROPOSE_OUTCOME.value,
        Verb.RETURN_OUTCOME.value,
        Verb.REPORT_NO_AGREEMENT.value,
        Verb.REPORT.value,
        Verb.ADD_NOTE.value,
    }
)
SORTS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "": ("All", lambda _: True),
    "deadlines": ("Deadlines", lambda kind: kind in OF_DEADLINES),
    "messages": ("Messages", lambda kind: kind in OF_MESSAGES),
    "changes": ("Changes", lambda kind: kind not in OF_MESSAGES and kind != "limit-passed"),
}
"""The sorts of entries by which the timeline is filtered: what stands in the address, its words, and which kinds it holds."""
