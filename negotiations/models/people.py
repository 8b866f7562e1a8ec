"""People, and the offices they hold."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from negotiations.models.search import Grams, Names
from parley.lib.addresses import address_of
from parley.lib.links import link
from parley.lib.records import Dated, Keyed, Known, Recorded, RecordQuerySet, history_of
from tariffs.models import Economy


class Official(Keyed, Recorded):
    """A person who speaks for an economy, under the names by which sources call them."""

    family_name = models.CharField(max_length=100)
    given_name = models.CharField(max_length=100, blank=True)
    family_name_first = models.BooleanField(default=False, help_text="How the person writes the name in Latin letters.")
    native_name = models.CharField("name in its own script", max_length=100, blank=True)
    native_language = models.CharField(
        "language of that name", max_length=12, blank=True, help_text="A language tag, like ja."
    )
    spellings = ArrayField(
        models.CharField(max_length=100),
        default=list,
        blank=True,
        help_text="Other spellings in sources, also in other scripts; separated by commas.",
    )
    note = models.TextField(blank=True)

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta:
        ordering = ["family_name", "given_name"]
        indexes = [GinIndex(Grams(Names()), name="negotiations_official_names")]

    def __str__(self) -> str:
        names = [self.given_name, self.family_name]
        if self.family_name_first:
            names.reverse()
        return " ".join(filter(None, names))

    def get_absolute_url(self) -> str:
        return address_of("negotiations:official_detail", self.key)


class Appointment(Keyed, Dated, Known, Recorded):
    """An office that an official holds for an economy, from when to when; it goes on until an end is stated."""

    official = link("appointments", Official)
    economy = link("appointments", Economy)
    agency = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200)
    dates_as_seen = models.BooleanField(
        "first day only as seen",
        default=False,
        help_text="The first day is the first on which a source shows the office held, not that of the term. "
        "Until an end is stated, the office is taken to go on.",
    )

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta(Dated.Meta):
        ordering = ["starts_on", "key"]
        constraints = [*Dated.Meta.constraints]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.official.get_absolute_url()
