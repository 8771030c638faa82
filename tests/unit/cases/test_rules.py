"""Who may do what, when: every verb, by everybody, in every state; and the button, the rule and the deed agree."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from django.db import transaction

from agencies.models import User
from cases.actions import door
from cases.actions.door import Request
from cases.models import Case, State
from cases.rules.refusals import RULES, allowed_verbs, refusal, refusal_in
from cases.situations import Situation, situation
from cases.verbs import STEP_DUTIES, VERBS_OF_DUTY, Verb
from core.errors import BadInput, NotAllowed, NotVisible, ResolveError, WrongMoment
from policies.vocabulary import Duty, Role
from tests.unit.cases.test_holders import away
from tests.unit.cases.usual import CALLS, USUAL
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db

ERRORS: Mapping[str, type[ResolveError] | None] = {"y": None, "a": NotAllowed, "m": WrongMoment, "v": NotVisible}
LATER = START + 3 * DAY

ROLES = ("raiser", "ours", "theirs", "former", "office", "chair")
UNSEEING = ("colleague", "covered", "excluded", "stranger")


@dataclass
class Scene:
    """A case in some state, and everybody around it."""

    world: World
    case: Case
    people: dict[str, User]


def at_second_stage() -> Scene:
    """The flowchart's Stage 2: managers act, the receiving one's cover for her, and the practitioners have acted."""
    world = a_world("flowchart")
    manager = world.receiving.at(Role.LINE_MANAGER)
    away(manager, world.receiving.colleague)
    excluded = world.receiving.at(Role.SERVICE_MANAGER)
    case = world.raised(conflicted=(excluded,))
    case = case_now(world.climb(case, at=START + HOUR))
    people = {
        "raiser": world.raising.practitioner,
        "ours": world.raising.at(Role.LINE_MANAGER),
        "theirs": world.receiving.colleague,
        "former": world.receiving.practitioner,
        "colleague": world.raising.colleague,
        "covered": manager,
        "excluded": excluded,
        "office": world.office,
        "chair": world.chair,
        "stranger": world.stranger,
    }
    assert world.raiser_holder(case) == people["ours"]
    assert world.receiver_holder(case) == people["theirs"]
    return Scene(world, case, people)


def an_open_case() -> Scene:
    return at_second_stage()


def with_a_plan() -> Scene:
    scene = at_second_stage()
    scene.world.do(scene.case, Verb.PROPOSE_PLAN, by=scene.people["ours"], at=START + DAY)
    return scene


def with_a_timetable() -> Scene:
    scene = at_second_stage()
    scene.world.do(scene.case, Verb.PROPOSE_TIMETABLE, by=scene.people["theirs"], at=START + DAY)
    return scene


def waiting() -> Scene:
    scene = at_second_stage()
    scene.world.do(scene.case, Verb.PROPOSE_OUTCOME, by=scene.people["ours"], at=START + 2 * DAY)
    return scene


def waiting_too_long() -> Scene:
    scene = at_second_stage()
    scene.world.do(scene.case, Verb.PROPOSE_OUTCOME, by=scene.people["ours"], at=START - 20 * DAY)
    scene.world.sweep(START + 2 * DAY)
    return scene


def at_last_stage() -> Scene:
    scene = at_second_stage()
    case = scene.world.climb_to_last(scene.case, at=START + HOUR, every=HOUR)
    people = scene.people | {"ours": scene.world.raiser_holder(case), "theirs": scene.world.receiver_holder(case)}
    return Scene(scene.world, case, people)


def ended() -> Scene:
    scene = at_second_stage()
    scene.world.do(scene.case, Verb.WITHDRAW, by=scene.people["raiser"], at=START + DAY)
    return scene


# One letter for each of ROLES: y(es), not a(llowed) 403, wrong m(oment) 409, not v(isible) 404.
TABLE = {
    an_open_case: {
        Verb.ACKNOWLEDGE: "aayaav",
        Verb.RESPOND: "aayaav",
        Verb.TELL_MANAGER: "mmmmav",
        Verb.CONSULT: "mmmmav",
        Verb.REVIEW_FILE: "ayyaav",
        Verb.RECORD_DISCUSSION: "ayyaav",
        Verb.PROPOSE_PLAN: "ayyaav",
        Verb.AGREE_PLAN: "ammaav",
        Verb.RETURN_PLAN: "ammaav",
        Verb.PROPOSE_OUTCOME: "ayyaav",
        Verb.CONFIRM_OUTCOME: "ammaav",
        Verb.RETURN_OUTCOME: "ammaav",
        Verb.CLOSE_UNCONFIRMED: "aaaaav",
        Verb.REPORT_NO_AGREEMENT: "ayyaav",
        Verb.PROPOSE_TIMETABLE: "yyyaav",
        Verb.ACCEPT_TIMETABLE: "mmmaav",
        Verb.COUNTER_TIMETABLE: "mmmaav",
        Verb.REFUSE_TIMETABLE: "mmmaav",
        Verb.TAKE_BACK_TIMETABLE: "mmmaav",
        Verb.BRING_FORWARD: "yyaaav",
        Verb.END_PAUSE: "mmmaav",
        Verb.ASK_OFFICE: "mmmaav",
        Verb.ANSWER_AS_OFFICE: "aaaamv",
        Verb.ESCALATE: "yyaaav",
        Verb.HAND_OVER: "ayyaav",
        Verb.NOTIFY_BOARD: "mmmmav",
        Verb.INFORM_CHAIR: "mmmmav",
        Verb.CONVENE_MEETING: "ayyaav",
        Verb.OFFER_MEDIATION: "mmmmav",
        **dict.fromkeys((Verb.CHOOSE_WAY, Verb.TRIAGE), "aaaaav"),
        Verb.APPOINT: "aaaaav",
        Verb.HAND_IN_PAPER: "mmmmav",
        **dict.fromkeys((Verb.DECLARE_CONFLICT, Verb.ASK_FOR_PAPERS, Verb.CONFIRM_DECISION), "aaaaav"),
        **dict.fromkeys((Verb.SAY_ASSENT, Verb.ANSWER_OFFER), "mmmmav"),
        Verb.RECORD_REPRESENTATIONS: "aaaaav",
        Verb.ACKNOWLEDGE_DECISION: "mmmmav",
        Verb.REFER_FOR_SCRUTINY: "mmmmav",
        Verb.RECORD_FINDINGS: "aaaaav",
        Verb.RECORD_DECISION: "aaaaav",
        Verb.REPORT: "mmmmav",
        Verb.SAY_NOT_OURS: "aayaav",
        **dict.fromkeys((Verb.PASS_ON, Verb.KEEP_WITH), "mmaaav"),
        Verb.KEEP_OUT: "yyyaav",
        Verb.LET_IN: "aaaaav",
        Verb.STEP_DOWN: "yyaaav",
        Verb.REOPEN: "mmmmav",
        Verb.CONFIRM_RECORDED: "mmmmav",
        Verb.SAY_CONCERN: "yyyyav",
        **dict.fromkeys((Verb.SAY_HELPED, Verb.RECORD_DEBRIEF, Verb.CONFIRM_SCREENING), "mmmmav"),
        **dict.fromkeys((Verb.REPLACE_OUTCOME, Verb.TAKE_BACK_OUTCOME), "ammaav"),
        Verb.REPORT_NOT_KEPT: "mmmmav",
        **dict.fromkeys((Verb.FOLLOW_UP, Verb.RECORD_REFERRAL), "mmmmav"),
        Verb.CHASE: "yyaaav",
        Verb.FLAG_RISK: "yyyyav",
        Verb.LOWER_RISK: "mmmmav",
        Verb.LINK: "yyyyav",
        Verb.GIVE_REFERENCES: "yyyyav",
        Verb.RECORD_DISSENT: "yyyyav",
        Verb.RECORD_LEARNING: "yyyyav",
        Verb.THANK: "ayyyav",
        Verb.ADD_NOTE: "yyyyav",
        Verb.WITHDRAW: "yyaaav",
    },
    with_a_plan: {
        Verb.AGREE_PLAN: "amyaav",
        Verb.RETURN_PLAN: "amyaav",
        Verb.PROPOSE_PLAN: "ayyaav",
    },
    with_a_timetable: {
        Verb.PROPOSE_TIMETABLE: "mmyaav",
        Verb.ACCEPT_TIMETABLE: "yymaav",
        Verb.COUNTER_TIMETABLE: "yymaav",
        Verb.REFUSE_TIMETABLE: "yymaav",
        Verb.TAKE_BACK_TIMETABLE: "mmyaav",
    },
    waiting: {
        **dict.fromkeys(RULES, "mmmmav"),
        **dict.fromkeys((Verb.DECLARE_CONFLICT, Verb.ASK_FOR_PAPERS, Verb.CONFIRM_DECISION), "aaaaav"),
        **dict.fromkeys((Verb.CHOOSE_WAY, Verb.TRIAGE), "aaaaav"),
        Verb.APPOINT: "aaaaav",
        Verb.RECORD_REPRESENTATIONS: "aaaaav",
        Verb.RECORD_FINDINGS: "aaaaav",
        Verb.RECORD_DECISION: "aaaaav",
        **dict.fromkeys((Verb.REPLACE_OUTCOME, Verb.TAKE_BACK_OUTCOME), "ayaaav"),
        Verb.CONFIRM_OUTCOME: "amyaav",
        Verb.RETURN_OUTCOME: "amyaav",
        Verb.CLOSE_UNCONFIRMED: "aaaaav",
        Verb.ANSWER_AS_OFFICE: "mmmmmv",
        Verb.ESCALATE: "yyaaav",
        Verb.HAND_OVER: "ayyaav",
        Verb.KEEP_OUT: "yyyaav",
        Verb.LET_IN: "aaaaav",
        Verb.STEP_DOWN: "mmmmav",
        Verb.REOPEN: "mmmmav",
        **dict.fromkeys((Verb.FOLLOW_UP, Verb.RECORD_REFERRAL), "mmmmav"),
        Verb.CHASE: "yyaaav",
        Verb.FLAG_RISK: "yyyyav",
        Verb.LOWER_RISK: "mmmmav",
        Verb.LINK: "yyyyav",
        Verb.GIVE_REFERENCES: "yyyyav",
        Verb.RECORD_DISSENT: "yyyyav",
        Verb.SAY_CONCERN: "yyyyav",
        Verb.RECORD_LEARNING: "yyyyav",
        Verb.THANK: "ayyyav",
        Verb.ADD_NOTE: "yyyyav",
        Verb.WITHDRAW: "yyaaav",
    },
    waiting_too_long: {
        **dict.fromkeys(RULES, "mmmmmm"),
        Verb.DECLARE_CONFLICT: "aaaaaa",
        **dict.fromkeys((Verb.ASK_FOR_PAPERS, Verb.CONFIRM_DECISION), "aaaamm"),
        **dict.fromkeys((Verb.CHOOSE_WAY, Verb.TRIAGE, Verb.APPOINT, Verb.RECORD_REPRESENTATIONS), "aaaamm"),
        **dict.fromkeys((Verb.RECORD_FINDINGS, Verb.RECORD_DECISION), "aaaamm"),
        **dict.fromkeys((Verb.REPLACE_OUTCOME, Verb.TAKE_BACK_OUTCOME), "ayaaaa"),
        Verb.CONFIRM_OUTCOME: "amyaaa",
        Verb.RETURN_OUTCOME: "amyaaa",
        Verb.CLOSE_UNCONFIRMED: "aaaayy",
        Verb.ESCALATE: "yyyaaa",
        Verb.HAND_OVER: "ayyaaa",
        Verb.KEEP_OUT: "yyyayy",
        Verb.LET_IN: "aaaayy",
        Verb.STEP_DOWN: "mmmmmm",
        Verb.REOPEN: "mmmmmm",
        **dict.fromkeys((Verb.FOLLOW_UP, Verb.RECORD_REFERRAL), "mmmmmm"),
        Verb.CHASE: "yyaaaa",
        Verb.FLAG_RISK: "yyyyyy",
        Verb.LOWER_RISK: "mmmmmm",
        Verb.LINK: "yyyyyy",
        Verb.GIVE_REFERENCES: "yyyyaa",
        Verb.RECORD_DISSENT: "yyyyaa",
        Verb.SAY_CONCERN: "yyyyaa",
        Verb.RECORD_LEARNING: "yyyyyy",
        Verb.THANK: "ayyyyy",
        Verb.ADD_NOTE: "yyyyyy",
        Verb.WITHDRAW: "yyaaaa",
    },
    at_last_stage: {
        Verb.ACKNOWLEDGE: "aayaaa",
        Verb.RESPOND: "aayaaa",
        Verb.TELL_MANAGER: "mmmmmm",
        Verb.CONSULT: "mmmmmm",
        Verb.REVIEW_FILE: "mmmmmm",
        Verb.RECORD_DISCUSSION: "ayyayy",
        Verb.PROPOSE_PLAN: "ayyaaa",
        Verb.AGREE_PLAN: "ammaaa",
        Verb.RETURN_PLAN: "ammaaa",
        Verb.PROPOSE_OUTCOME: "ayyaaa",
        Verb.CONFIRM_OUTCOME: "ammaaa",
        Verb.RETURN_OUTCOME: "ammaaa",
        Verb.CLOSE_UNCONFIRMED: "aaaamm",
        Verb.REPORT_NO_AGREEMENT: "ayyaaa",
        Verb.PROPOSE_TIMETABLE: "mmmaaa",
        Verb.ACCEPT_TIMETABLE: "mmmaaa",
        Verb.COUNTER_TIMETABLE: "mmmaaa",
        Verb.REFUSE_TIMETABLE: "mmmaaa",
        Verb.TAKE_BACK_TIMETABLE: "mmmaaa",
        Verb.BRING_FORWARD: "yyaaaa",
        Verb.END_PAUSE: "mmmamm",
        Verb.ASK_OFFICE: "mmmaaa",
        Verb.ANSWER_AS_OFFICE: "aaaama",
        Verb.ESCALATE: "mmaaaa",
        Verb.HAND_OVER: "ayyaaa",
        Verb.NOTIFY_BOARD: "mmmmmm",
        Verb.INFORM_CHAIR: "mmmmmm",
        Verb.CONVENE_MEETING: "mmmmmm",
        Verb.OFFER_MEDIATION: "aaaayy",
        **dict.fromkeys((Verb.CHOOSE_WAY, Verb.TRIAGE), "aaaayy"),
        Verb.APPOINT: "aaaayy",
        Verb.HAND_IN_PAPER: "yyyaaa",
        Verb.DECLARE_CONFLICT: "aaaaaa",
        Verb.ASK_FOR_PAPERS: "aaaayy",
        Verb.CONFIRM_DECISION: "aaaamm",
        **dict.fromkeys((Verb.SAY_ASSENT, Verb.ANSWER_OFFER), "mmmmmm"),
        Verb.RECORD_REPRESENTATIONS: "aaaayy",
        Verb.ACKNOWLEDGE_DECISION: "mmmmmm",
        Verb.REFER_FOR_SCRUTINY: "mmmmmm",
        Verb.RECORD_FINDINGS: "aaaamm",
        Verb.RECORD_DECISION: "aaaayy",
        Verb.REPORT: "mmmmmm",
        Verb.SAY_NOT_OURS: "mmmmmm",
        **dict.fromkeys((Verb.PASS_ON, Verb.KEEP_WITH), "mmaaaa"),
        Verb.KEEP_OUT: "yyyayy",
        Verb.LET_IN: "aaaayy",
        Verb.STEP_DOWN: "yyaayy",
        Verb.REOPEN: "mmmmmm",
        Verb.CONFIRM_RECORDED: "mmmmmm",
        Verb.SAY_CONCERN: "yyyyaa",
        **dict.fromkeys((Verb.SAY_HELPED, Verb.RECORD_DEBRIEF, Verb.CONFIRM_SCREENING), "mmmmmm"),
        **dict.fromkeys((Verb.REPLACE_OUTCOME, Verb.TAKE_BACK_OUTCOME), "ammaaa"),
        Verb.REPORT_NOT_KEPT: "mmmmmm",
        **dict.fromkeys((Verb.FOLLOW_UP, Verb.RECORD_REFERRAL), "mmmmmm"),
        Verb.CHASE: "yyaaaa",
        Verb.FLAG_RISK: "yyyyyy",
        Verb.LOWER_RISK: "mmmmmm",
        Verb.LINK: "yyyyyy",
        Verb.GIVE_REFERENCES: "yyyyaa",
        Verb.RECORD_DISSENT: "yyyyaa",
        Verb.RECORD_LEARNING: "yyyyyy",
        Verb.THANK: "ayyyyy",
        Verb.ADD_NOTE: "yyyyyy",
        Verb.WITHDRAW: "yyaaaa",
    },
    ended: {
        **dict.fromkeys(RULES, "mmmmav"),
        Verb.ANSWER_AS_OFFICE: "mmmmmv",
        **dict.fromkeys((Verb.RECORD_FINDINGS, Verb.CONFIRM_DECISION), "aaaaav"),
        Verb.REOPEN: "yyaaav",
        Verb.LINK: "yyyyav",
        Verb.GIVE_REFERENCES: "yyyyav",
        Verb.RECORD_DISSENT: "yyyyav",
        Verb.SAY_CONCERN: "yyyyav",
        Verb.RECORD_LEARNING: "yyyyav",
        Verb.THANK: "ayyyav",
        Verb.ADD_NOTE: "yyyyav",
    },
}


def what_came_of_it(s: Situation, verb: Verb, *, refused: bool) -> type[ResolveError] | None:
    """Do it with the usual words, whatever comes, and undo it: everything is as in `s` again.

    The door loads what its rules look at, as in life, where it is to open. Where it is to stay shut it is shown `s`, which is
    the same, so that this need not be loaded for each of the many deeds that are refused.
    """
    say = USUAL.get(verb)
    try:
        with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
            if refused:
                patch.setattr(door, "situation", lambda *_, **__: s)
            CALLS[verb](s.case, Request(by=s.by, at=s.at), **(say(s) if say else {}))
            transaction.set_rollback(True)
    except BadInput:
        assert verb is Verb.LINK  # there is no other case that everybody here may see
    except ResolveError as error:
        return type(error)
    return None


@pytest.mark.parametrize("state", TABLE, ids=lambda state: state.__name__)
def test_the_rule_and_the_deed_agree_with_the_table(state) -> None:
    scene = state()
    wrong = []
    for role in (*ROLES, *UNSEEING):
        s = situation(case_now(scene.case), by=scene.people[role], at=LATER)
        buttons = set(allowed_verbs(s))
        for verb, letters in TABLE[state].items():
            letter = dict(zip(ROLES, letters, strict=True)).get(role, "v")
            refused = refusal_in(s, verb)
            asked = type(refused) if refused else None
            done = what_came_of_it(s, verb, refused=refused is not None)
            button = verb in buttons
            if not (asked == done == ERRORS[letter]) or button != (letter == "y"):
                wrong.append(f"{verb.value} by {role}: {asked}, done: {done}, table: {letter}, button: {button}")
            if refused is not None:
                assert refused.sentence.endswith((".", "?"))
    assert wrong == []


def test_the_table_leaves_no_verb_out() -> None:
    assert set(TABLE[an_open_case]) == set(RULES) == set(Verb) - {Verb.RAISE}


def test_every_duty_has_a_verb_that_meets_it() -> None:
    assert set(VERBS_OF_DUTY) == set(Duty)
    assert all(verb in RULES for verbs in VERBS_OF_DUTY.values() for verb in verbs)
    assert set(STEP_DUTIES) < set(RULES)


def test_an_unknown_verb_is_refused() -> None:
    scene = at_second_stage()
    assert isinstance(refusal(scene.case, Verb.RAISE, by=scene.people["raiser"], at=LATER), WrongMoment)


def test_somebody_who_has_left_may_nothing() -> None:
    scene = at_second_stage()
    for role in ("raiser", "ours", "office"):
        person = scene.people[role]
        person.is_active = False
        person.save()
        assert isinstance(refusal(scene.case, Verb.ADD_NOTE, by=person, at=LATER), NotVisible)


def test_nobody_is_without_a_way_out_while_a_case_lives() -> None:
    for state in TABLE:
        scene = state()
        case = case_now(scene.case)
        if case.state in (State.OPEN, State.AWAITING_CONFIRMATION):
            ends = {Verb.ESCALATE, Verb.RECORD_DECISION, Verb.WITHDRAW, Verb.CONFIRM_OUTCOME, Verb.PROPOSE_OUTCOME}
            able = {verb for p in scene.people.values() for verb in allowed_verbs(situation(case, by=p, at=LATER))}
            assert able & ends
