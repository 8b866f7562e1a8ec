"""The form of any record: every field that a person may write, and the change made through one door."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import BadRequest
from django.db import models, transaction
from django.urls import NoReverseMatch, reverse

from negotiations.known import refresh_known
from negotiations.models import STATEMENTS, Appointment, Citation, Issue, Negotiation, Official, Party
from parley.lib.forms import DateInput, RecordForm, TimeInput
from parley.lib.records import Recorded
from tariffs.models import Economy, LegalInstrument, Measure, Sector

# Few enough to choose from a list; any other record is named by its key.
_LISTED = (Economy, Negotiation, Measure, Sector, Party, LegalInstrument)
_OF_ONE_NEGOTIATION = (Issue, Party)
_NOT_HERE = {"rank", "rank_reason", *STATEMENTS}  # ranking has its own page; a citation's statement is fixed


class KeyField(forms.ModelChoiceField):
    """Another record, named by its key."""

    queryset: models.QuerySet
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
            return self.queryset.filter(pk=value).values_list("key", flat=True).first()
        return super().prepare_value(value)


class AnyRecordForm(RecordForm):
    """Corrects or enters one record; a citation's statement then knows since when it was public."""

    def perform(self, *, by, reason: str) -> None:
        with transaction.atomic():
            super().perform(by=by, reason=reason)
            if isinstance(self.instance, Citation):
                refresh_known(getattr(self.instance, self.instance.supports), by=by, reason=reason or "Cited")


def form_for(record: Recorded, data: Mapping | None, *, asked: Mapping[str, str]) -> AnyRecordForm:
    """The form of a record; a new one takes from the address what it belongs to (`?negotiation=…`, `?position=…`).

    Refuses, with BadRequest, a citation that is for nothing and a key in the address that names no record.
    """
    model = type(record)
    if record.pk is None:
        _belong(record, asked)
    fields = [field.name for field in model._meta.fields if field.editable and not field.primary_key]
    fields = [name for name in fields if name not in _NOT_HERE and not (name == "key" and record.pk)]
    form_class = forms.modelform_factory(model, AnyRecordForm, fields=fields, formfield_callback=_field)
    form: AnyRecordForm = form_class(data, instance=record)  # type: ignore[assignment]  # the factory forgets the class
    for name, field in form.fields.items():
        choices = field.queryset if isinstance(field, forms.ModelChoiceField) else None
        if choices is not None and choices.model in _OF_ONE_NEGOTIATION and (negotiation := _negotiation_of(record)):
            field.queryset = choices.filter(negotiation_id=negotiation)  # type: ignore[attr-defined]
        if name == "key":
            field.required, field.help_text = False, "Leave it as it is, or choose a speaking one."
    return form


def statement_of(record: Recorded) -> str:
    """The address that shows a record after it was saved."""
    shown: Any = getattr(record, record.supports) if isinstance(record, Citation) else record
    if isinstance(shown, Appointment):
        shown = shown.official
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


def _negotiation_of(record: Recorded) -> int | None:
    if isinstance(record, Official):
        return None
    if getattr(record, "negotiation_id", None):
        return record.negotiation_id  # type: ignore[attr-defined]
    return record.issue.negotiation_id if getattr(record, "issue_id", None) else None  # type: ignore[attr-defined]


def _field(field: models.Field, **options: Any) -> forms.Field | None:
    if isinstance(field, models.ForeignKey) and field.related_model not in (*_LISTED, Issue):
        return field.formfield(form_class=KeyField, **options)
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return field.formfield(widget=DateInput(), **options)
    if isinstance(field, models.TimeField):
        return field.formfield(widget=TimeInput(), **options)
    made = field.formfield(**options)
    if isinstance(made, SimpleArrayField):
        made.widget = forms.TextInput()
    if isinstance(field, models.TextField) and made is not None:
        made.widget = forms.Textarea(attrs={"rows": 3})
    return made
