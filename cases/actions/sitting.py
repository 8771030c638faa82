"""How a last stage is prepared: the way chosen, who sits, the papers of the sides, and who was heard."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from cases.access import is_chair
from cases.actions.door import Act, Request, enter
from cases.actions.late import check_late, facts_of_late
from cases.actions.telling import end_if_told
from cases.composition import Checked, Finding, Place, check
from cases.models import Case, Entry, FollowUpKind, Party, Seat, Sitting
from cases.process import notices
from cases.process.follow_ups import Asked, ask, settle
from cases.process.seats import NO_LONGER, end_sitting, sitters
from cases.rules.board_rules import chooses, owing_of, way_of
from cases.rules.who_may_sit import Member, body_of, faults_of, misfit
from cases.situations import Situation
from cases.verbs import Verb
from core.errors import BadInput
from policies.vocabulary import LastStageKind

CHOSEN_BY_OTHERS = "Tick the box if it was chosen so: under the procedure you do not choose it yourself"
PAPERS = "Papers were asked for until then"


@transaction.atomic
def choose_way(
    case: Case,
    request: Request,
    *,
    kind: LastStageKind,
    why: str,
    papers_by: datetime | None = None,
    as_chosen: bool = False,
) -> Case:
    """Choose how the last stage settles the case, with the reason (BRIS-28). A way chosen before is given up for it.

    Only whom the procedure names chooses. Another of the board's side may record it, and says that it is `as_chosen` by them.
    `papers_by` (UTC): until when each side hands in its paper. Raises BadInput for a way that the policy does not know.
    """
    act = enter(case, Verb.CHOOSE_WAY, request)
    last = act.situation.stage.last
    if last is None or kind not in {option.kind for option in last.options}:
        sentence = "The procedure does not know this way of deciding"
        raise BadInput(sentence, {"kind": [sentence]})
    check_in_future(act, papers_by, "papers_by", "The time until which papers are handed in")
    own = chooses(act.situation)
    if not own and not as_chosen:
        raise BadInput(f"{CHOSEN_BY_OTHERS}.", {"as_chosen": [CHOSEN_BY_OTHERS]})
    facts = {"kind": kind, "chosen_by": last.option_chosen_by, "papers_by": _iso(papers_by), "recorded_for": not own}
    entry = act.write(facts=facts, content={"why": why})
    ask_each_side(act, papers_by, entry=entry, sitting=open_sitting(act, kind))
    act.tell_others("see how it is to be settled")
    end_if_told(act, next(option for option in last.options if option.kind == kind), entry)
    return act.case


@transaction.atomic
def appoint(
    case: Case,
    request: Request,
    *,
    members: Sequence[Member],
    sits_at: datetime | None = None,
    place: str = "",
    papers_by: datetime | None = None,
    beyond_why: str = "",
) -> Case:
    """Appoint who mediates, chairs the meeting or sits on the panel, in place of who was appointed before.

    Where the procedure's rule on the composition is not kept, `beyond_why` says why, and a rule that binds only the chair
    may go beyond (O-14, BHAM-28, BRIS-30, BRENT-13, O-26). Whoever has an account reads the case from now on.
    """
    act = enter(case, Verb.APPOINT, request)
    s = act.situation
    way = way_of(s)
    if way is None:  # refused by the rules before
        raise BadInput("Choose first how it is settled.")
    check_in_future(act, sits_at, "sits_at", "The time at which it sits")
    check_in_future(act, papers_by, "papers_by", "The time until which papers are handed in")
    if faults := [fault for found in faults_of(s, members) for fault in found]:
        raise BadInput(f"{faults[0]}.", {"members": faults})
    found = composition_of(s, members)
    _check_beyond(s, found, beyond_why)
    entry = act.write(
        facts={
            "kind": way.kind,
            "agencies": len(found.agencies),
            "independents": found.independents,
            "beyond": bool(found.findings),
            "sits_at": _iso(sits_at),
            "papers_by": _iso(papers_by),
        },
        content={"members": [_words(member) for member in members], "place": place, "beyond_why": beyond_why},
    )
    sitting = s.sitting or open_sitting(act, way.kind)
    people = [member.person for member in members if member.person is not None]
    replaced = [person for person in sitters(act.passage) if person not in people]
    _seat(sitting, members, entry, act=act)
    settle([f for f in s.follow_ups if f.kind == FollowUpKind.SEAT], by=request.by, entry=entry)
    sitting.appointed_at, sitting.sits_at = request.at, sits_at
    sitting.save(update_fields=["appointed_at", "sits_at"])
    ask_each_side(act, papers_by, entry=entry, sitting=sitting)
    act.tell_others("see who sits, and hand in your paper" if papers_by else "see who sits", due=papers_by)
    notices.tell(replaced, case=act.case, kind="sitting-over", todo=NO_LONGER, at=request.at)
    notices.tell(
        people, case=act.case, kind="appointed", todo="read the case on which you sit", due=sits_at, at=request.at
    )
    return act.case


def composition_of(s: Situation, members: Sequence[Member]) -> Checked:
    """What the procedure's rule says of these members, between the parties as they are now."""
    way = way_of(s)
    area = s.case.area_id
    parties = [body_of(party.agency, area) for party in s.parties if party.part_ended_at is None]
    places = [Place(body_of(m.agency, area), m.role, bool(m.conflict)) for m in members]
    kind = way.kind if way else LastStageKind.CHAIR_DECISION
    rule = way.composition if way else None
    found = check(rule, kind, places, parties)
    firmly = rule is not None and rule.enforced == "block"
    misfits = [says for says in (misfit(member, way, area) for member in members) if says]
    return replace(found, findings=(*found.findings, *(Finding(says, binds=firmly) for says in misfits)))


