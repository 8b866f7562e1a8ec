"""What words that somebody typed may hold: what everybody sees, in the order in which it stands."""

import re
from functools import cache

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models

from parley.lib.direction import TURNING

# Controls but for the tab and the ends of lines, and what turns the direction of reading for the letters after it. The
# marks that Arabic and Hebrew need beside numbers and stops turn no letters.
_ILLEGIBLE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{TURNING}]")


def refuse_illegible(text: str) -> None:
    """ValidationError if a character stands in the text that nobody sees, or that shows others in another order."""
    if found := _ILLEGIBLE.search(text):
        raise ValidationError(
            f"The character U+{ord(found[0]):04X} stands in it, which nobody sees and which may turn the direction of"
            " reading. Take it out, or type the words anew.",
            code="illegible",
        )


class Legible(models.Model):
    """A model whose texts hold nothing that nobody sees."""

    class Meta:
        abstract = True

    def clean_fields(self, exclude=None) -> None:
        told: dict[str, list] = {}
        try:
            super().clean_fields(exclude=exclude)
        except ValidationError as refusal:
            told = refusal.update_error_dict(told)
        for name in _texts_of(type(self)).difference(told, exclude or ()):
            value = getattr(self, name) or ""
            try:
                refuse_illegible(value if isinstance(value, str) else "\n".join(value))
            except ValidationError as refusal:
                told[name] = refusal.error_list
        if told:
            raise ValidationError(told)


@cache
def _texts_of(model: type[models.Model]) -> frozenset[str]:
    """The names of the fields in which words are typed."""
    typed = models.CharField, models.TextField, ArrayField
    return frozenset(field.name for field in model._meta.concrete_fields if isinstance(field, typed))
