"""Goods: named sets on the tree of the Harmonized System."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from parley.lib.addresses import address_of
from parley.lib.links import link
from parley.lib.records import Keyed, Recorded, RecordQuerySet, history_of
from tariffs import nomenclature


class Scope(Keyed, Recorded):
    """A named set of goods: codes taken in and codes left out, of which the most specific decides."""

    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ScopeCode(Recorded):
    """A code of the Harmonized System, or of a national schedule, that a scope takes in or leaves out."""

    class Basis(models.TextChoices):
        STATED = "stated", "Stated by a source"
        INFERRED = "inferred", "Inferred by us"

    scope = link("codes", Scope)
    hs_code = models.CharField(
        "HS code",
        max_length=10,
        blank=True,
        help_text="Digits only; empty means all goods.",
    )
    included = models.BooleanField("taken in", default=True)
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.STATED)

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta:
        ordering = ["hs_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "hs_code"],
                name="tariffs_scopecode_once",
                violation_error_message="The scope already names that code.",
            ),
            models.CheckConstraint(
                condition=Q(hs_code__regex=r"^(\d{2}|\d{4}|\d{6}|\d{8}|\d{10})?$"),
                name="tariffs_scopecode_is_an_hs_code",
                violation_error_message="An HS code has 2, 4, 6, 8 or 10 digits.",
            ),
        ]

    def __str__(self) -> str:
        code = nomenclature.display(self.hs_code) or "all goods"
        return code if self.included else f"except {code}"


class Sector(Keyed, Recorded):
    """A scope with a place in the analyst's list of sectors."""

    scope = link("sectors", Scope)
    parent = link("parts", "self", null=True, blank=True)
    place = models.PositiveSmallIntegerField("place in the list", default=0)

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta:
        ordering = ["place", "key"]

    def __str__(self) -> str:
        return str(self.scope)

    def get_absolute_url(self) -> str:
        return address_of("tariffs:sector_detail", self.key)

    def clean(self) -> None:
        super().clean()
        if self.pk and self.parent_id == self.pk:
            raise ValidationError({"parent": "A sector is no part of itself."})