@transaction.atomic
def hand_in_paper(case: Case, request: Request, *, paper: str) -> Case:
    """Hand in the paper of one's side for those who decide; a later one stands beside it."""
    act = enter(case, Verb.HAND_IN_PAPER, request)
    s = act.situation
    asked = owing_of(s, FollowUpKind.PAPER)
    party = asked[0] if asked else s.speaks_for
    entry = act.write(facts={"party": party.number if party else None}, content={"paper": paper})
    settle([f for f in s.follow_ups if f.kind == FollowUpKind.PAPER and f.party in asked], by=request.by, entry=entry)
    act.tell_others("read the paper that was handed in")
    return act.case


@transaction.atomic
def record_representations(
    case: Case, request: Request, *, party: Party, heard: str, represented: str, happened_at: datetime | None = None
) -> Case:
    """Record who was heard for a party, and what they said; a party that cannot sit is heard as well (O-35, BRIS-31).

    `happened_at` (UTC): they were heard then, and it is entered later.
    """
    act = enter(case, Verb.RECORD_REPRESENTATIONS, request)
    check_late(act, happened_at)
    act.write(
        facts={"party": party.number, **facts_of_late(happened_at, ())},
        content={"heard": heard, "represented": represented},
        occurred_at=happened_at,
    )
    act.tell_others("read what was said when the sides were heard")
    return act.case


def open_sitting(act: Act, kind: LastStageKind) -> Sitting:
    """Begin to settle it in this way; whoever sat in a way that is given up for it sits no longer, and is told."""
    over = end_sitting(act.passage, decided=False, at=act.request.at)
    notices.tell(over, case=act.case, kind="sitting-over", todo=NO_LONGER, at=act.request.at)
    return Sitting.objects.create(passage=act.passage, kind=kind, chosen_at=act.request.at)


def _seat(sitting: Sitting, members: Sequence[Member], entry: Entry, *, act: Act) -> None:
    sitting.seats.filter(until=None).update(until=act.request.at)
    for number, member in enumerate(members, start=1):
        Seat.objects.create(
            sitting=sitting,
            entry=entry,
            number=number,
            agency=member.agency,
            person=member.person,
            role=member.role,
            conflicted=bool(member.conflict),
        )


def ask_each_side(act: Act, until: datetime | None, *, entry: Entry, sitting: Sitting) -> None:
    """Each side owes its paper until then; one asked for before is replaced by it."""
    if until is None:
        return
    sitting.papers_by = until
    sitting.save(update_fields=["papers_by"])
    s = act.situation
    settle((f for f in s.follow_ups if f.kind == FollowUpKind.PAPER), by=act.request.by, entry=entry, needed=False)
    for party in s.parties:
        if party.part_ended_at is None:
            asked = Asked(FollowUpKind.PAPER, party, due_at=until, begun=PAPERS, quiet=True)
            ask(asked, case=act.case, at=act.request.at, entry=entry)


def _check_beyond(s: Situation, found: Checked, why: str) -> None:
    if not found.findings:
        return
    said = [finding.sentence for finding in found.findings]
    if any(finding.binds for finding in found.findings) and not is_chair(s.case, s.by):
        chair = s.case.policy.area.chair
        said.append(f"Only the chair ({chair}) can appoint otherwise. Change who sits, or let the chair appoint them.")
    elif why.strip():
        return
    else:
        said.append("Enter why it is to be so, or change who sits.")
    raise BadInput(said[0], {"beyond_why": [" ".join(said)]})


def check_in_future(act: Act, moment: datetime | None, field: str, called: str) -> None:
    """Whether a moment lies ahead, where one is given. Raises BadInput beside its field."""
    if moment is not None and moment <= act.request.at:
        sentence = f"{called} must be in the future"
        raise BadInput(sentence, {field: [sentence]})


def _words(member: Member) -> dict[str, str]:
    return {
        "name": member.name,
        "role": str(member.role.label),
        "agency": member.agency.name,
        "conflict": member.conflict,
        **({"stands_as": member.stands_as} if member.stands_as else {}),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
