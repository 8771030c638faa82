"""The raise journey of one draft: which pages it has, which answers stand, and the disagreement that they make."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from agencies.models import Agency, User
from agencies.selectors import agencies_of
from cases.actions.raising import Child, Disagreement
from cases.forms.raising import STEPS, ProtectStep
from cases.forms.safety import referral_of
from cases.forms.screening import declared_of
from cases.forms.step import Setting, Step
from cases.models import Case, Draft, SubjectKind
from core.errors import BadInput, NotAllowed
from policies.models import PolicyVersion
from policies.selectors import in_force


@dataclass(frozen=True)
class Journey:
    """The bound forms of the pages answered so far, by key, in order, and the first page that is not answered well."""

    setting: Setting
    answered: dict[str, Step]
    missing: type[Step] | None
    steps: tuple[type[Step], ...]
    counters: Case | None = None

    def step(self, key: str) -> type[Step]:
        """The page with this key, if it is part of this journey; KeyError otherwise."""
        return next(step for step in self.steps if step.key == key)

    def after(self, key: str) -> type[Step] | None:
        """The page after this one; None after the last."""
        keys = [step.key for step in self.steps]
        place = keys.index(key) + 1
        return self.steps[place] if place < len(self.steps) else None

    def before(self, key: str) -> type[Step] | None:
        """The page before this one; None before the first."""
        keys = [step.key for step in self.steps]
        place = keys.index(key)
        return self.steps[place - 1] if place else None


def journey(draft: Draft, *, at: datetime) -> Journey:
    """Read a draft as it stands: each page is checked again, since a choice made earlier may have changed a later one."""
    setting = replace(_start(draft.writer, at=at), from_paper=FROM_PAPER in draft.answers)
    answered: dict[str, Step] = {}
    missing: type[Step] | None = None
    steps: list[type[Step]] = []
    for step in STEPS:
        if not step.asked(setting):
            continue
        steps.append(step)
        raw = draft.answers.get(step.key)
        form = step(as_data(raw), setting=setting) if raw is not None else None
        if form is None or not form.is_valid():
            missing = missing or step
            continue
        answered[step.key] = form
        setting = _settle(setting, form)
    return Journey(setting, answered, missing, tuple(steps), draft.counters)


def as_data(raw: dict[str, list[str]]) -> MultiValueDict[str, str]:
    """What was typed at a page, as a form takes it."""
    return MultiValueDict(raw)


def disagreement(found: Journey) -> Disagreement:
    """What a complete journey raises. Raises BadInput where a page is still missing."""
    if found.missing is not None:
        raise BadInput(f"“{found.setting.persons.say(found.missing.title)}” still needs an answer.")
    said: dict[str, Any] = {}
    for form in found.answered.values():
        said |= form.cleaned_data
    setting = found.setting
    if setting.version is None or setting.own_agency is None or setting.other_agency is None:
        raise BadInput("Choose both agencies first.")
    protect = found.answered["protect"]
    assert isinstance(protect, ProtectStep)  # noqa: S101 - narrows the type
    referral = referral_of(said)
    return Disagreement(
        policy_version=setting.version,
        raising_agency=setting.own_agency,
        receiving_agencies=(setting.other_agency, *(_agency(key) for key in said["more"])),
        counters=found.counters,
        practitioner=_person(said["person"]),
        children=_subjects(found, said),
        reasons=tuple(said["reasons"]),
        statement=_statement(said),
        immediate_risk=setting.immediate_risk,
        immediate_risk_confirmed=setting.immediate_risk and setting.skip_confirmed,
        protective_at=protect.protective_at,
        referral=referral,
        on_paper_at=said.get("paper_at"),
        priority=said.get("priority", ""),
        related_meeting_at=said.get("related_meeting_at"),
        declared=declared_of(dict(said)),
        without=said.get("without", ""),
        conflicted=tuple(User.objects.filter(pk__in=said["people"])) if said["involved"] == "yes" else (),
    )


FROM_PAPER = "from_paper"
"""Among the answers of a draft: that it is entered from a form that was filled in by hand."""

STATEMENT = (
    "risk_action",
    "paper_how",
    "kind_of_act",
    "what_is_disputed",
    "agreed_areas",
    "disputed_areas",
    "relevance_to_risk",
    "threshold",
    "threshold_descriptor",
    "wanted",
    "tried_before",
    "method_reason",
    "support",
    "protective_reason",
    "related_meeting",
    "consulted",
    "parents_aware",
    "parents_why",
    "other_reason",
)


def _statement(said: dict[str, Any]) -> dict[str, Any]:
    found = {key: said[key] for key in STATEMENT if said.get(key)}
    found["decided_on"] = said["decided_on"].isoformat()
    found["method"] = said["method"]
    if said.get("prepared"):
        found["prepared"] = "\n".join(said["prepared"])
    return found


def _start(writer: User, *, at: datetime) -> Setting:
    own = tuple(agencies_of(writer).order_by("name"))
    areas = {area for agency in own for area in agency.areas.all()}
    versions = [in_force(area, on=at.date()) for area in sorted(areas, key=lambda area: area.name)]
    if not own or not versions:
        raise NotAllowed("You belong to no agency that takes part in a procedure. Ask your agency’s administrator.")
    only = versions[0] if len(versions) == 1 else None
    return Setting(writer, at, tuple(versions), own, version=only, own_agency=own[0] if len(own) == 1 else None)


def _settle(setting: Setting, form: Step) -> Setting:
    """What an answer settles for the pages after it."""
    answers = form.cleaned_data
    match form.key:
        case "risk":
            return replace(setting, immediate_risk=answers["immediate_risk"] == "yes")
        case "safety":
            return replace(setting, skip_confirmed=answers.get("skip_confirmed") == "yes")
        case "where":
            return replace(
                setting, version=_version(setting, answers["area"]), own_agency=_agency(answers["own_agency"])
            )
        case "subject":
            return replace(setting, subject_kind=answers["subject_kind"])
        case "agency":
            return replace(setting, other_agency=_agency(answers["agency"]))
        case "person" if answers["person"] != "unknown":
            return replace(setting, part_of_it=setting.part_of_it | {int(answers["person"])})
        case "manager" if answers["involved"] == "yes":
            return replace(setting, part_of_it=setting.part_of_it | {int(key) for key in answers["people"]})
    return setting


def _version(setting: Setting, area_key: str) -> PolicyVersion:
    for version in setting.versions:
        if version.area.key == area_key:
            return version
    raise ValidationError(setting.persons.say("Select {where the person lives}"))


def _agency(key: str) -> Agency:
    return Agency.objects.get(pk=key)


def _person(key: str) -> User | None:
    return None if key == "unknown" else User.objects.get(pk=key)


def _rows(form: Step) -> list[dict[str, str]]:
    return form.rows.answers if form.rows is not None else []


def _subjects(found: Journey, said: dict[str, Any]) -> tuple[Child, ...]:
    if "child" in found.answered:
        return tuple(_child(row) for row in _rows(found.answered["child"]))
    return (Child(said["subject_reference"], said.get("subject_initials", ""), kind=said["subject_kind"]),)


def _child(row: dict[str, str]) -> Child:
    unborn = row["age_band"] == "unborn"
    kind = SubjectKind.UNBORN if unborn else SubjectKind.CHILD
    return Child(row["reference"], row["initials"], "" if unborn else row["age_band"], kind, row["status"])
