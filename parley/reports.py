"""The log of changes as a file."""

from collections.abc import Sequence
from datetime import UTC, datetime

from parley.lib.asof import AsOf, say_day
from parley.lib.documents import Document, Table
from parley.lib.stretch import Stretch
from parley.selectors.changes import Change


def changes(rows: Sequence[Change], as_of: AsOf, asked: str = "") -> Document:
    """Who changed what, when and why, newest first; `asked` says of whom, of what and from when to when."""
    table = Table(
        "Changes",
        ("When", "Who", "What", "Kind", "Record", "In words", "Why"),
        tuple((row.at, row.by, row.what, row.noun, row.key, row.words, row.why) for row in rows),
    )
    return Document(
        title="Changes",
        note=" ".join(filter(None, [asked, as_of.describe()])),
        clocks=tuple(as_of.items()),
        blocks=(table,),
        landscape=True,
    )


def say_asked(within: Stretch, by: str = "", kind: str = "") -> str:
    """To what the log is narrowed, in a sentence; nothing where it is whole."""
    said = [
        f"by {by}" if by else "",
        f"of the kind {kind}" if kind else "",
        f"from {_said(within.since)}" if within.since else "",
        f"to {_said(within.until)}" if within.until else "",
    ]
    told = ", ".join(filter(None, said))
    return f"Changes {told}." if told else ""


def _said(moment: datetime) -> str:
    at = moment.astimezone(UTC)
    return f"{say_day(at.date())}, {at:%H:%M:%S} UTC"
