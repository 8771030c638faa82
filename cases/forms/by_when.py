"""By when a stage must be settled: what every form asks by which a case enters one, for them to inherit."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms

from cases.forms.asides import stage_label
from cases.forms.base import SHORT, VerbForm, pick, words
from core.forms import MomentField
from core.words import listed
from policies.presenters.words import wording_of
from policies.schema import Policy

BY_POLICY, SOONER = "procedure", "sooner"
"""The answers to by when a stage must be settled."""


class ByWhenFields(forms.Form):
    """Whether the time that the procedure allows is soon enough, and else, or where it names none, by when and why."""

    timescale = pick("By when must this stage be settled?", [], required="Select by when this stage must be settled")
    protective_at = MomentField(
        label="When must it be settled to protect {the person}?",
        called="the time by which it must be settled",
        required=False,
    )
    protective_why = words("Why by then?", limit=SHORT, rows=2)


BY_WHEN = tuple(ByWhenFields.base_fields)
BY_WHEN_FOLLOWS = BY_WHEN[1:]
"""Those of the questions that are answered only upon an answer to another."""


def arrange_by_when(
    form: VerbForm, stages: Sequence[str], *, label: Callable[[str], str] | None = None, waits: bool = True
) -> None:
    """Ask for a date where the procedure names none for the stage that is entered, and say that this is why.

    Where it names one and wants the time to be set at each stage, ask whether that is soon enough (BRIS-8). `stages` are
    those that may be entered, by key. Only where it `waits` for an answer is one a must: who is at risk does not wait.
    """
    policy = form.situation.case.policy
    undated = [key for key in stages if not policy.stage(key).is_dated]
    dated = [key for key in stages if key not in undated]
    asked = policy.timescales.set_at_each_stage and bool(dated)
    if asked:
        _ask_whether_soon_enough(form, dated, required=waits and not undated)
    else:
        del form.fields["timescale"]
    if not undated and not asked:
        for name in BY_WHEN_FOLLOWS:
            del form.fields[name]
    if undated:
        where = listed((label(key) if label else stage_label(policy.stage(key)) for key in undated), "or")
        _ask_for_date(form, where, needed=len(undated) == len(stages))


def check_by_when(form: VerbForm, said: dict[str, Any]) -> None:
    """A sooner time is said, with its reason; the procedure’s own leaves no other."""
    if said.get("timescale") == BY_POLICY:
        said["protective_at"], said["protective_why"] = None, ""
    elif "timescale" in form.fields and (said.get("timescale") == SOONER or said.get("protective_at")):
        check_date(form, said)


def check_date(form: VerbForm, said: dict[str, Any]) -> None:
    """A date, where one is asked for, is said with its reason."""
    wanted = {"protective_at": "Enter when it must be settled", "protective_why": "Enter why by then"}
    for name, sentence in wanted.items():
        if name in form.fields and not said.get(name) and name not in form.errors:
            form.add_error(name, sentence)


def time_accepted(said: dict[str, Any]) -> bool:
    """Whether the time that the procedure allows was accepted, out of the cleaned answers, which lose that one."""
    return bool(said.pop("timescale", "") == BY_POLICY)


def _ask_whether_soon_enough(form: VerbForm, dated: Sequence[str], *, required: bool) -> None:
    """Offer the limit of the procedure and a sooner time; who types a time has answered."""
    policy = form.situation.case.policy
    form.choose(
        "timescale",
        [(BY_POLICY, f"In the time that the procedure allows: {_allowed(policy, dated)}"), (SOONER, "Sooner")],
    )
    typed = form.is_bound and bool(form.data.get(form.add_prefix("protective_at-day")))
    form.fields["timescale"].required = required and not typed
    form.fields["timescale"].help_text = policy.timescales.says
    form.fields["protective_at"].help_text = f"Only if it must be sooner. {MomentField.example}."
    form.fields["protective_why"].help_text = "Only if it must be sooner."


def _allowed(policy: Policy, dated: Sequence[str]) -> str:
    stages = [policy.stage(key) for key in dated]
    limits = dict.fromkeys(wording_of(o.limit) for stage in stages for o in stage.obligations if o.limit)
    return listed((said[:1].lower() + said[1:] for said in limits), "or")


def _ask_for_date(form: VerbForm, where: str, *, needed: bool) -> None:
    start = "The" if needed else f"Only if it goes to {where}: the"
    date, reason = form.fields["protective_at"], form.fields["protective_why"]
    date.help_text = f"{start} procedure sets no limit at {where}, so you say by when. {MomentField.example}."
    reason.help_text = "" if needed else f"Only if it goes to {where}."
    date.required = reason.required = needed
    reason.error_messages["required"] = "Enter why it must be settled by then"
