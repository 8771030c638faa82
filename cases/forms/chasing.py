"""The form of an attempt to reach whoever does not answer."""

from cases.actions import chasing
from cases.actions.door import Request
from cases.forms.asides import Aside
from cases.forms.base import METHOD_CHOICES, NO_NAMES, SHORT, VerbForm, pick, words
from cases.models import Case, Side
from cases.presenters.people import contact_of
from cases.silence import Equivalent, equivalents
from cases.verbs import Verb
from core.forms import RecentMomentField

REACHED = [("yes", "Yes"), ("no", "No")]


class ChaseForm(VerbForm):
    verb = Verb.CHASE
    button = "Save the attempt"
    says = "It is written down with its date. If the case goes on for want of a response, whoever gets it then sees it."
    whom = pick("Whom did you try to reach?", [], required="Select whom you tried to reach")
    tried_at = RecentMomentField(label="When?", called="the date and time of the attempt", when="past-or-today")
    method = pick("How?", METHOD_CHOICES, required="Select how you tried")
    method_reason = words("Why by this means?", limit=SHORT, rows=2)
    follow_ups = ("method_reason",)
    reached = pick("Did you reach them?", REACHED, required="Select whether you reached them")
    came_of_it = words("What came of it?", hint=NO_NAMES, required="Enter what came of it", limit=SHORT, rows=3)

    def arrange(self) -> None:
        s = self.situation
        acting = [h for h in s.holdings if h.party.side == Side.RECEIVING and h.party.part_ended_at is None]
        self.others: list[Equivalent] = equivalents(s.case, s.passage) if s.passage else []
        known = [Equivalent(h.person, h.party, h.title or "acts now") for h in acting if h.person]
        self.people = {f"{one.party.number}-{one.person.pk}": one for one in [*known, *self.others]}
        self.parties = {f"{h.party.number}-other": h.party for h in acting}
        choices = [(key, f"{one.person.name}, {one.post}, {one.party.agency.name}") for key, one in self.people.items()]
        choices += [(key, f"Somebody else at {party.agency.name}") for key, party in self.parties.items()]
        self.choose("whom", choices)
        self.arrange_method("Only if the procedure advises against it.")

    @property
    def asides(self) -> list[Aside]:
        """Who else of the other agency can be asked, and how to reach them (BRIS-17, O-12)."""
        lines = [
            f"{one.person.name}, {one.post}, {one.party.agency.name}. {contact_of(one.person)}".strip()
            for one in self.others
        ]
        return [Aside("To whom else you can turn", lines)] if lines else []

    def act(self, case: Case, request: Request) -> Case:
        said = dict(self.cleaned_data)
        key = said.pop("whom")
        one = self.people.get(key)
        of = one.party if one else self.parties[key]
        reached = said.pop("reached") == "yes"
        return chasing.chase(case, request, whom=one.person if one else None, of=of, reached=reached, **said)
