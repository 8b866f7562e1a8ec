"""A dossier's file, and those on which it builds: each before what builds on it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from negotiations.dossier import values
from negotiations.dossier.reading import DossierError, Fault, Fields, Items, Text, read

BUILDS_ON = "builds_on"


@dataclass(frozen=True, slots=True)
class Volume:
    """A dossier as it was read, with the name of its file; a text has none."""

    top: Fields
    name: str = ""
    under: frozenset[str] = field(default_factory=frozenset)  # the files on which it builds, also by way of others
    builds_on: tuple[str, ...] = ()

    def reaches(self, other: "Volume") -> bool:
        """Whether its records may point at those of the other."""
        return other.name == self.name or other.name in self.under


def alone(data: bytes | str) -> Volume:
    """A text that has no folder: what it builds on is in the database already."""
    top = read(data)
    return Volume(top, builds_on=tuple(name for name, _ in _names(top)))


def volumes(path: Path) -> list[Volume]:
    """The dossier in a file, after those of the same folder on which it builds.

    Refuses what cannot be read, what is missing, and a circle (DossierError).
    """
    found: dict[str, Volume] = {}
    faults: list[Fault] = []
    _collect(path, path.read_bytes(), (), found, faults)
    if faults:
        raise DossierError(faults)
    return list(found.values())


def _collect(path: Path, data: bytes, above: tuple[str, ...], found: dict[str, Volume], faults: list[Fault]) -> None:
    """Find the volume of a file and those beneath it; `above` are the files by way of which it was reached."""
    try:
        top = read(data)
        names = list(_names(top))
    except DossierError as refusal:
        faults += [replace(fault, file=path.name) for fault in refusal.faults]
        return
    way = (*above, path.name)
    under: set[str] = set()
    for name, node in names:
        beneath = path.with_name(f"{name}.yaml")
        told = ""
        if beneath.name in way:
            circle = [*way[way.index(beneath.name) :], beneath.name]
            told = f"“{BUILDS_ON}” comes back to where it began: {' → '.join(f'“{each}”' for each in circle)}."
        elif beneath.name not in found:
            try:
                _collect(beneath, beneath.read_bytes(), way, found, faults)
            except FileNotFoundError:
                told = f"There is no file {beneath.name} beside this one."
            except OSError as error:
                told = f"{beneath.name} cannot be read: {error.strerror}."
        if told:
            faults.append(Fault(told, node.line, node.path, path.name))
        if beneath.name in found:
            under |= {beneath.name, *found[beneath.name].under}
    found[path.name] = Volume(top, path.name, frozenset(under), tuple(name for name, _ in names))


def _names(top: Fields) -> Iterator[tuple[str, Text]]:
    """The dossiers that one names at its head. Refuses what is no list of names (DossierError)."""
    node = top.nodes.get(BUILDS_ON, Items(1, BUILDS_ON))
    if isinstance(node, Text) and node.value is None:
        return
    for each in node.nodes if isinstance(node, Items) else [node]:
        if not isinstance(node, Items) or not isinstance(each, Text):
            told = "A list of names is needed here, each that of a file without its “.yaml”."
            raise DossierError([Fault(told, each.line, each.path)])
        if not re.fullmatch(values.KEY, each.value or ""):
            told = f"“{each.value or ''}” is no name of a dossier, which is that of its file without “.yaml”."
            raise DossierError([Fault(told, each.line, each.path)])
        yield each.value or "", each
