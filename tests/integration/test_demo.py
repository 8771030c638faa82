"""The demo is there, is whole, and is made once."""

from collections import Counter
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agencies.models import Cover, Post, User
from agencies.roles import MembershipRole
from cases import record
from cases.models import LIVE_STATES, Case, Ending, Entry, FollowUp, State, Subject, SubjectKind
from core.words import LONDON
from escalation.demo import history
from escalation.demo.people import Casting
from notifications.models import Delivery, Message
from notifications.models import State as Sending
from policies.models import PolicyVersion
from reports.models import CaseFact, Kept, LimitFact
from tests.unit.cases.world import at, published
from tests.unit.reports.recount import differences

pytestmark = pytest.mark.django_db
APRIL = 4


@pytest.fixture
def demo() -> None:
    call_command("policy", "load", *sorted(map(str, Path("policies/library").glob("*.yaml"))), stdout=StringIO())
    call_command("demo", without_past=True, stdout=StringIO())


def test_the_demo_shows_everything(demo: None) -> None:
    for version in PolicyVersion.objects.all():
        cases = Case.objects.filter(area=version.area)
        open_at = set(cases.filter(state=State.OPEN).values_list("stage", flat=True))
        assert open_at == {stage.key for stage in version.policy.stages}, version.area
        endings = Counter(cases.values_list("ending", flat=True))
        assert endings[Ending.AGREED] >= 3
        assert endings[Ending.WITHDRAWN] == 1
        assert sum(
            endings[kind] for kind in (Ending.PANEL, Ending.MEDIATION, Ending.CHAIR_DECISION, Ending.CHAIRED_MEETING)
        )
        assert cases.filter(state=State.AWAITING_CONFIRMATION).exists()
        assert cases.filter(immediate_risk=True).exists()
        assert cases.filter(clocks__breached_at__isnull=False).exists()
        assert Post.objects.filter(agency__areas=version.area, holder=None).exists()
        assert endings[Ending.CLOSED_BY_OFFICE] == 1
    assert Case.objects.filter(ending=Ending.UNRESOLVED, area__key="birmingham").exists()
    assert Entry.objects.filter(kind="advanced", case__area__key="flowchart").exists()
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert kinds >= {"agree-plan", "return-plan", "add-note", "report"}
    decided = dict(Entry.objects.filter(kind="record-decision").values_list("case", "number"))
    assert all(entry.number > decided[entry.case_id] for entry in Entry.objects.filter(kind="report"))
    assert not Subject.objects.filter(kind=SubjectKind.UNBORN).exclude(age_band="").exists()
    people = User.objects.filter(is_demo=True)
    assert people.values("phone").distinct().count() == people.count()
    assert all(cover.ends_at.astimezone(LONDON).hour == 0 for cover in Cover.objects.all())
    assert Cover.objects.count() == PolicyVersion.objects.count()
    roles = set(User.objects.filter(is_demo=True).values_list("memberships__role", flat=True))
    assert roles >= {role.value for role in MembershipRole}
    assert [fault for case in Case.objects.all() for fault in record.faults(case)] == []
    assert differences() == []  # its figures are there, and are those of its record
    before = Case.objects.count(), User.objects.count()
    call_command("demo", without_past=True, stdout=(said := StringIO()))
    assert "Nothing was changed" in said.getvalue()
    assert (Case.objects.count(), User.objects.count()) == before
    call_command("demo", "--list", stdout=(listed := StringIO()))
    assert all(version.area.name in listed.getvalue() for version in PolicyVersion.objects.all())


def test_its_past_is_led_to_an_end_once() -> None:
    """A few cases of each year: whole, counted, with nothing left to do, and none more when asked again."""
    now, many = at("2026-11-24 14:00"), 5
    Casting(now).cast(published("bristol"))
    assert history.tell(at=now, most=many) == many
    cases = Case.objects.all()
    assert [fault for case in cases for fault in record.faults(case)] == []
    assert not cases.filter(state__in=LIVE_STATES).exists()
    assert not FollowUp.objects.filter(result="").exists()
    assert not Message.objects.filter(read_at=None).exists()
    assert not Delivery.objects.filter(state=Sending.PENDING).exists()
    raised = CaseFact.objects.values_list("raised_on", flat=True)
    assert {day.year - (day.month < APRIL) for day in raised} == {2024, 2025, 2026}
    assert {"silence", "extended", "immediate_risk"} <= {
        said for fact in CaseFact.objects.values() for said, is_so in fact.items() if is_so is True
    }
    assert {Kept.KEPT, Kept.BY_AGREEMENT, Kept.MISSED} <= set(LimitFact.objects.values_list("kept", flat=True))
    assert history.tell(at=now + timedelta(days=400), most=many) == 0
    assert (cases.count(), CaseFact.objects.count()) == (many, many)


def test_there_is_no_demo_in_production(settings: object) -> None:
    settings.LOCAL = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="local mode only"):
        call_command("demo")


def test_a_token_is_printed_for_a_person_and_for_nobody_else() -> None:
    User.objects.create_user("ada@example.org", name="Ada")
    call_command("token", "ADA@example.org", stdout=(printed := StringIO()))
    assert len(printed.getvalue().strip()) == 40
    with pytest.raises(CommandError, match="Nobody has the address"):
        call_command("token", "nobody@example.org")
