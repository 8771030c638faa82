"""In which words is a procedure told? Limits, roles, what a passed limit does, whether a decision binds."""

from collections.abc import Mapping, Sequence

from core.persons import NEUTRAL, Persons
from core.words import counted, listed
from policies.schema import (
    ActingRole,
    Area,
    Gate,
    LastOption,
    LastStage,
    Limit,
    Obligation,
    Period,
    Policy,
    Referral,
    RequiredMeans,
    Stage,
    Tell,
    Who,
)
from policies.vocabulary import (
    AgencyType,
    Audience,
    Breach,
    Event,
    GateKind,
    GateMode,
    Owner,
    Sides,
    Start,
    Strength,
    Unit,
)

WHEN_TOLD = {
    Event.STAGE_ENTERED: "When the stage begins",
    Event.BREACH: "When a limit has passed",
    Event.CLOSED: "When the case ends",
    Event.IMMEDIATE_RISK: "When {a person is} said to be at immediate risk",
}
COUNTED = {
    Unit.WORKING_DAYS: "working day",
    Unit.WORKING_WEEKS: "working week",
    Unit.ELAPSED_HOURS: "hour",
    Unit.CALENDAR_DAYS: "calendar day",
}
UNCOUNTED = {
    Unit.SAME_WORKING_DAY: "On the same working day",
    Unit.AS_SOON_AS_POSSIBLE: "As soon as possible",
    Unit.CASE_SPECIFIC: "By a date that protects {the person}",
}
FROM = {
    Start.ESCALATION: "from the escalation",
    Start.RECEIPT: "from receipt",
    Start.RAISED: "from the day it was raised",
    Start.STAGE_ENTERED: "from the start of the stage",
    Start.PREVIOUS_STAGE_ENDED: "from the end of the stage before",
    Start.NOTIFICATION: "from when the board’s office was told",
    Start.BEFORE_MEETING: "before the meeting that is arranged",
    Start.BEFORE_RELATED_MEETING: "before the meeting from which it arises",
}
BINDING = {
    True: "The decision is binding on the agencies concerned.",
    False: "It is not binding.",
    None: "The procedure does not say whether it is binding.",
}
ADVICE = "It is advice: the agencies decide for themselves."
SITTING = {
    "included": "The agencies that disagree are among them.",
    "where-possible": "The agencies that disagree are among them where possible.",
    "excluded": "Nobody from the agencies that disagree sits on it.",
    "not-stated": "",
}
MEMBERS = {
    "board-members": "Whoever sits is a member of the board.",
    "strategic-leads": "Whoever sits is one of the partnership’s strategic leads.",
    "any": "",
}
BEYOND = {
    "block": "Only the chair may appoint otherwise, and says why.",
    "warn": "Whoever appoints otherwise says why.",
}
PROTECTIVE = "By a date that protects {the person}, set by the side that raised it"
NOT_STATED = "No time stated"
NOT_OWED = "If it helps: not owed"


def stage_label(number: str | None) -> str:
    """ "Stage 2"; a stage numbered 0 stands before Stage 1, and one that has a name alone has no label: ""."""
    if number is None:
        return ""
    return f"Stage {number}" if int(number) else "Before Stage 1"


def stage_in_a_sentence(stage: Stage) -> str:
    """What a stage is called in a sentence: "Stage 2", or its title in quotation marks where it has no number."""
    return stage_label(stage.number) or f"“{stage.title}”"


def limit_in_words(limit: Limit, persons: Persons = NEUTRAL) -> str:
    """How long somebody has: "24 hours (1 working day) from the escalation, as a guide"."""
    return persons.say(wording_of(limit))


def wording_of(limit: Limit) -> str:
    """As `limit_in_words`, with the placeholders still in it."""
    said = _period(limit)
    if limit.or_sooner is not None:
        other = _period(limit.or_sooner)
        said += f", or {other[:1].lower()}{other[1:]}, whichever is sooner"
    if limit.or_sooner_to_protect:
        said += ", or sooner to protect {the person}"
    is_guide = limit.strength is Strength.GUIDE and limit.unit not in UNCOUNTED
    return f"{said}, as a guide" if is_guide else said


def amount_in_words(limit: Limit, persons: Persons = NEUTRAL) -> str:
    """How long a limit is, without what it counts from: "20 working days"."""
    said = UNCOUNTED.get(limit.unit)
    return persons.say(said[:1].lower() + said[1:]) if said else _amount(limit)


