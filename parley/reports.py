"""The log of changes as a file."""

from collections.abc import Sequence

from parley.lib.asof import AsOf
from parley.lib.documents import Document, Table
from parley.selectors.changes import Change


def changes(rows: Sequence[Change], as_of: AsOf) -> Document:
    """Who changed what, when and why, newest first."""
    table = Table(
        "Changes",
        ("When", "Who", "What", "Kind", "Record", "In words", "Why"),
        tuple((row.at, row.by, row.what, row.noun, row.key, row.words, row.why) for row in rows),
    )
    return Document(
        title="Changes", note=as_of.describe(), clocks=tuple(as_of.items()), blocks=(table,), landscape=True
    )
