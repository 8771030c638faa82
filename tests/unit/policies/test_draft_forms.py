"""The forms of a draft: what is sent unchanged changes nothing, and what is changed, added, moved and removed is saved."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from agencies.roles import MembershipRole
from policies.drafting.plain import content_of_draft
from policies.models import Area, PolicyDraft
from policies.parsing import take
from policies.presenters.drafts import all_sections
from policies.publishing import publish
from tests.unit.policies.drafters import as_, draft_of, office, somebody
from tests.unit.policies.forms_sent import form_on, send
from tests.unit.policies.library import AREAS, AT, publish_library, small, write
from tests.unit.policies.test_guide import westmere
from tests.unit.policies.test_pages import seen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def draft(tmp_path: Any) -> PolicyDraft:
    publish([write(tmp_path, small())], by=None, at=AT)
    return draft_of("anyshire", office("anyshire"))


@pytest.fixture
def client(draft: PolicyDraft) -> Client:
    return as_(draft.started_by)


def part(draft: PolicyDraft, slug: str) -> str:
    return reverse("policy-draft-part", args=[draft.pk, slug])


def content(draft: PolicyDraft) -> dict[str, Any]:
    return PolicyDraft.objects.get(pk=draft.pk).content


@pytest.mark.parametrize("area", AREAS)
def test_a_form_that_is_sent_as_it_stands_changes_nothing(area: str) -> None:
    publish_library(area)
    person = office(area)
    draft = draft_of(area, person)
    begun = take(draft.content, file="draft")
    client = as_(person)
    for section in all_sections(draft.content):
        answer = send(client, part(draft, section.slug))
        assert answer.status_code == 302, section.slug
        assert take(content(draft), file="draft") == begun, section.slug


def test_so_does_one_that_uses_the_whole_format() -> None:
    publish_library("brent")
    person = office("brent")
    draft = draft_of("brent", person)
    draft.content = content_of_draft(westmere())
    draft.save()
    for section in all_sections(draft.content):
        send(as_(person), part(draft, section.slug))
        assert take(content(draft), file="draft") == westmere(), section.slug


class TestSaving:
    def test_a_text_a_box_and_a_date_are_saved(self, draft: PolicyDraft, client: Client) -> None:
        send(client, part(draft, "document"), **{"metadata__title": "Settling  it", "metadata__in_force_from-day": "1"})
        send(client, part(draft, "risk"), immediate_risk__compress="true")
        found = content(draft)
        assert found["metadata"]["title"] == "Settling  it"
        assert found["metadata"]["in_force_from"] == "2026-04-01"
        assert found["immediate_risk"]["compress"] is True

    def test_what_is_emptied_is_left_out(self, draft: PolicyDraft, client: Client) -> None:
        send(client, part(draft, "document"), metadata__title="")
        assert "title" not in content(draft)["metadata"]
        page = client.get(part(draft, "document"))
        assert "Enter “Title”" in seen(page)
        assert form_on(page.content.decode())["metadata.title"] == [""]

    def test_no_reminder_before_the_limit_is_not_the_same_as_nothing_said(
        self, draft: PolicyDraft, client: Client
    ) -> None:
        assert form_on(client.get(part(draft, "time")).content.decode())["reminders.working_hours_before"] == ["2"]
        send(client, part(draft, "time"), reminders__working_hours_before="")
        assert content(draft)["reminders"] == {"working_hours_before": None}
        assert form_on(client.get(part(draft, "time")).content.decode())["reminders.working_hours_before"] == [""]

    @pytest.mark.parametrize(
        ("slug", "name", "typed", "says"),
        [
            ("time", "reminders__working_hours_before", "soon", "“soon” is not a whole number: write it like 5"),
            ("time", "reminders__working_hours_before", "99", "99 is too large: use at most 80"),
            ("document", "metadata__review_date-month", "13", "“4 13 2027” is not a date: it must be a real date"),
            ("document", "metadata__review_date-day", "2", "“Review date” lacks a month: enter it"),
            ("document", "area__key", "My Area", "“My Area” has not the right form: write it in small letters"),
            ("document", "metadata__cite", "WEST", "“WEST” has not the right form: write it like BHAM-19"),
        ],
    )
    def test_what_cannot_be_taken_is_kept_and_told_beside_its_field(
        self, draft: PolicyDraft, client: Client, slug: str, name: str, typed: str, says: str
    ) -> None:
        parts = {"day": "4", "month": "", "year": "2027"}
        whole = name.rpartition("-")[0]
        date = {f"{whole}-{key}": value for key, value in parts.items()} if whole else {}
        if "13" in typed:
            date |= {f"{whole}-day": "4"}
        send(client, part(draft, slug), **{**date, name: typed})
        page = client.get(part(draft, slug))
        assert says in seen(page)
        assert form_on(page.content.decode())[name.replace("__", ".")] == [typed]
        assert 'class="govuk-error-message"' in page.content.decode()

    def test_a_character_that_no_one_sees_is_not_saved(self, draft: PolicyDraft, client: Client) -> None:
        send(client, part(draft, "document"), metadata__title="Settl\x00ing it")
        assert content(draft)["metadata"]["title"] == "Settling it"


class TestRows:
    def test_a_row_is_added_at_the_end_and_all_that_was_typed_is_saved(
        self, draft: PolicyDraft, client: Client
    ) -> None:
        answer = send(client, part(draft, "about"), do="add:reasons", reasons__0__label="The threshold")
        assert content(draft)["reasons"] == [{"key": "thresholds", "label": "The threshold"}, {}]
        assert answer["Location"] == f"{part(draft, 'about')}?open=reasons.1&fresh=yes#at-reasons-1"
        assert "Enter “What people read”" not in seen(client.get(answer["Location"])), "nobody has touched it yet"
        assert "Enter “What people read”" in seen(client.get(part(draft, "about")))

    def test_a_row_moves_up_and_down_and_goes(self, draft: PolicyDraft, client: Client) -> None:
        send(client, part(draft, "about"), do="add:reasons")
        send(client, part(draft, "about"), do="up:reasons.1", reasons__1__label="Delay", reasons__1__key="delay")
        assert [row["key"] for row in content(draft)["reasons"]] == ["delay", "thresholds"]
        send(client, part(draft, "about"), do="down:reasons.0")
        assert [row["key"] for row in content(draft)["reasons"]] == ["thresholds", "delay"]
        send(client, part(draft, "about"), do="remove:reasons.0")
        assert [row["key"] for row in content(draft)["reasons"]] == ["delay"]

    def test_keys_of_their_own_are_added_and_left_out(self, draft: PolicyDraft, client: Client) -> None:
        send(client, part(draft, "stage-1"), do="remove:stages.0.obligations.0.limit")
        assert "limit" not in content(draft)["stages"][0]["obligations"][0]
        send(client, part(draft, "stage-1"), do="add:stages.0.obligations.0.limit")
        assert content(draft)["stages"][0]["obligations"][0]["limit"] == {}
        assert "Select “Counted in”" in seen(client.get(part(draft, "stage-1")))

    def test_somebody_else_is_named_for_a_type_of_agency(self, draft: PolicyDraft, client: Client) -> None:
        address = part(draft, "stage-1")
        send(client, address, do="add:stages.0.who.by_type", **{"stages__0__who__by_type:new": "school"})
        role, title = "stages__0__who__by_type__school__role", "stages__0__who__by_type__school__title"
        send(client, address, **{role: "head-teacher", title: "Head"})
        assert content(draft)["stages"][0]["who"]["by_type"] == {"school": {"role": "head-teacher", "title": "Head"}}
        send(client, address, do="remove:stages.0.who.by_type.school")
        assert not content(draft)["stages"][0]["who"]["by_type"]

    def test_roles_that_act_instead_are_kept_in_their_order(self, draft: PolicyDraft, client: Client) -> None:
        name = "stages__0__who__default__alternatives"
        send(client, part(draft, "stage-1"), **{name: ["head-teacher", "", "director"]})
        assert content(draft)["stages"][0]["who"]["default"]["alternatives"] == ["head-teacher", "director"]

    def test_a_way_between_stages_is_built_of_selects(self, draft: PolicyDraft, client: Client) -> None:
        send(client, part(draft, "ways"), do="add:routes")
        send(client, part(draft, "ways"), do="add:routes.0.pairs")
        answers = {"from": "managers", "to": "chair", "says": "Straight on.", "pairs.0": ["school", "school"]}
        send(client, part(draft, "ways"), **{f"routes.0.{key}": value for key, value in answers.items()})
        (route,) = content(draft)["routes"]
        assert route == {"from": "managers", "to": "chair", "pairs": [["school", "school"]], "says": "Straight on."}

    def test_a_stage_is_added_moved_and_has_its_page(self, draft: PolicyDraft, client: Client) -> None:
        answer = send(client, part(draft, "stages"), do="add:stages")
        assert answer["Location"] == f"{part(draft, 'stage-3')}?open=stages.2&fresh=yes#at-stages-2"
        send(client, part(draft, "stage-3"), stages__2__title="Directors", stages__2__number="2")
        send(client, part(draft, "stages"), do="up:stages.2")
        assert [stage["title"] for stage in content(draft)["stages"]] == ["Line managers", "Directors", "The chair"]
        page = seen(client.get(reverse("policy-draft", args=[draft.pk])))
        assert "Stage 2: Directors, How high it stands : Select “How high it stands”" in page

    def test_a_short_name_is_made_of_the_words_where_none_is_given_and_stays(
        self, draft: PolicyDraft, client: Client
    ) -> None:
        send(client, part(draft, "about"), do="add:reasons")
        send(client, part(draft, "about"), reasons__1__label="The child’s plan, in short!")
        assert content(draft)["reasons"][1] == {
            "key": "the-child-s-plan-in-short",
            "label": "The child’s plan, in short!",
        }
        send(client, part(draft, "about"), reasons__1__label="The plan")
        assert content(draft)["reasons"][1] == {"key": "the-child-s-plan-in-short", "label": "The plan"}
        send(client, part(draft, "about"), reasons__1__label="", reasons__1__key="")
        assert content(draft)["reasons"][1] == {}

    @pytest.mark.parametrize("button", ["add:nowhere", "remove:", "up:reasons.99", "burn:reasons.0", "add:area.name.x"])
    def test_a_forged_button_does_no_harm(self, draft: PolicyDraft, client: Client, button: str) -> None:
        before = content(draft)
        assert send(client, part(draft, "about"), do=button).status_code == 302
        assert content(draft) == before


class TestMistakes:
    def test_what_does_not_fit_together_is_told_beside_its_field_and_on_the_draft(
        self, draft: PolicyDraft, client: Client
    ) -> None:
        send(client, part(draft, "stage-2"), stages__1__obligations__0__on_breach="offer")
        page = client.get(part(draft, "stage-2"))
        assert "No stage follows the final one: use “Reminders go on”" in seen(page)
        assert 'href="#at-stages-1-obligations-0-on_breach"' in page.content.decode()
        overview = client.get(reverse("policy-draft", args=[draft.pk]))
        where = "Stage 2: The chair, What is owed 1, What happens when the time has passed"
        assert where in seen(overview)
        assert "?open=stages.1.obligations.0.on_breach#at-stages-1-obligations-0-on_breach" in overview.content.decode()

    def test_it_is_published_with_other_content_says_what_to_enter(self, draft: PolicyDraft, client: Client) -> None:
        send(client, part(draft, "stage-1"), stages__0__title="Managers")
        said = seen(client.get(reverse("policy-draft", args=[draft.pk])))
        assert (
            "enter 2 as “Edition of the file” if it is the same procedure put right, else give it a new version" in said
        )

    def test_every_link_of_the_summary_leads_to_something_on_the_page(self, draft: PolicyDraft, client: Client) -> None:
        draft.content = {"stages": [{}, {"last": {}}], "reasons": [{}], "routes": [{"pairs": [[]]}]}
        draft.save()
        for section in all_sections(draft.content):
            page = client.get(part(draft, section.slug)).content.decode()
            for link in [found.split('"')[0] for found in page.split('href="#at-')[1:]]:
                assert f'id="at-{link}"' in page, (section.slug, link)

    def test_the_area_of_a_draft_stays(self, draft: PolicyDraft, client: Client) -> None:
        send(client, part(draft, "document"), area__key="othershire", metadata__version="2")
        assert "This is the next version of “anyshire”: its short name stays" in seen(
            client.get(part(draft, "document"))
        )


class TestWho:
    def test_those_who_may_publish_there_are_offered_it_and_others_are_not(
        self, draft: PolicyDraft, client: Client
    ) -> None:
        publish_library("brent")
        listed = seen(client.get(reverse("policy-list")))
        assert "Go on with the draft for Anyshire" in listed
        assert "Draft the next version for Brent" not in listed
        assert "Draft a procedure for a new area" not in listed
        reader = as_(somebody("Rita Reader"))
        assert "Write the next version" not in seen(reader.get(reverse("policy-list")))

    @pytest.mark.parametrize(
        "name", ["policy-draft", "policy-draft-file", "policy-draft-download", "policy-draft-discard"]
    )
    def test_for_the_office_of_another_area_there_is_no_draft(self, draft: PolicyDraft, name: str) -> None:
        publish_library("brent")
        other = as_(office("brent", "Otto Other"))
        assert other.get(reverse(name, args=[draft.pk])).status_code == 404
        assert other.post(part(draft, "about"), {"seen": ""}).status_code == 404
        assert other.post(reverse("policy-draft-start"), {"area": "anyshire"}).status_code == 404
        chair = as_(somebody("Carl Chair", MembershipRole.CHAIR, Area.objects.get(key="anyshire")))
        assert chair.get(reverse(name, args=[draft.pk])).status_code == 403

    def test_an_area_has_one_draft_that_all_share(self, draft: PolicyDraft) -> None:
        second = as_(office("anyshire", "Sam Second"))
        answer = second.post(reverse("policy-draft-start"), {"area": "anyshire"}, follow=True)
        assert answer.redirect_chain[0][0] == reverse("policy-draft", args=[draft.pk])
        assert "Olive Office began this draft. You can go on with it together." in seen(answer)
        assert PolicyDraft.objects.count() == 1

    def test_only_resolves_administrator_begins_an_area_from_nothing(self, draft: PolicyDraft, client: Client) -> None:
        assert client.post(reverse("policy-draft-start"), {}).status_code == 404
        administrator = as_(somebody("Ada Admin", MembershipRole.ADMINISTRATOR))
        answer = administrator.post(reverse("policy-draft-start"), {}, follow=True)
        assert "Draft for a new area" in seen(answer)
        assert client.get(answer.redirect_chain[0][0]).status_code == 404


class TestTwoAtOnce:
    def test_two_parts_may_be_saved_by_two_people(self, draft: PolicyDraft, client: Client) -> None:
        second = as_(office("anyshire", "Sam Second"))
        opened = form_on(second.get(part(draft, "risk")).content.decode())
        send(client, part(draft, "document"), metadata__title="Settling it")
        opened["immediate_risk.says"] = ["Ring 999."]
        assert second.post(part(draft, "risk"), opened).status_code == 302
        found = content(draft)
        assert (found["metadata"]["title"], found["immediate_risk"]["says"]) == ("Settling it", "Ring 999.")

    def test_the_same_part_is_not_overwritten_unseen_and_nothing_is_lost(
        self, draft: PolicyDraft, client: Client
    ) -> None:
        second = as_(office("anyshire", "Sam Second"))
        opened = form_on(second.get(part(draft, "document")).content.decode())
        send(client, part(draft, "document"), metadata__title="Theirs")
        answer = second.post(part(draft, "document"), opened | {"metadata.title": ["Mine"]})
        assert answer.status_code == 409
        assert "Not saved yet. Olive Office changed this at 9:30am, after you had opened it." in seen(answer)
        again = form_on(answer.content.decode())
        assert again["metadata.title"] == ["Mine"]
        assert content(draft)["metadata"]["title"] == "Theirs"
        assert second.post(part(draft, "document"), again).status_code == 302
        assert content(draft)["metadata"]["title"] == "Mine"

    def test_a_stage_that_was_moved_meanwhile_is_saved_where_it_is_now(
        self, draft: PolicyDraft, client: Client
    ) -> None:
        second = as_(office("anyshire", "Sam Second"))
        opened = form_on(second.get(part(draft, "stage-1")).content.decode())
        send(client, part(draft, "stages"), do="down:stages.0")
        assert second.post(part(draft, "stage-1"), opened | {"stages.0.title": ["Mine"]}).status_code == 302
        assert [stage["title"] for stage in content(draft)["stages"]] == ["The chair", "Mine"]

    def test_what_was_typed_into_a_draft_that_was_thrown_away_is_shown_still(
        self, draft: PolicyDraft, client: Client
    ) -> None:
        second = as_(office("anyshire", "Sam Second"))
        assert "Everything in it is lost" in seen(client.get(reverse("policy-draft-discard", args=[draft.pk])))
        client.post(reverse("policy-draft-discard", args=[draft.pk]))
        answer = second.post(part(draft, "document"), {"seen": "", "metadata.title": "Mine"})
        assert answer.status_code == 409
        assert "Olive Office threw this draft away on Tuesday 24 November, 9:30am" in seen(answer)
        assert form_on(answer.content.decode())["metadata.title"] == ["Mine"]
        assert "threw this draft away" in seen(client.get(reverse("policy-draft", args=[draft.pk])))
        assert draft_of("anyshire", draft.started_by).pk != draft.pk


class TestWhatHoldsUnlessItIsLeftOut:
    """A limit that holds where the file says nothing, and that a procedure may say it does without."""

    NAME = "outcome.ask_if_it_helped_after"

    def limit(self, draft: PolicyDraft) -> Any:
        return take(content(draft), file="draft").outcome.ask_if_it_helped_after

    def test_it_is_shown_as_it_holds(self, draft: PolicyDraft, client: Client) -> None:
        assert form_on(client.get(part(draft, "end")).content.decode())[f"{self.NAME}.amount"] == ["20"]

    def test_it_is_left_out_stays_so_and_comes_back(self, draft: PolicyDraft, client: Client) -> None:
        send(client, part(draft, "end"), do=f"remove:{self.NAME}")
        assert self.limit(draft) is None
        send(client, part(draft, "end"))
        assert self.limit(draft) is None
        send(client, part(draft, "end"), do=f"add:{self.NAME}")
        send(client, part(draft, "end"), **{f"{self.NAME}.unit": "working-days", f"{self.NAME}.amount": "9"})
        assert self.limit(draft).amount == 9
