"""A report with everything that a file must bear: hidden cells, marks, shares, times, a matrix, empty tables, odd names."""

from datetime import date

from reports.shape import Cell, ChartKind, Content, Count, Mark, Row, Section, Table, Unit

FIRST, LAST = date(2025, 4, 1), date(2026, 3, 31)
SECRET = 918273
"""Left in hidden cells, as no report that is published would have it: it may stand in no file."""
SECRET_SHARE = 73.918

LONG = "Central and North West Anyshire Children and Young People’s Integrated Mental Health and Therapies NHS Foundation Trust"
WELSH, POLISH, ARABIC, CHINESE = "Llŷr Siôn, Ŵy", "Łódź & Żółć <Ltd>", "مدرسة النور", "華人社區中心"
FORMULA = '=HYPERLINK("http://example.org","Open")'
AGENCIES = ("Children’s social care", "Health", LONG, WELSH, POLISH, ARABIC, CHINESE, FORMULA)


def n(value: float) -> Cell:
    return Cell(value=value, count=Count(measure="raised", of=(("agency", str(value)),), first=FIRST, last=LAST))


def share(value: float) -> Cell:
    return Cell(value=value, unit=Unit.PERCENT)


def days(value: float) -> Cell:
    return Cell(value=value, unit=Unit.WORKING_DAYS)


HIDDEN = Cell(value=SECRET, mark=Mark.HIDDEN)
HIDDEN_SHARE = Cell(value=SECRET_SHARE, unit=Unit.PERCENT, mark=Mark.HIDDEN)
NOT_AVAILABLE = Cell(mark=Mark.NOT_AVAILABLE, unit=Unit.WORKING_DAYS)
NOT_APPLICABLE = Cell(mark=Mark.NOT_APPLICABLE)

RAISED = Table(
    key="raised-by-agency",
    title="Disagreements raised, by agency",
    subtitle="Anyshire, 1 April 2025 to 31 March 2026",
    head="Agency",
    columns=("Raised", "Share of all", "Working days to the end (median)"),
    rows=(
        Row(key="csc", label=AGENCIES[0], cells=(n(1432), share(66.66666), days(12))),
        Row(key="health", label=AGENCIES[1], cells=(n(614), share(28.57), days(7.5))),
        Row(key="long", label=AGENCIES[2], cells=(HIDDEN, HIDDEN_SHARE, NOT_AVAILABLE)),
        Row(key="welsh", label=AGENCIES[3], cells=(n(41), share(1.9), days(1))),
        Row(key="polish", label=AGENCIES[4], cells=(HIDDEN, HIDDEN_SHARE, days(3))),
        Row(key="arabic", label=AGENCIES[5], cells=(n(38), share(1.77), days(20))),
        Row(key="chinese", label=AGENCIES[6], cells=(n(12), share(0.6), NOT_AVAILABLE)),
        Row(key="formula", label=AGENCIES[7], cells=(n(0), share(0), NOT_APPLICABLE)),
        Row(key="all", label="All agencies", cells=(n(2148), share(100), days(10)), total=True),
    ),
    notes=("One disagreement is counted once, whoever received it.", "=1+1 is no formula here."),
    drawn=ChartKind.BARS,
)

TREND = Table(
    key="by-quarter",
    title="Disagreements raised, by quarter",
    subtitle="Anyshire, two years",
    head="Quarter",
    columns=("Raised",),
    rows=tuple(
        Row(key=f"q{place}", label=label, cells=(cell,))
        for place, (label, cell) in enumerate(
            (
                ("April to June 2024", n(210)),
                ("July to September 2024", n(256)),
                ("October to December 2024", HIDDEN),
                ("January to March 2025", n(244)),
                ("April to June 2025", n(531)),
                ("July to September 2025", n(502)),
                ("October to December 2025", n(560)),
                ("January to March 2026", n(555)),
            )
        )
    ),
    drawn=ChartKind.LINE,
)

MATRIX = Table(
    key="who-to-whom",
    title="Who raised with whom",
    subtitle="Anyshire, 1 April 2025 to 31 March 2026",
    head="Raised by",
    columns=AGENCIES[:6],
    rows=tuple(
        Row(
            key=f"from-{a}",
            label=agency,
            cells=tuple(
                NOT_APPLICABLE if a == b else HIDDEN if (a + b) % 5 == 3 else n((a * 7 + b * 13) % 40 + 6)
                for b in range(6)
            ),
        )
        for a, agency in enumerate(AGENCIES[:6])
    ),
    drawn=ChartKind.MATRIX,
)

EMPTY = Table(
    key="panels",
    title="Panels",
    subtitle="",
    head="Panel",
    columns=("Sittings", "Sittings"),
    rows=(),
    drawn=ChartKind.BARS,
)

ALL_HIDDEN = Table(
    key="withdrawn",
    title="Withdrawn",
    subtitle="By band",
    head="Band",
    columns=("Withdrawn",),
    rows=(Row(key="one", label="Managers", cells=(HIDDEN,)), Row(key="two", label="Directors", cells=(HIDDEN,))),
    drawn=ChartKind.BARS,
)

CONTENT = Content(
    title="Escalation: annual report 2025 to 2026",
    area="Anyshire",
    partnership="Anyshire Safeguarding Children Partnership",
    first=FIRST,
    last=LAST,
    threshold=5,
    introduction="This report counts the disagreements that agencies raised.\n\nIt names nobody & no child <b>.",
    sections=(
        Section(
            key="raised",
            title="Who raises",
            finding="Children’s social care raised two in three",
            says="A disagreement is counted in the period in which it was raised, once.",
            tables=(RAISED, TREND),
            commentary="More were raised than the year before.\n\n#strong[No markup] *here* — = no formula.\nA second line.",
        ),
        Section(
            key="between", title="Between agencies", finding="", says="Each pair is counted once.", tables=(MATRIX,)
        ),
        Section(
            key="panels-and-more",
            title="Panels and withdrawals",
            finding="No panel sat",
            says="Sittings are those that were held.",
            tables=(EMPTY, ALL_HIDDEN),
        ),
    ),
    made_on=date(2026, 5, 4),
    version=3,
    digest="sha256:" + "0f1e2d3c" * 8,
)


def big(rows: int, tables: int) -> Content:
    """A report with so many rows in each of so many tables."""
    return CONTENT.model_copy(
        update={
            "sections": tuple(
                Section(
                    key=f"part-{part}",
                    title=f"Part {part}",
                    finding=f"Finding {part}",
                    says="Counted once.",
                    tables=(
                        RAISED.model_copy(
                            update={
                                "key": f"table-{part}",
                                "rows": tuple(
                                    Row(
                                        key=f"r{row}",
                                        label=f"Agency {row}",
                                        cells=(n(row), share(row % 100), days(row % 30)),
                                    )
                                    for row in range(rows)
                                ),
                            }
                        ),
                    ),
                )
                for part in range(tables)
            )
        }
    )
