"""A national schedule as its publisher gives it, read into wordings by code.

Understood are the revisions of the US schedule in JSON, its export in CSV, and the nomenclature of the Harmonized
System in CSV; each may be packed by gzip. Which one a file is, its content tells. Nothing here knows of the database.
"""

import csv
import gzip
import html
import json
import re
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from tariffs.nomenclature import normalise
from tariffs.schedule.faults import Fault, FileRefused, refuse

UNITS_AT_MOST = 60

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BREAK = re.compile(r"<(?:br|nl|newline|p|div|li)\b[^<>]*>", re.IGNORECASE)
_UNSEEN = str.maketrans("", "", "\u200b\u200c\u200d\u2060\ufeff\xad")


class Wording(NamedTuple):
    """What an edition says of one line; footnotes None where its file does not give them."""

    indent: int
    description: str
    within: str = ""
    units: str = ""
    general: str = ""
    special: str = ""
    other: str = ""
    footnotes: str | None = ""


class Row(NamedTuple):
    """A row of a file; one without a number is a heading of the rows below it."""

    place: str
    number: str
    wording: Wording


def read(data: bytes) -> dict[str, Wording]:
    """The lines of a schedule by code. Refuses a file with faults, all of them told (FileRefused)."""
    faults: list[Fault] = []
    lines = _lines(_rows(_text(data), faults), faults)
    if not lines and not faults:
        raise refuse("The file has no lines.")
    if faults:
        raise FileRefused(faults)
    return lines


@lru_cache(maxsize=2**16)  # most texts of an edition stand in the one before, too
def plain(text: str) -> str:
    """A printed text without its mark-up: tags gone, entities read, blanks and breaks collapsed.

    “m<sup>2</sup>” becomes m2, as the publisher's own plain editions have it, so that mark-up alone changes no line.
    """
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub(" ", text))
    if "&" in text:
        text = html.unescape(text)
    return " ".join(text.translate(_UNSEEN).split())


def _text(data: bytes) -> str:
    try:
        return (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error):
        raise refuse("The file is packed by gzip, and damaged.") from None
    except UnicodeDecodeError as error:
        raise refuse(f"The file is not in UTF-8 (byte {error.start + 1}).") from None


def _rows(text: str, faults: list[Fault]) -> Iterator[Row]:
    if text.lstrip()[:1] in ("[", "{"):
        return _of_json(text, faults)
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        head = tuple(name.strip() for name in next(reader, []))
    except csv.Error as error:
        raise refuse(f"The file is no CSV: {error}.", "line 1") from None
    for columns, kind in ((_EXPORT, _of_export), (_NOMENCLATURE, _of_nomenclature)):
        if set(columns) <= set(head):
            return _of_csv(reader, head, kind, faults)
    raise refuse(
        "The file is no schedule that is understood: neither the US schedule's JSON,"
        f" nor a CSV with the columns {', '.join(_EXPORT)}, nor one with {', '.join(_NOMENCLATURE)}."
    )


_MEMBERS = ("htsno", "indent", "description")
_EXPORT = ("HTS Number", "Indent", "Description")
_NOMENCLATURE = ("hscode", "description", "level")


def _of_json(text: str, faults: list[Fault]) -> Iterator[Row]:
    try:
        rows = json.loads(text)
    except json.JSONDecodeError as error:
        raise refuse(f"The file is no JSON: {error.msg}.", f"line {error.lineno}") from None
    except RecursionError:
        raise refuse("The file is no schedule: its JSON is nested too deep.") from None
    if not isinstance(rows, list):
        raise refuse("The file is no schedule: its JSON is not a list of rows.")
    for count, row in enumerate(rows, start=1):
        place = f"row {count}"
        if not isinstance(row, dict):
            faults.append(Fault(place, "It is no object."))
        elif missing := [name for name in _MEMBERS if name not in row]:
            faults.append(Fault(place, f"It has no {' and no '.join(missing)}."))
        else:
            yield from _row(place, row, _printed_notes, faults)


def _row(place: str, row: dict[str, Any], notes: Callable[[Any], str], faults: list[Fault]) -> Iterator[Row]:
    try:
        texts = [_string(row, name) for name in ("htsno", "description", "general", "special", "other")]
        units = row.get("units") or []
        if not (isinstance(units, list) and all(isinstance(unit, str) for unit in units)):
            raise TypeError("Its units are no list of texts.")
        number, description, general, special, other = map(plain, texts)
        told = ", ".join(filter(None, map(plain, units)))
        indent, footnotes = _indent(row["indent"]), notes(row.get("footnotes"))
        yield Row(place, number, Wording(indent, description, "", told, general, special, other, footnotes))
    except (TypeError, ValueError) as error:
        faults.append(Fault(place, str(error)))


