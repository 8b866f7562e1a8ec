"""Which economies are worth choosing first, out of the hundreds that there are."""

from parley.lib.asof import AsOf
from tariffs.models import Economy, LegalInstrument, Measure
from tariffs.selectors.economies import with_rates_of_their_own


def economies_with(model: type[Measure | LegalInstrument], as_of: AsOf) -> list[Economy]:
    """The economies that have any such record, by name."""
    ids = model.recorded(as_of.recorded).order_by().values("economy_id")
    return sorted(Economy.recorded(as_of.recorded).filter(id__in=ids), key=lambda economy: economy.name)


def origins_in_two(
    economies: list[Economy], importer: Economy | None, as_of: AsOf
) -> tuple[list[Economy], list[Economy]]:
    """Those of the economies on whose goods the importer charges rates of their own, and the others."""
    own = with_rates_of_their_own(economies, importer, as_of) if importer else []
    named = {economy.pk for economy in own}
    return own, [economy for economy in economies if economy.pk not in named]
