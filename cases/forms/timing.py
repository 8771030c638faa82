"""The forms of time by agreement: a timetable is proposed and answered, a pause ends."""

from functools import cached_property

from cases.actions import timing
from cases.actions.door import Request
from cases.actions.timing import Proposed
from cases.forms.asides import Aside, words_of
from cases.forms.base import NO_NAMES, SHORT, VerbForm, pick, words
from cases.models import Case, Proposal
from cases.process.notices import TODO_OF_DUTY
from cases.rules import timetables
from cases.verbs import Verb
from cases.words.entries import who_owes
from cases.words.headings import HEADINGS
from core.forms import ConfirmField, Doubt, MomentField
from core.words import moment

ANOTHER_DATE, PAUSE = "date", "pause"
KINDS = [
    (ANOTHER_DATE, "Another date for what is owed at this stage"),
    (PAUSE, "That the limits stand still until a date, and then run on"),
]


class TimetableForm(VerbForm):
    """What a proposal asks: another date or a pause, until when, why, and what keeps {the person} safe until then."""

    kind = pick("What do you propose?", KINDS, required="Select what you propose")
    until = MomentField(
        label="Until when?",
        called="the date",
        when="future",
        error_messages={"required": "Enter until when"},
    )
    why = words("Why is more time needed?", hint=NO_NAMES, required="Enter why more time is needed", rows=4)
    safety = words(
        "What keeps {the person} safe until then, and who does it?",
        hint=NO_NAMES,
        required="Enter what keeps {the person} safe until then",
        rows=4,
    )

    def arrange(self) -> None:
        self.fields["why"].help_text = " ".join(filter(None, [self._procedure, NO_NAMES]))
        if timetables.may_pause(self.situation):
            del self.fields["kind"]

    @cached_property
    def doubts(self) -> dict[str, Doubt]:
        """That the date lies past the limit over all stages: it can be proposed, once the person has read that."""
        found = dict(super().doubts)
        until = self.cleaned_data.get("until") if self.is_bound and not self.errors else None
        says = timetables.beyond(self.situation.case, until) if until and self.cleaned_data.get("kind") != PAUSE else ""
        return found | ({"until": self.doubt("until", until.isoformat(), [says])} if until and says else {})

    @property
    def _procedure(self) -> str:
        return self.situation.case.policy.timescales.extension.says

    @property
    def asides(self) -> list[Aside]:
        """Which limits run now, and that they run on until the other side accepts."""
        return [_now(self)]

    @property
    def proposed(self) -> Proposed:
        """The cleaned answers."""
        answers = self.cleaned_data
        return Proposed(answers["until"], answers["why"], answers["safety"], answers.get("kind") == PAUSE)


class ProposeTimetableForm(TimetableForm):
    verb = Verb.PROPOSE_TIMETABLE
    button = "Send the timetable"
    says = "The other side accepts it, proposes another date, or refuses it. Nothing changes until they accept."

    def act(self, case: Case, request: Request) -> Case:
        return timing.propose_timetable(case, request, proposed=self.proposed)


class CounterTimetableForm(TimetableForm):
    verb = Verb.COUNTER_TIMETABLE
    button = "Send this date"
    says = "This answers their timetable with a date of your own. Nothing changes until they accept it."

    def arrange(self) -> None:
        super().arrange()
        proposal = timetables.waiting(self.situation)
        if proposal is not None:
            self.initial = {"kind": PAUSE if proposal.timetable.pauses else ANOTHER_DATE, **self.initial}

    @property
    def asides(self) -> list[Aside]:
        """What was proposed, and what runs now."""
        return [*_proposed(self), _now(self)]

    def act(self, case: Case, request: Request) -> Case:
        return timing.counter_timetable(case, request, proposed=self.proposed)


