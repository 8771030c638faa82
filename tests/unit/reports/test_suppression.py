"""What must be hidden so that no small number can be worked out; and a program that tries to."""

import random
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import product
from time import process_time

import pytest

from reports.shape import Count, Link, count_of
from reports.suppression import ContradictionError, Protection, Publication, protect
from reports.suppression.choosing import Choice
from tests.unit.reports import attacker
from tests.unit.reports.attacker import QUARTERS, YEAR, Attack, Seen, Sheet, drawn, kinds, of, seen_of

THRESHOLD = 5


def row(*values: int, name: str = "raising") -> tuple[dict[Count, int], Link]:
    """A row of counts and its total."""
    parts = tuple(of(YEAR, **{name: f"{place}"}) for place in range(len(values)))
    total = of()
    numbers = dict(zip(parts, values, strict=True)) | {total: sum(values)}
    return numbers, Link(total=total, parts=parts)


def places(found: Iterable[Count], name: str = "raising") -> set[str]:
    return {dict(count.of).get(name, "total") for count in found}


class TestOneRow:
    def test_hides_the_small_one_and_the_next_smallest_but_never_a_zero(self) -> None:
        numbers, link = row(3, 0, 28, 9)
        found = protect(numbers, [link])
        assert (places(found.first), places(found.second)) == ({"0"}, {"3"})

    def test_hides_nothing_where_nothing_is_small(self) -> None:
        numbers, link = row(6, 0, 28, 9)
        assert protect(numbers, [link]) == Protection()

    def test_two_small_ones_cover_each_other_where_each_could_be_any_small_number(self) -> None:
        numbers, link = row(4, 3, 28)
        assert places(protect(numbers, [link]).hidden) == {"0", "1"}

    def test_two_of_one_do_not_cover_each_other_since_neither_is_zero(self) -> None:
        numbers, link = row(1, 1, 28, 40)
        assert places(protect(numbers, [link]).second) == {"2"}

    def test_hides_the_total_where_nothing_else_is_left(self) -> None:
        numbers, link = row(3, 0)
        assert places(protect(numbers, [link]).hidden) == {"0", "total"}
        numbers, link = row(3)
        assert places(protect(numbers, [link]).hidden) == {"0", "total"}

    @pytest.mark.parametrize(("threshold", "hidden"), [(10, {"1", "2"}), (3, set()), (0, set())])
    def test_the_threshold_says_what_is_small(self, threshold: int, hidden: set[str]) -> None:
        numbers, link = row(30, 7, 12, 40)
        assert places(protect(numbers, [link], threshold=threshold).hidden) == hidden

    def test_is_the_same_each_time(self) -> None:
        numbers, link = row(3, 9, 9, 9, 9, 30)
        assert len({protect(numbers, [link]).hidden for _ in range(3)}) == 1

    def test_hides_all_but_zeros_where_the_solver_finds_no_way(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Choice, "cheapest", lambda *_: None)
        numbers, link = row(3, 0, 28, 9)
        found = protect(numbers, [link])
        assert places(found.hidden) == {"0", "2", "3", "total"}
        assert not found.exposed

    def test_nothing_to_show_is_no_trouble(self) -> None:
        assert protect({}) == Protection()
        assert protect({of(): 0}) == Protection()
        assert protect({of(): 4}).first == {of()}

    def test_numbers_that_contradict_their_own_links_are_refused(self) -> None:
        numbers, link = row(3, 9)
        with pytest.raises(ContradictionError, match="do not add up"):
            protect(numbers | {of(): 13}, [link])


