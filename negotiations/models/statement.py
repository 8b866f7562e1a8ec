"""What every statement is: drafted, resting on citations, published, and where accounts differ, ranked."""

from django.db import models
from django.db.models import Q

from parley.lib.records import Known


class Statement(Known):
    """Drafted by an analyst; published by an editor once a citation carries it."""

    class Rank(models.TextChoices):
        PREFERRED = "preferred", "Preferred"
        NORMAL = "normal", "Normal"
        DEPRECATED = "deprecated", "Deprecated"

    published_at = models.DateTimeField("published", null=True, blank=True, editable=False)
    rank = models.CharField(max_length=20, choices=Rank, default=Rank.NORMAL)
    rank_reason = models.TextField("why it is ranked so", blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(known_on__isnull=False),
                name="%(app_label)s_%(class)s_published_with_a_source",
                violation_error_message="A statement without a citation stays a draft.",
            ),
            models.CheckConstraint(
                condition=Q(rank="normal") | ~Q(rank_reason=""),
                name="%(app_label)s_%(class)s_rank_has_a_reason",
                violation_error_message="Say why the statement is ranked so.",
            ),
        ]

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


class StatementVerbs:
    """Asked of statements, in their table and in their history alike."""

    def published(self):
        """What readers see."""
        return self.filter(published_at__isnull=False)  # type: ignore[attr-defined]

    def drafts(self):
        """What no reader sees yet."""
        return self.filter(published_at=None)  # type: ignore[attr-defined]


_BY_WAY_OF = ("issue", "occasion", "party", "term", "divergence", "given")


def negotiation_of(record):
    """The negotiation to which a record of the talks belongs; None for one that belongs to no single one."""
    if getattr(record, "negotiation_id", None):
        return record.negotiation
    for name in _BY_WAY_OF:
        if getattr(record, f"{name}_id", None):
            return negotiation_of(getattr(record, name))
    return None
