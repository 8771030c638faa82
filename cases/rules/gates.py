"""What lacks before a case may go on from here, on this ground, to this stage? The gates of a procedure, one by one.

Those on leaving the present stage count for every way, those on entering a stage only for the stage that is chosen. What
lacks is mended on the form of going on itself (`field`), or by doing something else first (`verbs`). A gate that blocks lets
nobody by until it is mended; one that warns lets through whoever says why they go on without it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cases.models import Entry, Holding, Party, ProposalKind, Visibility
from cases.record import body_of, is_erased
from cases.rules import agreement_rules, monitoring
from cases.rules.declaring import Declared
from cases.rules.ways import have_met, nobody_answers
from cases.situations import Situation
from cases.unanswered import IN_WRITING
from cases.verbs import Verb
from cases.words.gates import BY_REASON, BY_RISK, CALLED, DECLARED
from core.words import listed
from policies.schema import Gate
from policies.vocabulary import GateKind, GateMode, Ground

PROBLEM, AIM = ("what_is_disputed", "disputed_areas"), ("wanted",)
"""Where, of what was written as it was raised, the problem stands, and what is wanted (BRIS-11, BRENT-7)."""


@dataclass(frozen=True)
class Said:
    """What is said on the form of going on, as far as a gate asks for it."""

    tried: str = ""
    problem_and_aim: str = ""
    declared: tuple[Declared, ...] = ()


@dataclass(frozen=True)
class Lack:
    """What lacks for a gate, and in a sentence how it is mended: in `field` of the form of going on, or by one of `verbs`."""

    gate: Gate
    mend: str
    field: str = ""
    verbs: tuple[Verb, ...] = ()

    @property
    def blocks(self) -> bool:
        """Whether nobody goes on until it is mended; else they go on who say why."""
        return self.gate.mode is GateMode.BLOCK


NOTHING = Said()


def gates_on(s: Situation, ground: Ground, to: str) -> list[Gate]:
    """The gates on the way from here to this stage; without those that are off, or lifted by immediate risk (O-24)."""
    return [gate for gate in _between(s, to) if not _is_lifted(s, gate, ground)]


def lacks(s: Situation, ground: Ground, to: str, said: Said = NOTHING) -> tuple[Lack, ...]:
    """What lacks on the way from here to this stage, by what is on record and what is said as it goes on."""
    return tuple(lack for gate in gates_on(s, ground, to) if (lack := LACKS[gate.kind](s, gate, said)) is not None)


def shut(s: Situation, ground: Ground, to: str) -> str:
    """Why nobody can go this way whatever they say, and what to do first, in sentences; "" where it is open."""
    held = [gate for gate in gates_on(s, ground, to) if gate.mode is GateMode.BLOCK]
    found = [LACKS[gate.kind](s, gate, NOTHING) for gate in held]
    return " ".join(dict.fromkeys(lack.mend for lack in found if lack is not None and not lack.field))


def faults(s: Situation, ground: Ground, to: str, said: Said, *, without: str) -> dict[str, list[str]]:
    """What is wrong with going on so, by field: what blocks, or that nobody says why they go on without what is wanted."""
    return faults_in(lacks(s, ground, to, said), without=without)


def faults_in(lacking: Sequence[Lack], *, without: str) -> dict[str, list[str]]:
    """What is wrong where this lacks, by field."""
    found: dict[str, list[str]] = {}
    for lack in lacking:
        if lack.blocks and lack.mend not in found.get(lack.field or "to", []):
            found.setdefault(lack.field or "to", []).append(lack.mend)
    if not found and lacking and not without.strip():
        found["without"] = [f"Enter why it goes on without {_called(lacking)}"]
    return found


def passed(s: Situation, ground: Ground, to: str, said: Said) -> list[dict[str, str]]:
    """For the record: the gates that are passed while something lacks, with a reason or because of immediate risk."""
    lifted = [gate for gate in _between(s, to) if _is_lifted(s, gate, ground)]
    by_risk = [lack for gate in lifted if (lack := LACKS[gate.kind](s, gate, said)) is not None]
    return as_codes(lacks(s, ground, to, said), by_risk)


def as_codes(by_reason: Iterable[Lack], by_risk: Iterable[Lack]) -> list[dict[str, str]]:
    """For the record: what lacked and was passed with a reason, and what because of immediate risk; each once."""
    lacking = [*((lack.gate, BY_REASON) for lack in by_reason), *((lack.gate, BY_RISK) for lack in by_risk)]
    found = [{"kind": gate.kind.value, "mode": gate.mode.value, "at": gate.at, "by": by} for gate, by in lacking]
    return [one for place, one in enumerate(found) if one not in found[:place]]


def with_a_reason(found: Sequence[Mapping[str, str]]) -> bool:
    """Whether any of these gates, as `passed` tells them, was passed by saying why."""
    return any(one["by"] == BY_REASON for one in found)


def to_follow(found: Sequence[Mapping[str, str]]) -> list[GateKind]:
    """What is to follow: all that lacked for gates which immediate risk lifted, as `passed` tells them (O-24)."""
    return list(dict.fromkeys(GateKind(one["kind"]) for one in found if one["by"] == BY_RISK))


def _between(s: Situation, to: str) -> list[Gate]:
    leaving = [gate for gate in s.stage.gates if gate.at == "leave"]
    entering = [] if to == s.case.stage else [gate for gate in s.case.policy.stage(to).gates if gate.at == "enter"]
    return [gate for gate in (*leaving, *entering) if gate.mode is not GateMode.OFF]


def _is_lifted(s: Situation, gate: Gate, ground: Ground) -> bool:
    return gate.lifted_by_immediate_risk and (ground is Ground.IMMEDIATE_RISK or s.case.immediate_risk)


def _called(lacking: Sequence[Lack]) -> str:
    return listed(dict.fromkeys(CALLED[lack.gate.kind] for lack in lacking))


# One gate after the other. Each looks at one thing.


def _evidence(_: Situation, gate: Gate, said: Said) -> Lack | None:
    """What was done at the stage to settle it (FLOW-5, BHAM-33)."""
    sentence = "Enter what was done at this stage to settle it: the procedure asks for it before going on"
    return None if said.tried.strip() else Lack(gate, sentence, "tried")


def _problem_and_aim(s: Situation, gate: Gate, said: Said) -> Lack | None:
    """What the problem is, and what is wanted: as it was raised, or added since (BRIS-11, BRENT-7)."""
    if said.problem_and_aim.strip() or any(_names_both(entry) for entry in _of_kinds(s, Verb.RAISE, Verb.ESCALATE)):
        return None
    return Lack(gate, "Enter what the problem is, and what you want to happen", "problem_and_aim")


def names_problem_and_aim(statement: Mapping[str, object]) -> bool:
    """Whether what is written as a case is raised says what the problem is, and what is wanted."""
    return all(any(str(statement.get(key) or "").strip() for key in keys) for keys in (PROBLEM, AIM))


def _names_both(entry: Entry) -> bool:
    body = body_of(entry)
    return is_erased(entry) or bool(body.get("problem_and_aim")) or names_problem_and_aim(body)


def _both_have_met(s: Situation, gate: Gate, _: Said) -> Lack | None:
    """A discussion between both sides at this stage; silence does not hold it up (O-31)."""
    sentence = (
        "Both sides must have discussed it at this stage first. Record the discussion, or wait for the other side’s "
        "limit to pass."
    )
    return None if have_met(s) else Lack(gate, sentence, verbs=(Verb.RECORD_DISCUSSION,))


def _plan_or_no_agreement(s: Situation, gate: Gate, _: Said) -> Lack | None:
    """A plan that all have agreed at this stage, or a side's report that none could be; silence does not hold it up (FLOW-13)."""
    agreed = s.case.proposals.filter(kind=ProposalKind.PLAN, passage=s.passage, accepted_at__isnull=False)
    reported = s.passage is not None and s.passage.no_agreement_at is not None
    if reported or nobody_answers(s) or agreed.exists():
        return None
    sentence = "Agree a plan at this stage first, or report that you could not agree: your side’s report is enough."
    return Lack(gate, sentence, verbs=(Verb.REPORT_NO_AGREEMENT, Verb.PROPOSE_PLAN))


