"""The row of a source: one of the record, a new one in a line, or a new one field by field."""

import re

from django import forms
from django.core.exceptions import ValidationError

from negotiations.forms.fields import Choices, Day, listed
from negotiations.forms.row import Row
from negotiations.models import Source

_IN_A_LINE = re.compile(
    r"(?P<publisher>[^:]+): (?P<title>.+), (?P<day>(?!https?:)[^,]+?)(?:,? (?P<address>https?://\S+))?"
)


class SourceRow(Row):
    """A source of the round: one in the record already, or a new one."""

    first = "pick"
    line: re.Match | None = None
    pick = forms.CharField(
        required=False,
        label="One of the record, or a new one in a line",
        widget=listed("known-sources", placeholder="Publisher: Title, 2025-05-24, https://…"),
        max_length=700,
    )
    publisher = forms.CharField(required=False, max_length=200, label="Publisher", widget=listed("publishers"))
    title = forms.CharField(required=False, max_length=300, label="Title")
    address = forms.URLField(required=False, max_length=500, label="Address", assume_scheme="https")
    language = forms.CharField(max_length=12, initial="en", required=False, label="Language")
    published_on = Day(required=False, label="Published on")
    reliability = forms.ChoiceField(
        choices=Source.Reliability.choices, initial="F", label="Reliability", required=False, widget=Choices
    )
    official = forms.BooleanField(required=False, label="By a government or court")
    derived_from = forms.CharField(
        required=False,
        label="Retells: a source in the record, or a row's number",
        max_length=700,
        widget=listed("known-sources"),
    )

    @property
    def is_described(self) -> bool:
        """Whether the fields beneath the line are in use."""
        own = ("publisher", "title", "address", "published_on", "derived_from", "official")
        return any(self[name].value() for name in own) or any(name != "pick" for name in self.errors)

    def clean_pick(self):
        text = self.cleaned_data["pick"]
        try:
            return self.find_source(text)
        except ValidationError:
            self.line = _IN_A_LINE.fullmatch(text.strip())
            if self.line is None:
                raise
        return self._known_by_address(self.line["address"] or "")

    def _known_by_address(self, address: str) -> Source | None:
        if address:
            forms.URLField(assume_scheme="https", max_length=500).clean(address)
        return Source.objects.filter(address=address).exclude(address="").first()

    def _describe(self, line: re.Match) -> None:
        """The fields of a new source from its line; it is graded as the publisher's last one, unless graded here."""
        data = self.cleaned_data
        data["publisher"], data["title"] = line["publisher"].strip(), _unquoted(line["title"])
        data["address"] = line["address"] or ""
        try:
            data["published_on"] = Day().clean(line["day"].strip())
        except ValidationError as refusal:
            self.add_error("pick", [*refusal.messages, "Write a new source like Kyodo: Talks end, 2025-05-24."])
        before = next((each for each in self.desk.sources if each.publisher == data["publisher"]), None)
        for name in ("reliability", "language"):
            if before and name not in self.changed_data:
                data[name] = getattr(before, name)

    def find_source(self, text: str) -> Source | None:
        """The source of a proposal that was taken, of a key or of an address."""
        text = text.strip()
        if not text:
            return None
        key = text[text.rfind("(") + 1 : -1] if text.endswith(")") else text
        for source in self.desk.sources:
            if source.key == key or (source.address and source.address == text):
                return source
        found = (
            Source.objects.filter(key=key).first() or Source.objects.filter(address=text).exclude(address="").first()
        )
        if found is None:
            raise ValidationError(
                f"No source in the record is “{text[:80]}”; choose one from the list, or write a new one "
                "like Kyodo: Talks end, 2025-05-24."
            )
        return found

    def clean(self):
        if self.cleaned_data.get("pick") or "pick" in self.errors:
            return self.cleaned_data
        if self.line:
            self._describe(self.line)
            return self.cleaned_data
        for name, sentence in (
            ("publisher", "Say who published it."),
            ("title", "Give its title."),
            ("published_on", "Say on which day it was published."),
        ):
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return self.cleaned_data


def _unquoted(title: str) -> str:
    """A title without the marks that stand around the whole of it."""
    plain = title.strip()
    quoted = plain[:1] + plain[-1:] in ("“”", '""')
    return plain[1:-1] if quoted else plain
