"""From keys to records: each key found in the file or in the database, and the order in which to write."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

from negotiations.dossier import values
from negotiations.dossier.checking import Entry
from negotiations.dossier.reading import Fault
from negotiations.dossier.shape import is_link, target_of
from parley.lib.records import Keyed

type Model = type[Any]


class Stock:
    """What the keys of a file stand for: its own records, and the rows of the database, read a model at a time."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: dict[tuple[Model, str], Entry] = {}
        self._keys: dict[Model, set[str]] = defaultdict(set)
        self._all_keys: dict[Model, list[str]] = {}
        for entry in entries:
            if issubclass(entry.shape.model, Keyed) and entry.name:
                if not entry.adds:
                    self.entries.setdefault((entry.shape.model, entry.name), entry)
                self._keys[entry.shape.model].add(entry.name)
            for model, key in _pointers(entry):
                self._keys[model].add(key)

    @cached_property
    def rows(self) -> dict[Model, dict[str, Any]]:
        """The rows that the file names, by their keys, locked until the file is loaded."""
        found = {}
        for model, keys in self._keys.items():
            rows = model._default_manager.filter(key__in=keys).order_by("pk").select_for_update()
            found[model] = {row.key: row for row in rows}
        return found

    def find(self, model: Model, key: str) -> Any:
        """The record of the file with that key, or the row of the database, or None."""
        return self.entries.get((model, key)) or self.rows[model].get(key)

    def nearest(self, model: Model, key: str) -> str:
        """“; did you mean …?” with the nearest key there is."""
        if model not in self._all_keys:
            self._all_keys[model] = list(model._default_manager.values_list("key", flat=True))
        here = [known for of, known in self.entries if of is model]
        return values.nearest(key, [*here, *self._all_keys[model]])


def link(entries: list[Entry], stock: Stock, faults: list[Fault]) -> list[list[Entry]]:
    """Give each entry its row and its links; the entries in the sets and the order in which they can be written."""
    within = _rows_within(entries, stock)
    # What adds has the row of the record that it adds to; what has no key is found by the row around it.
    for entry in sorted(entries, key=lambda entry: (entry.shape.is_plain, entry.adds)):
        _find_row(entry, stock, within)
    for entry in entries:
        if entry.adds:
            _find_home(entry, stock, faults)
        _find_links(entry, stock, faults)
        _stays(entry, faults)
    _no_circles(entries, faults)
    return _in_order(entries)


def _pointers(entry: Entry) -> Iterator[tuple[Model, str]]:
    for name, field in entry.shape.fields.items():
        if is_link(field) and (key := entry.values.get(name)):
            yield target_of(field), key


def _rows_within(entries: Iterable[Entry], stock: Stock) -> dict[tuple[Model, int, str], Any]:
    """The rows without a key, by the record around them and their name."""
    shapes = {entry.shape for entry in entries if entry.shape.named_by != "key"}
    found = {}
    for shape in shapes:
        parents = [row.pk for row in stock.rows[shape.parent].values()]
        for row in shape.model._default_manager.filter(**{f"{shape.around}__in": parents}).select_for_update():
            found[shape.model, getattr(row, f"{shape.around}_id"), getattr(row, shape.named_by)] = row
    return found


def _find_row(entry: Entry, stock: Stock, within: dict[tuple[Model, int, str], Any]) -> None:
    model = entry.shape.model
    if entry.shape.named_by == "key":
        row = stock.rows.get(model, {}).get(entry.name)
    else:
        row = within.get((model, entry.around.row.pk, entry.name)) if entry.around else None
    if entry.adds and (home := stock.entries.get((model, entry.name))) and entry.volume.reaches(home.volume):
        entry.home, row = home, home.row
    entry.row = row or model(**{entry.shape.named_by: entry.name})


def _find_home(entry: Entry, stock: Stock, faults: list[Fault]) -> None:
    """Refuse to add to a record that is nowhere else, or that stands in another one."""
    model, around = entry.shape.model, entry.around
    if not entry.home and not entry.row.pk:
        told = f"No {model._meta.verbose_name} has the key “{entry.name}”{stock.nearest(model, entry.name)}"
        faults.append(entry.fault(told, "key"))
        return
    if around is None:
        return
    stands = entry.home.around.row if entry.home and entry.home.around else getattr(entry.row, entry.shape.around)
    if stands is not around.row and stands != around.row:
        faults.append(entry.fault(f"“{entry.name}” stands in another record.", "key"))


