"""The additional duties between the parties as a paper lists them."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from negotiations.models import Party
from negotiations.selectors.in_force import Charged, InForce
from negotiations.worldclock import say_span
from parley.lib.asof import AsOf, say_day
from parley.lib.documents import UNKNOWN, Cell, Column, Table, Value
from parley.lib.records import Recorded
from tariffs.law import Status
from tariffs.models import Rate
from tariffs.nomenclature import ROOT, CodeSet

COLUMNS = (
    Column("Authority", width=17),
    Column("Measure", width=16),
    Column("Scope (HS)", width=18),
    Column("Rate", width=13),
    Column("Status", width=15),
    Column("From", width=12),
    Column("Instrument", width=18),
)
_STATUS = {
    Status.IN_FORCE: "In force",
    Status.ANNULLED: "Held unlawful, still charged",
    Status.NOT_YET: "Not yet in force",
}

SPANS = 6  # of headings, before chapters stand for them

type Notes = Callable[[Recorded], tuple[int, ...]]


def measure_tables(
    found: InForce, goods: Mapping[int, CodeSet], parties: Sequence[Party], as_of: AsOf, notes: Notes
) -> list[Table]:
    """A table for each party that charges any, with what is to know of the law beneath it.

    `goods` are the codes of each scope, by its id.
    """
    tables = []
    for party in parties:
        rates = [each for each in found.rates if each.importer.pk == party.pk]
        if rates:
            others = ", ".join(str(other) for other in parties if other.pk != party.pk)
            rows = tuple(_row(each, goods[each.rate.scope_id], notes) for each in rates)
            heading = f"{party}: additional duties on goods from {others}, {say_day(as_of.on)}"
            tables.append(Table(heading, COLUMNS, rows, notes=tuple(_remarks(found, rates, party, as_of))))
    return tables


def _row(each: Charged, goods: CodeSet, notes: Notes) -> tuple[str | Cell, ...]:
    rate = each.rate
    origin = str(rate.origin) if rate.origin_id else "all origins"
    return (
        rate.measure.legal_basis or rate.instrument.legal_basis,
        rate.measure.name,
        f"{rate.scope} ({origin}); {say_codes(goods)}",
        Cell(_rate(each), notes=notes(rate)),
        _status(each),
        say_day(rate.starts_on),
        Cell(_instrument(rate), link=rate.instrument.address),
    )


def say_codes(goods: CodeSet) -> str:
    """The headings of some goods, or where these are many, their chapters: HS 8703, 8704 in part."""
    if ROOT in goods.included:
        return "all goods, with exceptions" if goods.excluded else "all goods"
    if not goods.included:
        return "no HS code entered"
    spans = _spans({code[:4] for code in goods.included})
    if len(spans) > SPANS:
        spans = _spans({code[:2] for code in goods.included})
    shown = max(len(span.split("–")[0]) for span in spans)
    is_part = bool(goods.excluded) or any(len(code) > shown for code in goods.included)
    return f"HS {', '.join(spans)}{' in part' if is_part else ''}"


def _spans(codes: set[str]) -> list[str]:
    """Codes in order, three or more that follow on each other as first and last."""
    runs: list[list[str]] = []
    for code in sorted(codes):
        if runs and len(code) == len(runs[-1][-1]) and int(code) == int(runs[-1][-1]) + 1:
            runs[-1].append(code)
        else:
            runs.append([code])
    return [span for run in runs for span in (run if len(run) < 3 else [f"{run[0]}–{run[-1]}"])]


def _rate(each: Charged) -> Value:
    rate = each.rate
    if not rate.stated:
        return UNKNOWN
    told = {Rate.Charge.FLOOR: f"total up to {rate.stated}", Rate.Charge.IN_LIEU: f"{rate.stated} in lieu"}
    text = told.get(Rate.Charge(rate.charge), rate.stated)
    parts = " + ".join(f"{part.points.normalize():f} pp {part.name.lower()}" for part in each.line.parts)
    return f"{text} ({parts})" if parts else text


def _status(each: Charged) -> str:
    standing, rate = each.line.standing, each.rate
    if standing.status is Status.SUSPENDED:
        told = f"Suspended since {say_day(standing.since)}" if standing.since else "Suspended"
        if standing.since and standing.until:
            told = f"Suspended, {say_span(standing.since, standing.until)}"
    else:
        told = _STATUS[standing.status]
        told += f", to {say_day(standing.until)}" if standing.until and standing.status is not Status.NOT_YET else ""
    if rate.known_on and rate.known_on > rate.starts_on:
        told += f"; retroactive, public since {say_day(rate.known_on)}"
    return told


def _instrument(rate: Rate) -> str:
    act = rate.instrument
    gazette = f" ({act.gazette})" if act.gazette and act.number else ""
    heading = f", heading{'s' if ',' in rate.heading else ''} {rate.heading}" if rate.heading else ""
    return f"{act}{gazette}{heading}"


def _remarks(found: InForce, rates: Sequence[Charged], party: Party, as_of: AsOf) -> Iterator[str]:
    yield "Each duty comes on top of the base rate; the first and the last day named are both included."
    measures = {each.rate.measure_id for each in rates}
    both = {each.rate.measure_id for each in rates if each.rate.origin_id} & {
        each.rate.measure_id for each in rates if not each.rate.origin_id
    }
    if both:
        yield "A rate for one origin is charged instead of the same measure's rate for all origins, unless suspended."
    yield from _yielding(found, measures)
    if found.cut:
        yield "There are more rates than are given here."
    ends = party.economy.law_entered_to
    if ends and ends < as_of.on:
        yield f"Law published after {say_day(ends)} has not been entered; later days are shown as that law left them."


def _yielding(found: InForce, measures: set[int]) -> Iterator[str]:
    """Which measure gives way to which others on the same goods, a sentence for each act that says so."""
    said: dict[tuple[str, str, str], list[str]] = {}
    for rule in found.rules:
        if rule.measure_id in measures and rule.to_id in measures:
            how = "" if rule.wholly else ", on the part of the value that it covers"
            said.setdefault((rule.measure.short_name, how, str(rule.instrument)), []).append(rule.to.short_name)
    for (measure, how, act), others in said.items():
        told = f"{', '.join(others[:-1])} and {others[-1]}" if len(others) > 1 else others[0]
        yield f"{measure} yields to {told} on the same goods{how} ({act})."
