"""How a case enters and leaves a stage: who stands for each party there, what is owed, and who is told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from agencies.ladder import Rung, Standing, who_stands
from agencies.models import Cover, User
from cases import record
from cases.access import admit, kept_out
from cases.models import (
    DECIDING,
    SIDES_OF_OWNER,
    Case,
    Clock,
    Holding,
    Obligation,
    Participation,
    Party,
    Passage,
    PassageEnd,
    Side,
    State,
)
from cases.models.rungs import rung_for
from cases.process import clocks, notices
from cases.process.afterwards import ask_afterwards
from cases.process.due_times import PLACES_APART
from cases.process.issuing import issue_form
from cases.process.referring import ask_to_refer
from cases.process.seats import NO_LONGER, end_sitting
from cases.process.told import tell_as_policy_says
from cases.record import Author, Draught
from core.words import long_date
from policies.routes import role_at
from policies.schema import ActingRole, Stage
from policies.schema import Obligation as PolicyObligation
from policies.vocabulary import AFTER_DECISION, AgencyType, Audience, Band, Duty, Event, Ground, Role, Sides

SIDE_IN_POLICY = {Side.ESCALATING: "raising", Side.RECEIVING: "receiving"}


@dataclass(frozen=True)
class Entrance:
    """How a stage is entered: on which ground, at which rung, and until when it must be settled to protect the child."""

    ground: Ground | None = None
    rung: int = 0
    protective_at: datetime | None = None


def open_passage(case: Case, entrance: Entrance, *, at: datetime, recorded_at: datetime | None = None) -> Passage:
    """Open the passage of a case whose `stage` has just been set: holders, obligations, clocks, record and notices.

    It began at `at` (UTC), and where that is entered later, at `recorded_at`: who acts and who is told is as of then.
    """
    stage, now = case.policy_stage, recorded_at or at
    before = case.passages.order_by("number").last()
    passage = Passage.objects.create(
        case=case,
        number=before.number + 1 if before else 1,
        stage=stage.key,
        rung=entrance.rung,
        ground=entrance.ground.value if entrance.ground else "",
        opened_at=at,
        protective_at=entrance.protective_at,
    )
    if _is_of_the_board(stage, case.priority):
        notices.involve_board(case, at=now)
    for party in _parties_of(case, stage):
        hold(passage, party, case=case, at=now, before=before)
    for number, item in enumerate(stage.obligations, start=1):
        if not item.applies(case.priority):
            continue
        _oblige(item, number * PLACES_APART, case=case, passage=passage)
    if recorded_at is not None:
        clocks.count_from_entry(passage, case=case, at=recorded_at)
    told = tell_as_policy_says(Event.STAGE_ENTERED, case=case, passage=passage, at=now)
    facts = {"stage": stage.key, "rung": entrance.rung, "ground": passage.ground, **told}
    entry = record.write(
        Draught("stage-opened", facts | {"holders": _holder_facts(passage), "limits": _limit_facts(passage)}),
        case=case,
        at=at,
        recorded_at=recorded_at,
        author=Author(),
        passage=passage,
    )
    issue_form(case, passage, at=at, recorded_at=recorded_at)
    ask_to_refer(passage, case=case, entry=entry)
    _tell_of_opening(case, passage, at=now)
    return passage


def close_passage(passage: Passage, end: PassageEnd, *, at: datetime, recorded_at: datetime | None = None) -> None:
    """Close the open passage: its clocks stop, what was still owed stays on record as not met, and nothing waits for an

    answer any more. Only what follows upon a decision (BHAM-30) is owed on.
    """
    over = passage.obligations.exclude(duty__in=AFTER_DECISION) if end in DECIDING else passage.obligations.all()
    clocks.stop(over, at=at)
    who_sat = end_sitting(passage, decided=end in DECIDING, at=at)
    notices.tell(who_sat, case=passage.case, kind="sitting-over", todo=NO_LONGER, at=at, moment=f"passage:{passage.pk}")
    waiting = passage.case.proposals.filter(accepted_at__isnull=True, set_aside_at__isnull=True)
    waiting.update(set_aside_at=at)
    passage.closed_at, passage.end = at, end
    passage.save(update_fields=["closed_at", "end"])
    ask_afterwards(passage, case=passage.case, at=recorded_at or at)


def hold(passage: Passage, party: Party, *, case: Case, at: datetime, before: Passage | None) -> Holding:
    """Resolve who stands for a party at a passage and store it with the reasons; they take part in the case from now on.

    Nobody stands for both sides: where both would come to one person, as inside one agency, one of them goes a step up
    (BRIS-3).

    Where the procedure names no role for the side (a last stage), whoever stood for it at the stage before stays; if they
    cannot, the post that they held is asked. At a rung it is a post of the agency's own ladder (FLOW-12). A part that was
    handed to a colleague stays with them, or with who covers for them. Asked again, it changes nothing unless somebody
    else stands.
    """
    previous = before.holdings.filter(party=party).select_related("passage", "post").first() if before else None
    acting = acting_role(case, party)
    holding = Holding.objects.filter(passage=passage, party=party).first()
    by_hand = holding or (previous if acting is None else None)
    handed = _handed(by_hand, case=case, at=at)
    if by_hand is not None and handed is not None:
        found, title = handed, by_hand.title
    elif acting is None and previous is not None:
        others = against(party, case)
        found, title = _stay(previous, party=party, case=case, at=at, others=others), previous.title
    else:
        below = previous.person if previous else None
        rung = rung_for(case, passage, party, previous)
        others = against(party, case)
        found = _stand(acting, party=party, case=case, at=at, below=below, rung=rung, others=others)
        title = rung[0].title if rung else acting.title if acting else ""
    if holding is None:
        holding = Holding(passage=passage, party=party, title=title, since=at)
    elif (holding.person_id, holding.on_behalf_of_id) == (_id(found.person), _id(found.on_behalf_of)):
        return holding
    if holding.person_id != _id(found.person):
        holding.since, holding.acknowledged_at = at, None
    holding.handed_over = handed is not None
    holding.post, holding.person, holding.on_behalf_of = found.post, found.person, found.on_behalf_of
    holding.why, holding.title = list(found.why), title
    holding.save()
    admit(case, found.person, party=party, at=at)
    return holding


def acting_role(case: Case, party: Party) -> ActingRole | None:
    """The role that acts for this party at the present stage, by the pinned policy; None where the text names none.

    At a stage that repeats, the lowest: the further ones are the agency's own posts.
    """
    return role_at(
        case.policy,
        stage=case.policy_stage,
        side=SIDE_IN_POLICY[Side(party.side)],
        agency_type=AgencyType(party.agency.type),
        pairs=case.pairs(),
    )


def owe(passage: Passage, item: PolicyObligation, party: Party | None, *, number: int) -> Obligation:
    """Add one obligation to a passage. Its clock is the caller's to start."""
    return Obligation.objects.create(
        passage=passage,
        number=number,
        duty=item.what,
        owner=item.owner,
        party=party,
        on_breach=item.on_breach,
        must_set_timetable=item.must_set_timetable,
        optional=item.optional,
    )


