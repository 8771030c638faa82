"""The forms of a last stage before its decision: the way, who sits, the papers, who was heard; and quality assurance."""

from collections.abc import Sequence

from agencies.models import Agency, User
from cases.access import is_chair
from cases.actions import scrutiny, sitting
from cases.actions.door import Request
from cases.composition import is_member
from cases.forms.asides import Aside, told_of
from cases.forms.base import NO_NAMES, SHORT, VerbForm, pick, words
from cases.forms.late import LateForm
from cases.models import Case, SeatRole
from cases.rules.board_rules import chooses, last_stage_of, way_of
from cases.rules.who_may_sit import Member, misfit, unsaid, who_there_is
from cases.verbs import Verb
from core.forms import ConfirmField, EmailField, GovukForm, MomentField, SelectField, TextField
from core.rows import rows_of
from policies.presenters.words import option_in_words
from policies.vocabulary import LastStageKind, Owner

ROLES: dict[LastStageKind, tuple[SeatRole, ...]] = {
    LastStageKind.MEDIATION: (SeatRole.MEDIATOR,),
    LastStageKind.CHAIRED_MEETING: (SeatRole.CHAIR, SeatRole.MEMBER),
    LastStageKind.PANEL: (SeatRole.CHAIR, SeatRole.MEMBER),
}
"""In which roles somebody can sit, by the way in which it is settled."""


PARTY = {
    "included": "a party: somebody from it is to sit",
    "where-possible": "a party: somebody from it sits where possible",
    "excluded": "a party: the procedure asks for a mediator or chair from another agency",
    "not-stated": "a party to this disagreement",
}
"""How an agency that is a party is marked, by what the procedure says of parties."""

MEND = "Choose somebody else, or say below why it is to be so"
"""How somebody who is not what the procedure asks for is mended, where whoever appoints may go beyond it."""


def papers_field() -> MomentField:
    """Until when papers are handed in."""
    return MomentField(
        label="Until when does each side hand in its paper?",
        help_text=f"Each side is asked for it. Leave it empty to ask for none. {MomentField.example}.",
        called="the time until which papers are handed in",
        when="future-or-today",
        required=False,
    )


class ChooseWayForm(VerbForm):
    verb = Verb.CHOOSE_WAY
    button = "Choose"
    kind = pick("How is it to be settled?", [], required="Select how it is to be settled")
    why = words("Why in this way?", hint=NO_NAMES, required="Enter why in this way", rows=3)
    papers_by = papers_field()
    as_chosen = ConfirmField(label="It was chosen so", error_messages={"required": sitting.CHOSEN_BY_OTHERS})

    def arrange(self) -> None:
        last = self.situation.stage.last
        self.choose("kind", [(option.kind.value, option.title) for option in (last.options if last else ())])
        area = self.situation.case.policy.area
        names = {Owner.CHAIR: area.chair, Owner.BOARD_OFFICE: area.board_office}
        who = f"the {names[last.option_chosen_by]}" if last and last.option_chosen_by in names else "the board’s side"
        own = chooses(self.situation)
        if own:
            del self.fields["as_chosen"]
        else:
            self.fields["as_chosen"].label = f"{who[:1].upper()}{who[1:]} has chosen this, and I record it"
        self.says = (
            f"Under the procedure {who} chooses.{'' if own else ' You can record what they have chosen.'} To give the case "
            "back to the parties instead, take it back to an earlier stage."
        )

    @property
    def asides(self) -> list[Aside]:
        """What the procedure says of each way: whether it binds, and who sits."""
        last = self.situation.stage.last
        return [Aside(option.title, option_in_words(option)) for option in (last.options if last else ())]

    def act(self, case: Case, request: Request) -> Case:
        said = self.cleaned_data
        kind = LastStageKind(said["kind"])
        for_others = bool(said.get("as_chosen"))
        return sitting.choose_way(
            case, request, kind=kind, why=said["why"], papers_by=said["papers_by"], as_chosen=for_others
        )


