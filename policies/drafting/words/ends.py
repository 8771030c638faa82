"""The words of how a case ends: the last stage, the outcome, learning, and what the text leaves open."""

from policies.drafting.words.saying import Say

ENDS: dict[str, Say] = {
    "Policy.outcome": Say("When it is settled by agreement"),
    "Policy.learning": Say("Where learning goes", noun="place"),
    "Policy.guidance": Say("To keep in mind", "Sentences for the whole procedure.", noun="sentence"),
    "Policy.tells": Say("Who is told, at any stage", noun="message"),
    "Policy.absent": Say("What your text leaves open", "Said so that nobody searches for it.", noun="gap"),
    "Policy.forms": Say("Forms that your text names", noun="form"),
    "Form.key": Say("Short name", "Such as monitoring. A stage names the form by it.", width=20),
    "Form.title": Say("Title"),
    "Form.says": Say("What your text says of it", long=True),
    "LastStage.options": Say("Ways of settling it", "At least one.", noun="way"),
    "LastStage.reached_through": Say("Through whom a case reaches it"),
    "LastStage.option_chosen_by": Say("Who chooses, where there are several ways"),
    "LastStage.scrutiny": Say("Cases are referred to the chair for quality assurance"),
    "LastOption.kind": Say("Kind"),
    "LastOption.title": Say("What your text calls it"),
    "LastOption.decided_by": Say(
        "Who decides", "Leave it out where nothing is decided: the chair is told, or it is recorded."
    ),
    "LastOption.binding": Say("Does it bind the agencies?"),
    "LastOption.composition": Say("Who sits there"),
    "LastOption.may_set_course_of_action": Say(
        "Instead of deciding, a course of action may be agreed that leads to the decision", rare=True
    ),
    "Composition.agencies": Say("How many agencies"),
    "Composition.parties": Say("Are the agencies that disagree among them?"),
    "Composition.members": Say("Of what are they members?", "An account that is appointed is held against it."),
    "Composition.enforced": Say(
        "How firmly this holds", "Block: only the chair may appoint otherwise. Warn: whoever appoints says why."
    ),
    "Scrutiny.says": Say("What your text says of it", long=True),
    "Outcome.written_statement": Say("What was agreed is written down"),
    "Outcome.copy_on_each_childs_record": Say("A copy goes on each person’s record"),
    "Outcome.outstanding_issues": Say("What stays open is written down too"),
    "Outcome.confirm_within": Say("Time to confirm the outcome"),
    "Outcome.answer_within": Say("Time to answer what is asked afterwards"),
    "Outcome.ask_if_it_helped_after": Say(
        "When both sides are asked whether it helped the person", "Counted from the end of the case.", rare=True
    ),
    "Outcome.recorded_on_own_system": Say(
        "Each agency confirms that the case is recorded in its own system", rare=True
    ),
    "Outcome.debrief": Say("A debrief is offered", rare=True),
    "Afterwards.says": Say("What your text says of it", long=True),
    "Afterwards.within": Say("Time for it"),
    "Outcome.says": Say("What your text says of it", long=True),
    "Learning.addressee": Say("To whom", "Such as the Learning Subgroup."),
    "Learning.says": Say("What your text says of it", long=True),
    "Learning.must": Say("It must be sent"),
    "Learning.of": Say("What is sent there"),
    "Learning.to": Say("Who reads it in Resolve"),
    "Absence.says": Say("What it says nothing on", long=True),
}
