"""What is charged on goods of a code: the rates of a law that speak for them, and the ladder these make."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from parley.lib.asof import say_day
from tariffs import duty, expressions, law
from tariffs.columns import Texts, states_special
from tariffs.duty import WHOLE, Charge, Ladder, Layer, Step, Yielded
from tariffs.law import Standing
from tariffs.models import Rate, Relief
from tariffs.selectors.cautions import Contradiction, NoShare
from tariffs.selectors.goods import covering
from tariffs.selectors.law import Law
from tariffs.told import NOTHING_TOLD, Told

NO_TEXTS = Texts()


@dataclass(frozen=True, slots=True)
class Speaking:
    """The rate that a measure charges on some goods, with its duty as stated, or as a relief that is claimed states."""

    standing: Standing
    rate: Rate
    stated: str
    relief: Relief | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rates that speak for some goods, by measure, what was claimed and taken out, and what is to be said of it."""

    speaking: dict[str, Speaking]
    outside: tuple[Relief, ...]
    cautions: tuple[str, ...]


def charged_on(the: Law, code: str, told: Told = NOTHING_TOLD, texts: Texts | None = None) -> Ladder:
    """The ladder of duties on goods of a code. Each layer's key is that of its rate in `law.rates`.

    `texts` are what the schedule states for the goods; without them they are looked up in the law. Where two rates
    contradict each other the total is unknown, and a caution says why. Codes on which the same rates are charged share
    one ladder, which is worked out once.
    """
    stated = texts if texts is not None else texts_of(the, code)
    candidates = covering(the.named, code)
    asked = (candidates, stated, told, _reliefs_reaching(the, code, told))
    if asked not in the.found:
        plain = _plain(the, candidates) if told == NOTHING_TOLD else None
        the.found[asked] = plain or _ladder(the, code, stated, told)
    return the.found[asked]


def _plain(the: Law, candidates: Iterable[tuple[int, int]]) -> Ladder | None:
    """The ladder of rates of which nothing has to be chosen: each states its own duty, and none is of one measure with
    another. None of others. Nearly all goods of a long schedule are such.
    """
    layers: dict[str, Layer] = {}
    for place, _ in candidates:
        if place not in the.layers:
            the.layers[place] = _own_layer(the, the.charged[place])
        layer = the.layers[place]
        if layer is None or layer.measure in layers:
            return None
        layers[layer.measure] = layer
    try:
        return _cast(the, layers.values(), NOTHING_TOLD)
    except ValueError:
        return None  # what contradicts itself is told of where rates are chosen


def _own_layer(the: Law, standing: Standing) -> Layer | None:
    """The layer of a rate that says itself, and whole, what it charges; None of others."""
    rate = the.rates[str(standing.rate.key)]
    if rate.column or rate.claim or rate.content or (rate.duty and expression_of(rate.duty) is None):
        return None
    return _layer(the, str(standing.rate.measure), Speaking(standing, rate, rate.duty), NOTHING_TOLD)


def texts_of(the: Law, code: str) -> Texts:
    """What the schedule, as far as it was read with the law, states for a code or the nearest line above it."""
    for length in range(len(code), -1, -2) if the.texts else ():  # as `ancestors` gives them: most are found at once
        if found := the.texts.get(code[:length]):
            return found
    return NO_TEXTS


def choose(the: Law, code: str, texts: Texts, told: Told) -> Chosen:
    """The rates that speak for the goods. Refuses two of one measure of which neither is more specific (ValueError)."""
    pools = defaultdict(list)
    for place, _ in covering(the.named, code):
        standing = the.charged[place]
        rate = the.rates[str(standing.rate.key)]
        if rate.claim and not told.claim(rate.claim):
            continue
        stated = stated_by(rate, texts)
        if stated is not None:
            pools[standing.rate.measure].append(Speaking(standing, rate, stated))
    candidates = [each for pool in pools.values() for each in _foremost(pool)]
    by_rate = {each.rate.key: each for each in candidates}
    origin = str(the.origin.pk) if the.origin else ""
    standings = law.speaking([each.standing for each in candidates], code, origin, the.unions)
    speaking = {str(name): by_rate[str(standing.rate.key)] for name, standing in standings.items()}
    return _relieved(the, code, speaking, told)


def stated_by(rate: Rate, texts: Texts) -> str | None:
    """The duty that a rate states for goods; None where it says nothing of them.

    A rate that refers to a column is silent where the schedule states nothing there, and a rate of a programme where
    the line does not name it.
    """
    if not rate.column:
        return rate.duty
    text = getattr(texts, rate.column)
    if rate.column == Rate.Column.SPECIAL:
        return states_special(text, rate.programme)
    return text or None


def restated(speaking: Mapping[str, Speaking], texts: Texts) -> dict[str, Speaking]:
    """The same rates on goods for which the schedule states other duties."""
    return {
        name: replace(each, stated=stated_by(each.rate, texts) or "") if each.rate.column and not each.relief else each
        for name, each in speaking.items()
    }


def layers_of(the: Law, speaking: Mapping[str, Speaking], told: Told) -> list[Layer]:
    """The rates that speak, as layers of a ladder. Each layer's key is that of its rate."""
    return [_layer(the, name, each, told) for name, each in speaking.items()]


@lru_cache(maxsize=4096)
def expression_of(text: str) -> expressions.Expression | None:
    """The duty that a text states; None where there is none, or none that can be read, which is unknown."""
    try:
        return expressions.read(text) if text else None
    except expressions.ExpressionError:
        return None


