"""A copy of a page: the page without scripts, and its text, of which the passages are parts."""

import re
from dataclasses import dataclass
from html import unescape

import nh3

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
_MOST_SEARCHED = 10_000  # elements; for some pages the search for an article takes the square of them
_LONGEST_SEARCHED = 500_000  # letters without scripts and styles
_MOST = 100_000  # elements that are taken apart; a page of law with a table of thousands of rows has fewer
_MOST_SIGNS = 50_000  # that are written with a name in HTML, or lie beside those: cleaning looks at each over again
_SIGN = re.compile("[&\u0080-\u00bf]")
_BEGINS = re.compile(r"<[a-z]", re.IGNORECASE)
_ELEMENT = re.compile(r"<(/?)([a-z][\w-]*+)([^<>]*+)>", re.IGNORECASE)  # each place of a page is looked at once
_CLOSED_BY_THE_NEXT = {
    "p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "option", "br", "hr", "img", "input", "meta",
    "link", "source", "wbr", "area", "col", "base", "embed", "param", "track",
}  # fmt: skip
_DESCRIBES = r"[^<>]{0,200}?ld\+json"  # data by which a page says what it is
_SCRIPTS = re.compile(rf"<(script|style)\b(?!{_DESCRIBES}).*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_RUNS = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<[^<>]{0,2000}>?")
_ATTRIBUTE = r"""[\s/]*+[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+"""
_CROWDED = re.compile(rf"</?[a-z][^\s/>]*+(?:{_ATTRIBUTE}){{0,500}}+(?P<more>{_ATTRIBUTE})?+", re.IGNORECASE)
_TAG = re.compile(r"""</?([a-z][a-z0-9]*+)(?:"[^"]*+"|[^">]++)*+>""")  # of a cleaned page
_TELLING = 5  # words; a shorter line may stand in a menu too


@dataclass(frozen=True, slots=True)
class Copy:
    """A page as it is kept, before it belongs to a source."""

    original: bytes
    media_type: str
    searched: str  # without scripts, to look for what it says of itself; empty where it is no page, or too long a one
    html: str
    text: str
    warnings: tuple[str, ...] = ()
    charset: str = ""  # as it was declared beside the page


def copy_of(original: bytes, media_type: str = "", charset: str = "") -> Copy:
    """The copy to be made of a page; without a media type, what it is follows from its text."""
    read = decoded(original, charset)
    media_type = media_type or media_type_of(read.text)
    warnings = [read.warning] if read.warning else []
    searched = cleaned = ""
    if media_type != HTML:
        text = read.text
    elif trouble := _cannot_be_taken_apart(read.text):
        warnings.append(f"{trouble} to be taken apart; all its words are kept as they come.")
        text = _without_tags(read.text)
    else:
        cleaned, searched = clean(read.text), _to_search(read.text)
        text = main_text(searched, cleaned) if searched else all_text(cleaned)
        if cleaned and not searched:
            warnings.append("The page is too long for its article to be looked for; all its words are kept.")
    lines = _lines(text)
    marked = with_marks(lines)
    if marked != lines:
        warnings.append(
            "The text holds characters that nobody sees, or that turn the direction of reading; each stands as a "
            "mark like ⟦U+202E⟧ in the copy."
        )
    if not marked:
        warnings.append("No words were found in the page.")
    return Copy(original, media_type, searched, cleaned, marked, tuple(warnings), charset)


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


def _to_search(page: str) -> str:
    """The page without scripts, for what looks for its article and for what it says of itself; or nothing.

    Nothing where it is too long: the library that looks takes the square of some pages, which is minutes.
    """
    plain = _SCRIPTS.sub("", page)
    return "" if len(plain) > _LONGEST_SEARCHED or _count(plain, _BEGINS) > _MOST_SEARCHED else plain


def _count(page: str, pattern: re.Pattern[str]) -> int:
    return sum(1 for _ in pattern.finditer(page))


def _cannot_be_taken_apart(page: str) -> str:
    """Why a page is not taken apart, as the beginning of a sentence; empty where it is."""
    plain = _RUNS.sub("", page)
    if _count(plain, _BEGINS) > _MOST or _count(plain, _SIGN) > _MOST_SIGNS:
        return "The page has too many elements or signs"
    if any(found["more"] for found in _CROWDED.finditer(plain)):
        return "An element of the page has too many attributes"
    return "The page is nested too deeply" if _is_too_deep(plain) else ""


def _is_too_deep(page: str) -> bool:
    """Whether elements stand in each other by the hundred: parsers take minutes for such a page, or give up."""
    depth = 0
    for found in _ELEMENT.finditer(page):
        closes, name, rest = found.groups()
        if rest.endswith("/") or name.lower() in _CLOSED_BY_THE_NEXT:
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
    pieces, at = [], 0
    for tag in _TAG.finditer(cleaned):
        pieces.append(_flat(unescape(cleaned[at : tag.start()])))
        if tag[1] in _BLOCKS or tag[1] == "br":
            pieces.append("\n")
        at = tag.end()
    return "".join([*pieces, _flat(unescape(cleaned[at:]))])


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _lines(text: str) -> str:
    """The text with its lines trimmed and the empty ones between them gone."""
    lines = (" ".join(line.split(" ")).strip() for line in re.split(r"\r\n|\r|\n", text))
    return "\n".join(line for line in lines if line)
