"""What is wrong with a draft is told in the words of its forms, for somebody who has never seen a policy file."""

import re
from copy import deepcopy
from typing import Any

import pytest

from policies.drafting.checking import check
from policies.drafting.plain import content_of_draft
from policies.drafting.rewording import in_form_words
from tests.unit.policies.library import small_policy

pytestmark = pytest.mark.django_db
SMALL = content_of_draft(small_policy())
RAW = re.compile(r"“[a-z_]+:|_|\bkey\b|quotation marks|yaml|[a-z]+-[a-z]+-", re.IGNORECASE)


def told(edit: Any) -> list[str]:
    content = deepcopy(SMALL)
    edit(content)
    return [one.says for one in check(content).wrong]


STAGE, LAST = 0, 1
CASES = [
    (lambda c: c["stages"][STAGE].pop("who"), "Nobody acts at this stage: add “Who acts” (or"),
    (lambda c: c["stages"][STAGE].update(obligations=[]), "Nothing is owed at this stage: add at least one"),
    (
        lambda c: c["stages"][LAST].pop("last"),
        "The procedure ends here without settling anything: add “How it is settled”",
    ),
    (
        lambda c: c["stages"][LAST]["obligations"][0].update(owner="raiser"),
        "A side cannot decide its own case. Use one of: The board’s business office, The chair",
    ),
    (
        lambda c: c["stages"][LAST]["last"]["options"][0].update(kind="mediation"),
        "“The chair” does not decide where “Kind” is “Mediation”. Use one of: The mediator",
    ),
    (
        lambda c: c["stages"][STAGE]["obligations"][0].update(limit={"unit": "working-days"}),
        "A limit in “working days” needs an amount: enter how many, for example 2",
    ),
    (
        lambda c: c["stages"][STAGE]["obligations"][0].update(limit={"unit": "same-working-day", "amount": 3}),
        "A limit of “the same working day” carries no amount: empty “How many”",
    ),
    (
        lambda c: c["stages"][STAGE]["obligations"][0].update(
            limit={"unit": "as-soon-as-possible"}, on_breach="advance"
        ),
        "The case would move when a time has passed, and none is given: add a “Time limit” that ends, or use “The next",
    ),
    (
        lambda c: c["stages"][STAGE].update(sides="raising"),
        "Only the side that raises takes part in this stage: use “The side that raised it”",
    ),
    (lambda c: c["stages"][LAST].update(discretionary=True), "The final stage cannot be passed over: leave this out"),
    (lambda c: c["stages"][STAGE].update(number="9"), "The numbers are 9, 2: give each stage a higher number"),
    (
        lambda c: c["stages"][STAGE].update(number="one"),
        "“one” has not the right form: write it in digits, like 1, or leave it out",
    ),
    (lambda c: c.update(grounds=["delay"]), "Whoever cannot agree must be able to go on: add “We could not agree”"),
    (
        lambda c: c["immediate_risk"].update(contacts=[{"name": "Door", "phone": "1", "when": "office-hours"}]),
        "Nobody answers at every hour: add a contact with a phone and “When they answer: Always”",
    ),
    (lambda c: c["immediate_risk"].update(contacts=[]), "Whom to ring: add at least one"),
    (lambda c: c["reasons"][0].update(key="other"), "Every list offers “other” of itself: remove it"),
    (lambda c: c["metadata"].update(review_date="2020-01-01"), "It lies before “In force from”: check both dates"),
    (
        lambda c: c.update(routes=[{"from": "managers", "to": "nowhere", "says": "x"}]),
        "There is no stage “nowhere”. Use one of: managers, chair",
    ),
    (
        lambda c: c.update(routes=[{"from": "managers", "to": "chair", "says": "x", "needs_discussion": True}]),
        "“chair” follows “managers” anyway: remove this route, or name its “Only for these reasons to go on”",
    ),
    (
        lambda c: c["stages"][STAGE].update(key="line managers"),
        "“line managers” has not the right form: write it in small letters, digits and hyphens, like line-managers",
    ),
    (
        lambda c: c["stages"][STAGE]["obligations"][0].update(limit={"unit": "hours-as-working-days", "amount": 24}),
        "It would be 24 working days: for 24 hours write “How many: 1”, for 24 working days use “working days”",
    ),
    (lambda c: c["metadata"].update(review_date="2027--01"), "“Review date” lacks a month: enter it"),
    (lambda c: c["metadata"].update(in_force_from="2026-02-31"), "“31 2 2026” is not a date: it must be a real date"),
    (
        lambda c: c.update(methods=[{"key": "e-mail", "label": "E-mail"}]),
        "“e-mail” is no means that can be chosen. Did",
    ),
    (lambda c: c["stages"][STAGE].pop("band"), "Select “How high it stands”"),
    (lambda c: c["metadata"].pop("title"), "Enter “Title”"),
    (lambda c: c.pop("stages"), "Add “Stages”"),
    (
        lambda c: c["stages"][LAST]["last"]["options"][0].pop("binding"),
        "Select “Does it bind the agencies?”",
    ),
]


@pytest.mark.parametrize(("edit", "says"), CASES, ids=[says[:50] for _, says in CASES])
def test_each_mistake_is_told_in_the_words_of_the_forms(edit: Any, says: str) -> None:
    found = told(edit)
    assert any(sentence.startswith(says) for sentence in found), found
    assert not [sentence for sentence in found if RAW.search(sentence)]


def test_what_is_no_key_and_no_word_is_left_as_it_is() -> None:
    assert in_form_words("“Westmere” stands twice; use something") == "“Westmere” stands twice; use something"
