"""What the API answers: the shapes of its JSON, from which the schema is generated too."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from cases.api.settling_shapes import DecisionShape, SittingShape, StepShape, WrittenShape


class AreaShape(BaseModel):
    """An area."""

    key: str
    name: str


class PolicyShape(BaseModel):
    """The version of the procedure to which a case is pinned; `edition` counts the corrections of its file."""

    version: str
    edition: int
    digest: str


class StageShape(BaseModel):
    """Where a case stands. `rung` counts from 0 and grows only where a stage repeats; lists leave it out (null).

    `number` is null where the procedure gives the stage none.
    """

    key: str
    number: str | None
    title: str
    rung: int | None


class DueShape(BaseModel):
    """A limit: the instant, how far off it is, and how it was worked out; `first_due` is what was allowed first, if it moved."""

    due: datetime
    first_due: datetime | None = None
    phrase: str
    explanation: list[str] = []
    overdue: bool = False


class PartyShape(BaseModel):
    """One side of a case. `number` is its key in answers that name a party.

    `agreed_at`: it has agreed, and the case goes on with the others; null also where the caller may not read the case.
    """

    number: int
    agency: str
    agency_type: str
    side: str
    yours: bool
    agreed_at: datetime | None


class HolderShape(BaseModel):
    """Who acts for a party now. `name` is empty where nobody is in post.

    `why` says why this person acts, to the party's own people and the board's side; it is empty for the other side.
    """

    party: int
    agency: str
    name: str
    title: str
    on_behalf_of: str
    you: bool
    why: list[str]


class ObligationShape(BaseModel):
    """What is owed at the present stage; `party` is null where the board's side owes it.

    `paused_until`: its limit stands still until then, as both sides agreed.
    """

    what: str
    title: str
    party: int | None
    who: str
    due: DueShape | None
    paused_until: datetime | None
    met_at: datetime | None
    optional: bool
    yours: bool


class FollowUpShape(BaseModel):
    """What is to be followed up beside the stages, with its limit while it is to be done."""

    number: int
    kind: str
    title: str
    who: str
    due: DueShape | None
    status: str
    yours: bool
    verb: str
    asked_from: str


class ChoiceShape(BaseModel):
    """One of the answers that a question takes: send the value."""

    value: str
    label: str


class FieldShape(BaseModel):
    """One question. `type` is text, date, moment, choice, choices, confirm or rows; rows have fields of their own."""

    name: str
    type: str
    label: str
    hint: str = ""
    required: bool
    max_length: int | None = None
    choices: list[ChoiceShape] = []
    fields_of_row: list["FieldShape"] = Field(default=[], alias="fields")


class ActionShape(BaseModel):
    """What the caller may do now: send the answers of `fields` by POST to `url`."""

    verb: str
    label: str
    url: str
    fields_asked: list[FieldShape] = Field(alias="fields")


class ReferenceShape(BaseModel):
    """What an agency calls whom the case is about in its own system."""

    agency: str
    reference: str


class SubjectShape(BaseModel):
    """Whom or what the case is about: never a name."""

    number: int
    kind: str
    initials: str
    age_band: str
    status: str
    references: list[ReferenceShape]


class PlannedShape(BaseModel):
    """One action of a plan or an outcome: what, by whom, and by the end of which day."""

    what: str
    who: str
    due_on: date


class AnswerShape(BaseModel):
    """What a party has said to a plan or an outcome statement; `accepts` is null while it has not answered."""

    agency: str
    accepts: bool | None
    by: str
    at: datetime | None


class AgreementShape(BaseModel):
    """The latest plan or outcome statement, with every party's answer; `state` says in words how it stands."""

    version: int
    outcome: str
    proposed_by: str
    proposed_at: datetime
    state: str
    actions: list[PlannedShape]
    written: list[WrittenShape]
    answers: list[AnswerShape]


class TimetableShape(BaseModel):
    """The latest timetable: `until` is the new date or, where it `pauses`, when the limits run on; `state` says how it stands."""

    version: int
    until: datetime
    pauses: bool
    proposed_by: str
    proposed_at: datetime
    state: str
    written: list[WrittenShape]
    answers: list[AnswerShape]


