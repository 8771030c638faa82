"""Two versions side by side: what changed is said in words, part by part, and what did not is folded away."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agencies.roles import MembershipRole
from policies.drafting.plain import content_of_draft
from policies.models import Area, PolicyDraft, PolicyVersion
from policies.presenters.comparing import Change, compare
from policies.publishing import publish
from tests.unit.policies.drafters import as_, draft_of, office, somebody
from tests.unit.policies.library import AREAS, AT, policy_of, small, small_policy, write
from tests.unit.policies.test_pages import seen

BEFORE = content_of_draft(small_policy())


def changed(edit: Any) -> list[tuple[str, list[str], list[str]]]:
    """What is said after an edit of the small policy."""
    after = deepcopy(BEFORE)
    edit(after)
    return [(one.where, one.before, one.after) for part in compare(BEFORE, after).changed for one in part.changes]


def test_nothing_changed_is_said_by_listing_no_part_as_changed() -> None:
    found = compare(BEFORE, deepcopy(BEFORE))
    assert found.changed == []
    assert "Stages" in found.same


def test_a_word_and_a_number_are_told_with_their_place() -> None:
    limit = "Stage 1: Line managers, What is owed, Discuss: Both sides, Time limit"
    told = changed(lambda c: c["stages"][0]["obligations"][0].update(limit={"amount": 3, "unit": "elapsed-hours"}))
    assert told == [(f"{limit}, Counted in", ["working days"], ["hours"]), (f"{limit}, How many", ["2"], ["3"])]


def test_what_is_owed_in_cases_of_one_priority_is_told_apart() -> None:
    def edit(content: dict[str, Any]) -> None:
        content["stages"][0]["obligations"].append({"what": "discuss", "owner": "both", "priority": "urgent"})

    assert changed(edit)[0][0] == "Stage 1: Line managers, What is owed, Discuss: Both sides (urgent)"


def test_what_is_left_out_counts_as_what_goes_without_saying() -> None:
    assert changed(lambda c: c.update(grounds=["not-agreed", "no-response", "delay"])) == []
    assert changed(lambda c: c["area"].update(board_office="Business Manager")) == []


def test_no_reminder_is_not_the_usual_one() -> None:
    told = changed(lambda c: c.update(reminders={"working_hours_before": None}))
    assert told == [("Reminders, Working hours before the limit", ["2"], ["Nothing"])]


def test_a_row_that_is_added_is_described_whole() -> None:
    told = changed(lambda c: c["immediate_risk"]["contacts"].append({"name": "Front door", "when": "office-hours"}))
    assert told == [
        (
            "If somebody is at immediate risk, Whom to ring, Front door",
            ["Nothing"],
            ["Who: Front door", "When they answer: Office hours"],
        )
    ]


def test_a_stage_that_is_added_moved_or_removed_is_known_by_its_key() -> None:
    new = {"key": "new", "number": "9", "title": "Directors", "band": "senior"}
    added = changed(lambda c: c["stages"].insert(0, new))
    assert [(where, before) for where, before, _ in added] == [("Stage 9: Directors", ["Nothing"])]
    removed = changed(lambda c: c["stages"].pop(0))
    assert [(where, after) for where, _, after in removed] == [("Stage 1: Line managers", ["Nothing"])]
    moved = changed(lambda c: c["stages"].reverse())
    order = ["Stage 1: Line managers", "Stage 2: The chair"]
    assert moved == [("The order", order, order[::-1])]


def test_somebody_else_for_a_type_of_agency_is_told() -> None:
    head = {"role": "head-teacher", "title": "Head"}
    told = changed(lambda c: c["stages"][0]["who"].update(by_type={"school": head}))
    assert told == [
        (
            "Stage 1: Line managers, Who acts, Somebody else for some types of agency, School or college",
            ["Nothing"],
            ["Role: Head teacher or principal", "What your text calls them: Head"],
        )
    ]


def test_dates_and_boxes_are_said_as_people_say_them() -> None:
    told = changed(lambda c: c["metadata"].update(in_force_from="2026-12-01"))
    assert told == [("The document, In force from", ["Wednesday 1 April 2026"], ["Tuesday 1 December 2026"])]
    told = changed(lambda c: c["immediate_risk"].update(compress=True))
    assert told == [("If somebody is at immediate risk, Time limits shrink", ["No"], ["Yes"])]


@pytest.mark.parametrize("area", AREAS)
def test_any_two_procedures_can_be_compared_and_so_can_a_draft_of_nothing(area: str) -> None:
    whole = content_of_draft(policy_of(area))
    for other in ({}, {"stages": [{}], "reasons": "none", "routes": [{}]}, BEFORE):
        told = [one for part in compare(whole, other).changed for one in part.changes]
        assert len(told) > 5
        assert all(isinstance(one, Change) and one.where and one.before and one.after for one in told)


@pytest.mark.django_db
class TestThePage:
    @pytest.fixture
    def draft(self, tmp_path: Path) -> PolicyDraft:
        publish([write(tmp_path, small())], by=None, at=AT)
        publish([write(tmp_path, small(**{'version: "1"': 'version: "2"', "Ring 999,": "Dial 999,"}))], by=None, at=AT)
        draft = draft_of("anyshire", office("anyshire"))
        draft.content["stages"][0]["title"] = "Managers"
        draft.save()
        return draft

    def read(self, client: Client, **asked: Any) -> str:
        return seen(client.get(reverse("policy-compare", args=["anyshire"]), asked))

    def test_a_draft_stands_beside_the_version_that_it_was_begun_from(self, draft: PolicyDraft) -> None:
        client = as_(draft.started_by)
        said = self.read(client, left=draft.based_on_id, right="draft")
        assert "Stage 1: Managers, Title Line managers Managers" in said
        assert "Parts in which nothing changed" in said
        assert "See what is different from version 2" in seen(client.get(reverse("policy-draft", args=[draft.pk])))

    def test_its_edition_counts_anew_and_is_no_change(self, tmp_path: Path) -> None:
        publish([write(tmp_path, small())], by=None, at=AT)
        mended = small(**{'version: "1"': 'version: "1"\n  edition: 2', "title: Line managers": "title: Managers"})
        publish([write(tmp_path, mended, "second.yaml")], by=None, at=AT)
        draft = draft_of("anyshire", office("anyshire"))
        client = as_(draft.started_by)
        assert "Edition of the file" not in self.read(client, left=draft.based_on_id, right="draft")
        draft.content["metadata"].update(version="2", edition=2)
        draft.save()
        assert "Edition of the file" not in self.read(client, left=draft.based_on_id, right="draft")
        first = PolicyVersion.objects.get(edition=1)
        assert "Edition of the file 1 2" in self.read(client, left=first.pk, right=draft.based_on_id)

    def test_others_compare_published_versions_and_see_no_draft(self, draft: PolicyDraft) -> None:
        reader = as_(somebody("Carl Chair", MembershipRole.CHAIR, Area.objects.get()))
        said = self.read(reader)
        assert "What people must do first Ring 999, then the front door. Dial 999, then the front door." in said
        assert "The draft" not in said
        assert "Select the version after from the answers given" in self.read(
            reader, left=draft.based_on_id, right="draft"
        )

    def test_of_no_area_there_is_nothing_to_compare(self, draft: PolicyDraft) -> None:
        client = as_(draft.started_by)
        assert client.get(reverse("policy-compare", args=["nowhere"])).status_code == 404
        assert "They say the same" in self.read(client, left=draft.based_on_id, right=draft.based_on_id)


@pytest.mark.django_db
class TestOnDates:
    def test_a_draft_is_tried_on_dates_with_whom_it_tells_and_reminds(self, tmp_path: Path) -> None:
        publish([write(tmp_path, small())], by=None, at=AT)
        draft = draft_of("anyshire", office("anyshire"))
        draft.content["stages"][0]["tells"] = [
            {"who": "board-office", "says": "The office is told.", "fallback": "nobody"}
        ]
        draft.content["tells"] = [{"who": "raiser", "on": "closed"}]
        draft.content["immediate_risk"]["tell"] = [{"by": "You", "to": "your lead"}]
        draft.save()
        typed = dict(zip(("day", "month", "year", "time"), ["24", "11", "2026", "10am"], strict=True))
        asked = {"raising": "health", "receiving": "police", "immediate_risk": "on"}
        asked |= {f"raised_at-{part}": value for part, value in typed.items()}
        said = seen(as_(draft.started_by).get(reverse("policy-draft-dates", args=[draft.pk]), asked))
        assert "By Thursday 26 November 2026" in said
        assert "At half of the time: Wednesday 25 November 2026" in said
        assert "If it is late: each working morning from Friday 27 November 2026" in said
        assert "When the stage begins: Business Manager. The office is told. If they cannot be told: nobody." in said
        assert said.count("When the case ends: The professional who raised it.") == 1
        assert "Because a child is at immediate risk Tell your lead." in said

    def test_one_that_is_not_whole_cannot_be_tried(self, tmp_path: Path) -> None:
        publish([write(tmp_path, small())], by=None, at=AT)
        draft = draft_of("anyshire", office("anyshire"))
        draft.content = {}
        draft.save()
        answer = as_(draft.started_by).get(reverse("policy-draft-dates", args=[draft.pk]), follow=True)
        assert "It can be tried on dates once nothing is to be mended." in seen(answer)


@pytest.mark.django_db
def test_the_page_of_a_version_says_of_a_stage_why_it_may_be_left_where_that_is_fewer(tmp_path: Path) -> None:
    narrowed = small(**{"    band: first-line\n": "    band: first-line\n    grounds: [not-agreed]\n"})
    version = publish([write(tmp_path, narrowed)], by=None, at=AT)[0].version
    said = seen(as_(somebody("Rita Reader")).get(reverse("policy-version", args=[version.pk])))
    assert "Stage 1 may be left only for this reason: We could not agree." in said
    assert "Stage 2 may be left only" not in said
