"""The situation in which a question about a case is asked: everything that a rule may look at, loaded once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Prefetch, Q, prefetch_related_objects

from agencies.models import Post, User
from cases import record
from cases.access import Standing, is_chair, standing
from cases.models import (
    LIVE_STATES,
    Case,
    FollowUp,
    Holding,
    Obligation,
    Party,
    Passage,
    Proposal,
    ProposalKind,
    Side,
    Sitting,
    State,
)
from cases.models.rungs import Rungs, rungs_at
from cases.process import risk
from cases.process.follow_ups import ANSWERS, FOR_THE_CHAIR, FOR_THE_NAMED, FOR_THE_RAISER, FOR_THE_SEATED, OF_THE_STAGE
from cases.selectors import BY_THE_OTHER_SIDE, OF_A_FOLLOW_UP, left_after_the_end
from cases.unanswered import Unanswering, overdue, unanswering
from cases.verbs import Verb
from policies.schema import Stage
from policies.vocabulary import SEATED, WHO_LEADS_MAY, Duty, Role

OF_A_PROPOSAL = ("entry__content", "proposed_by__agency", "timetable", "redirect__agency")


@dataclass(frozen=True)
class Situation:
    """A case, a person and a moment, with what the rules ask about.

    `risk_said_by` is the party (its id) that said that a child is at immediate risk, while that holds.
    """

    case: Case
    by: User
    at: datetime
    standing: Standing
    stage: Stage
    passage: Passage | None
    parties: tuple[Party, ...]
    holdings: tuple[Holding, ...]
    obligations: tuple[Obligation, ...]
    proposals: tuple[Proposal, ...]
    follow_ups: tuple[FollowUp, ...]
    rungs: Rungs
    risk_said_by: int | None = None
    sitting: Sitting | None = None

    @property
    def further_rung(self) -> bool:
        """Whether the stage repeats and some side has somebody further up to ask."""
        return self.rungs.further

    def owed(self, duty: Duty) -> tuple[Obligation, ...]:
        """What is still owed of this kind at the present passage, by anyone."""
        return tuple(o for o in self.obligations if o.duty == duty and o.met_at is None)

    def owed_by_me(self, duty: Duty) -> tuple[Obligation, ...]:
        """What is still owed of this kind by a party that the person acts for, or by the board where they are of it."""
        return tuple(o for o in self.owed(duty) if self.is_mine(o))

    def discussed_by(self, took_part: Collection[str]) -> tuple[Obligation, ...]:
        """The discussions owed here that one with these people is: those of their parties, and of who writes it down."""
        present = {party.pk for party in self.present(took_part)}
        return tuple(o for o in self.owed(Duty.DISCUSS) if o.party_id in present or self.is_mine(o))

    def present(self, took_part: Collection[str]) -> tuple[Party, ...]:
        """The parties of which somebody took part, by the names that are given."""
        return tuple(party for party in self.parties if self.names_for(party) & set(took_part))

    @property
    def to_follow_up(self) -> tuple[FollowUp, ...]:
        """What is still to be followed up by the person: for a party for which they take part, or for the board's side."""
        mine = (f for f in self.follow_ups if not f.result and self.follows_up(f))
        return tuple(f for f in mine if (f.opens_at is None or f.opens_at <= self.at) and not self._is_past(f))

    def _is_past(self, follow_up: FollowUp) -> bool:
        """Whether the stage is over for which it was asked."""
        asked_at = follow_up.asked_in.passage_id if follow_up.asked_in else None
        return follow_up.kind in OF_THE_STAGE and (self.passage is None or asked_at != self.passage.pk)

    def to_answer(self, verb: Verb) -> tuple[FollowUp, ...]:
        """What of it the person answers by this verb. What somebody who sat is asked, the board's side can only set aside."""
        found = tuple(f for f in self.to_follow_up if f.kind in ANSWERS.get(verb, ()))
        if verb is not Verb.FOLLOW_UP:
            return found
        own = tuple(f for f in found if f.kind not in FOR_THE_SEATED)
        asked = (f for f in self.follow_ups if f.kind in FOR_THE_SEATED and not f.result and f.person != self.by)
        return (*own, *asked) if self.standing.board else own

    @property
    def not_kept_by_others(self) -> tuple[FollowUp, ...]:
        """The agreed actions of other parties that are overdue, or said to be done, and not reported as not kept yet."""
        others = (f for f in self.follow_ups if f.kind == "action" and f.party_id not in self.standing.own_parties)
        return tuple(
            f for f in others if f.result == "done" or (not f.result and not f.not_kept_in_id and _over(f, self.at))
        )

    def follows_up(self, follow_up: FollowUp) -> bool:
        """Whether the person may say what became of it; also after the case has ended, and for those who acted before."""
        if follow_up.kind in FOR_THE_SEATED:
            return bool(follow_up.person == self.by)
        if follow_up.kind in FOR_THE_CHAIR:
            return self.standing.board and is_chair(self.case, self.by)
        if follow_up.party_id is None:
            return self.standing.board
        if follow_up.kind in FOR_THE_RAISER and self.case.raised_by.is_active:
            return self.standing.raiser
        if follow_up.kind in FOR_THE_NAMED and follow_up.person is not None and follow_up.person.is_active:
            return bool(follow_up.person == self.by)
        return follow_up.party_id in self.standing.own_parties

    def is_mine(self, obligation: Obligation) -> bool:
        """Whether the person may meet this obligation."""
        if obligation.party_id is None:
            return self.standing.board or of_who_leads(self.standing, obligation)
        if obligation.duty == Duty.RAISE:  # whoever works with the child tells the manager, who may act by then
            return obligation.party_id in self.standing.own_parties
        return any(party.pk == obligation.party_id for party in self.standing.holds)

    def is_asked_now(self, obligation: Obligation) -> bool:
        """Whether it is owed now: while an outcome waits to be confirmed, the sides owe nothing but their confirmations."""
        if obligation.met_at is not None or (obligation.party and obligation.party.part_ended_at):
            return False
        waits = self.case.state == State.AWAITING_CONFIRMATION and obligation.party_id is not None
        return not waits or obligation.duty == Duty.CONFIRM_OUTCOME

    def breached(self, obligation: Obligation) -> bool:
        """Whether its limit has passed and it is still owed."""
        return overdue(obligation, at=self.at)

    def breached_by(self, side: str) -> bool:
        """Whether any party of this side is past a limit."""
        ids = {party.pk for party in self.parties if party.side == side and party.part_ended_at is None}
        return any(o.party_id in ids and self.breached(o) for o in self.obligations)

    @cached_property
    def unanswering(self) -> tuple[Unanswering, ...]:
        """The parties that let a limit pass at this stage without an answer (BRIS-17)."""
        if self.passage is None:
            return ()
        return unanswering(self.case, self.passage, self.obligations, at=self.at)

    def names_of(self, side: str) -> set[str]:
        """Who may have taken part for a side: who acts for it here, whom they cover, and on its side the raiser."""
        here = {h.party for h in self.holdings if h.party.side == side and h.party.part_ended_at is None}
        names = {name for party in here for name in self.names_for(party)}
        return names | ({self.case.raised_by.name} if side == Side.ESCALATING else set())

    def names_for(self, party: Party) -> set[str]:
        """The same for one party."""
        mine = [h for h in self.holdings if h.party_id == party.pk]
        names = {person.name for h in mine for person in (h.person, h.on_behalf_of) if person is not None}
        return names | ({self.case.raised_by.name} if party.side == Side.ESCALATING else set())

    @property
    def unreported(self) -> tuple[Holding, ...]:
        """The holdings of the person's sides that have yet to report that they could not agree here."""
        mine = {party.pk for party in self.standing.holds}
        return tuple(h for h in self.holdings if h.party_id in mine and h.no_agreement_at is None)

    def open_proposal(self, kind: ProposalKind) -> Proposal | None:
        """The plan, outcome statement or timetable that waits for an answer, if one does."""
        return next((proposal for proposal in self.proposals if proposal.kind == kind), None)

    def unanswered(self, kind: ProposalKind) -> tuple[Party, ...]:
        """The parties of the person that have yet to answer the open proposal of this kind."""
        proposal = self.open_proposal(kind)
        if proposal is None:
            return ()
        answered = {answer.party_id for answer in proposal.answers.all()}
        if kind in BY_THE_OTHER_SIDE:
            answered |= {party.pk for party in self.parties if party.side == proposal.proposed_by.side}
        mine = self.sides if kind in BY_THE_OTHER_SIDE else self.standing.holds
        return tuple(party for party in mine if party.pk not in answered)

    @property
    def sides(self) -> tuple[Party, ...]:
        """The parties for which the person speaks about time: those that they hold, and for the raiser the one that raised it."""
        if not self.standing.raiser:
            return self.standing.holds
        raising = tuple(party for party in self.parties if party.side == Side.ESCALATING)
        return tuple(dict.fromkeys((*self.standing.holds, *raising)))

    @property
    def roles(self) -> frozenset[Role]:
        """The roles of the person's posts, where the policy opens a way to some roles only; a raiser is a practitioner."""
        if not any(route.roles for route in self.case.policy.routes):
            return frozenset()
        agencies = [party.agency_id for party in self.parties if party.pk in self.standing.own_parties]
        posts = Post.objects.filter(holder=self.by, agency__in=agencies)
        held = {Role(role) for role in posts.values_list("role", flat=True)}
        return frozenset(held | ({Role.PRACTITIONER} if self.standing.raiser else set()))

    @property
    def revision(self) -> int:
        """The revision of the case as the person sees it now: how many entries of its record they may read."""
        return record.readable(self.case, self.standing.own_parties).count()

    @property
    def speaks_for(self) -> Party | None:
        """The party for which the person acts or writes here: the one that they hold, the raiser's, or once held."""
        if self.standing.holds:
            return self.standing.holds[0]
        if self.standing.raiser:
            return next((party for party in self.parties if party.side == Side.ESCALATING), None)
        return next((party for party in self.parties if party.pk in self.standing.own_parties), None)

    @property
    def on_behalf_of(self) -> User | None:
        """Whom the person covers as holder of that party, if they do."""
        mine = (h for h in self.holdings if h.person_id == self.by.pk)
        holding = next(mine, None)
        return holding.on_behalf_of if holding else None


