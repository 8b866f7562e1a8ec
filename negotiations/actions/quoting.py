"""Drawing statements from a passage of a source: drafts that rest on it, all of them or none."""

from collections.abc import Sequence

from django.db import transaction

from negotiations.actions.rounds import Entry, Refused
from negotiations.actions.writing import Writer
from negotiations.known import known_from, refresh_known


@transaction.atomic
def draft_from_passage(entries: Sequence[Entry], *, by) -> list:
    """Write drafts with the citation that each rests on; gives them, or nothing where they were sent before.

    Refuses (Refused, with every fault) all of them where one cannot stand.
    """
    if any(type(entry.record).objects.filter(key=entry.record.key).exists() for entry in entries):
        return []  # sent twice: the keys were made with the form
    writer = Writer(by, "")
    citations = []
    for entry in entries:
        cited = entry.citations[0].citation
        entry.record.known_on = known_from(entry.record, cited.source.published_on)  # so it is one line of history
        if writer.put(entry.record, entry.where) and writer.put(cited, entry.where):
            citations.append(cited)
    if writer.faults:
        raise Refused(writer.faults)
    refresh_known(*citations, by=by)
    return [entry.record for entry in entries]
