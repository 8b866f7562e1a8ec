"""Economies, asked for by their codes."""

from parley.lib.asof import AsOf
from tariffs.models import Economy, Measure


def economies_on(as_of: AsOf) -> list[Economy]:
    """All economies by name."""
    return sorted(Economy.recorded(as_of.recorded), key=lambda economy: economy.name)


def with_law(economies: list[Economy], as_of: AsOf) -> list[Economy]:
    """Those of the economies that have a measure."""
    ids = set(Measure.recorded(as_of.recorded).values_list("economy_id", flat=True).distinct())
    return [economy for economy in economies if economy.pk in ids]
