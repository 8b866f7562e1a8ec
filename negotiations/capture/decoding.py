"""The bytes of a page as text, and the characters in it that nobody sees."""

import codecs
import re
import unicodedata
from dataclasses import dataclass

from parley.lib.direction import TURNING

LARGEST = 5 * 2**20  # bytes of a page that is kept

HTML, PLAIN = "text/html", "text/plain"

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_TAGS = re.compile(
    r"<!doctype\s+html|</?(?:html|head|body|title|meta|div|p|br|h[1-6]|article|section|table|ul|ol|li)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_MARKS = (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")
_KEPT = "\n\t"
_TURNING = frozenset("\u061c\u200e\u200f" + TURNING)  # a copy shows the marks between two scripts too
_SHY = "\u00ad"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page as text, with a sentence about what could not be read in it, if anything."""

    text: str
    charset: str
    warning: str = ""


def decoded(data: bytes, charset: str = "") -> Decoded:
    """The text of the bytes: by the mark at their beginning, the charset declared for them or in them, or as UTF-8.

    What none of these can read stands as �, with a warning.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return Decoded(data.decode(name, "replace"), name)
    for name in filter(None, (charset, _declared(data), "utf-8")):
        try:
            return Decoded(data.decode(name), codecs.lookup(name).name)
        except (LookupError, UnicodeDecodeError):
            continue
    text = data.decode("utf-8", "replace")
    count = text.count("\ufffd")
    told = "One character" if count == 1 else f"{count:,} characters"
    stand = "stands" if count == 1 else "stand"
    return Decoded(
        text, "utf-8", f"{told} could not be read and {stand} as � in the text; the copy keeps the bytes as they came."
    )


def media_type_of(text: str) -> str:
    """Whether a text that was pasted is a page's HTML or plain words."""
    return HTML if len(_TAGS.findall(text[:200_000])) >= 2 else PLAIN


def is_hidden(character: str) -> bool:
    """Whether a character does something that nobody sees: controls, and those that turn the direction of reading."""
    return character not in _KEPT and (
        character in _TURNING or unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn")
    )


def without_hidden(text: str) -> str:
    """A short text on one line, without characters that nobody sees."""
    return " ".join("".join(each for each in text if not is_hidden(each) and each != _SHY).split())


def plain_digits(text: str) -> str:
    """Digits, signs and stops of other widths as plain ones, character for character, so that every place stays."""
    if text.isascii():
        return text
    return "".join(folded if len(folded := unicodedata.normalize("NFKC", each)) == 1 else each for each in text)


class Free:
    """Which places of a text are not taken yet: of two findings that overlap only the first one stands."""

    def __init__(self, length: int) -> None:
        self._taken = bytearray(length)

    def take(self, starts: int, ends: int) -> bool:
        """Whether all of the stretch was free; it is taken from now on."""
        if any(self._taken[starts:ends]):
            return False
        self._taken[starts:ends] = b"\1" * (ends - starts)
        return True


def with_marks(text: str) -> str:
    """The text with a visible mark, like ⟦U+202E⟧, for every character that nobody sees."""
    return "".join(f"⟦U+{ord(each):04X}⟧" if is_hidden(each) else each for each in text)


def _declared(data: bytes) -> str:
    head = data[:4096]
    found = _XML.search(head) or _DECLARED.search(head)
    return found[1].decode("ascii") if found else ""
