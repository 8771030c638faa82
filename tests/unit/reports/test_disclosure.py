"""What a report could give away: hidden numbers counted, few cases and agencies said, and texts looked at."""

import pytest
from django.db.models import F

from agencies.models import Agency
from cases.models import Case
from reports import disclosure
from reports.annual import Prepared
from reports.disclosure import Texts, look
from reports.models import CaseFact, PairFact, Report
from reports.publishing import Check
from reports.shape import Cell, Mark, Row, Section, Table
from tests.unit.cases.world import published
from tests.unit.reports.made_up import AT, FIRST, Board, a_board, a_draft, content
from tests.unit.reports.random_facts import random_facts

pytestmark = pytest.mark.django_db


def hidden_table(*marks: Mark) -> Table:
    rows = tuple(
        Row(key=str(n), label=str(n), cells=(Cell(value=None if mark else 9, mark=mark),))
        for n, mark in enumerate(marks)
    )
    return Table(key="t", title="Some table", subtitle="", head="Agency", columns=("Raised",), rows=rows)


def section(*marks: Mark, commentary: str = "") -> Section:
    return Section(
        key="raised", title="Who raised", finding="", says="", tables=(hidden_table(*marks),), commentary=commentary
    )


@pytest.fixture
def board() -> Board:
    return a_board()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Priya did it alone.", "“Priya” stands in the names of people in the directory"),
        ("As OFFICE and Jones said, and Shah.", "“Jones” and “Shah” stand in the names"),
        ("We thank Mrs Nobody.", "This looks like a name"),
        ("NHS 943 476 5919.", "This looks like an NHS number"),
        ("Born 3/4/2015.", "This looks like a date of birth"),
    ],
)
def test_texts_that_may_name_somebody(board: Board, text: str, says: str) -> None:
    assert any(says in sentence for sentence in Texts(board.area).doubts(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The Anyshire Health Trust raised most, in April and May.",
        "Anyshire Safeguarding Partnership trained its agencies.",
        "Health and schools disagreed less than in 2024.",
        "the office keeps a keeper of minutes, and a partner or member",
    ],
)
def test_texts_that_name_nobody(board: Board, text: str) -> None:
    assert Texts(board.area).doubts(text) == []


def test_people_of_another_area_are_not_looked_for(board: Board) -> None:
    other = a_board("othershire", "Othershire")
    other.office.name = "Zebedee Quill"
    other.office.save()
    assert Texts(board.area).doubts("Zebedee spoke.") == []
    assert Texts(other.area).doubts("Zebedee spoke.") != []


def test_a_reference_is_found_only_where_there_is_such_a_case(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    class Known:
        def filter(self, reference__in: list[str]) -> "Known":
            self.found = [one for one in reference__in if one == "ESC-0007"]
            return self

        def order_by(self, *_: str) -> "Known":
            return self

        def values_list(self, *_: str, flat: bool) -> list[str]:
            return self.found

    monkeypatch.setattr(disclosure.Case, "objects", Known())
    assert Texts(board.area).doubts("See ESC-0007 and COVID-19.") == [
        "This gives the reference of a case, ESC-0007: take it out. A report identifies no case."
    ]
    assert Texts(board.area).doubts("See ISO-9001.") == []


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("Of these, three were about sleep.", True),
        ("Only 4 were.", True),
        ("Some 40, or 4%, or 3.5 days, in 2025.", False),
        ("Six were.", False),
    ],
)
def test_small_numbers_beside_tables_that_hide_some(board: Board, text: str, is_said: bool) -> None:
    hiding, open_ = section(Mark.HIDDEN), section(Mark.NONE)
    assert bool(Texts(board.area).doubts(text, section=hiding, threshold=5)) is is_said
    assert Texts(board.area).doubts(text, section=open_, threshold=5) == []


def prepared(*shown: Section, check: Check | None = None) -> Prepared:
    return Prepared((), content(sections=shown), check or Check(), "")


def of_so_many(number: int) -> tuple[Report, list[str]]:
    """A report of an area with so many cases over two years, and what the check says."""
    version = published("bristol")
    random_facts(version, seed=1, number=number)
    CaseFact.objects.update(raised_on=FIRST)
    PairFact.objects.update(raised_on=FIRST)
    board = a_board()
    report = a_draft(board, area=version.area)
    return report, look(report, prepared()).warnings


def test_what_publishing_found_is_said(board: Board) -> None:
    check = Check(numbers=9, first=2, second=1, times=4, warnings=("Think of it.",))
    found = look(a_draft(board), prepared(check=check))
    assert found.counts == [
        "2 numbers because they are small",
        "1 further number, so that those cannot be worked out",
        "4 times",
    ]
    assert found.warnings[-1] == "Think of it."


def test_an_empty_year_is_said(board: Board) -> None:
    assert look(a_draft(board), prepared()).warnings == [
        "No disagreement was raised in this period: every table of what was raised shows 0, or nothing."
    ]


def test_few_cases_are_said() -> None:
    _, said = of_so_many(12)
    assert said[0].startswith("The report is of 12 disagreements")


def test_of_many_cases_only_the_agencies_alone_in_their_type_are_said() -> None:
    report, said = of_so_many(disclosure.FEW_CASES)
    (alone,) = said
    assert alone == (
        "Bristol 0 Health, Bristol 3 Police and Bristol 4 Children’s social care are each the only one of their type in the "
        "area: what a table says of the type, it says of that agency. Ask first."
    )
    for kind in ("health", "police", "childrens-social-care"):
        Agency.objects.create(name=f"Another {kind}", type=kind).areas.add(report.area)
    assert look(report, prepared()).warnings == []


def test_that_figures_lag_behind_the_cases_is_said() -> None:
    report, before = of_so_many(disclosure.FEW_CASES)
    case = CaseFact.objects.earliest("pk").case
    Case.objects.filter(pk=case.pk).update(revision=F("revision") + 1)
    (said,) = set(look(report, prepared()).warnings) - set(before)
    assert said.startswith("1 case of this period changed just now")
    Case.objects.filter(pk=case.pk).update(raised_at=AT)  # after the period
    assert look(report, prepared()).warnings == before


def test_an_area_in_which_one_agency_alone_disagreed_is_said() -> None:
    report, _ = of_so_many(40)
    agency = Agency.objects.first()
    PairFact.objects.all().delete()
    fact = CaseFact.objects.earliest("pk")
    PairFact.objects.create(fact=fact, area=report.area, raised_on=FIRST, raising=agency, receiving=agency)
    assert look(report, prepared()).warnings == [
        "Only one agency had a part in them: every number of the report is about that agency. Ask it first."
    ]


def test_doubtful_texts_are_listed_with_where_they_are_written(board: Board) -> None:
    report = a_draft(board)
    found = look(report, prepared(section(Mark.NONE, commentary="Priya said so.")))
    assert [(doubtful.part, doubtful.title) for doubtful in found.doubts] == [("on-raised", "Who raised")]
