"""The end of a case of which nothing is decided: those have been told whom its last stage names."""

from cases import record
from cases.actions.door import Act
from cases.models import Ending, Entry, FollowUpKind, PassageEnd
from cases.process import clocks, notices
from cases.process.follow_ups import settle
from cases.process.passages import close_passage
from cases.process.told import tell_and_record
from cases.record import Author, Draught
from policies.schema import LastOption
from policies.vocabulary import TELLING, Event, LastStageKind, Owner


def end_if_told(act: Act, way: LastOption | None, entry: Entry) -> None:
    """End the case where its way decides nothing and nobody is left to be told; else it goes on.

    Dissent that is only recorded ends as recorded; where the chair is told, it ends unresolved and reported to the chair.
    What else was owed stays on record as not done.
    """
    telling = act.passage.obligations.filter(duty__in=TELLING)
    told, left = telling.filter(met_at__isnull=False), telling.filter(met_at=None, optional=False)
    if way is None or not way.decides_nothing or not told.exists() or left.exists():
        return
    case, at = act.case, act.request.at
    recorded = way.kind is LastStageKind.RECORD_ONLY
    if recorded:
        case.record_only(at=at)
    else:
        case.report_unresolved(at=at, ending=Ending.CHAIR_INFORMED)
    case.save()
    draught = Draught("case-ended", {"ending": case.ending})
    record.write(draught, case=case, at=at, author=Author(), passage=act.passage)
    papers = [f for f in act.situation.follow_ups if f.kind == FollowUpKind.PAPER]
    settle(papers, by=act.request.by, entry=entry, needed=False)
    close_passage(act.passage, PassageEnd.RECORDED if recorded else PassageEnd.UNRESOLVED, at=at)
    clocks.stop_overall(case, at=at)
    act.tell_others("read that it has ended, and that nothing was decided")
    if not recorded:
        chairs = notices.owing(Owner.CHAIR, case=case)
        notices.tell(chairs, case=case, kind="reported", todo="read that it was not settled", at=at)
    tell_and_record(Event.CLOSED, case=case, passage=act.passage, at=at)
