"""The ladder in plain text and as JSON values, for the command and for copying."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from parley.lib.asof import say_day
from tariffs.nomenclature import display
from tariffs.selectors.answers import Answer, Claimable, Rung
from tariffs.told import write_unit_value


def in_words(answer: Answer) -> str:
    """The ladder as lines of text, its notes below."""
    return "\n".join(_lines(answer))


def as_values(answer: Answer) -> dict[str, Any]:
    """The ladder as JSON has it: decimals as texts, so that no digit is lost; an unknown total is null."""
    return {
        "code": answer.asked.code,
        "total": _plain(answer.total),
        "unit": "percent ad valorem",
        "steps": [_step(each) for each in answer.rungs],
        "yielded": [
            _rate(each) | {"share": _plain(each.share), "to": each.to.key if each.to else None}
            for each in answer.yielded
        ],
        "not_reached": [each.key for each in answer.outside],
        "claimable": [_claim(each) for each in answer.claimable],
        "cautions": list(answer.cautions),
    }


def percent(value: Decimal | None) -> str:
    """A number of percent as it is printed: “27.5%”, or that it is not known."""
    return "not known" if value is None else f"{_plain(value)}%"


def _lines(answer: Answer) -> Iterable[str]:
    asked, line = answer.asked, answer.line
    yield f"{display(line.code if line else asked.code)}  {' › '.join(line.path) if line else ''}".rstrip()
    yield f"{asked.origin} into {asked.importer}, {say_day(answer.at.on)}, as known on {say_day(answer.at.known)}"
    if asked.told.claims:
        yield f"Claimed: {', '.join(sorted(map(str, asked.told.claims)))}"
    if asked.told.shares:
        yield f"Shares of the value: {', '.join(sorted(map(str, asked.told.shares)))}"
    if asked.told.unit_value:
        yield f"Customs value: {write_unit_value(asked.told.unit_value)}"
    yield ""
    rows = [*_rows(answer), ("Total", "", "", percent(answer.total), "")]
    widths = [max(len(row[place]) for row in rows) for place in range(4)]
    for name, rate, share, points, source in rows:
        cells = (name.ljust(widths[0]), rate.rjust(widths[1]), share.rjust(widths[2]), points.rjust(widths[3]), source)
        yield "  ".join(cells).rstrip()
    notes = list(_notes(answer))
    if notes:
        yield ""
        yield from notes


def _rows(answer: Answer) -> Iterable[tuple[str, str, str, str, str]]:
    for each in answer.rungs:
        share = "" if each.share == 1 else f"on {_plain(each.share * 100)}%"
        points = percent(each.step.points if each.step else None)
        yield each.measure.name, each.stated or "not known", share, points, _source(each)


def _notes(answer: Answer) -> Iterable[str]:
    for each in answer.yielded:
        share = "" if each.share == 1 else f" on {_plain(each.share * 100)}% of the value"
        told = f"{each.measure.name} ({each.stated or 'not known'}) to {each.to}{share}"
        yield f"Gave way: {told}. {_source(each)}".rstrip()
    for relief in answer.outside:
        yield f"Not reached: {relief.name}. {relief.heading}".rstrip()
    for claim in answer.claimable:
        if not claim.claimed:
            told = f"{claim.word}: {claim.name} ({claim.measure.name}: {claim.gives or 'not charged'})"
            yield f"Could be claimed: {told}. {claim.heading}".rstrip()
    for caution in answer.cautions:
        yield f"Caution: {caution}"


def _source(rung: Rung) -> str:
    return ", ".join(filter(None, (rung.heading, str(rung.instrument))))


def _rate(rung: Rung) -> dict[str, Any]:
    return {
        "measure": rung.measure.key,
        "duty": rung.stated or None,
        "charge": rung.rate.charge,
        "rate_record": rung.rate.key,
        "heading": rung.heading or None,
        "instrument": rung.instrument.key,
        "citation": rung.instrument.gazette or None,
    }


def _step(rung: Rung) -> dict[str, Any]:
    step = rung.step
    return _rate(rung) | {
        "rate": _plain(step.rate if step else None),
        "share": _plain(rung.share),
        "points": _plain(step.points if step else None),
    }


def _claim(claim: Claimable) -> dict[str, Any]:
    return {
        "claim": claim.word,
        "name": claim.name,
        "condition": claim.condition,
        "measure": claim.measure.key,
        "duty": claim.gives or None,
        "heading": claim.heading or None,
        "claimed": claim.claimed,
    }


def _plain(value: Decimal | None) -> str | None:
    if value is None:
        return None
    return f"{value.normalize():f}"