def reaches(the: Law, relief: Relief, code: str) -> bool:
    """Whether a relief is for goods of this code."""
    return not relief.scope_id or the.scopes[relief.scope_id].covers(code)


def is_open(relief: Relief, on: date) -> bool:
    """Whether goods that enter on the day can claim a relief."""
    return relief.starts_on <= on and (relief.ends_on is None or relief.ends_on >= on)


def claim_of(relief: Relief) -> str:
    """The word by which a relief is claimed."""
    return relief.claim or relief.key


def _foremost(pool: Sequence[Speaking]) -> Sequence[Speaking]:
    """Of a measure's rates: those claimed before the others; and the schedule's own word before what repeats it."""
    claimed = [each for each in pool if each.rate.claim]
    if claimed:
        return claimed
    columns = {each.rate.origin_id for each in pool if each.rate.column}
    return [each for each in pool if each.rate.column or each.rate.origin_id not in columns]


def _reliefs_reaching(the: Law, code: str, told: Told) -> tuple[int, ...]:
    if not told.claims:
        return ()
    return tuple(each.pk for each in the.reliefs if told.claim(claim_of(each)) and reaches(the, each, code))


def _relieved(the: Law, code: str, speaking: dict[str, Speaking], told: Told) -> Chosen:
    """With the reliefs that are claimed, reach the goods and are open on the day."""
    if not told.claims:
        return Chosen(speaking, (), ())
    named = {measure.pk: name for name, measure in the.measures.items()}
    outside, cautions = [], []
    for relief in the.reliefs:
        claim, name = told.claim(claim_of(relief)), named[relief.measure_id]
        if not claim or name not in speaking or not reaches(the, relief, code) or not is_open(relief, the.as_of.on):
            continue
        if relief.loaded_before and claim.loaded_on and claim.loaded_on >= relief.loaded_before:
            before = say_day(relief.loaded_before)
            cautions.append(f"{relief.name} is for goods loaded before {before}; these were loaded later.")
            continue
        if relief.loaded_before and not claim.loaded_on:
            cautions.append(f"That the goods were loaded before {say_day(relief.loaded_before)} is not checked.")
        if not relief.duty:
            outside.append(relief)
            del speaking[name]
        elif not speaking[name].relief:
            speaking[name] = replace(speaking[name], stated=relief.duty, relief=relief)
    return Chosen(speaking, tuple(outside), tuple(dict.fromkeys(cautions)))


def _ladder(the: Law, code: str, texts: Texts, told: Told) -> Ladder:
    try:
        chosen = choose(the, code, texts, told)
        made = ladder_of(the, chosen.speaking, told)
    except ValueError as fault:
        return Ladder((), (), None, (Contradiction(fault),))
    return replace(made, cautions=(*made.cautions, *chosen.cautions, *_unread(chosen.speaking, made)))


def ladder_of(the: Law, speaking: Mapping[str, Speaking], told: Told) -> Ladder:
    """The ladder of the rates that speak.

    A duty on the content of the goods takes all of their value where its share is not told; two on different contents
    cannot both, so then the total is not known.
    """
    made = _cast(the, layers_of(the, speaking, told), told)
    untold: dict[str, str] = {}
    for step in made.steps:
        rate = speaking[step.layer.measure].rate
        if rate.content and told.share(rate.measure.key) is None:
            untold[rate.content] = step.layer.measure
    if len(untold) > 1:
        contents = " and ".join(f"the {each}" for each in sorted(untold))
        caution = f"Duties are charged on {contents} of the goods: the total is not known without the share of each."
        return replace(made, total=None, cautions=(*made.cautions, NoShare(caution)))
    said = [
        NoShare(f"{name} is charged on the {content}; its share is not told, so all is taken.")
        for content, name in untold.items()
    ]
    return replace(made, cautions=(*made.cautions, *said)) if said else made


def _unread(speaking: Mapping[str, Speaking], made: Ladder) -> Iterable[str]:
    for step in made.steps:
        stated = speaking[step.layer.measure].stated
        if step.layer.duty is None and stated:
            yield f"“{stated}” is no duty that can be worked out."


def _cast(the: Law, layers: Iterable[Layer], told: Told) -> Ladder:
    """The ladder of some layers; where only the rates' records differ, the sums of an earlier one are taken over.

    A schedule has thousands of lines, and few different duties.
    """
    by_measure = {layer.measure: layer for layer in layers}
    duties: frozenset[Any] = frozenset(
        [
            (each.measure, each.charge, each.duty, each.lawful, each.share, each.part, told.unit_value)
            for each in by_measure.values()
        ]
    )
    if duties not in the.moulds:
        the.moulds[duties] = duty.ladder(by_measure.values(), unit_value=told.unit_value)
        return the.moulds[duties]
    mould = the.moulds[duties]
    return Ladder(
        tuple([Step(by_measure[each.layer.measure], each.rate, each.share, each.points) for each in mould.steps]),
        tuple([Yielded(by_measure[each.layer.measure], each.to, each.share) for each in mould.yielded]),
        mould.total,
        mould.cautions,
    )


def _layer(the: Law, measure: str, speaking: Speaking, told: Told) -> Layer:
    rate = speaking.rate
    share = told.share(rate.measure.key)
    return Layer(
        measure=measure,
        charge=Charge.ADDITIONAL if speaking.relief and rate.charge == Charge.FLOOR else Charge(rate.charge),
        duty=expression_of(speaking.stated),
        share=WHOLE if share is None else share,
        yields_to=the.yields.get(measure, frozenset()),
        key=rate.key,
        lawful=speaking.standing.lawful,
        part=rate.content if share is not None else "",
    )
