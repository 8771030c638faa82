"""Random procedures that the format takes: any number of stages, limits, breaches, gates, routes and ways of settling."""

from typing import Any

from hypothesis import strategies as st

from policies.parsing import take
from policies.schema import Policy
from policies.vocabulary import AgencyType, Audience, Breach, Event, GateKind, GateMode, Ground, Owner, Unit
from tests.unit.cases.random_terms import terms
from tests.unit.cases.random_ways import beside

BANDS = ("practitioner", "first-line", "senior", "executive")
ROLES = ("practitioner", "line-manager", "safeguarding-lead", "service-manager", "director", "chief-officer")
OF_BOTH = (GateKind.BOTH_HAVE_MET, GateKind.PLAN_OR_NO_AGREEMENT, GateKind.WRITTEN_CONFIRMATION)
"""The gates that a stage cannot have in which the other side takes no part."""
OF_BEFORE = (*OF_BOTH, GateKind.MONITORING_FORM)
"""The gates that a stage cannot have on entering it where it is the first."""
COUNTED = (Unit.HOURS_AS_WORKING_DAYS, Unit.WORKING_DAYS, Unit.ELAPSED_HOURS, Unit.CALENDAR_DAYS)
OWED = (
    ("acknowledge", (Owner.RECEIVER,)),
    ("respond", (Owner.RECEIVER,)),
    ("discuss", (Owner.BOTH,)),
    ("agree-plan", (Owner.BOTH,)),
    ("review-file", (Owner.RAISER, Owner.RECEIVER, Owner.BOTH)),
    ("raise", (Owner.RAISER,)),
    ("notify-board", (Owner.RAISER, Owner.RECEIVER, Owner.BOARD_OFFICE)),
    ("convene-meeting", (Owner.RAISER, Owner.RECEIVER, Owner.BOARD_OFFICE)),
    ("offer-mediation", (Owner.RAISER, Owner.BOARD_OFFICE)),
)
OPTIONS = (
    {"kind": "chair-decision", "title": "The chair decides", "decided_by": "chair"},
    {"kind": "mediation", "title": "Mediation", "decided_by": "mediator"},
    {"kind": "chaired-meeting", "title": "A chaired meeting", "decided_by": "mediator"},
    {"kind": "panel", "title": "A panel", "decided_by": "panel"},
    {"kind": "chair-informed", "title": "The chair is told", "binding": False},
    {"kind": "record-only", "title": "It is recorded", "binding": False},
)


@st.composite
def limits(draw: Any, *, first: bool) -> dict[str, Any] | None:
    """How long somebody has: counted, undated, or nothing said."""
    starts = ["escalation", "receipt", "raised", "stage-entered"] + ([] if first else ["previous-stage-ended"])
    kind = draw(st.sampled_from(["counted", "counted", "same-day", "asap", "case", "none"]))
    if kind == "none":
        return None
    unit = {
        "counted": draw(st.sampled_from(COUNTED)),
        "same-day": Unit.SAME_WORKING_DAY,
        "asap": Unit.AS_SOON_AS_POSSIBLE,
        "case": Unit.CASE_SPECIFIC,
    }[kind]
    amount = {"amount": draw(st.integers(1, 10))} if kind == "counted" else {}
    strength = draw(st.sampled_from(["guide", "maximum"]))
    return {"unit": unit.value, "start": draw(st.sampled_from(starts)), "strength": strength, **amount}


@st.composite
def obligations(draw: Any, *, sides: str, first: bool) -> list[dict[str, Any]]:
    """What is owed at a stage: something at least."""
    if sides == "raising":
        return [{"what": "consult", "owner": "raiser"}]
    chosen = draw(st.lists(st.sampled_from(range(len(OWED))), min_size=1, max_size=3, unique=True))
    found = []
    for place in sorted(chosen):
        what, owners = OWED[place]
        limit = draw(limits(first=first))
        item: dict[str, Any] = {"what": what, "owner": draw(st.sampled_from(owners)).value}
        runs_out = limit is not None and "amount" in limit
        breaches = [Breach.REMIND, Breach.OFFER, *([Breach.ADVANCE] if runs_out else [])]
        item["on_breach"] = draw(st.sampled_from(breaches)).value
        item["must_set_timetable"] = what == "acknowledge" and draw(st.booleans())
        found.append(item | ({"limit": limit} if limit else {}))
    return found


@st.composite
def gates(draw: Any, *, first: bool = False, alone: bool = False, last: bool = False) -> dict[str, Any]:
    """What must be there before a stage is entered or left: as hard as may be, and lifted by immediate risk or not."""
    at = "enter" if last else draw(st.sampled_from(["enter", "leave"]))
    without = OF_BEFORE if first and at == "enter" else OF_BOTH if alone and at == "leave" else ()
    return {
        "kind": draw(st.sampled_from([kind for kind in GateKind if kind not in without])).value,
        "at": at,
        "mode": draw(st.sampled_from(GateMode)).value,
        "lifted_by_immediate_risk": draw(st.booleans()),
        "says": "What must be there first.",
    }