class MemberRow(GovukForm):
    """Somebody who is appointed."""

    name = TextField(label="Name", max_length=120, error_messages={"required": "Enter the name"})
    role = SelectField(label="Role", error_messages={"required": "Select the role"})
    agency = SelectField(label="Agency", error_messages={"required": "Select the agency"})
    email = EmailField(
        label="E-mail address of their account",
        help_text="With it they read the case, and do what their seat asks, until that is done. Leave it empty if they have no account.",
        required=False,
        autocomplete="off",
    )
    stands_as = TextField(
        label="If they have no account: who are they?",
        help_text="Their post, and on which board.",
        max_length=120,
        required=False,
    )
    conflict = TextField(
        label="Conflict of interest that they declared",
        help_text="Leave it empty if they declared none.",
        max_length=300,
        required=False,
    )


class AppointForm(VerbForm):
    verb = Verb.APPOINT
    checked = True
    button = "Appoint"
    rows_title = "Who sits"
    rows_first = True
    rows_class = rows_of(MemberRow, prefix="members", noun="person", least=1, most=20)
    follow_ups = ("beyond_why",)
    sits_at = MomentField(
        label="When does it sit?",
        help_text=f"Leave it empty while no date is set. {MomentField.example}.",
        called="the time at which it sits",
        when="future-or-today",
        required=False,
    )
    place = TextField(label="Where, or by what means?", max_length=SHORT, required=False)
    papers_by = papers_field()
    beyond_why = words(
        "If it departs from what the procedure asks for: why?",
        hint="Only the chair can go beyond a rule that the procedure holds firmly.",
        limit=1000,
        rows=3,
    )

    def arrange(self) -> None:
        s = self.situation
        self.agencies = {str(a.pk): a for a in _members_of(s.case)}
        way = way_of(s)
        roles = [(role.value, role.label) for role in ROLES.get(way.kind, ())] if way else []
        involved = {party.agency_id for party in s.parties if party.part_ended_at is None}
        marked = f" ({PARTY[way.composition.parties if way and way.composition else 'not-stated']})"
        agencies = [(key, f"{a.name}{marked if a.pk in involved else ''}") for key, a in self.agencies.items()]
        for row in self.rows.forms if self.rows else ():
            _choices(row, "agency", [("", "Choose"), *agencies])
            _choices(row, "role", [("", "Choose"), *roles] if len(roles) > 1 else roles)
        if way is not None:
            self.says = f"{way.title}."
            if s.sitting is not None and s.sitting.appointed_at is not None:
                self.says += " Who was appointed before is replaced by the people whom you enter here."

    @property
    def asides(self) -> list[Aside]:
        """What the procedure says of who sits, and who there is, with their agencies."""
        way = way_of(self.situation)
        if way is None:
            return []
        people = who_there_is(self.situation)
        said = [Aside("What the procedure asks for", option_in_words(way))]
        return [*said, Aside("Who there is, by agency", people)] if people else said

    def members(self) -> list[Member]:
        """The people who were entered, with their accounts."""
        return [
            Member(
                name=row["name"],
                agency=self.agencies[row["agency"]],
                role=SeatRole(row["role"]),
                person=self.people.get(row["email"].casefold()) if row["email"] else None,
                conflict=row["conflict"],
                stands_as=row["stands_as"],
            )
            for row in (self.rows.answers if self.rows else [])
        ]

    def is_valid(self) -> bool:
        """Whether all can be taken; an address must be that of an account."""
        if not super().is_valid():
            return False
        typed = [row["email"].casefold() for row in (self.rows.answers if self.rows else []) if row["email"]]
        found = User.objects.filter(is_active=True, email__in=typed)
        self.people = {person.email.casefold(): person for person in found}
        for form in self.rows.forms if self.rows else ():
            email = form.cleaned_data.get("email", "")
            if email and email.casefold() not in self.people:
                form.add_error("email", "Nobody has an account with this address. Mend it, or leave it empty")
        if self.rows is not None and not any(form.errors for form in self.rows.forms):
            self._hold_against_the_rule(self.rows.forms)
        return not any(form.errors for form in (self.rows.forms if self.rows else ()))

    def _hold_against_the_rule(self, rows: Sequence[GovukForm]) -> None:
        """Say beside a person that they are not what the procedure asks for, unless whoever may go beyond it says why."""
        s, way = self.situation, way_of(self.situation)
        rule = way.composition if way else None
        firmly = rule is not None and rule.enforced == "block"
        beyond = bool(self.cleaned_data["beyond_why"].strip()) and (not firmly or is_chair(s.case, s.by))
        for row, member in zip(rows, self.members(), strict=True):
            if says := unsaid(member, way):
                row.add_error("stands_as", says)
            if not beyond and (says := misfit(member, way, s.case.area_id)):
                row.add_error("email", f"{says} {'Only the chair can appoint them, and says why' if firmly else MEND}")

    @property
    def consequences(self) -> list[str]:
        """How many agencies sit and who of them is independent, what departs from the rule, and who is told."""
        found = sitting.composition_of(self.situation, self.members())
        return [*found.said, *(finding.sentence for finding in found.findings), told_of(self.situation, closing=False)]

    def act(self, case: Case, request: Request) -> Case:
        said = self.cleaned_data
        return sitting.appoint(
            case,
            request,
            members=self.members(),
            sits_at=said["sits_at"],
            place=said["place"],
            papers_by=said["papers_by"],
            beyond_why=said["beyond_why"],
        )


