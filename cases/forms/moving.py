"""The forms by which a case goes on, or is given up."""

from datetime import timedelta
from typing import Any

from cases.actions import moving
from cases.actions.door import Request
from cases.forms.asides import Aside, received_by, running_limits, stage_label, told_of
from cases.forms.base import NO_NAMES, VerbForm, pick, words
from cases.forms.by_when import BY_WHEN, BY_WHEN_FOLLOWS, ByWhenFields, arrange_by_when, check_by_when, time_accepted
from cases.forms.gated import (
    GATES_ASK,
    GateFields,
    Way,
    arrange_gates,
    check_gates,
    open_ways,
    what_is_there,
    what_lacks,
)
from cases.forms.late import LateToOthersForm
from cases.forms.reconfirming import SafetyFields, arrange_safety, check_safety, with_safety
from cases.forms.safety import ReportFields, arrange_report, check_report, referral_of
from cases.forms.screening import FOLLOWING, declared_of
from cases.models import Case, OutcomeCode, State
from cases.models.outcomes import GIVEN_UP, choices_among
from cases.presenters.previews import preview
from cases.rules import approvals, timetables
from cases.rules.refusals import grounds
from cases.rules.ways import destination, wanting_a_discussion, ways
from cases.verbs import Verb
from cases.words.entries import stage_name
from core.errors import ResolveError
from core.words import listed
from policies.routes import grounds_at
from policies.vocabulary import Ground, Sides

BYPASS = " (bypasses what lies between: it is recorded and counted)"


