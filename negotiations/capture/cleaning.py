"""A copy of a page: the page without scripts, and its text, of which the passages are parts."""

import re
from dataclasses import dataclass
from html import unescape

import nh3
from lxml import etree, html

from negotiations.capture.decoding import HTML, decoded, media_type_of, with_marks

_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "dd", "div", "dl", "dt", "figcaption", "figure",
        "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
        "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_ALLOWED = {*_BLOCKS,
    "a", "abbr", "b", "br", "cite", "em", "i", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u",
}  # fmt: skip
_DROPPED = {
    "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "head", "title",
}  # fmt: skip
_DEEPEST = 200
_ELEMENT = re.compile(r"<(/?)([a-z][\w-]*)[^<>]{0,2000}?(/?)>", re.IGNORECASE)
_CLOSED_BY_THE_NEXT = {
    "p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "option", "br", "hr", "img", "input", "meta",
    "link", "source", "wbr", "area", "col", "base", "embed", "param", "track",
}  # fmt: skip
_RUNS = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<[^<>]{0,2000}>?")
_TELLING = 5  # words; a shorter line may stand in a menu too


@dataclass(frozen=True, slots=True)
class Copy:
    """A page as it is kept, before it belongs to a source."""

    original: bytes
    media_type: str
    page: str
    html: str
    text: str
    warnings: tuple[str, ...] = ()
    charset: str = ""  # as it was declared beside the page


def copy_of(original: bytes, media_type: str = "", charset: str = "") -> Copy:
    """The copy to be made of a page; without a media type, what it is follows from its text."""
    read = decoded(original, charset)
    media_type = media_type or media_type_of(read.text)
    warnings = [read.warning] if read.warning else []
    if media_type == HTML and _is_too_deep(read.text):
        warnings.append("The page is nested too deeply to be taken apart; all its words are kept as they come.")
        cleaned, text = "", _without_tags(read.text)
    elif media_type == HTML:
        cleaned = clean(read.text)
        text = main_text(read.text, cleaned)
    else:
        cleaned, text = "", read.text
    marked = with_marks(_lines(text))
    if marked != _lines(text):
        warnings.append(
            "The text holds characters that nobody sees, or that turn the direction of reading; each stands as a "
            "mark like ⟦U+202E⟧ in the copy."
        )
    if not marked:
        warnings.append("No words were found in the page.")
    return Copy(original, media_type, read.text, cleaned, marked, tuple(warnings), charset)


def clean(page: str) -> str:
    """The page without scripts, styles, forms, pictures, and every attribute but the addresses of links."""
    return nh3.clean(
        page.replace("\x00", ""),
        tags=_ALLOWED,
        clean_content_tags=_DROPPED,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
    )


def main_text(page: str, cleaned: str) -> str:
    """The words of a page from the first line of its article to the last; all its words where no article is found.

    What an extraction leaves out between them, captions above all, is kept: it is often there that people are named.
    """
    lines = _lines(all_text(cleaned)).split("\n")
    # To import it takes most of a second, which every command of Parley would pay.
    from trafilatura import extract

    found = extract(page, include_comments=False, include_tables=True, favor_recall=True) or ""
    told = {" ".join(line.split()) for line in found.split("\n") if len(line.split()) >= _TELLING}
    article = [place for place, line in enumerate(lines) if " ".join(line.split()) in told]
    if not article:
        return "\n".join(lines)
    first = article[0]
    if first and (head := _heading(cleaned)) and head in lines[:first]:
        first = lines.index(head)
    return "\n".join(lines[first : article[-1] + 1])


def _is_too_deep(page: str) -> bool:
    """Whether elements stand in each other by the hundred: parsers take minutes for such a page, or give up."""
    depth = 0
    for closes, name, closed in _ELEMENT.findall(_RUNS.sub("", page)):
        if closed or name.lower() in _CLOSED_BY_THE_NEXT:
            continue
        depth = max(0, depth - 1) if closes else depth + 1
        if depth > _DEEPEST:
            return True
    return False


def _without_tags(page: str) -> str:
    return unescape(_TAGS.sub(" ", _RUNS.sub(" ", page)))


def _heading(cleaned: str) -> str:
    """The first heading of a page on one line."""
    found = re.search(r"<h1>(.*?)</h1>", cleaned, re.DOTALL)
    return _lines(all_text(found[1])) if found else ""


def all_text(cleaned: str) -> str:
    """All words of a cleaned page, a line a block."""
    if not cleaned.strip():
        return ""
    try:
        root = html.document_fromstring(cleaned, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return ""
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        breaks = element.tag in _BLOCKS or element.tag == "br"
        if event == "start":
            pieces += ["\n" if breaks else "", _flat(element.text)]
        else:
            pieces += ["\n" if breaks else "", _flat(element.tail)]
    return "".join(pieces)


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _lines(text: str) -> str:
    """The text with its lines trimmed and the empty ones between them gone."""
    lines = (" ".join(line.split(" ")).strip() for line in re.split(r"\r\n|\r|\n", text))
    return "\n".join(line for line in lines if line)