def _choices(row: GovukForm, name: str, choices: list[tuple[str, str]]) -> None:
    field = row.fields[name]
    assert isinstance(field, SelectField)  # noqa: S101 - narrows the type
    field.choices = choices


def _members_of(case: Case) -> list[Agency]:
    """The agencies of the area whose people may sit (O-35)."""
    return [
        a for a in Agency.objects.filter(areas=case.area_id).order_by("name") if is_member(a.type, of_the_area=True)
    ]


class PaperForm(VerbForm):
    verb = Verb.HAND_IN_PAPER
    button = "Hand it in"
    says = "Both sides, the board’s side and whoever sits can read it."
    paper = words("Your paper", hint=NO_NAMES, required="Enter your paper", limit=20000, rows=12)

    def act(self, case: Case, request: Request) -> Case:
        return sitting.hand_in_paper(case, request, **self.cleaned_data)


class RepresentationsForm(LateForm):
    verb = Verb.RECORD_REPRESENTATIONS
    button = "Save"
    party = SelectField(label="For whom?", error_messages={"required": "Select for whom"})
    heard = TextField(
        label="Who was heard?",
        help_text="Give roles, not names.",
        max_length=SHORT,
        watched=True,
        error_messages={"required": "Enter who was heard"},
    )
    represented = words("What did they say?", hint=NO_NAMES, required="Enter what they said")

    def arrange(self) -> None:
        self.parties = {str(party.number): party for party in self.situation.parties}
        choices = [(key, party.agency.name) for key, party in self.parties.items()]
        self.choose("party", [("", "Choose"), *choices])

    def act(self, case: Case, request: Request) -> Case:
        said = dict(self.cleaned_data)
        return sitting.record_representations(case, request, party=self.parties[said.pop("party")], **said)


class AcknowledgeDecisionForm(VerbForm):
    verb = Verb.ACKNOWLEDGE_DECISION
    button = "Acknowledge"
    says = "This says that your side has read what was decided, not that it agrees."
    read = ConfirmField(
        label="We have read the decision and its reasons",
        error_messages={"required": "Tick the box to acknowledge the decision"},
    )

    def act(self, case: Case, request: Request) -> Case:
        return scrutiny.acknowledge_decision(case, request)


class ReferForScrutinyForm(VerbForm):
    verb = Verb.REFER_FOR_SCRUTINY
    button = "Refer it"
    why = words("What needs quality assurance, and why?", hint=NO_NAMES, required="Enter what needs quality assurance")

    def arrange(self) -> None:
        last = last_stage_of(self.situation)
        rule = f"{last.scrutiny.says} " if last and last.scrutiny else ""
        self.says = f"{rule}How the case stands does not change, and nothing is asked of the sides."

    def act(self, case: Case, request: Request) -> Case:
        return scrutiny.refer_for_scrutiny(case, request, **self.cleaned_data)


class FindingsForm(VerbForm):
    verb = Verb.RECORD_FINDINGS
    button = "Save"
    says = "Findings decide nothing between the parties: the case stays as it is."
    findings = words("What was found?", hint=NO_NAMES, required="Enter what was found")
    learning = words("What is to be learnt from it?", hint=NO_NAMES, rows=3)

    def act(self, case: Case, request: Request) -> Case:
        return scrutiny.record_findings(case, request, **self.cleaned_data)


SITTING_FORMS: tuple[type[VerbForm], ...] = (
    ChooseWayForm,
    AppointForm,
    PaperForm,
    RepresentationsForm,
    AcknowledgeDecisionForm,
    ReferForScrutinyForm,
    FindingsForm,
)
"""The forms of the verbs of a last stage, and of what follows it."""
