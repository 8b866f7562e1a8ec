"""What a page says of itself: publisher, title, day and language, each with the place where it says so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from lxml import etree, html

from negotiations.capture.cleaning import Copy
from negotiations.capture.days import days_in
from negotiations.capture.decoding import without_hidden

PUBLISHER, TITLE, PUBLISHED_ON, LANGUAGE, ADDRESS = "publisher", "title", "published_on", "language", "address"
_LONGEST = {PUBLISHER: 200, TITLE: 300, PUBLISHED_ON: 10, LANGUAGE: 12, ADDRESS: 500}
_MARK = re.compile(r"⟦U\+[0-9A-F]{4,6}⟧")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?\Z")
_DATELINE = re.compile(r"^[A-Z][\w .,'’-]{2,60}\((?P<agency>[A-Z][\w .&-]{1,40})\)\s*[-–—:]")
_COMMON = {
    "en": "the of and to in that for on with said is by was",
    "fr": "le la les des et que une dans pour sur est du",
    "de": "der die und das den von mit ist auf für dem nicht",
    "es": "el los las que del una por con para se es",
    "pt": "os que uma para com não dos da em são",
    "it": "il che della per una con di gli sono nel",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value that the page itself has, and where."""

    value: str
    where: str


def proposals(copy: Copy, address: str = "") -> dict[str, Proposal]:
    """What is proposed for a new source, from the page and its address alone; what these do not say is left out."""
    found = _of_a_page(copy.searched, address, copy.text) if copy.searched else _of_words(copy.text)
    if PUBLISHER not in found and (host := _host(address)):
        found[PUBLISHER] = Proposal(host, "the address")
    if LANGUAGE not in found and (language := language_of(copy.text)):
        found[LANGUAGE] = Proposal(language, "the words of the text")
    told = {name: Proposal(_short(each.value, _LONGEST[name]), _short(each.where, 120)) for name, each in found.items()}
    return {name: each for name, each in told.items() if each.value}


def language_of(text: str) -> str:
    """The language of a text by its script or its commonest words, or nothing."""
    head = text[:20_000]
    for language, script in (("ja", "[\u3040-\u30ff]"), ("ko", "[\uac00-\ud7af]"), ("zh", "[\u4e00-\u9fff]")):
        if len(re.findall(script, head)) > 0.1 * len(head):
            return language
    words = re.findall(r"[^\W\d_]+", head.lower())
    counts = {language: sum(map(words.count, common.split())) for language, common in _COMMON.items()}
    best = max(counts, key=lambda each: counts[each])
    return best if counts[best] > 0.08 * len(words) else ""


def _of_a_page(page: str, address: str, text: str) -> dict[str, Proposal]:
    # To import it takes most of a second, which every command of Parley would pay.
    from trafilatura.metadata import extract_metadata

    try:
        tree = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return {}
    read = extract_metadata(page, default_url=address or None)
    found = {}
    for name, value in ((PUBLISHER, read.sitename), (TITLE, read.title), (ADDRESS, read.url)):
        if value and (where := _where(tree, value)):
            found[name] = Proposal(value, where)
    if read.date and (where := _where_dated(tree, text, read.date, address)):
        found[PUBLISHED_ON] = Proposal(read.date, where)
    declared = (tree.get("lang") or "").strip()
    if _TAG.match(declared):
        found[LANGUAGE] = Proposal(declared, "the page’s own mark (html lang)")
    return found


def _where(tree: Any, value: str) -> str:
    """In which part of the page a value stands, in words; nothing where it stands in none."""
    wanted = _even(value)
    for meta in tree.iter("meta"):
        if _even(meta.get("content") or "").removeprefix("@") == wanted.removeprefix("@"):
            return f"the page’s head ({meta.get('property') or meta.get('name') or meta.get('itemprop') or 'meta'})"
    for element in tree.xpath("//script[@type='application/ld+json']"):
        if wanted in _even(element.text or ""):
            return "the page’s own description (JSON-LD)"
    for tag, place in (("h1", "the heading"), ("title", "the title of the page"), ("link", "the page’s own link")):
        for element in tree.iter(tag):
            if wanted in _even(element.text_content() or element.get("href") or ""):
                return place
    return "the text of the page" if wanted in _even(" ".join(tree.itertext())) else ""


def _where_dated(tree: Any, text: str, day: str, address: str) -> str:
    for meta in tree.iter("meta"):
        if (meta.get("content") or "").startswith(day):
            return f"the page’s head ({meta.get('property') or meta.get('name') or meta.get('itemprop') or 'meta'})"
    for element in tree.xpath("//time[@datetime]"):
        if element.get("datetime").startswith(day):
            return "a time in the page"
    if any(day in (element.text or "") for element in tree.xpath("//script[@type='application/ld+json']")):
        return "the page’s own description (JSON-LD)"
    for line, named in _dated_lines("\n".join(filter(None, (text, *_short_texts(tree))))):
        if named.isoformat() == day:
            return f"the line “{line[:60]}”"
    return "the address" if day.replace("-", "/") in address or day in address else ""


def _short_texts(tree: Any) -> Iterator[str]:
    for element in tree.iter("p", "span", "div", "time", "li"):
        if element.text and len(element.text) < 80:
            yield " ".join(element.text.split())


def _of_words(text: str) -> dict[str, Proposal]:
    lines = text.split("\n")
    found = {}
    first = lines[0].strip() if lines else ""
    if 8 <= len(first) <= 200 and not re.search(r"[.。:：]$", first) and len(lines) > 1:
        found[TITLE] = Proposal(first, "the first line")
    edges = "\n".join([*lines[:8], *lines[-4:]])
    for line, day in _dated_lines(edges):
        found[PUBLISHED_ON] = Proposal(day.isoformat(), f"the line “{line[:60]}”")
        break
    for line in lines[:8]:
        if dateline := _DATELINE.match(line):
            found[PUBLISHER] = Proposal(dateline["agency"], f"the line “{line[:60]}”")
            break
    return found


def _dated_lines(text: str) -> Iterator[tuple[str, date]]:
    """The lines that hold a full date and hardly anything else."""
    for line in text.split("\n"):
        days = days_in(line) if len(line) < 100 else []
        if len(days) == 1 and days[0].on and len(line) - (days[0].ends - days[0].starts) < 50:
            yield line, days[0].on


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _short(text: str, longest: int) -> str:
    """A value on one line, without hidden characters and the marks that stand for them."""
    return without_hidden(_MARK.sub("", text))[:longest].strip()


def _even(text: str) -> str:
    return without_hidden(text).casefold()
