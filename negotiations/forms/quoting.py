"""Forms for a passage of a copy, and for the statements that are drawn from it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from negotiations.actions.rounds import Cited, Entry
from negotiations.capture.anchors import Searched, State, words_around
from negotiations.capture.statements import Proposed, Told
from negotiations.forms.fields import Choices, Day, QuantityField, area, listed, offer
from negotiations.forms.row import NOTHING, the_one
from negotiations.models import Citation, Discussed, Discussion, Position, Sense, Source, Stance
from negotiations.selectors.logging import officials_named
from negotiations.selectors.reading import AtTheTable, Reading
from parley.lib.asof import say_day
from parley.lib.forms import Quiet
from parley.lib.records import new_key

MOST = 20  # statements from one passage


class PassageForm(Quiet, forms.Form):
    """The words of the source, and on whose word they stand."""

    quotation = forms.CharField(
        strip=True,
        label="The passage, in the source’s own words",
        widget=area(3),
        help_text="As it stands in the copy.",
    )
    quotation_language = forms.CharField(required=False, max_length=12, label="Language, if not the source’s")
    translation = forms.CharField(required=False, label="In English", widget=area(2))
    translator = forms.CharField(required=False, max_length=100, label="Translated by")
    attribution = forms.ChoiceField(
        choices=[("", "Choose"), *Citation.Attribution.choices], label="How it is told", widget=Choices
    )
    attributed_to = forms.CharField(required=False, max_length=200, label="As the source puts it")
    speaker = forms.CharField(required=False, max_length=210, label="Speaker", widget=listed("officials-here"))
    credibility = forms.TypedChoiceField(
        choices=Citation.Credibility.choices, coerce=int, initial=6, label="Credibility", widget=Choices
    )

    def __init__(self, *args: Any, text: str, span: tuple[int, int], **options: Any) -> None:
        self.text, self.span = text, span
        super().__init__(*args, **options)

    def clean_quotation(self) -> str:
        quotation = self.cleaned_data["quotation"]
        chosen = self.span[0]  # the same words may stand earlier in the copy
        anchor = Searched(self.text[slice(*self.span)]).find(quotation)
        if anchor.state != State.THERE:
            chosen, anchor = 0, Searched(self.text).find(quotation)
        if anchor.state != State.THERE:
            near = f" The nearest there are: “{anchor.now}”." if anchor.now else ""
            raise ValidationError(f"These words do not stand in the latest copy.{near}")
        self.span = chosen + anchor.starts, chosen + anchor.ends
        return anchor.now

    def clean_speaker(self):
        text = self.cleaned_data["speaker"]
        if not text:
            return None
        if found := officials_named(text):
            return the_one(found, text)
        raise ValidationError(
            f"No official is called “{text}”; choose one from the list, or say who under “As the source puts it”."
        )

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        told = {name: cleaned.get(name) for name in ("attribution", "attributed_to", "speaker")}
        if "speaker" not in self.errors:
            try:
                Citation(**told).clean()
            except ValidationError as refusal:
                self.add_error(None, refusal)
        if cleaned.get("translator") and not cleaned.get("translation"):
            self.add_error("translation", "A translator is named, but no translation.")
        return cleaned

    def citation(self, source: Source, **supports: Any) -> Citation:
        """The citation of one statement, with the words around the passage by which it is found again."""
        before, after = words_around(self.text, *self.span)
        return Citation(source=source, words_before=before, words_after=after, **self.cleaned_data, **supports)


class StatementForm(Quiet, forms.Form):
    """One statement from the passage: a position, or that an issue was discussed or not."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=100)
    stance = forms.ChoiceField(label="Stance", widget=Choices)
    issue = forms.ChoiceField(label="Issue", widget=Choices)
    party = forms.ChoiceField(required=False, label="Party", widget=Choices)
    words = forms.CharField(required=False, label="In words, one sentence of ours", widget=area(2))
    quantity = QuantityField(required=False, label="Quantity", widget=forms.TextInput(attrs={"placeholder": "14%"}))
    sense = forms.ChoiceField(
        choices=[NOTHING, *Sense.choices], required=False, label="The quantity is", widget=Choices
    )
    condition = forms.CharField(required=False, label="On condition that", widget=area(1))
    occasion = forms.ChoiceField(required=False, label="Said on", widget=Choices)
    starts_on = Day(required=False, label="Since")
    DELETE = forms.BooleanField(required=False, label="Leave it out")

    def __init__(self, *args: Any, at: AtTheTable, **options: Any) -> None:
        super().__init__(*args, **options)
        self.at = at
        said = [("A position", Stance.choices), ("Talked of, or not", Discussed.choices)]
        offer(self, "stance", [("", "Choose"), *said])
        offer(self, "issue", [("", "Choose"), *((str(each.pk), each.title) for each in at.issues)])
        offer(self, "party", [NOTHING, *((str(each.pk), each.name) for each in at.parties)])
        occasions = ((str(each.pk), f"{say_day(each.held_on)}: {each.title}") for each in at.occasions)
        offer(self, "occasion", [NOTHING, *occasions])

    @property
    def is_left_out(self) -> bool:
        return bool(self.data.get(self.add_prefix("DELETE")))

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("stance") in Discussed.values:
            self._want("occasion", "Say on which occasion it was talked of, or not.")
            return cleaned
        self._want("party", "Say whose position it is.")
        self._want("words", "Say in one sentence what the party wants.")
        self._want("starts_on", "Say since which day.")
        if cleaned.get("quantity"):
            self._want("sense", "Say what the quantity is: a level, a change, or what it is about.")
        return cleaned

    def _want(self, name: str, sentence: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, sentence)

    def record(self) -> Position | Discussion:
        """The statement, not yet written."""
        cleaned = self.cleaned_data
        occasion = next((each for each in self.at.occasions if str(each.pk) == cleaned["occasion"]), None)
        issue = next(each for each in self.at.issues if str(each.pk) == cleaned["issue"])
        if cleaned["stance"] in Discussed.values:
            note = cleaned["words"]
            return Discussion(key=cleaned["key"], issue=issue, occasion=occasion, outcome=cleaned["stance"], note=note)
        amount = cleaned["quantity"]
        return Position(
            key=cleaned["key"], issue=issue, occasion=occasion, stance=cleaned["stance"], words=cleaned["words"],
            party=next(each for each in self.at.parties if str(each.pk) == cleaned["party"]),
            quantity=amount.number if amount else None, unit=amount.unit if amount else "",
            sense=cleaned["sense"] if amount else "", condition=cleaned["condition"], starts_on=cleaned["starts_on"],
        )  # fmt: skip


