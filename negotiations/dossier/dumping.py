"""A negotiation, or an economy's law, as a dossier again; and what two dossiers with the same content share."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml
from django.contrib.postgres.fields import ArrayField
from django.db import models

from negotiations.dossier import building, checking, values
from negotiations.dossier.gathering import Gathered, gather, gather_law
from negotiations.dossier.reading import DossierError, Fault
from negotiations.dossier.shape import SECTIONS, Shape, has_place, is_link, target_of
from negotiations.models import Negotiation
from tariffs.models import Economy

WIDTH = 100
_STEP = 4  # a record's fields stand so far right of its list's name


def dump(negotiation: Negotiation, builds_on: Sequence[Path] = ()) -> str:
    """The dossier of a negotiation; `load` gives the same records from it in an empty database.

    What the dossiers hold on which it builds is left out. Refuses what could only be written there (DossierError).
    """
    return _dumped(gather(negotiation), builds_on)


def dump_law(economy: Economy, builds_on: Sequence[Path] = (), *, cited: bool = True) -> str:
    """The dossier of an economy's law alone; unless `cited`, without citations, which then stand in those of talks."""
    return _dumped(gather_law(economy, cited=cited), builds_on)


def _dumped(gathered: Gathered, builds_on: Sequence[Path]) -> str:
    written = Written(gathered, _held_by(builds_on))
    head = {building.BUILDS_ON: [path.stem for path in builds_on]}
    sections = head | {name: written.records(shape, gathered.rows[shape]) for name, shape in SECTIONS.items()}
    if written.faults:
        raise DossierError(written.faults)
    return "\n".join(_emitted({name: records}) for name, records in sections.items() if records)


def content(text: bytes | str) -> dict[str, dict[str, Any]]:
    """What a dossier says, however it is written: each record by section and key, defaults and made keys filled in.

    Refuses what cannot be read (DossierError). Keys that point elsewhere are taken as they are.
    """
    faults: list[Fault] = []
    volume = building.alone(text)
    entries = checking.entries([volume], faults)
    if faults:
        raise DossierError(faults)
    said: dict[str, dict[str, Any]] = defaultdict(dict)
    if volume.builds_on:
        said[building.BUILDS_ON] = dict.fromkeys(volume.builds_on)
    for entry in entries:
        around = {entry.shape.around: entry.around.name} if entry.around else {}
        within = f"{entry.around.name} " if entry.around and entry.shape.named_by != "key" else ""
        draft = {"draft": entry.draft} if entry.shape.is_statement else {}
        said[entry.shape.name][within + entry.name] = {} if entry.adds else entry.values | around | draft
    return dict(said)


def _held_by(builds_on: Iterable[Path]) -> dict[Any, str]:
    """The records that files hold, by model and key, or by model, record around and code, each with its file."""
    faults: list[Fault] = []
    volumes = {volume.name: volume for path in builds_on for volume in building.volumes(path)}
    entries = checking.entries(volumes.values(), faults)
    if faults:
        raise DossierError(faults)
    return {entry.identity[:3]: entry.volume.name for entry in entries if not entry.adds}


class Written:
    """Rows as records of a dossier, without what other files hold."""

    def __init__(self, gathered: Gathered, held: dict[Any, str]) -> None:
        self.gathered, self.held = gathered, held
        self.faults: list[Fault] = []

    def records(self, shape: Shape, rows: Iterable[Any], around: str = "", home: str = "") -> list[Any]:
        """A section or a nested list; `home` is the file that holds the record around."""
        turns: Counter[Any] = Counter()
        records: list[Any] = []
        for row in rows:
            within = around if shape.is_plain else ""
            if file := self.held.get((shape.model, within, getattr(row, shape.named_by))):
                records += self._added(shape, row, file)
            elif home and shape.is_whole:
                told = f"“{row}” of “{around}” can stand in {home} alone, and is not there; dump that file first."
                self.faults.append(Fault(told))
            else:
                records.append(self._record(shape, row, len(records) + 1, around, turns))
        return records

    def _added(self, shape: Shape, row: Any, home: str) -> list[dict[str, Any]]:
        """What stands in a record that another file holds, and is not there; nothing for nothing."""
        lists = self._lists(shape, row, home)
        return [{shape.named_by: values.write(shape.fields[shape.named_by], row.key), **lists}] if lists else []

    def _record(self, shape: Shape, row: Any, place: int, around: str, turns: Counter[Any]) -> Any:
        """The fields of a row that a dossier states: those that are not what leaving them out would mean."""
        held = {name: _held(row, field, self.gathered) for name, field in shape.fields.items()}
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
        if shape.is_plain and record.keys() == {shape.named_by}:
            return record[shape.named_by]
        return record | self._lists(shape, row)

    def _lists(self, shape: Shape, row: Any, home: str = "") -> dict[str, Any]:
        found = {
            each.name: self.records(each, self.gathered.within(each, row), getattr(row, "key", ""), home)
            for each in shape.lists
        }
        return {name: records for name, records in found.items() if records}


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