class RedirectShape(BaseModel):
    """A party that received it says that it is for another agency, and the side that raised it has not answered yet."""

    said_by: str
    agency: str
    why: list[str]


class ApprovalShape(BaseModel):
    """Something that the board's office is asked to approve at this stage; also where it may not read the case.

    `what` ends the sentence "approve …". `asked_at` is null where nobody asked; `granted` and what follows, where the office has not answered.
    """

    what: str
    asked_by: str
    asked_at: datetime | None
    why: list[str]
    granted: bool | None
    answered_at: datetime | None
    reason: list[str]


class CaseShape(BaseModel):
    """A case. Where `content` is false, the caller may know where it stands, but not what it is about: then `statement`
    and `children` are empty, and `plan`, `outcome` and `timetable` null.

    `not_covered` says what the procedure leaves open for a case like this, and how to go on all the same.

    `next` is the verb of the page's main button, "" where nothing waits for the caller; `steps` say how a last stage goes on.

    `revision` counts the entries of the record that the caller may read, and grows with each.
    """

    reference: str
    content: bool
    title: str
    area: AreaShape
    policy: PolicyShape
    state: str
    ending: str
    outcome_code: str
    immediate_risk: bool
    next: str
    steps: list[StepShape]
    stage: StageShape
    revision: int
    raised_at: datetime
    ended_at: datetime | None
    parties: list[PartyShape]
    statement: list[WrittenShape]
    children: list[SubjectShape]
    plan: AgreementShape | None
    outcome: AgreementShape | None
    timetable: TimetableShape | None
    for_another_agency: RedirectShape | None
    sitting: SittingShape | None
    decisions: list[DecisionShape]
    with_whom: list[HolderShape] = Field(alias="with")
    next_due: DueShape | None
    overall_due: DueShape | None
    not_covered: list[str]
    approvals: list[ApprovalShape]
    obligations: list[ObligationShape]
    follow_ups: list[FollowUpShape]
    actions: list[ActionShape]
    url: str
    record: str


class CaseRowShape(BaseModel):
    """A case in a list."""

    reference: str
    area: AreaShape
    state: str
    status: str
    stage: StageShape
    agencies: list[str]
    immediate_risk: bool
    raised_at: datetime
    next_due: DueShape | None
    url: str


class CasePageShape(BaseModel):
    """One page of the list of cases."""

    count: int
    next: str | None
    previous: str | None
    results: list[CaseRowShape]


class EntryShape(BaseModel):
    """One entry of the written record; `number` counts those that the caller may read.

    `recorded_at` differs where it was written down later than it happened.
    """

    number: int
    title: str
    by: str
    at: datetime
    recorded_at: datetime
    says: list[str]
    written: list[WrittenShape]
    own_side_only: bool


class RecordShape(BaseModel):
    """The written record as the caller may read it, oldest first."""

    reference: str
    entries: list[EntryShape]


class LearningShape(BaseModel):
    """What a case taught, in words that identify nobody. `became` is empty until somebody says what became of it.

    `fields`: what to send by POST to say so, while it is open.
    """

    number: int
    kind: str
    learning: str
    area: str
    sent_to: str
    agency: str
    recorded_at: datetime
    open: bool
    became: str
    said: str
    answered_at: datetime | None
    fields_asked: list[FieldShape] = Field(alias="fields")


class LearningPageShape(BaseModel):
    """A page of learning points."""

    count: int
    next: str | None
    previous: str | None
    results: list[LearningShape]


class ErrorShape(BaseModel):
    """An error: a code for programs, a sentence for people, and where input is at fault, sentences by field."""

    code: str
    detail: str
    fields_at_fault: dict[str, list[str]] = Field(default={}, alias="fields")


def as_json(shape: BaseModel) -> Any:
    """The shape as JSON would have it."""
    return shape.model_dump(mode="json", by_alias=True)
