"""Document in, bytes out: one module a format, none of which knows what the words mean."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, NamedTuple

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from parley.lib.documents import CannotWrite, Document

from . import csv, docx, json, markdown, pdf, xlsx

__all__ = ["WRITERS", "CannotWrite", "Writer", "download"]


class Writer(NamedTuple):
    label: str
    content_type: str
    write: Callable[[Document], bytes]


OFFICE = "application/vnd.openxmlformats-officedocument"

# By the ending of the address, which is the ending of the file.
WRITERS: Final = {
    "pdf": Writer("PDF", "application/pdf", pdf.write),
    "docx": Writer("Word", f"{OFFICE}.wordprocessingml.document", docx.write),
    "xlsx": Writer("Excel", f"{OFFICE}.spreadsheetml.sheet", xlsx.write),
    "csv": Writer("CSV", "text/csv; charset=utf-8", csv.write),
    "md": Writer("Markdown", "text/markdown; charset=utf-8", markdown.write),
    "json": Writer("JSON", "application/json", json.write),
}

OTHERWISE = "Word, Excel, Markdown and JSON can carry it."  # the formats that refuse nothing


def download(document: Document, format: str, *, name: str) -> HttpResponse:
    """The document as a file to keep, with the site's marking where it has none of its own.

    Refused, in words, where the format has no way to show what it says.
    """
    writer = WRITERS[format]
    if settings.MARKING and not document.marking:
        document = replace(document, marking=settings.MARKING)
    try:
        written = writer.write(document)
    except CannotWrite as refusal:
        raise BadRequest(f"{refusal} {OTHERWISE}") from refusal
    return HttpResponse(
        written,
        content_type=writer.content_type,
        headers={"Content-Disposition": content_disposition_header(True, f"{name}.{format}")},
    )
