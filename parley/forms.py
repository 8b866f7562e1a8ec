"""The form of any record: every field that a person may write, and the change made through one door."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import NON_FIELD_ERRORS, BadRequest, ValidationError
from django.db import IntegrityError, models
from django.db.models import Exists, OuterRef
from django.forms.models import ModelChoiceIterator
from django.urls import NoReverseMatch, reverse

from negotiations.known import record_known
from negotiations.models import (
    STATEMENTS,
    Citation,
    Divergence,
    Issue,
    Negotiation,
    Party,
    Term,
    negotiation_of,
)
from parley.lib.clashes import Clash, clash_of
from parley.lib.forms import DateInput, Quiet, RecordForm, TimeInput
from parley.lib.records import Recorded
from parley.rules_at_the_end import checked_at_the_end
from tariffs.models import Economy, LegalInstrument, Measure, Sector

# Few enough to choose from a list; any other record is named by its key.
_LISTED = (Economy, Negotiation, Measure, Sector, Party, LegalInstrument)
_OF_ONE_NEGOTIATION = (Issue, Party, Term, Divergence)
_NOT_HERE = {"rank", "rank_reason"}  # ranking has its own page


class RecordField(forms.ModelChoiceField):
    """Another record; the one that the row points at already is not looked for among all."""

    queryset: models.QuerySet
    row: Recorded | None = None  # a row that is there, and by which name it points
    name = ""

    def to_python(self, value: Any) -> Any:
        stands = self._at_hand() if value not in self.empty_values else None
        if stands is not None and str(value) == str(getattr(stands, self.to_field_name or "pk")):
            return stands
        return super().to_python(value)

    def _at_hand(self) -> Recorded | None:
        return getattr(self.row, self.name) if self.row else None


class KeyField(RecordField):
    """Another record, named by its key."""

    widget = forms.TextInput
    default_error_messages = {"invalid_choice": "No record has this key."}

    def __init__(self, queryset, **options: Any) -> None:
        options.pop("limit_choices_to", None)
        options.pop("blank", None)
        options["to_field_name"] = "key"
        super().__init__(queryset, **options)
        self.help_text = f"The key of the {queryset.model._meta.verbose_name}. {self.help_text}".strip()

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            stands = self._at_hand()
            if stands is not None and stands.pk == value:
                return stands.key  # type: ignore[attr-defined]  # what is named by its key has one
            return self.queryset.filter(pk=value).values_list("key", flat=True).first()
        return super().prepare_value(value)


class _InUseFirst(ModelChoiceIterator):
    """The economies in two groups, those of talks or with a measure first."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        used = Exists(Party.objects.filter(economy=OuterRef("pk"))) | Exists(
            Measure.objects.filter(economy=OuterRef("pk"))
        )
        economies = list(self.queryset.annotate(in_use=used).order_by("name"))
        for name, in_use in (("In use", True), ("All others", False)):
            if group := [self.choice(economy) for economy in economies if economy.in_use == in_use]:
                yield name, group


class EconomyField(RecordField):
    """One of hundreds of economies, of which a few are in use."""

    iterator = _InUseFirst


class AnyRecordForm(Quiet, RecordForm):
    """Corrects or enters one record, with what is worked out for it and for those that rest on it."""

    clash: Clash | None = None
    renewed: Callable[[], "AnyRecordForm"]  # the form of the record as it stands now

    def look_for_clash(self) -> None:
        """Show both versions at once, if the record was saved by somebody else since what stands here was typed."""
        if self.instance.pk is None or self.data.get("version", "") in ("", str(self.instance.version)):
            return
        self.quiet = False
        opened = self.cleaned_data.get("version") if self.is_valid() else None
        self.quiet = True
        if opened:
            self._show_clash(opened)

    def save(self, *, by) -> bool:  # type: ignore[override]  # there is no way to save unsigned
        try:
            return super().save(by=by)
        finally:
            if any(error.code == "conflict" for error in self.non_field_errors().as_data()):
                self._show_clash(self.cleaned_data["version"])

    def _show_clash(self, opened: int) -> None:
        self.clash = clash_of(self, self.renewed(), opened)
        self.errors.pop(NON_FIELD_ERRORS, None)  # both versions say it
        self.data = {name: self.data[name] for name in self.data} | {"version": str(self.clash.latest)}

    def clean(self) -> dict[str, Any]:
        # Browsers end lines with two characters, a dossier with one: the same text would count as another.
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        return {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value for name, value in cleaned.items()
        }

    def perform(self, *, by, reason: str) -> None:
        record, is_new = self.instance, self.instance.pk is None
        try:
            with checked_at_the_end():
                record_known(record, by=by, reason=reason, version=self.cleaned_data["version"])
        except (ValidationError, IntegrityError):
            if is_new:  # nothing of it stayed: the form is that of a new record still
                record.pk, record._state.adding = None, True
            raise