class TestWhatHangsTogether:
    def test_the_same_count_in_two_tables_is_one_number(self) -> None:
        by_agency, first = row(3, 9, 280)
        by_receiver = {of(YEAR, raising="1", receiving=b): value for b, value in (("x", 9), ("y", 0))}
        second = Link(total=of(raising="1"), parts=tuple(by_receiver))
        found = protect(by_agency | by_receiver, [first, second])
        assert found.second == {of(raising="1"), of(raising="1", receiving="x")}, (
            "9 is hidden, so it is hidden where it is a sum"
        )

    def test_a_cover_that_overlaps_is_pinned_where_its_bounds_meet(self) -> None:
        one, two = of(reason="0"), of(reason="1")
        link = Link(total=of(), parts=(one, two), overlap=True)
        assert protect({of(): 40, one: 3, two: 37}, [link]).second
        assert not protect({of(): 40, one: 3, two: 40}, [link]).second

    def test_a_year_is_the_sum_of_its_quarters(self) -> None:
        quarters = [of(quarter) for quarter in QUARTERS[4:]]
        numbers = dict(zip(quarters, (3, 20, 30, 40), strict=True)) | {of(): 93}
        found = protect(numbers)
        assert (found.first, found.second) == ({quarters[0]}, {quarters[1]})

    def test_a_stock_is_not_the_sum_of_its_quarters(self) -> None:
        numbers = {count_of("open", *quarter): 3 + 17 * (place > 0) for place, quarter in enumerate(QUARTERS[4:])}
        numbers[count_of("open", *YEAR)] = 20
        assert not protect(numbers, moments=["open"]).second
        assert not protect(numbers).second, "and its numbers tell so themselves"

    def test_two_periods_that_overlap_differ_by_a_piece(self) -> None:
        whole, nearly = of(), of((date(2025, 4, 1), date(2026, 2, 28)))
        assert not protect({whole: 40, nearly: 30}).hidden
        assert len(protect({whole: 40, nearly: 37}).second) == 1

    def test_a_link_holds_in_the_pieces_of_a_period_as_well(self) -> None:
        numbers: dict[Count, int] = {}
        for quarter, (a, b) in zip(QUARTERS[4:], ((20, 3), (20, 20), (20, 20), (20, 20)), strict=True):
            numbers |= {of(quarter, raising="a"): a, of(quarter, raising="b"): b, of(quarter): a + b}
        sums = {of(raising=a): sum(numbers[of(q, raising=a)] for q in QUARTERS[4:]) for a in "ab"}
        numbers |= sums | {of(): sum(sums.values())}
        link = Link(total=of(), parts=(of(raising="a"), of(raising="b")))
        found = protect(numbers, [link])
        assert found.second & {of(QUARTERS[4], raising="a"), of(QUARTERS[4])}
        assert attacked(numbers, found.hidden, [*quarterly(link), link]) == []

    def test_an_agencys_view_beside_the_whole_leaves_no_small_rest(self) -> None:
        whole, own = of(reason="delay"), of(raising="a", reason="delay")
        assert len(protect({whole: 40, own: 38}).second) == 1
        assert not protect({whole: 40, own: 20}).hidden

    def test_what_a_share_leaves_over_is_a_small_number_too(self) -> None:
        part, whole = count_of("in-time", *YEAR), count_of("due", *YEAR)
        assert len(protect({part: 38, whole: 40}, shares=[(part, whole)]).second) == 1
        assert not protect({part: 30, whole: 40}, shares=[(part, whole)]).hidden


def quarterly(link: Link) -> list[Link]:
    return [
        Link(
            total=of(quarter),
            parts=tuple(part.model_copy(update={"first": quarter[0], "last": quarter[1]}) for part in link.parts),
        )
        for quarter in QUARTERS[4:]
    ] + [
        Link(total=count, parts=tuple(count.model_copy(update={"first": q[0], "last": q[1]}) for q in QUARTERS[4:]))
        for count in (link.total, *link.parts)
    ]


def attacked(numbers: Mapping[Count, int], hidden: frozenset[Count], links: Iterable[Link]) -> list[Count]:
    """Small numbers that repeated subtraction recovers: the attack that a reader makes with a pencil."""
    known = {count: value for count, value in numbers.items() if count not in hidden}
    links = list(links)
    for _ in range(len(numbers) + 1):
        for link in links:
            unknown = [count for count in (link.total, *link.parts) if count not in known]
            if len(unknown) == 1 and not link.overlap:
                rest = sum(known[part] for part in link.parts if part in known)
                known[unknown[0]] = rest if unknown[0] == link.total else known[link.total] - rest
    return [count for count in attacker.small(numbers, THRESHOLD) if count in known]


