"""Long lists, a window at a time, paged by key: nothing is counted whole and no page is slower than the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest, FieldError, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest

SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """A window of a list, and the addresses' tails of its neighbours, empty where there is none."""

    rows: Sequence[Any]
    newer: str
    older: str

    @property
    def shown(self) -> str:
        return f"{len(self.rows)} shown"


def window(request: HttpRequest, rows: QuerySet, *order: str, size: int = SIZE) -> Page:
    """The rows after `?after=`, before `?before=`, or the first ones, in an order whose last field is unique.

    `order` names fields as `order_by` does; all go the same way (all with a “-”, or none).
    """
    descending = order[0].startswith("-")
    fields = [name.lstrip("-") for name in order]
    before, after = request.GET.get("before"), request.GET.get("after")
    backwards = bool(before) and not after
    if edge := after or before:
        rows = _beyond(rows, fields, _values(edge, fields), greater=descending == backwards)
    reverse = descending != backwards
    found = list(rows.order_by(*(f"-{name}" if reverse else name for name in fields))[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_newer, has_older = (more, True) if backwards else (bool(edge), more)
    return Page(
        rows=found,
        newer=_tail(request, "before", found[0], fields) if found and has_newer else "",
        older=_tail(request, "after", found[-1], fields) if found and has_older else "",
    )


def _beyond(rows: QuerySet, fields: list[str], values: list[str], *, greater: bool) -> QuerySet:
    compare = "gt" if greater else "lt"
    first, last = fields[0], fields[-1]
    try:
        if len(fields) == 1:
            return rows.filter(**{f"{first}__{compare}": values[0]})
        # The first condition alone lets the index find the place; the second settles equal values.
        return rows.filter(
            Q(**{f"{first}__{compare}e": values[0]}),
            Q(**{f"{first}__{compare}": values[0]}) | Q(**{f"{last}__{compare}": values[1]}),
        )
    except (ValidationError, ValueError, FieldError) as fault:
        raise BadRequest("This page's address cannot be read; go back to the first page.") from fault


def _values(edge: str, fields: list[str]) -> list[str]:
    values = edge.rsplit("~", len(fields) - 1)
    if len(values) != len(fields):
        raise BadRequest("This page's address cannot be read; go back to the first page.")
    return values


def _tail(request: HttpRequest, side: str, row: Any, fields: list[str]) -> str:
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query[side] = "~".join(_written(getattr(row, name)) for name in fields)
    return f"?{query.urlencode()}"


def _written(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
