"""The words of what stands at the front of a procedure: the document, immediate risk, what it may be about."""

from policies.drafting.words.saying import Say
from policies.vocabulary import Means

ONCE = "Small letters, digits and hyphens; left empty, it is made of the words. It stays the same when they change."

FRONTS: dict[str, Say] = {
    "Policy.area": Say("The area", "Whose procedure it is."),
    "Policy.metadata": Say("The document", "What it says of itself."),
    "Policy.immediate_risk": Say("If somebody is at immediate risk"),
    "Policy.reasons": Say(
        "What a disagreement may be about", "“Something else” is offered beside these by itself.", noun="reason"
    ),
    "Policy.thresholds": Say("Threshold framework", "The guide to levels of need that a disagreement may refer to."),
    "Policy.preparations": Say(
        "What may be done before one is raised",
        "Whoever raises it ticks what they have done. It holds nothing up.",
        noun="preparation",
    ),
    "Preparation.says": Say("As whoever raises it would say", "Such as: I have consulted a colleague."),
    "Policy.sign_posts": Say(
        "What the procedure is not for",
        "Whoever selects one of these is told where it goes. None: the usual five, such as complaints.",
        noun="sign-post",
    ),
    "Policy.subjects": Say("Whom or what a case may be about", "Such as an adult. None: children, born or not."),
    "Policy.priorities": Say(
        "How urgent a case may be", "Only where time limits or ways differ by it.", noun="priority"
    ),
    "SignPost.key": Say("Short name", f"Such as complaint. {ONCE}"),
    "SignPost.label": Say("What it is", "As whoever raises it would say."),
    "SignPost.where": Say("Where it goes instead", long=True),
    "Priority.key": Say("Short name", f"Such as urgent. {ONCE}"),
    "Priority.label": Say("What people read", "Such as Urgent."),
    "Priority.says": Say("When to choose it"),
    "Policy.methods": Say("Ways of raising it and talking about it", noun="way"),
    "Area.key": Say("Short name of the area", f"It stands in addresses, such as westmere. {ONCE}", width=20),
    "Area.name": Say("Name of the area", "As people say it, such as Westmere."),
    "Area.partnership": Say("Name of the partnership", "Such as Westmere Safeguarding Partnership."),
    "Area.aliases": Say("Other names", "Names that people may still search for, one on each line.", rare=True),
    "Area.calendar": Say("Bank holidays of"),
    "Area.board_office": Say("What you call your business manager"),
    "Area.chair": Say("What you call your chair"),
    "Metadata.title": Say("Title", "As it stands on the front of your document."),
    "Metadata.version": Say("Version", "As your document names it, such as 2 or 2026-2028.", width=20),
    "Metadata.edition": Say(
        "Edition of the file",
        "Raise it by one only to put right what an earlier file of the same version got wrong.",
        rare=True,
    ),
    "Metadata.in_force_from": Say(
        "In force from", "New disagreements follow it from this day on. For example, 1 4 2026"
    ),
    "Metadata.review_date": Say("Review date", "Past this day a warning is shown; the procedure still holds."),
    "Metadata.correct_at": Say("Last made correct on", "Where your document gives such a date.", rare=True),
    "Metadata.agreed_by": Say("Agreed by", "Who adopted it, such as the Board.", rare=True),
    "Metadata.owner": Say("Owner", "Who keeps the document.", rare=True),
    "Metadata.contact": Say("Contact", "Where questions about it go.", rare=True),
    "Metadata.period": Say("Period", "Such as 2026 to 2028.", rare=True),
    "Metadata.sits_under": Say("Adds to", "The wider procedure that it belongs to.", rare=True),
    "Metadata.history": Say("Changes before this version", "One on each line.", rare=True),
    "Reason.key": Say("Short name", f"Such as thresholds. {ONCE}", width=20),
    "Reason.label": Say("What people read", "Such as Thresholds."),
    "Thresholds.title": Say("Title", "Such as the Westmere threshold guide."),
    "Thresholds.levels": Say("Levels", "From the lowest to the highest, one on each line."),
    "Policy.discussed_by": Say("By which means it must be discussed", "At every stage that does not say otherwise."),
    "RequiredMeans.any_of": Say("Any of these means"),
    "RequiredMeans.mode": Say(
        "How hard it is",
        "Block: by another means it does not count. Warn: by another means, with a reason. Off: lifted here.",
    ),
    "RequiredMeans.says": Say("What people read", long=True),
    "Method.key": Say("Short name", f"One of: {', '.join(means.value for means in Means)}.", width=20),
    "Method.label": Say("What people read", "Such as By telephone."),
    "Method.discouraged": Say("Not recommended", "Whoever uses it is warned and asked why. Nobody is stopped."),
    "Method.note": Say("What they are told then", long=True),
    "ImmediateRisk.says": Say("What people must do first", "It stands at the top of every page of a case.", long=True),
    "ImmediateRisk.contacts": Say(
        "Whom to ring", "Somebody with a telephone number must answer at every hour.", noun="contact"
    ),
    "ImmediateRisk.skip": Say("Starting at a later stage", "Immediate risk starts the case further up."),
    "ImmediateRisk.refer": Say(
        "What must be reported and noted", "Such as: Refer it to social care and note the time.", long=True
    ),
    "ImmediateRisk.compress": Say(
        "Time limits shrink", "So many working days become as many times 24 hours, nights and weekends included."
    ),
    "ImmediateRisk.tell": Say("Who tells whom at once", "A chain of people, in order.", noun="link"),
    "ImmediateRisk.refer_within": Say("Time to report it", "Until the report must be noted as made.", rare=True),
    "ImmediateRisk.tell_within": Say(
        "Time for each link of the chain", "Until it must be noted that they were told.", rare=True
    ),
    "ImmediateRisk.safety_reconfirmed": Say(
        "Each side is asked at each stage whether the person is safe", "And who does what meanwhile."
    ),
    "Hop.role": Say("Their role", "The rung of the agency’s ladder. Whoever holds it is told by Resolve as well."),
    "ImmediateRisk.evidence_within": Say(
        "Time for evidence to follow",
        "Where immediate risk let a case go on without what a stage asks for.",
        rare=True,
    ),
    "Contact.name": Say("Who", "Such as Police, or Emergency duty team."),
    "Contact.phone": Say("Telephone", width=20),
    "Contact.when": Say("When they answer"),
    "Skip.to": Say("The stage at which the case starts", refers_to="stages"),
    "Skip.condition": Say("The question that must be answered with yes", long=True),
    "Hop.by": Say("Who tells", "Write You for whoever reads it."),
    "Hop.to": Say("Whom"),
}
