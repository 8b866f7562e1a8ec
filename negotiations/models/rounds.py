"""Rounds of talks, the occasions on which something was said or done, who was there, and what was on the table."""

import zoneinfo
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from negotiations.localtime import skipped
from negotiations.models.negotiation import Negotiation
from negotiations.models.one_table import refuse_another_table
from negotiations.models.people import Appointment, Official
from negotiations.models.statement import Statement, StatementVerbs
from parley.lib.addresses import address_of
from parley.lib.links import link
from parley.lib.records import Dated, Keyed, Recorded, RecordQuerySet, history_of
from tariffs.models.economy import check_time_zone


class StatementQuerySet(StatementVerbs, RecordQuerySet):
    """The rows of a table of statements."""


class Round(Keyed, Dated, Statement, Recorded):
    """A numbered set of talks; other parties may count differently."""

    negotiation = link("rounds", Negotiation)
    number = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=50, blank=True, help_text="Like ministerial, working level.")
    place = models.CharField(max_length=100, blank=True)
    aliases = ArrayField(
        models.CharField(max_length=100),
        default=list,
        blank=True,
        help_text="What others call it; separated by commas.",
    )
    summary = models.TextField(blank=True, help_text="What came of it, in a sentence or two.")

    objects = StatementQuerySet.as_manager()
    history = history_of(StatementVerbs)

    class Meta(Dated.Meta):
        ordering = ["-number"]
        constraints = [
            *Dated.Meta.constraints,
            *Statement.Meta.constraints,
            models.UniqueConstraint(
                fields=["negotiation", "number"],
                name="negotiations_round_numbered_once",
                violation_error_message="The negotiation already has a round of that number.",
            ),
        ]

    def __str__(self) -> str:
        return f"Round {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("negotiations:round_detail", args=[self.negotiation.key, self.number])


class Occasion(Keyed, Statement, Recorded):
    """When and where something was said or done."""

    class Kind(models.TextChoices):
        SESSION = "session", "Session"
        CALL = "call", "Telephone call"
        LETTER = "letter", "Letter"
        PRESS = "press-conference", "Press conference"
        BROADCAST = "broadcast", "Broadcast"
        ANNOUNCEMENT = "announcement", "Announcement"
        REPORT = "report", "Press report"

    negotiation = link("occasions", Negotiation)
    round = link("occasions", Round, null=True, blank=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.SESSION)
    title = models.CharField(max_length=200)
    held_on = models.DateField("day", help_text="By the calendar of the place.")
    starts_at = models.TimeField("time", null=True, blank=True, help_text="By the clock of the place.")
    time_zone = models.CharField(max_length=50, default="UTC", validators=[check_time_zone])
    minutes = models.PositiveSmallIntegerField("duration in minutes", null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=100, blank=True, help_text="Like in person, telephone, television.")
    note = models.TextField(blank=True)

    objects = StatementQuerySet.as_manager()
    history = history_of(StatementVerbs)

    class Meta:
        ordering = ["held_on", "starts_at", "key"]
        constraints = [*Statement.Meta.constraints]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("negotiations:occasion_detail", self.negotiation.key, self.key)

    def clean(self) -> None:
        super().clean()
        refuse_another_table(self)
        try:
            check_time_zone(self.time_zone)
        except ValidationError:
            return  # the field of the zone says so
        if self.held_on and self.starts_at and (wrong := skipped(self.held_on, self.starts_at, self.time_zone)):
            raise ValidationError({"starts_at": wrong})

    @property
    def moment(self) -> datetime | None:
        """When it began, with its time zone, where the hour is known."""
        if self.starts_at is None:
            return None
        return datetime.combine(self.held_on, self.starts_at, zoneinfo.ZoneInfo(self.time_zone))


class Attendance(Keyed, Statement, Recorded):
    """That an official was at an occasion, in which capacity, or was absent though expected."""

    class Presence(models.TextChoices):
        PRESENT = "present", "Present"
        ABSENT = "absent", "Absent though expected"

    occasion = link("attendances", Occasion)
    official = link("attendances", Official)
    appointment = link("attendances", Appointment, null=True, blank=True)
    presence = models.CharField(max_length=10, choices=Presence, default=Presence.PRESENT)
    capacity = models.CharField(max_length=200, blank=True, help_text="Like lead, host, for part of the time.")

    objects = StatementQuerySet.as_manager()
    history = history_of(StatementVerbs)

    class Meta:
        ordering = ["presence", "id"]
        constraints = [
            *Statement.Meta.constraints,
            models.UniqueConstraint(
                fields=["occasion", "official"],
                name="negotiations_attendance_once",
                violation_error_message="The official is already listed at this occasion.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.official}, {self.get_presence_display().lower()}"

    def get_absolute_url(self) -> str:
        return self.occasion.get_absolute_url()


class Discussed(models.TextChoices):
    DISCUSSED = "discussed", "Discussed"
    NOT_DISCUSSED = "not-discussed", "Not discussed"
    NOT_DISCLOSED = "not-disclosed", "Not disclosed"


class Discussion(Keyed, Statement, Recorded):
    """That an issue was discussed, not discussed, or the answer not disclosed, on an occasion: silence is recorded."""

    occasion = link("discussions", Occasion)
    issue = link("discussions", "negotiations.Issue")
    outcome = models.CharField(max_length=20, choices=Discussed, default=Discussed.DISCUSSED)
    note = models.TextField(blank=True)

    objects = StatementQuerySet.as_manager()
    history = history_of(StatementVerbs)

    class Meta:
        ordering = ["occasion", "issue"]
        constraints = [
            *Statement.Meta.constraints,
            models.CheckConstraint(
                condition=Q(outcome__in=Discussed.values),
                name="negotiations_discussion_outcome_known",
                violation_error_message="An issue was discussed, not discussed, or its outcome not disclosed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue}: {self.get_outcome_display().lower()}"

    def get_absolute_url(self) -> str:
        return self.occasion.get_absolute_url()

    def clean(self) -> None:
        super().clean()
        refuse_another_table(self)