@st.composite
def stages(draw: Any, *, number: int) -> dict[str, Any]:
    """A stage before the last."""
    first = number == 0
    sides = draw(st.sampled_from(["both", "both", "both", "raising"])) if first else "both"
    role = {"role": ROLES[min(number, len(ROLES) - 1)], "title": f"Role {number}", "alternatives": ["line-manager"]}
    found: dict[str, Any] = {
        "key": f"stage-{number}",
        "number": draw(st.sampled_from([None, str(number + 1)])),
        "title": f"Step {number}",
        "band": BANDS[min(number, len(BANDS) - 1)],
        "sides": sides,
        "who": {"default": role},
        "obligations": draw(obligations(sides=sides, first=first)),
    }
    if not first and draw(st.booleans()):
        found["discretionary"] = True
        role["alternatives"].append("director")
        found["conflicted_manager_moves_up"] = draw(st.booleans())
    if draw(st.booleans()):
        found["who"]["by_type"] = {AgencyType.SCHOOL.value: {"role": "head-teacher", "title": "The head"}}
    if draw(st.booleans()):
        found["discussed_by"] = {"any_of": ["in-person"], "mode": draw(st.sampled_from(["block", "warn"]))}
    if draw(st.booleans()):
        owner = draw(st.sampled_from([Owner.RAISER, Owner.BOARD_OFFICE, *([Owner.BOTH] if sides == "both" else [])]))
        within = draw(st.sampled_from([None, {"unit": "elapsed-hours", "amount": 4}]))
        found["referrals"] = [{"to": "the police", "owner": owner.value, "within": within}]
    found["gates"] = draw(st.lists(gates(first=first, alone=sides == "raising"), max_size=2))
    if draw(st.booleans()):
        told = {"who": draw(st.sampled_from(Audience)).value, "on": draw(st.sampled_from(Event)).value}
        found["tells"] = [told | {"for_information": draw(st.booleans())}]
    return found


@st.composite
def last_stages(draw: Any, *, number: int) -> dict[str, Any]:
    """The stage that settles it: one or two ways, binding, not binding, or not stated."""
    chosen = draw(st.lists(st.sampled_from(range(len(OPTIONS))), min_size=1, max_size=2, unique=True))
    options = [{"binding": draw(st.sampled_from([True, False, None]))} | OPTIONS[place] for place in sorted(chosen)]
    deciders = [option["decided_by"] for option in options if "decided_by" in option]
    limit = draw(limits(first=False))
    owed: list[dict[str, Any]] = [{"what": "decide", "owner": who} for who in deciders[:1]]
    if len(deciders) < len(options):
        owed.append(
            {"what": "inform-chair", "owner": draw(st.sampled_from(["board-office", "chair", "raiser", "both"]))}
        )
    owed[0] |= {"limit": limit} if limit else {}
    return {
        "key": "the-last",
        "number": str(number + 1),
        "title": "The board settles it",
        "band": "board",
        "obligations": owed,
        "gates": draw(st.lists(gates(last=True), max_size=1)),
        "last": {"options": options},
    }


@st.composite
def policies(draw: Any) -> Policy:
    """A whole procedure, as the format takes it."""
    count = draw(st.integers(1, 4))
    found = [draw(stages(number=number)) for number in range(count)]
    found.append(draw(last_stages(number=count)))
    risk: dict[str, Any] = {
        "says": "Ring 999.",
        "contacts": [{"name": "Police", "phone": "999"}],
        "compress": draw(st.booleans()),
    }
    if count > 1 and draw(st.booleans()):
        risk["skip"] = {"to": "stage-1", "condition": "The other agency disagrees."}
    more = draw(st.lists(st.sampled_from([Ground.NO_RESPONSE, Ground.DELAY, Ground.ANTICIPATED]), unique=True))
    content: dict[str, Any] = {
        "area": {"key": "anywhere", "name": "Anywhere", "partnership": "Anywhere’s partnership"},
        "metadata": {"title": "A procedure", "version": "1", "in_force_from": "2020-01-01"},
        "immediate_risk": risk,
        "stages": found,
        "grounds": [Ground.NOT_AGREED.value, Ground.IMMEDIATE_RISK.value, *(ground.value for ground in more)],
        "reasons": [{"key": "threshold", "label": "Threshold"}],
    }
    for stage in found[:-1]:
        if more and draw(st.booleans()):
            stage["grounds"] = [Ground.NOT_AGREED.value, Ground.IMMEDIATE_RISK.value, more[0].value]
    if count > 2 and draw(st.booleans()):
        pair = [AgencyType.HEALTH.value, AgencyType.SCHOOL.value]
        route = {"from": "stage-0", "to": "the-last", "pairs": [pair], "says": "Straight to the board."}
        content["routes"] = [route]
    if draw(st.booleans()):
        unit = draw(st.sampled_from(["working-days", "working-weeks", "calendar-days", "elapsed-hours"]))
        overall = {"unit": unit, "amount": draw(st.integers(1, 20)), "start": "raised"}
        until = draw(st.sampled_from([None, *(stage["key"] for stage in found[1:])]))
        breach = draw(st.sampled_from(["offer", "remind"]))
        content["overall_limit"] = {"limit": overall, "until": until, "on_breach": breach, "says": "Within these days."}
    content = draw(beside(content, roles=ROLES)) if draw(st.integers(0, 3)) else content
    if draw(st.booleans()):
        content = draw(terms(content))
    return take(content, file="random.yaml")
