"""One version of a procedure as its page shows it: the picture, the same as a table, and all that stands around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.words import listed, long_date
from policies.models import PolicyVersion
from policies.presenters import words
from policies.schema import Obligation, Policy, Route, Stage, Tell
from policies.values import Cites
from policies.vocabulary import Sides


@dataclass(frozen=True)
class Fact:
    """A row of a summary list."""

    key: str
    value: str


@dataclass(frozen=True)
class Said:
    """A sentence with the rules that it stands for."""

    text: str
    cite: Cites = ()
    detail: str = ""


@dataclass(frozen=True)
class DutyRow:
    """One row of the table: at which stage who does what, how long they have, and what follows if they do not."""

    stage: str
    title: str
    who: str
    what: str
    note: str
    time: str
    if_not: str
    cite: Cites
    begins_stage: bool


@dataclass(frozen=True)
class Box:
    """One stage of the picture."""

    key: str
    label: str
    title: str
    band: str
    side: str
    """Which sides take part, where it is not both."""
    who: str
    others: list[str]
    duties: list[DutyRow]
    gates: list[Said]
    beside: list[Said]
    """By which means it is discussed, and what is referred outside while the stage goes on."""
    tells: list[Said]
    guidance: list[Said]
    grounds: list[str]
    """Why the stage may be left, where that is fewer than the whole procedure knows."""
    onward: list[Said]
    """What stands at the arrow to the next stage, and the ways that lead elsewhere."""
    entered_at_risk: str
    cite: Cites


@dataclass(frozen=True)
class Option:
    """One way in which the last stage settles a case."""

    title: str
    says: list[str]
    cite: Cites


@dataclass(frozen=True)
class VersionPage:
    """All that the page of one version says beyond what stands in the policy itself."""

    state: str
    warning: str
    facts: list[Fact]
    risk_effects: list[Said]
    boxes: list[Box]
    last_says: str
    options: list[Option]
    afterwards: list[Said]
    told: list[Said]
    others: list[tuple[PolicyVersion, str]]

    @property
    def table(self) -> list[DutyRow]:
        """The picture as a table, one row for each thing that somebody owes."""
        return [row for box in self.boxes for row in box.duties]


def version_page(
    version: PolicyVersion, *, others: Sequence[PolicyVersion], current: PolicyVersion | None, on: date
) -> VersionPage:
    """The page of one version on this London day; `others` are the area's other versions, `current` the one in force."""
    policy = version.policy
    return VersionPage(
        state=_state(version, current, on),
        warning=past_review(policy, on=on),
        facts=facts(version),
        risk_effects=risk_effects(policy),
        boxes=boxes(policy),
        last_says=last_stage_says(policy),
        options=options(policy),
        afterwards=afterwards(policy),
        told=[Said(words.tell_in_words(policy, tell), tell.cite) for tell in policy.tells],
        others=[(other, _state(other, current, on)) for other in others],
    )


def _state(version: PolicyVersion, current: PolicyVersion | None, on: date) -> str:
    """Whether a version is "In force", "Replaced" or "Not yet in force" on this London day."""
    if version.in_force_from > on:
        return "Not yet in force"
    return "In force" if version == current else "Replaced"


def past_review(policy: Policy, *, on: date) -> str:
    """The warning of a procedure past its review date (O-13), or ""."""
    review = policy.metadata.review_date
    if review is None or review >= on:
        return ""
    return (
        f"This procedure is past its review date, {long_date(review)}. "
        "It holds until another version is published. Check with the partnership if you are unsure."
    )


def facts(version: PolicyVersion) -> list[Fact]:
    """What the document says of itself; what it leaves out is left out."""
    policy, about = version.policy, version.policy.metadata
    rows = [
        ("Partnership", policy.area.partnership),
        ("Also called", listed(policy.area.aliases)),
        ("Version", version.name),
        ("In force from", long_date(version.in_force_from)),
        ("Period", about.period),
        ("Correct at", _day(about.correct_at)),
        ("Review date", _day(about.review_date)),
        ("Agreed by", about.agreed_by),
        ("Owner", about.owner),
        ("Contact", about.contact),
        ("Adds to", about.sits_under),
        ("Working days of", policy.area.calendar.label),
        ("By when", policy.timescales.says),
        ("If more time is needed", words.more_time_in_words(policy)),
    ]
    return [Fact(key, value) for key, value in rows if value]


def risk_effects(policy: Policy) -> list[Said]:
    """What immediate risk does in this area (O-30)."""
    risk = policy.immediate_risk
    said = [Said(risk.refer, risk.cite)] if risk.refer else []
    if risk.skip is not None:
        target = words.stage_in_a_sentence(policy.stage(risk.skip.to))
        said.append(
            Said(
                f"The case starts at {target} at once, or goes on to it, if this holds too: {risk.skip.condition}",
                risk.skip.cite,
            )
        )
    if risk.compress:
        said.append(Said("The time limits shrink: n working days become n × 24 hours from the escalation.", risk.cite))
    return said + [
        Said(f"{hop.by} tells {hop.to}." if hop.by != "You" else f"Tell {hop.to}.", hop.cite) for hop in risk.tell
    ]


