"""What every record is: dated, known from some day, written through one door, and read as it stood at any moment."""

import secrets
from datetime import date, datetime
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import IntegrityError, models, transaction
from django.db.models import F, Func, Q, Value
from django.db.models.base import ModelState
from django.db.models.fetch_modes import FETCH_ONE
from django.db.models.query import ModelIterable
from simple_history.manager import HistoricalQuerySet, HistoryManager
from simple_history.models import HistoricalRecords

from parley.lib.legible import Legible, refuse_illegible
from parley.lib.reading import Moment, values_of
from parley.lib.standing import standing


class Verbs:
    """Asked of a table and of its history alike; each queryset below has them all."""

    def on(self, day: date) -> Self:
        """Rows that hold on the day; the first and the last day both count."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)  # type: ignore[attr-defined]

    def known(self, day: date) -> Self:
        """Facts made public by the end of the day; what rests on no source yet is known to nobody."""
        return self.filter(known_on__lte=day)  # type: ignore[attr-defined]


class RecordQuerySet(Verbs, models.QuerySet):
    """The rows of a table, with the verbs of records."""


class HistoryQuerySet(Verbs, HistoricalQuerySet):
    """The rows of a history table, with the verbs of records."""

    def standing(self, at: datetime) -> Self:
        """The records as they stood at the moment, as instances of their own model.

        A HistoricForeignKey of these is followed at the same moment. django-simple-history's own `as_of` gives a
        record twice when two of its rows share one instant, and builds each record by way of its line of history,
        which costs three times as much.
        """
        rows = self.filter(Standing(self.model, at)).order_by()
        rows._as_instances, rows._as_of, rows._iterable_class = True, at, _AsInstances
        return rows


class HistoryLines(HistoryManager):
    """Gives the class of a queryset's manager once: django-simple-history would make it anew at each save."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type, class_name: str | None = None) -> type:
        return super().from_queryset(queryset_class, class_name)


class Standing(Func):
    """Whether a line of history is its record's last one by the moment, and no deletion."""

    output_field = models.BooleanField()

    def __init__(self, lines: type[models.Model], at: datetime) -> None:
        super().__init__(F("id"), F("history_date"), F("history_id"), F("history_type"))
        self.table, self.at = lines._meta.db_table, at

    def as_sql(self, compiler, connection, *_, **__) -> tuple[str, tuple]:
        columns = [compiler.compile(each)[0] for each in self.source_expressions]
        return standing(connection.ops.quote_name(self.table), *columns), (self.at, self.at)


class _AsInstances(ModelIterable):
    """Makes the records themselves of their lines of history."""

    def __iter__(self):
        lines: Any = self.queryset
        compiler = lines.query.get_compiler(using=lines.db)
        found = compiler.execute_sql(chunked_fetch=self.chunked_fetch, chunk_size=self.chunk_size)
        record, moment = lines.model.instance_type, Moment(lines._as_of)
        places = {compiler.select[place][0].target.attname: place for place in compiler.klass_info["select_fields"]}
        names = [field.attname for field in record._meta.concrete_fields]
        pick = itemgetter(*(places[name] for name in names))  # the past is read whole: only() and defer() are refused
        for row in compiler.results_iter(found):
            made = record.from_db(lines.db, names, pick(row))
            made._history = moment
            for name, place in compiler.annotation_col_map.items():
                setattr(made, name, row[place])
            yield made


class CurrentTransaction(Func):
    """The number of the transaction that is under way, which the guard compares (parley.lib.guard)."""

    template = "(pg_current_xact_id()::text::bigint)"
    arity = 0
    output_field = models.BigIntegerField()


class Stamp(models.Model):
    """A line of history carries the transaction that wrote it."""

    txid = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)

    class Meta:
        abstract = True


class Stand(Stamp):
    """The number of the stand of its record that a line begins, or 0 (parley.lib.stands)."""

    stand = models.PositiveSmallIntegerField(db_default=1, editable=False)

    class Meta:
        abstract = True


def history_of(*verbs: type, stands: bool = False) -> HistoricalRecords:
    """The audited history of a model; `verbs` are its queryset's own, asked of the past as of the present.

    With `stands` its lines are numbered by the columns that the model names in `STANDS`.
    """
    queryset = type("HistoricalRecordQuerySet", (*verbs, HistoryQuerySet), {})
    return HistoricalRecords(
        bases=[Stand if stands else Stamp],
        history_manager=HistoryLines,
        historical_queryset=queryset,
        history_change_reason_field=models.TextField(blank=True, default="", null=True),
        cascade_delete_history=False,
    )


