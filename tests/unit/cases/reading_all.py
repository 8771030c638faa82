"""A reader who opens every page that people have of a case, and keeps each text: for tests of the words of fixed texts."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.utils import timezone

from agencies.models import User
from cases.documents.building import offered
from cases.models import Case
from cases.rules.refusals import allowed_verbs
from cases.situations import situation
from cases.verbs import Verb
from notifications.models import Message
from notifications.rendering import render
from tests.unit.cases.api.client import as_person
from tests.unit.cases.documents.reading import text_of_pdf
from tests.unit.cases.world import case_now

SECTIONS = ("", "statement/", "agreement/", "people/", "print/", "documents/")
READ_ALOUD = re.compile(r'(?:aria-label|title|alt|placeholder|data-label)="([^"]*)"')
SCRIPTS = re.compile(r"<(script|style).*?</\1>", re.DOTALL)
OF_MACHINES = {"name", "url", "verb", "kind", "value", "key", "record", "href", "agency_type"}
"""Keys of the API whose values programs read."""


@dataclass
class Reader:
    """`texts`: what was read, by where. `forms`: the verbs whose form was opened."""

    texts: dict[str, str] = field(default_factory=dict)
    forms: set[Verb] = field(default_factory=set)
    clients: dict[int, Client] = field(default_factory=dict)

    def client(self, person: User) -> Client:
        """A browser in which this person is signed in."""
        if person.pk not in self.clients:
            self.clients[person.pk] = Client()
            self.clients[person.pk].force_login(person)
        return self.clients[person.pk]

    def opens(self, path: str, by: User, *, also: str = "") -> str:
        """Read a page; the words with their tags."""
        answer = self.client(by).get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.content.decode())
        return self.keep(f"{path} {also}", answer)

    def keep(self, where: str, answer: Any) -> str:
        """Keep what a page says, with what is only read aloud; returns its source."""
        source = SCRIPTS.sub(" ", answer.content.decode())
        aloud = " ".join(READ_ALOUD.findall(source))
        words = html.unescape(re.sub(r"<[^>]+>", " ", source) + " " + aloud)
        self.texts[where] = re.sub(r"\s+", " ", words)
        return source

    def looks(self, case: Case, *people: User, then: str) -> None:
        """Open the page of a case, and the forms that nobody has opened yet, as each of these people."""
        for by in people:
            self.opens(f"/cases/{case.reference}/", by, also=f"{then} {by.pk}")
            for verb in allowed_verbs(situation(case_now(case), by=by, at=timezone.now())):
                self._form(case, verb, by)

    def reads(self, case: Case, by: User, *, then: str) -> None:
        """Read all pages of a case, the lists that it stands in, and what the API says of it."""
        for section in SECTIONS:
            self.opens(f"/cases/{case.reference}/{section}", by, also=then)
        for path in ("/", "/cases/"):
            self.opens(path, by, also=then)
        for tail in ("", "record/"):
            said = as_person(by).get(f"/api/v1/cases/{case.reference}/{tail}").json()
            self.texts[f"API {tail} {then}"] = " ".join(values(said))

    def _form(self, case: Case, verb: Verb, by: User) -> None:
        """Open the form of a verb, and send it empty, so that what is wrong is said; once for each verb."""
        if verb in self.forms:
            return
        self.forms.add(verb)
        path = f"/cases/{case.reference}/do/{verb.value}/"
        self.opens(path, by)
        if verb not in (Verb.ACCEPT_TIMETABLE, Verb.AGREE_PLAN, Verb.LINK, Verb.REFER_FOR_SCRUTINY):
            self.keep(f"{path} empty", self.client(by).post(path, {}, follow=True))

    def documents(self, case: Case, by: User, *, pdf: bool) -> None:
        """Read every document of a case, as a page and, if asked, as a file."""
        for item in offered(situation(case_now(case), by=by, at=timezone.now())):
            path, which = f"/cases/{case.reference}/documents/{item.kind.value}/", f"?child={item.child or ''}"
            self.opens(path + which, by, also=case.state)
            if pdf:
                self.texts[f"{path}pdf/"] = text_of_pdf(self.client(by).get(f"{path}pdf/{which}").content)

    def papers(self, by: User) -> None:
        """Read every blank form, as a page and as a file."""
        source = self.opens("/paper/", by)
        for link in re.findall(r'href="(/paper/\d[^"]+)"', source):
            path = html.unescape(link)
            if "/pdf/" in path:
                self.texts[path] = text_of_pdf(self.client(by).get(path).content)
            else:
                self.opens(path, by)

    def letters(self) -> None:
        """Read every letter that was written."""
        for message in Message.objects.all():
            letter = render(message)
            self.texts[f"letter {message.key}"] = f"{letter.subject} {letter.body}"

    def said(self, wrong: re.Pattern[str], *, but: tuple[str, ...] = ()) -> list[str]:
        """Where something is said that must not be, with the words around it; names that hold it are left out."""
        found = {}
        for where, text in self.texts.items():
            for name in but:
                text = text.replace(name, "")
            for hit in wrong.finditer(text):
                found.setdefault(text[max(0, hit.start() - 40) : hit.end() + 40], where)
        return [f"{where}: …{around}…" for around, where in found.items()]


def values(said: Any) -> Iterator[str]:
    """Every text of an answer of the API that a person may read."""
    match said:
        case dict():
            for key, value in said.items():
                if key not in OF_MACHINES:
                    yield from values(value)
        case list():
            for value in said:
                yield from values(value)
        case str():
            yield said


def schema_texts(source: bytes) -> str:
    """The titles and descriptions of the API's schema."""

    def walk(found: Any) -> Iterator[str]:
        if isinstance(found, dict):
            for key, value in found.items():
                if key in ("title", "description", "summary") and isinstance(value, str):
                    yield value
                else:
                    yield from walk(value)
        elif isinstance(found, list):
            for value in found:
                yield from walk(value)

    return " ".join(walk(json.loads(source)))
