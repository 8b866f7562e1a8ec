"""Keeping copies of what a source is: the page byte for byte, without scripts, and as text."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from negotiations.capture.cleaning import Copy
from negotiations.capture.decoding import LARGEST
from negotiations.known import record_known
from negotiations.models import Capture, Source
from parley.lib.asof import say_day


@transaction.atomic
def enter_source(source: Source, copy: Copy | None, *, by, reason: str = "", address: str = "") -> Capture | None:
    """Record a new source together with its first copy, or without one; `address` is where the copy was fetched."""
    if copy:
        source.captured_on = timezone.localdate()
    record_known(source, by=by, reason=reason)
    return _kept(source, copy, by, address) if copy else None


@transaction.atomic
def keep_copy(source: Source, copy: Copy, *, by, reason: str = "", address: str = "") -> Capture:
    """Keep one more copy of a source; earlier ones stay. Refuses the very copy that is the latest one already."""
    source = Source.objects.select_for_update().get(pk=source.pk)
    latest = source.captures.only("sha256", "captured_at").first()
    if latest and latest.sha256 == fingerprint(copy):
        day = say_day(timezone.localdate(latest.captured_at))
        raise ValidationError(f"This very copy is kept already: it was made on {day}.", code="same")
    capture = _kept(source, copy, by, address)
    today = timezone.localdate()
    if source.captured_on != today:
        source.captured_on = today
        source.record(by=by, reason=reason)
    return capture


def fingerprint(copy: Copy) -> str:
    """The SHA-256 of the page as it came, in hexadecimal digits."""
    return hashlib.sha256(copy.original).hexdigest()


def _kept(source: Source, copy: Copy, by, address: str) -> Capture:
    if not copy.text:
        raise ValidationError("There are no words in the page, so no copy of it is kept.", code="empty")
    if len(copy.original) > LARGEST:
        raise ValidationError(too_large(len(copy.original)), code="large")
    capture = Capture(
        source=source, captured_by=by, address=address, media_type=copy.media_type, original=copy.original,
        sha256=fingerprint(copy), html=copy.html, text=copy.text,
    )  # fmt: skip
    capture.clean_fields(exclude=["captured_at"])
    capture.save()
    return capture


def too_large(size: int) -> str:
    """That a page is larger than is kept, and what to do."""
    return (
        f"The page has {size / 2**20:.1f} MB; at most {LARGEST // 2**20} MB of one are kept. "
        "Paste the text of the article alone."
    )
