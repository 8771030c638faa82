"""Which agencies raised disagreements, and with whom."""

from collections.abc import Iterator, Sequence

from policies.vocabulary import AgencyType
from reports.figures.names import Names
from reports.figures.numbers import Numbers
from reports.figures.tables import TOTAL, Compared, columns_add_up, number, rows_add_up, where_and_when
from reports.shape import ChartKind, Link, Row, Section, Table


def agencies(numbers: Numbers, names: Names) -> Section:
    """Who raised them, who received them, and the two together by type of agency; and who raised none."""
    scope = numbers.scope
    rows = list(names.agencies.items())
    raised = Compared(
        key="raising",
        title="Agencies that raised them",
        what="Disagreements raised",
        head="Agency",
        measure="raised",
        dimension="raising",
        rows=rows,
        counted=numbers.raisers,
        whole=numbers.raised,
        notes=("Agencies of the area that raised none are shown with 0.",),
    )
    received = Compared(
        key="receiving",
        title="Agencies with which they were raised",
        what="Disagreements raised, once for each agency that received it",
        head="Agency",
        measure="pairs",
        dimension="receiving",
        rows=rows,
        counted=numbers.pairs.by(1),
        whole=numbers.pairs.by_all,
        notes=("A disagreement with several agencies is counted once for each.",),
    )
    return Section(
        key="agencies",
        title="Who raised them, and with whom",
        finding="",
        says="A disagreement is counted for the agency whose practitioner raised it, and for each agency that received it, "
        "but for one that passed it on to another because it was not for them.",
        tables=(raised.of(scope), received.of(scope), _matrix(numbers, names)),
    )


def _matrix(numbers: Numbers, names: Names) -> Table:
    """Raising by receiving type of agency, of the types that took part, with their sums."""
    scope = numbers.scope
    counted: dict[tuple[str, str], int] = {}
    for (raising, receiving), cases in numbers.pairs.now.items():
        pair = _type(raising, names), _type(receiving, names)
        counted[pair] = counted.get(pair, 0) + cases
    from_types = [kind for kind in AgencyType if any(kind == pair[0] for pair in counted)]
    to_types = [kind for kind in AgencyType if any(kind == pair[1] for pair in counted)]
    rows = []
    for kind in from_types:
        cells = [
            number(counted.get((kind, other), 0), scope.count("pairs", from_type=kind, to_type=other))
            for other in to_types
        ]
        whole = sum(cases for pair, cases in counted.items() if pair[0] == kind)
        rows.append(
            Row(key=kind, label=kind.label, cells=(*cells, number(whole, scope.count("pairs", from_type=kind))))
        )
    below = [
        number(sum(cases for pair, cases in counted.items() if pair[1] == other), scope.count("pairs", to_type=other))
        for other in to_types
    ]
    rows.append(
        Row(
            key=TOTAL,
            label="All",
            cells=(*below, number(sum(counted.values()), scope.count("pairs"))),
            total=True,
        )
    )
    return Table(
        key="matrix",
        title="Raising and receiving agencies by type",
        subtitle=where_and_when(scope, "Disagreements raised, once for each agency that received it"),
        head="Raised by",
        columns=(*(f"With: {kind.label}" for kind in to_types), "All"),
        rows=tuple(rows),
        links=(
            *columns_add_up(rows),
            *rows_add_up(rows, len(to_types), range(len(to_types))),
            *_of_their_types(numbers, names, from_types, to_types),
        ),
        drawn=ChartKind.MATRIX,
    )


def _of_their_types(
    numbers: Numbers, names: Names, from_types: Sequence[AgencyType], to_types: Sequence[AgencyType]
) -> Iterator[Link]:
    """What everybody knows: of which type each agency is. So a type is the sum of its agencies, and may be one agency alone.

    Where each disagreement was raised with one agency, as many were raised by a type as its agencies raised; what comes on
    top is counted as `further`, which stands in no table.
    """
    scope = numbers.scope

    def of_type(kind: AgencyType) -> list[str]:
        return [str(pk) for pk in names.agencies if _type(pk, names) == kind]

    for kind in to_types:
        parts = tuple(scope.count("pairs", receiving=pk) for pk in of_type(kind))
        yield Link(total=scope.count("pairs", to_type=kind), parts=parts)
    for kind in from_types:
        parts = tuple(scope.count("raised", raising=pk) for pk in of_type(kind))
        further = scope.count("further", from_type=kind)
        yield Link(total=scope.count("pairs", from_type=kind), parts=(*parts, further))


def _type(pk: int, names: Names) -> AgencyType:
    return names.types.get(pk, AgencyType.OTHER)
