"""The links beside the green button are sorted, so that a tired person finds theirs."""

from collections import Counter

from cases.presenters.offered import FEW, SORTED, offered
from cases.verbs import Verb


def test_each_verb_of_a_case_has_its_place_once() -> None:
    places = Counter(verb for verbs in SORTED.values() for verb in verbs)
    assert {verb: places[verb] for verb in Verb if places[verb] != 1} == {Verb.RAISE: 0}


def test_many_are_sorted_by_what_they_are_for() -> None:
    many = [Verb.ADD_NOTE, Verb.ESCALATE, Verb.RESPOND, Verb.HAND_OVER, Verb.WITHDRAW]
    assert [(group.heading, group.verbs) for group in offered(many)] == [
        ("Answer", [Verb.RESPOND]),
        ("Move it on", [Verb.ESCALATE, Verb.WITHDRAW]),
        ("People", [Verb.HAND_OVER]),
        ("For the record", [Verb.ADD_NOTE]),
    ]


def test_few_stand_in_one_row() -> None:
    few = list(Verb)[1 : FEW + 1]
    assert [(group.heading, group.verbs) for group in offered(few)] == [("", few)]
    assert offered([]) == []
