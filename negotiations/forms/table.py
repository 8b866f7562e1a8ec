"""The table of the logging screen, issues by parties: what is held so far, what is said of it, and what is new."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms

from negotiations.forms.fields import Choices, RowNumber
from negotiations.forms.row import NOTHING
from negotiations.models import Discussed, Issue, Party, Position
from negotiations.selectors.logging import Desk
from parley.lib.forms import Quiet

OPENED = ("repeated", "replaced")  # what is said of a held position that takes a row of its own


class HeldForm(Quiet, forms.Form):
    """A position held so far: carried forward as it is, repeated, replaced by a new one, or withdrawn."""

    CHOICES = (
        ("", "unchanged"), ("repeated", "repeated"), ("replaced", "replaced"), ("withdrawn", "withdrawn"),
    )  # fmt: skip
    choice = forms.ChoiceField(choices=CHOICES, required=False, widget=Choices)

    def __init__(self, data: Any = None, *, position: Position, quiet: bool = False) -> None:
        self.position, self.quiet = position, quiet
        super().__init__(data, prefix=f"held-{position.pk}")
        self.fields["choice"].label = f"{position.issue}: {position.party}, {position}"
        self.fields["choice"].widget.attrs["aria-label"] = self.fields["choice"].label


class TalkForm(forms.Form):
    """Whether an issue was on the table in this round, in one word and with its source."""

    outcome = forms.ChoiceField(choices=[NOTHING, *Discussed.choices], required=False, widget=Choices)
    source = RowNumber(required=False, initial="1", label="Source no.")
    note = forms.CharField(required=False, label="Note", widget=forms.TextInput)

    def __init__(self, data: Any = None, *, issue: Issue) -> None:
        super().__init__(data, prefix=f"talk-{issue.pk}")
        self.fields["outcome"].label = f"{issue}, on this round"
        for name, field_ in self.fields.items():
            field_.widget.attrs["aria-label"] = f"{issue}: {name}" if name != "outcome" else field_.label
        self.fields["outcome"].widget.attrs["data-command"] = f"On this round: {issue}"


@dataclass(slots=True)
class HeldLine:
    """A position held so far, with the rows that take its place."""

    form: HeldForm
    rows: list[Any] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether its row is shown at once: it was refused, or is where typing begins."""
        return bool(self.form.errors or any(row.errors or row.starts_here for row in self.rows))


@dataclass(slots=True)
class Cell:
    """What a party holds on an issue, and what is new of it."""

    party: Party
    held: list[HeldLine] = field(default_factory=list)
    rows: list[Any] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """An issue with a cell for each party, and whether it was discussed."""

    issue: Issue
    cells: list[Cell]
    talks: list[Any]
    talk: TalkForm | None = None

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is held or said on it."""
        return not self.talks and not any(cell.held or cell.rows for cell in self.cells)


@dataclass(slots=True)
class Table:
    """All issues in the order of the agenda; rows that name no issue and party of it stand apart."""

    lines: list[Line]
    loose: list[Any]
    loose_talks: list[Any]

    @property
    def shown(self) -> list[Line]:
        return [line for line in self.lines if not line.is_quiet]

    @property
    def more(self) -> list[Line]:
        return [line for line in self.lines if line.is_quiet]


def table_of(desk: Desk, held: Sequence[HeldForm], positions: Sequence[Any], talks: Sequence[Any], data: Any) -> Table:
    """The rows of a screen where they belong in the table."""
    lines = {str(issue.pk): Line(issue, [Cell(party) for party in desk.parties], []) for issue in desk.issues}
    cells = {(issue, str(cell.party.pk)): cell for issue, line in lines.items() for cell in line.cells}
    by_held = {str(form.position.pk): HeldLine(form) for form in held}
    for each in by_held.values():
        cells[str(each.form.position.issue_id), str(each.form.position.party_id)].held.append(each)
    table = Table(list(lines.values()), [], [])
    for row in positions:
        old = str(row["replaces"].value() or "")
        place = str(row["issue"].value() or ""), str(row["party"].value() or "")
        if old in by_held and not row.misplaced:
            by_held[old].rows.append(row)
        elif place in cells:
            cells[place].rows.append(row)
        else:
            table.loose.append(row)
    for row in talks:
        issue = str(row["issue"].value() or "")
        (lines[issue].talks if issue in lines else table.loose_talks).append(row)
    for line in table.lines:
        if not line.talks:
            line.talk = TalkForm(data, issue=line.issue)
    return table
