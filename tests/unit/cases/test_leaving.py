"""Somebody leaves, or is away: who may say so, what they see before, what passes to whom, and that a mistake is undone."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from agencies.models import Membership, User
from agencies.roles import MembershipRole
from cases.models import Case, Draft, Exclusion
from core.words import long_date
from notifications.models import Message
from policies.vocabulary import Role
from tests.unit.cases.rules.walk import page, read, text_of
from tests.unit.cases.world import DAY, HOUR, START, a_member, a_world, case_now

pytestmark = pytest.mark.django_db
NOW = START + 2 * HOUR


class Scene:
    """Bristol's Stage 1: the receiving agency's manager acts, who is about to leave; the agency has an administrator."""

    def __init__(self) -> None:
        self.world = a_world("bristol")
        self.admin = a_member(self.world.receiving.agency, MembershipRole.AGENCY_ADMIN)
        self.leaver = self.world.receiving.at(Role.LINE_MANAGER)
        self.next_up = self.world.receiving.at(Role.SERVICE_MANAGER)
        self.case: Case = self.world.raised()
        assert self.world.receiver_holder(self.case) == self.leaver
        self.url = f"/directory/person/{self.leaver.pk}/leaving/"

    def send(self, by: User, said: dict[str, str], *, url: str = "", status: int = 200) -> str:
        client = Client()
        client.force_login(by)
        with time_machine.travel(NOW, tick=False):
            answer = client.post(url or self.url, said, follow=True)
        assert answer.status_code == status, answer.content.decode()
        return text_of(answer)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def day(name: str, when: object) -> dict[str, str]:
    return {f"{name}-{part}": str(getattr(when, part)) for part in ("day", "month", "year")}


LEAVES_TODAY = {"what": "leaves", **day("starts_at", NOW)}


def test_what_passes_to_whom_is_seen_before_and_nothing_has_happened_by_then(scene: Scene) -> None:
    Draft.objects.create(writer=scene.leaver, created_at=START, updated_at=START)
    told = Message.objects.count()
    shown = scene.send(scene.admin, LEAVES_TODAY)
    assert f"{scene.case.reference} Supervisor" in shown or scene.case.reference in shown
    assert "respond, by" in shown
    assert scene.next_up.name in shown
    assert "vacant until you name somebody" in shown
    assert "They have begun a disagreement that was never sent." in shown
    assert "The referral was closed" not in shown, "nothing of what a case holds"
    scene.leaver.refresh_from_db()
    assert scene.leaver.is_active
    assert scene.world.receiver_holder(scene.case) == scene.leaver
    assert Message.objects.count() == told
    scene.case.refresh_from_db()
    assert not scene.case.entries.filter(kind="holder-changed").exists()


def test_it_is_done_once_confirmed_and_the_record_says_so(scene: Scene) -> None:
    shown = scene.send(scene.admin, LEAVES_TODAY | {"confirmed": "1"})
    assert f"{scene.leaver.name} does not work there from" in shown
    scene.leaver.refresh_from_db()
    assert not scene.leaver.is_active
    assert scene.leaver.history.first().history_user == scene.admin
    scene.world.sweep(NOW + HOUR)
    assert scene.world.receiver_holder(case_now(scene.case)) == scene.next_up
    line = f"{scene.next_up.name} acts now, after {scene.leaver.name}, who has left."
    assert line in page(scene.case, scene.case.raised_by)
    assert Message.objects.filter(recipient=scene.next_up, kind="holder-changed").exists()


def test_an_account_that_was_closed_for_another_reason_is_not_opened_again(scene: Scene) -> None:
    User.objects.filter(pk=scene.leaver.pk).update(is_active=False)
    assert "Nobody has said" in scene.send(scene.admin, {}, url=f"{scene.url}undo/", status=409)
    assert not User.objects.get(pk=scene.leaver.pk).is_active
    client = Client()
    client.force_login(scene.admin)
    shown = text_of(client.get(scene.url))
    assert "Only an administrator of Resolve can open it again" in shown
    assert "undo it" not in shown


def test_a_mistake_is_undone_and_the_part_comes_back(scene: Scene) -> None:
    scene.send(scene.admin, LEAVES_TODAY | {"confirmed": "1"})
    scene.world.sweep(NOW + HOUR)
    shown = scene.send(scene.admin, {}, url=f"{scene.url}undo/")
    assert "has not left. Their posts are theirs again." in shown
    scene.world.sweep(NOW + 2 * HOUR)
    assert scene.world.receiver_holder(case_now(scene.case)) == scene.leaver
    assert scene.send(scene.admin, {}, url=f"{scene.url}undo/", status=409).count("Nobody has said") == 1


def test_from_a_day_to_come_the_account_stays_open_until_then(scene: Scene) -> None:
    first = NOW + 3 * DAY
    said = {"what": "leaves", **day("starts_at", first), "confirmed": "1"}
    shown = scene.send(scene.admin, said)
    assert f"the account is closed from {long_date(first)} on" in shown
    midnight = first.replace(hour=0, minute=0)
    scene.world.sweep(midnight - timedelta(minutes=1))
    assert scene.world.receiver_holder(case_now(scene.case)) == scene.leaver
    scene.world.sweep(midnight + timedelta(minutes=1))
    scene.leaver.refresh_from_db()
    assert not scene.leaver.is_active
    assert scene.world.receiver_holder(case_now(scene.case)) == scene.next_up


def test_cover_is_seen_before_and_set_and_is_missing_beside_its_field(scene: Scene) -> None:
    colleague = scene.world.receiving.colleague
    away = {"what": "away", **day("starts_at", NOW)}
    assert "Select who will cover" in scene.send(scene.admin, away, status=422)
    away |= {"covered_by": str(colleague.pk), **day("ends_at", NOW + 5 * DAY)}
    shown = scene.send(scene.admin, away)
    assert f"{colleague.name}, covering for {scene.leaver.name}" in shown
    assert not scene.leaver.absences.exists()
    scene.send(scene.admin, away | {"confirmed": "1"})
    scene.world.sweep(NOW + HOUR)
    assert scene.world.receiver_holder(case_now(scene.case)) == colleague


def test_who_may_say_so(scene: Scene) -> None:
    world = scene.world
    for by, status in (
        (world.office, 200),
        (scene.leaver, 422),
        (world.receiving.practitioner, 403),
        (world.raising.practitioner, 403),
        (a_member(world.raising.agency, MembershipRole.AGENCY_ADMIN), 403),
        (a_world("brent").stranger, 404),
    ):
        scene.send(by, {"what": "leaves", **day("starts_at", NOW)}, status=status)
    assert "away" not in read_choices(scene, world.office), "cover is for themselves or their agency's administrator"
    Membership.objects.create(user=scene.leaver, agency=world.raising.agency, role="practitioner")
    assert "Only an administrator of Resolve" in scene.send(scene.admin, LEAVES_TODAY, status=422)


def read_choices(scene: Scene, by: User) -> str:
    return read(by, scene.url, at=NOW).split("First day")[0].split("What has happened")[1]


def test_a_case_from_which_the_reader_is_kept_out_is_not_told_of(scene: Scene) -> None:
    Exclusion.objects.create(case=scene.case, person=scene.admin, since=START)
    shown = scene.send(scene.admin, LEAVES_TODAY)
    assert str(scene.case.reference) not in shown
    assert "acts in no case now that you may know of" in shown


def test_the_directory_leads_there_for_whoever_may(scene: Scene) -> None:
    path = f"/directory/{scene.world.receiving.agency.pk}/"
    assert f"Left, or away : {scene.leaver.name}" in read(scene.admin, path, at=NOW)
    assert "Left, or away" not in read(scene.world.raising.practitioner, path, at=NOW)