def _written_confirmation(s: Situation, gate: Gate, _: Said) -> Lack | None:
    """Every other party has put in writing where it stands at this stage, or lets its limit pass in silence."""
    if agreement_rules.confirmation_breached(s):
        return None
    written = [entry for entry in _of_kinds(s, *IN_WRITING) if s.passage and entry.passage_id == s.passage.pk]
    mine = s.speaks_for
    others = [held for held in s.holdings if held.party.part_ended_at is None and held.party != mine]
    owing = [h.party for h in others if not _is_silent(s, h.party) and not any(_wrote(e, h) for e in written)]
    if not owing:
        return None
    who = listed(party.agency.name for party in owing)
    sentence = (
        f"{who} must first put in writing at this stage where it stands: a response, a discussion that it records, an answer "
        "to what was proposed, or a report that you could not agree. Ask for it, or wait for the limit to pass."
    )
    return Lack(gate, sentence, verbs=(Verb.CHASE,))


def _wrote(entry: Entry, holding: Holding) -> bool:
    """Whether an entry is of a party: written for it, or by who acts for it and for another as well."""
    return entry.party_id == holding.party_id or entry.by_id == holding.person_id


def _is_silent(s: Situation, party: Party) -> bool:
    """Whether a party is past a limit here; of one for which no limit runs, whether the time of the stage has passed."""
    mine = [o for o in s.obligations if o.party_id == party.pk]
    if any(s.breached(o) for o in mine):
        return True
    if any(o.met_at is None and hasattr(o, "clock") for o in mine):
        return False
    limits = [o.clock.due_at for o in s.obligations if hasattr(o, "clock")]
    ends = [max(limits)] if limits else []
    if s.passage is not None and s.passage.protective_at is not None:
        ends.append(s.passage.protective_at)
    return bool(ends) and min(ends) < s.at


