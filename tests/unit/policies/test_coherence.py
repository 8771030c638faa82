"""What does not fit together in a policy, beside what `test_mistakes.py` tells: said with the place and the mend."""

import pytest

from policies.parsing import PolicyMistakes, parse
from policies.schema import Policy
from policies.vocabulary import Breach
from tests.unit.policies.library import SMALL, small, small_policy

DUTY = "stages[0] (managers).obligations[0]"
ONCE = "      - {what: discuss, owner: both, limit: {amount: 2, unit: working-days}}"
MEETING = "{kind: chaired-meeting, title: Meeting, decided_by: mediator, binding: false}"
OPTION = "        - {kind: chair-decision"
DECIDING = "stages[1] (chair).obligations[0]"
BY = "stages[1] (chair).last.options[0].decided_by"
DECIDES = "kind: chair-decision, title: Decision of the chair"
TELLS = "kind: record-only, title: It is recorded, decided_by: chair, binding: true, composition: {agencies: 3}, may_set_course_of_action: true"
AT = "stages[1] (chair).last.options[0]"
NOTHING = "nothing is decided where “kind” is record-only"
OWN_CASE = "a side cannot decide its own case"
NO_TIME = "the case would move when a time has passed, and none is given: add a “limit:” that ends, or use offer"
REASON = "  - {key: thresholds, label: Thresholds}"


def refused(text: str) -> list[str]:
    with pytest.raises(PolicyMistakes) as caught:
        parse(text, file="f.yaml")
    return [f"{mistake.key}: {mistake.says}" for mistake in caught.value.mistakes]


WITHIN = [
    (REASON, f"{REASON}\n{REASON}", "reasons: the key “thresholds” stands twice: give each its own"),
    ("owner: both,", "owner: both, optional: true,", "stages[0] (managers): nothing is owed at this stage: add at least one obligation that is not optional"),
    ("on_breach: remind", "on_breach: offer", "stages[1] (chair).obligations[0].on_breach: no stage follows the final one: use remind"),
    ("unit: working-days", "unit: working-days, start: notification", f"{DUTY}.limit.start: the board’s office is not told at this stage: add it under “tells:”"),
    (OPTION, f"{OPTION}, title: A, decided_by: chair, binding: null}}\n{OPTION}", "stages[1] (chair).last.options: “chair-decision” stands twice: one option of each kind can be chosen, so remove one"),
    (ONCE, f"{ONCE}\n      - {{what: discuss, owner: raiser}}", "stages[0] (managers).obligations[1]: “discuss” is owed twice by the same side: remove one"),
    (ONCE, f"{ONCE}\n      - {{what: convene-meeting, owner: both, optional: true, on_breach: advance}}", "stages[0] (managers).obligations[1].on_breach: what is optional is never late: use remind"),
    ("    band: first-line", f"    band: first-line\n    last: {{options: [{MEETING}]}}", "stages[0] (managers).last: only the final stage settles the case: move this stage to the end, or remove “last:”"),
    ("    band: board", "    band: board\n    repeats: {default: [{role: director, title: D}]}", "stages[1] (chair).repeats: the final stage does not repeat: name who takes part under “who”, or nobody"),
    ("    band: board", "    band: board\n    sides: raising", "stages[1] (chair).sides: both sides come before the board: remove this key"),
    ("owner: chair", "owner: raiser", f"{DECIDING}.owner: {OWN_CASE}. Use one of: board-office, chair, mediator, panel"),
    ("owner: chair", "owner: receiver", f"{DECIDING}.owner: {OWN_CASE}. Use one of: board-office, chair, mediator, panel"),
    ("owner: chair", "owner: both", f"{DECIDING}.owner: {OWN_CASE}. Use one of: board-office, chair, mediator, panel"),
    ("decided_by: chair", "decided_by: both", f"{BY}: {OWN_CASE}. Use one of: chair"),
    ("decided_by: chair", "decided_by: panel", f"{BY}: “panel” does not decide where “kind” is chair-decision. Use one of: chair"),
    ("decided_by: chair", "decided_by: board-office", f"{BY}: “board-office” does not decide where “kind” is chair-decision. Use one of: chair"),
    ("kind: chair-decision", "kind: mediation", f"{BY}: “chair” does not decide where “kind” is mediation. Use one of: mediator"),
    ("kind: chair-decision", "kind: panel", f"{BY}: “chair” does not decide where “kind” is panel. Use one of: panel"),
    ("kind: chair-decision, title: Decision of the chair, decided_by: chair", "kind: chaired-meeting, title: M, decided_by: board-office", f"{BY}: “board-office” does not decide where “kind” is chaired-meeting. Use one of: mediator, chair, panel"),
    (f"{DECIDES}, decided_by: chair", DECIDES, f"{BY}: this key is missing: add it. Use one of: chair"),
    (ONCE, "      - {what: discuss, owner: both, on_breach: advance}", f"{DUTY}.on_breach: {NO_TIME}"),
    ("    band: first-line", "    band: first-line\n    form: review", "stages[0] (managers).form: there is no form “review”: describe it at the top of the file, under “forms:”"),
    ("stages:", "forms:\n  - {key: review, title: Review form, says: It is kept.}\nstages:", "forms[0] (review): no stage keeps it: name it as “form:” of the first stage that does"),
    (ONCE, "      - {what: discuss, owner: both, limit: {unit: as-soon-as-possible}, on_breach: advance}", f"{DUTY}.on_breach: {NO_TIME}"),
    (ONCE, f"{ONCE}\n      - {{what: respond, owner: receiver, limit: {{unit: case-specific}}, on_breach: advance}}", f"stages[0] (managers).obligations[1].on_breach: {NO_TIME}"),
    ("    band: first-line", "    band: first-line\n    discretionary: true", "stages[0] (managers).discretionary: every case starts here, so it cannot be passed over: remove this key"),
    ("on_breach: remind", "on_breach: advance", "stages[1] (chair).obligations[0].on_breach: no stage follows the final one: use remind"),
    ("    band: first-line", "    band: first-line\n    grounds: [not-agreed, anticipated]", "stages[0] (managers).grounds: “anticipated” is no ground of this policy: add it under “grounds:”"),
    ("    band: first-line", "    band: first-line\n    grounds: [delay]", "stages[0] (managers).grounds: a stage may not leave out “not-agreed”: add it"),
    ("    band: first-line", "    band: first-line\n    grounds: [not-agreed, delay, delay]", "stages[0] (managers).grounds: “delay” stands twice: remove one"),
    ("    band: board", "    band: board\n    grounds: [not-agreed]", "stages[1] (chair).grounds: no stage follows the final one: remove this key"),
    ('phone: "999"', 'phone: "01632 960101", when: office-hours', "immediate_risk.contacts: nobody answers at every hour: add a contact with a phone and “when: always”, such as the police on 999"),
    (ONCE, "      - {what: discuss, owner: both, limit: {amount: 24, unit: hours-as-working-days}}", f"{DUTY}.limit.amount: it would be 24 working days: for 24 hours write “amount: 1”, for 24 working days use working-days"),
    (ONCE, "      - {what: discuss, owner: both, limit: {amount: 2, unit: working-days, or_sooner: {amount: 48, unit: hours-as-working-days}}}", f"{DUTY}.limit.or_sooner.amount: it would be 48 working days: for 48 hours write “amount: 2”, for 48 working days use working-days"),
    ("    band: first-line", "    band: first-line\n    referrals: [{to: the police, says: x, within: {amount: 24, unit: hours-as-working-days}}]", "stages[0] (managers).referrals[0].within.amount: it would be 24 working days: for 24 hours write “amount: 1”, for 24 working days use working-days"),
    ("reasons:", "outcome: {confirm_within: {amount: 24, unit: hours-as-working-days}}\nreasons:", "outcome.confirm_within.amount: it would be 24 working days: for 24 hours write “amount: 1”, for 24 working days use working-days"),
    ("    - {name: Police", '    - {name: Duty team, phone: see the website}\n    - {name: Police', "immediate_risk.contacts[0].phone: “see the website” is no number to ring: write its digits, or put it under “note:”"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "says"), WITHIN)
