"""Negotiations, who sits at the table, and how far they have come."""

from django.db import models

from parley.lib.addresses import address_of
from parley.lib.links import link
from parley.lib.records import Dated, Keyed, Known, Recorded, RecordQuerySet, history_of
from tariffs.models import Economy


class Negotiation(Keyed, Recorded):
    """Talks between two or more economies, followed under one name."""

    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("negotiations:negotiation_detail", self.key)


class Party(Keyed, Recorded):
    """An economy at the table of one negotiation, under the name used there."""

    negotiation = link("parties", Negotiation)
    economy = link("seats", Economy)
    name = models.CharField(max_length=100)
    place = models.PositiveSmallIntegerField("place in lists", default=0)

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta:
        ordering = ["place", "name"]
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(
                fields=["negotiation", "economy"],
                name="negotiations_party_one_seat",
                violation_error_message="The economy already has a seat in this negotiation.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Phase(Keyed, Dated, Known, Recorded):
    """A dated stretch of a negotiation: launched, talks, agreed in principle, signed, in force, suspended, ended."""

    class Kind(models.TextChoices):
        LAUNCHED = "launched", "Launched"
        TALKS = "talks", "Talks"
        AGREED = "agreed", "Agreed in principle"
        SIGNED = "signed", "Signed"
        IN_FORCE = "in-force", "In force"
        SUSPENDED = "suspended", "Suspended"
        ENDED = "ended", "Ended"

    negotiation = link("phases", Negotiation)
    kind = models.CharField(max_length=20, choices=Kind)
    note = models.TextField(blank=True)

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta(Dated.Meta):
        ordering = ["starts_on", "key"]
        constraints = [*Dated.Meta.constraints]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return self.negotiation.get_absolute_url()
