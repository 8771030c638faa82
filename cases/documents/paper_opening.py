"""The blank form on which a disagreement is raised on paper."""

from cases.documents.paper_rows import BY_WHICH_MEANS, MOMENT, YES_NO, asked
from cases.documents.shape import Row, Section, Table
from cases.models import SubjectStatus
from cases.words.entries import PARENTS_AWARE
from cases.words.headings import HEADINGS
from policies.schema import Policy, Stage
from policies.vocabulary import Subject


def opening(policy: Policy, _: Stage | None) -> tuple[Section, ...]:
    levels = policy.thresholds.levels if policy.thresholds else ()
    contacts = tuple(
        f"{contact.name}: {contact.phone}".removesuffix(": ") for contact in policy.immediate_risk.contacts
    )
    return (
        Section(
            "{The person’s} safety now",
            says=(policy.immediate_risk.says, *contacts),
            rows=(
                Row("{Is a person} at immediate risk of harm?", ticks=YES_NO),
                Row("If so: whom have you told, when, what did they say, and which reference did they give?", space=2),
                *(
                    [Row("Who took the report, when, under which reference?", space=2)]
                    if policy.immediate_risk.refer
                    else []
                ),
                *([Row(policy.immediate_risk.skip.condition, ticks=YES_NO)] if policy.immediate_risk.skip else []),
            ),
        ),
        Section(
            "Who raises it, and with whom",
            rows=(
                Row("Raised on", hint=MOMENT, space=1),
                Row("How did it reach the other agency?", space=1),
                Row("Your name, job and agency", space=2),
                Row("How to reach you", space=1),
                Row("Your manager", space=1),
                Row("Is anyone on your own side part of the disagreement? If so, who?", ticks=YES_NO, space=1),
                Row("Agency that you disagree with, and who there", space=2),
            ),
        ),
        Section(
            "{Whom} it is about",
            tables=() if _is_of_themes(policy) else (_subjects(policy),),
            rows=(
                *([Row("Your reference for it", space=1)] if _is_of_themes(policy) else _kinds(policy)),
                Row(
                    "Do {the parents or carers} know of this disagreement?",
                    ticks=tuple(PARENTS_AWARE.values()),
                    space=1,
                ),
            ),
        ),
        Section(
            "What you disagree with",
            rows=(
                Row(
                    "What is it about? Tick all that apply",
                    ticks=(*(r.label.rstrip(".;") for r in policy.reasons if r.key != "other"), "Something else"),
                ),
                asked("other_reason", 1),
                Row("What is challenged?", ticks=("A decision", "An action", "Something not done")),
                asked("decided_on", 1, "Day, month, year"),
                asked("related_meeting", 1),
                asked("what_is_disputed", 6),
                asked("agreed_areas"),
                asked("disputed_areas", 4),
                asked("relevance_to_risk", 4),
                *([Row(HEADINGS["threshold"], ticks=levels)] if levels else []),
                *([asked("threshold_descriptor", 1)] if policy.thresholds else []),
                asked("wanted", 4),
            ),
        ),
        Section(
            "What was done before",
            rows=(
                Row("How you have raised it with the other professional", ticks=BY_WHICH_MEANS),
                asked("method_reason", 1, " ".join(m.note for m in policy.methods if m.discouraged)),
                asked("tried_before", 4),
                *(
                    [Row(HEADINGS["prepared"], ticks=tuple(p.says for p in policy.preparations))]
                    if policy.preparations
                    else []
                ),
                asked("consulted", 1),
                asked("support", 1),
            ),
        ),
        Section(
            "Until when",
            rows=(
                *(
                    [Row("How urgent is it?", ticks=tuple(each.label for each in policy.priorities))]
                    if policy.priorities
                    else []
                ),
                Row("When must it be settled to protect {the person}?", hint=MOMENT, space=1),
                asked("protective_reason", 2),
            ),
        ),
    )


def _is_of_themes(policy: Policy) -> bool:
    """Whether it is about themes alone, which have no person and so no row."""
    return set(policy.subjects) == {Subject.THEME}


def _subjects(policy: Policy) -> Table:
    """A row for each whom it is about, with what the pages ask of them."""
    if policy.is_about_children:
        return Table("A row for {each person}", ("Your reference", "Initials", "Age", "Plan or order"), space=4)
    return Table("A row for {each person}", ("Your reference", "Initials"), space=1)


def _kinds(policy: Policy) -> tuple[Row, ...]:
    """Of children their plans, else which of several it is."""
    if policy.is_about_children:
        return (Row("Plan or order: one of these for {each person}", ticks=tuple(SubjectStatus.labels)),)
    kinds = tuple(kind.label for kind in policy.subjects)
    return (Row("Who or what it is about", ticks=kinds),) if len(kinds) > 1 else ()
