"""What may be done to a case now, and if not, why not: one rule, one function, one sentence for the person.

Pages, API and actions all ask `refusal`; so a button, its form and a forged request cannot disagree.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from agencies.models import User
from cases.models import LIVE_STATES, Case, Side, State
from cases.process.follow_ups import ANSWERS
from cases.rules import agreement_rules, approvals, board_rules, gates, redirects, seat_rules, timetables
from cases.rules.answering import about_somebody, may_thank, not_kept, takes_part, to_answer, wrote_the_statement
from cases.rules.ways import destinations, wanting_a_discussion
from cases.situations import Situation, acts_instead, situation
from cases.verbs import OF_A_SEAT, OF_THE_OFFICE, STEP_DUTIES, Verb
from core.errors import NotAllowed, NotVisible, ResolveError, WrongMoment
from policies.routes import grounds_at
from policies.vocabulary import Duty, Ground, Sides

Rule = Callable[[Situation], ResolveError | None]


class Shut(WrongMoment):
    """A gate of the procedure blocks every way on: the sentence says what is to be done first."""


def refusal(case: Case, verb: Verb, *, by: User, at: datetime) -> ResolveError | None:
    """Why this person may not do this to the case now, as the error to raise; None if they may."""
    return refusal_in(situation(case, by=by, at=at), verb)


def refusal_in(s: Situation, verb: Verb) -> ResolveError | None:
    """As `refusal`, in a situation already loaded. An unknown verb is refused."""
    if not _lets_in(s, verb):
        if s.standing.seats:
            return NotAllowed(seat_rules.FOR_A_SIDE)
        return (
            NotAllowed("You can see that this case exists, but you do not take part in it.")
            if s.standing.sees
            else NotVisible()
        )
    for rule in RULES.get(verb, (_unknown,)):
        refused = rule(s)
        if refused is not None:
            return refused
    return None


def _lets_in(s: Situation, verb: Verb) -> bool:
    """Whether the person has a part in the case to which this verb belongs at all."""
    as_office = s.standing.office and verb in OF_THE_OFFICE
    in_a_seat = bool(s.standing.seats) and verb in OF_A_SEAT
    return s.standing.takes_part or s.standing.board or as_office or in_a_seat


def allowed_verbs(s: Situation) -> list[Verb]:
    """What the person may do now, in the order of the verbs."""
    return [verb for verb in RULES if refusal_in(s, verb) is None]


def grounds(s: Situation) -> list[Ground]:
    """The grounds on which the person may escalate now."""
    return [ground for ground in grounds_at(s.case.policy, s.stage) if ground_refusal(s, ground) is None]


def ground_refusal(s: Situation, ground: Ground) -> ResolveError | None:
    """Why the case may not be escalated on this ground now; None if it may (BUCKS-4, BRIS-9)."""
    if ground not in s.case.policy.grounds:
        return WrongMoment(f"The procedure does not know the ground “{ground.label_for(s.case.persons)}”.")
    if ground not in grounds_at(s.case.policy, s.stage):
        known = ground.label_for(s.case.persons)
        return WrongMoment(f"At this stage the procedure does not know the ground “{known}”.")
    if ground is Ground.IMMEDIATE_RISK:
        return _no_way_on(s, ground)  # neither a wait for a confirmation nor anything else holds up a child at risk
    if s.case.state == State.AWAITING_CONFIRMATION and ground is not Ground.NO_RESPONSE:
        return WrongMoment(
            "The outcome waits to be confirmed. Once its limit has passed you can go on for want of a response."
        )
    if s.stage.sides is Sides.RAISING and ground is not Ground.NOT_AGREED:
        return WrongMoment("The other agency takes no part in this stage, so it cannot be late or disagree yet.")
    if ground is Ground.NO_RESPONSE and not s.unanswering:
        return WrongMoment(
            "The other side has answered at this stage. Choose another ground for what is still missing."
            if s.breached_by(Side.RECEIVING)
            else "The other side still has time to respond."
        )
    return _no_way_on(s, ground)


def _no_way_on(s: Situation, ground: Ground) -> ResolveError | None:
    """Why no way is open on this ground: there is none, it waits for a discussion, or gates block all of them."""
    if wanting_a_discussion(s, ground):
        return WrongMoment(
            "Both sides must have discussed it at this stage first. Record the discussion, or wait for the other "
            "side’s limit to pass."
        )
    found = [gates.shut(s, ground, key) for key in destinations(s, ground)]
    if not found:
        return WrongMoment("The procedure opens no further stage from here.")
    return Shut(found[0]) if all(found) else None


# The rules. Each looks at one thing and answers with one sentence.


def _unknown(_: Situation) -> ResolveError | None:
    return WrongMoment("There is no such action.")


def _live(s: Situation) -> ResolveError | None:
    if s.case.state not in LIVE_STATES:
        return WrongMoment(f"This case has ended: {s.case.get_state_display().lower()}.")
    return None


def _open(s: Situation) -> ResolveError | None:
    if s.case.state == State.AWAITING_CONFIRMATION:
        return WrongMoment(
            "An outcome statement waits to be confirmed. Confirm it, or say what is wrong with it, first."
        )
    return _live(s)


def _not_yours(s: Situation, otherwise: str, side: Side | None = None) -> NotAllowed:
    """For one whose side may, but who does not act for it (any longer): who does. For others, the sentence `otherwise`."""
    return NotAllowed(acts_instead(s, side) or otherwise)


def _holder(s: Situation) -> ResolveError | None:
    if not s.standing.holds:
        return _not_yours(s, "Only the people who stand for their agencies at this stage can do this.")
    return None


def _holder_or_board(s: Situation) -> ResolveError | None:
    return None if s.standing.board else _holder(s)


def _board(s: Situation) -> ResolveError | None:
    if not s.standing.board:
        return NotAllowed("Only the board’s office and the chair can do this.")
    return None


def _impartial(s: Situation) -> ResolveError | None:
    if s.standing.takes_part:
        return NotAllowed("You take part in this case for an agency, so somebody else of the board decides it.")
    return None


def _may_go_on(s: Situation) -> ResolveError | None:
    """The side that raised it; and either side where a written outcome was met by silence."""
    return None if agreement_rules.confirmation_breached(s) and s.standing.holds else _raised_it(s)


def _raised_it(s: Situation) -> ResolveError | None:
    if not s.standing.escalating:
        return _not_yours(s, "Only the side that raised the disagreement can do this.", Side.ESCALATING)
    return None


def _both_sides_take_part(s: Situation) -> ResolveError | None:
    if s.stage.sides is Sides.RAISING:
        return WrongMoment("The other agency takes no part in this stage.")
    return None


def _can_acknowledge(s: Situation) -> ResolveError | None:
    if s.owed_by_me(Duty.ACKNOWLEDGE):
        return None
    mine = [h for h in s.holdings if h.person_id == s.by.pk and h.party.side == Side.RECEIVING]
    if not mine:
        return _not_yours(s, "Only the side that received the disagreement acknowledges it.", Side.RECEIVING)
    if all(h.acknowledged_at for h in mine):
        return WrongMoment("You have acknowledged it already.")
    return None


def _can_respond(s: Situation) -> ResolveError | None:
    if s.owed_by_me(Duty.RESPOND) or any(party.side == Side.RECEIVING for party in s.standing.holds):
        return None
    return _not_yours(s, "Only the side that received the disagreement responds to it.", Side.RECEIVING)


def _some_ground(s: Situation) -> ResolveError | None:
    if s.stage.last is not None:
        return WrongMoment("This is the last stage of the procedure.")
    refused = [ground_refusal(s, ground) for ground in grounds_at(s.case.policy, s.stage)]
    if all(refused):
        shut = (why for why in refused if isinstance(why, Shut))
        return next(shut, WrongMoment("There is no ground on which this can go on now."))
    return None


def _last_stage(s: Situation) -> ResolveError | None:
    if s.stage.last is None:
        return WrongMoment("A decision is recorded at the last stage of the procedure, and this is an earlier one.")
    return None


def _not_raised_for_nothing(s: Situation) -> ResolveError | None:
    if not s.unreported:
        return WrongMoment("Your side has reported that already.")
    return None


def _somebody_kept_out(s: Situation) -> ResolveError | None:
    if not s.case.exclusions.exists():
        return WrongMoment("Nobody is kept out of this case.")
    return None


def _for_a_side_or_board(s: Situation) -> ResolveError | None:
    return None if s.standing.board or s.standing.escalating else _holder(s)


def _was_lower(s: Situation) -> ResolveError | None:
    if not s.case.stages_behind():
        return WrongMoment("There is no earlier stage at which this case has been.")
    return None


def _raised_it_or_board(s: Situation) -> ResolveError | None:
    """The side that raised it; at a stage of the board also its office and chair, who may give it back."""
    return None if s.standing.board and s.stage.last is not None else _raised_it(s)


def _ended(s: Situation) -> ResolveError | None:
    if s.case.state in LIVE_STATES:
        return WrongMoment("This case has not ended.")
    return None


def _for_the_raising_side_or_board(s: Situation) -> ResolveError | None:
    """Whoever takes or took part for the side that raised it: a holder of an ended case is nobody's any more."""
    raised = next(party for party in s.parties if party.side == Side.ESCALATING)
    if s.standing.board or s.standing.raiser or raised.pk in s.standing.own_parties:
        return None
    return NotAllowed("Only the side that raised it, and the board’s office, can reopen it. You can raise your own.")


