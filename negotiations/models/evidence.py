"""Where we read it: sources, and the passages that carry statements."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.db.models.lookups import Exact

from negotiations.models.deals import Account, Exchange, Implementation, Term
from negotiations.models.negotiation import Phase
from negotiations.models.people import Appointment, Official
from negotiations.models.positions import Deadline, Issue, Position
from negotiations.models.rounds import Attendance, Discussion, Occasion, Round
from negotiations.models.search import Grams
from negotiations.models.statement import Statement
from parley.lib.addresses import address_of
from parley.lib.links import link
from parley.lib.reading import values_by
from parley.lib.records import Keyed, Recorded, RecordQuerySet, history_of
from tariffs.models import Effect, Rate, RatePart, Relief

STATEMENTS = (
    "round",
    "occasion",
    "attendance",
    "discussion",
    "issue",
    "position",
    "deadline",
    "term",
    "account",
    "implementation",
    "exchange",
    "phase",
    "appointment",
    "rate",
    "part",
    "effect",
    "relief",
)


class Source(Keyed, Recorded):
    """A document in which we read something, graded for how far its publisher can be relied on."""

    class Reliability(models.TextChoices):
        A = "A", "A: completely reliable"
        B = "B", "B: usually reliable"
        C = "C", "C: fairly reliable"
        D = "D", "D: not usually reliable"
        E = "E", "E: unreliable"
        F = "F", "F: cannot be judged"

    publisher = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    title_is_ours = models.BooleanField(default=False, help_text="The document's own title was not seen.")
    address = models.URLField(max_length=500, blank=True)
    language = models.CharField(max_length=12, default="en", help_text="A language tag, like en or ja.")
    published_on = models.DateField("published on")
    official = models.BooleanField("by a government or court", default=False)
    reliability = models.CharField(max_length=1, choices=Reliability, default=Reliability.F)
    derived_from = link("derived", "self", null=True, blank=True, help_text="The document that this one retells.")
    note = models.TextField(blank=True)
    captured_on = models.DateField("day of the latest copy", null=True, blank=True, editable=False)

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta:
        ordering = ["-published_on", "key"]
        indexes = [
            models.Index(fields=["-published_on", "id"], name="negotiations_source_by_day"),
            GinIndex(Grams("publisher", "title"), name="negotiations_source_names"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(derived_from=None) | ~Q(derived_from=F("id")),
                name="negotiations_source_not_its_own_origin",
                violation_error_message="A source does not retell itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publisher}, {self.title}"

    def get_absolute_url(self) -> str:
        return address_of("negotiations:source_detail", self.key)


class Capture(models.Model):
    """A copy of a source's page, kept as it came. It is only ever added: a later copy stands beside the earlier ones.

    Not a recorded model: the table is its own history, and the database refuses every change of it.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="captures")
    captured_at = models.DateTimeField(db_default=Now())
    captured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="captured by"
    )
    address = models.URLField(max_length=500, blank=True, help_text="Where it was fetched; empty where it was pasted.")
    media_type = models.CharField(max_length=100, help_text="text/html or text/plain")
    original = models.BinaryField(help_text="Byte for byte as it came.")
    sha256 = models.CharField("SHA-256 of the original", max_length=64)
    html = models.TextField("the page without scripts", blank=True)
    text = models.TextField("the text of the page")

    class Meta:
        ordering = ["-captured_at", "-id"]

    def __str__(self) -> str:
        return f"{self.source}, copy of {self.captured_at:%Y-%m-%d %H:%M}"


