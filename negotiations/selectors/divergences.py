"""Where accounts differ: who says what of one subject, since when they differ, and what settled it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from negotiations.models import Account, Divergence, Issue, Negotiation, Party, Position, Term
from negotiations.selectors.evidence import Note
from negotiations.selectors.issues import heard, parties_of
from negotiations.selectors.proof import Proof, proof_of
from negotiations.selectors.rounds import RoundFile
from negotiations.selectors.said_on import attach_occasions
from parley.lib.asof import AsOf
from parley.lib.reading import attach, join, join_one, rows_by, rows_with

MOST = 200  # subjects on one board


@dataclass(slots=True)
class Told:
    """One account with the passages on which it rests, its reports with their origins, and its grade."""

    account: Account
    notes: list[Note] = field(default_factory=list)
    rests: str = ""
    grade: str = ""


@dataclass(slots=True)
class Difference:
    """A subject with the accounts of it, in the order in which they were given; all stand, whatever settles it."""

    divergence: Divergence
    issue: Issue | None
    term: Term | None
    accounts: list[Told]

    @property
    def since(self) -> date | None:
        """The day on which the accounts of two tellers were known; None while they do not differ yet."""
        by_teller: dict[str, date] = {}
        for each in self.accounts:
            known, whose = each.account.known_on, each.account.whose
            if known:
                by_teller[whose] = min(known, by_teller.get(whose, known))
        days = sorted(by_teller.values())
        return days[1] if len(days) > 1 else None

    @property
    def settled(self) -> Told | None:
        """The first account that settles it."""
        return next((each for each in self.accounts if each.account.settles), None)

    @property
    def settled_on(self) -> date | None:
        """The day since which it is settled: what settles it may have been given before anybody said otherwise."""
        told, since = self.settled, self.since
        return max(told.account.given_on, since or told.account.given_on) if told else None


@dataclass(slots=True)
class Board:
    """The subjects on which accounts differ, by issue in the order of the agenda; and for those who write, the ones on
    which a second account is missing."""

    by_issue: list[tuple[Issue | None, list[Difference]]]
    waiting: list[Difference]
    proof: Proof

    @property
    def differences(self) -> list[Difference]:
        return [each for _, found in self.by_issue for each in found]


def board(negotiation: Negotiation, as_of: AsOf, *, standing: str = "", quoted: bool = True) -> Board:
    """The board of a negotiation; `standing` is “open”, “settled” or nothing for both. Eight queries or so, however
    many accounts there are."""
    found = differences(negotiation, as_of)
    seen = [each for each in found if each.since]
    if standing:
        seen = [each for each in seen if (each.settled is not None) == (standing == "settled")]
    proof = _prove(seen, as_of, quoted=quoted)
    return Board(_by_issue(seen), [each for each in found if not each.since], proof)


def differences(
    negotiation: Negotiation,
    as_of: AsOf,
    *,
    issue: Issue | None = None,
    issues: Mapping[int, Issue] | None = None,
    parties: Iterable[Party] | None = None,
) -> list[Difference]:
    """The subjects of a negotiation, or of one issue of it, with the accounts that had been given and were known.

    Its issues by id, and its parties, are read where they are not at hand.
    """
    at = as_of.recorded
    subjects = rows_with(Divergence, at, "term", negotiation_id=[negotiation.pk])[:MOST]
    terms: dict[int, Term] = {each.term_id: each.term for each in subjects if each.term_id}
    about: dict[int, int | None] = {each.pk: each.issue_id or _issue_of(terms, each) for each in subjects}
    if issue:
        subjects = [each for each in subjects if about[each.pk] == issue.pk]
    if not subjects:
        return []
    if issues is None:
        wanted = set(about.values()) - {None}
        issues = {issue.pk: issue} if issue else {each.pk: each for each in rows_by(Issue, at, id=wanted)}
    rows = accounts_given(as_of, divergences=[each.pk for each in subjects], terms=[each.term_id for each in subjects])
    join_accounts(rows, negotiation, parties or parties_of(negotiation, as_of), as_of)
    join_one((*subjects, *terms.values(), *issues.values()), "negotiation", negotiation)
    lacking = [each for each in subjects if len({row.whose for row in rows if row.divergence_id == each.pk}) < 2]
    # An account of a promise is one on the first of its subjects that has no two accounts of its own.
    first = {each.term_id: each.pk for each in sorted(lacking, key=_place, reverse=True)}
    found = [
        Difference(
            subject,
            issues.get(about[subject.pk] or 0),
            terms.get(subject.term_id or 0),
            [Told(row) for row in rows if (row.divergence_id or first.get(row.term_id)) == subject.pk],
        )
        for subject in subjects
    ]
    return sorted(found, key=_on_the_board)


def of_round(file: RoundFile, as_of: AsOf) -> list[Difference]:
    """The differences of which a round's paper tells: an account was given, or the promise made, at the round or since
    the one before; or they are open, and their issue moved or was on the table."""
    table = file.table
    found = differences(table.negotiation, as_of, issues=table.issues, parties=table.parties)
    occasions = {line.occasion.pk for line in file.occasions}
    issues = {row.issue.pk for row in file.rows if row.moved or row.outcomes}
    stretch = file.stretch

    def is_of_it(each: Difference) -> bool:
        days = [told.account.given_on for told in each.accounts]
        days += [each.term.promised_on] if each.term else []
        return (
            any(stretch.after < day <= stretch.last for day in days)
            or any(told.account.occasion_id in occasions for told in each.accounts if told.account.occasion_id)
            or (each.settled is None and each.issue is not None and each.issue.pk in issues)
        )

    return [each for each in found if each.since and is_of_it(each)]


def accounts_given(as_of: AsOf, *, divergences: Iterable[int], terms: Iterable[int | None]) -> list[Account]:
    """The published accounts of some subjects and promises, given by the day and known, oldest first."""
    asked = {"divergence_id": list(divergences), "term_id": [each for each in terms if each]}
    rows = heard(rows_by(Account, as_of.recorded, **asked), as_of, drafts=False)
    return sorted((row for row in rows if row.given_on <= as_of.on), key=lambda row: (row.given_on, row.pk))


def join_accounts(rows: Sequence[Account], negotiation: Negotiation, parties: Iterable[Party], as_of: AsOf) -> None:
    """Give accounts what their words and addresses need: three queries."""
    join(rows, "party", {party.pk: party for party in parties})
    attach_occasions(rows, negotiation, as_of.recorded)
    positions = attach(rows, "position", Position, as_of.recorded)
    attach(positions.values(), "issue", Issue, as_of.recorded)
    join_one((position.issue for position in positions.values()), "negotiation", negotiation)


def prove(accounts: Iterable[Told], proof: Proof) -> None:
    """Number the sources behind accounts in this order."""
    for each in accounts:
        each.notes = proof.notes(each.account)
        each.rests, each.grade = proof.told(each.account), proof.grade(each.account)


def _prove(found: Sequence[Difference], as_of: AsOf, *, quoted: bool) -> Proof:
    told = {each.account.pk: each for difference in found for each in difference.accounts}
    proof = proof_of(as_of, [each.account for each in told.values()], quoted=quoted)
    for difference in found:
        prove(difference.accounts, proof)
    return proof


def _issue_of(terms: dict[int, Term], subject: Divergence) -> int | None:
    term = terms.get(subject.term_id or 0)
    return term.issue_id if term else None


def _place(subject: Divergence) -> tuple[int, int]:
    return subject.place, subject.pk


def _on_the_board(each: Difference) -> tuple[int, int, int, int]:
    place = each.issue.place if each.issue else 10**6
    return place, each.issue.pk if each.issue else 0, *_place(each.divergence)


def _by_issue(found: Iterable[Difference]) -> list[tuple[Issue | None, list[Difference]]]:
    by_issue: dict[int, tuple[Issue | None, list[Difference]]] = {}
    for each in found:
        by_issue.setdefault(each.issue.pk if each.issue else 0, (each.issue, []))[1].append(each)
    return list(by_issue.values())
