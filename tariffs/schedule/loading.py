"""An edition of a schedule into the record: all of it or nothing, in sets, and only what it changes."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Length

from parley.lib.asof import say_day
from parley.lib.bulk import Refused, record_many
from tariffs.models import Economy, LegalInstrument, TariffLine
from tariffs.nomenclature import display
from tariffs.schedule.faults import Fault, FileRefused, refuse
from tariffs.schedule.reading import Wording, read
from tariffs.schedule.revising import Held, revise

PART = "-part"  # ends the key of an edition of which only some lines were loaded


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of an economy's schedule: how it is called, since when it speaks, and when it was made public."""

    economy: Economy
    key: str
    name: str
    starts_on: date
    published_on: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """What loading an edition made of the lines."""

    new: int = 0
    reworded: int = 0
    ended: int = 0
    unchanged: int = 0

    def __str__(self) -> str:
        told = f"{self.new:,} {_lines(self.new)} new, {self.reworded:,} worded anew, {self.ended:,} ended"
        return f"{told}, {self.unchanged:,} unchanged."


@transaction.atomic
def load_edition(
    edition: Edition, data: bytes, *, by, reason: str = "", part: bool = False, chapters: bool = False
) -> Outcome:
    """Write an edition of a schedule, all or nothing.

    Lines that the file lacks end, at the levels of detail that it has; with `part` they go on. With `chapters` only
    the chapters are taken. Refuses with all faults at once (FileRefused). Loading it again changes nothing.

    A whole edition takes the place of all that parts of editions stated, like the sample of the demonstration.
    """
    wordings = read(data)
    if chapters:
        wordings = {code: wording for code, wording in wordings.items() if len(code) == 2}
    if part:
        edition = replace(edition, key=f"{edition.key}{PART}", name=f"{edition.name}, in part")
    elif not chapters:
        _strike_parts(edition, by=by)
    instrument = _instrument(edition, by=by, reason=reason)
    return _write(edition, instrument, wordings, by=by, reason=reason, part=part)


def _strike_parts(edition: Edition, *, by) -> None:
    """Where only parts of editions were loaded, take their lines out of the present; their history keeps them."""
    lines = TariffLine.objects.filter(economy=edition.economy).alias(digits=Length("code")).filter(digits__gt=2)
    parts = lines.filter(instrument__key__endswith=PART)
    if parts.exists() and not lines.exclude(instrument__key__endswith=PART).exists():
        for line in parts:
            line.strike(by=by, reason=f"{edition.name} is loaded whole, in place of parts of editions.")


def _instrument(edition: Edition, *, by, reason: str) -> LegalInstrument:
    """The edition's own record, made if it is missing."""
    found = LegalInstrument.objects.filter(key=edition.key).first()
    if found is None:
        found = LegalInstrument(
            key=edition.key,
            economy=edition.economy,
            kind=LegalInstrument.Kind.SCHEDULE,
            number=edition.name,
            title=f"Tariff schedule of {edition.economy}, {edition.name}",
            published_on=edition.published_on,
        )
        try:
            found.record(by=by, reason=reason)
        except ValidationError as refusal:
            raise FileRefused([Fault(edition.key, says) for says in refusal.messages]) from refusal
    if found.economy_id != edition.economy.pk or found.kind != LegalInstrument.Kind.SCHEDULE:
        raise refuse(f"The key “{edition.key}” is that of another record: {found}.")
    if found.published_on != edition.published_on:
        published = say_day(found.published_on)
        raise refuse(f"{found} is on record as made public on {published}, not on {say_day(edition.published_on)}.")
    return found


def _write(
    edition: Edition,
    instrument: LegalInstrument,
    wordings: Mapping[str, Wording],
    *,
    by,
    reason: str,
    part: bool,
) -> Outcome:
    levels = {len(code) for code in wordings}
    held = _held(edition.economy, levels)
    starts_on, published_on = edition.starts_on, edition.published_on
    changed: list[Held[Wording]] = []
    fresh: list[TariffLine] = []
    counts: Counter[str] = Counter()
    for code in sorted(wordings if part else {*wordings, *held}):
        rows, text = held.get(code, []), wordings.get(code)
        cover = next((row for row in rows if row.covers(starts_on)), None)
        if text is not None and text.footnotes is None:  # the file does not give them
            text = text._replace(footnotes=cover.text.footnotes if cover else "")
        revised = list(revise(rows, text, starts_on, published_on))
        changed += [each for each in revised if each.row is not None]
        fresh += [_line(edition.economy, instrument, code, each) for each in revised if each.row is None]
        if revised:
            counts["ended" if text is None else "reworded" if cover else "new"] += 1
        elif text is not None:
            counts["unchanged"] += 1
    if changed or fresh:
        _refuse_before_a_later_edition(edition, levels)
        _record([*_revised(changed), *fresh], by=by, reason=reason)
    return Outcome(**counts)


def _held(economy: Economy, levels: set[int]) -> dict[str, list[Held[Wording]]]:
    """The rows of each line that no edition has overruled, at some levels of detail."""
    rows = _at(economy, levels).filter(overruled_on=None).order_by("code", "starts_on")
    held: defaultdict[str, list[Held[Wording]]] = defaultdict(list)
    for code, pk, instrument, starts_on, known_on, ends_on, end_known_on, *texts in rows.values_list(
        "code", "id", "instrument_id", "starts_on", "known_on", "ends_on", "end_known_on", *Wording._fields
    ).iterator(chunk_size=5000):
        text = Wording(*texts)
        held[code].append(Held(pk, text, starts_on, known_on, ends_on, end_known_on, edition=instrument))
    return held


def _at(economy: Economy, levels: set[int]) -> QuerySet[TariffLine]:
    return TariffLine.objects.alias(digits=Length("code")).filter(economy=economy, digits__in=levels)


def _line(economy: Economy, instrument: LegalInstrument, code: str, held: Held[Wording]) -> TariffLine:
    return TariffLine(
        economy=economy,
        instrument_id=held.edition or instrument.pk,
        code=code,
        starts_on=held.starts_on,
        known_on=held.known_on,
        ends_on=held.ends_on,
        end_known_on=held.end_known_on,
        **held.text._asdict(),
    )


def _revised(changed: Sequence[Held[Wording]]) -> list[TariffLine]:
    lines = TariffLine.objects.select_for_update().in_bulk([each.row for each in changed])
    for each in changed:
        line = lines[each.row]
        line.ends_on, line.end_known_on, line.overruled_on = each.ends_on, each.end_known_on, each.overruled_on
    return list(lines.values())


def _refuse_before_a_later_edition(edition: Edition, levels: set[int]) -> None:
    """What is known later rests on what was known before: an edition cannot be slipped in under it."""
    days = ("known_on", "end_known_on", "overruled_on")
    latest = _at(edition.economy, levels).aggregate(**{f"last_{day}": Max(day) for day in days})
    later = max((day for day in latest.values() if day), default=edition.published_on)
    if later > edition.published_on:
        raise refuse(
            f"{edition.name} was made public on {say_day(edition.published_on)}, and an edition of {say_day(later)} is"
            " loaded already: editions are loaded in the order in which they were made public."
        )


def _record(lines: list[TariffLine], *, by, reason: str) -> None:
    try:
        record_many(TariffLine, lines, by=by, reason=reason)
    except Refused as refusal:
        faults = [Fault(display(lines[place].code), " ".join(why.messages)) for place, why in refusal.faults]
        raise FileRefused(faults) from refusal


def _lines(count: int) -> str:
    return "line" if count == 1 else "lines"
