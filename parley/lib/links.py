"""Keys between recorded models."""

from typing import Any

from django.db import models
from simple_history.models import HistoricForeignKey, HistoricForwardManyToOneDescriptor

from parley.lib.reading import rows_by


class _Followed(HistoricForwardManyToOneDescriptor):
    """The record at which a key points, by a statement that is written once: a save follows five of them."""

    def get_object(self, instance: Any) -> Any:
        then = getattr(instance, "_history", None)
        at = getattr(then, "_as_of", then.history_date) if then else None
        model: Any = self.field.related_model
        for record in rows_by(model, at, id=[getattr(instance, self.field.attname)]):
            return record
        raise model.DoesNotExist(f"{model._meta.verbose_name} matching query does not exist.")


def link(name: str, to, **options) -> HistoricForeignKey:
    """A key to another recorded model: nothing that others rest on can be deleted, and the past finds its own past."""
    options.setdefault("on_delete", models.PROTECT)
    key = HistoricForeignKey(to, related_name=name, **options)
    key.forward_related_accessor_class = _Followed
    return key
