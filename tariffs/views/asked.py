"""Which economies an address asks for; a code that is none is refused."""

from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.http import HttpRequest

from parley.lib.asof import AsOf
from tariffs.models import Economy, LegalInstrument, Measure
from tariffs.selectors.choosing import economies_with, origins_in_two
from tariffs.selectors.economies import economies_on, nearest_of, with_law


@dataclass(slots=True)
class Pair:
    """Who charges, on goods from where (None: any that no rate names), and among whom one may choose."""

    importers: list[Economy]
    own: list[Economy]  # on whose goods the importer charges rates of their own
    others: list[Economy]
    importer: Economy | None
    origin: Economy | None

    @property
    def origins(self) -> list[Economy]:
        """All among which one may choose."""
        return [*self.own, *self.others]


def economy_asked(
    request: HttpRequest, at: AsOf, model: type[Measure | LegalInstrument]
) -> tuple[list[Economy], Economy | None]:
    """All economies that have a measure, or an instrument; and the one of `?economy=`, which may have none."""
    economies = economies_with(model, at)
    code = request.GET.get("economy")
    if code and all(economy.code != code for economy in economies):
        asked = _found(request, "economy", economies_on(at))
        return [*economies, asked] if asked else economies, asked
    return economies, _found(request, "economy", economies)


def pair_asked(request: HttpRequest, at: AsOf) -> Pair:
    """The economies of `?importer=` and `?origin=`; the importer is else the first by name that has a measure, and the
    origin one for which it has rates of its own. An origin that is named and left empty is any other."""
    economies = economies_on(at)
    importers = with_law(economies, at)
    importer = _found(request, "importer", economies) or next(iter(importers), None)
    own, others = origins_in_two(economies, importer, at)
    origin = origin_asked(request, economies, importer, own)
    return Pair(importers, sorted(own, key=lambda each: each.name), others, importer, origin)


def origin_asked(
    request: HttpRequest, economies: list[Economy], importer: Economy | None, named: list[Economy]
) -> Economy | None:
    """The economy of `?origin=`; where the address does not name one, that of those named by the law which sits at a
    table with the importer, else the first of them."""
    if "origin" in request.GET or importer is None:
        return _found(request, "origin", economies)
    return nearest_of(named, importer)


def _found(request: HttpRequest, name: str, economies: list[Economy]) -> Economy | None:
    code = request.GET.get(name)
    if not code:
        return None
    found = next((economy for economy in economies if economy.code == code), None)
    if found is None:
        raise BadRequest(f"“{code[:10]}” is not the code of an economy; choose the {name} from the list.")
    return found
