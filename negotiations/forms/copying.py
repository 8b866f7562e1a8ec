"""Forms for a page that was pasted, and for the source that it is."""

import base64
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from negotiations.actions.capturing import enter_source, too_large
from negotiations.capture.cleaning import Copy, copy_of
from negotiations.capture.decoding import HTML, LARGEST, PLAIN
from negotiations.capture.fetching import Guard, NotFetched
from negotiations.capture.proposing import Proposal
from negotiations.forms.fields import Day
from negotiations.models import Source
from parley.lib.forms import RecordForm
from parley.lib.records import new_key

_ENDINGS = {"html": HTML, "htm": HTML, "xhtml": HTML, "txt": PLAIN, "text": PLAIN}
_SALT = "negotiations.forms.copying"


class PageForm(forms.Form):
    """A page: pasted, as a file, or carried along from the step before; gives the copy to be made of it."""

    page = forms.CharField(
        required=False,
        strip=False,
        label="The page",
        widget=forms.Textarea(attrs={"rows": 8, "data-largest": LARGEST, "spellcheck": "false"}),
        help_text="Paste the text, or the page’s HTML. It is kept as it comes; scripts in it are never run.",
    )
    file = forms.FileField(
        required=False,
        label="Or a file",
        allow_empty_file=True,
        help_text=f"A saved page (.html) or a text (.txt), at most {LARGEST // 2**20} MB.",
        widget=forms.FileInput(attrs={"accept": ".html,.htm,.txt,text/html,text/plain", "data-largest": LARGEST}),
    )
    carried = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    copy: Copy | None = None
    fetched = ""  # the address from which the page was fetched

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file:
            return None
        if file.size > LARGEST:
            raise ValidationError(too_large(file.size))
        ending = file.name.rpartition(".")[2].lower()
        if ending not in _ENDINGS:
            raise ValidationError("Only a page (.html) or a text (.txt) is read; paste the text of anything else.")
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        file, pasted = cleaned.get("file"), cleaned.get("page") or ""
        if self.errors:
            return cleaned
        if file:
            file.seek(0)  # after a deadlock it is read a second time
            self.copy = copy_of(file.read(), _ENDINGS[file.name.rpartition(".")[2].lower()])
        elif pasted.strip():
            original = pasted.encode()
            if len(original) > LARGEST:
                self.add_error("page", too_large(len(original)))
            else:
                self.copy = copy_of(original)
        elif cleaned.get("carried"):
            self.copy, self.fetched = _carried(cleaned["carried"])
        return cleaned

    def fetch(self, address: str) -> None:
        """Take the page from its address, or say why not."""
        try:
            page = Guard().fetch(address.strip())
        except NotFetched as refusal:
            self.add_error("page", str(refusal))
            return
        self.copy, self.fetched = copy_of(page.content, page.media_type, page.charset), page.address

    @property
    def bundle(self) -> str:
        """What the next step needs to make the same copy of a page that stands in no field."""
        if self.copy is None or (self.cleaned_data.get("page") or "").strip():
            return ""
        return carry(self.copy, self.fetched)


class SourceForm(RecordForm):
    """A source, with the copy that was made of it; a value that was proposed says where it was found."""

    published_on = Day(label="Published on")
    derived_from: forms.ModelChoiceField = forms.ModelChoiceField(
        Source.objects.all(), to_field_name="key", required=False, widget=forms.TextInput, label="Retells",
        help_text="The key of the source that this one retells.",
        error_messages={"invalid_choice": "No source has this key."},
    )  # fmt: skip

    class Meta:
        model = Source
        fields = (
            "address", "publisher", "title", "title_is_ours", "published_on", "language", "official", "reliability",
            "derived_from", "note", "key",
        )  # fmt: skip
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    copy: Copy | None = None
    fetched = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["language"].required = False
        self.fields["language"].widget.attrs["placeholder"] = "en"
        if "language" not in (options.get("initial") or {}):
            self.initial["language"] = ""  # so that what the page says is proposed
        self.fields["key"].required = False
        self.fields["key"].help_text = "Leave it as it is, or choose a speaking one."
        self.fields["address"].widget.attrs["placeholder"] = "https://"

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or "en"

    def clean_key(self) -> str:
        return self.cleaned_data["key"] or new_key()

    def perform(self, *, by, reason: str) -> None:
        enter_source(self.instance, self.copy, by=by, reason=reason, address=self.fetched)

    def propose(self, proposals: dict[str, Proposal]) -> None:
        """Fill what is empty with what the page says of itself; what was typed stays."""
        for name, proposal in proposals.items():
            if not (self.initial.get(name) or "").strip():
                self.initial[name] = proposal.value
                self.fields[name].help_text = f"Found in {proposal.where}."
            elif self.initial[name] != proposal.value:
                self.fields[name].help_text = f"Found in {proposal.where}: “{proposal.value}”; yours stays."


def carry(copy: Copy, fetched: str) -> str:
    """A page as a value of a form, signed: that it was fetched from an address is nothing that a browser can claim."""
    content = base64.b64encode(copy.original).decode()
    return signing.dumps((copy.media_type, copy.charset, fetched, content), salt=_SALT, compress=True)


def _carried(value: str) -> tuple[Copy, str]:
    try:
        media_type, charset, fetched, content = signing.loads(value, salt=_SALT)
    except signing.BadSignature:
        raise ValidationError("The page did not come through whole; give it once more.") from None
    return copy_of(base64.b64decode(content), media_type, charset), fetched
