"""Does a text look as if it names someone? A soft question: the page warns, the person decides, nothing is blocked."""

import re
from collections.abc import Iterable

NHS_NUMBER_DIGITS = 10
NHS_NUMBER = re.compile(r"(?<![\d-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d-])")
TITLED_NAME = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.?\s+[A-Z][\w’'-]+")
TWO_CAPITALS = re.compile(r"(?<![.!?:•\n-] )(?<!^)\b([A-Z][a-z’'-]{1,20})\s+([A-Z][a-z’'-]{1,20})\b", re.MULTILINE)
WORD = re.compile(r"[A-Z][\w’'-]+")
BORN = re.compile(r"\b(?:dob|d\.o\.b|date of birth|born)\b\D{0,12}\d{1,2}[/. -]\w{1,9}[/. -]\d{2,4}", re.IGNORECASE)
NOT_NAMES = frozenset(
    [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Stage",
        "Section",
        "Chapter",
        "Part",
        "Act",
        "Children",
        "Children’s",
        "Children's",
        "Child",
        "Social",
        "Care",
        "Protection",
        "Plan",
        "Conference",
        "Review",
        "Health",
        "Service",
        "Services",
        "School",
        "Primary",
        "Secondary",
        "Academy",
        "College",
        "Council",
        "County",
        "City",
        "Borough",
        "Police",
        "Probation",
        "Hospital",
        "Trust",
        "Early",
        "Help",
        "Hub",
        "Years",
        "Team",
        "Manager",
        "Head",
        "Safeguarding",
        "Lead",
        "Partnership",
        "Board",
        "Agency",
        "Working",
        "Together",
        "Strategy",
        "Discussion",
        "Core",
        "Group",
        "Initial",
        "Looked",
        "After",
        "Independent",
        "Reviewing",
        "Officer",
        "Designated",
        "Local",
        "Authority",
        "National",
        "England",
        "Wales",
        "London",
        "Birmingham",
        "Bristol",
        "Brent",
        "Buckinghamshire",
        "Need",
        "Case",
    ]
)

WARNINGS = {
    "nhs-number": "This looks like an NHS number: check. Use your own reference instead.",
    "name": "This looks like a name: check. Say what the person’s role is, not who they are.",
    "birth": "This looks like a date of birth: check. Give the age only if it matters.",
}


def looks_like_nhs_number(text: str) -> bool:
    """Whether the text holds ten digits that pass the NHS number's modulus 11 check."""
    return any(_passes_modulus_11(re.sub(r"\D", "", found)) for found in NHS_NUMBER.findall(text))


def _passes_modulus_11(digits: str) -> bool:
    weighted = sum(
        int(digit) * weight for digit, weight in zip(digits[:-1], range(NHS_NUMBER_DIGITS, 1, -1), strict=True)
    )
    return (11 - weighted % 11) % 11 == int(digits[-1]) and len(set(digits)) > 1


def looks_like_a_name(text: str, *, things: Iterable[str] = ()) -> bool:
    """Whether the text holds a title with a name, or two capitalised words together that are no known name of a thing.

    `things` are names that belong to nobody: of the area, its agencies, posts and procedures.
    """
    if TITLED_NAME.search(text):
        return True
    known = NOT_NAMES | {word for thing in things for word in WORD.findall(thing)}
    return any(not {first, second} & known for first, second in TWO_CAPITALS.findall(text))


def looks_like_a_birth_date(text: str) -> bool:
    """Whether the text gives a date after words like "born" or "DOB"."""
    return bool(BORN.search(text))


def warnings(text: str, *, things: Iterable[str] = ()) -> list[str]:
    """Sentences for the person about what the text may give away; none if nothing was found. `things` name nobody."""
    found = {
        "nhs-number": looks_like_nhs_number(text),
        "name": looks_like_a_name(text, things=things),
        "birth": looks_like_a_birth_date(text),
    }
    return [WARNINGS[what] for what, is_there in found.items() if is_there]