def test_what_does_not_fit_within_the_stages_is_said(old: str, new: str, says: str) -> None:
    assert refused(small(**{old: new})) == [says]


ROUTE = "  - {from: managers, to: chair, says: x"
ANYWAY = "“chair” follows “managers” anyway: remove this route, or name its “grounds:”"


BESIDE = [
    ("routes:\n  - {from: managers, to: managers, says: x}", "routes[0]: it leads back from “managers” to “managers”: a route leads to a later stage, so name one under “to”"),
    (f"routes:\n{ROUTE}, pairs: [[school]]}}", "routes[0].pairs[0][1]: each pair is two types of agency in brackets of their own: write it like [[school, police]]"),
    (f"routes:\n{ROUTE}, acts_at_source: {{default: {{role: director, title: D}}}}}}", "routes[0].acts_at_source: it holds for pairs of agency types: add “pairs:”, or remove it"),
    (f"routes:\n{ROUTE}, pairs: [[school, police]], needs_discussion: true}}\n{ROUTE}, pairs: [[police, school]], needs_discussion: true}}", "routes[1].pairs: another route leaves the same stage for the same pair: remove one"),
    (f"routes:\n{ROUTE}, pairs: [[school, police]], approved_by_office: true, acts_at_source: {{default: {{role: director, title: D}}}}}}", "routes[0].acts_at_source: nobody knows beforehand what the office will approve: remove this key"),
    (f"routes:\n{ROUTE}, pairs: [[school, police]], approved_by_office: true}}", f"routes[0]: {ANYWAY}"),
    (f"routes:\n{ROUTE}}}", f"routes[0]: {ANYWAY}"),
    (f"routes:\n{ROUTE}, needs_discussion: true}}", f"routes[0]: {ANYWAY}"),
    (f"routes:\n{ROUTE}, pairs: [[school, police]]}}", f"routes[0]: {ANYWAY}"),
    (f"routes:\n{ROUTE}, pairs: [[school, police], [police, police], [police, school]], needs_discussion: true}}", "routes[0].pairs[2]: this pair stands twice; the order within a pair does not matter: remove one"),
    ("methods:\n  - {key: e-mail, label: A, discouraged: true}", "methods[0] (e-mail).key: “e-mail” is no means that can be chosen. Did you mean “email”? Use one of: in-person, telephone, video, email, letter"),
    ("methods:\n  - {key: email, label: A}\n  - {key: email, label: B}", "methods: the key “email” stands twice: give each its own"),
]  # fmt: skip