class EscalateForm(LateToOthersForm, ReportFields, GateFields, ByWhenFields, SafetyFields):
    verb = Verb.ESCALATE
    checked = True
    ground = pick("Why does it need to go on?", [], required="Select why it needs to go on")
    to = pick("Where does it go?", [], required="Select where it goes")
    why = words("Say why", hint=NO_NAMES, required="Enter why it needs to go on", rows=3)
    risk_now = words(
        "What is the risk to {the person} now?",
        hint=f"Whoever acts at the next stage reads this first. {NO_NAMES}",
        required="Enter what the risk to {the person} is now",
        rows=3,
    )
    follow_ups = (*LateToOthersForm.folded, "without", *FOLLOWING, *BY_WHEN_FOLLOWS, *ReportFields.base_fields)
    field_order = (
        *("ground", "to", *ReportFields.base_fields, "why", "risk_now", *GATES_ASK),
        *(*BY_WHEN, *SafetyFields.base_fields),
    )

    def arrange(self) -> None:
        s = self.situation
        open_grounds = grounds(s)
        self.choose("ground", [(g.value, self._ground_label(g)) for g in open_grounds])
        helps = (self._refused_timetable(open_grounds) or self._what_is_missing(open_grounds), self._unanswered())
        self.fields["ground"].help_text = " ".join(filter(None, helps))
        self._arrange_destinations(open_grounds)
        self._arrange_by_when()
        arrange_gates(self, [self._way] if self._way else self._possible())
        self._arrange_report(open_grounds)
        arrange_safety(self, required=self.data.get(self.add_prefix("ground"), "") != Ground.IMMEDIATE_RISK)
        if len(self.destinations) == 1 or self._target:
            self.button = f"Escalate to {self._label(self._target or self.destinations[0])}"

    def _possible(self) -> list[Way]:
        """The ways that are open, on the ground that was typed, if one was."""
        typed = self.data.get(self.add_prefix("ground")) if self.is_bound else None
        return [way for way in self.open if way[0] == typed] or self.open

    def _arrange_report(self, open_grounds: list[Ground]) -> None:
        """Ask about the report that the procedure wants at immediate risk, where the case may go on for that (BHAM-7)."""
        case, typed = self.situation.case, self.data.get(self.add_prefix("ground"), "") if self.is_bound else ""
        new = not case.immediate_risk and Ground.IMMEDIATE_RISK in open_grounds
        if not new or (typed and typed != Ground.IMMEDIATE_RISK):
            for name in ReportFields.base_fields:
                self.fields.pop(name, None)
            return
        arrange_report(self, case.policy.immediate_risk, required=typed == Ground.IMMEDIATE_RISK)
        if "reported" in self.fields:
            self.fields["reported"].label = "If {a person is} at immediate risk: has it been reported?"

    def clean(self) -> dict[str, Any]:
        """What has been reported says to whom, and when."""
        said = super().clean() or self.cleaned_data
        check_by_when(self, said)
        check_gates(self, said, self._way)
        check_report(self, said)
        check_safety(self, said, at_risk=said.get("ground") == Ground.IMMEDIATE_RISK)
        return said

    def _arrange_destinations(self, open_grounds: list[Ground]) -> None:
        s = self.situation
        self.open = open_ways(s, open_grounds)
        further = [s.case.stage] if s.further_rung else []
        opened = list(dict.fromkeys(key for _, key in self.open))
        self.destinations = [key for key in further if key in opened] + [key for key in opened if key not in further]
        bypasses = {key for ground in open_grounds for key in ways(s, ground).bypasses} & set(self.destinations)
        if len(self.destinations) == 1 and not bypasses:
            del self.fields["to"]
            return
        if bypasses:
            label = self.fields["why"].label
            self.fields["why"].label = f"{label}. If you bypass a stage, say why it cannot help"
        if s.further_rung and s.rungs.declined:
            self.fields["to"].help_text = "Both sides have said that a further step up would not help."
        rung = s.passage.rung + 1 if s.passage else 0
        self.choose(
            "to",
            [
                (
                    key,
                    f"{stage_name(s.case, key, rung if key == s.case.stage else 0)}{BYPASS if key in bypasses else ''}",
                )
                for key in self.destinations
            ],
        )

    @property
    def _way(self) -> Way | None:
        """On which ground and where it goes by what was typed; None while that is open."""
        typed = self.data.get(self.add_prefix("ground"), "") if self.is_bound else ""
        if typed not in {ground for ground, _ in self.open}:
            return None
        wanted = self.data.get(self.add_prefix("to"), "") if "to" in self.fields else self.destinations[0]
        ground = Ground(typed)
        found = destination(self.situation, ground, wanted) or destination(self.situation, ground)
        return (ground, found.stage) if found else None

    @property
    def _target(self) -> str:
        """Where it goes by what was typed; "" while that is open."""
        return self._way[1] if self._way else ""

    def _label(self, key: str) -> str:
        s = self.situation
        again = key == s.case.stage and s.passage is not None
        return stage_label(s.case.policy.stage(key), s.passage.rung + 1 if again and s.passage else None)

    def _arrange_by_when(self) -> None:
        possible = [self._target] if self._target else self.destinations
        at_risk = self.is_bound and self.data.get(self.add_prefix("ground")) == Ground.IMMEDIATE_RISK
        arrange_by_when(self, possible, label=self._label, waits=not at_risk)

    def _refused_timetable(self, open_grounds: list[Ground]) -> str:
        """That a timetable was refused, which makes a delay of it, and selects that ground (BRIS-9, BRIS-10)."""
        refused = timetables.refused_here(self.situation)
        if refused is None or Ground.DELAY not in open_grounds:
            return ""
        self.initial = {"ground": Ground.DELAY.value, **self.initial}
        proposer, what = refused.proposed_by.agency.name, timetables.what(refused)
        return f"{proposer} proposed {what}, and that was refused: so you can go on because of the delay."

    def _what_is_missing(self, open_grounds: list[Ground]) -> str:
        """Which ground is not offered for want of a discussion (O-31)."""
        s, known = self.situation, Ground.NOT_AGREED in grounds_at(self.situation.case.policy, self.situation.stage)
        waits = known and s.case.state == State.OPEN and s.stage.sides is Sides.BOTH
        if not waits or Ground.NOT_AGREED in open_grounds or not wanting_a_discussion(s, Ground.NOT_AGREED):
            return ""
        return f"“{Ground.NOT_AGREED.label}” becomes possible once a discussion at this stage is recorded."

    def _unanswered(self) -> str:
        """Which ground fits where a side let its limit pass and did nothing here; it stays theirs to choose (BRIS-17)."""
        silent = [found.party.agency.name for found in self.situation.unanswering if found.last is None]
        if not silent or Ground.NO_RESPONSE not in grounds(self.situation):
            return ""
        verb = "has" if len(silent) == 1 else "have"
        return f"{listed(silent)} {verb} not answered: “{Ground.NO_RESPONSE.label}” is the ground that fits."

    @property
    def warning(self) -> str:
        """What the procedure does not cover, and that the time allowed has not passed yet, where that is so."""
        return " ".join(filter(None, [*approvals.uncovered(self.situation), running_limits(self.situation)]))

    @property
    def asides(self) -> list[Aside]:
        """What lacks before it can go on, where it can go, and who receives it there."""
        ahead = [aside for key in self.destinations if (aside := self._ahead(key)) is not None]
        return [*what_lacks(self.situation), *what_is_there(self.situation, self.open), *ahead]

    def _ahead(self, key: str) -> Aside | None:
        s = self.situation
        leading = [ground for ground, to in self.open if to == key]
        typed = {"why": "?", "risk_now": "?", "tried": "?", "problem_and_aim": "?", "without": "?"}
        asked = {**typed, "to": key, "protective_at": s.at + timedelta(hours=1)}
        try:
            found = preview(
                lambda: moving.escalate(s.case, Request(s.by, s.at), ground=leading[0], **asked),  # type: ignore[arg-type]
                at=s.at,
            )
        except (ResolveError, IndexError):
            return None
        return Aside(found.stage, ["It goes to:", *received_by(found)])

    def _ground_label(self, ground: Ground) -> str:
        if self.situation.stage.sides is Sides.RAISING and ground is Ground.NOT_AGREED:
            return "My manager and I have talked, and it has to go to the other agency"
        return ground.wording

    def act(self, case: Case, request: Request) -> Case:
        answers = dict(self.cleaned_data)
        request = with_safety(request, answers)
        ground, accepted = Ground(answers.pop("ground")), time_accepted(answers)
        answers.setdefault("to", self.destinations[0])
        return moving.escalate(
            case,
            request,
            ground=ground,
            referral=referral_of(answers),
            time_accepted=accepted,
            declared=declared_of(answers),
            **answers,
        )


class WithdrawForm(VerbForm):
    verb = Verb.WITHDRAW
    checked = True
    says = "This ends the case for both sides. The record stays."
    outcome = pick(
        "What became of the disagreement?", choices_among(GIVEN_UP), required="Select what became of the disagreement"
    )
    outcome.initial = OutcomeCode.WITHDRAWN.value
    why = words("Why is it withdrawn?", hint=NO_NAMES, required="Enter why it is withdrawn")

    @property
    def consequences(self) -> list[str]:
        """That it ends for both sides, and who is told."""
        return ["This ends the case for both sides.", "The record stays.", told_of(self.situation, closing=True)]

    def act(self, case: Case, request: Request) -> Case:
        said = self.cleaned_data
        return moving.withdraw(case, request, outcome=OutcomeCode(said["outcome"]), why=said["why"])