def of_who_leads(standing: Standing, obligation: Obligation) -> bool:
    """Whether whoever mediates, or chairs the meeting or panel, may meet this: what theirs is, the offer and the decision."""
    return standing.leads and (obligation.owner in SEATED or obligation.duty in WHO_LEADS_MAY)


def _over(follow_up: FollowUp, at: datetime) -> bool:
    clock = getattr(follow_up, "clock", None)
    return clock is not None and bool(clock.due_at < at)


def situation(case: Case, *, by: User, at: datetime) -> Situation:
    """Load the situation of `case` for this person at this moment (UTC), in a fixed number of queries."""
    passage = case.passages.filter(closed_at__isnull=True).first()
    prefetch_related_objects([case], Prefetch("parties", Party.objects.select_related("agency", "practitioner")))
    holdings: tuple[Holding, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    if passage is not None:
        here = Q(party=None) | Q(party__passed_to=None)
        held = passage.holdings.filter(here)
        holdings = tuple(held.select_related("person", "on_behalf_of", "party__agency", "post"))
        obligations = tuple(passage.obligations.filter(here).select_related("clock", "party__agency"))
    elif case.state not in LIVE_STATES:
        left = left_after_the_end().filter(passage__case=case)
        obligations = tuple(left.select_related("clock", "party__agency"))
    pending = case.proposals.filter(accepted_at__isnull=True, set_aside_at__isnull=True)
    return Situation(
        case=case,
        by=by,
        at=at,
        standing=standing(case, by),
        stage=case.policy_stage,
        passage=passage,
        parties=tuple(case.present()),
        holdings=holdings,
        obligations=obligations,
        proposals=tuple(pending.select_related(*OF_A_PROPOSAL).prefetch_related("answers")),
        follow_ups=tuple(case.follow_ups.select_related(*OF_A_FOLLOW_UP)),
        rungs=rungs_at(case, passage, holdings) if passage is not None else Rungs(),
        risk_said_by=risk.said_by(case) if case.immediate_risk else None,
        sitting=_sitting_at(passage) if passage is not None and case.policy_stage.last is not None else None,
    )


def _sitting_at(passage: Passage) -> Sitting | None:
    """The way of settling it that was chosen at this passage, with who sits."""
    found = Sitting.objects.filter(passage=passage, over_at=None)
    return found.prefetch_related("seats__agency", "seats__entry__content").first()


def acts_instead(s: Situation, side: str | None = None) -> str:
    """Who acts where a person of a party (of this side) does not, as a sentence; "" where that is not why they cannot."""
    own = [party for party in s.parties if party.pk in s.standing.own_parties and side in (None, party.side)]
    if not own or s.passage is None or any(party in s.standing.holds for party in own):
        return ""
    party = own[0]
    holding = next((h for h in s.holdings if h.party_id == party.pk), None)
    if party.part_ended_at is not None:
        return f"{party.agency.name} has agreed, and acts no more in this case."
    if holding is None:
        return f"{party.agency.name} takes no part in this stage."
    who = holding.person.name if holding.person else "nobody"
    if party.pk in s.standing.held_parties:
        return f"You no longer stand for {party.agency.name} at this stage: {who} does now."
    return f"You do not stand for {party.agency.name} at this stage: {who} does."