def _stay(previous: Holding, *, party: Party, case: Case, at: datetime, others: Collection[int]) -> Standing:
    """Whoever stood for a party at the stage before, stays, by the post that they held; nobody of the `others` comes after them."""
    person, post = previous.person, previous.post
    in_post = post is not None and post.holder_id == _id(person) and not _covers(person, at=at).exists()
    if person is not None and person.is_active and in_post:
        return Standing(person, post, previous.on_behalf_of, tuple(previous.why), True)
    if post is None:
        return _stand(None, party=party, case=case, at=at, below=person, others=others)
    return _climb([Role(post.role)], party=party, case=case, at=at, below=person, also=others)


def against(party: Party, case: Case) -> set[int]:
    """The ids of those who take or took part in a case for the other side, or were named as its practitioners.

    None of them comes to act for this party, by a post or because it is handed to them: nobody speaks for both sides, or
    reads the notes that both keep for themselves.
    """
    others = Participation.objects.filter(case=case).exclude(party__side=party.side)
    named = case.parties.exclude(side=party.side).exclude(practitioner=None)
    return {*others.values_list("person_id", flat=True), *named.values_list("practitioner_id", flat=True)}


def _handed(holding: Holding | None, *, case: Case, at: datetime) -> Standing | None:
    """The colleague to whom a part was handed, or who covers for them; None where it was not handed, or neither can act."""
    colleague = (holding.on_behalf_of or holding.person) if holding is not None and holding.handed_over else None
    if holding is None or colleague is None:
        return None
    found = stand_in(colleague, why=str(holding.why[0]), case=case, at=at)
    return replace(found, post=holding.post) if found else None


