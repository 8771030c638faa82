"""What does not fit together in a last stage: each check yields (key, sentence), as in `coherence`."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from policies.parsing.mistakes import did_you_mean
from policies.schema import LastOption, Policy, Stage
from policies.vocabulary import TELLING, Duty, LastStageKind, Owner

Found = Iterator[tuple[str, str]]

OF_THE_SIDES = {Owner.RAISER, Owner.RECEIVER, Owner.BOTH}
OF_THE_BOARD = tuple(owner for owner in Owner if owner not in OF_THE_SIDES)
DECIDERS: Mapping[LastStageKind, Sequence[Owner]] = {
    LastStageKind.CHAIR_DECISION: (Owner.CHAIR,),
    LastStageKind.MEDIATION: (Owner.MEDIATOR,),
    LastStageKind.CHAIRED_MEETING: (Owner.MEDIATOR, Owner.CHAIR, Owner.PANEL),
    LastStageKind.PANEL: (Owner.PANEL,),
}
"""Who may decide, by how the last stage settles a case. Whoever chairs a meeting stands as the mediator (BHAM-29)."""
TOLD_BY: Mapping[LastStageKind, Sequence[Duty]] = {
    LastStageKind.CHAIR_INFORMED: (Duty.INFORM_CHAIR,),
    LastStageKind.RECORD_ONLY: TELLING,
}
"""What must be owed, any of these, where nothing is decided: the case ends once it is done."""
OWN_CASE = "a side cannot decide its own case"


def _stages(policy: Policy) -> Iterator[tuple[str, Stage, tuple[LastOption, ...]]]:
    for place, stage in enumerate(policy.stages):
        if stage.last is not None:
            yield f"stages[{place}] ({stage.key})", stage, stage.last.options


def _options_differ(policy: Policy) -> Found:
    for where, _, options in _stages(policy):
        kinds = [option.kind for option in options]
        for kind in sorted({kind for kind in kinds if kinds.count(kind) > 1}):
            yield (
                f"{where}.last.options",
                f"“{kind}” stands twice: one option of each kind can be chosen, so remove one",
            )


def _somebody_decides(policy: Policy) -> Found:
    for where, _, options in _stages(policy):
        for place, option in enumerate(options):
            at = f"{where}.last.options[{place}]"
            deciders = DECIDERS.get(option.kind, ())
            if option.decides_nothing:
                yield from _nothing_is_decided(option, at)
            elif option.decided_by is None:
                yield f"{at}.decided_by", f"this key is missing: add it. {did_you_mean('', deciders)}"
            elif option.decided_by not in deciders:
                wrong = f"“{option.decided_by}” does not decide where “kind” is {option.kind}"
                said = OWN_CASE if option.decided_by in OF_THE_SIDES else wrong
                yield f"{at}.decided_by", f"{said}. {did_you_mean('', deciders)}"


def _nothing_is_decided(option: LastOption, at: str) -> Found:
    said = "nothing is decided where “kind” is " + option.kind.value
    if option.decided_by is not None:
        yield f"{at}.decided_by", f"{said}: remove this key"
    if option.binding is not False:
        yield f"{at}.binding", f"{said}, so nothing binds: write false"
    if option.composition is not None:
        yield f"{at}.composition", f"{said}, so nobody sits: remove this key"
    if option.may_set_course_of_action:
        yield f"{at}.may_set_course_of_action", f"{said}: remove this key"


def _somebody_is_told(policy: Policy) -> Found:
    for where, stage, options in _stages(policy):
        owed = {item.what for item in stage.obligations}
        for place, option in enumerate(options):
            wanted = TOLD_BY.get(option.kind, ())
            if wanted and not owed & set(wanted):
                says = f"nobody is told here, so the case would never end: add the obligation {' or '.join(wanted)}"
                yield f"{where}.last.options[{place}].kind", says
        if Duty.DECIDE in owed and all(option.decides_nothing for option in options):
            yield f"{where}.obligations", "nothing is decided at this stage: remove the obligation “decide”"


def who_sits(stage: Stage) -> set[Owner]:
    """The owners that there are at a stage beside the sides, the office and the chair: as its ways of settling have them."""
    options = stage.last.options if stage.last else ()
    chaired = {Owner.MEDIATOR for option in options if option.kind is LastStageKind.CHAIRED_MEETING}
    return {option.decided_by for option in options if option.decided_by} | chaired


SETTLING: tuple[Callable[[Policy], Found], ...] = (_options_differ, _somebody_decides, _somebody_is_told)
