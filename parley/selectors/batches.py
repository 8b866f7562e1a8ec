"""The log of changes for the desk: what one person changed in one go is told as one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from parley.lib.asof import AsOf
from parley.selectors.changes import Change, as_changes, kinds, newest_lines, worded


@dataclass(slots=True)
class Batch:
    """Changes that one person made in one go, under one reason: how many of what, and the first of them."""

    first: Change
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    shown: list[Change] = field(default_factory=list)

    @property
    def told(self) -> list[tuple[str, str, int]]:
        """What was done to which kind of record, and how often."""
        return [(what, noun, count) for (what, noun), count in self.counts.items()]


_SHOWN = 3
_QUIET = ("citation",)  # the evidence of another change, which is named already


def batches(changes: Iterable[Change], *, size: int) -> list[Batch]:
    """Changes that follow each other with one author and one reason, told as one; the first `size` of them."""
    told: list[Batch] = []
    for change in changes:
        last = told[-1].first if told else None
        if last is None or (last.by, last.why) != (change.by, change.why) or not change.why:
            if len(told) == size:
                break
            told.append(Batch(change))
        batch = told[-1]
        batch.counts[change.what, change.noun] += 1
        if len(batch.shown) < _SHOWN and (change.kind not in _QUIET or (batch.first is change and not change.why)):
            batch.shown.append(change)
    return told


def latest_batches(as_of: AsOf, *, among: int, size: int, drafts: bool) -> list[Batch]:
    """The newest changes as batches, without codes of scopes, of which a file brings a thousand; `among` lines are
    looked through.

    Only those that are shown are put into words.
    """
    rows = newest_lines(as_of, among, drafts=drafts, wanted=kinds())[:among]
    found = batches(as_changes(rows, [""] * len(rows)), size=size)
    by_line = {(row["record_kind"], row["history_id"]): row for row in rows}
    shown = [by_line[change.kind, change.history_id] for batch in found for change in batch.shown]
    words = iter(worded(shown, as_of.recorded, drafts))
    for batch in found:
        batch.shown = [replace(change, words=next(words) or change.words) for change in batch.shown]
    return found
