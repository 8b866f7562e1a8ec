"""Which of several accounts is preferred, and taking a statement back: an editor's forms."""

from django import forms

from negotiations.models.statement import Statement
from parley.lib.forms import Quiet


class RankForm(Quiet, forms.Form):
    """A rank, with its reason."""

    rank = forms.ChoiceField(
        label="Rank",
        choices=[
            ("preferred", "Preferred: the account to go by"),
            ("normal", "Normal"),
            ("deprecated", "Deprecated: kept, but not relied on"),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)

    def __init__(self, *args, statement: Statement, **options) -> None:
        super().__init__(*args, **options)
        self.initial = {"rank": statement.rank, "reason": statement.rank_reason}


class ReturnForm(Quiet, forms.Form):
    """Taking a published statement back from readers."""

    reason = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
