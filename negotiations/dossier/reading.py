"""From the text of a dossier to its values, each as written, with its line and its path: `positions[3].stance`.

Knows YAML and nothing of what the values mean.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

DEEPEST = 20  # a dossier has eight levels; a file with thousands is an attack
_EMPTY = ("", "~", "null", "Null", "NULL")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The one in C is ten times as fast, but not every platform has it.
_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TOO_DEEP = "Lists and records are nested too deeply here."
_QUOTE_IT = "A text with a colon and a blank in it, or with a sign like % @ ` * at its head, stands in quotation marks"
_ADVICE = {
    "mapping values are not allowed": f"{_QUOTE_IT}. If it is a field, it is indented wrongly.",
    "cannot start any token": f"{_QUOTE_IT}.",
    "end of stream": "A quotation mark or a bracket is opened and not closed.",
    "could not find expected ':'": "A field has a name, a colon and a blank.",
    "expected '-' indicator": "Each record of a list begins with a hyphen, all at the same distance from the margin.",
    "expected key": "The fields of a record stand at the same distance from the margin.",
    "<block end>": "The lines of a record, or of a list, stand at the same distance from the margin.",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a dossier, and where; without a line where it is the file as a whole."""

    told: str
    line: int | None = None
    path: str = ""
    file: str = ""

    def __str__(self) -> str:
        where = [self.file] if self.file else []
        where += [f"line {self.line}"] if self.line else []
        where += [self.path] if self.path else []
        return f"{', '.join(where)}: {self.told}" if where else self.told


class DossierError(Exception):
    """A dossier that was not loaded, with all its faults in the order of its file."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(set(faults), key=lambda fault: (fault.file, fault.line or 0, fault.path, fault.told))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class Text:
    """A value as it is written; None where it is empty or null."""

    line: int
    path: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Items:
    """A list of values."""

    line: int
    path: str
    nodes: list["Node"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Fields:
    """Values by their names, with the line of each name."""

    line: int
    path: str
    nodes: dict[str, "Node"] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


type Node = Text | Items | Fields


def read(data: bytes | str) -> Fields:
    """The sections of a dossier. Refuses what is not UTF-8, not YAML or not a set of sections (DossierError)."""
    text = _decoded(data)
    faults: list[Fault] = []
    try:
        events = yaml.parse(text, Loader=_PARSER)
        top = _document(events, faults)
    except yaml.MarkedYAMLError as error:
        raise DossierError([*faults, _syntax(error, text)]) from None
    if not isinstance(top, Fields):
        if isinstance(top, Text) and not top.value:
            raise DossierError([Fault("The file is empty.")])
        told = "A dossier is a set of sections, like “sources:”, each with a list of records."
        raise DossierError([Fault(told, top.line)])
    if faults:
        raise DossierError(faults)
    return top


def _decoded(data: bytes | str) -> str:
    try:
        if isinstance(data, str):
            data = data.encode()  # a lone surrogate is not text either
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DossierError([Fault("The file is not in UTF-8; save it in that encoding.", line)]) from None
    except UnicodeEncodeError as error:
        line = error.object[: error.start].count("\n") + 1
        raise DossierError([Fault("Half of a character stands alone.", line)]) from None
    if bad := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        raise DossierError([Fault(f"The control character U+{ord(bad[0]):04X} is not text.", line)])
    return text


def _syntax(error: yaml.MarkedYAMLError, text: str) -> Fault:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Fault(f"This is not YAML: {error.problem}.")
    if "nesting depth" in str(error.problem):  # the parser in C reads ahead, and may meet its own limit before ours
        return Fault(_TOO_DEEP, mark.line + 1)
    lines = text.splitlines()
    written = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return Fault("A tab stands at the beginning of the line; indent with blanks.", mark.line + 1)
    advice = next((told for sign, told in _ADVICE.items() if sign in str(error.problem)), "")
    return Fault(f"This is not YAML: {error.problem}. {advice}".strip(), mark.line + 1)


def _document(events: Iterator[Any], faults: list[Fault]) -> Node:
    """The one document of the file; an empty file is an empty text."""
    top: Node | None = None
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent) and top is not None:
            faults.append(Fault("A second document begins here; a dossier is one.", line))
            break
        if isinstance(event, yaml.NodeEvent):
            top = _node(event, events, "", 0, faults)
    return top or Text(1, "", None)


def _node(event: Any, events: Iterator[Any], path: str, depth: int, faults: list[Fault]) -> Node:
    line = event.start_mark.line + 1
    if depth > DEEPEST:
        raise DossierError([*faults, Fault(_TOO_DEEP, line, path)])
    if isinstance(event, yaml.AliasEvent):
        faults.append(Fault(f"“*{event.anchor}” repeats another value; write it out.", line, path))
        return Text(line, path, None)
    if event.tag is not None:
        faults.append(Fault(f"“{event.tag}” is a YAML tag, which a dossier has no use for.", line, path))
    if isinstance(event, yaml.SequenceStartEvent):
        return _items(events, Items(line, path), depth, faults)
    if isinstance(event, yaml.MappingStartEvent):
        return _fields(events, Fields(line, path), depth, faults)
    plain = not event.style
    return Text(line, path, None if plain and event.value in _EMPTY else event.value)


def _items(events: Iterator[Any], items: Items, depth: int, faults: list[Fault]) -> Items:
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            break
        items.nodes.append(_node(event, events, f"{items.path}[{len(items.nodes)}]", depth + 1, faults))
    return items


def _fields(events: Iterator[Any], fields: Fields, depth: int, faults: list[Fault]) -> Fields:
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        line = event.start_mark.line + 1
        name = _node(event, events, fields.path, depth + 1, faults)
        word = name.value if isinstance(name, Text) else None
        path = f"{fields.path}.{word}".lstrip(".") if word else fields.path
        node = _node(next(events), events, path, depth + 1, faults)
        if word is None:
            faults.append(Fault("The name of a field is a word.", line, fields.path))
        elif word in fields.nodes:
            told = f"“{word}” stands twice in one record, first on line {fields.lines[word]}."
            faults.append(Fault(told, line, path))
        else:
            fields.nodes[word] = node
            fields.lines[word] = line
    return fields
