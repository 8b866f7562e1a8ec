"""What belongs into a dossier: a negotiation, the law of its parties, all they point at; or an economy's law alone."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from negotiations.dossier.shape import SECTIONS, Shape, every_shape, is_link, target_of
from negotiations.models import (
    Account,
    Citation,
    Deadline,
    Divergence,
    Exchange,
    Issue,
    Negotiation,
    Occasion,
    Position,
    Round,
    Term,
)
from tariffs.models import Economy, Effect, LegalInstrument, Measure, Rate, Relief, Sector, StackingRule

type Model = type[Any]


class Gathered:
    """The rows of a dossier, by their place in it, in the order in which they are written."""

    def __init__(self) -> None:
        self.rows: dict[Shape, list[Any]] = defaultdict(list)
        self.keys: dict[Model, dict[int, str]] = defaultdict(dict)
        self._within: dict[tuple[Shape, int], list[Any]] = defaultdict(list)

    def put(self, shape: Shape, rows: Iterable[Any]) -> None:
        """Take in the rows of a section or of a nested list."""
        for row in rows:
            self.rows[shape].append(row)
            self.keys[shape.model][row.pk] = getattr(row, "key", "")
            if shape.around:
                self._within[shape, getattr(row, f"{shape.around}_id")].append(row)

    def within(self, shape: Shape, row: Any) -> list[Any]:
        """The rows of a nested list in one record."""
        return self._within[shape, row.pk]


def gather(negotiation: Negotiation) -> Gathered:
    """All rows of the dossier of a negotiation, such that whatever one of them points at is among them."""
    return _closed(_seeds(negotiation))


def gather_law(economy: Economy, *, cited: bool = True) -> Gathered:
    """All rows of the law of an economy, with every economy, and with what is cited for it where that is wanted."""
    return _closed(_law(Economy.objects.filter(pk=economy.pk)), cited=cited)


def _closed(wanted: dict[Model, set[int]], *, cited: bool = True) -> Gathered:
    seen: dict[Model, set[int]] = defaultdict(set)
    while wanted:
        fresh = {model: ids - seen[model] for model, ids in wanted.items() if ids - seen[model]}
        wanted = defaultdict(set)
        for model, ids in fresh.items():
            seen[model] |= ids
            _follow(model, ids, wanted, cited=cited)
    gathered = Gathered()
    for shape in every_shape():
        rows = shape.model._default_manager.filter(pk__in=seen[shape.model]).order_by(*_order(shape))
        gathered.put(shape, rows.exclude(**{shape.around: None}) if shape.around else rows)
    return gathered


def _seeds(negotiation: Negotiation) -> dict[Model, set[int]]:
    """The negotiation and what is its own; the law of its parties; all sectors and economies."""
    found = _law(Economy.objects.filter(seats__negotiation=negotiation))
    own = (Round, Occasion, Issue, Deadline, Term, Divergence)
    return found | _ids(
        {
            Negotiation: Negotiation.objects.filter(pk=negotiation.pk),
            **{model: model.objects.filter(negotiation=negotiation) for model in own},
            Position: Position.objects.filter(issue__negotiation=negotiation),
            Account: Account.objects.filter(Q(term__negotiation=negotiation) | Q(divergence__negotiation=negotiation)),
            Exchange: Exchange.objects.filter(given__issue__negotiation=negotiation),
            Sector: Sector.objects.all(),
        }
    )


def _law(economies: QuerySet[Economy]) -> dict[Model, set[int]]:
    """All economies, and the law of some."""
    measures = Measure.objects.filter(economy__in=economies)
    return _ids(
        {
            Economy: Economy.objects.all(),
            LegalInstrument: LegalInstrument.objects.filter(economy__in=economies),
            Measure: measures,
            **{model: model.objects.filter(measure__in=measures) for model in (Rate, StackingRule, Relief)},
            Effect: Effect.objects.filter(rate__measure__in=measures),
        }
    )


def _ids(found: dict[Model, Any]) -> dict[Model, set[int]]:
    return {model: set(rows.order_by().values_list("pk", flat=True)) for model, rows in found.items()}


def _follow(model: Model, ids: set[int], wanted: dict[Model, set[int]], *, cited: bool) -> None:
    """Want what the rows point at, and the lists that stand in them."""
    links = [field for field in model._meta.concrete_fields if is_link(field)]
    rows = model._default_manager.filter(pk__in=ids).order_by()
    for row in rows.values("pk", *(field.attname for field in links)):
        for field in links:
            target = row[field.attname]
            if target is not None:
                wanted[target_of(field)].add(target)
    for shape in _lists(model):
        if shape.model is Citation and not cited:
            continue
        rows = shape.model._default_manager.filter(**{f"{shape.around}__in": ids}).order_by()
        wanted[shape.model] |= set(rows.values_list("pk", flat=True))


def _lists(model: Model) -> tuple[Shape, ...]:
    return next(shape.lists for shape in every_shape(SECTIONS.values()) if shape.model is model)


def _order(shape: Shape) -> list[str]:
    """As the model's lists are ordered, but what is latest last, so that a place that is the order is left out."""
    names = [str(name).removeprefix("-") for name in shape.model._meta.ordering or ()]
    return [*names, "pk"]