class Period(Func):
    """A row's two dates as one SQL range, both days included."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self) -> None:
        super().__init__(F("starts_on"), F("ends_on"), Value("[]"))


SYSTEM = "the system"  # who signs what a command does


class Conflict(ValidationError):
    """Somebody else saved the record after it was opened here."""


class _Read:
    """As Django's ModelState, of a row of the database, but without its finalizer, which empties what goes anyway: a
    page drops three hundred rows."""

    adding = False
    fetch_mode = FETCH_ONE
    peers = ()
    db: str
    fields_cache: dict[str, Any]

    __getstate__ = ModelState.__getstate__


class Recorded(Legible):
    """Read as it was recorded at any past moment, and written only through `record`."""

    history: Any
    STANDS: ClassVar[tuple[str, ...]] = ()  # the columns by which pages look for it, where its stands are numbered
    SELDOM_MOVES: ClassVar[bool] = False  # nearly every record has one stand; an index tells which have more

    # Django's own asks the model each time which field it is, and a page asks two thousand times.
    pk = property(attrgetter("id"), models.Model._set_pk_val)  # type: ignore[attr-defined]

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db, field_names, values, *, fetch_mode=None):
        """As Django's own, in a fifth of the time: a whole row of the database needs no constructor's checks.

        It sends no `pre_init` and `post_init`, for which nothing of ours listens.
        """
        if len(values) != len(cls._meta.concrete_fields):
            return super().from_db(db, field_names, values, fetch_mode=fetch_mode)
        new = cls.__new__(cls)
        new.__dict__.update(zip(field_names, values))  # noqa: B905 - they were counted, and to count anew takes as long
        new._state = state = _Read()  # type: ignore[assignment]  # asked for no more than it has
        state.db, state.fields_cache = db, {}
        if fetch_mode is not None:
            state.fetch_mode = fetch_mode
        return new

    @classmethod
    def recorded(cls, at: datetime | None) -> RecordQuerySet:
        """All rows, as they stood in the record at the moment; None means now."""
        if at is None:
            return cls._default_manager.all()  # type: ignore[return-value]
        return lines_of(cls).standing(at)  # type: ignore[return-value]

    @property
    def version(self) -> int | None:
        """The number of the record's last line of history; a form carries it to see whether somebody saved first."""
        found = values_of(_newest_line(type(self)), None, {"id": self.pk})
        return found[0][0] if found else None

    def record(self, *, by, reason: str = "", version: int | None = None) -> None:
        """Check the whole row, save it, and sign its line of history; ValidationError says what is wrong with it.

        `version` is the one the writer started from: a later one in the database is refused with Conflict.
        """
        refuse_illegible(reason)
        self._history_user = by
        self._change_reason = reason
        self.full_clean(validate_unique=False, validate_constraints=False)
        try:
            with transaction.atomic():
                self._refuse_a_later_version(version)
                self.save()
        except IntegrityError:
            self._state.fields_cache.clear()  # what was at hand may be gone by now
            self.full_clean()  # the database has refused the row: say in words, and all at once, why
            raise

    def clean_fields(self, exclude=None) -> None:
        # A record that is at hand exists; to ask the database about each key would double the cost of a save.
        joined = self._state.fields_cache
        at_hand = {name for name, record in joined.items() if isinstance(record, models.Model) and record.pk}
        super().clean_fields(exclude=at_hand.union(exclude or ()))

    def _refuse_a_later_version(self, version: int | None) -> None:
        if self.pk and version is not None:
            values_of(_locked(type(self)), None, {"id": self.pk})
            if self.version != version:
                raise Conflict("Somebody else saved this record after you opened it.", code="conflict")

    @transaction.atomic
    def strike(self, *, by, reason: str) -> None:
        """Take the record out of the present; its history keeps it."""
        self._history_user = by
        self._change_reason = reason
        self.delete()


@cache
def lines_of(model: type[Recorded]) -> HistoryQuerySet:
    """All lines of a model's history, to be filtered.

    django-simple-history makes a class anew at each `Model.history`, which costs more than the query.
    """
    return model.history.all()


@cache
def _newest_line(model: type[Recorded]) -> str:
    lines = lines_of(model).model._meta.db_table
    return f"SELECT history_id FROM {lines} WHERE id = %(id)s ORDER BY history_id DESC LIMIT 1"  # noqa: S608 - our name


@cache
def _locked(model: type[Recorded]) -> str:
    return f"SELECT id FROM {model._meta.db_table} WHERE id = %(id)s FOR UPDATE"  # noqa: S608 - our name


def new_key() -> str:
    """A key for a record made in the browser; dossiers name theirs."""
    return f"n{secrets.token_hex(6)}"


class Keyed(models.Model):
    """Has a key that stays the same in every database, for addresses and dossiers."""

    key = models.CharField(
        max_length=100,
        unique=True,
        default=new_key,
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9-]*\Z",
                "A key is made of small letters, digits and hyphens.",
            )
        ],
        error_messages={"unique": "Another record has this key."},
    )

    class Meta:
        abstract = True


class Dated(models.Model):
    """Holds from a first to a last day, both included."""

    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day", null=True, blank=True, help_text="Included. Empty while it lasts.")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_it_starts",
                violation_error_message="The last day is before the first day.",
            ),
        ]

    def holds_on(self, day: date) -> bool:
        """Whether it holds on the day, as `on` asks the database."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)

    def clean(self):
        super().clean()
        # Also a constraint; said here too, so that the message lands on the field and
        # a range in an exclusion constraint is never built back to front.
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "The last day is before the first day."})


class Known(models.Model):
    """Became public on a day, which is worked out from the sources or the instrument and never typed."""

    known_on = models.DateField("public since", null=True, blank=True, editable=False, db_index=True)

    class Meta:
        abstract = True
