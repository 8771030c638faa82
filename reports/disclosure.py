"""What could a report give away? A check before it is frozen: what is hidden, what the numbers are of, and what its texts say.

It warns and asks; it refuses nothing, and changes no text.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.models import User
from cases.forms.things import names_of_things
from cases.models import Case
from core.sensitive import NOT_NAMES, WORD, warnings
from core.words import counted, listed
from policies.models import Area, PolicyVersion
from reports.annual import COMMENTARY, INTRODUCTION, Prepared
from reports.models import CaseFact, PairFact, Report
from reports.publishing import Check, alone_in_type
from reports.shape import Mark, Section, cells_of

FEW_CASES = 30
SHORTEST_NAME = 3
REFERENCE = re.compile(r"\b[A-Z]{2,}-\d{2,}\b")
IN_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NAMED = (
    "{names} {stand} in the names of people in the directory: check. Say what the person’s role is, not who they are."
)
REFERRED = "This gives the reference of a case, {reference}: take it out. A report identifies no case."
EMPTY = "No disagreement was raised in this period: every table of what was raised shows 0, or nothing."
BEHIND = (
    "{cases} of this period changed just now, and the figures do not have that yet. They follow within minutes: look at this page "
    "again then."
)
FEW = (
    "The report is of {cases}. Where people know one another, they may recognise a case by little. "
    "A period of several years hides less."
)
ONE_AGENCY = "Only one agency had a part in them: every number of the report is about that agency. Ask it first."
ALONE = "{names} {are} the only one of {its} type in the area: what a table says of the type, it says of that agency. Ask first."
SMALL = "This gives a small number (“{number}”), and the tables of this section hide small numbers: check that it is none of those."


@dataclass(frozen=True)
class Doubtful:
    """A text of a report that may give something away. `part` is where it is written."""

    part: str
    title: str
    sentences: list[str]


@dataclass(frozen=True)
class Disclosure:
    """What the check found: of the numbers (`hidden`), what to think of, and what to look at in the texts."""

    hidden: Check
    warnings: list[str]
    doubts: list[Doubtful]

    @property
    def counts(self) -> list[str]:
        """How much is hidden, and why, a line for each reason."""
        first, second = self.hidden.first, self.hidden.second
        said = {
            f"{counted(first, 'number')} because {'it is' if first == 1 else 'they are'} small": first,
            f"{counted(second, 'further number')}, so that those cannot be worked out": second,
            counted(self.hidden.shares, "percentage"): self.hidden.shares,
            counted(self.hidden.times, "time"): self.hidden.times,
        }
        return [line for line, number in said.items() if number]


class Texts:
    """Looks at the texts of one area's report; what it holds them against is read once, and only where there is a text."""

    def __init__(self, area: Area) -> None:
        self.area = area

    @cached_property
    def things(self) -> list[str]:
        """Names that belong to nobody: of the area, its agencies, and of what its procedures name."""
        versions = PolicyVersion.objects.filter(area=self.area).select_related("area")
        agencies = self.area.agencies.values_list("name", flat=True)
        return [self.area.name, self.area.partnership, *agencies, *names_of_things(versions)]

    @cached_property
    def names(self) -> dict[str, str]:
        """The parts of the names of the area's people that could only be somebody's, each with the whole name."""
        of_things = NOT_NAMES | {word for thing in self.things for word in WORD.findall(thing)}
        found: dict[str, str] = {}
        for name in _people_of(self.area).values_list("name", flat=True):
            parts = [part for part in WORD.findall(name) if len(part) >= SHORTEST_NAME and part not in of_things]
            found |= dict.fromkeys(parts, name)
        return found

    def doubts(self, text: str, *, section: Section | None = None, threshold: int = 0) -> list[str]:
        """Sentences about what a text may give away; of the commentary on a section, small numbers that its tables hide too."""
        if not text.strip():
            return []
        words = [word for word in dict.fromkeys(WORD.findall(text)) if word in self.names]
        stand = "stands" if len(words) == 1 else "stand"
        return [
            *warnings(text, things=self.things),
            *([NAMED.format(names=listed(f"“{word}”" for word in words), stand=stand)] if words else []),
            *self._references(text),
            *(_small_numbers(text, threshold) if section is not None and _hides(section) else []),
        ]

    def _references(self, text: str) -> list[str]:
        given = REFERENCE.findall(text)
        known = Case.objects.filter(reference__in=given).order_by("pk").values_list("reference", flat=True)
        return [REFERRED.format(reference=reference) for reference in known] if given else []


def look(report: Report, prepared: Prepared) -> Disclosure:
    """Check what a report would publish."""
    texts, content = Texts(report.area), prepared.content
    doubts = [
        Doubtful(INTRODUCTION, "Introduction", texts.doubts(content.introduction)),
        *(
            Doubtful(
                f"{COMMENTARY}{section.key}",
                section.title,
                texts.doubts(section.commentary, section=section, threshold=content.threshold),
            )
            for section in content.sections
        ),
    ]
    found = [doubtful for doubtful in doubts if doubtful.sentences]
    return Disclosure(prepared.check, [*_behind(report), *_warnings(report), *prepared.check.warnings], found)


def may_name_somebody(report: Report) -> bool:
    """Whether a text of a report has to be looked at for what it says by itself, whatever the tables hide."""
    texts = Texts(report.area)
    commentary = [text for key, text in report.commentary.items() if key not in report.left_out]
    return any(texts.doubts(text) for text in (report.introduction, *commentary))


def _hides(section: Section) -> bool:
    return any(cell.mark == Mark.HIDDEN for cell in cells_of(section.tables))


def _small_numbers(text: str, threshold: int) -> list[str]:
    said = [*IN_WORDS[:threshold], *(str(number) for number in range(1, threshold + 1))]
    found = re.search(rf"(?<![\d.,])\b(?:{'|'.join(said)})\b(?![\d%]|[.,]\d)", text, re.IGNORECASE)
    return [SMALL.format(number=found[0])] if found else []


def _behind(report: Report) -> list[str]:
    """Whether the figures lag behind the cases of the period."""
    as_it_is = CaseFact.objects.filter(pk=OuterRef("pk"), revision=OuterRef("revision"))
    raised = Case.objects.filter(area=report.area_id, raised_at__date__lte=report.last)
    lagging = raised.filter(~Exists(as_it_is)).count()
    return [BEHIND.format(cases=counted(lagging, "case"))] if lagging else []


def _warnings(report: Report) -> list[str]:
    """What whoever publishes should think of: few cases, and few agencies."""
    within = {"area": report.area_id, "raised_on__range": (report.first, report.last)}
    cases = CaseFact.objects.filter(**within).count()
    if not cases:
        return [EMPTY]
    pairs = PairFact.objects.filter(**within).values_list("raising", "receiving").distinct()
    parts = {agency for pair in pairs for agency in pair}
    alone = [agency.name for agency in alone_in_type(report.area) if agency.pk in parts]
    said = {
        FEW.format(cases=counted(cases, "disagreement")): cases < FEW_CASES,
        ONE_AGENCY: len(parts) == 1,
        _alone(alone): bool(alone) and len(parts) > 1,
    }
    return [sentence for sentence, is_so in said.items() if is_so]


def _alone(names: list[str]) -> str:
    one = len(names) == 1
    return ALONE.format(names=listed(names), are="is" if one else "are each", its="its" if one else "their")


def _people_of(area: Area) -> QuerySet[User]:
    agencies = area.agencies.values("pk")
    of_it = Q(memberships__agency__in=agencies) | Q(posts__agency__in=agencies) | Q(memberships__area=area)
    return User.objects.filter(of_it).distinct()
