"""Which posts are the rungs of a repeating stage on a real case? Those of each agency's own ladder (FLOW-12, BUCKS-9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agencies.ladder import Rung, posts_of, rungs, rungs_above
from policies.routes import span
from policies.vocabulary import AgencyType

if TYPE_CHECKING:
    from agencies.models import Post
    from cases.models.case import Case
    from cases.models.party import Party
    from cases.models.passage import Holding, Passage


@dataclass(frozen=True)
class Rungs:
    """How a case stands on the rungs of its present stage. `further`: some side has somebody further up to ask.

    `declined`: both sides have said that a further rung would not help, so that the stage may end here.
    """

    further: bool = False
    declined: bool = False


def rungs_at(case: "Case", passage: "Passage", holdings: "Iterable[Holding]") -> Rungs:
    """How the case stands on the rungs of `passage`, by who stands for the disputing parties; one query, or none.

    The longest ladder counts; the side with a shorter one keeps its top person.
    """
    if case.policy_stage.repeats is None:
        return Rungs()
    held = [holding for holding in holdings if holding.party.part_ended_at is None]
    posts = posts_of([holding.party.agency for holding in held], area=case.area)
    ladders = [_ladder(case, holding.party, posts[holding.party.agency_id]) for holding in held]
    left = [rungs_above(ladder, post=h.post, number=passage.rung) for ladder, h in zip(ladders, held, strict=True)]
    both = len({holding.party.side for holding in held}) > 1
    declined = both and all(holding.step_up_helps is False for holding in held)
    return Rungs(further=any(left), declined=declined)


def rung_for(case: "Case", passage: "Passage", party: "Party", previous: "Holding | None") -> Rung:
    """The posts that are asked for a party at a passage: above who stood at the rung below, which is `previous`.

    Empty where the stage does not repeat, or the agency has nobody between its roles: then the policy's role is asked.
    """
    if case.policy_stage.repeats is None:
        return ()
    ladder = _ladder(case, party, posts_of([party.agency], area=case.area)[party.agency_id])
    climbs = previous is not None and previous.passage.stage == passage.stage and previous.passage.rung < passage.rung
    if previous is None or not climbs:
        return next(iter(ladder[passage.rung :] or ladder[-1:]), ())
    above = rungs_above(ladder, post=previous.post, number=previous.passage.rung)
    return next(iter(above or ladder[-1:]), ())


def _ladder(case: "Case", party: "Party", posts: "list[Post]") -> list[Rung]:
    part = span(case.policy, stage=case.policy_stage, agency_type=AgencyType(party.agency.type))
    return rungs(posts, part) if part is not None else []
