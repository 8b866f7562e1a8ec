"""What is at issue, what each party holds about it, and the days that matter."""

from decimal import Decimal

from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from negotiations import quantities
from negotiations.models.negotiation import Negotiation, Party
from negotiations.models.one_table import refuse_another_table
from negotiations.models.rounds import Occasion, StatementQuerySet
from negotiations.models.search import Grams
from negotiations.models.statement import Statement, StatementVerbs
from parley.lib.addresses import address_of
from parley.lib.links import link
from parley.lib.records import Dated, Keyed, Recorded, RecordQuerySet, history_of
from tariffs.models import LegalInstrument, Measure, RatePart, Scope


class Issue(Keyed, Recorded):
    """An item on the agenda; it may point at a measure, a part of a rate, or goods."""

    negotiation = link("issues", Negotiation)
    parent = link("sub_issues", "self", null=True, blank=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    measure = link("issues", Measure, null=True, blank=True)
    part = link("issues", RatePart, null=True, blank=True, verbose_name="part of a rate")
    scope = link("issues", Scope, null=True, blank=True, verbose_name="goods")
    place = models.PositiveSmallIntegerField("place on the agenda", default=0)

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta:
        ordering = ["place", "title"]
        indexes = [GinIndex(Grams("title", "description"), name="negotiations_issue_words")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("negotiations:issue_detail", self.negotiation.key, self.key)

    def clean(self) -> None:
        super().clean()
        if self.pk and self.parent_id == self.pk:
            raise ValidationError({"parent": "An issue is no part of itself."})
        refuse_another_table(self)


class Stance(models.TextChoices):
    ASKS = "asks", "Asks"
    OFFERS = "offers", "Offers"
    REFUSES = "refuses", "Refuses"
    ACCEPTS = "accepts", "Accepts"
    WARNS = "warns", "Warns"
    RULES_OUT = "rules-out", "Rules out"
    COMPLAINS = "complains", "Complains"
    ARGUES = "argues", "Argues"


class Unit(models.TextChoices):
    PERCENT = "percent", "%"
    POINTS = "points", "percentage points"
    DAYS = "days", "days"
    DOLLARS = "usd", "US$"
    TONNES = "tonnes", "tonnes"


class Sense(models.TextChoices):
    TO = "to", "to that level"
    BY = "by", "by that much"
    ABOUT = "about", "what it is about"


_SENSES = {"to": "to", "by": "by", "about": "concerning"}


def measured(quantity: Decimal | None, unit: str) -> str:
    """A quantity as people write it, or nothing: 14%, 10 percentage points, US$550 billion. Exact."""
    if quantity is None:
        return ""
    if unit == Unit.DOLLARS:
        return quantities.say(quantities.Quantity(quantity, unit))
    number = f"{quantity.normalize():,f}"
    return f"{number}%" if unit == Unit.PERCENT else f"{number} {Unit(unit).label}"


def quantity_told(quantity: Decimal | None, unit: str, sense: str) -> str:
    """A quantity with what it is: to 10%, by 5 percentage points, concerning 14%; or nothing."""
    return f"{_SENSES[sense]} {measured(quantity, unit)}" if quantity is not None else ""


class Position(Keyed, Dated, Statement, Recorded):
    """What a party asks, offers, refuses, accepts, warns of, rules out, complains of or argues on an issue, until it is
    withdrawn or replaced by a later one."""

    class Ending(models.TextChoices):
        WITHDRAWN = "withdrawn", "Withdrawn"
        SUPERSEDED = "superseded", "Superseded"

    issue = link("positions", Issue)
    party = link("positions", Party, db_index=False)  # two indexes below begin with it
    occasion = link("positions", Occasion, null=True, blank=True)
    stance = models.CharField(max_length=20, choices=Stance)
    words = models.TextField("in words", help_text="What the party wants, in one sentence of ours.")
    quantity = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    unit = models.CharField(max_length=10, choices=Unit, blank=True)
    sense = models.CharField("the quantity is", max_length=10, choices=Sense, blank=True)
    condition = models.TextField(blank=True, help_text="On what it depends.")
    ending = models.CharField("how it ended", max_length=20, choices=Ending, blank=True)
    replaced_by = link("replaces", "self", null=True, blank=True)

    objects = StatementQuerySet.as_manager()
    history = history_of(StatementVerbs, stands=True)
    STANDS = (
        "issue_id", "party_id", "occasion_id", "starts_on", "ends_on", "ending", "replaced_by_id", "known_on",
        "published_at",
    )  # fmt: skip

    class Meta(Dated.Meta):
        ordering = ["starts_on", "key"]
        indexes = [
            models.Index(fields=["issue", "starts_on"], name="negotiations_position_lane"),
            models.Index(fields=["issue", "ends_on"], name="negotiations_position_held"),
            models.Index(fields=["party", "starts_on"], name="negotiations_position_begun"),
            models.Index(fields=["party", "ends_on"], name="negotiations_position_ended"),
            models.Index(fields=["-starts_on", "-id"], name="negotiations_position_newest"),
            models.Index(fields=["issue", "known_on"], name="negotiations_position_known"),
            models.Index(fields=["issue"], condition=Q(published_at=None), name="negotiations_position_drafts"),
            GinIndex(Grams("words", "condition"), name="negotiations_position_words"),
        ]
        constraints = [
            *Dated.Meta.constraints,
            *Statement.Meta.constraints,
            models.CheckConstraint(
                condition=Q(quantity=None, unit="", sense="")
                | (Q(quantity__isnull=False) & ~Q(unit="") & ~Q(sense="")),
                name="negotiations_position_quantity_has_a_unit",
                violation_error_message="A quantity has a unit and says what it is: "
                "a level, a change, or what it is about.",
            ),
            models.CheckConstraint(
                condition=(Q(ending="") & Q(replaced_by=None)) | Q(ends_on__isnull=False),
                name="negotiations_position_ended_on_a_day",
                violation_error_message="A position that is withdrawn or superseded has a last day.",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | Q(ending="superseded"),
                name="negotiations_position_superseded_by_the_next",
                violation_error_message="A position that another replaces is superseded.",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | ~Q(replaced_by=F("id")),
                name="negotiations_position_replaced_by_another",
                violation_error_message="A position does not replace itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        return f"{self.issue.get_absolute_url()}#{self.key}"

    def clean(self) -> None:
        super().clean()
        refuse_another_table(self)

    @property
    def measured(self) -> str:
        """The quantity as people write it, or nothing."""
        return measured(self.quantity, self.unit)

    @property
    def quantity_told(self) -> str:
        """The quantity with what it is, or nothing."""
        return quantity_told(self.quantity, self.unit, self.sense)


class Deadline(Keyed, Statement, Recorded):
    """A day that matters, as it was set on some day; a later one may have moved it."""

    negotiation = link("deadlines", Negotiation)
    issue = link("deadlines", Issue, null=True, blank=True)
    name = models.CharField(max_length=200)
    falls_on = models.DateField("falls on")
    set_on = models.DateField("set on")
    moves = link("moved_to", "self", null=True, blank=True, help_text="The deadline that this one moved.")
    moved_by = link("moved_deadlines", Party, null=True, blank=True)
    instrument = link("deadlines", LegalInstrument, null=True, blank=True)
    note = models.TextField(blank=True)

    objects = StatementQuerySet.as_manager()
    history = history_of(StatementVerbs)

    class Meta:
        ordering = ["falls_on", "key"]
        constraints = [
            *Statement.Meta.constraints,
            models.CheckConstraint(
                condition=Q(falls_on__gte=F("set_on")),
                name="negotiations_deadline_falls_after_it_is_set",
                violation_error_message="A deadline does not fall before the day on which it was set.",
            ),
            models.CheckConstraint(
                condition=Q(moves=None) | ~Q(moves=F("id")),
                name="negotiations_deadline_moves_another",
                violation_error_message="A deadline does not move itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{address_of('negotiations:deadline_list', self.negotiation.key)}#{self.key}"

    def clean(self) -> None:
        super().clean()
        refuse_another_table(self)