CONFIRMED = (GateKind.SCREENING, GateKind.SAFEGUARDING_LEAD_ENDORSEMENT)
"""Gates at which somebody is named, who is asked to confirm it."""


def gate_in_words(gate: Gate, policy: Policy) -> str:
    """What a gate asks for, and how soon whoever is named confirms it."""
    within = policy.timescales.screening_confirmed_within
    if gate.kind not in CONFIRMED or gate.mode is GateMode.OFF or within is None:
        return gate.says
    return f"{gate.says} Whoever is named confirms it: {amount_in_words(within, policy.persons)}."


def _period(period: Period) -> str:
    since = f"from when this is done: {period.after.label.lower()}" if period.after else FROM[period.start]
    if period.unit in UNCOUNTED:
        return f"{UNCOUNTED[period.unit]}, {since}" if period.after else UNCOUNTED[period.unit]
    return f"{_amount(period)} {since}"


def _amount(limit: Period) -> str:
    amount = limit.amount or 0
    if limit.unit is Unit.HOURS_AS_WORKING_DAYS:
        return f"{24 * amount} hours ({counted(amount, 'working day')})"
    return counted(amount, COUNTED[limit.unit])


def time_allowed(item: Obligation, stage: Stage, persons: Persons = NEUTRAL) -> str:
    """How long somebody has for one obligation of a stage, or why there is no time to name."""
    if item.optional:
        return NOT_OWED
    if item.limit is not None:
        return limit_in_words(item.limit, persons)
    asks_for_date = stage.sides is Sides.BOTH and not stage.is_dated
    return persons.say(PROTECTIVE) if asks_for_date else NOT_STATED


def what_if_not(item: Obligation, following: Stage | None) -> str:
    """What the passing of the limit does, naming the stage that follows."""
    if item.optional:
        return "Nothing follows"
    onward = stage_in_a_sentence(following) if following is not None else ""
    if item.on_breach is Breach.ADVANCE and onward:
        return f"The case moves to {onward} by itself"
    if item.on_breach is Breach.OFFER and onward:
        return f"The side that raised it may take it to {onward}"
    return "Reminders go on until it is done"


def steps_in_words(rungs: Sequence[ActingRole]) -> str:
    """Who acts, in ascending order: "Service manager, then Head of service"."""
    return ", then ".join(rung.title for rung in rungs)


def exceptions_in_words(titles: Mapping[AgencyType, str], in_general: str) -> list[str]:
    """By type of agency where it is somebody else, types with the same title in one line."""
    types_of: dict[str, list[str]] = {}
    for agency_type, title in titles.items():
        if title != in_general:
            types_of.setdefault(title, []).append(agency_type.label)
    return [f"{listed(types)}: {title}" for title, types in types_of.items()]


def who_acts(stage: Stage) -> str:
    """Who acts at a stage in general; for the last stage those of the board who take part."""
    if stage.repeats is not None:
        return steps_in_words(stage.repeats.default)
    return stage.who.default.title if stage.who is not None else ""


def others_who_act(stage: Stage) -> list[str]:
    """Who acts instead for some types of agency."""
    if stage.repeats is not None:
        titles = {kind: steps_in_words(rungs) for kind, rungs in stage.repeats.by_type.items()}
    else:
        titles = _titles(stage.who)
    return exceptions_in_words(titles, who_acts(stage))


def _titles(who: Who | None) -> dict[AgencyType, str]:
    return {kind: role.title for kind, role in who.by_type.items()} if who is not None else {}


def owner_in_words(owner: Owner, stage: Stage, *, board_office: str, chair: str) -> str:
    """Who owes it, with the title that the procedure gives them."""
    of_the_board = {Owner.BOARD_OFFICE: board_office, Owner.CHAIR: chair}
    if owner in of_the_board:
        return of_the_board[owner]
    acting = who_acts(stage)
    return f"{owner.label}: {acting}" if acting else owner.label


def required_in_words(item: RequiredMeans) -> str:
    """By which means a discussion is to be held, and what follows where it was by another."""
    if item.mode is GateMode.OFF:
        return "It may be discussed by any means here."
    by = listed([lower_first(means.label) for means in item.any_of], "or")
    otherwise = {
        GateMode.BLOCK: "By another means it does not count.",
        GateMode.WARN: "By another means: with a reason.",
    }
    return f"To be discussed {by}. {otherwise[item.mode]}{f' {item.says}' if item.says else ''}"


