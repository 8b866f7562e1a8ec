"""Taking out a round that was logged by mistake."""

from datetime import datetime

from django import forms


class RemoveForm(forms.Form):
    """Why, and up to which moment what goes had been seen."""

    reason = forms.CharField(label="Why it is removed", widget=forms.Textarea(attrs={"rows": 2}), max_length=500)
    seen = forms.CharField(widget=forms.HiddenInput)

    def clean_seen(self) -> datetime:
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            raise forms.ValidationError("The page was not sent whole; open it again.") from None
