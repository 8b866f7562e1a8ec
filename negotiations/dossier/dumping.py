"""A negotiation as a dossier again, with everything it rests on, and what two dossiers with the same content share."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import yaml
from django.contrib.postgres.fields import ArrayField
from django.db import models

from negotiations.dossier import checking, values
from negotiations.dossier.gathering import Gathered, gather
from negotiations.dossier.reading import DossierError, Fault, read
from negotiations.dossier.shape import SECTIONS, Shape, has_place, is_link, target_of
from negotiations.models import Negotiation

WIDTH = 100
_STEP = 4  # a record's fields stand so far right of its list's name


def dump(negotiation: Negotiation) -> str:
    """The dossier of a negotiation; `load` gives the same records from it in an empty database."""
    gathered = gather(negotiation)
    sections = {name: _list(shape, gathered.rows[shape], "", gathered) for name, shape in SECTIONS.items()}
    return "\n".join(_emitted({name: records}) for name, records in sections.items() if records)


def content(text: bytes | str) -> dict[str, dict[str, Any]]:
    """What a dossier says, however it is written: each record by section and key, defaults and made keys filled in.

    Refuses what cannot be read (DossierError). Keys that point elsewhere are taken as they are.
    """
    faults: list[Fault] = []
    entries = checking.entries(read(text), faults)
    if faults:
        raise DossierError(faults)
    said: dict[str, dict[str, Any]] = defaultdict(dict)
    for entry in entries:
        around = {entry.shape.around: entry.around.name} if entry.around else {}
        within = f"{entry.around.name} " if entry.around and entry.shape.named_by != "key" else ""
        draft = {"draft": entry.draft} if entry.shape.is_statement else {}
        said[entry.shape.name][within + entry.name] = entry.values | around | draft
    return dict(said)


def _list(shape: Shape, rows: Iterable[Any], around: str, gathered: Gathered) -> list[Any]:
    turns: Counter[Any] = Counter()
    records = [_record(shape, row, place, around, turns, gathered) for place, row in enumerate(rows, start=1)]
    if not shape.is_plain:
        return records
    return [record[shape.named_by] if record.keys() == {shape.named_by} else record for record in records]


def _record(shape: Shape, row: Any, place: int, around: str, turns: Counter[Any], gathered: Gathered) -> dict[str, Any]:
    """The fields of a row that a dossier states: those that are not what leaving them out would mean."""
    held = {name: _held(row, field, gathered) for name, field in shape.fields.items()}
    turns[held.get("source")] += 1
    record: dict[str, Any] = {}
    for name, field in shape.fields.items():
        default = place if has_place(field) else field.get_default()
        if name == "key":
            default = shape.made_key(around, held, turns[held.get("source")]) if shape.makes_keys else None
        if held[name] != default or shape.needs(field):
            record[name] = _written(field, held[name])
    if shape.is_statement and row.is_draft:
        record["draft"] = True
    for each in shape.lists:
        if rows := gathered.within(each, row):
            record[each.name] = _list(each, rows, held.get("key", ""), gathered)
    return record


def _held(row: Any, field: models.Field, gathered: Gathered) -> Any:
    """The value of a field; of a link, the key that it points at."""
    value = getattr(row, field.attname)
    return gathered.keys[target_of(field)].get(value) if is_link(field) else value


def _written(field: models.Field, value: Any) -> Any:
    if isinstance(field, ArrayField):
        return [values.write(field.base_field, each) for each in value]
    return values.write(field, value)


class _Dumper(yaml.SafeDumper):
    """Block style, lists set in from their name, plain values wherever they read back as the same text."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _emitted(section: dict[str, Any]) -> str:
    return yaml.serialize(_node(section, 0), Dumper=_Dumper, allow_unicode=True, width=WIDTH, indent=2)


def _node(value: Any, column: int) -> yaml.Node:
    """The value as YAML; `column` is where it begins, after which a long text is folded."""
    if isinstance(value, dict):
        pairs = [(_scalar(name, 0), _node(each, column + len(name) + 2)) for name, each in value.items()]
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=False)
    if isinstance(value, list):
        return yaml.SequenceNode("tag:yaml.org,2002:seq", [_node(each, _STEP) for each in value], flow_style=not value)
    if value is None or isinstance(value, bool):
        return yaml.ScalarNode("tag:yaml.org,2002:str", {None: "null", True: "true", False: "false"}[value])
    return _scalar(value, column)


def _scalar(text: str, column: int) -> yaml.ScalarNode:
    style = None
    if "\n" in text:
        style = "|"
    elif column + len(text) > WIDTH and " " in text:
        style = ">"
    elif text in ("~", "null", "Null", "NULL"):
        style = "'"
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, style=style)
