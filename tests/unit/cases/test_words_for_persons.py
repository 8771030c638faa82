"""No text that Resolve writes itself speaks of a child where a case is about an adult, or of anybody where it is a theme."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from agencies.models import User
from cases.actions.raising import Child
from cases.forms.acting import FORMS
from cases.forms.base import NO_NAMES
from cases.models import Draft, Ending, FollowUpResult, Side
from cases.rules.safety import Safety
from cases.situations import situation
from cases.verbs import Verb
from core.persons import ADULT, CHILD, NEUTRAL, THEME
from core.widgets import MomentParts
from policies.schema import Policy
from policies.vocabulary import AgencyType, Ground
from tests.policies import changed
from tests.unit.cases.reading_all import Reader, schema_texts
from tests.unit.cases.world import DAY, HOUR, World, a_world, at, case_now, publish_policy, what_is_said

pytestmark = pytest.mark.django_db

CHILDREN = re.compile(r"child|\{[^{}]*\}", re.IGNORECASE)
ANYBODY = re.compile(r"child|adult|\{[^{}]*\}", re.IGNORECASE)
NAMES = ("Children’s social care", "Adult social care")
"""Types of agency are called what they are called."""
OURS = what_is_said() | {"agreed_areas": "There is a need."}


def speaks_of_persons(verb: Verb) -> bool:
    """Whether a verb, or a question of its form, has words that differ with whom it is about; the usual hint alone does not count."""
    asked = [
        text
        for field in FORMS[verb].base_fields.values()
        for text in (field.label, field.help_text, *field.error_messages.values())
    ]
    return any("{" in str(text).replace(NO_NAMES, "") for text in (verb.wording, *asked))


def about(*subjects: str) -> Policy:
    """The made-up procedure for adults, about these subjects instead."""
    return changed("fenmarsh", lambda content: content.update(subjects=list(subjects)))


def a_world_about(*subjects: str) -> World:
    return a_world(version=publish_policy(about(*subjects)), receiving=AgencyType.ADULT_SOCIAL_CARE)


def answers(world: World, kind: str) -> dict[str, dict[str, Any]]:
    """What is answered on each page of the raise journey."""
    initials = {} if kind == "theme" else {"subject_initials": "AB"}
    day = {"decided_on-day": "1", "decided_on-month": "10", "decided_on-year": "2024"}
    return {
        "risk": {"immediate_risk": "yes"},
        "safety": {"risk_action": "Rang the hub at 9am.", "reported": "no"},
        "route": {"route": "disagreement"},
        "agency": {"agency": str(world.receiving.agency.pk)},
        "person": {"person": str(world.receiving.practitioner.pk)},
        "subject": {"subject_kind": kind, "subject_reference": "A-1", **initials},
        "about": {"reasons": "plan"},
        "decision": {"kind_of_act": "A decision", **day, "what_is_disputed": "It was closed."},
        "areas": {"disputed_areas": "The level.", "relevance_to_risk": "Nobody visits."},
        "wanted": {"wanted": "A visit."},
        "tried": {
            "method": "telephone",
            "tried_before": "Two calls.",
            "parents_aware": "no",
            "parents_why": "Not yet.",
        },
        "protect": {
            "choice": "other",
            **{
                f"other_moment-{part}": text for part, text in MomentParts().typed_as(timezone.now() + 20 * DAY).items()
            },
            "protective_reason": "The visit is then.",
        },
        "manager": {"involved": "no"},
    }


def raised_on_pages(reader: Reader, world: World, kind: str) -> None:
    """Raise a case page by page, reading each before it is answered, as it is sent empty, and as it is answered again."""
    by = world.raising.practitioner
    reader.opens("/raise/", by)
    client = reader.client(by)
    client.post("/raise/")
    reader.opens("/", by, also="with a draft")
    draft = Draft.objects.get()
    for step, said in answers(world, kind).items():
        path = f"/raise/{draft.key}/{step}/"
        reader.opens(path, by)
        reader.keep(f"{path} empty", client.post(path, {}))
        answer = client.post(path, said)
        assert answer.status_code == 302, (step, answer.content.decode())
    reader.opens(f"/raise/{draft.key}/check/", by)
    assert client.post(f"/raise/{draft.key}/check/").status_code == 302
    reader.opens(f"/raise/{draft.key}/sent/", by)


def a_tuesday_long_ago() -> datetime:
    """So long ago that all that is asked for afterwards is asked by now: half past nine of a Tuesday."""
    then = timezone.now() - 70 * DAY
    return (then - (then.weekday() - 1) % 7 * DAY).replace(hour=9, minute=30, second=0, microsecond=0)


def lived(reader: Reader, world: World, kind: str) -> None:
    """The life of a case to its end and beyond, by the managers of both sides, read at every turn."""
    begins = a_tuesday_long_ago()
    case = world.raised(at=begins, children=(Child("A-3", kind=kind),), immediate_risk=True, statement=OURS)
    raiser, people = world.raising.practitioner, [world.raising.practitioner, world.receiving.practitioner]
    unsafe = Safety("no", "A daily call.")

    def then(verb: Verb, by: User, moment: Any, **words: Any) -> None:
        world.do(case, verb, by=by, at=moment, **words)
        reader.looks(case, *people, then=verb.value)

    reader.looks(case, *people, then="raised")
    other = world.receiver_holder(case)
    then(Verb.ACKNOWLEDGE, other, begins + HOUR, safety=unsafe)
    then(Verb.CHASE, raiser, begins + HOUR)
    then(Verb.PROPOSE_PLAN, other, begins + HOUR)
    then(Verb.RETURN_PLAN, raiser, begins + HOUR)
    then(Verb.BRING_FORWARD, raiser, begins + 2 * HOUR)
    then(Verb.LOWER_RISK, raiser, begins + 2 * HOUR)
    then(Verb.PROPOSE_TIMETABLE, other, begins + 3 * HOUR)
    then(Verb.REFUSE_TIMETABLE, raiser, begins + 3 * HOUR)
    then(Verb.FLAG_RISK, other, begins + 4 * HOUR)
    then(Verb.LOWER_RISK, other, begins + 4 * HOUR)
    world.sweep(begins + 5 * DAY)
    reader.looks(case, *people, then="limits passed")
    then(Verb.ESCALATE, raiser, begins + 5 * DAY, ground=Ground.DELAY, safety=unsafe)
    people = [world.raiser_holder(case), world.receiver_holder(case), raiser]
    reader.looks(case, *people, then="managers")
    reader.reads(case, raiser, then="managers")
    reader.documents(case, raiser, pdf=False)
    then(Verb.STEP_DOWN, raiser, begins + 6 * DAY)
    people = [raiser, world.receiving.practitioner]
    then(Verb.PROPOSE_OUTCOME, world.receiver_holder(case), begins + 6 * DAY)
    then(Verb.CONFIRM_OUTCOME, world.raiser_holder(case), begins + 7 * DAY)
    world.sweep(begins + 8 * DAY)
    reader.looks(case, *people, then="agreed")
    then(Verb.SAY_CONCERN, raiser, begins + 9 * DAY, continues=True, why="He is not seen.", satisfied=FollowUpResult.NO)
    world.sweep(begins + 60 * DAY)
    reader.looks(case, *people, then="long after")
    reader.reads(case, raiser, then="long after")
    for by, helped in zip(people, (FollowUpResult.NO, FollowUpResult.TOO_EARLY), strict=True):
        then(Verb.SAY_HELPED, by, begins + 60 * DAY, helped=helped)
        if situation(case_now(case), by=by, at=begins + 60 * DAY).to_answer(Verb.CONFIRM_RECORDED):
            then(Verb.CONFIRM_RECORDED, by, begins + 60 * DAY)
    reader.documents(case, raiser, pdf=True)
    then(Verb.REOPEN, raiser, begins + 61 * DAY)
    then(Verb.WITHDRAW, raiser, begins + 61 * DAY, why="It is settled.")


def decided(reader: Reader, world: World, kind: str) -> None:
    """A case that the panel decides, with the board's pages of it."""
    begins = a_tuesday_long_ago()
    case = world.raised(at=begins, children=(Child("A-2", kind=kind),), statement=OURS)
    world.climb(case, at=begins + DAY)
    world.climb(case, at=begins + 2 * DAY)
    people = [world.office, world.chair, world.raising.practitioner]
    for verb in (Verb.CHOOSE_WAY, Verb.APPOINT, Verb.RECORD_REPRESENTATIONS, Verb.RECORD_DECISION):
        reader.looks(case, *people, then=f"before {verb.value}")
        world.do(case, verb, by=world.chair, at=begins + 3 * DAY)
    assert case_now(case).ending == Ending.PANEL
    world.do(case, Verb.REFER_FOR_SCRUTINY, by=world.raising.practitioner, at=begins + 4 * DAY)
    reader.looks(case, *people, then="decided")
    reader.reads(case, world.chair, then="decided")
    reader.documents(case, world.chair, pdf=True)


