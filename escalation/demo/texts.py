"""What the demo's professionals write: themes of disagreement, in the words of tired people, without a name in them."""

from dataclasses import dataclass

from cases.models import Became, FollowUpResult, OutcomeCode
from policies.schema import Policy
from policies.vocabulary import AgencyType

OUTCOMES = (OutcomeCode.UPHELD, OutcomeCode.PARTLY_UPHELD, OutcomeCode.COMPROMISE)


@dataclass(frozen=True)
class Theme:
    """One disagreement: who raises it with whom, what it is about, and what is written at each step of its case.

    `about` are beginnings of words by which it is found among a procedure's reasons; `age` is "" for an unborn child.
    """

    prefix: str
    raising: AgencyType
    receiving: AgencyType
    about: tuple[str, ...]
    age: str
    what: str
    agreed: str
    disputed: str
    risk: str
    wanted: str
    tried: str
    response: str
    talk: str
    stuck: str
    action: str
    outcome: str
    wrong: str

    def reason(self, policy: Policy) -> str:
        """The key of the procedure's reason that fits best."""
        for start in self.about:
            for reason in policy.reasons:
                if start in reason.label.lower():
                    return str(reason.key)
        return str(policy.reasons[0].key)


THEMES = (
    Theme(
        prefix="TH",
        raising=AgencyType.SCHOOL,
        receiving=AgencyType.CHILDRENS_SOCIAL_CARE,
        about=("threshold", "need", "risk"),
        age="0-4",
        what="Our referral of 12 pages was closed as no further action after one telephone call to the parent. Nobody spoke to the child. We think that the threshold for an assessment is met.",
        agreed="That attendance has dropped below 60 per cent and that the home is short of food.",
        disputed="Whether this is neglect that needs a statutory assessment, or a family that needs early help.",
        risk="The youngest is four. If nothing changes she goes into the holidays without anybody outside the family seeing her for six weeks.",
        wanted="A child and family assessment, with a visit that sees all three children alone, before the end of term.",
        tried="Rang the duty desk twice and wrote to the team manager. Talked it through with our safeguarding supervisor. Looked at the threshold document together.",
        response="We have read the chronology again. The front door did not have the attendance figures. We still think early help comes first, but will look at it with our manager.",
        talk="Went through the chronology line by line. Health had two missed appointments that social care had not seen. Both sides see the same facts and weigh them differently.",
        stuck="We agree on the facts and not on the threshold. It needs somebody with the authority to allocate an assessment.",
        action="Allocate a social worker and see all three children at home",
        outcome="An assessment is opened. The school attends the first visit. Early help stays involved until the assessment ends.",
        wrong="The statement says that early help ends now. We agreed that it stays until the assessment has reported.",
    ),
    Theme(
        prefix="CP",
        raising=AgencyType.PROBATION,
        receiving=AgencyType.CHILDRENS_SOCIAL_CARE,
        about=("conference", "plan", "severity", "risk"),
        age="5-10",
        what="The conference voted to step the child down from a child protection plan to child in need. We dissented in the meeting and it was noted. The main worry, the partner's return to the home, was not discussed.",
        agreed="That the mother has engaged well and that school attendance is good.",
        disputed="Whether the risk from the partner is managed without a plan.",
        risk="He was seen at the address last week. Without a plan nobody checks, and the child has stopped talking about home.",
        wanted="A review conference within fifteen working days, with the police log on the table.",
        tried="Raised it in the conference and afterwards with the chair. Asked for the police log. Spoke to the allocated social worker by telephone.",
        response="The decision was the conference's. We have asked for the police log and will share what we can.",
        talk="The police log shows three call-outs since March, two of which the conference did not have. We talked about a written agreement with the mother as a stopgap.",
        stuck="One side would bring the conference forward, the other wait for the next core group. We could not settle it between us.",
        action="Bring the review conference forward and circulate the police log",
        outcome="The review conference is brought forward by five weeks. Until then there is a weekly visit, and the school rings on the first day of any absence.",
        wrong="The weekly visit is missing from the statement. It was the condition on which we agreed.",
    ),
    Theme(
        prefix="INF",
        raising=AgencyType.CHILDRENS_SOCIAL_CARE,
        receiving=AgencyType.HEALTH,
        about=("sharing", "information", "communicat"),
        age="0-4",
        what="We asked for the health visitor's records for a section 47 enquiry and were told to send a data request that takes a month. The enquiry has to report in fifteen working days.",
        agreed="That the enquiry is lawful and that the records exist.",
        disputed="Whether the records may be shared now, without the parents' consent.",
        risk="We are deciding about a baby with an unexplained bruise without knowing what was seen at the six-week check.",
        wanted="The relevant entries shared with the enquiry today, by secure email.",
        tried="Asked the duty nurse, then the records team. Quoted the information-sharing guidance. Offered to read the records on site.",
        response="Our records team followed its own rule. The named nurse agrees that this should have come to her. She is looking at it today.",
        talk="Agreed that consent is not the basis here. The sticking point is who signs it off out of hours.",
        stuck="The principle is agreed. Nobody in the room could sign it off.",
        action="Share the six-week check and growth chart with the enquiry",
        outcome="The entries were shared the same day. The records team has a new rule: section 47 requests go straight to the named nurse.",
        wrong="It says that consent was given. It was not, and was not needed. Please put the lawful basis.",
    ),
    Theme(
        prefix="EXP",
        raising=AgencyType.VOLUNTARY,
        receiving=AgencyType.POLICE,
        about=("severity", "risk", "harm", "threshold"),
        age="11-15",
        what="A fifteen-year-old has been reported missing nine times since September. Each time the return interview was closed as refused. We think that this is exploitation; the strategy meeting that we asked for was declined.",
        agreed="That the missing episodes are rising and that there is a new phone.",
        disputed="Whether there is enough for a strategy meeting.",
        risk="She was found at an address that is known to us. The gaps between episodes are getting shorter.",
        wanted="A strategy meeting this week with health, school and police, and one person who owns the return interviews.",
        tried="Two requests for a strategy meeting, one by telephone and one in writing. Mapped the episodes. Spoke to the school's lead.",
        response="We hold intelligence that we could not put in an email. We suggest that the managers meet.",
        talk="Looked at the map of episodes together. The managers agree that it looks like exploitation and differ on whether to meet now or after the next interview.",
        stuck="We could not agree on the timing of the meeting, and she may go missing again tonight.",
        action="Hold a strategy meeting and name one person for return interviews",
        outcome="The strategy meeting was held. One worker does all return interviews. A flag is on the address.",
        wrong="The statement leaves out the flag on the address.",
    ),
    Theme(
        prefix="DIS",
        raising=AgencyType.SCHOOL,
        receiving=AgencyType.HEALTH,
        about=("reduce", "plan", "risk", "response"),
        age="11-15",
        what="A young person who harmed himself is to be discharged on Friday to the home in which it happened. We were told on the ward, not invited to a planning meeting.",
        agreed="That he is medically fit and wants to go home.",
        disputed="Whether home is safe without a plan, and who writes it.",
        risk="He said to two professionals that he will do it again. There is no lock on the cupboard where the tablets are.",
        wanted="A discharge planning meeting before he leaves, and a safety plan that both services sign.",
        tried="Asked the ward for a meeting. Rang the duty social worker. Spoke to the liaison nurse, who agrees.",
        response="We are short of beds and did not expect a safety plan to be asked of us. We can meet on Thursday.",
        talk="Met on the ward for half an hour. Agreed what the safety plan must hold. Not agreed who visits over the weekend.",
        stuck="Neither service has weekend cover that it will commit.",
        action="Write the safety plan and name who visits on Saturday and Sunday",
        outcome="Discharge moved to Monday. The safety plan is signed by both services, and the crisis team visits for the first week.",
        wrong="The crisis team agreed to one week of visits, not two.",
    ),
    Theme(
        prefix="ROLE",
        raising=AgencyType.SCHOOL,
        receiving=AgencyType.CHILDRENS_SOCIAL_CARE,
        about=("task", "role", "responsib"),
        age="5-10",
        what="Nobody is doing the direct work in the plan. The plan says “school and early help” and each of us thought that it was the other.",
        agreed="That the work is needed and is three months late.",
        disputed="Whose task it is.",
        risk="The child has told a teaching assistant that he is frightened of contact. Nobody trained has asked him why.",
        wanted="One named worker who starts within a fortnight.",
        tried="Raised it at two team-around-the-family meetings. Wrote to the lead professional. Offered a room and a time.",
        response="Our service's offer changed in April and does not cover direct work any more. We should have said so at the review.",
        talk="Read the plan together. It can be read both ways. We listed who has the training and who has the hours.",
        stuck="Both services have the training and neither has the hours.",
        action="Name a worker for six sessions of direct work",
        outcome="Early help does six sessions, the school gives the room and a trusted adult. The plan now names people and not services.",
        wrong="It should say six sessions, not “some sessions”.",
    ),
    Theme(
        prefix="UNB",
        raising=AgencyType.HEALTH,
        receiving=AgencyType.CHILDRENS_SOCIAL_CARE,
        about=("delay", "assess", "plan", "need"),
        age="",
        what="The pre-birth assessment has not begun at thirty weeks. Two older children were removed. We were told that it starts after the birth.",
        agreed="That there must be an assessment, and that the history is serious.",
        disputed="Whether it starts now or after the birth.",
        risk="She books late and may give birth early. Without a plan the ward will not know what to do at two in the morning.",
        wanted="A pre-birth assessment that starts this week and a birth plan on the ward's system.",
        tried="Referral at sixteen weeks and again at twenty-six. Spoke to the duty manager. Took it to our safeguarding midwife.",
        response="We have no worker free until the new year. We do see the risk and are asking for agency cover.",
        talk="Agreed that the regional procedure says twenty weeks. The team has no worker. We looked at a joint visit as a first step.",
        stuck="It is a question of resources that neither of us can decide.",
        action="Start the pre-birth assessment with a joint visit",
        outcome="A worker was found from another team. The birth plan is on the ward's system, and the joint visit was done.",
        wrong="The birth plan is drafted but not yet on the system. Please put the date by which it will be.",
    ),
    Theme(
        prefix="EHE",
        raising=AgencyType.SCHOOL,
        receiving=AgencyType.CHILDRENS_SOCIAL_CARE,
        about=("reduce", "action", "response", "risk", "threshold"),
        age="5-10",
        what="A child was taken off roll for home education two days after the school raised a worry about a mark. The local authority has not visited, and says that it cannot insist.",
        agreed="That home education is lawful and that the timing is odd.",
        disputed="Whether the worry about the mark is enough for a visit.",
        risk="No professional has seen the child for seven weeks.",
        wanted="A visit by somebody who can look at the child and at the teaching, within five working days.",
        tried="Referral with photographs of the written record. Rang the home-education officer. Asked the general practitioner's practice for a welfare check.",
        response="The referral went to the wrong inbox. It is now with the assessment team, who will say by tomorrow whether they visit.",
        talk="Agreed on the timeline. The assessment team would write first; the school thinks that a letter gives a warning.",
        stuck="Letter first or visit first: we could not agree.",
        action="Visit the home without a letter first",
        outcome="A joint visit took place. The child is well and has a teaching plan. The school will be told if that changes.",
        wrong="Two professionals visited, not one. It matters for the record.",
    ),
)