def _stand(
    acting: ActingRole | None,
    *,
    party: Party,
    case: Case,
    at: datetime,
    below: User | None,
    rung: Rung = (),
    others: Collection[int] = (),
) -> Standing:
    """Who stands in a role, or at a rung of the agency's ladder.

    One up where the person disagreed with is the manager who would act there (BUCKS-6).
    """
    named = party.practitioner if not rung and (acting is None or acting.role is Role.PRACTITIONER) else None
    why = "Named as the practitioner concerned."
    found = stand_in(named, why=why, case=case, at=at) if named is not None else None
    if found is not None:
        return found
    roles = [acting.role, *acting.alternatives] if acting else [Role.PRACTITIONER]
    manager = acting is not None and acting.role is not Role.PRACTITIONER
    concerned = manager and case.policy_stage.conflicted_manager_moves_up and party.side == Side.RECEIVING
    also = {*others, *({party.practitioner_id} if concerned else ())}
    return _climb(roles, party=party, case=case, at=at, below=below, also=also, rung=rung)


def _climb(
    roles: list[Role],
    *,
    party: Party,
    case: Case,
    at: datetime,
    below: User | None,
    also: Collection[int | None] = (),
    rung: Rung = (),
) -> Standing:
    conflicted = kept_out(case) | {person for person in also if person is not None}
    return who_stands(
        agency=party.agency, roles=roles, area=case.area, at=at, conflicted=conflicted, below=below, rung=rung
    )


def stand_in(named: User, *, why: str, case: Case, at: datetime) -> Standing | None:
    """A person whom somebody named (`why` says how), or who covers for them; None where they have left or neither can act."""
    out = kept_out(case)
    if not named.is_active or named.pk in out:
        return None
    away = _covers(named, at=at).first()
    if away is None:
        return Standing(named, None, None, (why,), False)
    cover = away.covered_by
    if not cover.is_active or cover.pk in out:
        return None
    covers = f"{named.name} is on leave until {long_date(away.last_moment)}; {cover.name} covers."
    return Standing(cover, None, named, (why, covers), False)


def on_leave_until(person: User, *, at: datetime) -> datetime | None:
    """The last moment (UTC) of the leave that a person is on; None where they are at work."""
    away = _covers(person, at=at).first()
    return away.last_moment if away else None


def _covers(person: User | None, *, at: datetime) -> QuerySet[Cover]:
    return Cover.objects.filter(person=person, starts_at__lte=at, ends_at__gt=at).select_related("covered_by")


def _id(person: User | None) -> int | None:
    return person.pk if person is not None else None


def _parties_of(case: Case, stage: Stage) -> list[Party]:
    parties = list(case.parties.filter(part_ended_at=None).select_related("agency", "practitioner"))
    return [party for party in parties if stage.sides is Sides.BOTH or party.side == Side.ESCALATING]


def _oblige(item: PolicyObligation, number: int, *, case: Case, passage: Passage) -> None:
    sides = SIDES_OF_OWNER.get(item.owner)
    owing: list[Party | None] = [None]
    if sides is not None:
        owing = [party for party in _parties_of(case, case.policy_stage) if party.side in sides]
    for offset, party in enumerate(owing):
        obligation = owe(passage, item, party, number=number + offset)
        if not item.optional and (item.limit is not None or item.what not in AFTER_DECISION):
            clocks.start(obligation, item.limit, case=case, passage=passage)


