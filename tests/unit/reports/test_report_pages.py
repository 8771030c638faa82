"""The pages of annual reports: who may reach them, what they say, and that nothing typed is lost."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from agencies.models import User
from policies.models import Area
from reports import annual, files
from reports.forms.annual import StartForm, years_offered
from reports.models import CaseFact, Download, FrozenReport, Kind, Progress, Report, ReportFile
from reports.publishing import Check, Published
from reports.shape import Section
from reports.views import parts, writing
from tests.unit.cases.world import published
from tests.unit.reports.made_up import AT, FIRST, LAST, Board, a_board, a_draft, content, frozen, sections
from tests.unit.reports.random_facts import random_facts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def figures(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Made-up figures, in May 2026."""
    for module in (annual, parts, writing):
        monkeypatch.setattr(module, "report_sections", lambda area, first, last: sections(first, last))
    monkeypatch.setattr(files.current_app, "send_task", lambda *_, **__: None)
    monkeypatch.setattr(files, "MAKERS", dict.fromkeys(Kind, lambda content: content.digest.encode()))
    with time_machine.travel(AT, tick=False):
        yield


def as_(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    """What a person reads on a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def hidden(answer: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, name
    return found[1]


def test_from_the_start_to_the_files_in_six_steps() -> None:
    board = a_board()
    office = as_(board.office)
    assert "Start a report" in text(office.get("/reports/"))
    start = office.get("/reports/new/")
    assert "1 April 2025 to 31 March 2026" in text(start)
    began = office.post("/reports/new/", {"period": "2026"}, follow=True)
    report = Report.objects.get()
    assert (report.first, report.last) == (FIRST, LAST)
    assert "Check before you publish" in text(began)
    check = office.get(f"/reports/drafts/{report.pk}/check/")
    assert "1 number because it is small" in text(check)
    sent = {"seen": hidden(check, "seen"), "kinds": ["pdf", "csv"]}
    confirm = office.post(f"/reports/drafts/{report.pk}/freeze/", sent)
    assert "Freeze this report?" in text(confirm)
    assert not FrozenReport.objects.exists()
    done = office.post(f"/reports/drafts/{report.pk}/freeze/", {**sent, "confirmed": "1"}, follow=True)
    assert "Making the PDF file – waiting its turn" in text(done)
    assert "Check progress" in text(done)
    files.make_due(at=AT)
    ready = office.get(f"/reports/{report.pk}/files/")
    assert "Annual report 2025 to 2026 (PDF, 1KB)" in text(ready)
    assert "Check progress" not in text(ready)
    file = office.get(f"/reports/{report.pk}/files/pdf/")
    assert file["Content-Disposition"] == 'attachment; filename="annual-report-2025-to-2026.pdf"'
    assert file.content == FrozenReport.objects.get().digest.encode()


@pytest.mark.parametrize("who", ["office", "second", "chair", "member", "manager", "keeper"])
def test_those_of_the_area_read_a_frozen_report_and_take_its_files(who: str) -> None:
    board = a_board()
    report = frozen(board)
    files.ask_for(report, kinds=[Kind.PDF], by=board.office, at=AT)
    files.make_due(at=AT)
    client = as_(board.people[who])
    assert "Annual report 2025 to 2026" in text(client.get("/reports/"))
    page = text(client.get(f"/reports/{report.pk}/"))
    assert "Disagreements raised, by agency" in page
    assert report.digest in page
    assert client.get(f"/reports/{report.pk}/files/pdf/").status_code == 200
    assert list(Download.objects.values_list("person", "file__kind")) == [(board.people[who].pk, "pdf")]
    line = f"PDF: {board.people[who].name}, Tuesday 12 May 2026, 10:30am"
    assert line in text(as_(board.office).get(f"/reports/{report.pk}/files/"))
    assert (line in text(client.get(f"/reports/{report.pk}/files/"))) is (who in ("office", "second"))


def test_nobody_else_finds_it() -> None:
    board, other = a_board(), a_board("othershire", "Othershire")
    report = frozen(board)
    files.ask_for(report, kinds=[Kind.PDF], by=board.office, at=AT)
    files.make_due(at=AT)
    strangers = [board.practitioner, *(other.people[part] for part in ("office", "chair", "member", "manager"))]
    for person in strangers:
        client = as_(person)
        for path in ("", "files/", "files/pdf/"):
            assert client.get(f"/reports/{report.pk}/{path}").status_code == 404, (person, path)
    assert as_(board.practitioner).get("/reports/").status_code == 404
    assert not Download.objects.exists()


def test_only_the_office_of_the_area_writes() -> None:
    board, other = a_board(), a_board("othershire", "Othershire")
    report = a_draft(board)
    for path in ("", "check/", "preview/", "discard/", "parts/introduction/"):
        assert as_(other.office).get(f"/reports/drafts/{report.pk}/{path}").status_code == 404
        for part in ("chair", "member", "manager"):
            assert as_(board.people[part]).get(f"/reports/drafts/{report.pk}/{path}").status_code == 403
    for part in ("chair", "member", "manager"):
        assert "Annual report 2025 to 2026" not in text(as_(board.people[part]).get("/reports/"))


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"period": "other"}, "Enter the first day of the period"),
        ({"sent": "1"}, "Select which period the report is for"),
        (_days := {"period": "other", "first-day": "1", "first-month": "4", "first-year": "2026", "last-day": "31",
                   "last-month": "3", "last-year": "2026"}, "The last day must be on or after the first, 1 April 2026"),
        ({**_days, "last-year": "2999"}, "The last day must be in the past"),
    ],
)  # fmt: skip
def test_a_wrong_period_is_said_beside_its_field_and_what_was_typed_stays(sent: dict[str, str], says: str) -> None:
    answer = as_(a_board().office).post("/reports/new/", sent)
    assert answer.status_code == 422
    assert says in text(answer)
    if "first-year" in sent:
        assert 'value="2026"' in answer.content.decode()
    assert not Report.objects.exists()


def test_of_two_areas_one_is_chosen() -> None:
    board, other = a_board(), a_board("othershire", "Othershire")
    board.office.memberships.create(role="board-office", area=other.area)
    client = as_(board.office)
    assert "Select which area the report is for" in text(client.post("/reports/new/", {"period": "2026"}))
    client.post("/reports/new/", {"period": "2026", "area": str(other.area.pk)})
    assert Report.objects.get().area == other.area


def part(report: Report, name: str) -> str:
    return f"/reports/drafts/{report.pk}/parts/{name}/"


def test_a_text_is_written_with_the_numbers_beside_it() -> None:
    board = a_board()
    report = a_draft(board)
    page = as_(board.office).get(part(report, "on-raised"))
    assert "Agency 0" in text(page)
    assert "These are the true numbers" in text(page)
    sent = {"seen": hidden(page, "seen"), "text": "More was raised than before.", "onward": "1"}
    onward = as_(board.office).post(part(report, "on-raised"), sent)
    assert onward["Location"] == part(report, "on-ended")
    assert Report.objects.get().commentary == {"raised": "More was raised than before."}


def test_a_name_is_asked_about_once_and_the_text_is_saved_all_the_same() -> None:
    board = a_board()
    report = a_draft(board)
    page = as_(board.office).get(part(report, "introduction"))
    sent = {"seen": hidden(page, "seen"), "text": "We thank Priya for her work."}
    asked = as_(board.office).post(part(report, "introduction"), sent)
    assert asked.status_code == 200
    assert "Saved." in text(asked)
    assert "“Priya” stands in the names of people in the directory" in text(asked)
    assert Report.objects.get().introduction == "We thank Priya for her work."
    again = {"seen": hidden(asked, "seen"), "text": sent["text"], "text-looked-at": hidden(asked, "text-looked-at")}
    assert as_(board.office).post(part(report, "introduction"), again).status_code == 302


def test_whoever_saves_second_keeps_what_they_typed_and_sees_what_stands_there() -> None:
    board = a_board()
    report = a_draft(board)
    page = as_(board.office).get(part(report, "introduction"))
    seen = hidden(page, "seen")
    as_(board.second).post(part(report, "introduction"), {"seen": seen, "text": "Theirs came first."})
    refused = as_(board.office).post(part(report, "introduction"), {"seen": seen, "text": "Ours came second."})
    assert refused.status_code == 409
    for said in ("Percy Partner has changed this", "Theirs came first.", "Ours came second."):
        assert said in text(refused)
    mine = {"seen": hidden(refused, "seen"), "text": "Ours came second."}
    assert as_(board.office).post(part(report, "introduction"), mine).status_code == 302
    assert Report.objects.get().introduction == "Ours came second."


def test_whoever_begins_what_another_has_begun_is_told() -> None:
    board = a_board()
    as_(board.office).post("/reports/new/", {"period": "2026"})
    second = as_(board.second).post("/reports/new/", {"period": "2026"}, follow=True)
    assert "Olive Office began this report. You can go on with it together." in text(second)
    assert Report.objects.count() == 1


def test_sections_small_numbers_and_period_are_chosen() -> None:
    board = a_board()
    report = a_draft(board)
    office = as_(board.office)

    def send(name: str, **sent: str) -> Any:
        return office.post(part(report, name), {"seen": hidden(office.get(part(report, name)), "seen"), **sent})

    assert send("sections").status_code == 422
    assert send("sections", sections="ended").status_code == 302
    assert send("small-numbers", threshold="10").status_code == 302
    days = {"first-day": "1", "first-month": "4", "first-year": "2023", "last-day": "31", "last-month": "3"}
    assert "must be on or after the first" in text(send("period", title="T", **days, **{"last-year": "2022"}))
    assert send("period", title="Three years", **days, **{"last-year": "2026"}).status_code == 302
    report.refresh_from_db()
    assert (report.left_out, report.threshold, report.title, report.first.year) == (["raised"], 10, "Three years", 2023)
    assert "All but Who raised" in text(office.get(f"/reports/drafts/{report.pk}/"))
    assert office.get(part(report, "on-nothing")).status_code == 404


def test_texts_that_may_name_somebody_must_be_looked_at_before_freezing() -> None:
    board = a_board()
    report = a_draft(board, introduction="Dr Smith and ESC-0001 and 943 476 5919.")
    office = as_(board.office)
    check = office.get(f"/reports/drafts/{report.pk}/check/")
    assert "This looks like an NHS number" in text(check)
    sent = {"seen": hidden(check, "seen"), "kinds": ["pdf"], "doubts": "1"}
    refused = office.post(f"/reports/drafts/{report.pk}/freeze/", sent)
    assert refused.status_code == 422
    assert "Confirm that you have looked at the texts" in text(refused)
    unasked = {name: value for name, value in sent.items() if name != "doubts"}
    assert office.post(f"/reports/drafts/{report.pk}/freeze/", unasked | {"confirmed": "1"}).status_code == 422
    confirm = office.post(f"/reports/drafts/{report.pk}/freeze/", {**sent, "looked": "on"})
    assert 'name="looked" value="on"' in confirm.content.decode()
    office.post(f"/reports/drafts/{report.pk}/freeze/", {**sent, "looked": "on", "confirmed": "1"})
    assert FrozenReport.objects.count() == 1


def test_the_preview_shows_what_would_be_published(monkeypatch: pytest.MonkeyPatch) -> None:
    board = a_board()
    report = a_draft(board, commentary={"raised": "One paragraph.\n\nAnother."})
    told: list[int] = []

    def publish(given: tuple[Section, ...], *, threshold: int, earlier: Any) -> Published:
        told.append(threshold)
        return Published(given[:1], Check())

    monkeypatch.setattr(annual, "publishable", publish)
    page = text(as_(board.office).get(f"/reports/drafts/{report.pk}/preview/"))
    assert told == [5]
    assert "Another." in page
    assert "How they ended" not in page


def test_of_two_who_confirm_the_second_sees_the_same_report() -> None:
    board = a_board()
    report = a_draft(board)
    check = as_(board.office).get(f"/reports/drafts/{report.pk}/check/")
    sent = {"seen": hidden(check, "seen"), "kinds": ["pdf"], "confirmed": "1"}
    as_(board.office).post(f"/reports/drafts/{report.pk}/freeze/", sent)
    second = as_(board.second).post(f"/reports/drafts/{report.pk}/freeze/", sent, follow=True)
    assert "Olive Office froze this report on" in text(second)
    assert second.redirect_chain[-1][0] == f"/reports/{report.pk}/files/"
    assert as_(board.second).get(f"/reports/drafts/{report.pk}/")["Location"] == f"/reports/{report.pk}/"


def test_figures_that_changed_since_the_check_are_checked_again() -> None:
    board = a_board()
    report = a_draft(board)
    sent = {"seen": "0-other", "kinds": ["pdf"], "confirmed": "1"}
    answer = as_(board.office).post(f"/reports/drafts/{report.pk}/freeze/", sent, follow=True)
    assert "Check it again" in text(answer)
    assert not FrozenReport.objects.exists()


def test_a_file_that_failed_is_tried_again() -> None:
    board = a_board()
    report = frozen(board)
    files.ask_for(report, kinds=[Kind.EXCEL, Kind.PDF], by=board.office, at=AT)
    files.make_due(at=AT)
    ReportFile.objects.filter(kind=Kind.EXCEL).update(
        progress=Progress.FAILED, data=None, failure="The Excel file could not be made."
    )
    page = text(as_(board.office).get(f"/reports/{report.pk}/files/"))
    assert "The Excel file could not be made." in page
    assert "Try again to make the Excel file" in page
    assert "Try again" not in text(as_(board.member).get(f"/reports/{report.pk}/files/"))
    again = as_(board.office).post(f"/reports/{report.pk}/files/", {"kinds": "xlsx"}, follow=True)
    assert "Making the Excel file – waiting its turn" in text(again)
    assert as_(board.member).post(f"/reports/{report.pk}/files/", {"kinds": "xlsx"}).status_code == 403


def test_a_withdrawn_report_says_why_and_gives_nothing_out() -> None:
    board = a_board()
    report = frozen(board)
    files.ask_for(report, kinds=[Kind.PDF], by=board.office, at=AT)
    files.make_due(at=AT)
    assert as_(board.member).post(f"/reports/{report.pk}/withdraw/", {"why": "x"}).status_code == 403
    as_(board.office).post(f"/reports/{report.pk}/withdraw/", {"why": "A table was wrong."})
    page = text(as_(board.member).get(f"/reports/{report.pk}/"))
    assert "A table was wrong." in page
    assert "Disagreements raised, by agency" not in page
    assert as_(board.member).get(f"/reports/{report.pk}/files/pdf/").status_code == 409


def test_what_was_frozen_is_shown_whatever_the_figures_are_now() -> None:
    board = a_board()
    report = frozen(board, sections=content().sections[1:], introduction="As it was.")
    page = text(as_(board.member).get(f"/reports/{report.pk}/"))
    assert "As it was." in page
    assert "How they ended" in page
    assert "Disagreements raised, by agency" not in page


def test_a_report_can_be_thrown_away() -> None:
    board: Board = a_board()
    report = a_draft(board)
    assert "others of your office wrote" in text(as_(board.office).get(f"/reports/drafts/{report.pk}/discard/"))
    as_(board.office).post(f"/reports/drafts/{report.pk}/discard/")
    assert as_(board.office).get(f"/reports/drafts/{report.pk}/").status_code == 404


def test_a_file_is_known_by_its_bytes() -> None:
    board, other = a_board(), a_board("othershire", "Othershire")
    report = frozen(board)
    files.ask_for(report, kinds=[Kind.PDF], by=board.office, at=AT)
    files.make_due(at=AT)

    def asked(person: User, data: bytes) -> str:
        return text(as_(person).post("/reports/whose/", {"file": SimpleUploadedFile("report.pdf", data)}))

    assert "Select a file" in text(as_(board.member).post("/reports/whose/", {"sent": "1"}))
    assert "The PDF file of Annual report 2025 to 2026" in asked(board.member, report.digest.encode())
    assert "It is no file of a frozen report" in asked(board.member, b"changed")
    assert "It is no file of a frozen report" in asked(other.member, report.digest.encode())
    annual.take_back(report, why="A mistake.", by=board.office, at=AT)
    assert "a report that was withdrawn" in asked(board.member, report.digest.encode())


def test_the_command_proves_files_and_knows_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    board = a_board()
    report = frozen(board)
    files.ask_for(report, kinds=[Kind.PDF], by=board.office, at=AT)
    files.make_due(at=AT)
    call_command("report", "check", report.pk)
    assert (
        capsys.readouterr().out
        == f"Report {report.pk}, Annual report 2025 to 2026: its content and 1 file are as they were.\n"
    )
    mine, changed = tmp_path / "mine.pdf", tmp_path / "changed.pdf"
    mine.write_text(report.digest)
    changed.write_text("something else")
    call_command("report", "whose", mine)
    assert "the PDF file of report" in capsys.readouterr().out
    with pytest.raises(CommandError, match="belongs to no frozen report, or was changed since"):
        call_command("report", "whose", mine, changed, tmp_path / "missing.pdf")
    ReportFile.objects.update(data=b"forged")
    with pytest.raises(CommandError, match="The PDF file was changed in the database"):
        call_command("report", "check", report.pk)
    with pytest.raises(CommandError, match="There is no frozen report 0"):
        call_command("report", "check", 0)


def test_where_nothing_was_raised_in_the_last_full_year_the_present_one_is_offered_first() -> None:
    version = published("bristol")
    random_facts(version, seed=1, number=2)

    def offered(on: date, *areas: Area) -> object:
        CaseFact.objects.update(raised_on=on)
        return StartForm(areas=areas, at=AT).fields["period"].initial

    assert offered(AT.date() - timedelta(days=1), version.area) == "so-far"
    assert offered(LAST, version.area) == "2026"
    assert offered(AT.date() - timedelta(days=1), a_board().area) == "2026"
    assert years_offered(AT)["so-far"] == (date(2026, 4, 1), date(2026, 5, 11))
    assert list(years_offered(datetime(2026, 4, 1, 9, tzinfo=UTC))) == ["2026", "2025", "2024"]
