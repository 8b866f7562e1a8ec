"""What was chosen in the table is opened as a row: a position repeated or replaced, an issue discussed or not."""

from typing import Any

from negotiations.forms.filled import values_of
from negotiations.forms.table import OPENED
from negotiations.models import Position
from negotiations.selectors.logging import Desk

MOST_ROWS = 100
CARRIED = ("source", "attribution", "attributed_to", "speaker", "credibility", "occasion")
_BEGINNING = {"source": "1", "credibility": "6", "occasion": "1"}


def open_chosen(desk: Desk, data: Any) -> None:
    """Add to what was sent a row for each choice that has none yet, with what the last position rests on."""
    named = {data.get(f"position-{n}-replaces") for n in _rows(data, "position")}
    for position in desk.held:
        if data.get(f"held-{position.pk}-choice") in OPENED and str(position.pk) not in named:
            add_row(data, "position", carried(data) | values_again(position))
    for issue in desk.issues:
        prefix = f"talk-{issue.pk}"
        if outcome := data.get(f"{prefix}-outcome"):
            told = {name: data.get(f"{prefix}-{name}", "") for name in ("source", "note")}
            row = {"issue": str(issue.pk), "outcome": outcome, "attribution": "background"}
            if add_row(data, "discussion", _BEGINNING | row | told):
                data[f"{prefix}-outcome"] = ""


def values_again(position: Position) -> dict[str, str]:
    """The row of a position that takes the place of one held so far: the same words, to be left or changed."""
    values = values_of("position", position)
    del values["starts_on"]  # it begins on a day of its own
    return values | {"replaces": str(position.pk)}


def carried(data: Any) -> dict[str, str]:
    """What the last position on the screen rests on, for the next to begin with."""
    for number in reversed(_rows(data, "position")):
        if data.get(f"position-{number}-attribution"):
            return {name: data.get(f"position-{number}-{name}", "") for name in CARRIED}
    return dict(_BEGINNING)


def add_row(data: Any, kind: str, values: dict[str, str]) -> bool:
    """Add a row to what was sent; not where there are as many as there may be."""
    total = data.get(f"{kind}-TOTAL_FORMS", "")
    if not total.isdecimal() or int(total) >= MOST_ROWS:
        return False
    for name, value in values.items():
        data[f"{kind}-{total}-{name}"] = value
    data[f"{kind}-TOTAL_FORMS"] = str(int(total) + 1)
    return True


def _rows(data: Any, kind: str) -> list[int]:
    """The numbers of the rows that were sent and are not removed."""
    total = data.get(f"{kind}-TOTAL_FORMS", "")
    count = min(int(total), MOST_ROWS) if total.isdecimal() else 0
    return [number for number in range(count) if not data.get(f"{kind}-{number}-DELETE")]
