"""Is there a form that a case keeps from this stage on? It is issued once, when the stage is reached, and people are told.

A form holds nothing of its own: it is a reading of the record (`cases.documents`), so that issuing it is to say so.
"""

from datetime import datetime

from cases import record
from cases.models import Case, Passage
from cases.process import notices
from cases.record import Author, Draught
from policies.schema import Form

ISSUED = "form-issued"


def form_of(case: Case) -> Form | None:
    """The form that the pinned procedure keeps at the furthest stage that the case has reached; None where it keeps none."""
    keys = [stage.key for stage in case.policy.stages]
    reached = set(case.passages.order_by().values_list("stage", flat=True))
    furthest = max((keys.index(key) for key in reached), default=0)
    return case.policy.form_at(keys[furthest])


def issue_form(case: Case, passage: Passage, *, at: datetime, recorded_at: datetime | None) -> None:
    """Issue the form that the pinned procedure keeps from the stage of this passage on, if that is reached now (BRIS-25).

    The people who act are told, and the board's office where it is involved (BUCKS-11: there it is not yet).
    """
    form = case.policy.form_at(passage.stage)
    if form is None or case.entries.filter(kind=ISSUED, facts__form=form.key).exists():
        return
    record.write(
        Draught(ISSUED, {"form": form.key}),
        case=case,
        at=at,
        recorded_at=recorded_at,
        author=Author(),
        passage=passage,
    )
    people = [*notices.holders(passage), *(notices.board_side(case) if case.board_involved_at else [])]
    notices.tell(people, case=case, kind=ISSUED, todo="see the form that has been issued", at=at)
