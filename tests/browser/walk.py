"""What people do on the pages, in their own words; and what every page that they open must be."""

import os
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from agencies.models import Agency, User
from cases.models import Case, Party
from cases.verbs import Verb
from core.persons import CHILD
from core.words import LONDON
from policies.vocabulary import LastStageKind

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
KIND = """() => [...new Set([...document.querySelectorAll('body *')].map(
  e => e.tagName + '.' + e.className + [...e.attributes].map(a => a.name).sort()))].sort().join(' ')"""
"""What a page is made of: the kinds of its elements, each once."""
LOOK = """async (tags) => {
  const found = await axe.run(document, {runOnly: tags});
  return found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', '));
}"""
PASSWORD = "a password for walking"
EVERY_PAGE = "RESOLVE_AXE_EVERY_PAGE" in os.environ
"""Whether axe looks at every page (`make test-long`), or at each kind of page once."""


_looked_at: set[tuple[str, int, str]] = set()


class Walker:
    """One person at a browser."""

    def __init__(self, context: BrowserContext, url: str, *, scripts: bool = True) -> None:
        if scripts:
            context.add_init_script(
                path=AXE
            )  # by the browser itself: the page's Content-Security-Policy stays in force
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.url, self.scripts = url, scripts
        self.trouble: list[str] = []
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("console", self._listen)

    # Anywhere.

    def open(self, path: str) -> None:
        """Open a page and look at it."""
        response = self.page.goto(f"{self.url}{path}")
        assert response is not None
        assert response.status < 400, f"{path}: {response.status}"
        self.look()

    def _listen(self, said: ConsoleMessage) -> None:
        """Note what the browser refuses to load or run: a page that breaks its own Content-Security-Policy."""
        if "Content Security Policy" in said.text:
            self.trouble.append(said.text)

    def look(self) -> None:
        """What holds on every page: a title, one heading, nothing wider than the window, nothing that axe objects to."""
        page = self.page
        page.wait_for_load_state()  # a link that was clicked may still be on its way
        assert page.title().strip(" –")
        assert page.locator("h1").count() == 1, page.url
        if not self.scripts:
            return
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"too wide: {page.url}"
        assert self.trouble == []
        if EVERY_PAGE or self._is_new():
            found = page.evaluate(LOOK, TAGS)
            assert found == [], f"{page.url}: {found}"

    def _is_new(self) -> bool:
        """Whether no page of this address (whatever its numbers), made of these elements, was looked at in this width."""
        window = self.page.viewport_size or {"width": 0}
        address = re.sub(r"[^/?&=]*\d[^/?&=]*", "…", self.page.url.removeprefix(self.url))
        kind = (address, window["width"], self.page.evaluate(KIND))
        new = kind not in _looked_at
        _looked_at.add(kind)
        return new

    def press(self, name: str) -> None:
        """Press a button of the page's own (not of its header), and look at what comes."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.locator("main").get_by_role("button", name=name, exact=True).click()
        self.look()

    def confirm(self) -> None:
        """Press the button that does what the page has just shown, whatever it is called."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.click('button[name="confirmed"]')
        self.look()

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.inner_text("main")

    @property
    def errors(self) -> str:
        """What the error summary says."""
        return self.page.inner_text(".govuk-error-summary")

    def choose(self, name: str, value: str) -> None:
        """Select a radio or tick a checkbox."""
        self.page.check(f'input[name="{name}"][value="{value}"]')

    def write(self, name: str, text: str) -> None:
        """Write into a field."""
        self.page.fill(f'[name="{name}"]', text)

    def date(self, name: str, moment: datetime, *, with_time: bool = False) -> None:
        """Write a date, and perhaps a time, into its parts."""
        local = moment.astimezone(LONDON)
        parts = {"day": local.day, "month": local.month, "year": local.year}
        for part, value in parts.items():
            self.write(f"{name}-{part}", str(value))
        if with_time:
            self.write(f"{name}-time", f"{local:%H:%M}")

    def sign_in(self, person: User) -> None:
        """Sign out whoever was there, and in as this person."""
        person.password = make_password(PASSWORD)
        person.save(update_fields=["password"])
        self.page.context.clear_cookies()
        if EVERY_PAGE or not self.scripts:
            self.open("/sign-in/")
            self.write("email", person.email)
            self.write("password", PASSWORD)
            self.press("Continue")
        else:
            self._be(person)
        assert "What needs your attention" in self.page.title()

    def _be(self, person: User) -> None:
        """Be signed in as somebody, as they are once they have been on that page: most walks are not about it."""
        known = Client()
        known.force_login(person)
        cookie = known.cookies[settings.SESSION_COOKIE_NAME]
        self.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.url}])
        self.open("/")

    # The raise journey.

    def raise_against(self, party: str, *, person: str = "unknown", risk: bool = False, disagrees: str = "") -> Case:
        """Raise a disagreement with an agency, page by page, to the confirmation; returns the case."""
        self.open("/raise/")
        self.press("Start now")
        self.choose("immediate_risk", "yes" if risk else "no")
        self.press("Continue")
        if risk:
            self.write("risk_action", "The front door, at ten past two, reference 17.")
            if self.page.locator("[name=reported]").count():
                self.choose("reported", "no")
            if disagrees:
                self.choose("skip_confirmed", disagrees)
            self.press("Continue")
        self.choose("route", "disagreement")
        self.press("Continue")
        self.page.get_by_role("radio", name=party, exact=True).check()
        self.press("Continue")
        self.choose("person", person)
        self.press("Continue")
        self.write("children-0-reference", "H-20417")
        self.press("Continue")
        if self.page.locator('[name="children-0-reference"]').count():
            self.press("Continue")  # the warning that a case about this child is open has been read
        self.page.locator('input[name="reasons"]').first.check()
        self.press("Continue")
        self._say_what_is_disputed()
        self._say_until_when()
        self.choose("involved", "no")
        self.press("Continue")
        assert "Check your answers" in self.page.title()
        with self.page.expect_navigation(wait_until="load"):
            self.page.locator("main").get_by_role("button", name=re.compile("^(Send it to|Save it and talk)")).click()
        self.look()
        assert "Your reference" in self.text
        return Case.objects.latest("pk")

    def _say_what_is_disputed(self) -> None:
        self.choose("kind_of_act", "A decision")
        self.date("decided_on", timezone.now() - timedelta(days=3))
        self.write("what_is_disputed", "The referral was closed without a visit.")
        self.press("Continue")
        self.write("disputed_areas", "Whether the threshold is met.")
        self.write("relevance_to_risk", "Nobody sees the child for six weeks.")
        self.press("Continue")
        self.write("wanted", "An assessment, with a visit that sees the child alone.")
        self.press("Continue")
        self.choose("method", "telephone")
        self.write("tried_before", "Rang twice and wrote to the team manager.")
        self.press("Continue")

    def _say_until_when(self) -> None:
        if self.page.locator('input[name="choice"][value="policy"]').count():
            self.choose("choice", "policy")
        else:
            self.choose("choice", "other")
            self.date("other_moment", timezone.now() + timedelta(days=7), with_time=True)
            self.write("protective_reason", "The child is next seen then.")
        self.press("Continue")

    # What is done to a case.

    def act(self, case: Case, verb: Verb) -> None:
        """Open the page of a verb from the page of the case, by its button or link."""
        self.open(f"/cases/{case.reference}/")
        link = self.page.locator("main").get_by_role("link", name=verb.label_for(CHILD), exact=True)
        button = self.page.locator("main").get_by_role("button", name=verb.label_for(CHILD), exact=True)
        with self.page.expect_navigation(wait_until="load"):
            (link if link.count() else button).first.click()
        self.look()

    def offers(self, case: Case, verb: Verb) -> bool:
        """Whether the case's page offers a verb to this person."""
        self.open(f"/cases/{case.reference}/")
        return self.page.locator(f'a[href$="/do/{verb.value}/"]').count() > 0

    def acknowledge(self, case: Case, timetable: str = "") -> None:
        """Acknowledge, with a timetable where the page asks for one."""
        self.act(case, Verb.ACKNOWLEDGE)
        if timetable:
            self.write("timetable", timetable)
            self.date("timetable_at", timezone.now() + timedelta(days=14), with_time=True)
        self.press("Acknowledge")
        assert "Acknowledged." in self.text

    def record_discussion(self, case: Case, result: str = "not-agreed") -> None:
        """Record that the two sides have talked, just now."""
        self.act(case, Verb.RECORD_DISCUSSION)
        self.date("held_at", timezone.now(), with_time=True)
        self.choose("method", "telephone")
        for box in self.page.locator('input[name="took_part"]').all():
            box.check()
        self.write("said", "We went through the chronology line by line.")
        self.choose("result", result)
        self.say_safe()
        self.press("Save discussion")
        assert "Discussion recorded." in self.text

    def say_safe(self) -> None:
        """Say that the child is safe today, where the page asks it."""
        if self.page.locator('input[name="child_safe"]').count():
            self.choose("child_safe", "yes")

    def escalate(self, case: Case, *, to: str = "", ground: str = "not-agreed") -> None:
        """Take the case further, past the page that shows what will follow."""
        self.act(case, Verb.ESCALATE)
        self.choose("ground", ground)
        ways = self.page.locator('input[name="to"]')
        if to:
            self.choose("to", to)
        elif ways.count():
            ways.first.check()
        self.write("why", "We see the same facts and weigh them differently.")
        self.write("risk_now", "Nobody outside the home sees the child.")
        self.write("tried", "Two telephone calls and a meeting.")
        if self.page.locator('[name="without"]').count():
            self.write("without", "They know of it and have not answered.")
        if self.page.locator('input[name="timescale"]').count():
            self.choose("timescale", "procedure")
        elif self.page.locator('[name="protective_why"]').count():
            self.date("protective_at", timezone.now() + timedelta(days=7), with_time=True)
            self.write("protective_why", "The child is next seen then.")
        self.say_safe()
        self.press("Continue")
        assert "What happens then" in self.text
        self.confirm()
        assert "Escalated to " in self.text

    def choose_way(self, case: Case, kind: LastStageKind) -> None:
        """Choose how the last stage settles it."""
        self.act(case, Verb.CHOOSE_WAY)
        self.choose("kind", kind)
        self.write("why", "The chair has chosen it: both sides have asked for it.")
        if self.page.locator('input[name="as_chosen"]').count():
            self.page.check('input[name="as_chosen"]')
        self.press("Choose")
        assert "Way of settling it chosen." in self.text

    def appoint(self, case: Case, agencies: Sequence[Agency]) -> None:
        """Appoint one person of each of these agencies, the first as the one who chairs where there is a chair."""
        self.act(case, Verb.APPOINT)
        for number, agency in enumerate(agencies):
            if number:
                self.press("Add another person")
            self.write(f"members-{number}-name", f"Member {number + 1}")
            role = self.page.locator(f'[name="members-{number}-role"]')
            if role.locator("option[value=chair]").count():
                role.select_option("member" if number else "chair")
            self.page.select_option(f'[name="members-{number}-agency"]', value=str(agency.pk))
            self.write(f"members-{number}-stands_as", "Board member")
        self.press("Continue")
        self.confirm()
        assert "Appointed." in self.text

    def decide(self, case: Case, *, independent: Agency) -> None:
        """Settle the last stage in the last of its ways: the way, who sits, and the decision.

        On a panel sit the two sides and the agency that is independent of them; else that one alone.
        """
        last = case.policy_stage.last
        assert last is not None
        kind = last.options[-1].kind
        if len(last.options) > 1:
            self.choose_way(case, kind)
        if kind is not LastStageKind.CHAIR_DECISION:
            sides = [party.agency for party in case.parties.order_by("number")]
            self.appoint(case, [*sides, independent] if kind is LastStageKind.PANEL else [independent])
        self.act(case, Verb.RECORD_DECISION)
        self.choose("kind", kind)
        self.choose("result", "decided")
        self.choose("outcome", "upheld")
        self.write("decided_by", "The members, from three agencies")
        self.write("decision", "An assessment is opened.")
        self.write("reasons", "Both sides were heard.")
        self.press("Continue")
        self.press("Record the decision")

    def propose_outcome(self, case: Case, statement: str) -> None:
        """Write down what was agreed, with one action."""
        self.act(case, Verb.PROPOSE_OUTCOME)
        self.choose("outcome", "compromise")
        self.write("statement", statement)
        if self.page.locator('[name="stays_open"]').count():
            self.choose("stays_open", "no")
        self.write("actions-0-what", "See the child at home")
        self.page.select_option('[name="actions-0-who"]', "both")
        self.date("actions-0-due_on", timezone.now() + timedelta(days=10))
        self.press("Continue")
        self.press("Send for confirmation")


def holder(case: Case, side: str) -> User:
    """Who acts for a side now."""
    party = Party.objects.get(case=case, side=side)
    person = case.passages.get(closed_at=None).holdings.get(party=party).person
    assert person is not None
    return person
