"""What would be charged were an instrument void from a day on: worked out from the law, and never saved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from parley.lib.asof import AsOf
from tariffs.columns import Texts
from tariffs.duty import Ladder
from tariffs.models import Economy, LegalInstrument, Sector
from tariffs.nomenclature import CodeSet
from tariffs.selectors.ladders import charged_on
from tariffs.selectors.law import Law, law_at
from tariffs.selectors.lawbook import read_book
from tariffs.selectors.sectors import sectors_on
from tariffs.spans import Amount

LEAST_DIGITS = 8  # of a line that has a rate of its own


@dataclass(frozen=True, slots=True)
class Voided:
    """A sector's first line, with what is charged on it and what would be; totals None where not known."""

    sector: Sector
    code: str
    with_it: Decimal | None
    without_it: Decimal | None
    difference: Decimal | None  # in points; known too where the same is unknown in both


def voided(instrument: LegalInstrument, origin: Economy | None, since: date, at: AsOf) -> list[Voided]:
    """The first line of each sector with the instrument and without it; ten queries however much law there is."""
    sectors = sectors_on(at)
    scopes = {sector.scope_id for sector, _ in sectors}
    importer = instrument.economy
    book = read_book(importer, [origin] if origin else (), at.known, at.recorded, scopes=scopes)
    stands, falls = law_at(book, origin, at), law_at(book.without(instrument.pk, since), origin, at)
    found = []
    for sector, _ in sectors:
        if book.scopes[sector.scope_id].included:
            code = _first_line(book.scopes[sector.scope_id], stands.texts)
            found.append(_voided(sector, code, stands, falls, at))
    return found


def _voided(sector: Sector, code: str, stands: Law, falls: Law, at: AsOf) -> Voided:
    before, after = charged_on(stands, code), charged_on(falls, code)
    entered = stands.importer.law_entered_to
    if entered and at.on > entered:
        return Voided(sector, code, None, None, None)
    return Voided(sector, code, before.total, after.total, _amount(after).less(_amount(before)))


def _first_line(goods: CodeSet, texts: Mapping[str, Texts]) -> str:
    """The first line of the schedule among the goods that states a rate; else the first code of the goods."""
    lines: Iterable[str] = (code for code in texts if len(code) >= LEAST_DIGITS and goods.covers(code))
    return min((code for code in lines if texts[code].general), default=min(goods.included))


def _amount(ladder: Ladder) -> Amount:
    """The total as what is known of it and the names of what is not."""
    unknown = frozenset(step.layer.measure for step in ladder.steps if step.points is None)
    if ladder.total is None and not unknown:
        unknown = frozenset(ladder.cautions)
    return Amount(ladder.known_points, unknown)
