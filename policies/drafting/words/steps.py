"""The words of the stages: who acts, what is owed by when, what must be there, and the ways between stages."""

from policies.drafting.words.fronts import ONCE
from policies.drafting.words.saying import Say

MANY = "Such as 5. “24 hours” in working days is 1. Empty where the unit says it all."

STEPS: dict[str, Say] = {
    "Policy.stages": Say("Stages", "From the first to the last. The last one settles the case.", noun="stage"),
    "Policy.routes": Say(
        "Other ways between stages",
        "A stage leads to the next one. Name here only the ways that lead elsewhere, always to a later stage.",
        noun="way",
    ),
    "Policy.grounds": Say("Why a case may go on", "“We could not agree” must be among them."),
    "Policy.overall_limit": Say("A limit over several stages"),
    "Policy.timescales": Say("Time by agreement", "How the time for a stage is set, and how it is lengthened."),
    "Policy.reminders": Say("Reminders", "When whoever owes something hears of it again."),
    "Stage.key": Say("Short name", f"Such as managers. {ONCE}", width=20),
    "Stage.number": Say("Number", "As your text counts. 0 is a stage before Stage 1.", width=3),
    "Stage.title": Say("Title"),
    "Stage.band": Say("How high it stands", "So that areas can be compared."),
    "Stage.sides": Say("Who takes part"),
    "Stage.who": Say("Who acts", "On each side. Every stage but the last has this, or the next."),
    "Stage.repeats": Say(
        "A stage that climbs step by step", "Instead of “Who acts”: the posts of each agency, from the lowest up."
    ),
    "Stage.obligations": Say("What is owed", "What somebody must do at this stage, and by when.", noun="duty"),
    "Stage.gates": Say("What must be there", "Before the stage is entered or left.", noun="condition"),
    "Stage.grounds": Say("Why it may be left", "Only where it is fewer than the whole procedure knows.", rare=True),
    "Stage.discussed_by": Say("By which means it must be discussed here", rare=True),
    "Stage.referrals": Say(
        "What is referred outside meanwhile", "Beside the stages: it holds nothing up.", noun="referral", rare=True
    ),
    "Stage.tells": Say("Who is told", noun="message"),
    "Stage.guidance": Say(
        "What people see here", "Sentences of your text. Nothing follows from them.", noun="sentence"
    ),
    "Stage.discretionary": Say(
        "It may be passed over", "With a reason. Not the first stage and not the last.", rare=True
    ),
    "Stage.discretion_says": Say("What people read where they may pass it over", long=True, rare=True),
    "Stage.conflicted_manager_moves_up": Say(
        "A manager who is part of the conflict is passed over", "The next person up acts.", rare=True
    ),
    "Stage.last": Say("How it is settled", "For the last stage only: what the partnership does at the end."),
    "Stage.recorded_on_own_system": Say(
        "Each agency confirms afterwards that this stage is recorded in its own system", rare=True
    ),
    "Stage.links_to_plan": Say(
        "A plan says how it stands to the plan that there is",
        "Whoever proposes a plan of action here says whether it is in line with the person’s own plan.",
        rare=True,
    ),
    "PlanLink.says": Say("What your text says of it", long=True),
    "Stage.form": Say("Form that is kept from here on", rare=True, refers_to="forms"),
    "Who.default": Say("In general"),
    "Who.by_type": Say("Somebody else for some types of agency", noun="type of agency"),
    "Rungs.default": Say("In general, from the lowest", noun="step"),
    "Rungs.by_type": Say("Other steps for some types of agency", noun="type of agency"),
    "ActingRole.role": Say("Role", "The rung of the agency’s ladder in the directory."),
    "ActingRole.title": Say("What your text calls them"),
    "ActingRole.alternatives": Say(
        "Who acts where an agency has nobody in that role", "Tried from the top. Save to add another.", rare=True
    ),
    "Obligation.what": Say("What"),
    "Obligation.owner": Say("Who owes it"),
    "Obligation.limit": Say("Time limit", "Leave it out where your text names none. Never make up a number."),
    "Obligation.on_breach": Say(
        "What happens when the time has passed",
        usual="The usual: the side that raised it may go on; at the last stage, reminders go on",
    ),
    "Obligation.must_set_timetable": Say("It must set out a timescale", rare=True),
    "Obligation.optional": Say("It is offered and not owed", rare=True),
    "Obligation.priority": Say(
        "Only in cases of this priority", "None: in all cases.", rare=True, refers_to="priorities"
    ),
    "Limit.after": Say("After what is done", "Only where the time counts from what comes before it.", rare=True),
    "Limit.or_sooner": Say("Or this time, if it is sooner"),
    "Period.amount": Say("How many", MANY),
    "Period.unit": Say("Counted in"),
    "Period.start": Say("From"),
    "Period.after": Say("After what is done", "Only where the time counts from what comes before it.", rare=True),
    "Limit.amount": Say("How many", MANY),
    "Limit.unit": Say("Counted in"),
    "Limit.start": Say("From"),
    "Limit.strength": Say("What the text calls it", rare=True),
    "Limit.or_sooner_to_protect": Say("An earlier date that protects the person holds instead", rare=True),
    "OverallLimit.limit": Say("Time limit"),
    "OverallLimit.until": Say("Until the case reaches", "Empty: until it ends.", refers_to="stages"),
    "OverallLimit.on_breach": Say("When the time has passed", rare=True),
    "OverallLimit.says": Say("What people read", long=True),
    "Timescales.set_at_each_stage": Say("Whoever takes a case on says by when, or accepts the limit"),
    "Timescales.says": Say("What your text says of it", long=True),
    "Timescales.extension": Say("If more time is needed"),
    "Timescales.screening_confirmed_within": Say(
        "Time to confirm a screening or an endorsement",
        "For whoever is named as having done it. Nothing waits for it. Left out: two working days.",
        rare=True,
    ),
    "Extension.allowed": Say("Both sides can agree on another date"),
    "Extension.pauses": Say("Both sides can agree that the limits stand still for a while"),
    "Extension.says": Say("What your text says of more time", long=True),
    "Reminders.at_half": Say("At half of the time"),
    "Reminders.working_hours_before": Say("Working hours before the limit", "1 to 80. Empty for none."),
    "Reminders.at_breach": Say("When the time has passed"),
    "Reminders.working_mornings_after": Say("Working mornings after it", "0 to 60: each morning of so many days."),
    "Reminders.then_weekly": Say("Then once a week"),
    "Gate.kind": Say("What"),
    "Gate.at": Say("Before the stage is"),
    "Gate.mode": Say(
        "How hard it is", "Block: nobody goes on without it. Warn: they go on who say why. Off: it is not asked for."
    ),
    "Gate.says": Say("What people read", long=True),
    "Referral.to": Say("To whom", "Such as the police, or adult social care."),
    "Referral.owner": Say("Who makes it"),
    "Referral.within": Say("How soon it must be recorded"),
    "Referral.says": Say("What your text says of it", long=True),
    "Gate.lifted_by_immediate_risk": Say("Immediate risk lifts it", "Evidence then follows later.", rare=True),
    "Tell.who": Say("Whom"),
    "Tell.on": Say("When"),
    "Tell.for_information": Say("It is a copy for their information", "Nothing is asked of them.", rare=True),
    "Tell.says": Say("What your text says of it", long=True),
    "Tell.fallback": Say("Whom to turn to where they cannot be told", "As your text names them.", rare=True),
    "Tell.fallback_role": Say(
        "The post that Resolve then tells", "On the board of the area, or in the agency that raised it.", rare=True
    ),
    "Guidance.says": Say("Sentence", long=True),
    "Route.source": Say("From stage", refers_to="stages"),
    "Route.target": Say("To stage", refers_to="stages"),
    "Route.pairs": Say(
        "Only between these types of agency", "The order within a pair does not matter. None: for all.", noun="pair"
    ),
    "Route.grounds": Say("Only for these reasons to go on", "None: for all."),
    "Route.acts_at_source": Say("Who acts at the stage that it leaves, for these pairs"),
    "Route.needs_discussion": Say(
        "Only after both have discussed it there",
        "Silence of the other side, and immediate risk, do not wait for that.",
    ),
    "Route.priority": Say("Only for cases of this priority", "None: for all.", rare=True, refers_to="priorities"),
    "Route.at_risk": Say("Only for cases with somebody at immediate risk", rare=True),
    "Route.roles": Say("Only for people with a post as", "None: for whoever may take the case on.", rare=True),
    "Route.bypass": Say("It bypasses what lies between, for a reason that is recorded and counted", rare=True),
    "Route.approved_by_office": Say(
        "Only where the board’s office approves it for a case",
        "For what your text does not cover. The case takes its other ways until then.",
        rare=True,
    ),
    "Route.says": Say("What people read", long=True),
}
