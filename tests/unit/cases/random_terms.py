"""What a random procedure says beside its stages and ways: how time is counted and set, what is asked, and how its board settles it."""

from typing import Any

from hypothesis import strategies as st

from policies.vocabulary import CalendarName, GateMode, Means, Owner, Role, Unit

HOPS = [
    {"by": "The practitioner", "to": "Their line manager", "role": Role.LINE_MANAGER.value},
    {"by": "The line manager", "to": "The director", "role": Role.DIRECTOR.value},
]
WITHIN = {"unit": Unit.ELAPSED_HOURS.value, "amount": 30}
SEATED = ("panel", "mediation", "chaired-meeting")
"""Ways of settling it for which somebody is appointed."""


@st.composite
def terms(draw: Any, content: dict[str, Any]) -> dict[str, Any]:
    """The procedure with some of these added to it, each as often as not."""

    def perhaps() -> bool:
        return bool(draw(st.booleans()))

    if perhaps():
        content["area"]["calendar"] = CalendarName.SCOTLAND.value
    if perhaps():
        content["methods"] = [{"key": Means.EMAIL.value, "label": "Email", "discouraged": True}]
        content["discussed_by"] = {"any_of": ["in-person"], "mode": draw(st.sampled_from(["block", "warn"]))}
        content["stages"][0]["discussed_by"] = {"any_of": ["telephone"], "mode": GateMode.OFF.value}
    content["timescales"] = {
        "set_at_each_stage": perhaps(),
        "extension": {"allowed": perhaps(), "pauses": perhaps()},
    }
    content["reminders"] = {
        "at_half": perhaps(),
        "working_hours_before": draw(st.sampled_from([None, 1, 8])),
        "at_breach": perhaps(),
        "working_mornings_after": draw(st.sampled_from([0, 3])),
        "then_weekly": perhaps(),
    }
    content["outcome"] = {
        "written_statement": True,
        "copy_on_each_childs_record": perhaps(),
        "confirm_within": WITHIN,
        "recorded_on_own_system": {"says": "Record it.", "within": WITHIN} if perhaps() else None,
        "debrief": {"says": "Talk about it.", "within": None} if perhaps() else None,
    }
    risk = content["immediate_risk"]
    risk["safety_reconfirmed"] = perhaps()
    if perhaps():
        risk["tell"] = HOPS
    draw(_settling(content["stages"][-1]))
    return content


@st.composite
def _settling(draw: Any, stage: dict[str, Any]) -> None:
    """Who chooses the way and who sits, whether a course of action may come first, and what is reported after."""
    last = stage["last"]
    last["option_chosen_by"] = draw(st.sampled_from([Owner.CHAIR, Owner.BOARD_OFFICE])).value
    if draw(st.booleans()):
        last["scrutiny"] = {"says": "It may be referred for quality assurance."}
    for option in last["options"]:
        if "decided_by" in option:
            option["may_set_course_of_action"] = draw(st.booleans())
        if option["kind"] in SEATED and draw(st.booleans()):
            parties = "included" if option["kind"] == "panel" else "excluded"
            option["composition"] = {"parties": parties, "enforced": draw(st.sampled_from(["block", "warn"]))}
    if stage["obligations"][0]["what"] == "decide" and draw(st.booleans()):
        report = {"what": "report", "owner": draw(st.sampled_from(["board-office", "chair"])), "limit": WITHIN}
        stage["obligations"].append(report)
