"""What the form of going on asks because of the gates on the way, and what it says of them before anything is typed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cases.forms.asides import Aside, stage_label
from cases.forms.base import NO_NAMES, SHORT, VerbForm, words
from cases.forms.screening import DeclaredFields, arrange_declared, declared_of
from cases.rules import gates
from cases.rules.declaring import may_not_know, who_may
from cases.rules.gates import Lack, Said
from cases.rules.refusals import ground_refusal, refusal_in
from cases.rules.ways import destinations
from cases.situations import Situation
from cases.verbs import Verb
from cases.words.gates import DECLARED
from policies.routes import grounds_at
from policies.vocabulary import GateKind, Ground

Way = tuple[Ground, str]
"""A ground, and a stage to which it leads."""


class GateFields(DeclaredFields):
    """What a gate may ask of whoever goes on, for their form to inherit."""

    tried = words("What has been done at this stage to settle it?", hint=NO_NAMES, rows=4)
    problem_and_aim = words("What is the problem, and what do you want to happen?", hint=NO_NAMES, rows=4)
    without = words("If you go on without something that the procedure wants: why?", hint=NO_NAMES, limit=SHORT, rows=3)


GATES_ASK = ("tried", "problem_and_aim", *DeclaredFields.base_fields, "without")
"""The questions of the gates, in their order."""


def open_ways(s: Situation, grounds: Iterable[Ground]) -> list[Way]:
    """The ways on which nothing blocks that cannot be said on the form itself."""
    return [(ground, key) for ground in grounds for key in destinations(s, ground) if not gates.shut(s, ground, key)]


def arrange_gates(form: VerbForm, possible: Sequence[Way]) -> None:
    """Ask for what the gates on these ways want said, and for a reason where one of them warns."""
    s, fields = form.situation, form.fields
    found = [lack for way in possible for lack in gates.lacks(s, *way)]
    for name, kind in (("tried", GateKind.EVIDENCE), ("problem_and_aim", GateKind.PROBLEM_AND_AIM)):
        field, mine = fields[name], [lack for lack in found if lack.gate.kind is kind]
        if not mine and name != "tried":
            del fields[name]
            continue
        field.help_text = " ".join([*dict.fromkeys(lack.gate.says for lack in mine), str(field.help_text)])
        field.required = any(lack.blocks for lack in mine)
        field.error_messages["required"] = next((lack.mend for lack in mine), "")
    _arrange_declared(form, found)
    if all(lack.blocks for lack in found):
        del fields["without"]


def _arrange_declared(form: VerbForm, found: Iterable[Lack]) -> None:
    """Ask who has screened or endorsed it, of the people of the side that goes on."""
    s, party = form.situation, form.situation.speaks_for
    asked = [lack for lack in found if lack.gate.kind in DECLARED]
    kinds = {lack.gate.kind for lack in asked if party is not None}
    out = may_not_know(s.case, party) if party is not None and kinds else set()
    people = {kind: who_may(kind, party.agency, s.case.area, without=out) for kind in kinds} if party else {}
    arrange_declared(form, people, me=s.by, required={lack.gate.kind for lack in asked if lack.blocks})


def said_of(answers: Mapping[str, Any]) -> Said:
    """What of the answers a gate asks for."""
    declared = declared_of(dict(answers))
    return Said(answers.get("tried", ""), answers.get("problem_and_aim", ""), declared)


def check_gates(form: VerbForm, answers: dict[str, Any], way: Way | None) -> None:
    """What the gates on the chosen way want, beside its fields; a reason that is not needed is not kept."""
    if way is None:
        return
    found = gates.faults(form.situation, *way, said_of(answers), without=answers.get("without", ""))
    for name, sentences in found.items():
        if name not in form.errors:
            for sentence in sentences:
                form.add_error(name if name in form.fields else None, sentence)
    if "without" in answers and not gates.lacks(form.situation, *way, said_of(answers)):
        answers["without"] = ""


def what_lacks(s: Situation) -> list[Aside]:
    """What has to be done before the case may go on, or why it is asked for, by way; with the deeds that mend it."""
    asides: dict[tuple[str, ...], Aside] = {}
    for ground in grounds_at(s.case.policy, s.stage):
        refused = ground_refusal(s, ground)
        ways = destinations(s, ground)
        if refused is not None and not any(gates.shut(s, ground, key) for key in ways):
            continue
        for key in ways:
            found = [lack for lack in gates.lacks(s, ground, key) if not lack.field]
            if found:
                _add(
                    asides,
                    _lines(found),
                    f"{_label(s, key)} (“{ground.label_for(s.case.persons)}”)",
                    _mending(s, found),
                )
    return list(asides.values())


def what_is_there(s: Situation, possible: Iterable[Way]) -> list[Aside]:
    """What the procedure asks for on these ways, in its words, where that is there already."""
    met = [
        gate.says
        for ground, key in possible
        for gate in gates.gates_on(s, ground, key)
        if gate not in [lack.gate for lack in gates.lacks(s, ground, key)]
    ]
    return [Aside("What the procedure asks for, and is there", list(dict.fromkeys(met)))] if met else []


def _add(asides: dict[tuple[str, ...], Aside], lines: list[str], way: str, verbs: list[Verb]) -> None:
    """Say once what lacks on several ways."""
    before = asides.get(tuple(lines))
    title = f"Before it can go to {way}" if before is None else f"{before.title}; to {way}"
    asides[tuple(lines)] = Aside(title, lines, verbs=verbs)


def _lines(found: Iterable[Lack]) -> list[str]:
    said = []
    for lack in found:
        said.append(f"{lack.gate.says} {lack.mend}")
        if not lack.blocks:
            said.append("You can go on without it, and say why.")
    return said


def _mending(s: Situation, found: Iterable[Lack]) -> list[Verb]:
    """What the person may do about it."""
    verbs = dict.fromkeys(verb for lack in found for verb in lack.verbs)
    return [verb for verb in verbs if refusal_in(s, verb) is None]


def _label(s: Situation, key: str) -> str:
    again = key == s.case.stage and s.passage is not None
    return stage_label(s.case.policy.stage(key), s.passage.rung + 1 if again and s.passage else None)
