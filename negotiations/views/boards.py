"""What the record can say as a whole: where accounts differ, what became of a deal, and who moved for what."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from negotiations.models import Issue, Negotiation, Party
from negotiations.reports import boards as reports
from negotiations.reports import concessions_paper, terms_paper
from negotiations.reports import silence as silence_reports
from negotiations.selectors import concessions, divergences, silence, terms
from negotiations.selectors.agenda import agenda_of
from negotiations.selectors.issues import parties_of
from negotiations.selectors.timeline import one_asked
from parley.lib.asof import AsOf, as_of, say_day
from parley.lib.http import keyed_or_404, render_page
from parley.lib.paging import window_among
from parley.lib.writers import download

PAPERS = ("md", "docx", "pdf")  # laid out to be read; the other formats have a column for each figure

ISSUES_A_PAGE = 6
ISSUES_A_FILE = 1000
STANDINGS = (("open", "Open"), ("settled", "Settled"))


@require_safe
def divergence_list(request: HttpRequest, slug: str) -> HttpResponse:
    at = as_of(request)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
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
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
    board = divergences.board(negotiation, at, standing=_standing(request), quoted=False)
    return download(reports.accounts(negotiation, board, at), format, name=f"{slug}-accounts")


@require_safe
def term_list(request: HttpRequest, slug: str) -> HttpResponse:
    at = as_of(request)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
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
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
    made = terms_paper.paper if format in PAPERS else reports.terms
    return download(made(negotiation, terms.deal(negotiation, at), at), format, name=f"{slug}-terms")


@require_safe
def term_detail(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    at = as_of(request)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
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


@require_safe
def concession_list(request: HttpRequest, slug: str) -> HttpResponse:
    at = as_of(request)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
    choice = _choice(request, negotiation, at)
    page = window_among(request, Issue, choice.issues(at), "place", "id", size=ISSUES_A_PAGE)
    ledger = concessions.ledger(negotiation, choice.parties, page.rows, at, choice.party)
    context = {
        "negotiation": negotiation,
        "as_of": at,
        "choice": choice,
        "page": page,
        "ledger": ledger,
        "evidence": ledger.proof,
    }
    return render_page(request, "negotiations/concession_list.html", context, partial="ledger")


@require_safe
def concession_list_export(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    at = as_of(request)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
    choice = _choice(request, negotiation, at)
    issues = choice.issues(at)[:ISSUES_A_FILE]
    ledger = concessions.ledger(negotiation, choice.parties, issues, at, choice.party)
    made = concessions_paper.paper if format in PAPERS else reports.concessions
    return download(made(negotiation, ledger, at), format, name=f"{slug}-concessions")


@require_safe
def discussion_list_export(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    at = as_of(request)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
    document = silence_reports.discussions(negotiation, *silence.occasions_told(negotiation, at), at)
    return download(document, format, name=f"{slug}-discussions")


@require_safe
def attendance_list_export(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    at = as_of(request)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
    lines, _, proof = silence.occasions_told(negotiation, at)
    return download(silence_reports.attendances(negotiation, lines, proof, at), format, name=f"{slug}-attendances")


@dataclass(frozen=True, slots=True)
class _Choice:
    """Whose moves on what were asked for, out of whom and what."""

    parties: Sequence[Party]
    agenda: Sequence[Issue]
    party: Party | None
    issue: Issue | None

    def issues(self, at: AsOf) -> list[Issue]:
        return concessions.moved_issues([self.issue] if self.issue else self.agenda, at, self.party)


def _choice(request: HttpRequest, negotiation: Negotiation, at: AsOf) -> _Choice:
    """Read `?party=` and `?issue=`; refuses what the negotiation does not have."""
    parties, agenda = parties_of(negotiation, at), agenda_of(negotiation, at)
    party, issue = one_asked(request.GET, "party", parties), one_asked(request.GET, "issue", agenda)
    return _Choice(parties, agenda, party, issue)


def _standing(request: HttpRequest) -> str:
    """The filter that was asked for; refuses what is none."""
    asked = request.GET.get("standing", "")
    if asked and asked not in dict(STANDINGS):
        raise BadRequest(f"“{asked[:40]}” is no filter of accounts; write open or settled.")
    return asked
