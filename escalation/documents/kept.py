"""What keeps a rule? The mechanisms that all areas share, by the kind of item, and a named place for rules in words alone.

A place is `module:name` or `module:Class.method`, or the path of a file.
"""

from dataclasses import dataclass

from policies import schema
from policies.schema import Gate, ImmediateRisk, Item, Method
from policies.vocabulary import Breach, GateMode

PAGE = "policies.views.viewer:policy_version"
CASE_PAGE = "cases.presenters.case:case_page"
SAFETY_PAGE = "cases.raise_presenters:contacts_of"


@dataclass(frozen=True)
class Mechanism:
    """A place that keeps a kind of item for every area. `steers`: a case goes otherwise by it; else it is only shown."""

    what: str
    places: tuple[str, ...]
    steers: bool = True


SHOWN = Mechanism("shown", (PAGE,), steers=False)
SHOWN_AT_STAGE = Mechanism("shown", (PAGE, CASE_PAGE), steers=False)
WHO = Mechanism("who acts", ("policies.routes:role_at", "agencies.ladder:who_stands"))
LIMIT = Mechanism("until when", ("cases.process.clocks:start", "policies.deadlines:deadline"))
OWED = Mechanism("what is owed", ("cases.process.passages:open_passage",))
BREACH = Mechanism("what follows if not", ("cases.sweeps:sweep",))
ORDER = Mechanism("which stage is next", ("policies.routes:ways_on",))
GATE = Mechanism("what must be there first", ("cases.rules.gates:faults", "cases.forms.gated:what_lacks"))

MECHANISMS: dict[type[Item], Mechanism] = {
    schema.ActingRole: WHO,
    schema.Rungs: WHO,
    schema.Limit: LIMIT,
    schema.OverallLimit: Mechanism("until when", ("cases.process.clocks:start_overall",)),
    schema.Reminders: Mechanism("when to remind", ("cases.process.clocks:next_moment",)),
    schema.Timescales: Mechanism("by when", ("cases.actions.moving:escalate",)),
    schema.Extension: Mechanism("how it is lengthened", ("cases.actions.timing:accept_timetable",)),
    schema.Stage: ORDER,
    schema.Route: ORDER,
    schema.Skip: Mechanism("where it starts", ("policies.routes:first_stage",)),
    schema.RequiredMeans: Mechanism("by which means", ("cases.required_means:faults_of_means",)),
    schema.Referral: Mechanism("what is referred outside", ("cases.process.referring:ask_to_refer",)),
    schema.Tell: Mechanism("who is told", ("cases.process.told:tell_as_policy_says",)),
    schema.LastStage: Mechanism(
        "how it is settled", ("cases.actions.sitting:choose_way", "cases.actions.deciding:record_decision")
    ),
    schema.LastOption: Mechanism("how it is settled", ("cases.actions.deciding:record_decision",)),
    schema.Composition: Mechanism(
        "who may sit", ("cases.composition:check", "cases.rules.who_may_sit:faults_of", "cases.access:visible_to")
    ),
    schema.Scrutiny: Mechanism("what goes to the chair", ("cases.actions.scrutiny:refer_for_scrutiny",)),
    schema.Outcome: Mechanism(
        "how it ends", ("cases.actions.agreeing:propose_outcome", "cases.actions.stating:write_down")
    ),
    schema.Afterwards: Mechanism("what is asked for afterwards", ("cases.process.afterwards:ask_afterwards",)),
    schema.Reason: Mechanism("what can be chosen", ("cases.forms.raising:AboutStep",), steers=False),
    schema.Thresholds: Mechanism("what can be chosen", ("cases.forms.raising:AreasStep",), steers=False),
    schema.Preparation: Mechanism("what was done before", ("cases.forms.trying:TriedStep",)),
    schema.PlanLink: Mechanism("asked of a plan", ("cases.actions.agreeing:propose_plan",)),
    schema.Contact: Mechanism("shown", (PAGE, SAFETY_PAGE), steers=False),
    schema.Hop: Mechanism("who is told in turn", ("cases.process.risk:tell_next", "cases.process.risk:after_hop")),
    schema.Form: Mechanism(
        "which form is issued", ("cases.process.issuing:issue_form", "cases.documents.building:build")
    ),
    schema.Guidance: SHOWN_AT_STAGE,
}
"""Any other kind of item is shown on the page of the procedure."""


def mechanisms_of(item: Item) -> list[Mechanism]:
    """What keeps this item of a policy, the most telling first."""
    match item:
        case schema.Obligation():
            after = [] if item.optional or item.on_breach is Breach.REMIND else [BREACH]
            return [OWED, *([LIMIT] if item.limit is not None else []), *after]
        case Gate():
            return [SHOWN if item.mode is GateMode.OFF else GATE]
        case Method():
            return [Mechanism("asks for a reason", ("cases.forms.trying:TriedStep",)) if item.discouraged else SHOWN]
        case ImmediateRisk():
            shown = Mechanism("shown", (PAGE, SAFETY_PAGE), steers=False)
            shorter = Mechanism("shortens limits", (*LIMIT.places, "cases.process.clocks:compress"))
            report = Mechanism("asks for a report", ("cases.process.risk:set_in_motion",))
            effects = [*([shorter] if item.compress else []), *([report] if item.refer else [])]
            return effects or [shown]
        case _:
            return [MECHANISMS.get(type(item), SHOWN)]


KEPT_BY = {
    # What is challenged, and for whom
    "BHAM-1": "cases.forms.raising:DecisionStep",
    "BRENT-19": "cases.forms.raising:DecisionStep",
    "BHAM-3": "cases.actions.raising:Child",
    "BRIS-3": "cases.models.party:Party",
    "BRIS-4": "cases.actions.moving:escalate",
    "BRENT-9": "cases.forms.trying:TriedStep",
    "FLOW-8": "cases.forms.trying:TriedStep",
    # The written record, which whoever raised it always reads
    "BHAM-4": "cases.record:write",
    "BRIS-36": "cases.record:write",
    "BRENT-16": "cases.record:write",
    "FLOW-3": "cases.record:write",
    "BRIS-5": "cases.actions.looking_back:say_concern",
    # What a case taught
    "BRIS-15": "cases.actions.learning:record_dissent",
    "BRENT-18": "cases.actions.learning:record_learning",
    "BRIS-34": "cases.actions.learning:record_learning",
    "BRIS-38": "cases.actions.learning:record_learning",
    # Time
    "BRIS-9": "cases.rules.refusals:ground_refusal",
    "FLOW-4": "cases.actions.moving:advance",
    # Who
    "BHAM-25": "agencies.models:Post",
    "BRIS-17": "cases.actions.chasing:chase",
    "BUCKS-6": "agencies.ladder:who_stands",
    # What a person must be able to read
    "BHAM-32": "policies.presenters.version:past_review",
    "BRENT-1": "policies.presenters.version:past_review",
    "BRIS-1": "policies.presenters.version:past_review",
    "BRIS-37": "policies.presenters.version:facts",
    "BRENT-3": CASE_PAGE,
    "BRENT-4": CASE_PAGE,
    "BRIS-32": PAGE,
    "BUCKS-16": PAGE,
}
"""Rules that stand in the library as words for a reader, and the place in the code that keeps each of them."""

YEARLY = {
    "BRIS-32": "of every case when it was raised, its level, how it ended and whether the board was reached; of every decision"
    " its way, by whom, and the reasons",
    "BRENT-15": "of every decision of a panel who made it, what it was, and the reasons; and what the panel reported",
}
"""Rules on a yearly report, which Resolve does not write: which data it keeps for one, in the case and in its record."""
