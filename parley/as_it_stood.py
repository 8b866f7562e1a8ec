"""Where a record is shown as it stood when a line of its history was written."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse

from parley.forms import statement_of
from parley.selectors.versions import Version


def as_they_stood(versions: Sequence[Version], lines: Sequence[Any]) -> list[Version]:
    """The versions with their addresses. Lines that point at the same records and have one number share a page."""
    pages: dict[tuple, str] = {}
    told = []
    for version, line in zip(versions, lines, strict=True):
        if line.history_type == "-":
            told.append(version)
            continue
        where = _where(line)
        if where not in pages:
            pages[where] = _page(line)
        page, mark, fragment = pages[where].partition("#")
        moment = line.history_date.astimezone(UTC)
        told.append(replace(version, address=f"{page}?recorded={moment:%Y-%m-%dT%H:%M:%S.%fZ}{mark}{fragment}"))
    return told


def _where(line: Any) -> tuple:
    """What the address of a record may be made of besides its key, which never changes."""
    keys = (getattr(line, field.attname) for field in line.instance_type._meta.concrete_fields if field.is_relation)
    return (*keys, getattr(line, "number", None))


def _page(line: Any) -> str:
    try:
        return statement_of(line.instance)
    except ObjectDoesNotExist:  # what it belongs to had been struck out
        return reverse("record_history", args=[line.instance_type._meta.model_name, line.key])