class Citation(Keyed, Recorded):
    """The passage of a source that carries one statement."""

    class Attribution(models.TextChoices):
        ON_RECORD = "on-record", "On the record"
        DOCUMENT = "document", "Document"
        NAMED = "named-source", "Named source"
        ANONYMOUS = "anonymous", "Anonymous sources"
        INFERENCE = "inference", "Journalist's inference"
        BACKGROUND = "background", "The report's own background"

    class Credibility(models.IntegerChoices):
        CONFIRMED = 1, "1: confirmed"
        PROBABLE = 2, "2: probably true"
        POSSIBLE = 3, "3: possibly true"
        DOUBTFUL = 4, "4: doubtful"
        IMPROBABLE = 5, "5: improbable"
        UNKNOWN = 6, "6: cannot be judged"

    source = link("citations", Source)
    round = link("citations", Round, null=True, blank=True)
    occasion = link("citations", Occasion, null=True, blank=True)
    attendance = link("citations", Attendance, null=True, blank=True)
    discussion = link("citations", Discussion, null=True, blank=True)
    issue = link("citations", Issue, null=True, blank=True)
    position = link("citations", Position, null=True, blank=True)
    deadline = link("citations", Deadline, null=True, blank=True)
    term = link("citations", Term, null=True, blank=True)
    account = link("citations", Account, null=True, blank=True)
    implementation = link("citations", Implementation, null=True, blank=True)
    exchange = link("citations", Exchange, null=True, blank=True)
    phase = link("citations", Phase, null=True, blank=True)
    appointment = link("citations", Appointment, null=True, blank=True)
    rate = link("citations", Rate, null=True, blank=True)
    part = link("citations", RatePart, null=True, blank=True)
    effect = link("citations", Effect, null=True, blank=True)
    relief = link("citations", Relief, null=True, blank=True)
    quotation = models.TextField(blank=True, help_text="The source's own words, in its own language.")
    quotation_language = models.CharField(max_length=12, blank=True, help_text="Empty: the source's.")
    words_before = models.CharField(
        max_length=200, blank=True, help_text="What stands before the quotation in the copy, to find it again."
    )
    words_after = models.CharField(max_length=200, blank=True, help_text="What stands after it.")
    translation = models.TextField(blank=True, help_text="Into English, where the words need it.")
    translator = models.CharField(max_length=100, blank=True, help_text="Who put it into English.")
    attribution = models.CharField(max_length=20, choices=Attribution)
    attributed_to = models.CharField(max_length=200, blank=True, help_text="As the source puts it.")
    speaker = link("citations", Official, null=True, blank=True)
    credibility = models.PositiveSmallIntegerField(choices=Credibility, default=Credibility.UNKNOWN)
    note = models.TextField(blank=True)

    objects = RecordQuerySet.as_manager()
    history = history_of(stands=True)
    STANDS = tuple(f"{name}_id" for name in STATEMENTS)
    SELDOM_MOVES = True

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="negotiations_citation_supports_one_statement",
                condition=Exact(
                    Func(*map(F, STATEMENTS), function="num_nonnulls", output_field=models.IntegerField()), 1
                ),
                violation_error_message="A citation supports exactly one statement.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} ({self.grade})"

    @property
    def grade(self) -> str:
        """Reliability of the source and credibility of the statement, in the Admiralty code: B2."""
        return f"{self.source.reliability}{self.credibility}"

    @property
    def supports(self) -> str:
        """Which kind of statement it carries."""
        return next(name for name in STATEMENTS if getattr(self, f"{name}_id") is not None)

    def clean(self) -> None:
        super().clean()
        if self.attribution == self.Attribution.ON_RECORD and not (self.speaker_id or self.attributed_to):
            raise ValidationError({"speaker": "Words on the record have a speaker."})
        self._no_surer_than_its_origin()

    def _no_surer_than_its_origin(self) -> None:
        """Refuse that a retelling makes a statement surer than the report that it retells, or that one less sure.

        A row cannot tell it of itself: it asks for the other citations of the statement, and for what their sources
        retell only where there are any.
        """
        cited = f"{self.supports}_id" if any(getattr(self, f"{name}_id") for name in STATEMENTS) else ""
        if not cited or not self.source_id or self.credibility is None:
            return
        all_cited = values_by(Citation, None, ("id", "source_id", "credibility"), **{cited: [getattr(self, cited)]})
        found: dict[int, int] = {}
        for pk, source, credibility in all_cited:
            if pk != self.pk:
                found[source] = min(credibility, found.get(source, credibility))
        if not found:
            return
        above = retold_by(self.source_id, *found)
        own = min(self.credibility, found.get(self.source_id, self.credibility))
        for source, credibility in found.items():
            if source in above[self.source_id] and self.credibility < credibility:
                raise ValidationError({"credibility": SURER.format(credibility)})
            if self.source_id in above[source] and credibility < own:
                raise ValidationError({"credibility": LESS_SURE.format(credibility)})


SURER = "A retelling makes nothing surer: the report that it retells is cited for this with credibility {}."
LESS_SURE = "A retelling of this report is cited for the same with credibility {}, and cannot be surer than the report."
_cited: Any = Citation._meta
# By kind those that are drafted and published; for a phase or a rate a source is cited too, and readers see it at once.
STATEMENT_MODELS: dict[str, Any] = {
    name: model for name in STATEMENTS if issubclass(model := _cited.get_field(name).remote_field.model, Statement)
}

_UP = """
WITH RECURSIVE up (source, above) AS (
    SELECT id, derived_from_id FROM negotiations_source WHERE id = ANY(%s) AND derived_from_id IS NOT NULL
    UNION
    SELECT up.source, next.derived_from_id FROM up JOIN negotiations_source next ON next.id = up.above
    WHERE next.derived_from_id IS NOT NULL
) SELECT source, above FROM up
"""


def retold_by(*sources: int) -> dict[int, set[int]]:
    """For each source, by id, the ids of those that it retells, by way of others too; one query."""
    found: dict[int, set[int]] = {source: set() for source in sources}
    with connection.cursor() as cursor:
        cursor.execute(_UP, [list(sources)])
        for source, above in cursor.fetchall():
            found[source].add(above)
    return found
