"""The form of each verb: what it asks, in the words of its page, and how its answers reach the verb.

Pages and the API use the same forms, so both take and refuse the same input with the same sentences.
"""

from cases.forms.agreeing import (
    AgreePlanForm,
    CloseForm,
    ConfirmOutcomeForm,
    OutcomeForm,
    PlanForm,
    ReplaceOutcomeForm,
    ReturnOutcomeForm,
    ReturnPlanForm,
    TakeBackForm,
)
from cases.forms.approving import AnswerAsOfficeForm, AskOfficeForm
from cases.forms.base import VerbForm
from cases.forms.chasing import ChaseForm
from cases.forms.deciding import DecisionForm
from cases.forms.excluding import KeepOutForm, LetInForm
from cases.forms.following import FollowUpForm, NotKeptForm, ReferralForm
from cases.forms.learning import DissentForm, LearningForm, ThankForm
from cases.forms.linking import LinkForm
from cases.forms.looking_back import ConcernForm, DebriefForm, HelpedForm, RecordedForm
from cases.forms.moving import EscalateForm, WithdrawForm
from cases.forms.own_references import GiveReferencesForm
from cases.forms.redirecting import REDIRECTING_FORMS
from cases.forms.returning import ReopenForm, StepDownForm
from cases.forms.safety import FlagRiskForm, LowerRiskForm
from cases.forms.screening import ConfirmScreeningForm
from cases.forms.seating import SEATING_FORMS
from cases.forms.sitting import SITTING_FORMS
from cases.forms.talking import (
    STEP_FORMS,
    AcknowledgeForm,
    DiscussionForm,
    HandOverForm,
    NoAgreementForm,
    NoteForm,
    RespondForm,
)
from cases.forms.timing import TIMING_FORMS
from cases.forms.triage import TriageForm
from cases.verbs import Verb

__all__ = ["FORMS", "VerbForm"]

_FORMS: tuple[type[VerbForm], ...] = (
    AcknowledgeForm,
    RespondForm,
    DiscussionForm,
    PlanForm,
    AgreePlanForm,
    ReturnPlanForm,
    OutcomeForm,
    ConfirmOutcomeForm,
    ReturnOutcomeForm,
    ReplaceOutcomeForm,
    TakeBackForm,
    CloseForm,
    NoAgreementForm,
    AskOfficeForm,
    AnswerAsOfficeForm,
    EscalateForm,
    StepDownForm,
    ReopenForm,
    HandOverForm,
    *REDIRECTING_FORMS,
    KeepOutForm,
    LetInForm,
    TriageForm,
    *SITTING_FORMS,
    *SEATING_FORMS,
    DecisionForm,
    LinkForm,
    FollowUpForm,
    ReferralForm,
    NotKeptForm,
    ChaseForm,
    FlagRiskForm,
    LowerRiskForm,
    RecordedForm,
    ConcernForm,
    HelpedForm,
    DebriefForm,
    ConfirmScreeningForm,
    GiveReferencesForm,
    DissentForm,
    LearningForm,
    ThankForm,
    NoteForm,
    WithdrawForm,
    *STEP_FORMS,
    *TIMING_FORMS,
)

FORMS: dict[Verb, type[VerbForm]] = {form.verb: form for form in _FORMS}
"""The form of each verb that is done to a case."""
