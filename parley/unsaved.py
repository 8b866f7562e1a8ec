"""What is typed on a screen of writing and not saved: kept for its user, given back, and who else is at work there."""

import hashlib
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, TimestampSigner
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode

from parley.lib.asof import CLOCKS
from parley.models import Sent, Unsaved

MARK, TITLE = "unsaved-mark", "unsaved-title"
LARGEST = 2_000_000  # letters; a round with a hundred rows of each kind has a tenth of that
LONGEST_ADDRESS = 300
THERE = timedelta(seconds=75)  # the screen says every 20 seconds that it is open, one in the background every minute
LATELY = timedelta(minutes=30)
MOST_SCREENS = 200  # of one user; nobody has as many open
OF_USE = timedelta(days=30)  # a mark, and the memory of what was sent

_NOT_TYPED = {"csrfmiddlewaretoken", "add", "save", "step", "return", "returns"}  # the token and the buttons
_ITS_OWN = re.compile(
    r"^(unsaved|choose|theirs)-|(^|[-_])(version|token|key|cited|TOTAL_FORMS|INITIAL_FORMS)$|^(total|next|carried)$"
)
_signer = TimestampSigner(salt="parley.unsaved")


class NotKept(Exception):
    """What was typed could not be kept; says why, to its user."""


@dataclass(slots=True)
class Screen:
    """What a page tells of the screen of writing that it is."""

    address: str
    mark: str
    kept_at: datetime | None = None
    not_kept: str = ""
    returned: bool = False
    others: Iterable[str] = ()  # asked for where the page shows it

    @property
    def discard(self) -> str:
        """The address at which what was typed here is discarded."""
        return Unsaved(screen=self.address).discard


def new_mark(user: Any) -> str:
    """What tells one showing of a form from every other, and for whom it was made: signed, so that nobody else can."""
    return _signer.sign(f"{user.pk}.{token_hex(12)}")


def owner_of(mark: str) -> int | None:
    """For whom the form with the mark was made, by number; None where the mark is not ours or too old."""
    try:
        return int(_signer.unsign(mark, max_age=OF_USE).partition(".")[0])
    except (BadSignature, ValueError):
        return None


def writer_of(mark: str) -> Any | None:
    """The user for whom the form was made, if they still may write."""
    owner = owner_of(mark)
    user = None if owner is None else get_user_model().objects.filter(pk=owner, is_active=True).first()
    return user if user is not None and user.may_write else None


def screen_address(path: str, query: QueryDict) -> str:
    """Where the screen is, whatever the clocks say: what else the query says may be what a new record belongs to."""
    told = sorted((name, value) for name, values in query.lists() if name not in CLOCKS for value in values)
    address = f"{path}?{urlencode(told)}" if told else path
    return address if len(address) <= LONGEST_ADDRESS else path[:LONGEST_ADDRESS]


def typed_pairs(sent: QueryDict) -> list[tuple[str, str]]:
    """The fields of a form as they were sent, in order, without its buttons and without null characters."""
    told = ((name, value) for name, values in sent.lists() if name not in _NOT_TYPED for value in values)
    return [(name.replace("\0", ""), value.replace("\0", "")) for name, value in told]


def as_sent(row: Unsaved) -> QueryDict:
    """What is kept, as the browser would send it."""
    sent = QueryDict(mutable=True)
    for name, value in row.typed:
        sent.appendlist(name, value)
    return sent


def words_of(row: Unsaved) -> list[tuple[str, str]]:
    """What is kept and not empty, for reading: without what a form carries for itself, rows counted from one."""
    told = [(name, value) for name, value in row.typed if value and not _ITS_OWN.search(name)]
    return [(re.sub(r"-(\d+)-", _counted, name).replace("_", " ").replace("-", " "), value) for name, value in told]


def _counted(number: re.Match) -> str:
    return f" {int(number[1]) + 1} "


def open_screen(user: Any, screen: str, mark: str) -> tuple[Unsaved, list[str]]:
    """Note that the user has the screen open, and give what they left on it, and who else is there (`others_at`).

    What was left belongs to this showing of the form from now on. Where nothing was, what is of no use any more goes:
    other screens that were opened and left empty, and the memory of what was sent long ago.
    """
    now = timezone.now()
    rows = list(_lately_at(screen, Q(user=user)))
    row = next((row for row in rows if row.user_id == user.pk), None)
    if row is None:
        Unsaved.objects.filter(user=user, saved_at=None, seen_at__lt=now - timedelta(days=1)).delete()
        Sent.objects.filter(sent_at__lt=now - OF_USE).delete()
        row = Unsaved(user=user, screen=screen, opened_at=now, seen_at=now, typed=[])
        Unsaved.objects.bulk_create([row], ignore_conflicts=True)
    else:
        row.typed, as_read = _marked(row.typed, mark), row.saved_at
        row.opened_at, row.seen_at = row.opened_at if row.seen_at >= now - THERE else now, now
        seen = {"typed": row.typed, "opened_at": row.opened_at, "seen_at": now}
        Unsaved.objects.filter(pk=row.pk, saved_at=as_read).update(**seen)
    return row, _told_of([each for each in rows if each is not row])


