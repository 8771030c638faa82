"""Whom the lists of people offer: everybody of the agency, whether by membership or by a post alone; and nobody else."""

import pytest

from agencies.models import Agency, Post, User
from cases.forms.acting import FORMS
from cases.forms.raising import ManagerStep, PersonStep
from cases.forms.step import Setting
from cases.situations import situation
from cases.verbs import Verb
from policies.vocabulary import Role
from tests.unit.cases.world import START, World, a_person, a_world, case_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("flowchart")


def by_post_alone(agency: Agency) -> User:
    """Somebody who belongs to an agency by holding a post, without a membership."""
    person = a_person()
    Post.objects.create(agency=agency, role=Role.DIRECTOR.value, rank=99, title="Director", holder=person)
    return person


def offered(form: PersonStep | ManagerStep, name: str) -> set[str]:
    return {str(value) for value, _ in form.fields[name].choices}  # type: ignore[attr-defined]


def test_whom_one_disagrees_with_and_who_is_part_of_it(world: World) -> None:
    theirs, ours = by_post_alone(world.receiving.agency), by_post_alone(world.raising.agency)
    setting = Setting(
        writer=world.raising.practitioner,
        at=START,
        versions=(world.version,),
        own_agencies=(world.raising.agency,),
        version=world.version,
        own_agency=world.raising.agency,
        other_agency=world.receiving.agency,
    )
    there = {str(person.pk) for person in [theirs, *world.receiving.people]}
    here = {str(person.pk) for person in [ours, *world.raising.people]} - {str(world.raising.practitioner.pk)}
    assert offered(PersonStep(setting=setting), "person") == there | {"unknown"}
    assert offered(ManagerStep(setting=setting), "people") == here


def test_while_no_agency_is_chosen_nobody_is_offered(world: World) -> None:
    setting = Setting(world.raising.practitioner, START, (world.version,), (world.raising.agency,))
    assert offered(PersonStep(setting=setting), "person") == {"unknown"}
    assert offered(ManagerStep(setting=setting), "people") == set()


def test_to_whom_a_part_can_be_handed(world: World) -> None:
    case = case_now(world.raised())
    colleague, giver = by_post_alone(world.receiving.agency), world.receiver_holder(case)
    form = FORMS[Verb.HAND_OVER](situation=situation(case, by=giver, at=START))
    keys = {str(value) for value, _ in form.fields["to"].choices} - {""}  # type: ignore[attr-defined]
    assert keys == {str(person.pk) for person in [colleague, *world.receiving.people] if person.pk != giver.pk}
    world.do(case, Verb.HAND_OVER, by=giver, to=colleague)
    assert world.receiver_holder(case) == colleague
