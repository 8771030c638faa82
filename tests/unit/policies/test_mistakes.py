"""Each kind of mistake in a policy file is named with its file, its key and its mend; a file with one is refused whole."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.parsing import LARGEST_FILE, Mistake, PolicyMistakes, parse, read
from policies.parsing.mistakes import mistakes_of
from policies.schema import Policy
from tests.unit.policies.library import AREAS, FOLDER, SMALL, small, small_policy, write

WHO = "      default: {role: line-manager, title: Line manager}\n"
LAST = (
    "    last:\n      options:\n"
    "        - {kind: chair-decision, title: Decision of the chair, decided_by: chair, binding: true}\n"
)
STAGE = "stages[0] (managers)"
DUTY = f"{STAGE}.obligations[0]"
OPTION = "stages[1] (chair).last.options[0]"


def mistakes(text: str) -> list[tuple[str, str]]:
    with pytest.raises(PolicyMistakes) as refused:
        parse(text, file="small.yaml")
    assert all(mistake.file == "small.yaml" for mistake in refused.value.mistakes)
    return [(mistake.key, mistake.says) for mistake in refused.value.mistakes]


def the_mistake(old: str, new: str) -> tuple[str, str]:
    found = mistakes(small(**{old: new}))
    assert len(found) == 1, found
    return found[0]


def test_the_small_policy_itself_is_taken() -> None:
    policy = small_policy()
    assert policy.area.name == "Anyshire"
    assert policy.stage("chair").last is not None
    with pytest.raises(KeyError):
        policy.stage("nowhere")


WORDS = [
    ("role: line-manager", "role: line-manger", f"{STAGE}.who.default.role", "Did you mean “line-manager”?"),
    ("owner: both", "owner: bothe", f"{DUTY}.owner", "Did you mean “both”? Use one of: raiser, receiver"),
    ("owner: both", "owner: everyone", f"{DUTY}.owner", "“everyone” is not known. Use one of: raiser"),
    ("band: first-line", "band: [first]", f"{STAGE}.band", "is not known. "),
    ("role: line-manager", "role:", f"{STAGE}.who.default.role", "nothing stands here. Use one of: practitioner"),
    ("what: discuss", "what: discus", f"{DUTY}.what", "Did you mean “discuss”?"),
    ("unit: working-days", "unit: workingdays", f"{DUTY}.limit.unit", "Did you mean “working-days”?"),
    ("kind: chair-decision", "kind: verdict", f"{OPTION}.kind", "Use one of: chair-decision, mediation"),
    ("  name: Anyshire", "  name: Anyshire\n  calendar: england", "area.calendar", "Use one of: england-and-wales"),
    ("reasons:", "grounds: [not-agreed, delays]\nreasons:", "grounds[1]", "Did you mean “delay”?"),
    (WHO, f"{WHO}      by_type: {{scool: {{role: head-teacher, title: Head}}}}\n", f"{STAGE}.who.by_type.scool", "“school”"),
]  # fmt: skip
VALUES = [
    ("amount: 2", "amount: 0", f"{DUTY}.limit.amount", "0 is too small: use at least 1"),
    ("amount: 2", "amount: 5000", f"{DUTY}.limit.amount", "5000 is too large: use at most 1000"),
    ("amount: 2", "amount: two", f"{DUTY}.limit.amount", "“two” is not a whole number: write it like 5"),
    ("amount: 2", "amount: 2.5", f"{DUTY}.limit.amount", "“2.5” is not a whole number"),
    ("amount: 2", "amount: true", f"{DUTY}.limit.amount", "is not a whole number"),
    ("amount: 2, ", "", f"{DUTY}.limit", "a limit in working-days needs an amount: add for example “amount: 2”"),
    ("unit: working-days", "unit: case-specific", f"{DUTY}.limit", "carries no amount: remove “amount”"),
    ("{amount: 2, unit: working-days}", "5 days", f"{DUTY}.limit", "it must hold keys of its own"),
    ("binding: true", "binding: maybe", f"{OPTION}.binding", "neither true nor false: write true, false or null"),
    ("binding: true", "binding: 1", f"{OPTION}.binding", "“1” is neither true nor false: write true, false or null"),
    ("binding: true", "binding: 0", f"{OPTION}.binding", "“0” is neither true nor false"),
    ("binding: true", 'binding: "true"', f"{OPTION}.binding", "“true” is text here: write true, false or null, without quotation"),
    ("binding: true", "binding: no", f"{OPTION}.binding", "“no” is neither true nor false: write true, false or null"),
    ("binding: true", "binding: [true]", f"{OPTION}.binding", "“[true]” is neither true nor false"),
    ("  says: Ring 999", "  compress: 1\n  says: Ring 999", "immediate_risk.compress", "“1” is neither true nor false: write true or false"),
    ("  says: Ring 999", "  compress:\n  says: Ring 999", "immediate_risk.compress", "nothing stands here: write true or false"),
    ("owner: both", "owner: both, optional: yes", f"{DUTY}.optional", "“yes” is neither true nor false: write true or false"),
    ("band: first-line", "band: first-line\n    discretionary: 'false'", f"{STAGE}.discretionary", "“false” is text here"),
    ("binding: true", "binding: true, composition: {agencies: '3'}", f"{OPTION}.composition.agencies", "“3” is not a whole number: write it like 5, without"),
    ("binding: true", "binding: true, composition: {agencies: true}", f"{OPTION}.composition.agencies", "“true” is not a whole number"),
    ("binding: true", "binding: true, composition: {agencies: 3.0}", f"{OPTION}.composition.agencies", "“3.0” is not a whole number"),
    ("binding: true", "binding: true, composition: {agencies: 99999}", f"{OPTION}.composition.agencies", "99999 is too large: use at most 20"),
    ("binding: true", "binding: true, composition: {agencies: 0}", f"{OPTION}.composition.agencies", "0 is too small: use at least 1"),
    (", binding: true", "", f"{OPTION}.binding", "this key is missing: add it"),
    ('version: "1"', "version: 1.10", "metadata.version", "“1.1” must be text: put it in quotation marks"),
    ('version: "1"', "version: 2020-03-12", "metadata.version", "“2020-03-12” must be text: put it in quotation"),
    ("from: 2026-04-01", "from: 1 April", "metadata.in_force_from", "is not a date: write it like 2026-04-01"),
    ("from: 2026-04-01", "from: 20260401", "metadata.in_force_from", "is not a date: write it like 2026-04-01"),
    ("from: 2026-04-01", "from: 2026-02-31", "metadata.in_force_from", "“2026-02-31” is not a date: write it like 2026-04-01"),
    ("from: 2026-04-01", "from: 0000-01-01", "metadata.in_force_from", "“0000-01-01” is not a date"),
    ("from: 2026-04-01", "from: 0", "metadata.in_force_from", "“0” is not a date: write it like 2026-04-01"),
    ("from: 2026-04-01", "from: '20260401'", "metadata.in_force_from", "“20260401” is not a date"),
    ("from: 2026-04-01", "from: '0'", "metadata.in_force_from", "“0” is not a date"),
    ("from: 2026-04-01", "from: 2026-04-01T10:00", "metadata.in_force_from", "“2026-04-01T10:00” is not a date"),
    ("from: 2026-04-01", "from: 2026-4-31", "metadata.in_force_from", "“2026-4-31” is not a date"),
    ("from: 2026-04-01", "from:", "metadata.in_force_from", "nothing stands here: write it like 2026-04-01"),
    ("from: 2026-04-01", "from: 2026-04-01\n  review_date: 1700000000", "metadata.review_date", "“1700000000” is not a date"),
    ("from: 2026-04-01", "from: 2026-04-01\n  correct_at: true", "metadata.correct_at", "“true” is not a date"),
    ("from: 2026-04-01", "from: 2026-04-01\n  review_date: 2025-01-01", "metadata.review_date", "check both dates"),
    ('number: "1"', "number: 1", f"{STAGE}.number", "“1” must be text: put it in quotation marks"),
    ('number: "1"', 'number: A', f"{STAGE}.number", 'write it in digits and in quotation marks, like "1", or leave it out'),
    ("key: managers", "key: Line Managers", "stages[0] (Line Managers).key", "small letters, digits and hyphens"),
    ("title: Line managers", "title: ''", f"{STAGE}.title", "it is empty: write something"),
    ("title: Line managers", "title:", f"{STAGE}.title", "nothing stands here: write something"),
    ('phone: "999"', "phone: 999", "immediate_risk.contacts[0].phone", "must be text: put it in quotation marks"),
    ("band: first-line", "band: first-line\n    cite: bham 3", f"{STAGE}.cite[0]", "write it like BHAM-19"),
    ("  - {key: thresholds, label: Thresholds}", "  thresholds", "reasons", "it must be a list: begin each item"),
    ("  - {key: thresholds, label: Thresholds}", "  []", "reasons", "it is empty: add at least 1"),
    ('    - {name: Police, phone: "999"}', "    []", "immediate_risk.contacts", "it is empty: add at least 1"),
    (WHO, "      default: line-manager\n", f"{STAGE}.who.default", "it must hold keys of its own, indented"),
    ("owner: both", "owner: both, note: Ask, why.", f"{DUTY}.why.", "if it belongs to the text before it, put that whole text in quotation marks"),
    ("owner: both, limit: {amount: 2,", "owner: both, limit: {amount: 2, start: met,", f"{DUTY}.limit", "say what with “after:”, such as “after: acknowledge”"),
    ("reasons:", "3: x\nreasons:", "3", "this key is not known here"),
    ("reasons:", "null: x\nreasons:", "null", "this key is not known here"),
    ("reasons:", "true: x\nreasons:", "true", "this key is not known here"),
    ("reasons:", "2026-01-01: x\nreasons:", "2026-01-01", "this key is not known here"),
    ("reasons:", "'': x\nreasons:", "“”", "this key is not known here"),
    ("reasons:", f"{'x' * 200}: x\nreasons:", f"{'x' * 60}…", "this key is not known here"),
    (WHO, f"{WHO}      by_type: {{null: {{role: head-teacher, title: Head}}}}\n", f"{STAGE}.who.by_type.null", "“null” is not known"),
    ("    who:\n" + WHO, "    repeats: {default: [{role: director, title: D}], by_type: {school: []}}\n", f"{STAGE}.repeats.by_type.school", "it is empty: add at least 1"),
    ("    who:\n" + WHO, "    repeats: {default: []}\n", f"{STAGE}.repeats.default", "it is empty: add at least 1"),
    ("title: Line managers", f"title: {'x' * 30}\n    form: []", f"{STAGE}.form", "must be text"),
]  # fmt: skip
REMINDERS = [
    ("reasons:", "reminders: {working_hours_before: 0}\nreasons:", "reminders.working_hours_before", "0 is too small: use at least 1"),
    ("reasons:", "reminders: {working_hours_before: -1}\nreasons:", "reminders.working_hours_before", "-1 is too small: use at least 1"),
    ("reasons:", "reminders: {working_hours_before: 81}\nreasons:", "reminders.working_hours_before", "81 is too large: use at most 80"),
    ("reasons:", "reminders: {working_hours_before: true}\nreasons:", "reminders.working_hours_before", "“true” is not a whole number"),
    ("reasons:", "reminders: {working_hours_before: '2'}\nreasons:", "reminders.working_hours_before", "“2” is not a whole number"),
    ("reasons:", "reminders: {working_hours_before: 2.0}\nreasons:", "reminders.working_hours_before", "“2.0” is not a whole number"),
    ("reasons:", "reminders: {working_mornings_after: -1}\nreasons:", "reminders.working_mornings_after", "-1 is too small: use at least 0"),
    ("reasons:", "reminders: {working_mornings_after: 61}\nreasons:", "reminders.working_mornings_after", "61 is too large: use at most 60"),
    ("reasons:", "reminders: {working_mornings_after:}\nreasons:", "reminders.working_mornings_after", "nothing stands here: write a whole number like 5"),
    ("reasons:", "reminders: {at_half: 1}\nreasons:", "reminders.at_half", "“1” is neither true nor false"),
    ("reasons:", "reminders: {at_breach: 'yes'}\nreasons:", "reminders.at_breach", "“yes” is neither true nor false"),
    ("reasons:", "reminders: {then_weekly: no}\nreasons:", "reminders.then_weekly", "“no” is neither true nor false"),
]  # fmt: skip
FITTING = [
    ("band: first-line", "band: first-line\n    gates: [{kind: both-have-met, says: x}]", f"{STAGE}.gates[0] (both-have-met).at", "nothing yet that this could look at"),
    ("band: board", "band: board\n    gates: [{kind: evidence, at: leave, says: x}]", "stages[1] (chair).gates[0] (evidence).at", "nobody goes on from the final stage"),
    ("    who:\n" + WHO, "", STAGE, "nobody acts at this stage: add “who”"),
    ("    who:\n" + WHO, f"    who:\n{WHO}    repeats:\n      default:\n        - {{role: director, title: D}}\n", STAGE, "remove one"),
    ("obligations:\n      - {what: discuss, owner: both, limit: {amount: 2, unit: working-days}}", "obligations: []", STAGE, "nothing is owed"),
    ('number: "2"', 'number: "1"', "stages", "the numbers are 1, 1: give each stage a higher number"),
    ("key: chair", "key: managers", "stages", "the key “managers” stands twice: give each its own"),
    ("reasons:", "routes:\n  - {from: managers, to: chiar, says: x}\nreasons:", "routes[0].to", "Did you mean “chair”?"),
    ("reasons:", "routes:\n  - {from: mangers, to: chair, says: x}\nreasons:", "routes[0].from", "there is no stage “mangers”"),
    ("reasons:", "routes:\n  - {from: chair, to: managers, says: x}\nreasons:", "routes[0]", "a route leads to a later stage"),
    ("immediate_risk:", "immediate_risk:\n  skip: {to: chiar, condition: x}", "immediate_risk.skip.to", "Did you mean “chair”?"),
    ("immediate_risk:", "immediate_risk:\n  skip: {to: managers, condition: x}", "immediate_risk.skip.to", "every case starts there"),
    ("reasons:", "overall_limit: {says: x, until: chiar, limit: {amount: 5, unit: working-days}}\nreasons:", "overall_limit.until", "there is no stage “chiar”"),
    ("reasons:", "grounds: [delay]\nreasons:", "grounds", "add not-agreed"),
    ("reasons:", "grounds: [not-agreed, delay, delay]\nreasons:", "grounds", "“delay” stands twice: remove one"),
    ("reasons:", "routes:\n  - {from: managers, to: chair, says: x, grounds: [anticipated]}\nreasons:", "routes[0].grounds", "is no ground of this policy"),
    ('phone: "999"', 'phone: ""', "immediate_risk.contacts", "nobody answers at every hour"),
    ("{key: thresholds, label: Thresholds}", "{key: other, label: Other}", "reasons[0] (other)", "offers “other” of itself"),
    ("decided_by: chair", "decided_by: raiser", f"{OPTION}.decided_by", "a side cannot decide its own case"),
    ("on_breach: remind}", "on_breach: advance}", "stages[1] (chair).obligations[0].on_breach", "no stage follows"),
    ("owner: both", "owner: panel", f"{DUTY}.owner", "there is no panel at this stage"),
    ("band: first-line", "band: first-line\n    sides: raising", f"{DUTY}.owner", "only the side that raises takes part"),
    ("unit: working-days}", "unit: working-days, start: previous-stage-ended}", f"{DUTY}.limit.start", "no stage comes before"),
    ("band: board", "band: board\n    discretionary: true", "stages[1] (chair).discretionary", "cannot be passed over"),
    ("band: board", "band: board\n    repeats: {default: [{role: director, title: D}]}", "stages[1] (chair).repeats", "the final stage does not repeat"),
    ("band: board", "band: board\n    sides: raising", "stages[1] (chair).sides", "both sides come before the board"),
    ("reasons:", "routes:\n  - {from: managers, to: chair, says: x, acts_at_source: {default: {role: director, title: D}}}\nreasons:", "routes[0].acts_at_source", "add “pairs:”, or remove it"),
    ("reasons:", "routes:\n  - {from: managers, to: chair, says: x, pairs: [[school, police]], needs_discussion: true}\n  - {from: managers, to: chair, says: x, pairs: [[police, school]], needs_discussion: true}\nreasons:", "routes[1].pairs", "for the same pair: remove one"),
    ("        - {kind: chair-decision", "        - {kind: chair-decision, title: A, decided_by: chair, binding: null}\n        - {kind: chair-decision", "stages[1] (chair).last.options", "“chair-decision” stands twice"),
    ("unit: working-days}}", "unit: working-days}}\n      - {what: discuss, owner: raiser}", "stages[0] (managers).obligations[1]", "is owed twice by the same side"),
    ("unit: working-days}}", "unit: working-days}}\n      - {what: convene-meeting, owner: both, optional: true, on_breach: advance}", "stages[0] (managers).obligations[1].on_breach", "what is optional is never late"),
    ("unit: working-days}", "unit: working-days, start: notification}", f"{DUTY}.limit.start", "the board’s office is not told at this stage"),
    ("owner: chair, on_breach: remind}", "owner: chair, on_breach: remind}\n      - {what: respond, owner: both, limit: {amount: 5, unit: working-days, start: met, after: decide}}", "stages[1] (chair).obligations[1].limit.after", "the case ends with the decision, and “respond” is not asked for after it: use report"),
]  # fmt: skip
LAYOUT = [
    ("    title: Line managers", "\ttitle: Line managers", "line 18", "there is a tab: use spaces"),
    ("  name: Anyshire", "  name: Anyshire\n  name: Other", "line 4", "“name” stands twice: remove one"),
    ("  title: Resolving", "  owner: &me Ada\n  agreed_by: *me\n  title: Resolving", "line 7", "aliases (*) are not taken: write it out"),
    ("label: Thresholds}", "label: Thresholds?}", "line 14", "if a comma, colon, question mark or bracket is part of a text"),
    ("says: Ring 999", "says: Ring: 999", "line 10", "a colon stands where none can"),
    ("  name: Anyshire", '  name: "Anyshire', "line 7", ""),
    ("band: first-line", "band: !!python/name:os.system x", "line 19", "is not taken: remove it"),
    ("reasons:", "? [a]\n: b\nreasons:", "line 13", "a key must be a word: neither a list nor other keys"),
    ("reasons:", "---\nreasons:", "line 13", "one file holds one policy"),
    ("  title: Resolving", "   title: Resolving", "line 7", "it is indented differently"),
    ("says: Ring 999", "says: @999", "line 10", "put the whole text in quotation marks"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "says"), [*WORDS, *VALUES, *REMINDERS, *FITTING, *LAYOUT])
def test_a_mistake_names_its_key_and_its_mend(old: str, new: str, key: str, says: str) -> None:
    found_key, found_says = the_mistake(old, new)
    assert found_key == key
    assert says in found_says


def test_a_misspelt_key_is_both_missing_and_unknown_with_the_right_one_named() -> None:
    found = dict(mistakes(small(**{"title: Line managers": "titel: Line managers"})))
    assert found[f"{STAGE}.title"] == "this key is missing: add it"
    assert "Did you mean “title”?" in found[f"{STAGE}.titel"]


def test_two_last_stages_are_refused() -> None:
    last = LAST.replace("Decision of the chair", "Earlier")
    found = mistakes(small(**{"    band: first-line\n": f"    band: first-line\n{last}"}))
    assert (
        f"{STAGE}.last",
        "only the final stage settles the case: move this stage to the end, or remove “last:”",
    ) in found


def test_a_procedure_that_ends_nowhere_is_refused() -> None:
    keys = [says for key, says in mistakes(small(**{LAST: ""})) if key == "stages[1] (chair)"]
    assert any("ends here without settling anything" in says for says in keys)


def test_all_mistakes_are_told_at_once_each_on_a_line() -> None:
    text = small(**{"owner: both": "owner: bothe", 'version: "1"': "version: 1.0", "amount: 2": "amount: 0"})
    with pytest.raises(PolicyMistakes) as refused:
        parse(text, file="small.yaml")
    lines = str(refused.value).splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("small.yaml: line 7: metadata.version: ")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file is empty"),
        ("# nothing but a comment", "the file is empty"),
        ("[]", "a policy file begins with keys such as “area:”"),
        ("just words", "a policy file begins with keys such as “area:”"),
        ("a: \x00", "characters that are no text"),
        ("{" * 5000, "nested too deeply"),
    ],
)
def test_what_is_no_policy_at_all_is_said_so(text: str, says: str) -> None:
    (found,) = mistakes(text)
    assert found[0] == ""
    assert says in found[1]


def test_a_file_that_is_not_there_or_not_text_or_too_large_is_said_so(tmp_path: Path) -> None:
    binary, huge = tmp_path / "policy.docx", tmp_path / "huge.yaml"
    binary.write_bytes(b"PK\x03\x04\xff\xfe\x00")
    huge.write_text("#" * (LARGEST_FILE + 1))
    for path, says in (
        (tmp_path / "none.yaml", "cannot be read (No such file or directory)"),
        (tmp_path, "cannot be read"),
        (binary, "not text in UTF-8"),
        (huge, "larger than 1 MB"),
    ):
        with pytest.raises(PolicyMistakes, match=path.name) as refused:
            read(path)
        assert says in str(refused.value)


def test_words_that_yaml_would_turn_into_something_else_stay_words() -> None:
    policy = small_policy(**{"title: Line managers": "title: no", "name: Anyshire": "name: 1:30"})
    assert (policy.stages[0].title, policy.area.name) == ("no", "1:30")


def test_the_bounds_of_reminders_are_taken_and_none_before_the_limit() -> None:
    for said, hours, mornings in (
        ("working_hours_before: 1, working_mornings_after: 0", 1, 0),
        ("working_hours_before: 80, working_mornings_after: 60", 80, 60),
        ("working_hours_before: null", None, 5),
    ):
        reminders = small_policy(**{"reasons:": f"reminders: {{{said}}}\nreasons:"}).reminders
        assert (reminders.working_hours_before, reminders.working_mornings_after) == (hours, mornings)


def test_a_date_may_be_quoted_and_whether_it_binds_may_be_left_open() -> None:
    policy = small_policy(**{"from: 2026-04-01": 'from: "2026-04-01"', "binding: true": "binding: null"})
    assert policy.metadata.in_force_from == date(2026, 4, 1)
    assert policy.stages[-1].last is not None
    assert policy.stages[-1].last.binding is None


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert read(path)[0] == small_policy()


def test_a_policy_cannot_be_changed_once_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        small_policy().area.name = "Elsewhere"  # type: ignore[misc]


@pytest.mark.parametrize("area", AREAS)
def test_a_policy_survives_being_stored_as_json(area: str) -> None:
    policy, _ = read(FOLDER / f"{area}.yaml")
    assert Policy.model_validate_json(policy.model_dump_json(by_alias=True)) == policy


@given(st.text(max_size=200))
def test_no_text_whatever_ends_in_anything_but_mistakes(text: str) -> None:
    with pytest.raises(PolicyMistakes):
        parse(text, file="x.yaml")


@given(place=st.integers(0, len(SMALL) - 1), typed=st.sampled_from(list("\t:-[]{}#&*!|>'\"%@`\n x9")))
def test_a_slip_of_the_keyboard_is_taken_or_named_and_never_a_crash(place: int, typed: str) -> None:
    text = SMALL[:place] + typed + SMALL[place + 1 :]
    found: tuple[Mistake, ...] = ()
    try:
        parse(text, file="x.yaml")
    except PolicyMistakes as refused:
        found = refused.mistakes
    assert all(mistake.says for mistake in found)


def test_a_written_file_is_named_in_its_mistake(tmp_path: Path) -> None:
    path = write(tmp_path, small(**{"owner: both": "owner: nobody"}), "ours.yaml")
    with pytest.raises(PolicyMistakes, match=r"ours\.yaml: line 23: stages\[0\]"):
        read(path)


def test_a_complaint_that_nobody_foresaw_is_told_without_jargon() -> None:
    detail: Any = {"type": "brand_new", "loc": ("area",), "msg": "Input should be a valid thing", "input": 1}
    (found,) = mistakes_of([detail], {}, "x.yaml")
    assert (
        str(found) == "x.yaml: area: “1” cannot stand here: see this key in the author’s guide, and write it like there"
    )