def boxes(policy: Policy) -> list[Box]:
    """The picture: the stages in order."""
    following: list[Stage | None] = [*policy.stages[1:], None]
    return [_box(policy, stage, after) for stage, after in zip(policy.stages, following, strict=True)]


def options(policy: Policy) -> list[Option]:
    """The ways in which the last stage may settle a case."""
    last = policy.stages[-1].last
    return [Option(o.title, words.option_in_words(o), o.cite) for o in last.options] if last is not None else []


def afterwards(policy: Policy) -> list[Said]:
    """What is asked of the parties once a stage or the case is over, and by when."""
    outcome = policy.outcome
    said = [
        Said(f"After {words.stage_label(stage.number)}: {asked.says}", asked.cite)
        for stage in policy.stages
        if (asked := stage.recorded_on_own_system) is not None
    ]
    if outcome.copy_on_each_childs_record:
        said.append(
            Said(
                policy.persons.say("Each agency confirms that a copy stands on {the record of each person}."),
                outcome.cite,
            )
        )
    confirm = words.amount_in_words(outcome.confirm_within, policy.persons)
    said.append(
        Said(f"Each side confirms what was agreed, or that it has read what was decided. Time to do so: {confirm}.")
    )
    said += [Said(asked.says, asked.cite) for asked in (outcome.recorded_on_own_system, outcome.debrief) if asked]
    concern = "The professional who raised it is asked whether {the person is} still at risk."
    said.append(Said(policy.persons.say(concern)))
    if outcome.ask_if_it_helped_after is not None:
        after = words.amount_in_words(outcome.ask_if_it_helped_after, policy.persons)
        helped = policy.persons.say("Each side is asked whether it helped {the person}")
        said.append(Said(f"{helped}, {after} after the end."))
    return said


def last_stage_says(policy: Policy) -> str:
    """Through whom a case reaches the last stage, and who chooses."""
    last = policy.stages[-1].last
    area = policy.area
    return words.who_chooses(last, board_office=area.board_office, chair=area.chair) if last is not None else ""


def _box(policy: Policy, stage: Stage, following: Stage | None) -> Box:
    skip = policy.immediate_risk.skip
    return Box(
        key=stage.key,
        label=words.stage_label(stage.number),
        title=stage.title,
        band=stage.band.label,
        side="" if stage.sides is Sides.BOTH else "Only the side that raises it takes part",
        who=words.who_acts(stage),
        others=words.others_who_act(stage),
        duties=[_duty(policy, stage, item, following) for item in stage.obligations],
        gates=[Said(words.gate_in_words(gate, policy), gate.cite) for gate in stage.gates],
        beside=_beside(policy, stage),
        tells=[
            Said(f"{tell.says or tell.who.label}{_copy(tell)}", tell.cite, _fallback(words.told_instead(tell)))
            for tell in stage.tells
        ],
        guidance=[*(Said(item.says, item.cite) for item in stage.guidance), *_plan_link(stage)],
        grounds=[ground.label_for(policy.persons) for ground in stage.grounds],
        onward=_onward(policy, stage, following),
        entered_at_risk="Immediate risk starts the case here" if skip is not None and skip.to == stage.key else "",
        cite=stage.cite,
    )


def _plan_link(stage: Stage) -> list[Said]:
    link = stage.links_to_plan
    return [Said(link.says, link.cite)] if link is not None else []


def _copy(tell: Tell) -> str:
    return " (a copy, for information)" if tell.for_information else ""


def _beside(policy: Policy, stage: Stage) -> list[Said]:
    required = (stage.discussed_by or policy.discussed_by) if stage.sides is Sides.BOTH else None
    means = [Said(words.required_in_words(required), required.cite)] if required is not None else []
    return means + [Said(words.referral_in_words(item, policy.area), item.cite) for item in stage.referrals]


def _fallback(name: str) -> str:
    return f"If they cannot be reached: {name}." if name else ""


def _duty(policy: Policy, stage: Stage, item: Obligation, following: Stage | None) -> DutyRow:
    area = policy.area
    return DutyRow(
        stage=words.stage_label(stage.number),
        title=stage.title,
        who=words.owner_in_words(item.owner, stage, board_office=area.board_office, chair=area.chair),
        what=words.owed_in_words(policy, item),
        note=item.note,
        time=words.time_allowed(item, stage, policy.persons),
        if_not=words.what_if_not(item, following),
        cite=item.cite,
        begins_stage=item is stage.obligations[0],
    )


def _onward(policy: Policy, stage: Stage, following: Stage | None) -> list[Said]:
    if following is None:
        return []
    arrow = "If it is not settled"
    if following.discretionary:
        arrow = f"If it is not settled. {following.discretion_says}"
    elif stage.discretionary:
        arrow = "If it is not settled, or without this stage"
    aside = [Said(_of_route(policy, route), route.cite) for route in policy.routes if route.source == stage.key]
    return [Said(arrow), *aside]


def _of_route(policy: Policy, route: Route) -> str:
    """What a route says, and whose approval it needs."""
    needed = f" Only if approved, with a reason, by the {policy.area.board_office}." if route.approved_by_office else ""
    return f"{route.says}{needed}"


def _day(day: date | None) -> str:
    return long_date(day) if day else ""
