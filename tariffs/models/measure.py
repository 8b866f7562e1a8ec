"""Measures, the rates that instruments enact under them, and what later instruments do to those rates."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from parley.lib.addresses import address_of
from parley.lib.links import link
from parley.lib.records import (
    Dated,
    Keyed,
    Known,
    Recorded,
    RecordQuerySet,
    history_of,
)
from tariffs import duty, expressions, law
from tariffs.models.economy import Economy
from tariffs.models.goods import Scope
from tariffs.models.instrument import LegalInstrument


def check_duty(text: str) -> None:
    """Refuse a duty that is not written as schedules write duties."""
    try:
        expressions.read(text)
    except expressions.ExpressionError as fault:
        raise ValidationError(str(fault)) from fault


check_claim = RegexValidator(r"^[a-z0-9][a-z0-9-]*\Z", "A claim is made of small letters, digits and hyphens.")


class Measure(Keyed, Recorded):
    """A duty or other border measure of one economy under one legal basis."""

    class Kind(models.TextChoices):
        BASE = "base", "Base rate (MFN)"
        PREFERENCE = "preference", "Preference"
        ADDITIONAL = "additional", "Additional duty"

    economy = link("measures", Economy)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=30, help_text="For the head of a column.")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.ADDITIONAL)
    legal_basis = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    place = models.PositiveSmallIntegerField("place in lists", default=0)

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta:
        ordering = ["place", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("tariffs:measure_detail", self.key)


class Rate(Keyed, Dated, Known, Recorded):
    """What an instrument enacts under a measure: for which origin and goods, from day to day, at which duty."""

    class Charge(models.TextChoices):
        BASE = duty.Charge.BASE.value, "Base rate"
        ADDITIONAL = duty.Charge.ADDITIONAL.value, "Additional, on top"
        FLOOR = duty.Charge.FLOOR.value, "Floor: brings the total up to"
        IN_LIEU = duty.Charge.IN_LIEU.value, "In lieu of the base rate"

    class Column(models.TextChoices):
        GENERAL = "general", "General rate"
        SPECIAL = "special", "Special rate"
        OTHER = "other", "Rate of the other column"

    measure = link("rates", Measure)
    instrument = link("rates", LegalInstrument)
    origin = link("rates_paid", Economy, null=True, blank=True, help_text="Empty for all origins.")
    scope = link("rates", Scope)
    duty = models.CharField(
        max_length=200,
        blank=True,
        validators=[check_duty],
        help_text="Like 25%, Free, 4.4¢/kg + 5%. Empty: unknown, or what a column of the schedule states.",
    )
    column = models.CharField(
        "schedule column",
        max_length=10,
        choices=Column,
        blank=True,
        help_text="Where the duty is what the schedule states for each line.",
    )
    programme = models.CharField(
        max_length=10,
        blank=True,
        help_text="The symbol behind a special rate, like JP.",
    )
    charge = models.CharField("charged as", max_length=20, choices=Charge, default=Charge.ADDITIONAL)
    content = models.CharField(
        "charged on the value of its",
        max_length=40,
        blank=True,
        help_text="Like steel, where only that part of the value is charged.",
    )
    claim = models.CharField(
        "charged where this is claimed",
        max_length=60,
        blank=True,
        validators=[check_claim],
        help_text="A word like patented. Empty where nothing need be claimed.",
    )
    heading = models.CharField("schedule heading", max_length=40, blank=True, help_text="Like 9903.94.01.")
    note = models.TextField(blank=True)

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta(Dated.Meta):
        ordering = ["starts_on", "key"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["measure", "instrument", "origin", "scope", "starts_on", "claim"],
                nulls_distinct=False,
                name="tariffs_rate_enacted_once",
                violation_error_message="The instrument already enacts a rate for that origin, goods and first day.",
            ),
            models.CheckConstraint(
                condition=Q(column="") | Q(duty=""),
                name="tariffs_rate_states_one_duty",
                violation_error_message="A rate states its duty, or says in which column of the schedule it stands.",
            ),
            models.CheckConstraint(
                condition=(Q(column="special") & ~Q(programme="")) | (~Q(column="special") & Q(programme="")),
                name="tariffs_rate_special_has_a_programme",
                violation_error_message="A special rate, and no other, names the symbol of its programme.",
            ),
        ]

    def __str__(self) -> str:
        return self.stated or "unknown"

    @property
    def stated(self) -> str:
        """The duty in words; nothing where it is unknown."""
        return self.duty or ("as in the schedule" if self.column else "")

    def get_absolute_url(self) -> str:
        return address_of("tariffs:rate_detail", self.measure.key, self.key) + f"#{self.key}"


class RatePart(Keyed, Recorded):
    """A part into which the talks divide a rate that the law states as one, in percentage points."""

    rate = link("parts", Rate)
    name = models.CharField(max_length=100)
    points = models.DecimalField("percentage points", max_digits=8, decimal_places=4)
    place = models.PositiveSmallIntegerField(default=0)

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta:
        ordering = ["rate", "place"]
        verbose_name = "part of a rate"
        verbose_name_plural = "parts of rates"
        constraints = [
            models.UniqueConstraint(
                fields=["rate", "name"],
                name="tariffs_ratepart_named_once",
                violation_error_message="The rate already has a part of that name.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.points.normalize():f} points"

    def get_absolute_url(self) -> str:
        return self.rate.get_absolute_url()


class Effect(Keyed, Dated, Known, Recorded):
    """What a later instrument does to a rate that an earlier one enacted."""

    class Kind(models.TextChoices):
        SUSPENDS = law.EffectKind.SUSPENDS.value, "Suspends"
        EXTENDS = law.EffectKind.EXTENDS.value, "Extends the suspension of"
        ENDS = law.EffectKind.ENDS.value, "Ends"
        REPLACES = law.EffectKind.REPLACES.value, "Replaces"
        ANNULS = law.EffectKind.ANNULS.value, "Holds unlawful"

    instrument = link("effects", LegalInstrument)
    kind = models.CharField(max_length=20, choices=Kind)
    rate = link("effects", Rate)
    extends = link(
        "extensions",
        "self",
        null=True,
        blank=True,
        help_text="The suspension that is extended.",
    )
    replacement = link("replaces", Rate, null=True, blank=True)
    note = models.TextField(blank=True)

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta(Dated.Meta):
        ordering = ["known_on", "starts_on", "key"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind="extends", extends__isnull=False) | (~Q(kind="extends") & Q(extends__isnull=True)),
                name="tariffs_effect_extends_a_suspension",
                violation_error_message="An extension, and nothing else, names the suspension that it extends.",
            ),
            models.CheckConstraint(
                condition=Q(kind="replaces", replacement__isnull=False)
                | (~Q(kind="replaces") & Q(replacement__isnull=True)),
                name="tariffs_effect_replaces_by_a_rate",
                violation_error_message="A replacement, and nothing else, names the rate that replaces.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return self.rate.get_absolute_url()