class Drafting:
    """A passage with the statements that are drawn from it, as one screen."""

    def __init__(self, reading: Reading, span: tuple[int, int], data: Mapping[str, str] | None = None) -> None:
        assert reading.at is not None  # noqa: S101 - the page asks for the table first
        self.reading, self.at, self.is_bound, self.is_quiet = reading, reading.at, data is not None, False
        sentences = reading.passage(*span)
        initial = self._passage(span, reading.told(sentences))
        self.passage = PassageForm(data, initial=initial, prefix="passage", text=reading.text, span=span)
        proposed = reading.proposed(sentences, self.at.table)
        total = self._total(data) if data is not None else len(proposed)
        self.statements = [
            StatementForm(data, prefix=f"statement-{number}", at=self.at, initial=self._initial(each))
            for number, each in zip(range(total), [*proposed, *[Proposed()] * MOST], strict=False)
        ]
        for form, each in zip(self.statements, proposed, strict=False):
            if each.inferred:
                form.fields["starts_on"].help_text = "Inferred from the day of publication."

    def more(self) -> None:
        """One more statement from the same passage: it begins with its words, and nothing else that may not be so."""
        number = len(self.statements)
        if number < MOST:
            words = " ".join(self.passage["quotation"].value().split())
            initial = self._initial(Proposed(words=words if self.reading.is_english else ""))
            self.statements.append(StatementForm(prefix=f"statement-{number}", at=self.at, initial=initial))

    def hush(self) -> None:
        """What was typed is shown again, and no fault is found yet."""
        self.is_quiet = True
        for form in (self.passage, *self.statements):
            form.quiet = True

    def is_valid(self) -> bool:
        kept = self.kept
        if not kept:
            self.passage.is_valid()
            self.passage.add_error(None, "No statement is left; fill in at least one.")
        sound = [self.passage.is_valid(), *(form.is_valid() for form in kept)]  # each is asked, to tell every fault
        return all(sound)

    @property
    def kept(self) -> list[StatementForm]:
        """The statements that are not left out."""
        return [form for form in self.statements if not form.is_left_out]

    def entries(self) -> list[Entry]:
        """The statements with their citations, to be written as one change."""
        entries = []
        for form in self.kept:
            record = form.record()
            citation = self.passage.citation(self.reading.source, **{record._meta.model_name or "": record})
            entries.append(Entry(record, form, citations=[Cited(citation)]))
        return entries

    def _passage(self, span: tuple[int, int], told: Told) -> dict[str, Any]:
        speaker = self.reading.officials.get(told.speaker)
        return {
            "quotation": self.reading.text[slice(*span)], "attribution": told.attribution,
            "attributed_to": told.attributed_to, "speaker": str(speaker) if speaker else "", "credibility": 6,
        }  # fmt: skip

    def _initial(self, proposed: Proposed) -> dict[str, Any]:
        occasions = [each for each in self.at.occasions if each.held_on == proposed.starts_on]
        return {
            "key": new_key(), "stance": proposed.stance, "issue": proposed.issue or "", "party": proposed.party or "",
            "words": proposed.words, "quantity": proposed.quantity, "sense": proposed.sense,
            "starts_on": proposed.starts_on, "occasion": occasions[0].pk if len(occasions) == 1 else "",
        }  # fmt: skip

    @staticmethod
    def _total(data: Mapping[str, str]) -> int:
        total = data.get("total", "")
        return min(int(total), MOST) if total.isdecimal() else 1
