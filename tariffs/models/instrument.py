"""Acts of law."""

from django.db import models
from django.db.models import F, Q

from parley.lib.addresses import address_of
from parley.lib.links import link
from parley.lib.records import Keyed, Recorded, RecordQuerySet, history_of
from tariffs.models.economy import Economy


class LegalInstrument(Keyed, Recorded):
    """An act that enacts rates or changes those of earlier acts: an order, proclamation, statute, notice, judgment."""

    class Kind(models.TextChoices):
        STATUTE = "statute", "Statute"
        ORDER = "order", "Executive order"
        PROCLAMATION = "proclamation", "Proclamation"
        NOTICE = "notice", "Notice"
        SCHEDULE = "schedule", "Tariff schedule"
        JUDGMENT = "judgment", "Judgment"
        AGREEMENT = "agreement", "Agreement"

    economy = link("instruments", Economy)
    kind = models.CharField(max_length=20, choices=Kind)
    number = models.CharField(
        max_length=60,
        blank=True,
        help_text="As lawyers cite it: EO 14257, Proc. 10908.",
    )
    title = models.CharField(max_length=300)
    gazette = models.CharField("official citation", max_length=100, blank=True, help_text="Like 90 FR 15041.")
    legal_basis = models.CharField(max_length=200, blank=True, help_text="The power it rests on.")
    adopted_on = models.DateField(
        "adopted on",
        null=True,
        blank=True,
        help_text="The day it was signed or handed down.",
    )
    published_on = models.DateField("made public on", help_text="The first day on which anybody could read it.")
    address = models.URLField("address", max_length=500, blank=True)

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta:
        ordering = ["published_on", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(adopted_on=None) | Q(published_on__gte=F("adopted_on")),
                name="tariffs_legalinstrument_public_after_adopted",
                violation_error_message="An act is not made public before it is adopted.",
            )
        ]

    def __str__(self) -> str:
        return self.number or self.title

    def get_absolute_url(self) -> str:
        return address_of("tariffs:instrument_detail", self.key)
