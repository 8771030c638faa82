"""What the pages of notices send: up to which moment the notices of the page were seen."""

from django import forms


class SeenForm(forms.Form):
    """`until`: the moment at which the page was shown, in ISO 8601 with its offset."""

    until = forms.DateTimeField(error_messages={"required": "Reload the page and try again."}, widget=forms.HiddenInput)
