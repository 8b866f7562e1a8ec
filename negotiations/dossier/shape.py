"""The shape of a dossier: one table of sections, from which reading, writing and the schema all work.

The fields are not named here: they are those of the models.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from string import Formatter
from typing import Any, cast

from django.db import models
from django.utils.text import slugify

from negotiations.models import (
    STATEMENTS,
    Account,
    Appointment,
    Attendance,
    Citation,
    Deadline,
    Discussion,
    Divergence,
    Exchange,
    Implementation,
    Issue,
    Negotiation,
    Occasion,
    Official,
    Party,
    Phase,
    Position,
    Round,
    Source,
    Statement,
    Term,
)
from parley.lib.records import Keyed, Recorded
from tariffs.models import (
    Economy,
    Effect,
    LegalInstrument,
    Measure,
    Membership,
    Rate,
    RatePart,
    Relief,
    Scope,
    ScopeCode,
    Sector,
    StackingRule,
)

# In the order of a file that is written: each section, its model, and the lists that stand in its records, named as
# the model names them. What a citation can carry has a list of citations besides.
_TABLE: tuple[tuple[str, type[Recorded], tuple[str, ...]], ...] = (
    ("economies", Economy, ("memberships",)),
    ("scopes", Scope, ("codes",)),
    ("sectors", Sector, ()),
    ("instruments", LegalInstrument, ()),
    ("measures", Measure, ()),
    ("rates", Rate, ("parts",)),
    ("effects", Effect, ()),
    ("stacking_rules", StackingRule, ()),
    ("reliefs", Relief, ()),
    ("sources", Source, ()),
    ("officials", Official, ("appointments",)),
    ("negotiations", Negotiation, ("parties", "phases")),
    ("rounds", Round, ()),
    ("issues", Issue, ()),
    ("occasions", Occasion, ("attendances", "discussions")),
    ("positions", Position, ()),
    ("deadlines", Deadline, ()),
    ("terms", Term, ("implementations",)),
    ("divergences", Divergence, ()),
    ("accounts", Account, ()),
    ("exchanges", Exchange, ()),
)
# What the key is made of when it is left out.
_KEYS: dict[type[Recorded], str] = {
    Membership: "{economy}-{union}",
    RatePart: "{rate}-{name}",
    Appointment: "{official}-{economy}-{starts_on}",
    Party: "{negotiation}-{economy}",
    Phase: "{negotiation}-{kind}-{starts_on}",
    Round: "{negotiation}-round-{number}",
    Attendance: "{occasion}-{official}",
    Discussion: "{occasion}-{issue}",
    Implementation: "{term}-{how}-{starts_on}",
    Exchange: "{given}-for-{taken}",
    Citation: "{statement}-{source}",
}
_WHOLE = (ScopeCode, RatePart)  # the file has the whole list: what is missing is struck
CITED = {name: Citation._meta.get_field(name).related_model for name in STATEMENTS}


@dataclass(frozen=True, eq=False)
class Shape:
    """The records of a section or of a nested list; `around` is the field that points at the record around."""

    name: str
    model: type[Any]
    around: str = ""
    lists: tuple["Shape", ...] = ()

    @cached_property
    def fields(self) -> dict[str, models.Field]:
        """The fields that a record has in the file, in the order in which they are written."""
        hidden = {self.around, *(STATEMENTS if self.model is Citation else ())}
        shared = {field.name for base in _bases(self.model) for field in base._meta.local_fields}
        found = [
            field
            for field in self.model._meta.concrete_fields
            if field.editable and not field.primary_key and field.name not in hidden
        ]
        found.sort(key=lambda field: (field.name != "key", field.name in shared))
        return {field.name: field for field in found}

    @property
    def parent(self) -> type[Any]:
        """The model of the record around."""
        return target_of(self.model._meta.get_field(self.around))

    @property
    def named_by(self) -> str:
        """The field that names a record: its key, or what is unique in the record around."""
        return "key" if issubclass(self.model, Keyed) else "hs_code"

    @property
    def makes_keys(self) -> bool:
        """Whether a key may be left out."""
        return self.model in _KEYS

    @property
    def is_plain(self) -> bool:
        """Whether a text alone stands for a record: its name, all else left out."""
        return not issubclass(self.model, Keyed)

    @property
    def is_statement(self) -> bool:
        """Whether a record can be a draft."""
        return issubclass(self.model, Statement)

    @property
    def is_whole(self) -> bool:
        """Whether what is missing from the list is struck."""
        return self.model in _WHOLE

    @property
    def grows(self) -> list["Shape"]:
        """The lists to which a dossier may add that builds on the record's home, or to what stands in them."""
        return [each for each in self.lists if not each.is_whole or each.grows]

    @property
    def key_parts(self) -> list[str]:
        """The names of what a made key is made of."""
        return [name for _, name, _, _ in Formatter().parse(_KEYS.get(self.model, "")) if name]

    def needs(self, field: models.Field) -> bool:
        """Whether a record cannot be without the field."""
        if field.name == self.named_by:
            return not self.makes_keys
        return not (field.blank or field.null or field.has_default())

    def made_key(self, around: str, values: dict[str, Any], turn: int = 1) -> str:
        """The key of a record that states none; `turn` counts the citations of one source in one list.

        Nothing where one of its parts has no Latin letter or digit.
        """
        parts = {name: slugify(str(values.get(name, ""))) for name in self.key_parts}
        parts |= {name: around for name in parts if name in (self.around, "statement")}
        if not all(parts.values()):
            return ""
        key = _KEYS[self.model].format_map(parts)
        return f"{key}-{turn}" if self.model is Citation and turn > 1 else key


def has_place(field: models.Field) -> bool:
    """Whether the field is a place in a list, which the order of the file gives when it is left out."""
    return field.name == "place" and isinstance(field, models.IntegerField)


def is_link(field: models.Field) -> bool:
    """Whether the field holds the key of another record."""
    return isinstance(field, models.ForeignKey)


def every_shape(shapes: Iterable[Shape] | None = None) -> Iterator[Shape]:
    """All sections and nested lists, each before those in it."""
    for shape in SECTIONS.values() if shapes is None else shapes:
        yield shape
        yield from every_shape(shape.lists)


def target_of(field: models.Field) -> type[Any]:
    """The model that a link points at."""
    return cast("type[Any]", field.related_model)


def _bases(model: type[models.Model]) -> list[Any]:
    return [base for base in model.__mro__ if (meta := getattr(base, "_meta", None)) and meta.abstract]


def _shape(name: str, model: type[Recorded], lists: tuple[str, ...], around: str = "") -> Shape:
    lists += ("citations",) if model in CITED.values() else ()
    nested: list[Any] = [model._meta.get_field(each) for each in lists]
    return Shape(name, model, around, tuple(_shape(rel.name, rel.related_model, (), rel.field.name) for rel in nested))


SECTIONS = {name: _shape(name, model, lists) for name, model, lists in _TABLE}