LATER_TALKS = (
    "Read the record of the stage before together. Neither side had new facts; both said what would change their mind.",
    "Went through what each service can offer this month. It is closer than before, and not yet enough for either side.",
    "Looked at the child’s week, day by day, and at who sees the child when. The gap is at the weekend.",
    "Each side said what it fears most. We found that we fear the same thing, and differ on who acts first.",
    "Asked what would be enough for now. The answers are nearer to each other than the letters of the last weeks.",
    "Went through what was promised at the stage before, and what has been done of it since. Half of it is.",
    "Compared the two chronologies. One date was wrong and is put right; the disagreement itself has not moved.",
)
"""What is said at stages after the first, where others talk who have read what was said before."""

LATER_STUCK = (
    "We have narrowed it to one question, and neither of us has the authority to answer it.",
    "A joint visit was offered and declined. Somebody above both services has to decide.",
    "We would need resources that neither manager can commit.",
    "The facts are agreed. How they are weighed is not, and waiting for a third view costs time.",
)

LATER_TRIED = (
    "A meeting of the two managers, a written summary to both teams, and a second reading of the file.",
    "Two calls and an exchange of chronologies. Supervision on both sides.",
    "A joint look at the procedure, and advice from our safeguarding lead.",
    "An offer of a joint visit, and a call with the service above.",
)

