"""Taking drafts out of the record: a row of a round's screen, or the whole round that was logged by mistake."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from negotiations.actions.positions import let_stand_again
from negotiations.actions.writing import Refused, Writer
from negotiations.models import Attendance, Citation, Deadline, Discussion, Negotiation, Occasion, Position, Round
from negotiations.models.statement import Statement
from parley.lib.records import Conflict, lines_of


def strike_draft(record: Any, writer: Writer, where: Any, version: int | None = None) -> None:
    """Take out a draft with what is cited for it; the positions that it had replaced are held again.

    What is published is not removed, nor what other records hang on.
    """
    if not record.is_draft:
        writer.fault(where, _published(record))
        return
    if isinstance(record, Position):
        try:
            let_stand_again(record, by=writer.by, reason=writer.reason)
        except ValidationError as refusal:
            writer.fault(where, refusal)
            return
    for citation in _cited_for([record]):
        writer.strike(citation, where)
    writer.strike(record, where, version)


def logged_with(talks: Round) -> list[Statement]:
    """A round and all that was logged with it, what others hang on first: its occasions, who was there, what was said,
    and the drafts of deadlines set on its days, as its screen shows them."""
    occasions = list(Occasion.objects.filter(round_id=talks.pk).order_by("held_on", "starts_at", "id"))
    spoken = [
        row
        for model in (Attendance, Position, Discussion)
        for row in model.objects.filter(occasion__in=occasions).order_by("id")
    ]
    days = talks.starts_on, talks.ends_on or talks.starts_on
    deadlines = Deadline.objects.drafts().filter(negotiation_id=talks.negotiation_id, set_on__range=days)
    return [talks, *occasions, *spoken, *deadlines.order_by("id")]


def last_written(records: Iterable[Statement]) -> datetime:
    """When the last line of history of some statements, or of what is cited for them, was written."""
    ids: dict[Any, list[int]] = defaultdict(list)
    for record in [*records, *_cited_for(records)]:
        ids[type(record)].append(record.pk)
    lasts = [lines_of(model).filter(id__in=of).aggregate(last=Max("history_date"))["last"] for model, of in ids.items()]
    return max(lasts)


@transaction.atomic
def remove_round(talks: Round, *, by, reason: str, seen: datetime | None = None) -> None:
    """Take the draft of a round out with all that was logged with it; their history keeps them.

    All of it or nothing: Refused tells each statement that has to stay. Conflict, where something of it was written
    after the moment at which it was `seen`. A position that was withdrawn on the round stays withdrawn.
    """
    Negotiation.objects.select_for_update().get(pk=talks.negotiation_id)  # nobody logs anything for it meanwhile
    if not talks.is_draft:
        raise Refused([(talks, ValidationError(_published(talks)))])
    going = logged_with(talks)
    if seen is not None and last_written(going) != seen:
        raise Conflict("Somebody changed the round after you opened this page. It shows what stands now; look again.")
    writer = Writer(by, reason)
    for record in reversed(going):
        strike_draft(record, writer, record)
    if writer.faults:
        raise Refused(writer.faults)


def _published(record: Any) -> str:
    return (
        f"“{record}” is published, and a published statement is not removed: rank it deprecated, or withdraw the "
        "position. Nothing is deleted to settle an argument."
    )


def _cited_for(records: Iterable[Statement]) -> list[Citation]:
    ids: dict[str, list[int]] = defaultdict(list)
    for record in records:
        ids[str(record._meta.model_name)].append(record.pk)
    return [row for name, of in ids.items() for row in Citation.objects.filter(**{f"{name}_id__in": of}).order_by("id")]
