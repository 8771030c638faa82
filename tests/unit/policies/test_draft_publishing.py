"""A draft is published from a day on, by somebody who has seen what will happen; cases that are open stay where they are."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from agencies.models import Membership
from agencies.roles import MembershipRole
from cases.models import Case
from policies.drafting.saving import start
from policies.models import Area, PolicyDraft, PolicyVersion
from policies.parsing import parse
from policies.publishing import publish
from policies.selectors import in_force
from tests.unit.cases.world import START, a_world
from tests.unit.policies.drafters import as_, draft_of, office, somebody
from tests.unit.policies.forms_sent import form_on, send
from tests.unit.policies.library import AT, small, write
from tests.unit.policies.test_pages import seen

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def draft(tmp_path: Path) -> PolicyDraft:
    """The draft of an area, which a second manager was added to and which has its own version."""
    publish([write(tmp_path, small())], by=None, at=AT)
    draft = draft_of("anyshire", office("anyshire"))
    draft.content["metadata"]["version"] = "2"
    draft.content["stages"][0]["title"] = "Managers"
    draft.save()
    return draft


@pytest.fixture
def client(draft: PolicyDraft) -> Client:
    return as_(draft.started_by)


def page(draft: PolicyDraft) -> str:
    return reverse("policy-draft-publish", args=[draft.pk])


def on(day: str) -> dict[str, str]:
    return dict(zip(("day-day", "day-month", "day-year"), day.split(), strict=True))


def published(client: Client, draft: PolicyDraft, day: str = "1 12 2026") -> Any:
    sent = form_on(client.get(page(draft), on(day)).content.decode())
    return client.post(page(draft), sent, follow=True)


def test_it_is_in_force_from_its_day_with_whoever_published_it(draft: PolicyDraft, client: Client) -> None:
    answer = published(client, draft)
    version = PolicyVersion.objects.get(version="2")
    assert "Published. Version 2 is in force from Tuesday 1 December 2026." in seen(answer)
    assert "Published here on Tuesday 24 November 2026, 9:30am by Olive Office." in seen(answer)
    assert (version.published_by, version.in_force_from) == (draft.started_by, date(2026, 12, 1))
    area = Area.objects.get(key="anyshire")
    assert in_force(area, on=TODAY).version == "1"
    assert in_force(area, on=date(2026, 12, 1)) == version
    assert parse(version.source, file="source") == version.policy
    overview = seen(client.get(reverse("policy-draft", args=[draft.pk])))
    assert "Olive Office published this draft on Tuesday 24 November 2026, 9:30am" in overview


def test_it_says_first_what_will_happen(draft: PolicyDraft, client: Client) -> None:
    said = seen(client.get(page(draft), on("1 12 2026")))
    assert "From Tuesday 1 December 2026 new disagreements in Anyshire follow this version." in said
    assert "Until then they follow version 1." in said
    assert "No disagreement is open, so nothing has to stay on an earlier version." in said
    assert "What is published can never be changed." in said
    assert "It will be recorded that you published it." in said
    assert "This area is new" not in said


def test_a_day_that_has_passed_counts_from_now_on_and_a_later_version_takes_over(
    draft: PolicyDraft, client: Client, tmp_path: Path
) -> None:
    later = small(**{'version: "1"': 'version: "9"', "2026-04-01": "2027-01-04"})
    publish([write(tmp_path, later)], by=None, at=AT)
    said = seen(client.get(page(draft), on("2 11 2026")))
    assert "From now on new disagreements in Anyshire follow this version." in said
    assert "Version 9 takes its place on Monday 4 January 2027." in said
    assert "Monday 2 November 2026 has passed: disagreements raised since then stay on the version" in said


def test_with_a_mistake_it_says_which_and_publishes_nothing(draft: PolicyDraft, client: Client) -> None:
    draft.content["stages"][0].pop("band")
    draft.save()
    said = seen(client.get(page(draft)))
    assert "It cannot be published yet" in said
    assert "Stage 1: Managers, How high it stands : Select “How high it stands”" in said
    forged = client.post(page(draft), on("1 12 2026") | {"seen": _stamp(draft)})
    assert forged.status_code == 409
    assert PolicyVersion.objects.count() == 1


def _stamp(draft: PolicyDraft) -> str:
    from policies.drafting.sections import digest

    return digest(PolicyDraft.objects.get(pk=draft.pk).content)


def test_a_day_that_is_none_is_told_beside_its_field(draft: PolicyDraft, client: Client) -> None:
    said = seen(client.get(page(draft), on("31 2 2026")))
    assert "The day from which it is in force must be a real date" in said
    assert "Publish from" not in said


def test_what_was_changed_after_it_was_looked_at_is_not_published(draft: PolicyDraft, client: Client) -> None:
    looked_at = form_on(client.get(page(draft), on("1 12 2026")).content.decode())
    second = as_(office("anyshire", "Sam Second"))
    send(second, reverse("policy-draft-part", args=[draft.pk, "document"]), metadata__title="Other")
    answer = client.post(page(draft), looked_at)
    assert answer.status_code == 409
    assert "Sam Second changed this at 9:30am, after you had opened it." in seen(answer)
    assert not PolicyVersion.objects.filter(version="2").exists()


def test_of_two_who_publish_at_once_the_second_is_told(draft: PolicyDraft, client: Client) -> None:
    second = as_(office("anyshire", "Sam Second"))
    looked_at = form_on(second.get(page(draft), on("1 12 2026")).content.decode())
    published(client, draft)
    answer = second.post(page(draft), looked_at, follow=True)
    assert "Olive Office published this draft on Tuesday 24 November" in seen(answer)
    assert PolicyVersion.objects.count() == 2


def test_what_was_typed_into_a_draft_that_is_published_by_now_is_shown_still(
    draft: PolicyDraft, client: Client
) -> None:
    second = as_(office("anyshire", "Sam Second"))
    part = reverse("policy-draft-part", args=[draft.pk, "document"])
    opened = form_on(second.get(part).content.decode())
    published(client, draft)
    answer = second.post(part, opened | {"metadata.title": ["Mine"]})
    assert answer.status_code == 409
    assert "Olive Office published this draft on" in seen(answer)
    assert form_on(answer.content.decode())["metadata.title"] == ["Mine"]


def test_the_next_draft_begins_from_the_latest_version(draft: PolicyDraft, client: Client) -> None:
    published(client, draft)
    following, is_new = start(Area.objects.get(key="anyshire"), by=draft.started_by, at=AT)
    assert is_new
    assert following.based_on is not None
    assert following.based_on.version == "2"


def test_the_edition_of_the_last_version_is_not_the_next_ones(draft: PolicyDraft, tmp_path: Path) -> None:
    mended = small(**{'version: "1"': 'version: "1"\n  edition: 2', "title: Line managers": "title: Any managers"})
    publish([write(tmp_path, mended)], by=None, at=AT)
    PolicyDraft.objects.all().delete()
    following, _ = start(Area.objects.get(), by=draft.started_by, at=AT)
    assert following.based_on is not None
    assert following.based_on.edition == 2
    assert "edition" not in following.content["metadata"]


def test_a_draft_that_says_nothing_new_is_not_published_again(
    client: Client, draft: PolicyDraft, tmp_path: Path
) -> None:
    draft.content["metadata"]["version"] = "1"
    draft.content["stages"][0]["title"] = "Line managers"
    draft.save()
    answer = published(client, draft, "1 4 2026")
    assert "This is published already, word for word, as version 1." in seen(answer)


def test_a_new_area_is_published_by_the_administrator_of_resolve(draft: PolicyDraft) -> None:
    administrator = somebody("Ada Admin", MembershipRole.ADMINISTRATOR)
    new, _ = start(None, by=administrator, at=AT)
    new.content = PolicyDraft.objects.get(pk=draft.pk).content
    new.save()
    answer = published(as_(administrator), new)
    assert "There is an area “anyshire” already: give the new one another short name." in seen(answer)
    new.content["area"] |= {"key": "newshire", "name": "Newshire"}
    new.save()
    said = seen(as_(administrator).get(page(new), on("1 4 2026")))
    assert "This area is new: nobody can raise a disagreement in it until its agencies and people" in said
    assert "Published." in seen(published(as_(administrator), new))
    assert Area.objects.get(key="newshire").name == "Newshire"


@pytest.mark.django_db
class TestCases:
    @pytest.fixture
    def case(self) -> Case:
        self.world = a_world("brent")
        with time_machine.travel(START, tick=False):
            return self.world.raised()

    def newer(self, tmp_path: Path, day: date) -> None:
        policy = self.world.version.source
        text = policy.replace('version: "2"', 'version: "3"')
        assert text != policy
        lines = [
            f"  in_force_from: {day}" if "in_force_from" in line else line
            for line in text.splitlines()
            if not line.strip().startswith(("review_date", "edition"))
        ]
        publish([write(tmp_path, "\n".join(lines))], by=None, at=AT)

    def read(self, case: Case, at: Any) -> str:
        with time_machine.travel(at, tick=False):
            return seen(as_(self.world.raising.practitioner).get(f"/cases/{case.reference}/"))

    def test_an_open_case_stays_on_its_version_and_says_so(self, case: Case, tmp_path: Path) -> None:
        assert "This case follows version" not in self.read(case, START)
        tomorrow = START.date() + timedelta(days=1)
        self.newer(tmp_path, tomorrow)
        assert "This case follows version" not in self.read(case, START)
        said = self.read(case, START + timedelta(days=1))
        followed = self.world.version.name
        assert f"This case follows version {followed}. Version 3 is in force since" in said
        assert f"for new disagreements; this one stays on version {followed}." in said
        case.refresh_from_db()
        assert case.policy_version == self.world.version

    def test_the_board_sees_how_many_cases_follow_a_version_and_others_do_not(self, case: Case) -> None:
        address = reverse("policy-version", args=[self.world.version.pk])
        chair = somebody("Carl Chair", MembershipRole.CHAIR, self.world.version.area)
        said = "1 disagreement follows this version; 1 is open."
        assert said in seen(as_(chair).get(address))
        Membership.objects.filter(user=chair).delete()
        assert "this version;" not in seen(as_(chair).get(address))
        assert "this version;" not in seen(as_(self.world.raising.practitioner).get(address))

    def test_publishing_says_how_many_stay(self, case: Case) -> None:
        person = office("brent")
        draft = draft_of("brent", person)
        draft.content["metadata"] |= {"version": "3", "review_date": "2028-01-01"}
        draft.save()
        with time_machine.travel(START, tick=False):
            said = seen(as_(person).get(page(draft), on("1 12 2027")))
        assert "The one disagreement that is open stays on the version that it follows." in said


def test_what_was_published_meanwhile_is_told_with_the_name_of_the_field(
    draft: PolicyDraft, client: Client, tmp_path: Path
) -> None:
    sent = form_on(client.get(page(draft), on("1 12 2026")).content.decode())
    publish([write(tmp_path, small(**{'version: "1"': 'version: "2"'}), "other.yaml")], by=None, at=AT)
    answer = client.post(page(draft), sent)
    assert answer.status_code == 409
    assert "“Version”: Version “2” of anyshire is published with other content" in seen(answer)