def _find_links(entry: Entry, stock: Stock, faults: list[Fault]) -> None:
    if entry.around:
        entry.links[entry.shape.around] = entry.around
    for name, field in entry.shape.fields.items():
        if not is_link(field) or not (key := entry.values.get(name)):
            continue
        model = target_of(field)
        target = stock.find(model, key)
        if target is None:
            told = f"No {model._meta.verbose_name} has the key “{key}”{stock.nearest(model, key)}"
            faults.append(entry.fault(told, name))
        elif isinstance(target, Entry) and not entry.volume.reaches(target.volume):
            told = f"“{key}” is in {target.volume.name}, on which this file does not build."
            faults.append(entry.fault(told, name))
        else:
            entry.links[name] = target


def _stays(entry: Entry, faults: list[Fault]) -> None:
    """Refuse a key that a record elsewhere has: one dossier would take it away from another, unseen."""
    row, name = entry.row, "negotiation"
    if entry.adds or not row.pk:
        return
    if name in entry.links and getattr(row, f"{name}_id") != row_of(entry.links[name]).pk:
        told = f"The key “{entry.name}” is that of a record of another negotiation; choose another."
        faults.append(entry.fault(told, "key"))
    elif entry.made and entry.around and getattr(row, f"{entry.shape.around}_id") != entry.around.row.pk:
        told = f"The key made of its parts, “{entry.name}”, is that of another record; give this one a key."
        faults.append(entry.fault(told))


def row_of(target: Any) -> Any:
    """The row of what a link found, be it in the file or in the database."""
    return target.row if isinstance(target, Entry) else target


def _no_circles(entries: Iterable[Entry], faults: list[Fault]) -> None:
    """Refuse records of one kind that point at each other in a circle, and cut it so that the rest can be checked."""
    pointing: dict[tuple[Model, str], dict[str, Entry]] = defaultdict(dict)
    for entry in entries:
        for name, target in entry.links.items():
            if entry.name and row_of(target)._meta.model is entry.shape.model:
                pointing[entry.shape.model, name][entry.name] = entry
    for (model, name), own in pointing.items():
        stored = dict(model._default_manager.exclude(**{name: None}).values_list("key", f"{name}__key"))
        # What the file says of a record, also that it points at nothing, counts for more than what was stored.
        said = {
            entry.name: entry.values.get(name) for entry in entries if entry.shape.model is model and not entry.adds
        }
        after = stored | said
        for key, entry in own.items():
            if circle := _circle(key, after):
                told = f"“{name}” comes back to where it began: {' → '.join(f'“{each}”' for each in circle)}."
                faults.append(entry.fault(told, name))
                del entry.links[name]
                after[key] = None


def _circle(start: str, after: dict[str, str | None]) -> list[str]:
    walked = [start]
    while (following := after.get(walked[-1])) and following not in walked:
        walked.append(following)
    return [*walked, start] if following == start else []


def _in_order(entries: list[Entry]) -> list[list[Entry]]:
    """What is pointed at before what points at it, in sets of one kind and one file that can be written at once.

    Within a set, and from one to the next, the records of a nested list keep their order.
    """
    graph: TopologicalSorter[Entry] = TopologicalSorter()
    last: dict[tuple[Entry, str], Entry] = {}
    before: dict[Entry, Entry] = {}
    needed: dict[Entry, list[Entry]] = {}
    for entry in entries:
        needed[entry] = [each for each in (*entry.links.values(), entry.home) if isinstance(each, Entry)]
        if entry.around:
            place = (entry.around, entry.shape.name)
            if place in last:
                before[entry] = last[place]
            last[place] = entry
        graph.add(entry, *needed[entry], *([before[entry]] if entry in before else []))
    rounds: dict[Entry, int] = {}
    for entry in graph.static_order():
        after = [rounds[each] + 1 for each in needed[entry]]
        rounds[entry] = max([*after, rounds[before[entry]] if entry in before else 0])
    sets: dict[tuple[int, Model, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        sets[rounds[entry], entry.shape.model, entry.volume.name].append(entry)
    return [sets[place] for place in sorted(sets, key=lambda place: place[0])]