def keep(user: Any, screen: str, typed: list[tuple[str, str]], *, mark: str | None = None) -> datetime:
    """Keep what was typed, in place of what the same showing of the form had kept, and give the moment.

    `mark` is that of the page which shows it next, where one does. Refuses (NotKept) what is too long, what the form
    sent after it was saved, and to take the place of what the user typed in another window.
    """
    if sum(len(name) + len(value) for name, value in typed) > LARGEST:
        raise NotKept("Not kept: it is longer than two million letters. Save it, or make it shorter.")
    own = dict(typed).get(MARK, "")
    now = timezone.now()
    with transaction.atomic():
        take_turn(user, screen)
        if mark is None and was_taken(own):
            raise NotKept("This form was saved. Load the page again to write more.")
        row = Unsaved.objects.filter(user=user, screen=screen).first() or Unsaved(user=user, screen=screen)
        if row.pk is None:
            if Unsaved.objects.filter(user=user, saved_at__isnull=False).count() >= MOST_SCREENS:
                raise NotKept(f"Not kept: you left {MOST_SCREENS} screens unsaved. Save or discard some of them first.")
            row.opened_at = now
        elif row.saved_at and _mark(row.typed) != own:
            raise NotKept(
                "Not kept: what you typed on this screen in another window is kept. Save or discard it there first."
            )
        row.typed = _marked(typed, mark or own)
        row.title = dict(typed).get(TITLE, "")[:200]
        row.saved_at = row.seen_at = now
        row.save()
    return now


def was_taken(mark: str) -> bool:
    """Whether the form with the mark was sent and taken."""
    return bool(mark) and Sent.objects.filter(mark=_token(mark)).exists()


def note_seen(user: Any, screen: str) -> None:
    """Note that the user has the screen open still."""
    Unsaved.objects.filter(user=user, screen=screen).update(seen_at=timezone.now())


def settle(user: Any, screen: str, marks: tuple[str, ...], digest: str, address: str) -> None:
    """The form was taken: what it had kept goes, and where it led is remembered.

    `marks` are that of the form, and after it that of a page which showed it again.
    """
    at_hand = Unsaved.objects.filter(user=user, screen=screen)  # one at most
    opened_only, _ = at_hand.filter(saved_at=None).delete()
    if not opened_only:
        for row in at_hand:
            if _mark(row.typed) in marks:
                row.delete()
    if digest:
        Sent.objects.create(mark=_token(marks[0]), digest=digest, address=address)


def digest_of(user: Any, screen: str, sent: QueryDict) -> str:
    """What tells one sending from another: the same only where the same showing of a form was sent with the same words.

    Nothing for a form without a mark.
    """
    if not sent.get(MARK):
        return ""
    told = [(name, values) for name, values in sorted(sent.lists()) if name != "csrfmiddlewaretoken"]
    return hashlib.sha256(json.dumps([user.pk, screen, told]).encode()).hexdigest()


def others_at(user: Any, screen: str) -> list[str]:
    """Who else has the screen open, or had it a while ago, in words."""
    return _told_of(row for row in _lately_at(screen) if row.user_id != user.pk)


def _lately_at(screen: str, besides: Q | None = None) -> QuerySet[Unsaved]:
    lately = Q(seen_at__gte=timezone.now() - LATELY)
    rows = Unsaved.objects.filter(lately | besides if besides else lately, screen=screen)
    return rows.select_related("user").order_by("opened_at", "id")


def _told_of(rows: Iterable[Unsaved]) -> list[str]:
    now = timezone.now()
    return [
        f"Also writing here: {row.user}, since {row.opened_at:%H:%M %Z}."
        if row.seen_at >= now - THERE
        else f"{row.user} had this open at {row.seen_at:%H:%M %Z}."
        for row in rows
    ]


def left_by(user: Any) -> list[Unsaved]:
    """What the user has typed somewhere and not saved, the latest first."""
    return list(Unsaved.objects.filter(user=user, saved_at__isnull=False).order_by("-saved_at", "-id"))


def left_at(user: Any, screens: Collection[str]) -> set[str]:
    """On which of some screens the user has typed something and not saved it."""
    rows = Unsaved.objects.filter(user=user, screen__in=screens, saved_at__isnull=False)
    return set(rows.values_list("screen", flat=True))


def take_turn(user: Any, screen: str) -> None:
    """Wait until nothing else of the user's is under way on the screen; until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"unsaved {user.pk} {screen}"])


def _token(mark: str) -> str:
    """The part of a mark that is its own."""
    return mark.partition(".")[2].partition(":")[0][:40]


def _mark(typed: Iterable) -> str:
    return dict(typed).get(MARK, "")


def _marked(typed: Iterable, mark: str) -> list[tuple[str, str]]:
    return [(name, mark if name == MARK else value) for name, value in typed]
