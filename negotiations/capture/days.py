"""Days in running text, English and Japanese: written out, without their year, or told from the day of the report."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from negotiations.capture.decoding import Free, plain_digits
from negotiations.capture.words import SAID_JUST_BEFORE

_MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
_NUMBERS = {name.lower(): number for number, name in enumerate(_MONTHS, 1)}
_NUMBERS |= {name[:3].lower(): number for number, name in enumerate(_MONTHS, 1)} | {"sept": 9}
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}

_MONTH = rf"(?P<month>{'|'.join(_MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_PATTERNS = [
    re.compile(pattern)
    for pattern in (
        rf"(?<![\d-]){_YEAR}-(?P<number>[01]\d)-(?P<day>[0-3]\d)(?![\d-])",
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s{{0,3}},\s*{_YEAR}",
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_YEAR}",
        rf"(?<![\d.,:])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\s{{0,3}},?\s+{_YEAR}",
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%]|[.,]\d|\s*(?:percent|per cent))\b",
        rf"(?<![\d.,:])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?!\w)",
        r"(?P<era>令和|平成|昭和)\s*(?P<era_year>\d{1,2}|元)\s*年\s*(?P<number>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日",
        r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*年\s*(?P<number>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日",
        r"(?<![\d年])(?P<number>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日",
        r"(?<!\d)(?P<year>(?:19|20)\d\d)/(?P<number>\d{1,2})/(?P<day>\d{1,2})(?![\d/])",
    )
]
_WEEKDAY = re.compile(rf"\b[Oo]n\s+(?P<weekday>{'|'.join(_WEEKDAYS)})\b(?!\s+(?:or|and)\b)")
_BESIDE = re.compile(r"\b(?P<beside>yesterday|today|tomorrow)\b(?!['’]s)", re.IGNORECASE)
_DAY_ALONE = re.compile(r"(?<![\d月年第])(?P<day>\d{1,2})日(?![間目連々程常])")
_AHEAD = re.compile(r"\b(?:will|would|plans?|planned|expected|due|scheduled|set|next|coming|to be)\b", re.IGNORECASE)
_CLAUSE = 400  # characters; no clause is longer
_STEPS = {"yesterday": -1, "today": 0, "tomorrow": 1}


@dataclass(frozen=True, slots=True)
class Day:
    """A day as a text has it: where, which, and what we added to read it."""

    starts: int
    ends: int
    on: date | None
    note: str = ""  # empty: written out in full


def days_in(text: str, published_on: date | None = None) -> list[Day]:
    """The days that a text names, in its order; one that does not exist has no date, and says so.

    A day without its year takes the nearest one to the day of publication, and a weekday in a sentence about the
    past is the last such day by then: both are marked as inferred, and left out where that day is not known.
    """
    plain = plain_digits(text)
    free = Free(len(plain))
    found = [
        day
        for pattern in _PATTERNS
        for match in pattern.finditer(plain)
        if (day := _written(match, published_on)) and free.take(match.start(), match.end())
    ]
    if published_on:
        found += _told(plain, published_on)
    return sorted(found, key=lambda day: day.starts)


def _written(match: re.Match[str], published_on: date | None) -> Day | None:
    parts = match.groupdict()
    number = int(parts["number"]) if parts.get("number") else _NUMBERS[parts["month"].rstrip(".").lower()]
    day = int(parts["day"])
    if parts.get("era"):
        count = 1 if parts["era_year"] == "元" else int(parts["era_year"])
        year = _ERAS[parts["era"]] + count
    elif parts.get("year"):
        year = int(parts["year"])
    elif published_on is None:
        return None
    else:
        return _without_year(match, number, day, published_on)
    try:
        return Day(match.start(), match.end(), date(year, number, day))
    except ValueError:
        return Day(match.start(), match.end(), None, f"There is no such day as “{match[0].strip()}”.")


def _without_year(match: re.Match[str], number: int, day: int, published_on: date) -> Day:
    near = []
    for year in (published_on.year - 1, published_on.year, published_on.year + 1):
        try:
            near.append(date(year, number, day))
        except ValueError:
            continue
    if not near:
        return Day(match.start(), match.end(), None, f"There is no such day as “{match[0].strip()}”.")
    on = min(near, key=lambda each: abs((each - published_on).days))
    return Day(match.start(), match.end(), on, "inferred: the year is that nearest to the day of publication")


def _told(plain: str, published_on: date) -> Iterator[Day]:
    for match in _WEEKDAY.finditer(plain):
        told = SAID_JUST_BEFORE.search(plain[max(0, match.start() - 40) : match.start()])
        if not told and _AHEAD.search(_sentence(plain, match.start(), match.end())):
            continue
        back = (published_on.weekday() - _WEEKDAYS.index(match["weekday"])) % 7
        starts, ends = match.span("weekday")
        yield Day(starts, ends, published_on - timedelta(days=back), "inferred from the day of publication")
    for match in _DAY_ALONE.finditer(plain):
        if on := _nearest(int(match["day"]), published_on):
            yield Day(match.start(), match.end(), on, "inferred: the month is that of the day of publication")
    for match in _BESIDE.finditer(plain):
        day = published_on + timedelta(days=_STEPS[match["beside"].lower()])
        yield Day(match.start(), match.end(), day, "inferred from the day of publication")


def _nearest(number: int, published_on: date) -> date | None:
    """The day of that number which is nearest to the day of publication; none where two weeks lie between."""
    near = (published_on + timedelta(days=days) for days in sorted(range(-14, 15), key=abs))
    return next((day for day in near if day.day == number), None)


def _sentence(plain: str, starts: int, ends: int) -> str:
    """About the clause in which a place stands: from the stop before it to the one after it."""
    before, after = plain[max(0, starts - _CLAUSE) : starts], plain[ends : ends + _CLAUSE]
    return re.split(r"\. |\n|; ", before)[-1] + plain[starts:ends] + re.split(r"\. |\n|; ", after)[0]