class AcceptTimetableForm(VerbForm):
    verb = Verb.ACCEPT_TIMETABLE
    agree = ConfirmField(
        label="We accept this timetable and what keeps {the person} safe until then",
        error_messages={"required": "Tick the box to accept the timetable"},
    )

    @property
    def warning(self) -> str:
        """That it goes past the date that protects the child, or the limit over all stages, where it does."""
        proposal, passage = timetables.waiting(self.situation), self.situation.passage
        if proposal is None or proposal.timetable.pauses:
            return ""
        until, said = proposal.timetable.until, [timetables.beyond(self.situation.case, proposal.timetable.until)]
        if passage is not None and passage.protective_at is not None and until > passage.protective_at:
            later = self.persons.say("It is later than the date set to protect {the person}")
            said.append(f"{later}, {moment(passage.protective_at)}.")
        return " ".join(filter(None, said))

    @property
    def asides(self) -> list[Aside]:
        """What was proposed, and what runs now."""
        return [*_proposed(self), _now(self)]

    def act(self, case: Case, request: Request) -> Case:
        return timing.accept_timetable(case, request)


class RefuseTimetableForm(VerbForm):
    verb = Verb.REFUSE_TIMETABLE
    why = words("Why do you refuse it?", hint=NO_NAMES, required="Enter why you refuse it", rows=4)
    says = "The time allowed stays as it is. The side that raised it can then escalate at once because of the delay."

    @property
    def asides(self) -> list[Aside]:
        """What was proposed."""
        return _proposed(self)

    def act(self, case: Case, request: Request) -> Case:
        return timing.refuse_timetable(case, request, **self.cleaned_data)


class TakeBackTimetableForm(VerbForm):
    verb = Verb.TAKE_BACK_TIMETABLE
    button = "Take it back"
    why = words("Why?", hint=NO_NAMES, limit=SHORT, rows=3)

    @property
    def asides(self) -> list[Aside]:
        """What was proposed."""
        return _proposed(self)

    def act(self, case: Case, request: Request) -> Case:
        return timing.take_back_timetable(case, request, **self.cleaned_data)


class EndPauseForm(VerbForm):
    verb = Verb.END_PAUSE
    says = "Each limit is then due later by as long as it stood still. Both sides are told."
    why = words("Why do they run on?", hint=NO_NAMES, required="Enter why the limits run on", limit=SHORT, rows=3)

    def act(self, case: Case, request: Request) -> Case:
        return timing.end_pause(case, request, **self.cleaned_data)


class BringForwardForm(VerbForm):
    verb = Verb.BRING_FORWARD
    says = "What is owed at this stage is then due by this date. Nobody has to agree to it; everyone who takes part is told."
    protective_at = MomentField(
        label="When must it be settled to protect {the person}?",
        called="the time by which it must be settled",
        when="future",
        error_messages={"required": "Enter when it must be settled"},
    )
    protective_why = words(
        "Why by then?", hint=NO_NAMES, required="Enter why it must be settled by then", limit=SHORT, rows=3
    )

    @property
    def asides(self) -> list[Aside]:
        """What runs now."""
        return [Aside("What runs now", _running(self))]

    def act(self, case: Case, request: Request) -> Case:
        return timing.bring_forward(case, request, **self.cleaned_data)


def _now(form: VerbForm) -> Aside:
    """The limits that run at this stage, that they run on, and why they may not stand still, where they may not."""
    said = _running(form)
    no_pause = timetables.may_pause(form.situation) if isinstance(form, TimetableForm) else ""
    cap = timetables.cap(form.situation.case)
    return Aside("What runs now", [*said, timetables.RUNS_ON, *filter(None, [cap, no_pause])])


def _running(form: VerbForm) -> list[str]:
    said = []
    for clock in timetables.running(form.situation):
        owed = clock.obligation
        if owed is not None:
            said.append(f"{who_owes(owed, form.situation.case)}: {TODO_OF_DUTY[owed.duty]}, by {moment(clock.due_at)}.")
    return list(dict.fromkeys(said))


def _proposed(form: VerbForm) -> list[Aside]:
    """What waits for an answer, with the words of whoever proposed it."""
    proposal: Proposal | None = timetables.waiting(form.situation)
    if proposal is None:
        return []
    written = [
        (form.situation.case.persons.say(HEADINGS[key]), said.splitlines()) for key, said in words_of(proposal).items()
    ]
    title = f"{proposal.proposed_by.agency.name} proposes {timetables.what(proposal)}"
    return [Aside(title, written=written)]


TIMING_FORMS: tuple[type[VerbForm], ...] = (
    ProposeTimetableForm,
    AcceptTimetableForm,
    CounterTimetableForm,
    RefuseTimetableForm,
    TakeBackTimetableForm,
    EndPauseForm,
    BringForwardForm,
)
"""The forms of the verbs about time."""
