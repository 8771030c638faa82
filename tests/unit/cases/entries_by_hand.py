"""The record, looked at by hand: which entries have to tell of a change that the tables show."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cases.models import PassageEnd
from cases.verbs import Verb

Row = tuple[Any, ...]
Tables = Mapping[str, Mapping[int, Row]]
"""By table: its rows, by their keys."""
OF_AN_END: Mapping[str, set[str]] = {
    PassageEnd.AGREED: {Verb.CONFIRM_OUTCOME},
    PassageEnd.ESCALATED: {Verb.ESCALATE},
    PassageEnd.ADVANCED: {"advanced"},
    PassageEnd.DECIDED: {Verb.RECORD_DECISION},
    PassageEnd.UNRESOLVED: {Verb.RECORD_DECISION, "case-ended"},
    PassageEnd.RECORDED: {"case-ended"},
    PassageEnd.WITHDRAWN: {Verb.WITHDRAW},
    PassageEnd.STEPPED_DOWN: {Verb.STEP_DOWN},
    PassageEnd.CLOSED_BY_OFFICE: {Verb.CLOSE_UNCONFIRMED},
}
NEW_HOLDER = {"holder-changed", Verb.HAND_OVER, Verb.PASS_ON}
KEPT_OUT, LET_IN = {Verb.KEEP_OUT}, {Verb.LET_IN}


def untold(before: Tables, now: Tables, kinds: set[str]) -> list[str]:
    """The changes between two moments of which none of the entries of these kinds tells; empty if all are told of."""
    found = []
    for table, tells in TELLS.items():
        for key in before[table].keys() | now[table].keys():
            old, new = before[table].get(key), now[table].get(key)
            missing = [wanted for wanted in tells(old, new) if not wanted & kinds] if old != new else []
            found += [f"{table} {key}: {old} became {new}, and none of {sorted(one)} says so" for one in missing]
    return found


def _passage(old: Row | None, new: Row | None) -> Iterator[set[str]]:
    if old is None:
        yield {"stage-opened"}
    if new is not None and new[3] and (old is None or not old[3]):
        yield OF_AN_END[new[3]]


def _holding(old: Row | None, new: Row | None) -> Iterator[set[str]]:
    if old is not None and new is not None and old[0] != new[0]:
        yield NEW_HOLDER


def _clock(old: Row | None, new: Row | None) -> Iterator[set[str]]:
    if new is not None and new[2] is not None and (old is None or old[2] is None):
        yield {"limit-passed"}


def _exclusion(old: Row | None, new: Row | None) -> Iterator[set[str]]:
    yield KEPT_OUT if new is not None else LET_IN


TELLS: Mapping[str, Callable[[Row | None, Row | None], Iterator[set[str]]]] = {
    "passage": _passage,
    "holding": _holding,
    "clock": _clock,
    "exclusion": _exclusion,
}
