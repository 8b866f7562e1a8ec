"""Where the duty on a line is worked out."""

from django.http import QueryDict
from django.urls import reverse

from parley.lib.asof import AsOf
from tariffs.models import Economy
from tariffs.nomenclature import display

LINE = 8  # digits at least of a line that has a rate of its own


def duty_address(code: str, importer: Economy, origin: Economy, as_of: AsOf) -> str:
    """The page of the duty on a line, with the clocks that were asked for."""
    query = QueryDict(mutable=True)
    query["code"], query["importer"], query["origin"] = display(code), importer.code, origin.code
    return f"{reverse('tariffs:duty')}?{query.urlencode()}{as_of.query.replace('?', '&', 1)}"