def _bound(s: Situation) -> ResolveError | None:
    """A binding decision is not reopened by a party; the board's side may."""
    last = s.stage.last
    decided = [o for o in (last.options if last else ()) if o.kind.value == s.case.ending]
    if s.standing.board or not any(option.binding for option in decided):
        return None
    return WrongMoment(
        "The decision is binding. Ask the board’s office to reopen it, or raise a new disagreement if something has changed."
    )


def _not_at_risk_yet(s: Situation) -> ResolveError | None:
    if s.case.immediate_risk:
        said = "It has been said already that {a person is} at immediate risk. Add a note if there is more to say."
        return WrongMoment(s.case.persons.say(said))
    return None


def _at_risk_now(s: Situation) -> ResolveError | None:
    if not s.case.immediate_risk:
        return WrongMoment(s.case.persons.say("Nobody has said that {a person is} at immediate risk."))
    return None


def _said_so(s: Situation) -> ResolveError | None:
    """Only those who said that a child is at risk, and the board's side, say that it is over: nobody overrules a worry."""
    if s.standing.board or s.risk_said_by in s.standing.own_parties:
        return None
    who = next((party.agency.name for party in s.parties if party.pk == s.risk_said_by), "The board’s side")
    said = f"{who} said that {{a person is}} at immediate risk, and says when that is over."
    return NotAllowed(f"{s.case.persons.say(said)} Add a note if you see it otherwise.")


