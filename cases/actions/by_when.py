"""By when a stage that a case enters must be settled: what is wrong with what was said of it, or left unsaid."""

from datetime import datetime

from cases.actions.door import Act


def faults_of_time(
    act: Act, stage: str, protective_at: datetime | None, *, accepted: bool, waits: bool = True
) -> dict[str, list[str]]:
    """By field, what is wrong with the time (UTC) that is set for a stage on entering it; empty if nothing is (O-8).

    Where the procedure wants the time to be set at each stage, one is said or its own `accepted` (BRIS-8); what does not
    `wait`, for a child at risk, needs no answer.
    """
    policy = act.case.policy
    dated = policy.stage(stage).is_dated
    if protective_at is None and not dated:
        sentence = "Enter when it must be settled to protect {the person}: the procedure sets no limit here"
        return {"protective_at": [act.case.persons.say(sentence)]}
    if protective_at is not None and protective_at <= act.request.at:
        return {"protective_at": ["The time by which it must be settled must be in the future"]}
    if policy.timescales.set_at_each_stage and dated and waits and protective_at is None and not accepted:
        return {"timescale": ["Select by when this stage must be settled"]}
    return {}