def everything_read(world: World, kind: str) -> Reader:
    """All pages, letters, documents, forms and answers of the API that the life of cases about a kind brings forth."""
    reader = Reader()
    raised_on_pages(reader, world, kind)
    lived(reader, world, kind)
    decided(reader, world, kind)
    by, version = world.raising.practitioner, world.version.pk
    reader.papers(by)
    for path in ("/policies/", f"/policies/{version}/", f"/policies/{version}/dates/", "/directory/", "/notices/"):
        reader.opens(path, by)
    asked = "raising=health&receiving=adult-social-care&immediate_risk=on"
    raised = "raised_at-day=24&raised_at-month=11&raised_at-year=2026&raised_at-time=9am"
    assert "at immediate risk" in reader.opens(f"/policies/{version}/dates/?{asked}&{raised}", by)
    for path in ("/help/", "/privacy/", "/cookies/", "/accessibility-statement/"):
        reader.opens(path, by)
    reader.letters()
    return reader


@pytest.mark.parametrize(
    ("kind", "wrong", "said"),
    [
        (
            "adult",
            CHILDREN,
            ("Is an adult at immediate risk of harm?", "to protect the adult", "It did not help the adult."),
        ),
        ("theme", ANYBODY, ("Is anybody at immediate risk of harm?", "to protect people", "It did not help people.")),
    ],
)
def test_the_whole_life_of_a_case_is_told_in_the_words_for_whom_it_is_about(
    kind: str, wrong: re.Pattern[str], said: tuple[str, ...]
) -> None:
    reader = everything_read(a_world_about(kind), kind)
    assert "\n".join(reader.said(wrong, but=NAMES)) == ""
    everything = " ".join(reader.texts.values())
    assert [words for words in said if words not in everything] == []
    unread = {verb for verb in FORMS if speaks_of_persons(verb)} - reader.forms
    assert unread == ({Verb.GIVE_REFERENCES} if kind == "theme" else set()), "a theme has no record to refer to"


