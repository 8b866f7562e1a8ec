"""What the record can say as a whole: where accounts differ, what became of a deal, and who moved for what."""

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from negotiations.models import Negotiation
from negotiations.reports import boards as reports
from negotiations.selectors import divergences, terms
from parley.lib.asof import as_of, say_day
from parley.lib.http import render_page
from parley.lib.writers import download

STANDINGS = (("open", "Open"), ("settled", "Settled"))


@require_safe
def divergence_list(request: HttpRequest, slug: str) -> HttpResponse:
    at = as_of(request)
    negotiation = get_object_or_404(Negotiation.recorded(at.recorded), key=slug)
    standing = _standing(request)
    board = divergences.board(negotiation, at, standing=standing)
    context = {
        "negotiation": negotiation,
        "as_of": at,
        "standing": standing,
        "standings": STANDINGS,
        "board": board,
        "evidence": board.proof,
    }
    return render_page(request, "negotiations/divergence_list.html", context, partial="board")


@require_safe
def divergence_list_export(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    at = as_of(request)
    negotiation = get_object_or_404(Negotiation.recorded(at.recorded), key=slug)
    board = divergences.board(negotiation, at, standing=_standing(request), quoted=False)
    return download(reports.accounts(negotiation, board, at), format, name=f"{slug}-accounts")


@require_safe
def term_list(request: HttpRequest, slug: str) -> HttpResponse:
    at = as_of(request)
    negotiation = get_object_or_404(Negotiation.recorded(at.recorded), key=slug)
    deal = terms.deal(negotiation, at)
    context = {
        "negotiation": negotiation,
        "as_of": at,
        "deal": deal,
        "states": terms.states_now(deal.lines),
        "evidence": deal.proof,
    }
    return render_page(request, "negotiations/term_list.html", context)


@require_safe
def term_list_export(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    at = as_of(request)
    negotiation = get_object_or_404(Negotiation.recorded(at.recorded), key=slug)
    return download(reports.terms(negotiation, terms.deal(negotiation, at), at), format, name=f"{slug}-terms")


@require_safe
def term_detail(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    at = as_of(request)
    negotiation = get_object_or_404(Negotiation.recorded(at.recorded), key=slug)
    deal = terms.deal(negotiation, at, key=key, quoted=True)
    if not deal.lines:
        raise Http404(f"No such promise had been made and was known on {say_day(at.known)}.")
    [line] = deal.lines
    context = {
        "negotiation": negotiation,
        "as_of": at,
        "line": line,
        "term": line.term,
        "goods": terms.goods_paying(line, at),
        "differences": terms.differences_on(line.term, at),
        "evidence": deal.proof,
    }
    return render_page(request, "negotiations/term_detail.html", context)


def _standing(request: HttpRequest) -> str:
    """The filter that was asked for; refuses what is none."""
    asked = request.GET.get("standing", "")
    if asked and asked not in dict(STANDINGS):
        raise BadRequest(f"“{asked[:40]}” is no filter of accounts; write open or settled.")
    return asked
