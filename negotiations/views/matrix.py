"""The rate matrix: what each sector pays, was asked to pay and was offered."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from negotiations.models import Negotiation, Party
from negotiations.reports import matrix as reports
from negotiations.selectors.issues import parties_of
from negotiations.selectors.matrix import Matrix, imposing, rate_matrix
from parley.lib.asof import AsOf, as_of
from parley.lib.http import keyed_or_404, render_page
from parley.lib.writers import download


@require_safe
def matrix(request: HttpRequest, slug: str) -> HttpResponse:
    at = as_of(request)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
    parties = parties_of(negotiation, at)
    context = {
        "negotiation": negotiation,
        "as_of": at,
        "parties": parties,
        "matrix": _matrix(request, negotiation, parties, at),
    }
    return render_page(request, "negotiations/matrix.html", context, partial="matrix")


@require_safe
def matrix_export(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    at = as_of(request)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
    found = _matrix(request, negotiation, parties_of(negotiation, at), at)
    document = reports.matrix(negotiation, found, at, in_one_table=format in reports.IN_ONE_TABLE)
    return download(document, format, name=f"{slug}-rate-matrix")


def _matrix(request: HttpRequest, negotiation: Negotiation, parties: list[Party], at: AsOf) -> Matrix | None:
    """The matrix for `?importer=` and `?origin=`: two of the parties, by the codes of their economies.

    Without them the importer is the first party at the table that imposes any measure, and the origin the next one.
    None where there are not two parties.
    """
    asked = {name: _party(request.GET.get(name), name, parties) for name in ("importer", "origin")}
    if len(parties) < 2:
        return None
    importer = asked["importer"] or _default(parties, asked["origin"], at)
    others = parties[parties.index(importer) + 1 :] + parties[: parties.index(importer)]
    origin = asked["origin"] or others[0]
    if importer == origin:
        raise BadRequest("The importer and the origin are the same economy; choose two.")
    return rate_matrix(negotiation, importer, origin, at)


def _party(code: str | None, name: str, parties: list[Party]) -> Party | None:
    if not code:
        return None
    found = next((party for party in parties if party.economy.code == code), None)
    if found is None:
        codes = ", ".join(party.economy.code for party in parties)
        raise BadRequest(f"“{code[:10]}” is not a party’s economy; for the {name}, write one of {codes or 'none'}.")
    return found


def _default(parties: list[Party], origin: Party | None, at: AsOf) -> Party:
    charge = imposing(parties, at)
    others = [party for party in parties if party != origin]
    return next((party for party in others if party.economy_id in charge), others[0])