def referral_in_words(item: Referral, area: Area) -> str:
    """What is referred outside beside the stages, by whom and how soon."""
    of_the_board = {Owner.BOARD_OFFICE: area.board_office, Owner.CHAIR: area.chair}
    limit = f", {lower_first(limit_in_words(item.within))}" if item.within else ""
    said = f" {item.says}" if item.says else ""
    return f"Beside the stages, {of_the_board.get(item.owner, lower_first(item.owner.label))}: refer it to {item.to}{limit}.{said}"


def owed_in_words(policy: Policy, item: Obligation) -> str:
    """What is owed, and in which cases where it is not in all of them."""
    what = f"{item.what.label}, setting out a timescale" if item.must_set_timetable else item.what.label
    of = next((priority.label for priority in policy.priorities if priority.key == item.priority), "")
    return f"{what} ({of.lower()} cases)" if of else what


def tell_in_words(policy: Policy, item: Tell) -> str:
    """Who is told, and when: "When the case ends: the chair."."""
    area, when = policy.area, policy.persons.say(WHEN_TOLD[item.on])
    named = {Audience.BOARD_OFFICE: area.board_office, Audience.CHAIR: area.chair}
    sentence = (
        f"{when}: {named.get(item.who, item.who.label)}{' (a copy, for information)' if item.for_information else ''}"
    )
    said = f"{sentence}. {item.says}" if item.says else f"{sentence}."
    instead = told_instead(item)
    return f"{said} If they cannot be told: {instead}." if instead else said


def lower_first(said: str) -> str:
    """A sentence's words, for the middle of another."""
    return said[:1].lower() + said[1:]


def binding_in_words(binding: bool | None) -> str:
    """Whether what the last stage decides binds the agencies: yes, no, or not said."""
    return BINDING[binding]


def option_binds(option: LastOption) -> str:
    """Whether what is decided in this way binds, or that it is advice, or that nothing is decided."""
    if option.decides_nothing:
        return "Nothing is decided: the case ends once that is done."
    return ADVICE if option.is_advice else binding_in_words(option.binding)


def last_stage_binds(last: LastStage) -> str:
    """The same of all ways of a last stage together."""
    said = {option_binds(option) for option in last.options}
    return said.pop() if len(said) == 1 else binding_in_words(None)


def more_time_in_words(policy: Policy) -> str:
    """Whether a limit may be lengthened, or stand still, by agreement of both sides."""
    extension = policy.timescales.extension
    if not extension.allowed:
        return "No limit can be lengthened"
    pauses = ", or let the limits stand still for a while" if extension.pauses else ""
    return extension.says or f"The two sides can agree on another date{pauses}"


def option_in_words(option: LastOption) -> list[str]:
    """What the reader must know of one way to settle the case, in sentences."""
    said = [option_binds(option)]
    composition = option.composition
    if composition is not None:
        if composition.agencies:
            said.append(f"It has representatives of {counted(composition.agencies, 'agency,agencies')}.")
        said += [
            sentence
            for sentence in (SITTING[composition.parties], MEMBERS[composition.members], composition.note)
            if sentence
        ]
        if composition.agencies or SITTING[composition.parties] or MEMBERS[composition.members]:
            said.append(BEYOND[composition.enforced])
    if option.may_set_course_of_action:
        said.append("Instead of deciding, a course of action may be agreed that leads to the decision.")
    return said


def who_chooses(last: LastStage, *, board_office: str, chair: str) -> str:
    """Through whom a case reaches the last stage, and who chooses the way where there are several."""
    names = {Owner.BOARD_OFFICE: board_office, Owner.CHAIR: chair}
    through = names.get(last.reached_through, last.reached_through.label)
    said = f"The case is referred through the {through}."
    if len(last.options) > 1:
        said += f" The {names.get(last.option_chosen_by, last.option_chosen_by.label)} chooses between them."
    return f"{said} {last.scrutiny.says}" if last.scrutiny is not None else said


def told_instead(tell: Tell) -> str:
    """Who is told where those named cannot be: as the text names them, else by their post; "" for nobody."""
    return tell.fallback or (tell.fallback_role.label if tell.fallback_role else "")
