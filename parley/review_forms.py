"""What is typed to comment on a record, and to bring an earlier version back."""

from django import forms

from parley.comments import LONGEST


class CommentForm(forms.Form):
    """A comment; a button of its own says that it returns the statement."""

    text = forms.CharField(
        label="Your comment",
        help_text="Write @ and a user name to tell a colleague. A comment cannot be changed afterwards.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RestoreForm(forms.Form):
    """Why an earlier version shall stand again, and which version stood when that was asked."""

    reason = forms.CharField(
        label="Why this version shall stand again", widget=forms.Textarea(attrs={"rows": 2}), max_length=500
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
