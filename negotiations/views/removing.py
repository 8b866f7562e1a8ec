"""Taking a round out that was logged by mistake, after a look at what goes with it."""

from itertools import groupby

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from negotiations import actions
from negotiations.forms import RemoveForm
from negotiations.models import Negotiation, Round
from negotiations.reports.days import say_days
from parley.lib.access import analyst_required
from parley.lib.forms import hand_back
from parley.lib.http import go_to, render_page
from parley.lib.records import Conflict, lines_of
from parley.screens import keeps_unsaved


@analyst_required
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_unsaved
def round_remove(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What would go, or what keeps it from going, and a form that asks why."""
    negotiation = get_object_or_404(Negotiation, key=slug)
    rounds = reverse("negotiations:round_list", args=[slug])
    talks = Round.objects.filter(negotiation=negotiation, number=number).first()
    if talks is None:
        if request.method == "POST" and lines_of(Round).filter(negotiation=negotiation, number=number).exists():
            messages.info(request, f"Round {number} had been removed already.")
            return go_to(request, rounds)
        raise Http404("No such round.")
    only_shown = "add" in request.POST
    form = RemoveForm(None if only_shown else request.POST or None)
    if form.is_valid():
        try:
            actions.remove_round(talks, by=request.user, **form.cleaned_data)
        except Conflict as refusal:
            form.add_error(None, refusal)
        except actions.Refused as refused:
            hand_back(form, refused)
        else:
            messages.success(request, f"{talks} is removed, with all that was logged with it. Its history keeps it.")
            return go_to(request, rounds)
    going = actions.logged_with(talks)
    shown = {"reason": request.POST.get("reason", ""), "seen": actions.last_written(going).isoformat()}
    if form.is_bound:  # what it is sent for next is what the page shows now
        form.data = shown
    else:
        form = RemoveForm(initial=shown)
    kinds = groupby(going[1:], key=lambda row: row._meta.verbose_name_plural)
    context = {
        "negotiation": negotiation, "round": talks, "form": form, "refusals": _refusals(request, talks),
        "going": [(kind, list(rows)) for kind, rows in kinds], "title": f"Remove round {number}", "here": "Remove",
        "days": say_days(talks.starts_on, talks.ends_on or talks.starts_on),
        "crumbs": [
            (negotiation.get_absolute_url(), negotiation), (rounds, "Rounds"), (talks.get_absolute_url(), talks),
        ],
    }  # fmt: skip
    return render_page(request, "negotiations/round_remove.html", context, status=422 if form.is_bound else 200)


def _refusals(request: HttpRequest, talks: Round) -> list[str]:
    """Why it could not be removed: it is tried, and undone."""
    try:
        with transaction.atomic():
            actions.remove_round(talks, by=request.user, reason="")
            transaction.set_rollback(True)
    except actions.Refused as refused:
        return refused.messages
    return []
