"""The board's office writes the next version of its procedure: in a browser with scripts, without them, and on a phone."""

import pytest

from policies.drafting.sections import SECTIONS
from policies.models import PolicyDraft, PolicyVersion
from tests.browser.walk import Walker
from tests.unit.policies.drafters import office
from tests.unit.policies.library import publish_library

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def begin(walker: Walker) -> PolicyDraft:
    publish_library("brent")
    walker.sign_in(office("brent"))
    walker.open("/policies/")
    walker.press("Draft the next version for Brent")
    return PolicyDraft.objects.get()


def part(draft: PolicyDraft, slug: str) -> str:
    return f"/policies/drafts/{draft.pk}/part/{slug}/"


def drafts_mends_and_publishes(walker: Walker) -> None:
    draft = begin(walker)
    walker.open(part(draft, "document"))
    walker.write("metadata.version", "")
    walker.press("Save")
    assert "Enter “Version”" in walker.errors
    walker.write("metadata.version", "3")
    for name, value in (("day", "1"), ("month", "1"), ("year", "2030")):
        walker.write(f"metadata.review_date-{name}", value)
    walker.press("Save")
    walker.open(part(draft, "about"))
    walker.press("Add a reason to: What a disagreement may be about")
    walker.write("reasons.4.key", "records")
    walker.write("reasons.4.label", "Keeping records")
    walker.press("Save")
    walker.open(f"/policies/drafts/{draft.pk}/")
    assert "The draft is whole, and it fits together." in walker.text
    walker.open(f"/policies/compare/brent/?left={draft.based_on_id}&right=draft")
    assert "Keeping records" in walker.text
    walker.open(f"/policies/drafts/{draft.pk}/publish/?day-day=1&day-month=12&day-year=2026")
    walker.press("Publish from Tuesday 1 December 2026")
    assert "Published. Version 3 is in force from Tuesday 1 December 2026." in walker.text
    assert PolicyVersion.objects.get(version="3").policy.reasons[-1].label == "Keeping records"


def test_the_office_drafts_mends_and_publishes(walker: Walker) -> None:
    drafts_mends_and_publishes(walker)


def test_so_it_does_without_scripts(without_script: Walker) -> None:
    drafts_mends_and_publishes(without_script)


def test_every_part_can_be_read_on_a_phone(on_the_phone: Walker) -> None:
    draft = begin(on_the_phone)
    stages = [f"stage-{number}" for number in range(1, len(draft.content["stages"]) + 1)]
    for slug in [*(section.slug for section in SECTIONS), *stages]:
        on_the_phone.open(part(draft, slug))
    for here in ("", "file/", "publish/", "dates/", "discard/"):
        on_the_phone.open(f"/policies/drafts/{draft.pk}/{here}")
