"""The list of rounds as a file."""

from collections.abc import Sequence

from negotiations.models import Negotiation, Party
from negotiations.reports.lists import listing
from negotiations.selectors.round_lines import RoundLine
from parley.lib.asof import AsOf
from parley.lib.documents import Document


def round_list(negotiation: Negotiation, lines: Sequence[RoundLine], parties: Sequence[Party], as_of: AsOf) -> Document:
    """The rounds, newest first, one row each."""
    rows = [
        (
            line.round.number,
            line.round.starts_on,
            line.round.ends_on or "",
            line.round.place,
            line.round.level,
            *(str(each.official) if each else "not recorded" for each in line.leaders),
            "; ".join(str(each.official) for each in line.absent) or "none recorded",
            line.occasions,
            line.tabled,
            "; ".join(line.round.aliases),
        )
        for line in lines
    ]
    led = [f"Lead, {party}" for party in parties]
    columns = (
        "Round",
        "From",
        "To",
        "Place",
        "Level",
        *led,
        "Absent though expected",
        "Occasions",
        "Positions tabled",
        "Also called",
    )
    return listing(f"{negotiation}: rounds", columns, rows, as_of, landscape=True)