def form_for(record: Recorded, data: Mapping | None, *, asked: Mapping[str, str], quiet: bool = False) -> AnyRecordForm:
    """The form of a record; a new one takes from the address what it belongs to (`?negotiation=…`, `?position=…`).

    Refuses, with BadRequest, a citation that is for nothing and a key in the address that names no record.
    """
    model = type(record)
    if record.pk is None:
        _belong(record, asked)
    fields = [field.name for field in model._meta.fields if field.editable and not field.primary_key]
    fields = [name for name in fields if name not in _NOT_HERE and not (name == "key" and record.pk)]
    if isinstance(record, Citation):
        fields = [name for name in fields if name not in STATEMENTS]  # what it is cited for is fixed
    form = _form_class(model, tuple(fields))(data, instance=record)
    form.quiet = quiet
    form.renewed = lambda: form_for(type(record)._base_manager.get(pk=record.pk), None, asked=asked)
    for name, field in list(form.fields.items()):
        choices = field.queryset if isinstance(field, forms.ModelChoiceField) else None
        if choices is not None and choices.model in _OF_ONE_NEGOTIATION:
            form.fields[name] = _of_one_negotiation(choices, field, negotiation_of(record))
        if isinstance(chosen := form.fields[name], RecordField) and record.pk:
            chosen.row, chosen.name = record, name
        if name == "key":
            field.required, field.help_text = False, "Leave it as it is, or choose a speaking one."
    return form


@cache
def _form_class(model: type[Recorded], fields: tuple[str, ...]) -> type[AnyRecordForm]:
    return forms.modelform_factory(model, AnyRecordForm, fields=fields, formfield_callback=_field)  # type: ignore[return-value]  # the factory forgets the class


def statement_of(record: Recorded) -> str:
    """The address that shows a record after it was saved."""
    shown: Any = getattr(record, record.supports) if isinstance(record, Citation) else record
    try:
        return shown.get_absolute_url()
    except (AttributeError, NoReverseMatch):
        return reverse("record_history", args=[shown._meta.model_name, shown.key])


def _belong(record: Recorded, asked: Mapping[str, str]) -> None:
    given = 0
    for field in record._meta.fields:
        if field.related_model and (key := asked.get(field.name)):
            found = field.related_model._default_manager.filter(key=key).first()
            if found is None:
                raise BadRequest(f"There is no {field.verbose_name} with the key “{key[:60]}”.")
            setattr(record, field.name, found)
            given += field.name in STATEMENTS
    if isinstance(record, Citation) and given != 1:
        raise BadRequest(f"Say in the address what is cited for, once: ?position=KEY, or {', '.join(STATEMENTS)}.")


def _of_one_negotiation(records: Any, field: Any, negotiation: Negotiation | None) -> forms.Field:
    """A choice among the records of the negotiation; among those of all there would be thousands, so a key is typed."""
    if negotiation is None:
        return KeyField(records, required=field.required, label=field.label, help_text=field.help_text)
    field.queryset = records.filter(negotiation=negotiation)
    return field


def _field(field: models.Field, **options: Any) -> forms.Field | None:
    if isinstance(field, models.ForeignKey) and field.related_model not in (*_LISTED, *_OF_ONE_NEGOTIATION):
        return field.formfield(form_class=KeyField, **options)
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return field.formfield(widget=DateInput(), **options)
    if isinstance(field, models.TimeField):
        return field.formfield(widget=TimeInput(), **options)
    if isinstance(field, models.ForeignKey):
        return field.formfield(form_class=EconomyField if field.related_model is Economy else RecordField, **options)
    made = field.formfield(**options)
    if isinstance(made, SimpleArrayField):
        made.widget = forms.TextInput()
    if isinstance(field, models.TextField) and made is not None:
        made.widget = forms.Textarea(attrs={"rows": 3})
    return made