def _is_of_the_board(stage: Stage, priority: str) -> bool:
    """Whether the policy involves the board at this stage (BUCKS-14, BHAM-26, BRIS-23, FLOW-17): it is told, settles it, or owes
    something there, and whoever owes something reads what it is about."""
    told = any(
        item.who in (Audience.BOARD_OFFICE, Audience.CHAIR) and item.on is Event.STAGE_ENTERED for item in stage.tells
    )
    owing = [item.owner for item in stage.obligations if item.applies(priority)]
    owing += [item.owner for item in stage.referrals]
    owes = any(owner not in SIDES_OF_OWNER for owner in owing)
    return told or owes or stage.last is not None or stage.band is Band.BOARD


def _holder_facts(passage: Passage) -> list[dict[str, object]]:
    found = passage.holdings.select_related("party")
    return [
        {"party": h.party.number, "person": h.person_id, "covers": h.on_behalf_of_id, "title": h.title} for h in found
    ]


def _limit_facts(passage: Passage) -> list[dict[str, object]]:
    found = (
        Clock.objects.filter(obligation__passage=passage).select_related("obligation").order_by("obligation__number")
    )
    return [{"duty": clock.obligation.duty, "due": clock.due_at.isoformat()} for clock in found if clock.obligation]


def tell_holder(holding: Holding, *, case: Case, kind: str, at: datetime) -> None:
    """Tell whoever stands for a party now the first thing that it owes, and by when; the board's office where nobody does."""
    people: Sequence[User | None] = [holding.person] if holding.person else notices.board_side(case)
    if holding.person is None:
        notices.tell(people, case=case, kind=kind, todo="find who acts for a side", at=at)
        return
    owed = holding.passage.obligations.filter(party=holding.party_id, optional=False, met_at=None)
    if case.state == State.AWAITING_CONFIRMATION:
        owed = owed.filter(duty=Duty.CONFIRM_OUTCOME)  # what else the sides owe stands still
    found = list(owed.select_related("clock"))
    _tell_first(found, people, case=case, kind=kind, at=at, otherwise="read what you take on")


def _tell_of_opening(case: Case, passage: Passage, *, at: datetime) -> None:
    """Tell each holder the first thing that they owe, the raiser that the stage began, and the board what it owes."""
    owed = list(passage.obligations.filter(optional=False).select_related("clock", "party"))
    for holding in passage.holdings.select_related("person", "party"):
        mine = [o for o in owed if o.party_id == holding.party_id]
        if holding.person is not None:
            _tell_first(mine, [holding.person], case=case, kind="to-do", at=at, otherwise="read what has come to you")
        else:
            notices.tell(notices.board_side(case), case=case, kind="no-holder", todo="find who acts for a side", at=at)
    notices.tell([case.raised_by], case=case, kind="stage-opened", todo="see that a new stage has begun", at=at)
    boards = [o for o in owed if o.party_id is None and o.duty not in AFTER_DECISION]
    for owner in dict.fromkeys(o.owner for o in boards):
        theirs = [o for o in boards if o.owner == owner]
        _tell_first(
            theirs,
            notices.owing(owner, case=case),
            case=case,
            kind="to-do",
            at=at,
            otherwise="read what has come to you",
        )


def _tell_first(
    owed: list[Obligation],
    people: Sequence[User | None],
    *,
    case: Case,
    kind: str,
    at: datetime,
    otherwise: str,
) -> None:
    dated = [o for o in owed if hasattr(o, "clock")]
    first = min(dated, key=lambda o: o.clock.due_at, default=owed[0] if owed else None)
    notices.tell(
        people,
        case=case,
        kind=kind,
        todo=notices.TODO_OF_DUTY[first.duty] if first else otherwise,
        due=first.clock.due_at if first in dated and first else None,
        at=at,
    )
