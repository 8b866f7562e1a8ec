"""Words of the rate matrix, the same on its page and in its files, and its rows; see `statements`."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from negotiations.reports.matrix import whose
from negotiations.selectors.matrix_rows import Cell, Row
from negotiations.templatetags.statements import NOTHING, note
from parley.lib.html import fill, joined

register = template.Library()
register.filter("whose", lambda party: whose(str(party)))

_PART = '<span class="rate-part">{}</span>'


@register.simple_tag
def matrix_rows(rows: Iterable[Row]) -> SafeString:
    """The sectors with their figures, of which there are hundreds."""
    return joined(
        fill(
            '<tr><th scope="row"{}><a href="{}">{}</a></th>{}</tr>\n',
            SafeString(' class="part"') if row.duty.depth else NOTHING,
            row.address,
            row.duty.sector,
            joined(map(_cell, row.cells)),
        )
        for row in rows
    )


def _cell(cell: Cell) -> SafeString:
    if cell.is_blank:
        return fill('<td class="num{}">{}</td>', "" if cell.silence == "–" else " silence", cell.silence)
    told = joined((_figure(cell), *(fill(_PART, words) for words in cell.words)))
    return fill(
        '<td class="num{}">{}{}</td>',
        cell.heat,
        fill('<a href="{}">{}</a>', cell.address, told) if cell.address else told,
        SafeString("".join(map(note, cell.notes))),
    )


def _figure(cell: Cell) -> SafeString:
    if cell.yields_to:
        return fill(f'<s class="rate">{{}}</s>{_PART}', cell.text, f"yields to {cell.yields_to}")
    return fill(
        '<span class="rate{}">{}</span>{}',
        " rate-unknown" if cell.span.low is None else "",
        cell.text,
        fill(_PART, cell.rest) if cell.rest else NOTHING,
    )