class TestEarlierPublications:
    def test_what_is_hidden_now_must_not_have_been_shown_to_cover_it(self) -> None:
        numbers, link = row(3, 9, 28)
        before = Publication({of(raising="1"): 9})
        assert places(protect(numbers, [link], earlier=[before]).second) == {"2"}

    def test_what_was_hidden_is_not_given_away_by_another_choice_later(self) -> None:
        _, link = row(3, 9, 28)
        before = Publication({of(): 40, of(raising="2"): 28}, frozenset({of(raising="0"), of(raising="1")}), (link,))
        assert of(raising="1") in protect({of(raising="1"): 9}, earlier=[before]).hidden

    def test_a_number_that_changed_a_little_is_hidden_the_second_time(self) -> None:
        before = Publication({of(): 40})
        assert protect({of(): 43}, earlier=[before]).second == {of()}
        assert protect({of(): 37}, earlier=[before]).second == {of()}
        assert not protect({of(): 50}, earlier=[before]).hidden
        assert not protect({of(): 40}, earlier=[before]).hidden

    def test_what_was_given_away_before_is_told(self) -> None:
        numbers, link = row(3, 9, 28)
        found = protect(numbers, [link], earlier=[Publication(numbers)])
        assert found.first == {of(raising="0")}
        found = protect(
            {of(raising="0"): 3}, [link], earlier=[Publication({of(): 40, of(raising="1"): 9, of(raising="2"): 28})]
        )
        assert found.exposed == {of(raising="0")}


Hide = Callable[[Sheet, Mapping[Count, int], list[Publication]], frozenset[Count]]


def well(sheet: Sheet, truth: Mapping[Count, int], earlier: list[Publication]) -> frozenset[Count]:
    return protect(truth, sheet.links, earlier=earlier).hidden


def without_second(sheet: Sheet, truth: Mapping[Count, int], earlier: list[Publication]) -> frozenset[Count]:
    return protect(truth, sheet.links, earlier=earlier).first


def table_by_table(sheet: Sheet, truth: Mapping[Count, int], earlier: list[Publication]) -> frozenset[Count]:
    found: set[Count] = set()
    for table in sheet.tables:
        inside = {count for link in table for count in (link.total, *link.parts)}
        found |= protect({count: truth[count] for count in truth if count in inside}, table).hidden
    return frozenset(found | set(attacker.small(truth, THRESHOLD)))


def forgetful(sheet: Sheet, truth: Mapping[Count, int], earlier: list[Publication]) -> frozenset[Count]:
    return protect(truth, sheet.links).hidden


def a_report(sheet: Sheet) -> Sheet:
    """Agencies, who with whom, reasons, quarters."""
    return attacker.by_quarter(attacker.by_reason(attacker.matrix(attacker.by_agency(sheet))))


NINE_MONTHS = (QUARTERS[4][0], QUARTERS[6][1])


def recovered(hide: Hide, seed: int) -> list[Count]:
    """What an attacker works out of two reports of one record: of all and of an agency, or of a year and of most of it."""
    cases = drawn(seed, (25, 70, 130, 220)[seed % 4])
    whole, own = a_report(Sheet()), attacker.by_quarter(attacker.by_reason(Sheet(), raising="a"), raising="a")
    most = attacker.by_reason(attacker.by_agency(Sheet(), NINE_MONTHS), NINE_MONTHS)
    seen: list[Seen] = []
    earlier: list[Publication] = []
    pieces = attacker.by_reason(attacker.by_agency(Sheet(), QUARTERS[7]), QUARTERS[7])
    truths = pieces.truth(cases)
    for sheet in ((own, whole), (whole, own), (whole, most))[seed % 3]:
        truth = sheet.truth(cases)
        seen.append(seen_of(truth, hide(sheet, truth, earlier)))
        earlier.append(Publication(seen[-1].shown, seen[-1].hidden, tuple(sheet.links)))
        truths |= truth
    return attacker.found_out(Attack(seen, kinds()), truths, THRESHOLD)


def recovered_as_the_record_grows(hide: Hide, seed: int) -> list[str]:
    """What an attacker works out of two reports on one year, between which cases were entered: numbers, and how many more."""
    draw = random.Random(seed)
    cases, truths = drawn(seed, (40, 90, 160)[seed % 3]), []
    seen: list[Seen] = []
    earlier: list[Publication] = []
    sheet = attacker.by_reason(attacker.by_agency(Sheet()))
    for _ in range(2):
        truth = sheet.truth(cases)
        seen.append(seen_of(truth, hide(sheet, truth, earlier)))
        earlier.append(Publication(seen[-1].shown, seen[-1].hidden, tuple(sheet.links)))
        truths.append(truth)
        cases = cases + drawn(seed + 1000, draw.randint(1, 20))
    attack = Attack(seen, kinds([4]), growing=True)
    found = [f"{c.of} at {at}" for at in (0, 1) for c in attacker.found_out(attack, truths[at], THRESHOLD, at)]
    more = [c for c in truths[0] if 1 <= truths[1][c] - truths[0][c] <= THRESHOLD]
    return found + [f"{c.of} more" for c in more if len(set(attack.range_of((1, c, 1), (0, c, -1)))) == 1]


