"""“This is not for us”: somebody who was asked says for which agency it is, and the side that raised it passes it on, or not."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from agencies.models import Agency
from cases.actions.door import Act, Request, enter
from cases.actions.parting import let_go
from cases.models import (
    Answer,
    Case,
    Entry,
    FollowUp,
    Obligation,
    Party,
    Passage,
    Proposal,
    ProposalKind,
    Redirect,
    Side,
)
from cases.process import clocks, notices
from cases.process.due_times import PLACES_APART, item_of
from cases.process.follow_ups import settle
from cases.process.passages import hold, owe, tell_holder
from cases.rules import redirects
from cases.verbs import Verb
from core.errors import BadInput, WrongMoment
from core.words import moment
from policies.vocabulary import Duty, Owner


@transaction.atomic
def say_not_ours(case: Case, request: Request, *, agency: Agency, why: str) -> Case:
    """Say that it is for another agency of the area, and why. Nothing changes until the side that raised it has answered.

    It takes the place of what one's own side said before. Who says so has received it.
    """
    act = enter(case, Verb.SAY_NOT_OURS, request)
    s = act.situation
    if agency not in redirects.agencies(s):
        sentence = "Select an agency of this area that is not part of the case already"
        raise BadInput(f"{sentence}.", {"agency": [sentence]})
    party = redirects.mine(s)
    assert party is not None  # noqa: S101 - the rules have seen to it
    _set_aside(redirects.waiting(s), act)
    entry = act.write(facts={"party": party.number}, content={"agency": agency.name, "why": why})
    proposal = Proposal.objects.create(
        case=act.case,
        passage=act.passage,
        kind=ProposalKind.REDIRECT,
        version=act.case.proposals.filter(kind=ProposalKind.REDIRECT).count() + 1,
        proposed_by=party,
        proposed_at=request.at,
        entry=entry,
    )
    Redirect.objects.create(proposal=proposal, agency=agency)
    act.meet_for_my_side(Duty.ACKNOWLEDGE)
    act.tell_others("say whether it is for the agency that was named")
    return act.case


@transaction.atomic
def keep_with(case: Case, request: Request, *, why: str) -> Case:
    """Leave it with the agency that was asked, with a reason: it stays a party, and its time runs on as before."""
    act = enter(case, Verb.KEEP_WITH, request)
    proposal = _waiting(act)
    entry = act.write(facts={"party": proposal.proposed_by.number}, content={"why": why})
    _answer(act, proposal, entry, accepts=False)
    _set_aside(proposal, act)
    act.tell_others("see that it stays with the agency that was asked")
    return act.case


@transaction.atomic
def pass_on(case: Case, request: Request) -> Case:
    """Pass it to the agency that was named: that one joins as a party that received it, and the other takes no part any more.

    What is owed here is owed by the new agency from now on, in its own time; the limits of the first stay as they were, and
    stopped. Whoever acted for the first is told, and reads the case no longer (need to know).
    """
    act = enter(case, Verb.PASS_ON, request)
    proposal = _waiting(act)
    leaving, agency = proposal.proposed_by, proposal.redirect.agency
    if agency not in redirects.agencies(act.situation):
        raise WrongMoment(
            f"{agency.name} is a party already, or no agency of this area any more. Leave it with the first."
        )
    joining = _join(act.case, agency)
    entry = act.write(facts={"party": leaving.number, "to": joining.number})
    _answer(act, proposal, entry, accepts=True)
    proposal.accepted_at = request.at
    proposal.save(update_fields=["accepted_at"])
    _leave(act, leaving, joining, entry)
    holding = hold(act.passage, joining, case=act.case, at=request.at, before=None)
    _owe_anew(act, leaving, joining)
    tell_holder(holding, case=act.case, kind=Verb.PASS_ON, at=request.at)
    _tell_who_leaves(act, leaving)
    act.tell_others("see that it was passed to another agency")
    return act.case


def _join(case: Case, agency: Agency) -> Party:
    last = case.parties.aggregate(last=Max("number"))["last"]
    return Party.objects.create(case=case, agency=agency, side=Side.RECEIVING, number=last + 1)


def _leave(act: Act, leaving: Party, joining: Party, entry: Entry) -> None:
    """The party owes nothing more: its limits stop, what it proposed is set aside, and what it was to follow up is not needed."""
    let_go([leaving], case=act.case, at=act.request.at)
    leaving.passed_to = joining
    leaving.save(update_fields=["passed_to"])
    act.case.forget_parties()
    open_now = act.case.proposals.filter(proposed_by=leaving, accepted_at=None, set_aside_at=None)
    open_now.update(set_aside_at=act.request.at)
    settle(
        FollowUp.objects.filter(case=act.case, party=leaving, result=""), by=act.request.by, entry=entry, needed=False
    )
    passage = act.passage
    if _alone(act, leaving):  # what was discussed was discussed with an agency that it is not for
        passage.discussed_at = passage.no_agreement_at = None
    passage.offered_at = None
    passage.save(update_fields=["discussed_at", "no_agreement_at", "offered_at"])


def _alone(act: Act, leaving: Party) -> bool:
    others = [p for p in act.situation.parties if p.side == Side.RECEIVING and p.part_ended_at is None]
    return [p.pk for p in others] == [leaving.pk]


def _owe_anew(act: Act, leaving: Party, joining: Party) -> None:
    """What the first agency owed at this stage the new one owes, counted from now (`clocks.start_anew`).

    Where nobody else received it, the side that raised it has as long for what both owe: it could not do it with the first.
    """
    at, passage, case = act.request.at, act.passage, act.case
    alone = _alone(act, leaving)
    for old in passage.obligations.filter(party=leaving).select_related("clock").order_by("number"):
        item = item_of(old, case.policy_stage.obligations)
        if item is None:
            continue
        new = owe(passage, item, joining, number=_free(passage, old.number))
        clock = (
            None
            if old.optional
            else clocks.start_anew(new, item.limit, case=case, passage=passage, at=at, why=_why(old, at))
        )
        if clock is not None and alone and old.owner == Owner.BOTH:
            for theirs in passage.obligations.filter(duty=old.duty, met_at=None, party__side=Side.ESCALATING):
                clocks.put_off(theirs, clock.due_at, case=case, passage=passage, at=at, why=_why(old, at))


def _why(old: Obligation, at: datetime) -> str:
    """For the explanation of a limit: from whom it was passed on, and until when that agency had."""
    agency = old.party.agency.name if old.party else ""
    until = f", which had until {moment(old.clock.original_due_at)}" if hasattr(old, "clock") else ""
    return f"On {moment(at)} it was passed on from {agency}{until}."


def _free(passage: Passage, number: int) -> int:
    """A number for an obligation beside another that stands for the same item of the stage."""
    first = number // PLACES_APART * PLACES_APART
    taken = set(passage.obligations.values_list("number", flat=True))
    free = next((each for each in range(first, first + PLACES_APART) if each not in taken), None)
    if free is None:
        raise WrongMoment(
            "It has been passed on too often at this stage. Escalate it, or withdraw it and raise it anew."
        )
    return free


def _tell_who_leaves(act: Act, leaving: Party) -> None:
    """Who acted for the first agency reads the case no longer: the notice leads home."""
    people = [h.person for h in act.situation.holdings if h.party_id == leaving.pk]
    todo = "nothing more: it was passed to another agency, as you said"
    notices.tell(people, case=act.case, kind="passed-on", todo=todo, path="/", at=act.request.at)


def _waiting(act: Act) -> Proposal:
    proposal = redirects.waiting(act.situation)
    if proposal is None:  # refused by the rules before
        raise WrongMoment("Nobody has said that it is for another agency.")
    return proposal


def _answer(act: Act, proposal: Proposal, entry: Entry, *, accepts: bool) -> None:
    party = next(party for party in act.situation.parties if party.side == Side.ESCALATING)
    Answer.objects.create(
        proposal=proposal, party=party, accepts=accepts, by=act.request.by, at=act.request.at, entry=entry
    )


def _set_aside(proposal: Proposal | None, act: Act) -> None:
    if proposal is not None:
        proposal.set_aside_at = act.request.at
        proposal.save(update_fields=["set_aside_at"])
