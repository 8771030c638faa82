"""What is known of a case that its triage asks about: what lacks, the procedure, the parties, conflicts, and how urgent it is."""

from dataclasses import dataclass

from cases.models import Entry, Exclusion, FollowUpKind, Participation, Seat, SubjectReference
from cases.presenters.due import limits_of
from cases.presenters.following import subject_name
from cases.presenters.people import agency_line, holder_line
from cases.process.follow_ups import what
from cases.rules.answering import with_a_reference
from cases.rules.monitoring import lacking, shared_entries
from cases.situations import Situation
from cases.verbs import Verb
from cases.words.gates import went_on_without
from core.words import listed, london, moment
from policies.presenters.version import past_review
from policies.selectors import successor_of


@dataclass(frozen=True)
class Known:
    """What is known of one point of the triage, in sentences."""

    title: str
    lines: list[str]


def known_of(s: Situation) -> list[Known]:
    """What the record says of each point, in the order in which they are asked."""
    return [
        Known("What lacks, by the record", _lacking(s) or ["Nothing lacks of what the procedure asks for."]),
        Known("The procedure", _procedure(s)),
        Known("The parties", _parties(s)),
        Known("Conflicts of interest", _conflicts(s)),
        Known("How urgent it is", _urgency(s)),
    ]


def _lacking(s: Situation) -> list[str]:
    entries = shared_entries(s.case)
    passed = [sentence for entry in entries for sentence in went_on_without(entry.facts)]
    return list(dict.fromkeys([*passed, *_to_follow(s), *_monitoring(s), *_references(s), *_heard(s, entries)]))


def _to_follow(s: Situation) -> list[str]:
    due = [f for f in s.follow_ups if f.kind == FollowUpKind.EVIDENCE and not f.result]
    return [f"Still to do: {what(f)}." for f in due]


def _monitoring(s: Situation) -> list[str]:
    if not s.case.policy.forms:
        return []
    fields = lacking(s.case)
    return [f"The monitoring form lacks {listed(fields)}."] if fields else []


def _references(s: Situation) -> list[str]:
    """Which party has given no reference of its own for whom."""
    known = set(SubjectReference.objects.filter(party__case=s.case).values_list("party", "subject"))
    said = []
    for party in s.parties:
        without = [subject_name(who) for who in with_a_reference(s) if (party.pk, who.pk) not in known]
        if without:
            said.append(f"{party.agency.name} has given no reference of its own for {listed(without)}.")
    return said


def _heard(s: Situation, entries: list[Entry]) -> list[str]:
    """Which parties nobody has been heard for at this stage."""
    here = [e for e in entries if e.kind == Verb.RECORD_REPRESENTATIONS and s.passage and e.passage_id == s.passage.pk]
    heard = {entry.facts["party"] for entry in here}
    left = [party.agency.name for party in s.parties if party.number not in heard and party.part_ended_at is None]
    return [f"Not heard yet at this stage: {listed(left)}."] if left else []


def _procedure(s: Situation) -> list[str]:
    version, today = s.case.policy_version, london(s.at).date()
    newer = successor_of(version, on=today)
    return [
        f"{version.policy.metadata.title}, version {version.name}, of {s.case.area.name}.",
        *([f"Version {newer.name} is in force for new disagreements."] if newer else []),
        *([warning] if (warning := past_review(version.policy, on=today)) else []),
    ]


def _parties(s: Situation) -> list[str]:
    holders = {h.party_id: h for h in s.holdings}
    said = []
    for party in s.parties:
        holding = holders.get(party.pk)
        acts = f" {holder_line(holding, s.passage, s.case)} acts." if holding and s.passage else ""
        who = agency_line(holding) if holding else party.agency.name
        said.append(f"{party.get_side_display()}: {who}.{acts}")
    return said


def _conflicts(s: Situation) -> list[str]:
    out = Exclusion.objects.filter(case=s.case).order_by("person__name").values_list("person__name", flat=True)
    declared = Seat.objects.filter(sitting__passage__case=s.case, conflicted=True).select_related("agency")
    inside = Participation.objects.filter(case=s.case, party__passed_to=None).order_by("person__name")
    names = list(inside.values_list("person__name", flat=True).distinct())
    return [
        *([f"Kept out of the case: {listed(out)}."] if out else ["Nobody is kept out of the case."]),
        *(f"A conflict of interest was declared for a seat of {seat.agency.name}." for seat in declared),
        f"Take part in it, and cannot sit for another agency: {listed(names)}.",
    ]


def _urgency(s: Situation) -> list[str]:
    case, said = s.case, []
    if case.immediate_risk:
        said.append(case.persons.say("{A person} is said to be at immediate risk."))
    protective = s.passage.protective_at if s.passage else None
    if protective:
        said.append(case.persons.say(f"It must be settled by {moment(protective)} to protect {{the person}}."))
    if case.related_meeting_at:
        said.append(f"The meeting to which it belongs is on {moment(case.related_meeting_at)}.")
    owed = [o for o in s.obligations if s.is_asked_now(o)]
    said += [f"{one.who} {one.has} until {one.due.moment} to {one.todo}." for one in limits_of(owed, case, at=s.at)]
    return said or ["No limit runs."]