def _step_owed(duty: Duty) -> Rule:
    def rule(s: Situation) -> ResolveError | None:
        if s.owed_by_me(duty):
            return None
        if s.owed(duty):
            return _not_yours(s, "Somebody else has to do this.")
        return WrongMoment("The procedure does not ask for this now.")

    return rule


RULES: Mapping[Verb, tuple[Rule, ...]] = {
    Verb.ACKNOWLEDGE: (_open, _can_acknowledge),
    Verb.RESPOND: (_open, _can_respond),
    Verb.TELL_MANAGER: (_open, _step_owed(STEP_DUTIES[Verb.TELL_MANAGER])),
    Verb.CONSULT: (_open, _step_owed(STEP_DUTIES[Verb.CONSULT])),
    Verb.REVIEW_FILE: (_open, _step_owed(STEP_DUTIES[Verb.REVIEW_FILE])),
    Verb.RECORD_DISCUSSION: (_open, _holder_or_board, _both_sides_take_part),
    Verb.PROPOSE_PLAN: (_open, _holder, _both_sides_take_part),
    Verb.AGREE_PLAN: (_open, _holder, agreement_rules.plan_waits),
    Verb.RETURN_PLAN: (_open, _holder, agreement_rules.plan_waits),
    Verb.PROPOSE_OUTCOME: (_open, _holder, _both_sides_take_part),
    Verb.CONFIRM_OUTCOME: (_live, _holder, agreement_rules.outcome_waits),
    Verb.RETURN_OUTCOME: (_live, _holder, agreement_rules.outcome_waits),
    Verb.CLOSE_UNCONFIRMED: (_live, _board, _impartial, agreement_rules.confirmation_overdue),
    Verb.REPLACE_OUTCOME: (_live, _holder, wrote_the_statement),
    Verb.TAKE_BACK_OUTCOME: (_live, _holder, wrote_the_statement),
    Verb.REPORT_NO_AGREEMENT: (_open, _holder, _both_sides_take_part, _not_raised_for_nothing),
    Verb.PROPOSE_TIMETABLE: (_open, timetables.speaks_for_a_side, timetables.may_propose),
    Verb.ACCEPT_TIMETABLE: (_open, timetables.may_accept),
    Verb.COUNTER_TIMETABLE: (_open, timetables.speaks_for_a_side, timetables.may_answer),
    Verb.REFUSE_TIMETABLE: (_open, timetables.speaks_for_a_side, timetables.may_answer),
    Verb.TAKE_BACK_TIMETABLE: (_open, timetables.speaks_for_a_side, timetables.may_take_back),
    Verb.BRING_FORWARD: (_open, _raised_it, timetables.may_bring_forward),
    Verb.END_PAUSE: (_open, timetables.may_end_pause),
    Verb.ASK_OFFICE: (_open, approvals.may_ask),
    Verb.ANSWER_AS_OFFICE: (_open, approvals.of_the_office, _impartial, approvals.may_answer),
    Verb.ESCALATE: (_live, _may_go_on, _some_ground),
    Verb.STEP_DOWN: (_open, _raised_it_or_board, _was_lower),
    Verb.REOPEN: (_ended, _for_the_raising_side_or_board, _bound),
    Verb.HAND_OVER: (_live, _holder),
    Verb.SAY_NOT_OURS: (_open, redirects.may_say),
    Verb.PASS_ON: (_open, _raised_it, redirects.waits),
    Verb.KEEP_WITH: (_open, _raised_it, redirects.waits),
    Verb.KEEP_OUT: (_live, _for_a_side_or_board),
    Verb.LET_IN: (_live, _board, _somebody_kept_out),
    Verb.TRIAGE: (_live, _board, _impartial, _last_stage),
    Verb.NOTIFY_BOARD: (_open, _step_owed(STEP_DUTIES[Verb.NOTIFY_BOARD])),
    Verb.INFORM_CHAIR: (_open, _step_owed(STEP_DUTIES[Verb.INFORM_CHAIR])),
    Verb.CONVENE_MEETING: (_open, _step_owed(STEP_DUTIES[Verb.CONVENE_MEETING])),
    Verb.OFFER_MEDIATION: (_open, _step_owed(STEP_DUTIES[Verb.OFFER_MEDIATION])),
    Verb.ANSWER_OFFER: (_live, to_answer(Verb.ANSWER_OFFER)),
    Verb.CHOOSE_WAY: (_live, _board, _impartial, _last_stage, board_rules.ways_to_choose),
    Verb.APPOINT: (_live, _board, _impartial, _last_stage, board_rules.seats_people),
    Verb.DECLARE_CONFLICT: (_live, seat_rules.sits_now),
    Verb.ASK_FOR_PAPERS: (_live, seat_rules.leads_or_board, _impartial, _last_stage, seat_rules.somebody_sits),
    Verb.HAND_IN_PAPER: (_live, _last_stage, board_rules.speaks_for_a_side, board_rules.something_is_decided),
    Verb.RECORD_REPRESENTATIONS: (
        *(_live, seat_rules.sits_or_board, _impartial),
        *(_last_stage, board_rules.something_is_decided),
    ),
    Verb.RECORD_DECISION: (
        *(_live, seat_rules.leads_or_board, _impartial),
        *(_last_stage, board_rules.something_is_decided),
    ),
    Verb.ACKNOWLEDGE_DECISION: (board_rules.decision_to_acknowledge,),
    Verb.REFER_FOR_SCRUTINY: (board_rules.scrutiny_known,),
    Verb.RECORD_FINDINGS: (_board, _impartial, board_rules.scrutiny_waits),
    Verb.REPORT: (_step_owed(STEP_DUTIES[Verb.REPORT]), board_rules.not_before_the_decision),
    Verb.REPORT_NOT_KEPT: (not_kept,),
    **{verb: (to_answer(verb),) for verb in ANSWERS if verb is not Verb.ANSWER_OFFER},
    Verb.SAY_CONCERN: (takes_part,),
    Verb.CONFIRM_DECISION: (_board, seat_rules.chair_waits),
    Verb.LINK: (),
    Verb.CHASE: (_live, _raised_it, _both_sides_take_part),
    Verb.FLAG_RISK: (_live, _not_at_risk_yet),
    Verb.LOWER_RISK: (_live, _at_risk_now, _said_so),
    Verb.GIVE_REFERENCES: (takes_part, about_somebody),
    Verb.RECORD_DISSENT: (takes_part,),
    Verb.RECORD_LEARNING: (),
    Verb.THANK: (may_thank,),
    Verb.ADD_NOTE: (),
    Verb.WITHDRAW: (_live, _raised_it),
}
