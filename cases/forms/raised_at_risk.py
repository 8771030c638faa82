"""The page of the raise journey for a child at immediate risk: help first, and the report that a procedure asks for."""

from typing import Any

from cases.forms.base import SHORT, pick, words
from cases.forms.safety import ReportFields, arrange_report, check_report
from cases.forms.step import YES_NO, Setting, Step
from core.forms import MomentField


class SafetyStep(Step, ReportFields):
    """Help for the child before anything else, and in parallel to it (BHAM-7, BHAM-8, BRENT-5, BRIS-6)."""

    key, title = "safety", "Get help for {the person} first"
    follow_ups = ("report_taken_by", "reported_at", "report_reference")
    field_order = ("risk_action", "skip_confirmed")
    risk_action = words(
        "Whom have you told, when, and what did they say?",
        hint="Give roles, times and any reference that you were given. Do not write names.",
        required="Enter whom you have told about the risk",
        limit=SHORT,
        rows=4,
    )
    skip_confirmed = pick("", YES_NO, required="Select yes or no")
    reported_at = MomentField(  # a draft may wait for days: “today” would not stay the same day
        label="When was it reported?",
        help_text=f"Only if it has been reported. {MomentField.example}.",
        called="the date and time of the report",
        when="past-or-today",
        required=False,
    )

    @classmethod
    def asked(cls, setting: Setting) -> bool:
        return setting.immediate_risk

    def arrange(self) -> None:
        risks = [version.policy.immediate_risk for version in self.setting.versions]
        skips = [risk.skip for risk in risks if risk.skip]
        if skips:
            self.fields["skip_confirmed"].label = skips[0].condition
        else:
            del self.fields["skip_confirmed"]
        asking = [risk for risk in risks if risk.refer]  # of which area it is, is asked on a later page
        arrange_report(self, asking[0] if asking else risks[0], required=len(asking) == len(risks))

    def clean(self) -> dict[str, Any]:
        """What has been reported says to whom, and when, which is in the past."""
        said = super().clean() or self.cleaned_data
        check_report(self, said)
        moment = said.get("reported_at")
        if moment is not None and moment > self.setting.at:
            self.add_error("reported_at", "The time of the report must be in the past")
        return said
