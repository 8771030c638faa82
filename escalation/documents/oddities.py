"""Where a text is odd or contradicts itself: what is odd, how it was read, and what keeps that reading."""

from dataclasses import dataclass

BIRMINGHAM = "policies/library/birmingham.yaml"
BRENT = "policies/library/brent.yaml"
BRISTOL = "policies/library/bristol.yaml"
BUCKS = "policies/library/buckinghamshire.yaml"
FLOWCHART = "policies/library/flowchart.yaml"


@dataclass(frozen=True)
class Oddity:
    """One oddity. `kept` are places (as in `kept`) besides those that cite it."""

    texts: str
    says: str
    kept: tuple[str, ...] = ()


ODDITIES: dict[str, Oddity] = {
    "O-1": Oddity(
        "Birmingham",
        "Stage Two refers to itself. The same person may stand at neighbouring stages, and the case then says so.",
    ),
    "O-2": Oddity(
        "Birmingham",
        "Two schools jump from Stage One to Five. It is meant: the stages between would be the same two Heads, so the "
        "route takes the place of the next stage.",
    ),
    "O-3": Oddity(
        "Birmingham",
        "Nothing is said of more than two parties, or of two self-employed professionals. The jump holds only where "
        "every pair across the sides is one that the text names; otherwise the ladder is climbed. Two self-employed "
        "professionals read that they are not covered, and the board’s office may approve the jump, with a reason.",
        (BIRMINGHAM, "cases.rules.approvals:uncovered", "cases.actions.approving:answer_as_office"),
    ),
    "O-4": Oddity(
        "Birmingham",
        "Stage Four repeats the second tier officer of Stage Three. Its heading holds: the chief officer.",
        (BIRMINGHAM,),
    ),
    "O-5": Oddity(
        "Birmingham",
        "The Children’s Trust at one stage is children’s social care at the next. They are one type of agency, and a "
        "post may be held by somebody whom another body employs.",
        (BIRMINGHAM, "agencies.models:Post"),
    ),
    "O-6": Oddity(
        "Birmingham",
        "That the managers try to settle it stands in a list of exceptions. It is read as holding for everybody.",
        (BIRMINGHAM,),
    ),
    "O-7": Oddity(
        "Birmingham",
        "What is headed mediation is a chaired meeting that binds nobody. If it fails, the case ends as unresolved and "
        "reported to the chair.",
    ),
    "O-8": Oddity(
        "Birmingham",
        "One working week cannot hold for five stages. It limits the informal attempt; after that, whoever escalates "
        "sets the date that protects the child, and nobody can stall by not agreeing to it.",
    ),
    "O-9": Oddity(
        "Bristol",
        "The partnership goes by several names. The present one is shown, and the others beside it.",
        (BRISTOL, "policies.presenters.version:facts"),
    ),
    "O-10": Oddity(
        "Bristol",
        "Times are called a guide and a maximum. A limit says which it is. It is shortened freely and lengthened only by "
        "a timetable that both sides agree, and what the procedure first allowed is kept and shown beside what runs.",
        ("policies.vocabulary:Strength", "cases.models.passage:Clock", "cases.process.clocks:move"),
    ),
    "O-11": Oddity(
        "Bristol",
        "Limits begin with the escalation or with receipt. Each limit says with which; only receipt is rolled to the "
        "next working moment.",
        ("policies.deadlines:deadline",),
    ),
    "O-12": Oddity(
        "Bristol",
        "The note on chasing stands twice, the second time with the wrong role. Read: the role of the stage at hand.",
        (BRISTOL, "cases.silence:equivalents"),
    ),
    "O-13": Oddity(
        "all", "Review dates have passed, one before the text was current. The page warns, and the procedure runs."
    ),
    "O-14": Oddity(
        "Bristol, Brent",
        "Three agencies that include those in dispute leave one outsider or none. The number is held to; that nobody is independent is said, and any other composition needs the chair’s reason.",
        ("cases.composition:check",),
    ),
    "O-15": Oddity(
        "Bristol, Birmingham, Flowchart",
        "A mediation that binds, and others of which nothing is said: binding is yes, no or not stated, for each way "
        "of deciding.",
    ),
    "O-16": Oddity(
        "Bristol",
        "An answer is no solution. Acknowledging, responding, discussing, planning, confirming and deciding are duties "
        "of their own.",
        ("policies.vocabulary:Duty",),
    ),
    "O-17": Oddity(
        "Brent",
        "Stage One stays inside the raiser’s agency, and only Stage Two is between workers. A stage says which sides "
        "take part; areas are compared by level, never by number.",
        ("policies.vocabulary:Sides",),
    ),
    "O-18": Oddity(
        "Brent",
        "The working week belongs to no stage. It is one limit over all of them from the day the case was raised, or "
        "sooner to protect the child, until it is settled or reaches the panel.",
    ),
    "O-19": Oddity(
        "Brent",
        "A panel that meets once cannot report each year. The duty is offered to it and not timed; the yearly figures "
        "are the board’s office’s.",
        (BRENT,),
    ),
    "O-20": Oddity(
        "Brent, Bristol, Buckinghamshire",
        "Gaps and learning go to the chair, to a subgroup or to quality assurance. The addressee is data.",
        ("policies.schema.outcome:Learning",),
    ),
    "O-21": Oddity(
        "Flowchart",
        "48 hours may govern the acknowledgement or the plan. Both carry them, and the acknowledgement is asked for at "
        "once.",
        (FLOWCHART,),
    ),
    "O-22": Oddity(
        "Flowchart",
        "“Of the previous stage” names no instant. It counts from when that stage was recorded as ended, or from the "
        "passing of its own limit if that was first, so that not recording wins nothing.",
    ),
    "O-23": Oddity(
        "Flowchart",
        "The stage called final is followed by another, and its limit is shorter than the one before. Nothing assumes "
        "that limits grow from stage to stage.",
        (FLOWCHART,),
    ),
    "O-24": Oddity(
        "Flowchart", "Evidence is asked for before going on. At immediate risk it may follow, and holds nobody up."
    ),
    "O-25": Oddity(
        "Flowchart",
        "E-mail is advised against and not forbidden. It is taken with a reason; a notice from Resolve is no escalation.",
    ),
    "O-26": Oddity(
        "Flowchart",
        "Any Strategic Lead may mediate. One from an uninvolved partner is asked for; another is appointed with a reason.",
        ("cases.composition:check",),
    ),
    "O-27": Oddity(
        "Buckinghamshire", "The text names nobody to ring. The contacts of every area must cover day and night."
    ),
    "O-28": Oddity(
        "Buckinghamshire",
        "A settled case may still go to the chair for quality assurance: it stays settled and is referred at once, and nothing is asked of the sides.",
        ("cases.actions.scrutiny:refer_for_scrutiny",),
    ),
    "O-29": Oddity(
        "Buckinghamshire",
        "Recording is asked for less firmly the higher it goes. Everything is recorded at every stage.",
        ("cases.record:write",),
    ),
    "O-30": Oddity(
        "all",
        "Imminent, immediate, significant: one flag on the case. It skips, refers, shortens or tells, as the area says.",
    ),
    "O-31": Oddity(
        "Birmingham",
        "“As well as” the stage before means Stage One. Where the jump applies, Heads or safeguarding leads act at "
        "Stage One, and it opens only once they have met, or the other side is silent.",
    ),
    "O-32": Oddity(
        "Birmingham",
        "Each manager reports upwards at every stage. Whoever once stood for a party goes on taking part and reads all "
        "that is shared.",
        ("cases.process.passages:admit",),
    ),
    "O-33": Oddity(
        "Birmingham",
        "The relevant service of a self-employed professional is not defined. Their entry in the directory names it; "
        "where nobody can act, the board’s office is told.",
    ),
    "O-34": Oddity(
        "Bristol",
        "“The relevant agency’s” Board Member may be one or two. Both sides bring theirs.",
        (BRISTOL,),
    ),
    "O-35": Oddity(
        "Bristol",
        "A party may be no member agency. It is heard, which is recorded, and nobody is appointed for it.",
        (
            "cases.composition:is_member",
            "cases.actions.sitting:record_representations",
        ),
    ),
    "O-36": Oddity(
        "Bristol",
        "Disputes are reported yearly, though the first stages never reach the board. Every case is in Resolve from "
        "the start, and its level is kept.",
        ("policies.vocabulary:Band",),
    ),
    "O-37": Oddity(
        "Buckinghamshire",
        "A named manager for escalation, and a Head of Service. The first where there is one, else the next that there is.",
    ),
    "O-38": Oddity(
        "Buckinghamshire",
        "A referral for quality assurance alone fits neither outcome. It ends in findings, which decide nothing between the parties.",
        ("cases.actions.scrutiny:record_findings",),
    ),
    "O-39": Oddity("Flowchart", "48 hours without a beginning count from the instant at which the stage is entered."),
    "O-40": Oddity(
        "all",
        "The forms that the texts name were not supplied. From which stage one is kept is data; it is issued there, and "
        "filled from the record: the issues, each agency’s position, the risk, the stages, the outcome and who signed it.",
        ("policies.schema.forms:Form", "cases.documents.building:build"),
    ),
}
