"""Acts: what each enacted, what it did to the rates of others, and what others did to its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from parley.lib.asof import AsOf
from parley.lib.reading import attach
from tariffs.models import Economy, Effect, LegalInstrument, Measure, Rate, Relief, Scope, StackingRule, TariffLine
from tariffs.selectors.lawbook import ended_as_known
from tariffs.selectors.measures import RateLine, effects_on, rate_lines


@dataclass(slots=True)
class InstrumentFacts:
    """All that an act's page shows; `suffered` is what later acts did to the rates it enacted."""

    lines: list[RateLine]
    done: list[Effect]
    suffered: list[Effect]
    rules: list[StackingRule]
    reliefs: list[Relief]
    continued: list[Effect]  # what later acts did to what it did: extensions of its suspensions
    rules_ended: list[StackingRule]  # of earlier acts
    reliefs_ended: list[Relief]
    worded: int  # lines of the schedule that it words

    @property
    def before(self) -> list[LegalInstrument]:
        """The acts whose law it changed, the earliest first."""
        found = {effect.rate.instrument for effect in self.done}
        found |= {row.instrument for row in (*self.rules_ended, *self.reliefs_ended)}
        return _in_order(found | {effect.extends.instrument for effect in self.done if effect.extends_id})

    @property
    def after(self) -> list[LegalInstrument]:
        """The acts that changed its law, the earliest first."""
        found = {effect.instrument for effect in (*self.suffered, *self.continued)}
        return _in_order(found | {row.ended_by for row in (*self.rules, *self.reliefs) if row.ended_by_id})

    @property
    def rates(self) -> list[Rate]:
        return [line.rate for line in self.lines]

    @property
    def parts(self):
        return [part for line in self.lines for part in line.parts]

    @property
    def effects(self) -> list[Effect]:
        return [*self.done, *self.suffered, *self.continued]


def instruments_known(as_of: AsOf, economy: Economy | None = None):
    """The acts that were public by the day; a queryset, for a window of it."""
    rows = LegalInstrument.recorded(as_of.recorded).filter(published_on__lte=as_of.known)
    return rows.filter(economy_id=economy.pk) if economy else rows


def rates_enacted(instrument: LegalInstrument, as_of: AsOf):
    """The rates that an act enacted and that were known by the day; a queryset."""
    return Rate.recorded(as_of.recorded).known(as_of.known).filter(instrument_id=instrument.pk)


def instrument_facts(instrument: LegalInstrument, rates: Sequence[Rate], as_of: AsOf) -> InstrumentFacts:
    """Both ways of the chain, on the clocks, in a fixed number of queries."""
    at = as_of.recorded
    suffered = effects_on(rates, as_of)
    done = _rows(Effect, instrument, as_of)
    rules = list(ended_as_known(_rows(StackingRule, instrument, as_of), as_of.known))
    reliefs = list(ended_as_known(_rows(Relief, instrument, as_of), as_of.known))
    rules_ended, reliefs_ended = _ended(StackingRule, instrument, as_of), _ended(Relief, instrument, as_of)
    extended = attach(done, "extends", Effect, at)
    continued = [each for each in _continued(done, as_of) if each.instrument_id != instrument.pk]
    touched = attach([*done, *continued], "rate", Rate, at)
    replacing = attach([*done, *suffered], "replacement", Rate, at)
    known = [*rates, *touched.values(), *replacing.values()]
    ended = [*rules_ended, *reliefs_ended]
    attach([*known, *rules, *reliefs, *ended], "measure", Measure, at)
    attach([*rules, *rules_ended], "to", Measure, at)
    attach([*known, *suffered, *continued, *extended.values(), *ended], "instrument", LegalInstrument, at)
    attach([*rules, *reliefs], "ended_by", LegalInstrument, at)
    attach([*known, *reliefs], "scope", Scope, at)
    return InstrumentFacts(
        lines=rate_lines(rates, suffered, as_of),
        done=done,
        suffered=[effect for effect in suffered if effect.known_on and effect.known_on <= as_of.known],
        rules=rules,
        reliefs=reliefs,
        continued=continued,
        rules_ended=rules_ended,
        reliefs_ended=reliefs_ended,
        worded=TariffLine.recorded(at).filter(instrument_id=instrument.pk, known_on__lte=as_of.known).count(),
    )


def _continued(done: Sequence[Effect], as_of: AsOf) -> list[Effect]:
    """What extends what an act did, as known."""
    ids = [effect.pk for effect in done]
    rows = Effect.recorded(as_of.recorded).known(as_of.known).filter(extends_id__in=ids)
    return list(rows.order_by("known_on", "starts_on", "id")) if ids else []


def _ended(model, instrument: LegalInstrument, as_of: AsOf) -> list:
    """What of earlier acts an act ended, as known."""
    rows = model.recorded(as_of.recorded).known(as_of.known).filter(ended_by_id=instrument.pk)
    return list(rows.order_by("starts_on", "id"))


def _in_order(acts: set[LegalInstrument]) -> list[LegalInstrument]:
    return sorted(acts, key=lambda act: (act.published_on, act.key))


def _rows(model, instrument: LegalInstrument, as_of: AsOf) -> list:
    rows = model.recorded(as_of.recorded).known(as_of.known).filter(instrument_id=instrument.pk)
    found = list(rows.order_by("starts_on", "id"))
    for row in found:
        row.instrument = instrument
    return found
