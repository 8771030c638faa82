"""What the pages of the raise journey show: whom to ring, the answers so far, and what happens once it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from agencies.models import Agency, User
from agencies.selectors import agencies_of
from cases.forms.choosing import PriorityStep, SubjectStep
from cases.forms.on_paper import PaperStep
from cases.forms.raised_at_risk import SafetyStep
from cases.forms.raising import STEPS, ChildStep, WhereStep
from cases.forms.trying import ScreeningStep
from cases.journey import Journey
from cases.models import Draft, Side
from cases.presenters.case import with_whom
from cases.presenters.due import Limit, limits_of
from cases.situations import Situation
from cases.words.entries import stage_name
from core.persons import CHILD, NEUTRAL, Persons
from core.words import listed
from policies.models import Area, PolicyVersion
from policies.presenters.contacts import likelier_first
from policies.routes import first_stage
from policies.schema import Contact, Policy, SignPost
from policies.selectors import in_force
from policies.vocabulary import Sides, persons_of


@dataclass(frozen=True)
class AreaContacts:
    """Whom to ring in one area, the likelier first by the time of day, and what its procedure says."""

    area: str
    says: str
    contacts: list[Contact]
    tell: list[str]


CARDS = {
    "On paper": ("paper",),
    "{The person’s} safety now": ("risk", "safety"),
    "Who gets this": ("where", "route", "agency", "person", "manager"),
    "{The subject}": ("child", "subject"),
    "What you disagree with": ("about", "decision", "areas"),
    "Who has looked at it before": ("screening",),
    "What you want, and by when": ("wanted", "tried", "priority", "protect"),
}
"""The cards of "check your answers", with the pages whose answers each holds."""


@dataclass(frozen=True)
class DraftRow:
    """A draft in a list: what tells it from the others, and the question at which it stands."""

    key: UUID
    title: str
    stands_at: str
    begun: datetime


@dataclass(frozen=True)
class Sent:
    """What the confirmation page says."""

    reference: str
    stage: str
    people: list[str]
    limits: list[Limit]
    not_told: str


@dataclass(frozen=True)
class StartPage:
    """The page before the first question: in which words it speaks, and what its areas' procedures are not for.

    `not_for` is empty where all of them are about children alone, which the page says in words of its own.
    """

    persons: Persons
    not_for: list[SignPost]


def start_page(writer: User, *, at: datetime) -> StartPage:
    """The page before the first question, by the procedures of the writer's areas."""
    policies = _policies_of(writer, at=at)
    persons = persons_of(kind for policy in policies for kind in policy.subjects) if policies else NEUTRAL
    posts = {post.label: post for policy in policies for post in policy.is_not_for}
    return StartPage(persons, [] if persons is CHILD else list(posts.values()))


def contacts_of(versions: Iterable[PolicyVersion], *, at: datetime) -> list[AreaContacts]:
    """The contacts for a child at immediate risk in each area (BHAM-7), at this time of day (UTC).

    And the chain of people who tell each other where the procedure names one (BRENT-5).
    """
    found = []
    for version in versions:
        risk = version.policy.immediate_risk
        ordered = likelier_first(version.policy, at=at)
        tell = [f"Tell {hop.to}." if hop.by == "You" else f"{hop.by} tells {hop.to}." for hop in risk.tell]
        found.append(AreaContacts(version.area.name, risk.says, ordered, tell))
    return found


def draft_cards(found: Journey, draft: Draft) -> list[tuple[str, list[dict[str, str]]]]:
    """Every answer of a journey, as people read it, in cards; each with the address at which it is changed."""
    cards = []
    for title, keys in CARDS.items():
        rows = [
            {"key": question, "value": "\n".join(lines), "url": reverse("raise-step", args=[draft.key, key])}
            for key in keys
            if key in found.answered
            for question, lines in found.answered[key].summary()
        ]
        if rows:
            cards.append((found.setting.persons.say(title), rows))
    return cards


def send_label(found: Journey) -> str:
    """What the button that sends says: to whom; or, where the first stage is inside one agency, that it is kept there."""
    setting = found.setting
    if setting.version is None or setting.other_agency is None:
        return "Send it"
    stage = first_stage(setting.version.policy, immediate_risk_confirmed=setting.skip_confirmed)
    if stage.sides is Sides.RAISING:
        return "Save it and talk to your manager first"
    more = Agency.objects.filter(pk__in=found.answered["agency"].cleaned_data["more"]).order_by("name")
    return f"Send it to {listed([setting.other_agency.name, *(agency.name for agency in more)])}"


def draft_rows(drafts: Iterable[Draft], *, at: datetime) -> list[DraftRow]:
    """Drafts by what they are about and with whom, as far as that is answered."""
    listed_drafts = list(drafts)
    answers = [{**draft.answers.get("agency", {}), **draft.answers.get("about", {})} for draft in listed_drafts]
    picked = [key for said in answers for key in said.get("agency", []) if key.isdigit()]
    names = {str(agency.pk): agency.name for agency in Agency.objects.filter(pk__in=picked)}
    policies = _policies_of(listed_drafts[0].writer, at=at) if listed_drafts else []
    labels = {reason.key: reason.label.rstrip(".;") for policy in policies for reason in policy.reasons}
    always = [step for step in STEPS if step not in NOT_ALWAYS and (step is not ChildStep or _about_children(policies))]
    persons = persons_of(kind for policy in policies for kind in policy.subjects)
    rows = []
    for draft, said in zip(listed_drafts, answers, strict=True):
        about = listed(labels.get(key, "something else") for key in said.get("reasons", []))
        agency = names.get(next(iter(said.get("agency", [])), ""), "")
        title = f"{about or 'Not said yet what it is about'}{f', with {agency}' if agency else ''}"
        left = next((persons.say(step.title) for step in always if step.key not in draft.answers), "")
        rows.append(
            DraftRow(draft.key, f"{title[:1].upper()}{title[1:]}", left or "Check your answers", draft.created_at)
        )
    return rows


NOT_ALWAYS = (SafetyStep, PaperStep, WhereStep, PriorityStep, SubjectStep, ScreeningStep)


def _about_children(policies: list[Policy]) -> bool:
    return any(policy.is_about_children for policy in policies)


def _policies_of(writer: User, *, at: datetime) -> list[Policy]:
    """The procedures of a person's areas, as they are in force."""
    areas = Area.objects.filter(agencies__in=agencies_of(writer)).distinct()
    return [in_force(area, on=at.date()).policy for area in areas]


def sent_page(s: Situation) -> Sent:
    """What the confirmation page says of the case just raised."""
    rung = s.passage.rung if s.passage else 0
    return Sent(
        str(s.case.reference),
        stage_name(s.case, s.case.stage, rung),
        with_whom(s),
        limits_of(s.obligations, s.case, at=s.at),
        listed(p.agency.name for p in s.parties if p.side == Side.RECEIVING) if s.stage.sides is Sides.RAISING else "",
    )
