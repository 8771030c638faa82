"""Who acts in a case is resolved again where the ladder, cover or the case itself has changed: recorded, and told."""

from collections.abc import Iterable
from datetime import datetime

from cases import record
from cases.models import Case, Holding, Passage
from cases.process import notices
from cases.process.passages import hold, tell_holder
from cases.record import Author, Draught


def resolve_again(case: Case, passage: Passage, holdings: Iterable[Holding], *, at: datetime) -> int:
    """Resolve who stands at an open passage for the parties of these holdings, at `at` (UTC); returns how many changed.

    Whoever acts now is told what is owed, and the raiser that somebody else acts. Must be called with the case locked.
    """
    before = case.passages.filter(number=passage.number - 1).first()
    changed = 0
    for holding in holdings:
        now = hold(passage, holding.party, case=case, at=at, before=before)
        if now.person_id == holding.person_id:
            continue
        changed += 1
        facts = {
            "party": holding.party.number,
            "from": holding.person_id,
            "to": now.person_id,
            "covers": now.on_behalf_of_id,
            "left": holding.person is not None and not holding.person.is_active,
        }
        draught = Draught("holder-changed", facts)
        record.write(draught, case=case, at=at, author=Author(party=holding.party), passage=passage)
        tell_holder(now, case=case, kind="holder-changed", at=at)
        notices.tell([case.raised_by], case=case, kind="holder-changed", todo="see who acts now", at=at)
    return changed
