"""PDF by Typst: tagged for screen readers (PDF/UA-1), set in our own fonts, with the drawings as vectors.

The document reaches the template as data. No text of a user's is ever Typst source, so none can be run.
"""

import json
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from parley.lib.documents import CannotWrite, Document, Table, width_of, words
from parley.lib.fonts import FAMILY, font_files
from parley.lib.writers.json import tell

TEMPLATE = Path(__file__).with_name("document.typ")

LINE = 105  # letters across a page, in a table
MANY_LINES = 30
LARGE = 300_000  # letters of data: about two hundred rows

# A word without a break runs out of its column, over the next one. Japanese breaks anywhere, and needs no help.
_LONG_WORD = re.compile(r"[\x21-\u1fff]{19,}")
_BREAKABLE = re.compile(r"(?<=[/_.,;:?&=@-])(?=\w)|(?<=\w{18})(?=\w)")
_UNSHOWN = re.compile(r"the text `(.+?)` could not be displayed")
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


def write(document: Document) -> bytes:
    data = json.dumps(_data(document), ensure_ascii=False)
    try:
        return typst.compile(
            TEMPLATE,
            root=TEMPLATE.parent,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"document": data},
            pdf_standards=["ua-1"],
            timestamp=(document.prepared_at or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0),
        )
    except typst.TypstError as error:
        if unshown := _UNSHOWN.search(error.message):
            raise CannotWrite(_lacking(unshown[1])) from error
        raise
    finally:
        if len(data) > LARGE:
            _forget()


def _forget() -> None:
    """Has Typst drop what it remembers of a large document.

    It keeps the work of its last ten compilations, which for a table of a thousand rows is 200 MB each. Compilations
    of nothing push them out.
    """
    for _ in range(12):
        typst.compile(b"", font_paths=_fonts(), ignore_system_fonts=True, format="svg")


@cache
def _fonts() -> typst.Fonts:
    # Typst brings faces of its own, which stand in for what ours does not hold.
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[file.parent for file in font_files()]
    )


def _data(document: Document) -> dict[str, Any]:
    language, _, region = document.language.partition("-")
    data = tell(document) | {
        "language": language.lower(),
        "region": region.upper() or None,
        "family": FAMILY,
        "landscape": document.landscape,
        "prepared": words(document.prepared_at),
    }
    for told, block in zip(data["blocks"], document.blocks, strict=True):
        if isinstance(block, Table):
            _lay_out(told, block)
    for told, source in zip(data["sources"], document.sources, strict=True):
        told["captured"] = words(source.captured_on)
    return data


def _lay_out(told: dict[str, Any], table: Table) -> None:
    """What the template must know of a table beside its words: the columns' shares, and what may break where."""
    shares = table.shares
    for index, (one, share, numeric) in enumerate(zip(told["columns"], shares, table.is_numeric, strict=True)):
        notes = max((len(row[index].get("notes", ())) for row in told["rows"]), default=0)
        one |= {"heading": _breaking(one["heading"]), "share": share, "numeric": numeric, "notes": notes}
    lines = 0
    for row in told["rows"]:
        heights = [1 + width_of(one["text"]) / (LINE * share) for one, share in zip(row, shares, strict=True)]
        lines += round(max(heights))
        for one, height in zip(row, heights, strict=True):
            # A row stays whole, but for a cell that might not find room on any page.
            one["long"] = height > MANY_LINES
            one["text"] = _breaking(one["text"])
            for run in one.get("runs", ()):
                run["text"] = _breaking(run["text"])
    told["short"] = len(told["rows"]) <= 12 and lines <= MANY_LINES


def _breaking(text: str) -> str:
    return _LONG_WORD.sub(lambda word: _BREAKABLE.sub("\u200b", word[0]), text)


def _lacking(unshown: str) -> str:
    text = _ESCAPE.sub(lambda code: chr(int(code[1], 16)), unshown.strip('"'))
    named = ", ".join(f"“{letter}” (U+{ord(letter):04X})" for letter in dict.fromkeys(text))
    return f"None of the PDF's fonts holds {named}."