@pytest.mark.parametrize(("further", "says"), BESIDE)
def test_what_does_not_fit_beside_the_stages_is_said(further: str, says: str) -> None:
    assert refused(f"{SMALL}{further}\n") == [says]


def test_a_route_that_waits_for_a_discussion_needs_one_at_its_stage() -> None:
    text = (
        small(**{"what: discuss": "what: respond"})
        + f"routes:\n{ROUTE}, pairs: [[police, school]], needs_discussion: true}}\n"
    )
    assert refused(text) == [
        "routes[0].needs_discussion: nobody discusses it at “managers”: add the obligation “discuss” there, or remove this key"
    ]


@pytest.mark.parametrize(
    "more",
    [
        "grounds: [delay]",
        "pairs: [[school, police]], needs_discussion: true",
        "pairs: [[school, police]], acts_at_source: {default: {role: director, title: D}}",
        "pairs: [[school, police]], grounds: [delay]",
    ],
)
def test_a_route_to_the_very_next_stage_may_change_something(more: str) -> None:
    assert parse(f"{SMALL}routes:\n{ROUTE}, {more}}}\n", file="f.yaml").routes


@pytest.mark.parametrize(
    ("kind", "by"),
    [
        ("chair-decision", "chair"),
        ("mediation", "mediator"),
        ("panel", "panel"),
        *[("chaired-meeting", by) for by in ("mediator", "chair", "panel")],
    ],
)
def test_each_kind_of_last_stage_has_who_may_decide(kind: str, by: str) -> None:
    text = small(**{"kind: chair-decision": f"kind: {kind}", "decided_by: chair": f"decided_by: {by}"})
    assert parse(text, file="f.yaml").stages[-1].last


@pytest.mark.parametrize("unit", ["unit: same-working-day", "unit: case-specific", "amount: 2, unit: elapsed-hours"])
def test_a_case_may_move_by_itself_when_a_limit_has_passed(unit: str) -> None:
    duty = f"      - {{what: discuss, owner: both, limit: {{{unit}}}, on_breach: advance}}"
    assert small_policy(**{ONCE: duty}).stages[0].obligations[0].on_breach is Breach.ADVANCE


def test_the_last_stage_reminds_where_nothing_is_said() -> None:
    policy = small_policy(**{"owner: chair, on_breach: remind": "owner: chair"})
    assert [stage.obligations[0].on_breach for stage in policy.stages] == [Breach.OFFER, Breach.REMIND]
    assert policy == small_policy()
    assert Policy.model_validate_json(policy.model_dump_json(by_alias=True)) == policy


def test_a_limit_may_run_from_notification_where_the_office_is_told() -> None:
    text = small(**{
        "    band: first-line": "    band: first-line\n    tells: [{who: board-office}]",
        "unit: working-days": "unit: working-days, start: notification",
    })  # fmt: skip
    assert parse(text, file="f.yaml").stages[0].tells


def test_two_contacts_may_share_the_hours() -> None:
    by_day = 'phone: "01632 960101", when: office-hours}'
    by_night = '    - {name: B, phone: "01632 960102", when: out-of-hours}'
    policy = small_policy(**{'phone: "999"}': f"{by_day}\n{by_night}"})
    assert [contact.when for contact in policy.immediate_risk.contacts] == ["office-hours", "out-of-hours"]


def test_a_text_restated_after_its_review_date_is_taken() -> None:
    dates = "in_force_from: 2026-04-01\n  correct_at: 2026-03-12\n  review_date: 2025-08-31"
    assert small_policy(**{"in_force_from: 2026-04-01": dates}).metadata.correct_at is not None


def test_each_thing_that_does_not_fit_where_nothing_is_decided_is_said() -> None:
    assert refused(small(**{f"{DECIDES}, decided_by: chair, binding: true": TELLS})) == [
        "stages[1] (chair).obligations: nothing is decided at this stage: remove the obligation “decide”",
        f"{AT}.decided_by: {NOTHING}: remove this key",
        f"{AT}.binding: {NOTHING}, so nothing binds: write false",
        f"{AT}.composition: {NOTHING}, so nobody sits: remove this key",
        f"{AT}.may_set_course_of_action: {NOTHING}: remove this key",
        f"{AT}.kind: nobody is told here, so the case would never end: add the obligation inform-chair or notify-board",
    ]
