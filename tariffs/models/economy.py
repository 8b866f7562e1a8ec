"""Customs territories."""

import zoneinfo
from functools import cache

from django.core.exceptions import ValidationError
from django.db import models

from parley.lib.records import Keyed, Recorded, RecordQuerySet, history_of


@cache
def _time_zones() -> frozenset[str]:
    # The standard library walks through hundreds of files each time it is asked.
    return frozenset(zoneinfo.available_timezones())


def check_time_zone(name: str) -> None:
    """Refuse a name that the time-zone database does not have."""
    if name not in _time_zones():
        raise ValidationError(f"“{name}” is no time zone; write it like Asia/Tokyo.")


class Economy(Keyed, Recorded):
    """A customs territory or union that sets duties."""

    code = models.CharField(
        max_length=3,
        unique=True,
        help_text="The code used in trade statistics, like JP or EU.",
    )
    name = models.CharField(max_length=100)
    native_name = models.CharField("name in its own script", max_length=100, blank=True)
    native_language = models.CharField(
        "language of that name",
        max_length=12,
        blank=True,
        help_text="A language tag, like ja.",
    )
    time_zone = models.CharField(max_length=50, default="UTC", validators=[check_time_zone])
    law_entered_to = models.DateField(
        "law entered up to",
        null=True,
        blank=True,
        help_text="The law published by this day has been entered here; later law has not, or not all of it.",
    )

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "economies"

    def __str__(self) -> str:
        return self.name
