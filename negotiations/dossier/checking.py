"""From the values of a dossier to its records: every section, field and key checked, every fault collected.

Needs no database: what the file says of itself is checked here, what it says of others in `loading`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from negotiations.dossier import values
from negotiations.dossier.building import BUILDS_ON, Volume
from negotiations.dossier.reading import Fault, Fields, Items, Node, Text
from negotiations.dossier.shape import SECTIONS, Shape, has_place, is_link
from negotiations.models import Citation, Source
from negotiations.models.evidence import SURER
from parley.lib.records import Recorded
from tariffs import expressions
from tariffs.models import RatePart

LONGEST_KEY = 100


@dataclass(eq=False, slots=True)
class Entry:
    """A record of a file: its values, those of links as keys, and those left out with their defaults.

    One that adds says nothing of a record of another file but its key, and what is to stand in its lists.
    """

    shape: Shape
    node: Fields
    volume: Volume
    around: "Entry | None" = None
    name: str = ""
    made: bool = False  # the name was not stated but made of its parts
    draft: bool = False
    adds: bool = False
    home: "Entry | None" = None  # of one that adds: the entry that says the rest, where that is not the database
    values: dict[str, Any] = field(default_factory=dict)
    links: dict[str, Any] = field(default_factory=dict)  # to another Entry, or to a row
    row: Any = None
    sound: bool = True  # nothing is wrong with it
    filled: bool = False  # its row holds all that the file says

    @property
    def identity(self) -> tuple[type[Recorded], str, str, str]:
        """What no other record may share; one that adds, no other of its file."""
        within = "" if self.shape.named_by == "key" or self.around is None else self.around.name
        return self.shape.model, within, self.name, self.volume.name if self.adds else ""

    @property
    def stands(self) -> bool:
        """Whether its row is in the database."""
        return self.row.pk is not None and self.row.pk > 0

    def fault(self, told: str, field: str = "") -> Fault:
        """A fault on the line of a field, or where that is left out, of the record, which is then no longer sound."""
        self.sound = False
        line = self.node.lines.get(field, self.node.line)
        if isinstance(found := self.node.nodes.get(field), Text) and found.value is not None:
            line = found.line
        return Fault(told, line, f"{self.node.path}.{field}" if field else self.node.path, self.volume.name)


def entries(volumes: Iterable[Volume], faults: list[Fault]) -> list[Entry]:
    """All records of the files, those that stand in others after them."""
    found: list[Entry] = []
    for volume in volumes:
        own: list[Fault] = []
        found += _entries(volume, own)
        faults += [replace(fault, file=volume.name) for fault in own]
    _once(found, faults)
    _parts_add_up(found, faults)
    _no_surer_than_their_origins(found, faults)
    return found


def _entries(volume: Volume, faults: list[Fault]) -> Iterator[Entry]:
    top = volume.top
    for name in top.nodes.keys() - SECTIONS.keys() - {BUILDS_ON}:
        told = f"There is no section “{name}”{values.nearest(name, SECTIONS)}"
        faults.append(Fault(told, top.lines[name], name))
    for name, shape in SECTIONS.items():
        if name in top.nodes:
            yield from _list(shape, top.nodes[name], volume, None, faults)


def _list(shape: Shape, node: Node, volume: Volume, around: Entry | None, faults: list[Fault]) -> Iterator[Entry]:
    if isinstance(node, Text) and node.value is None:
        return
    if not isinstance(node, Items):
        faults.append(Fault("A list of records is needed here, each beginning with a hyphen.", node.line, node.path))
        return
    turns: Counter[Any] = Counter()
    for place, item in enumerate(node.nodes, start=1):
        if shape.is_plain and isinstance(item, Text):
            item = Fields(item.line, item.path, {shape.named_by: item}, {shape.named_by: item.line})
        if isinstance(item, Fields):
            entry = Entry(shape, item, volume, around, adds=_adds(shape, item, volume, around))
            yield from _record(entry, place, turns, faults)
        else:
            faults.append(Fault(f"A record is a set of fields, like “{shape.named_by}:”.", item.line, item.path))


def _adds(shape: Shape, node: Fields, volume: Volume, around: Entry | None) -> bool:
    """Whether a record says nothing but its key and what is to stand in its lists."""
    lists = {each.name for each in shape.lists}
    bare = "key" in node.nodes and node.nodes.keys() <= {"key", *lists} and bool(node.nodes.keys() & lists)
    return bare and bool(volume.builds_on) and (around is None or around.adds)


def _record(entry: Entry, place: int, turns: Counter[Any], faults: list[Fault]) -> Iterator[Entry]:
    shape, node = entry.shape, entry.node
    nested = {each.name: each for each in shape.lists}
    allowed = [*shape.fields, *(["draft"] if shape.is_statement else []), *nested]
    faults += [
        entry.fault(f"“{name}” is no field of a record here{values.nearest(name, allowed)}", name)
        for name in node.nodes.keys() - set(allowed)
    ]
    for name, of in shape.fields.items():
        if name == "key" or not entry.adds:
            _field(entry, name, of, place, faults)
    if entry.around and entry.around.adds and shape.is_whole and not entry.adds:
        told = f"The list of {shape.name} is whole where the record around has its home, and is added to there."
        faults.append(entry.fault(told))
    if shape.is_statement and "draft" in node.nodes:
        _draft(entry, node.nodes["draft"], faults)
    _name(entry, turns, faults)
    yield entry
    for name, each in nested.items():
        if name in node.nodes:
            yield from _list(each, node.nodes[name], entry.volume, entry, faults)


def _field(entry: Entry, name: str, of: models.Field, place: int, faults: list[Fault]) -> None:
    """Read one field into the entry, or its default where it is left out."""
    node = entry.node.nodes.get(name)
    if node is None:
        if entry.shape.needs(of):
            faults.append(entry.fault(f"“{name}” is missing.", name))
        elif name != "key":
            entry.values[name] = place if has_place(of) else of.get_default()
        return
    try:
        entry.values[name] = _value(of, node)
    except ValueError as error:
        faults.append(entry.fault(str(error), name))
        return
    if not is_link(of):
        faults += [entry.fault(told, name) for told in values.check(of, entry.values[name])]


def _value(of: models.Field, node: Node) -> Any:
    if isinstance(of, ArrayField):
        return _texts(of, node)
    if not isinstance(node, Text):
        raise ValueError("One value is needed here, not a list or a record.")
    text = (node.value or "").strip()
    return values.read(of, text) if text else values.empty(of)


def _texts(of: ArrayField, node: Node) -> list[Any]:
    if isinstance(node, Text) and not node.value:
        return []
    if not isinstance(node, Items):
        raise ValueError("A list of texts is needed here, each after a hyphen.")
    return [_value(of.base_field, item) for item in node.nodes]


def _draft(entry: Entry, node: Node, faults: list[Fault]) -> None:
    try:
        entry.draft = bool(_value(models.BooleanField(name="draft"), node))
    except ValueError as error:
        faults.append(entry.fault(str(error), "draft"))


def _name(entry: Entry, turns: Counter[Any], faults: list[Fault]) -> None:
    """Give the entry its name, made of its parts where it is left out."""
    turn = entry.values.get("source")
    turns[turn] += 1
    stated = entry.values.pop(entry.shape.named_by, None)
    if stated is not None:
        entry.name = stated
    elif entry.shape.makes_keys and "key" not in entry.node.nodes:
        entry.made = True
        _make_name(entry, turns[turn], faults)
    entry.sound &= bool(entry.name) or entry.shape.named_by != "key"


def _make_name(entry: Entry, turn: int, faults: list[Fault]) -> None:
    around = entry.around.name if entry.around else ""
    stated = [entry.values.get(part) for part in entry.shape.key_parts if part in entry.shape.fields]
    if None in stated or (entry.around and not around):
        return  # something that it is made of is missing or wrong, which is told there
    entry.name = entry.shape.made_key(around, entry.values, turn)
    if not entry.name:
        faults.append(entry.fault("No key can be made of its parts; give the record a key."))
    elif len(entry.name) > LONGEST_KEY:
        faults.append(entry.fault("The key that is made of its parts is too long; give the record a key."))


def _once(found: Iterable[Entry], faults: list[Fault]) -> None:
    """Refuse a name that an earlier record of the files has: each has one home."""
    first: dict[Any, Entry] = {}
    for entry in found:
        if not entry.name and entry.shape.named_by == "key":
            continue
        other = first.setdefault(entry.identity, entry)
        if other is entry:
            continue
        if (entry.made or entry.shape.is_plain) and entry.around and not entry.around.sound:
            entry.sound = False  # most likely because the record around stands twice, which is told there
            continue
        where = f"{other.node.path}, line {other.node.line}"
        if other.volume.name != entry.volume.name:
            where = f"{other.volume.name}, {where}"
        if entry.made:
            told = f"The key made of its parts, “{entry.name}”, is that of {where} already; give the record a key."
        else:
            told = f"“{entry.name}” stands twice, first in {where}."
        faults.append(entry.fault(told, entry.shape.named_by))


def _parts_add_up(found: Iterable[Entry], faults: list[Fault]) -> None:
    """Refuse parts of a rate that do not add up to its duty."""
    parts: dict[Entry, list[Decimal]] = {}
    for entry in found:
        if entry.shape.model is RatePart and entry.around and "points" in entry.values:
            parts.setdefault(entry.around, []).append(entry.values["points"])
    for rate, points in parts.items():
        duty = rate.values.get("duty")
        if duty is None or not rate.sound:
            continue
        legal = _percent(duty)
        if legal is None:
            faults.append(rate.fault(f"A duty of “{duty}” has no parts: only one in percent has.", "parts"))
        elif sum(points) != legal:
            told = f"The parts of a rate add up to it; these make {sum(points):f} of {legal:f}."
            faults.append(rate.fault(told, "parts"))


def _no_surer_than_their_origins(found: Iterable[Entry], faults: list[Fault]) -> None:
    """Refuse that a retelling is cited for a statement as surer than the report that it retells."""
    retells = {entry.name: entry.values.get("derived_from") for entry in found if entry.shape.model is Source}
    cited: dict[Entry, list[Entry]] = {}
    for entry in found:
        if entry.shape.model is Citation and entry.around and entry.values.get("source"):
            cited.setdefault(entry.around, []).append(entry)
    for citations in cited.values():
        sure: dict[Any, int] = {}
        for each in citations:
            source = each.values["source"]
            sure[source] = min(_credibility(each), sure.get(source, int(Citation.Credibility.UNKNOWN)))
        for each in citations if len(citations) > 1 else ():
            for origin in _above(each.values["source"], retells):
                if _credibility(each) < sure.get(origin, 0):
                    faults.append(each.fault(SURER.format(sure[origin]), "credibility"))
                    break


def _credibility(citation: Entry) -> int:
    return int(citation.values.get("credibility") or Citation.Credibility.UNKNOWN)


def _above(source: Any, retells: Mapping[Any, Any]) -> Iterator[Any]:
    """What a source retells, by way of others too; a circle ends."""
    seen = {source}
    while (source := retells.get(source)) and source not in seen:
        seen.add(source)
        yield source


def _percent(duty: str) -> Decimal | None:
    try:
        found = expressions.read(duty)
    except expressions.ExpressionError:
        return None
    return found.percent if isinstance(found, expressions.AdValorem) and not found.basis else None