def _string(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(f"Its {name} is no text.")
    return value


def _indent(value: Any) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,2}", str(value).strip()):
        raise ValueError(f"Its indent “{str(value)[:40]}” is no whole number from 0 to 99.")
    return int(value)


def _printed_notes(notes: Any) -> str:
    """The footnotes as printed, each once, one to a row."""
    if not isinstance(notes or [], list):
        raise TypeError("Its footnotes are no list.")
    texts = [plain(_string(note, "value")) for note in notes or [] if isinstance(note, dict)]
    return "\n".join(dict.fromkeys(filter(None, texts)))


type _Kind = Callable[[str, dict[str, str], list[Fault]], Iterator[Row]]


def _of_csv(reader: Any, head: tuple[str, ...], kind: _Kind, faults: list[Fault]) -> Iterator[Row]:
    while True:
        place = f"line {reader.line_num + 1}"
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise refuse(f"The file is no CSV: {error}.", place) from None
        if cells is None:
            return
        if not cells:
            continue
        if len(cells) != len(head):
            faults.append(Fault(place, f"It has {len(cells)} cells; the first line has {len(head)}."))
        else:
            yield from kind(place, dict(zip(head, cells, strict=True)), faults)


def _of_export(place: str, cells: dict[str, str], faults: list[Fault]) -> Iterator[Row]:
    row: dict[str, Any] = {
        "htsno": cells["HTS Number"],
        "indent": cells["Indent"],
        "description": cells["Description"],
        "units": _listed(cells.get("Unit of Quantity", "")),
        "general": cells.get("General Rate of Duty"),
        "special": cells.get("Special Rate of Duty"),
        "other": cells.get("Column 2 Rate of Duty"),
    }
    for found in _row(place, row, lambda _: "", faults):
        yield found._replace(wording=found.wording._replace(footnotes=None))


def _listed(cell: str) -> list[str]:
    """The units of the export, which prints them as a list in JSON: ["No."]."""
    try:
        units = json.loads(cell) if cell.strip().startswith("[") else None
    except json.JSONDecodeError:
        units = None
    return units if units is not None else [cell]


def _of_nomenclature(place: str, cells: dict[str, str], faults: list[Fault]) -> Iterator[Row]:
    if "TOTAL" in (cells["hscode"], cells.get("section")):
        return  # the total of all commodities and what is of no kind are the statistics' own, not the system's
    number = plain(cells["hscode"])
    if cells["level"].strip() != str(len(number)):
        faults.append(Fault(place, f"Its level is {cells['level'][:40] or 'blank'}, its number {number[:40]}."))
        return
    yield Row(place, number, Wording(max(0, len(number) // 2 - 2), plain(cells["description"])))


def _lines(rows: Iterator[Row], faults: list[Fault]) -> dict[str, Wording]:
    """The rows with a number by code, each with the headings without one that stand between it and the line above."""
    lines: dict[str, Wording] = {}
    first: dict[str, str] = {}
    above: list[tuple[int, str, str]] = []  # the rows that the next one may be under: indent, code, description
    for place, number, wording in rows:
        while above and above[-1][0] >= wording.indent:
            above.pop()
        if not number:
            if wording.general or wording.special or wording.other:
                faults.append(Fault(place, "It states a rate, but has no number."))
            above.append((wording.indent, "", wording.description))
            continue
        try:
            code = normalise(number)
            line = _checked(wording._replace(within=_within(above, code)))
        except ValueError as error:
            faults.append(Fault(place, str(error)))
            continue
        above.append((wording.indent, code, wording.description))
        if lines.setdefault(code, line) != line:
            faults.append(Fault(place, f"{number} stands in {first[code]} already, and in other words."))
        first.setdefault(code, place)
    return lines


def _checked(line: Wording) -> Wording:
    if not line.description:
        raise ValueError("It has no description.")
    if len(line.units) > UNITS_AT_MOST:
        raise ValueError(f"Its units are longer than {UNITS_AT_MOST} characters.")
    return line


def _within(above: list[tuple[int, str, str]], code: str) -> str:
    """The headings without a number, down from the nearest row that is above by its code too."""
    headings: list[str] = []
    for _, other, description in reversed(above):
        if other and code.startswith(other):
            break
        if not other and description:
            headings.append(description)
    return "\n".join(reversed(headings))
