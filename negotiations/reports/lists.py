"""Lists as files: the same rows as the pages, in words and columns."""

from collections.abc import Iterable, Sequence

from negotiations.models import Deadline, Negotiation, Source
from negotiations.reports.days import STANCES
from negotiations.reports.evidence import note_numbers, sources
from negotiations.selectors.deadlines import chains, moved_to, say_chain
from negotiations.selectors.evidence import Evidence
from negotiations.selectors.issues import IssueLine
from negotiations.selectors.overview import NegotiationLine
from negotiations.selectors.people import OfficialLine
from parley.lib.asof import AsOf
from parley.lib.documents import Cell, Column, Document, Table


def listing(title: str, columns: Sequence[str | Column], rows: Iterable[tuple], as_of: AsOf, **more) -> Document:
    """A document of one table, with its clocks."""
    table = Table(title, tuple(columns), tuple(rows))
    return Document(title=title, note=as_of.describe(), clocks=tuple(as_of.items()), blocks=(table,), **more)


def issues(negotiation: Negotiation, lines: Sequence[IssueLine], evidence: Evidence, as_of: AsOf) -> Document:
    """The positions held on each issue, one row a position; an issue without any has a row that says so."""
    columns = (
        "Issue", "Party", "Stance", "In words", "Quantity", "Number", "Unit",
        "Condition", "Since", "Until", "Origins", "Notes",
    )  # fmt: skip
    rows = [row for line in lines for row in _positions(line)]
    return listing(f"{negotiation}: issues", columns, rows, as_of, sources=sources(evidence), landscape=True)


def _positions(line: IssueLine) -> Iterable[tuple]:
    none = True
    for party, held_here in line.held.items():
        for held in held_here:
            none = False
            position, numbers = held.position, note_numbers(held.notes)
            yield (
                str(line.issue),
                str(party),
                STANCES[position.stance],
                Cell(position.words, notes=numbers),
                position.measured,
                position.quantity,
                position.get_unit_display(),
                position.condition,
                position.starts_on,
                position.ends_on or "",
                held.origins,
                " ".join(map(str, numbers)),
            )
    if none:
        yield (str(line.issue), "", "", "none recorded", "", None, "", "", "", "", 0, "")


def negotiations(lines: Sequence[NegotiationLine], as_of: AsOf) -> Document:
    """Every negotiation with its phase, last round and next deadline."""
    rows = [
        (
            str(line.negotiation),
            ", ".join(map(str, line.parties)),
            str(line.phase or ""),
            str(line.last_round or ""),
            line.last_round.ends_on or line.last_round.starts_on if line.last_round else "",
            str(line.next_deadline or ""),
            line.next_deadline.falls_on if line.next_deadline else "",
        )
        for line in lines
    ]
    columns = ("Negotiation", "Parties", "Phase", "Last round", "Held", "Next deadline", "Falls on")
    return listing("Negotiations", columns, rows, as_of)


def deadlines(negotiation: Negotiation, rows: Sequence[Deadline], evidence: Evidence, as_of: AsOf) -> Document:
    """The deadlines of a negotiation, with who moved which, and to which day in the end."""
    columns = (
        "Deadline",
        "Falls on",
        "Set on",
        "Moves",
        "Moved by",
        "Moved to",
        "Chain of moves",
        "Instrument",
        "Notes",
    )
    told, linked = [], chains(rows)
    for deadline in rows:
        numbers = note_numbers(evidence.notes(deadline))
        chain = linked[deadline.pk]
        later = moved_to(chain)
        told.append(
            (
                Cell(deadline.name, notes=numbers),
                deadline.falls_on,
                deadline.set_on,
                str(deadline.moves) if deadline.moves_id else "",
                str(deadline.moved_by) if deadline.moved_by_id else "",
                later.falls_on if later else "",
                say_chain(chain) if len(chain) > 1 else "",
                str(deadline.instrument) if deadline.instrument_id else "",
                " ".join(map(str, numbers)),
            )
        )
    return listing(f"{negotiation}: deadlines", columns, told, as_of, sources=sources(evidence))


def officials(lines: Sequence[OfficialLine], as_of: AsOf) -> Document:
    """The officials, each with the offices held on the day."""
    rows = [
        (
            line.official.family_name,
            line.official.given_name,
            Cell(line.official.native_name, language=line.official.native_language),
            "; ".join(str(office) for office in line.offices),
            "; ".join(sorted({str(office.economy) for office in line.offices})),
            ", ".join(line.official.spellings),
        )
        for line in lines
    ]
    columns = ("Family name", "Given name", "In its own script", "Office", "For", "Other spellings")
    return listing("Officials", columns, rows, as_of)


def source_list(rows: Sequence[Source], origins: dict[int, Source], as_of: AsOf) -> Document:
    """The sources, newest first, each with the document that it retells in the end."""
    told = [
        (
            source.key,
            source.publisher,
            Cell(source.title, language=source.language),
            source.language,
            source.published_on,
            "yes" if source.official else "no",
            source.reliability,
            origins[source.pk].key if origins[source.pk].pk != source.pk else "",
            source.address,
        )
        for source in rows
    ]
    columns = ("Key", "Publisher", "Title", "Language", "Published", "Official", "Reliability", "Origin", "Address")
    return listing("Sources", columns, told, as_of, landscape=True)