@pytest.mark.parametrize(
    ("kind", "says"), [("adult", "the adult"), ("theme", "people"), ("child", "the child"), ("unborn", "the child")]
)
def test_a_case_has_its_own_words_where_its_procedure_is_for_several(kind: str, says: str) -> None:
    world = a_world_about("child", "unborn", "adult", "theme")
    assert world.policy.persons is NEUTRAL
    case = world.raised(children=(Child("A-1", kind=kind),))
    assert case_now(case).persons.say("{the person}") == says
    page = Reader().opens(f"/cases/{case.reference}/statement/", world.raising.practitioner)
    assert f"To be settled, to protect {says}, by" in page


@pytest.mark.parametrize(
    ("subjects", "persons"),
    [
        (("child",), CHILD),
        (("child", "unborn", "theme"), CHILD),
        (("adult", "theme"), ADULT),
        (("child", "adult"), NEUTRAL),
        (("theme",), THEME),
    ],
)
def test_a_theme_has_words_of_its_own_only_where_it_stands_alone(subjects: tuple[str, ...], persons: object) -> None:
    assert about(*subjects).persons is persons


def test_the_words_of_a_limit_are_kept_with_it() -> None:
    """The explanation of a due time is written once, in the words of its case."""
    world = a_world_about("adult", "theme")
    case = world.raised(children=(Child("A-1", kind="theme"),), immediate_risk=True, at=at("2026-11-24 09:30"))
    kept = [
        line for o in case.passages.get().obligations.filter(party__side=Side.RECEIVING) for line in o.clock.explanation
    ]
    assert any("Somebody is at immediate risk" in line for line in kept)
    assert not any("adult" in line or "{" in line for line in kept)


def test_the_schema_of_the_api_speaks_of_nobody_in_particular() -> None:
    world = a_world_about("adult")
    source = Reader().client(world.raising.practitioner).get("/api/v1/schema/?format=json").content
    said = schema_texts(source)
    assert "What is the immediate risk to the person?" in said
    assert "{" not in said.replace("{}", "")
    assert re.findall(r"\b(?:an?|the|this|each) child\b", said) == []
