"""Long lists, a window at a time, paged by key: nothing is counted whole and no page is slower than the first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.core.exceptions import BadRequest, FieldError, ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

SIZE = 50
_NO_PLACE = "This page's address cannot be read; go back to the first page."


@dataclass(frozen=True, slots=True)
class Page:
    """A window of a list, and the addresses' tails of its neighbours, empty where there is none."""

    rows: Sequence[Any]
    newer: str
    older: str

    @property
    def shown(self) -> str:
        return f"{len(self.rows)} shown"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a window lies in a list: beyond an edge, if there is one, forwards or backwards."""

    fields: list[str]
    edge: list[str]
    backwards: bool
    reverse: bool  # whether it is asked for in descending order

    @property
    def order(self) -> list[str]:
        return [f"-{name}" if self.reverse else name for name in self.fields]


def window(request: HttpRequest, rows: QuerySet, *order: str, size: int = SIZE) -> Page:
    """The rows after `?after=`, before `?before=`, or the first ones, in an order whose last field is unique.

    `order` names fields as `order_by` does; all go the same way (all with a “-”, or none).
    """
    place = _place(request, order)
    if place.edge:
        rows = _beyond(rows, place)
    return _page(request, list(rows.order_by(*place.order)[: size + 1]), place, size)


def window_where(
    request: HttpRequest, model: type[Model], ask: Callable[..., list[Any]], *order: str, size: int = SIZE
) -> Page:
    """The same of records that are asked for by SQL of our own, which names them `rows`.

    `ask` is given a condition more, its values, and the tail of the statement.
    """
    place = _place(request, order)
    condition, values = "TRUE", {"most": size + 1}
    if place.edge:
        columns = ", ".join(f"rows.{name}" for name in place.fields)
        edges = {f"edge_{name}": _read(model, name, text) for name, text in zip(place.fields, place.edge, strict=True)}
        condition = f"({columns}) {'<' if place.reverse else '>'} ({', '.join(f'%({name})s' for name in edges)})"
        values |= edges
    way = "DESC" if place.reverse else "ASC"
    tail = f"ORDER BY {', '.join(f'rows.{name} {way}' for name in place.fields)} LIMIT %(most)s"
    return _page(request, ask(condition, values, tail), place, size)


def window_among[Row: Model](
    request: HttpRequest, model: type[Row], rows: Iterable[Row], *order: str, size: int = SIZE
) -> Page:
    """The same of records that are at hand."""
    place = _place(request, order)
    key = attrgetter(*place.fields)
    if place.edge:
        edge = tuple(_read(model, name, text) for name, text in zip(place.fields, place.edge, strict=True))
        rows = [row for row in rows if (key(row) < edge if place.reverse else key(row) > edge)]
    return _page(request, sorted(rows, key=key, reverse=place.reverse)[: size + 1], place, size)


def _place(request: HttpRequest, order: Sequence[str]) -> _Place:
    descending = order[0].startswith("-")
    fields = [name.lstrip("-") for name in order]
    before, after = request.GET.get("before"), request.GET.get("after")
    backwards = bool(before) and not after
    edge = after or before
    return _Place(fields, _values(edge, fields) if edge else [], backwards, descending != backwards)


def _page(request: HttpRequest, found: list[Any], place: _Place, size: int) -> Page:
    more, found = len(found) > size, found[:size]
    if place.backwards:
        found.reverse()
    has_newer, has_older = (more, True) if place.backwards else (bool(place.edge), more)
    return Page(
        rows=found,
        newer=_tail(request, "before", found[0], place.fields) if found and has_newer else "",
        older=_tail(request, "after", found[-1], place.fields) if found and has_older else "",
    )


def _beyond(rows: QuerySet, place: _Place) -> QuerySet:
    compare, values = "lt" if place.reverse else "gt", place.edge
    first, last = place.fields[0], place.fields[-1]
    try:
        if first == last:
            return rows.filter(**{f"{first}__{compare}": values[0]})
        # The first condition alone lets the index find the place; the second settles equal values.
        return rows.filter(
            Q(**{f"{first}__{compare}e": values[0]}),
            Q(**{f"{first}__{compare}": values[0]}) | Q(**{f"{last}__{compare}": values[1]}),
        )
    except (ValidationError, ValueError, FieldError) as fault:
        raise BadRequest(_NO_PLACE) from fault


def _read(model: type[Model], name: str, text: str) -> Any:
    try:
        return model._meta.get_field(name).to_python(text)  # type: ignore[union-attr]  # a column
    except ValidationError as fault:
        raise BadRequest(_NO_PLACE) from fault


def _values(edge: str, fields: list[str]) -> list[str]:
    values = edge.rsplit("~", len(fields) - 1)
    if len(values) != len(fields):
        raise BadRequest(_NO_PLACE)
    return values


def _tail(request: HttpRequest, side: str, row: Any, fields: list[str]) -> str:
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query[side] = "~".join(_written(getattr(row, name)) for name in fields)
    return f"?{query.urlencode()}"


def _written(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
