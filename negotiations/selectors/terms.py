"""The terms of a deal: what was promised, each party's account of it, and what became of it."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from operator import attrgetter

from negotiations import fulfilment
from negotiations.fulfilment import Deed, How, Lot, Paid, Reading, Stage, State
from negotiations.models import Divergence, Implementation, Issue, Negotiation, Party, Term
from negotiations.selectors.divergences import Told, accounts_given, join_accounts, prove
from negotiations.selectors.evidence import Note
from negotiations.selectors.issues import heard, parties_of
from negotiations.selectors.proof import Proof, proof_of
from negotiations.selectors.said_on import attach_occasions
from parley.lib.asof import AsOf, say_day
from parley.lib.reading import attach, join, join_one, rows_by
from tariffs.duty import Ladder
from tariffs.models import Economy, LegalInstrument, Measure, Rate, Scope
from tariffs.nomenclature import display
from tariffs.selectors.addresses import LINE, duty_address
from tariffs.selectors.lots import Lots, kept_lots

MOST = 200  # promises of one deal
LINES_SHOWN = 50  # of the goods of one promise
BY_RATES, BY_STATEMENTS = "by rates", "by statements"
_says = attrgetter("implementation.instrument_id", "implementation.how", "implementation.words")


@dataclass(slots=True)
class Done:
    """What one act does to a promise, with the passages that say so."""

    implementation: Implementation
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ground:
    """How a promise stands, by the rates or by statements, with the stages that it went through."""

    name: str
    stages: tuple[Stage, ...]
    caution: str = ""

    @property
    def now(self) -> Stage:
        return self.stages[-1]

    @property
    def state(self) -> State:
        return self.now.state

    @property
    def since(self) -> date | None:
        """The first day of the unbroken stretch in this state; none where nothing is known."""
        return None if self.state is State.UNKNOWN else fulfilment.since(self.stages)


@dataclass(slots=True)
class TermLine:
    """One promise with who owes it, the accounts of it, and how it stands: on one ground, or on two that disagree."""

    term: Term
    grounds: list[Ground]
    done: list[Done]
    lots: tuple[Lot, ...] = ()  # of the goods, on the day
    accounts: dict[Party, list[Told]] = field(default_factory=dict)
    others: list[Told] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    rests: str = ""
    grade: str = ""
    standing: list[Done] = field(default_factory=list)  # what acts do to it on the day

    @property
    def told(self) -> list[Told]:
        """All accounts, those of the parties first."""
        return [*(each for here in self.accounts.values() for each in here), *self.others]

    @property
    def disagree(self) -> bool:
        """Whether rates and statements tell of two states."""
        return len({ground.state for ground in self.grounds}) > 1


@dataclass(slots=True)
class Deal:
    """The promises of a negotiation, in the order of the deal."""

    lines: list[TermLine]
    parties: list[Party]
    proof: Proof


def deal(negotiation: Negotiation, as_of: AsOf, *, key: str = "", quoted: bool = False) -> Deal:
    """The promises that had been made by the day and were known, or the one with a key; the queries do not grow with
    them, and the law of one importer on goods of one origin is worked out once for all."""
    at = as_of.recorded
    rows = heard(rows_by(Term, at, negotiation_id=[negotiation.pk]), as_of, drafts=False)
    made = sorted((row for row in rows if row.promised_on <= as_of.on), key=lambda row: (row.place, row.key))
    terms = [row for row in made if not key or row.key == key][:MOST]
    parties = parties_of(negotiation, as_of)
    _join(terms, negotiation, parties, as_of)
    done = _implementations(terms, as_of)
    given = accounts_given(as_of, divergences=(), terms=[term.pk for term in terms])
    join_accounts(given, negotiation, parties, as_of)
    paid = _by_rates(terms, made, done, as_of)
    lines = []
    for term in terms:
        acts = [each for each in done if each.implementation.term_id == term.pk]
        by_rates, lots = paid.get(term.pk, (None, ()))
        line = TermLine(term, _grounds(term, by_rates, acts, as_of), acts, lots)
        on_day = [each for each in acts if _deed(each.implementation).holds(as_of.on)]
        line.standing = list({_says(each): each for each in on_day}.values())  # said once, of however many rates
        told = [Told(row) for row in given if row.term_id == term.pk]
        line.accounts = {party: [each for each in told if each.account.party_id == party.pk] for party in parties}
        line.others = [each for each in told if each.account.party_id is None]
        lines.append(line)
    return Deal(lines, parties, _prove(lines, as_of, quoted=quoted))


def promised_on(issue: Issue, as_of: AsOf) -> list[Term]:
    """The promises on an issue that had been made by the day and were known."""
    found = heard(rows_by(Term, as_of.recorded, issue_id=[issue.pk]), as_of, drafts=False)
    rows = sorted((row for row in found if row.promised_on <= as_of.on), key=lambda row: (row.place, row.key))
    join_one(rows, "negotiation", issue.negotiation)
    return rows


def _join(terms: Sequence[Term], negotiation: Negotiation, parties: Sequence[Party], as_of: AsOf) -> None:
    at = as_of.recorded
    join_one(terms, "negotiation", negotiation)
    join(terms, "owed_by", {party.pk: party for party in parties})
    attach(terms, "goods", Scope, at)
    economies = {each for term in terms for each in (term.origin_id, term.importer_id)} - {None}
    found = {each.pk: each for each in rows_by(Economy, at, id=economies)}
    join(terms, "origin", found)
    join(terms, "importer", found)
    join_one(attach(terms, "issue", Issue, at).values(), "negotiation", negotiation)
    attach_occasions(terms, negotiation, at)


def _implementations(terms: Sequence[Term], as_of: AsOf) -> list[Done]:
    at = as_of.recorded
    found = heard(rows_by(Implementation, at, term_id=[term.pk for term in terms]), as_of, drafts=False)
    rows = sorted((row for row in found if row.starts_on <= as_of.on), key=lambda row: (row.starts_on, row.pk))
    attach(rows, "instrument", LegalInstrument, at)
    rates = attach(rows, "rate", Rate, at)
    attach(rates.values(), "measure", Measure, at)
    return [Done(row) for row in rows]


def _prove(lines: Iterable[TermLine], as_of: AsOf, *, quoted: bool) -> Proof:
    lines = list(lines)
    proof = proof_of(
        as_of,
        [line.term for line in lines],
        [told.account for line in lines for told in line.told],
        [each.implementation for line in lines for each in line.done],
        quoted=quoted,
    )
    for line in lines:
        line.notes, line.rests, line.grade = proof.notes(line.term), proof.told(line.term), proof.grade(line.term)
        prove(line.told, proof)
        for each in line.done:
            each.notes = proof.notes(each.implementation)
    return proof


def _by_rates(
    terms: Sequence[Term], deal: Sequence[Term], done: Sequence[Done], as_of: AsOf
) -> dict[int, tuple[Ground, tuple[Lot, ...]]]:
    """How each promise about a rate stands by what its goods pay, and what these pay on the day.

    The law is read for the goods of the whole deal, so that the page of one promise and that of all share it.
    """
    by_law: defaultdict[tuple[int | None, int | None], list[Term]] = defaultdict(list)
    for term in terms:
        if term.rate is not None:
            by_law[term.importer_id, term.origin_id].append(term)
    found = {}
    for law, together in by_law.items():
        scopes = {term.goods_id for term in deal if (term.importer_id, term.origin_id) == law and term.goods_id}
        lots = kept_lots(together[0].importer, together[0].origin, scopes, as_of)
        for term in together:
            deeds = _deeds(each for each in done if each.implementation.term_id == term.pk)
            asked = (*_rate_asked(term, as_of), term.due_on, deeds)
            stages, last = lots.once(asked, partial(_stages, term, deeds, lots, as_of))
            if stages:
                found[term.pk] = Ground(BY_RATES, stages, _caution(term, stages[-1], as_of)), last
    return found


def _rate_asked(term: Term, as_of: AsOf) -> tuple[Hashable, ...]:
    return term.goods_id, term.rate, term.rate_is, term.apart_from, term.promised_on, as_of.on


def _stages(term: Term, deeds: Sequence[Deed], lots: Lots, as_of: AsOf) -> tuple[tuple[Stage, ...], tuple[Lot, ...]]:
    """The stages of one promise up to the last day of the law, and what its goods pay at the end."""
    readings = lots.once(_rate_asked(term, as_of), partial(_readings, term, lots, as_of))
    last = min(as_of.on, term.importer.law_entered_to or as_of.on)
    stages = fulfilment.by_rates(readings, deeds, term.promised_on, term.due_on, last)
    return stages, readings[-1].lots if readings else ()


def _readings(term: Term, lots: Lots, as_of: AsOf) -> tuple[Reading, ...]:
    """What the goods of a promise about a rate pay of it, from the day on which it was made."""
    apart = {name for name, measure in lots.book.measures.items() if measure.legal_basis == term.apart_from}

    def counts(ladder: Ladder) -> bool:
        return not (term.apart_from and apart & {step.layer.measure for step in ladder.steps})

    return tuple(
        Reading(day, tuple(Lot(each.codes, _paid(term, each.ladder)) for each in regions if counts(each.ladder)))
        for day, regions in lots.between(term.goods_id or 0, term.promised_on, as_of.on)
    )


def _paid(term: Term, ladder: Ladder) -> Paid:
    work_out = fulfilment.paid_in_all if term.rate_is == Term.RateIs.TOTAL else fulfilment.paid_on_top
    return work_out(ladder, term.rate)  # type: ignore[arg-type]  # asked of those that have one


def _grounds(term: Term, paid: Ground | None, done: Sequence[Done], as_of: AsOf) -> list[Ground]:
    """The rates first; the statements beside them where they tell of another state, or alone."""
    deeds = _deeds(done)
    told = Ground(BY_STATEMENTS, fulfilment.by_statements(deeds, term.promised_on, term.due_on, as_of.on))
    if paid is None:
        return [told]
    return [paid, told] if deeds and told.state is not paid.state else [paid]


def _deeds(done: Iterable[Done]) -> tuple[Deed, ...]:
    """What is said of the acts; what an editor has set aside does not count."""
    rows = (each.implementation for each in done)
    return tuple(_deed(row) for row in rows if row.rank != Implementation.Rank.DEPRECATED)


def _deed(row: Implementation) -> Deed:
    return Deed(row.key, How(row.how), row.starts_on, row.ends_on, row.known_on)


def _caution(term: Term, stage: Stage, as_of: AsOf) -> str:
    """Of which day it is told, where the law does not go on to the one that is asked for; or why it is not known."""
    if not stage.of:
        return "The law names no line of these goods."
    last = term.importer.law_entered_to
    return (
        f"As of {say_day(last)}, up to which the law of {term.importer} is entered." if last and last < as_of.on else ""
    )


@dataclass(frozen=True, slots=True)
class Goods:
    """The lines of a promise's goods on the day, those that pay too much first; `more` are not among them."""

    lines: Sequence[tuple[str, str, Paid]]  # each with its code as printed, and the page of its duty
    more: int


def goods_paying(line: TermLine, as_of: AsOf) -> Goods:
    """What the goods of a promise pay on the day, line by line."""
    term = line.term
    order = {False: 0, None: 1, True: 2}
    found = sorted(
        ((code, lot.paid) for lot in line.lots for code in lot.codes),
        key=lambda each: (order[each[1].kept], -(each[1].over or 0), each[0]),
    )
    shown = [
        (
            display(code) or "all goods",
            duty_address(code, term.importer, term.origin, as_of) if len(code) >= LINE else "",
            paid,
        )
        for code, paid in found[:LINES_SHOWN]
    ]
    return Goods(shown, len(found) - len(shown))


def differences_on(term: Term, as_of: AsOf) -> list[Divergence]:
    """The subjects of the board that point at a promise."""
    found = rows_by(Divergence, as_of.recorded, term_id=[term.pk])
    for each in found:
        each.negotiation = term.negotiation
    return found


def states_now(lines: Iterable[TermLine]) -> Mapping[State, int]:
    """How many promises stand in each state, by the first ground of each."""
    found: defaultdict[State, int] = defaultdict(int)
    for line in lines:
        found[line.grounds[0].state] += 1
    return {state: found[state] for state in State if found[state]}
