"""How measures combine, and who need not pay."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from parley.lib.links import link
from parley.lib.records import (
    Dated,
    Keyed,
    Known,
    Recorded,
    RecordQuerySet,
    history_of,
)
from tariffs.models.economy import Economy
from tariffs.models.goods import Scope
from tariffs.models.instrument import LegalInstrument
from tariffs.models.measure import Measure, check_claim, check_duty

ENDED_BY = "The act that set the last day. Empty where the act itself did."


class Ending(Dated):
    """Holds from a first to a last day. A later act may have set it: until that was public, it was thought to last."""

    instrument_id: int
    instrument: Any
    ended_by_id: int | None
    ended_by: Any

    enacted_to = models.DateField(
        "last day as enacted",
        null=True,
        blank=True,
        help_text="Where a later act set the last day: the one that the act itself had set, if any.",
    )
    end_known_on = models.DateField("last day public since", null=True, blank=True, editable=False)

    class Meta(Dated.Meta):
        abstract = True
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ended_by=None) | Q(ends_on__isnull=False),
                name="%(app_label)s_%(class)s_ended_on_a_day",
                violation_error_message="What another act ended has a last day.",
            ),
            models.CheckConstraint(
                condition=Q(enacted_to=None) | Q(ended_by__isnull=False),
                name="%(app_label)s_%(class)s_enacted_to_another_day",
                violation_error_message="Name the later act that moved the day, or leave the day as enacted empty.",
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.ended_by_id and self.ended_by_id == self.instrument_id:
            raise ValidationError({"ended_by": "Name only another act than the one that began it."})
        if self.ended_by_id and self.instrument_id and self.ended_by.published_on < self.instrument.published_on:
            raise ValidationError({"ended_by": "That act was made public before the one that began it."})

    def last_day(self, known: date) -> date | None:
        """The last day as known on a day; None where it is open, or was thought to be."""
        return self.enacted_to if self.end_known_on and self.end_known_on > known else self.ends_on


class StackingRule(Keyed, Ending, Known, Recorded):
    """Under an instrument, one measure yields to another on the same goods: wholly, or on the value it covers."""

    instrument = link("stacking_rules", LegalInstrument)
    measure = link("yields", Measure)
    to = link("displaces", Measure)
    wholly = models.BooleanField(
        default=True,
        help_text="If not, only on the part of the value that the other covers.",
    )
    ended_by = link("rules_ended", LegalInstrument, null=True, blank=True, help_text=ENDED_BY)
    note = models.TextField(blank=True)

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta(Ending.Meta):
        ordering = ["starts_on", "key"]
        constraints = [
            *Ending.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(measure=F("to")),
                name="tariffs_stackingrule_yields_to_another",
                violation_error_message="A measure does not yield to itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} yields to {self.to}"


class Relief(Keyed, Ending, Known, Recorded):
    """Goods or importers that need not pay a measure, or pay something else, when they claim it.

    Its period is that of the days of entry.
    """

    instrument = link("reliefs", LegalInstrument)
    measure = link("reliefs", Measure)
    name = models.CharField(max_length=200)
    condition = models.TextField(help_text="In words, as the instrument puts it.")
    claim = models.CharField(
        "claimed as",
        max_length=60,
        blank=True,
        validators=[check_claim],
        help_text="A word that reliefs of several measures may share, like civil-aircraft. Empty: by its key.",
    )
    origin = link("reliefs", Economy, null=True, blank=True, help_text="Empty for all origins.")
    scope = link("reliefs", Scope, null=True, blank=True, help_text="Empty for all goods.")
    loaded_before = models.DateField(
        null=True,
        blank=True,
        help_text="For goods in transit: the first day on which loading is too late.",
    )
    duty = models.CharField(
        "charged instead",
        max_length=200,
        blank=True,
        validators=[check_duty],
        help_text="Empty: the measure does not reach the goods, and gives way to nothing and displaces nothing.",
    )
    heading = models.CharField("schedule heading", max_length=40, blank=True)
    ended_by = link("reliefs_ended", LegalInstrument, null=True, blank=True, help_text=ENDED_BY)

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta(Ending.Meta):
        ordering = ["starts_on", "key"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{self.measure.get_absolute_url()}#{self.key}"
