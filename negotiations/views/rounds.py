"""Rounds of talks, and the occasions of which they are made."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from negotiations.models import Negotiation, Occasion, Round
from negotiations.reports import round_paper
from negotiations.reports import rounds as reports
from negotiations.selectors import divergences
from negotiations.selectors import rounds as selectors
from negotiations.selectors.deadlines import coming_of
from negotiations.selectors.evidence import Note
from negotiations.selectors.in_force import measures_standing
from negotiations.selectors.occasions import occasion_file
from negotiations.selectors.proof import proof_of
from negotiations.selectors.round_lines import round_lines
from parley.lib.access import sees_drafts
from parley.lib.asof import AsOf, as_of, say_day
from parley.lib.http import keyed_or_404, render_page
from parley.lib.paging import window
from parley.lib.writers import download
from tariffs.selectors.goods import code_sets

ROUNDS_A_PAGE = 15
ROUNDS_A_FILE = 1000
AHEAD = 50  # days ahead of which a paper tells


@require_safe
def round_list(request: HttpRequest, slug: str) -> HttpResponse:
    at = as_of(request)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
    rows = selectors.rounds_of(negotiation, at, drafts=sees_drafts(request, at))
    page = window(request, rows, "-number", size=ROUNDS_A_PAGE)
    lines, parties = round_lines(negotiation, page.rows, at)
    context = {"negotiation": negotiation, "as_of": at, "page": page, "lines": lines, "parties": parties}
    return render_page(request, "negotiations/round_list.html", context, partial="rounds")


@require_safe
def round_list_export(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    at = as_of(request)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
    rounds = list(selectors.rounds_of(negotiation, at).order_by("-number")[:ROUNDS_A_FILE])
    lines, parties = round_lines(negotiation, rounds, at)
    return download(reports.round_list(negotiation, lines, parties, at), format, name=f"{slug}-rounds")


@require_safe
def round_detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    at = as_of(request)
    drafts = sees_drafts(request, at)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
    rounds = selectors.rounds_known(negotiation, at, drafts=drafts)
    talks = _numbered(rounds, number)
    context = {"negotiation": negotiation, "as_of": at, "round": talks}
    if talks.starts_on <= at.on:
        file = selectors.round_file(talks, rounds, at, drafts=drafts)
        context |= {"file": file, "evidence": file.proof, "drafts": _drafted(file.drafts, at)}
        context["differences"] = divergences.of_round(file, at)
    return render_page(request, "negotiations/round_detail.html", context)


@require_safe
def round_export(request: HttpRequest, slug: str, number: int, format: str) -> HttpResponse:
    """The round summary as a paper. What is a draft is not in it, whoever asks."""
    at = as_of(request)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
    rounds = selectors.rounds_known(negotiation, at)
    talks = _numbered(rounds, number)
    if talks.starts_on > at.on:
        raise Http404(f"{talks} had not been held on {say_day(at.on)}.")
    file = selectors.round_file(talks, rounds, at)
    measures, ahead = measures_standing(file.table.parties, at), coming_of([negotiation.pk], at)[:AHEAD]
    differences = divergences.of_round(file, at)
    accounts = [told.account for each in differences for told in each.accounts]
    file.proof.join(proof_of(at, ahead, accounts, [each.rate for each in measures.rates]))
    goods = code_sets({each.rate.scope_id for each in measures.rates}, at.recorded)
    paper = round_paper.paper(negotiation, file, measures, goods, ahead, at, timezone.now(), differences)
    return download(paper, format, name=f"{slug}-round-{number}")


@require_safe
def occasion_detail(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    at = as_of(request)
    drafts = sees_drafts(request, at)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
    occasion = get_object_or_404(Occasion.recorded(at.recorded), key=key, negotiation_id=negotiation.pk)
    if not (drafts if occasion.is_draft else occasion.known_on <= at.known):
        raise Http404(f"“{occasion}” was not known on {say_day(at.known)}.")
    occasion.negotiation = negotiation
    context = {"negotiation": negotiation, "as_of": at, "occasion": occasion}
    if occasion.held_on <= at.on:
        file = occasion_file(occasion, negotiation, at, drafts=drafts)
        context |= {"file": file, "evidence": file.proof, "drafts": _drafted(file.drafts, at)}
    return render_page(request, "negotiations/occasion_detail.html", context)


def _drafted(drafts: list[Any], at: AsOf) -> list[tuple[Any, list[Note]]]:
    """Drafts with what is cited for each; they have no number among the page's sources."""
    proof = proof_of(at, drafts) if drafts else None
    return [(draft, proof.notes(draft) if proof else []) for draft in drafts]


def _numbered(rounds: list[Round], number: int) -> Round:
    for each in rounds:
        if each.number == number:
            return each
    raise Http404(f"No round {number} was known on the day asked for.")