def _monitoring_form(s: Situation, gate: Gate, _: Said) -> Lack | None:
    """The monitoring form is complete (BRIS-25), but for what is said as the case goes on.

    It waits for the position of nobody who goes on, is silent, has agreed alone, or takes part only from a later stage on.
    """
    quiet = {party.pk for party in s.parties if _is_silent(s, party) or party.part_ended_at is not None}
    waived = quiet | ({s.speaks_for.pk} if s.speaks_for else set())
    told = set(Holding.objects.filter(passage__case=s.case).values_list("party", flat=True))
    missing = [one for one in monitoring.missing(s.case) if not one.said_on_going_on]
    missing = [one for one in missing if one.party_id is None or one.party_id in told - waived]
    if not missing:
        return None
    sentence = f"The monitoring form still lacks {listed(one.says for one in missing)}. "
    return Lack(
        gate,
        sentence + " ".join(dict.fromkeys(one.mend for one in missing)),
        verbs=tuple(dict.fromkeys(verb for one in missing for verb in one.verbs)),
    )


def _of_kinds(s: Situation, *kinds: Verb) -> list[Entry]:
    found = s.case.entries.filter(kind__in=[kind.value for kind in kinds], visibility=Visibility.SHARED)
    return list(found.select_related("content").order_by("number"))


def _declared(_: Situation, gate: Gate, said: Said) -> Lack | None:
    return undeclared(gate, said.declared)


def undeclared(gate: Gate, declared: Iterable[Declared]) -> Lack | None:
    """That nobody is named who has screened it, or endorsed it, among what is said of that."""
    if any(one.kind is gate.kind for one in declared):
        return None
    deed = DECLARED[gate.kind]
    return Lack(gate, f"Select who has {deed.key} it: the procedure asks for it before going on", f"{deed.key}_by")


LACKS: Mapping[GateKind, Callable[[Situation, Gate, Said], Lack | None]] = {
    GateKind.EVIDENCE: _evidence,
    GateKind.PROBLEM_AND_AIM: _problem_and_aim,
    GateKind.BOTH_HAVE_MET: _both_have_met,
    GateKind.PLAN_OR_NO_AGREEMENT: _plan_or_no_agreement,
    GateKind.WRITTEN_CONFIRMATION: _written_confirmation,
    GateKind.MONITORING_FORM: _monitoring_form,
    GateKind.SCREENING: _declared,
    GateKind.SAFEGUARDING_LEAD_ENDORSEMENT: _declared,
}
"""By kind: what lacks for it, if anything does."""
