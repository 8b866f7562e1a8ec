"""What every template may use without loading it."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from parley.lib.asof import AsOf, say_day
from parley.lib.html import fill

register = template.Library()


@register.simple_tag
@cache
def sheets_and_scripts() -> SafeString:
    """What the head of every page ends in: worked out once for a process, for the addresses of so many files take as
    long as a question to the database."""
    return render_to_string("parts/_head.html")


@register.filter
def day(value: date | None) -> str:
    """A day in words: 5 May 2025; nothing for none."""
    return say_day(value) if value else ""


@register.filter
def moment(value: datetime | None, zone: str = "UTC") -> str:
    """A moment in words, by the clock of a time zone, which it names: 5 May 2025, 09:00 UTC."""
    if not value:
        return ""
    local = value.astimezone(ZoneInfo(zone))
    return f"{say_day(local.date())}, {local.hour:02}:{local.minute:02} {local.tzname()}"


@register.filter
def timed(value: datetime) -> SafeString:
    """The same, marked as a time, with the moment as programs read it."""
    return fill('<time datetime="{}">{}</time>', value.isoformat(), moment(value))


@register.filter
def percent(value: Decimal | None) -> SafeString | str:
    """A rate in percent: 27.5%; Free for nought; n/a for unknown, which is not nought."""
    if value is None:
        return fill('<span class="rate rate-unknown">{}</span>', "n/a")
    if value == 0:
        return fill('<span class="rate">{}</span>', "Free")
    return fill('<span class="rate">{}%</span>', exact(value))


@register.filter
def exact(value: Decimal) -> str:
    """A number to its last digit, without noughts that say nothing: 27.5, 3,000."""
    return f"{value.normalize():,f}"


@register.filter
def at(address: str, as_of: AsOf) -> str:
    """An address with the clocks that were asked for, before its #fragment."""
    page, mark, fragment = address.partition("#")
    return f"{page}{as_of.query}{mark}{fragment}" if as_of else address


@register.filter
def native(record) -> SafeString | str:
    """A name in its own script beside the Latin one, marked with its language; nothing where there is none."""
    if not record.native_name:
        return ""
    return fill(' <span class="name-native" lang="{}">{}</span>', record.native_language or "und", record.native_name)


@register.filter
def model_name(record) -> str:
    """The word for a record's kind in addresses."""
    return record._meta.model_name
