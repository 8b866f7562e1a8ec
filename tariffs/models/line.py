"""The lines of an economy's tariff schedule, and what is traded under them."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from parley.lib.links import link
from parley.lib.records import Dated, Known, Period, Recorded, RecordQuerySet, history_of
from tariffs import nomenclature
from tariffs.models.economy import Economy
from tariffs.models.instrument import LegalInstrument


class TariffLine(Dated, Known, Recorded):
    """A line of an economy's schedule as one of its editions first worded it, from day to day.

    A line that a later edition words anew is another row from the day on which that edition speaks. The duties are
    texts as printed: a blank one is inherited from the line above, and one that cannot be read is unknown.
    """

    economy = link("lines", Economy)
    instrument = link("lines", LegalInstrument, help_text="The edition that first worded it so.")
    code = models.CharField(max_length=10, help_text="Digits only.")
    indent = models.PositiveSmallIntegerField(default=0)
    description = models.TextField()
    within = models.TextField(
        "under",
        blank=True,
        help_text="The headings without a number between it and the line above, one to a row.",
    )
    units = models.CharField("units of quantity", max_length=60, blank=True, help_text="Like No. or kg.")
    general = models.TextField("general rate", blank=True)
    special = models.TextField("special rate", blank=True)
    other = models.TextField("rate of the other column", blank=True)
    footnotes = models.TextField(blank=True, help_text="As printed, one to a row.")
    end_known_on = models.DateField(
        "last day public since",
        null=True,
        blank=True,
        editable=False,
        help_text="Until then the line was thought to last.",
    )
    overruled_on = models.DateField(
        "overruled since",
        null=True,
        blank=True,
        editable=False,
        help_text="When an edition was published that says otherwise of all its days.",
    )

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta(Dated.Meta):
        ordering = ["economy", "code", "starts_on"]
        indexes = [models.Index(fields=["code", "economy"], name="tariffs_tariffline_code")]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(code__regex=r"^(\d{2}|\d{4}|\d{6}|\d{8}|\d{10})$"),
                name="tariffs_tariffline_is_a_code",
                violation_error_message="A line's code has 2, 4, 6, 8 or 10 digits.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None, end_known_on=None) | Q(ends_on__isnull=False, end_known_on__isnull=False),
                name="tariffs_tariffline_end_is_known",
                violation_error_message="A last day, and nothing else, is public since some day.",
            ),
            models.CheckConstraint(
                condition=Q(overruled_on=None) | Q(overruled_on__gte=F("known_on")),
                name="tariffs_tariffline_overruled_after_known",
                violation_error_message="A line is not overruled before it was known.",
            ),
            ExclusionConstraint(
                name="tariffs_tariffline_worded_once",
                expressions=[
                    ("economy", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (Period(), RangeOperators.OVERLAPS),
                ],
                condition=Q(overruled_on=None),
                violation_error_message="The schedule already has that line on some of these days.",
            ),
        ]

    def __str__(self) -> str:
        return f"{nomenclature.display(self.code)} {self.description}"


class TradeFlow(Recorded):
    """What an economy imported under a code from an origin in a year, in US dollars of customs value."""

    importer = link("imports", Economy)
    origin = link("exports", Economy)
    code = models.CharField(max_length=10, help_text="Digits only.")
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField("value in US$", max_digits=18, decimal_places=2)
    source = models.CharField(max_length=300, help_text="Who published the figure, and where.")

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta:
        ordering = ["importer", "origin", "year", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["importer", "origin", "year", "code"],
                name="tariffs_tradeflow_once",
                violation_error_message="That flow is recorded already.",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="tariffs_tradeflow_not_negative",
                violation_error_message="A value is not negative.",
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^(\d{2}|\d{4}|\d{6}|\d{8}|\d{10})$"),
                name="tariffs_tradeflow_is_a_code",
                violation_error_message="A code has 2, 4, 6, 8 or 10 digits.",
            ),
        ]

    def __str__(self) -> str:
        return f"{nomenclature.display(self.code)}, {self.year}"
