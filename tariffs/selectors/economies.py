"""Economies, asked for by their codes, and how far their law has been entered."""

from collections.abc import Collection, Iterable

from django.db.models import Count

from parley.lib.asof import AsOf
from parley.lib.reading import rows_by
from tariffs.models import Economy, Measure, Rate


def economies_on(as_of: AsOf) -> list[Economy]:
    """All economies by name."""
    return sorted(Economy.recorded(as_of.recorded), key=lambda economy: economy.name)


def with_law(economies: list[Economy], as_of: AsOf) -> list[Economy]:
    """Those of the economies that have a measure."""
    ids = set(Measure.recorded(as_of.recorded).values_list("economy_id", flat=True).distinct())
    return [economy for economy in economies if economy.pk in ids]


def with_rates_of_their_own(economies: list[Economy], importer: Economy, as_of: AsOf) -> list[Economy]:
    """Those of the economies on whose goods some rate of the importer's known by the day is charged, and on no
    others; those with the most such rates first."""
    measures = Measure.recorded(as_of.recorded).filter(economy_id=importer.pk).values("id")
    rates = Rate.recorded(as_of.recorded).known(as_of.known).filter(measure_id__in=measures, origin_id__isnull=False)
    counted = dict(rates.order_by().values_list("origin_id").annotate(Count("id")))
    own = [economy for economy in economies if economy.pk in counted]
    return sorted(own, key=lambda economy: (-counted[economy.pk], economy.name))


def nearest_of(economies: list[Economy], importer: Economy) -> Economy | None:
    """Of some economies that which sits at a table with the importer, else the first."""
    partners = Economy.objects.filter(seats__negotiation__parties__economy=importer.pk).exclude(pk=importer.pk)
    ids = set(partners.order_by().values_list("pk", flat=True)) if economies else set()
    return min(economies, key=lambda economy: economy.pk not in ids, default=None)


def entered_too_little(as_of: AsOf, economies: Collection[int] | None = None) -> list[Economy]:
    """The economies whose law has been entered only up to an earlier day than the reader's, or than that of what was
    known; of all, or of some by id."""
    if economies is not None:
        return too_little(rows_by(Economy, as_of.recorded, id=economies), as_of)
    return too_little(Economy.recorded(as_of.recorded).filter(law_entered_to__isnull=False), as_of)


def too_little(economies: Iterable[Economy], as_of: AsOf) -> list[Economy]:
    """Those of the economies, by the day up to which their law goes."""
    day = max(as_of.on, as_of.known)
    rows = [economy for economy in economies if economy.law_entered_to and economy.law_entered_to < day]
    return sorted(rows, key=lambda economy: (economy.law_entered_to, economy.name))