STEPS = (
    "Read the file and the chronology, and talked it through with the people concerned.",
    "Went through the referral with the team, checked the dates, and wrote down what is missing.",
    "Spoke with both practitioners, one after the other, and read the last two plans.",
)

NOTES = (
    "The child was seen at school today and was well. This changes nothing in what we ask.",
    "The family has a new address in the same area. Both services have it on their systems.",
    "Our chronology is on the child’s file under today’s date.",
)

LEARNED = (
    "The front door does not ask for attendance figures, so that referrals from schools arrive without them.",
    "Our two services use the same word for different levels of need. A joint briefing would help.",
    "Nobody knew who rings at the weekend. A list of named people for out of hours would have saved two days.",
    "The minutes of the meeting came three weeks later. What was agreed should be sent on the same day.",
)
"""What cases taught, in words that identify nobody."""

BECAME_OF_IT = {
    Became.CHANGED: "The form now asks for it, and both services were told.",
    Became.ACCEPTED: "Taken into the work plan of the practice group.",
    Became.NOT_TAKEN_UP: "It is covered by the briefing of last spring, which goes out again.",
}

CHANGED = {
    FollowUpResult.YES: "The child is seen each week, and the school has one person to ring.",
    FollowUpResult.PARTLY: "The visit was done. The work with the family began later than was agreed.",
    FollowUpResult.NO: "Little. The family moved before the plan began.",
}
"""What changed for the child, by whether it helped."""