class TestAgainstAnAttacker:
    """The attacker knows no links: its unknowns are the cases themselves (`attacker.Attack`)."""

    @pytest.mark.parametrize("seed", range(6))
    def test_recovers_no_small_number(self, seed: int) -> None:
        assert recovered(well, seed) == []

    @pytest.mark.parametrize("seed", range(4))
    def test_nor_as_the_record_goes_on(self, seed: int) -> None:
        assert recovered_as_the_record_grows(well, seed) == []

    @pytest.mark.parametrize("hide", [without_second, table_by_table])
    def test_recovers_them_where_it_is_done_badly(self, hide: Hide) -> None:
        assert any(recovered(hide, seed) for seed in range(6))

    def test_recovers_them_where_an_earlier_report_is_forgotten(self) -> None:
        assert any(recovered(forgetful, seed) for seed in range(6))
        assert any(recovered_as_the_record_grows(forgetful, seed) for seed in range(4))

    @pytest.mark.long
    @pytest.mark.parametrize("seed", range(100, 300))
    def test_recovers_none_of_many(self, seed: int) -> None:
        assert recovered(well, seed) == []
        assert recovered_as_the_record_grows(well, seed) == []


class TestAgainstWhoRunsTheMethod:
    """Who knows the method tries every world that looks the same, and runs it on each: only those stay that come out alike."""

    @pytest.mark.parametrize("seed", range(2, 14))
    def test_more_than_one_value_of_each_small_number_comes_out_alike(self, seed: int) -> None:
        draw = random.Random(seed)
        numbers, link = row(*(draw.choice((0, 1, 1, 2, 3, 5, 6, 7, 9, 14)) for _ in range(4)))
        found = protect(numbers, [link])
        alike = [
            world for world in worlds(numbers, found.hidden, link) if protect(world, [link]).hidden == found.hidden
        ]
        for count in attacker.small(numbers, THRESHOLD):
            assert len({world[count] for world in alike}) > 1, (numbers.values(), found)


def worlds(numbers: Mapping[Count, int], hidden: frozenset[Count], link: Link) -> Iterable[dict[Count, int]]:
    """Every row that would look the same, of numbers up to 15."""
    unknown = [part for part in link.parts if part in hidden]
    shown = {part: numbers[part] for part in link.parts if part not in hidden}
    for values in product(range(1, 16), repeat=len(unknown)):
        total = sum(values) + sum(shown.values())
        if link.total in hidden or total == numbers[link.total]:
            yield shown | dict(zip(unknown, values, strict=True)) | {link.total: total}


def side_of(measure: str, name: str, place: int) -> Count:
    return Count(measure=measure, of=((name, str(place)),), first=YEAR[0], last=YEAR[1])


def test_a_large_report_takes_no_longer_than_two_seconds() -> None:
    numbers: dict[Count, int] = {}
    links: list[Link] = []
    draw = random.Random(5)
    for measure in ("raised", "pairs", "due"):
        cells = {(a, b): int(draw.expovariate(1 / 8)) for a in range(9) for b in range(9)}
        counted = {pair: count_of(measure, *YEAR, x=str(pair[0]), y=str(pair[1])) for pair in cells}
        numbers |= {counted[pair]: value for pair, value in cells.items()}
        for side, name in enumerate("xy"):
            for place in range(9):
                total, inside = side_of(measure, name, place), [p for p in cells if p[side] == place]
                numbers[total] = sum(cells[pair] for pair in inside)
                links.append(Link(total=total, parts=tuple(counted[pair] for pair in inside)))
        numbers[count_of(measure, *YEAR)] = sum(cells.values())
        links += [
            Link(total=count_of(measure, *YEAR), parts=tuple(side_of(measure, n, p) for p in range(9))) for n in "xy"
        ]
    began = process_time()
    found = protect(numbers, links)
    assert len(numbers) == 300
    assert found.first
    assert found.second
    assert process_time() - began < 2
