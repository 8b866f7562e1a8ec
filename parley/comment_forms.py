"""What is typed to comment on a record."""

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

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")
