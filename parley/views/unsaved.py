"""What is typed and not saved: kept while it is typed, discarded when asked to, kept too where a form grew too old."""

from urllib.parse import unquote

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST
from django.views.defaults import permission_denied

from parley import unsaved
from parley.lib.http import go_to, render_page
from parley.models import Unsaved
from parley.screens import here, is_screen_of_writing, keep_for_its_writer, to_log_in, told_after_log_out
from parley.unsaved import MARK, NotKept


@require_POST
def unsaved_keep(request: HttpRequest) -> HttpResponse:
    """Keep the fields of a form that is being filled in; a mark alone says that its screen is open still.

    Answers with sentences: `told`, what became of it, and `there`, who else is at work on the screen.
    """
    screen, mark = request.GET.get("screen", ""), request.POST.get(MARK, "")
    if not is_screen_of_writing(screen) or len(screen) > unsaved.LONGEST_ADDRESS or "\0" in unquote(screen):
        raise BadRequest("Nothing is written at this address.")
    user = request.user if request.user.is_authenticated else unsaved.writer_of(mark)
    if user is None:
        return JsonResponse({"told": "Not kept: you are logged out. Log in in another window."}, status=401)
    if unsaved.owner_of(mark) != user.pk:
        told = f"Not kept: another user opened this form, and you are logged in as {user}."
        return JsonResponse({"told": told}, status=403)
    typed = unsaved.typed_pairs(request.POST)
    answer: dict = {"there": unsaved.others_at(user, screen)}
    if all(name.startswith("unsaved-") for name, _ in typed):
        unsaved.note_seen(user, screen)
        return JsonResponse(answer)
    try:
        kept_at = unsaved.keep(user, screen, typed)
    except NotKept as refusal:
        return JsonResponse(answer | {"told": str(refusal)}, status=409)
    told = f"Kept {kept_at:%H:%M:%S %Z}, not yet saved."
    if not request.user.is_authenticated:
        told += " You are logged out: to save it, log in in another window."
    return JsonResponse(answer | {"told": told})


unsaved_keep.goes_by_the_mark = True  # type: ignore[attr-defined]  # read by KeptAfterLogOut


@require_http_methods(["GET", "HEAD", "POST"])
def unsaved_discard(request: HttpRequest) -> HttpResponse:
    """What the user left on a screen, to be read once more and discarded."""
    row = get_object_or_404(Unsaved, user=request.user, screen=request.GET.get("screen", ""), saved_at__isnull=False)
    if request.method == "POST":
        row.delete()
        messages.success(request, f"What you typed under “{row}” is discarded.")
        return redirect("desk")
    return render_page(request, "unsaved_discard.html", {"row": row, "words": unsaved.words_of(row)})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is no longer good, as after a log-in in another window: what was typed is kept, and not saved.

    The mark, which nobody else can make, says that the form was ours and whose it is.
    """
    user, owner = request.user, unsaved.owner_of(request.POST.get(MARK, ""))
    if not is_screen_of_writing(request.path) or owner is None:
        return permission_denied(request, PermissionDenied("The form had grown too old."))
    if not user.is_authenticated:
        return to_log_in(request, told_after_log_out(request, here(request)))
    if owner != user.pk:
        return permission_denied(request, PermissionDenied("Another user opened that form."))
    try:
        keep_for_its_writer(request, here(request))
        told = "Nothing was saved, for the form had grown too old. Here is what you typed: save it again."
    except NotKept as refusal:
        told = f"Nothing was saved, for the form had grown too old. {refusal}"
    messages.warning(request, told)
    return go_to(request, request.get_full_path())
