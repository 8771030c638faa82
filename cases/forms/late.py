"""What the forms of some verbs ask where a thing was done on paper before now: folded away, since it is rare."""

from typing import Any, ClassVar

from cases.forms.base import VerbForm
from cases.words.methods import how_it_went
from core.forms import RecentMomentField, TextField

GIVEN_HOW = "Only if it was on paper, or before now. For instance: handed over, by post, read out on the telephone."


class LateForm(VerbForm):
    """A form that takes when it was done, where that was before now."""

    happened_at = RecentMomentField(
        label="When was it done?",
        help_text="Only if it was on paper, or before now.",
        called="the time at which it was done",
        when="past-or-today",
        required=False,
    )
    folded: ClassVar[tuple[str, ...]] = ("happened_at",)
    follow_ups = folded

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name not in self.folded])


class LateToOthersForm(LateForm):
    """A form of something that is said to the other side: also how it reached them."""

    given_how = TextField(
        label="How did it reach the other side?",
        help_text=GIVEN_HOW,
        max_length=200,
        required=False,
        watched=True,
    )
    folded: ClassVar[tuple[str, ...]] = ("happened_at", "given_how")
    follow_ups = folded

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "given_how" in self.fields:
            self.fields["given_how"].help_text = how_it_went(GIVEN_HOW, self.situation.case.policy)
