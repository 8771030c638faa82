"""A report as a Word file: real headings, contents that lead to them, tables whose headings repeat, drawings with their sentence.

It names no person: author is the partnership, and the day is that of the report.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section as Part
from docx.shared import Cm, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from core.typeset import png_from
from reports.charts import IN_A_FILE, drawing, sentence
from reports.exports.pdf import legible_table
from reports.exports.zips import office_file
from reports.shape import MEANINGS, Content, Section, Table, written
from reports.words import (
    HOW_COUNTED,
    NO_ROWS,
    ROUNDED,
    SHORTHAND,
    definitions,
    fit_for_xml,
    heading,
    hidden,
    paragraphs,
    particulars,
    period,
    pieces,
    shorthand,
    signed,
)

LANGUAGE = "en-GB"
UPRIGHT, ACROSS = 5, 12
"""A table with more columns than the first is laid on its side; with more than the second, it is taken apart."""
SHORT, LONG, MARGIN = Cm(21), Cm(29.7), Cm(2.2)
PICTURE_WIDE, PICTURE_TALL = Cm(16), Cm(20)
MOST_IN_PROPERTY = 255
WORD_2013 = "15"
"""With the number of an older Word, a newer one says that it opens the file in a compatible mode."""
TOGETHER = 15
"""A table of at most so many rows is kept on one page."""
ABOUT = "About this report"
SIZES = {"Normal": 11, "Title": 22, "Subtitle": 13, "Heading 1": 17, "Heading 2": 13}
TABLE_TEXT = "Table Text"


def word_of(content: Content) -> bytes:
    """The report as a Word file."""
    kept = io.BytesIO()
    _Writer(content).written().save(kept)
    return office_file(kept.getvalue(), language=LANGUAGE, made_on=content.made_on)


class _Writer:
    """A document while it is written."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.paper: Paper = Document()
        self.marked = 0
        self.across = False

    def written(self) -> Paper:
        """The whole document."""
        content, paper = self.content, self.paper
        self._set_up()
        self._say(content.title, "Title")
        self._say(f"{content.partnership}, {period(content)}", "Subtitle")
        for said in paragraphs(content.introduction):
            self._say(said)
        self._contents([*(heading(section) for section in content.sections), HOW_COUNTED, ABOUT])
        for section in content.sections:
            self._section(section)
        self._how()
        self._heading(ABOUT)
        for name, said in particulars(content):
            paper.add_paragraph().add_run(f"{name}: ").bold = True
            paper.paragraphs[-1].add_run(fit_for_xml(said))
        self._say(signed(content))
        return paper

    # The document itself

    def _set_up(self) -> None:
        content, paper = self.content, self.paper
        _forget_thumbnail(paper)
        properties = paper.core_properties
        properties.title = fit_for_xml(content.title)[:MOST_IN_PROPERTY]
        properties.author = fit_for_xml(content.partnership)[:MOST_IN_PROPERTY]
        properties.comments, properties.last_modified_by = "", ""
        properties.created = properties.modified = datetime(  # noqa: DTZ001 - a day, not an instant
            content.made_on.year, content.made_on.month, content.made_on.day
        )
        for found in paper.styles.element.iter(qn("w:lang")):
            found.set(qn("w:val"), LANGUAGE)
        for found in paper.settings.element.iter(qn("w:compatSetting")):
            if found.get(qn("w:name")) == "compatibilityMode":
                found.set(qn("w:val"), WORD_2013)
        for name, size in SIZES.items():
            _dress(paper.styles[name], size)
        small = paper.styles.add_style(TABLE_TEXT, WD_STYLE_TYPE.PARAGRAPH)
        small.base_style = paper.styles["Normal"]
        small.paragraph_format.space_after = Pt(2)
        small.paragraph_format.space_before = Pt(2)
        _lay(paper.sections[0], across=False)
        foot = paper.sections[0].footer.paragraphs[0]
        foot.add_run("Page ")
        _field(foot, "PAGE", "1")
        foot.add_run(" of ")
        _field(foot, "NUMPAGES", "1")

    def _turn(self, *, across: bool) -> None:
        """Go on on a new page, upright or laid on its side, unless the page is so already."""
        if across != self.across:
            _lay(self.paper.add_section(WD_SECTION.NEW_PAGE), across=across)
            self.across = across

    def _contents(self, headings: Sequence[str]) -> None:
        """A field that Word can renew, filled already: a link to each heading. No page asks to be renewed first."""
        self._say("Contents", "Subtitle")
        first = self.paper.add_paragraph()
        _part_of_field(first, "begin")
        _instruction(first, 'TOC \\o "1-1" \\h')
        _part_of_field(first, "separate")
        for place, said in enumerate(headings, start=1):
            line = first if place == 1 else self.paper.add_paragraph()
            line.paragraph_format.space_after = Pt(4)
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), _bookmark(place))
            line._p.append(link)  # noqa: SLF001 - python-docx has no links within a document
            run = line.add_run(fit_for_xml(said))
            run.font.underline = True
            run.font.color.rgb = RGBColor(0x12, 0x43, 0x6D)
            link.append(run._r)  # noqa: SLF001
        _part_of_field(self.paper.paragraphs[-1], "end")

    # What it says

    def _say(self, said: str, style: str | None = None) -> Paragraph:
        return self.paper.add_paragraph(fit_for_xml(said), style)

    def _heading(self, said: str, level: int = 1) -> None:
        found = self.paper.add_heading(fit_for_xml(said), level)
        if level == 1:
            self.marked += 1
            start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
            for mark in (start, end):
                mark.set(qn("w:id"), str(self.marked))
            start.set(qn("w:name"), _bookmark(self.marked))
            found._p.insert(1, start)  # noqa: SLF001 - python-docx has no bookmarks
            found._p.append(end)  # noqa: SLF001

    def _section(self, section: Section) -> None:
        tables = [piece for table in section.tables for piece in pieces(table, ACROSS)]
        self._turn(across=bool(tables) and _is_wide(tables[0]))
        self._heading(heading(section))
        if section.finding:
            self._say(section.title).paragraph_format.keep_with_next = True
        for said in paragraphs(section.commentary):
            self._say(said)
        for table in tables:
            self._turn(across=_is_wide(table))
            self._table(table)

    def _table(self, table: Table) -> None:
        self._heading(table.title, 2)
        lines = [table.subtitle, shorthand(table)]
        for line in filter(None, lines):
            self._say(line).paragraph_format.keep_with_next = True
        if table.rows:
            self._drawing(table)
            self.paper.element.body.insert_element_before(parse_xml(_xml_of(table)), "w:sectPr")
        else:
            self._say(NO_ROWS)
        for note in table.notes or ("",):  # two tables that touch would be one
            self._say(note).paragraph_format.space_before = Pt(6)

    def _drawing(self, table: Table) -> None:
        svg = drawing(legible_table(table), IN_A_FILE)
        if not svg:
            return
        picture = self.paper.add_picture(io.BytesIO(png_from(svg)), width=PICTURE_WIDE)
        if picture.height > PICTURE_TALL:
            picture.width, picture.height = Length(PICTURE_WIDE * PICTURE_TALL // picture.height), PICTURE_TALL
        shape = self.paper.inline_shapes[-1]._inline.docPr  # noqa: SLF001 - python-docx has no alternative texts
        shape.set("descr", fit_for_xml(sentence(table)))
        shape.set("title", fit_for_xml(table.title))

    def _how(self) -> None:
        self._turn(across=False)
        self._heading(HOW_COUNTED)
        for said in (hidden(self.content), SHORTHAND, ROUNDED):
            self._say(said)
        for mark, meaning in MEANINGS.items():
            self._say(f"{mark} {meaning}", "List Bullet")
        for title, says in definitions(self.content):
            self._heading(title, 2)
            self._say(says)


def _lay(section: Part, *, across: bool) -> None:
    """A4, upright or laid on its side."""
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (LONG, SHORT) if across else (SHORT, LONG)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN


def _is_wide(table: Table) -> bool:
    return len(table.columns) > UPRIGHT


def _dress(style: ParagraphStyle, size: float) -> None:
    """One plain face in black, instead of those of the theme."""
    style.font.name, style.font.size = "Arial", Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.font.italic = False
    faces = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        faces.attrib.pop(qn(f"w:{name}"), None)
    for name in ("w:eastAsia", "w:cs"):
        faces.set(qn(name), "Arial")


def _forget_thumbnail(paper: Paper) -> None:
    """The template of python-docx carries a picture of an empty page."""
    relations = paper.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[key]


def _bookmark(place: int) -> str:
    return f"section_{place}"


def _field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    _part_of_field(paragraph, "begin")
    _instruction(paragraph, instruction)
    _part_of_field(paragraph, "separate")
    paragraph.add_run(shown)
    _part_of_field(paragraph, "end")


def _part_of_field(paragraph: Paragraph, kind: str) -> None:
    part = OxmlElement("w:fldChar")
    part.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(part)  # noqa: SLF001 - python-docx has no fields


def _instruction(paragraph: Paragraph, said: str) -> None:
    part = OxmlElement("w:instrText")
    part.set(qn("xml:space"), "preserve")
    part.text = said
    paragraph.add_run()._r.append(part)  # noqa: SLF001


# A table is written as XML at once: python-docx takes a time for each cell that grows with the table.


def _xml_of(table: Table) -> str:
    across = _is_wide(table)
    label, each = _widths(len(table.columns), across=across)
    size = 8.5 if across else 10.5
    grid = f'<w:gridCol w:w="{label}"/>' + f'<w:gridCol w:w="{each}"/>' * len(table.columns)
    together = len(table.rows) <= TOGETHER
    rows = [_row_of((table.head, *table.columns), size, head=True, bold=True, keep=True)]
    rows += [
        _row_of(
            (row.label, *map(written, row.cells)), size, bold=row.total, keep=together and row is not table.rows[-1]
        )
        for row in table.rows
    ]
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>'
        '<w:top w:val="single" w:sz="4" w:color="000000"/><w:bottom w:val="single" w:sz="4" w:color="000000"/>'
        '<w:insideH w:val="single" w:sz="4" w:color="8E9495"/></w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={_attribute(table.title)}/><w:tblDescription w:val={_attribute(table.subtitle or table.title)}/>"
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _widths(columns: int, *, across: bool) -> tuple[int, int]:
    """Of the headings of the rows, and of each column, in twentieths of a point."""
    whole = int(((LONG if across else SHORT) - 2 * MARGIN) / 635)
    each = min(whole * 2 // 3 // columns, whole // 5)
    return whole - each * columns, each


def _row_of(cells: Sequence[str], size: float, *, head: bool = False, bold: bool, keep: bool) -> str:
    """A row; `keep`: it stays with the next one on a page."""
    properties = "<w:trPr><w:cantSplit/>" + ("<w:tblHeader/>" if head else "") + "</w:trPr>"
    look = ("<w:b/>" if bold else "") + f'<w:sz w:val="{size * 2:g}"/>'
    within = "<w:keepNext/>" if keep else ""
    return (
        f"<w:tr>{properties}{''.join(_cell_of(said, place, within, look) for place, said in enumerate(cells))}</w:tr>"
    )


def _cell_of(said: str, place: int, within: str, look: str) -> str:
    side = '<w:jc w:val="right"/>' if place else ""
    return (
        f'<w:tc><w:tcPr/><w:p><w:pPr><w:pStyle w:val="TableText"/>{within}{side}</w:pPr><w:r><w:rPr>{look}</w:rPr>'
        f'<w:t xml:space="preserve">{escape(fit_for_xml(said))}</w:t></w:r></w:p></w:tc>'
    )


def _attribute(said: str) -> str:
    return quoteattr(fit_for_xml(said))
