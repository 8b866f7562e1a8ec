"""Customs territories."""

import zoneinfo
from functools import cache

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from parley.lib.links import link
from parley.lib.records import Dated, Keyed, Recorded, RecordQuerySet, history_of


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


class Membership(Keyed, Dated, Recorded):
    """That an economy is a member of a union, from day to day: what the law says of the union's goods holds for its."""

    economy = link("memberships", Economy)
    union = link("members", Economy)

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta(Dated.Meta):
        ordering = ["union", "economy", "starts_on"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(economy=F("union")),
                name="tariffs_membership_of_another",
                violation_error_message="An economy is no member of itself.",
            ),
            models.UniqueConstraint(
                fields=["economy", "union", "starts_on"],
                name="tariffs_membership_once",
                violation_error_message="That membership, from that day, is recorded already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.economy} in {self.union}"
