"""The one screen on which a round is logged or corrected: its head, its rows, and what is carried forward."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from negotiations.actions import Overtaken, Refused, RoundLog
from negotiations.forms import rows as forms_of
from negotiations.forms.assembly import Assembly
from negotiations.forms.attending import AttendanceRow
from negotiations.forms.fields import Day, area
from negotiations.forms.filled import citation_values, head_values, proposal, rows_of, values_of
from negotiations.forms.occasions import OccasionRow
from negotiations.forms.opening import MOST_ROWS, carried, open_chosen
from negotiations.forms.sourcing import SourceRow
from negotiations.forms.table import HeldForm, Table, table_of
from negotiations.models import Citation, Round
from negotiations.selectors.logging import Desk, RoundAsWritten
from parley.lib.clashes import Clash, clash_in_row
from parley.lib.forms import Quiet, as_posted

ROWS: dict[str, type[forms_of.Row]] = {
    "source": SourceRow,
    "occasion": OccasionRow,
    "attendance": AttendanceRow,
    "position": forms_of.PositionRow,
    "discussion": forms_of.DiscussionRow,
    "deadline": forms_of.DeadlineRow,
}
_BEGUN = ("source", "occasion")  # a new round begins with an empty row of these


class Sending(Quiet, forms.Form):
    """What is sent along: the mark of one form, and on correction the reason."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(required=False, label="Why this change", max_length=500, widget=area(1))

    def __init__(self, *args: Any, correcting: bool, quiet: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.quiet = quiet
        self.initial["token"] = uuid.uuid4()
        if correcting:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = "Say why this change is made."


class RoundScreen:
    """All of the screen. `data` is what was sent; a `quiet` screen shows it again and finds no fault with it."""

    def __init__(
        self,
        desk: Desk,
        data=None,
        *,
        written: RoundAsWritten | None = None,
        quiet: bool = False,
        day: date | None = None,
    ) -> None:
        self.desk, self.written, self.quiet = desk, written, quiet
        self.data: Any = None if data is None else data.copy()
        if self.data is not None:
            open_chosen(desk, self.data)
        self.refusals: list[str] = []
        self.clashes: list[Clash] = []
        filled = rows_of(written) if written else {}
        options: dict[str, Any] = {"desk": desk, "quiet": quiet}
        self.sending = Sending(self.data, prefix="round", correcting=written is not None, quiet=quiet)
        self.head = forms_of.HeadForm(self.data, prefix="round", initial=self._head(day), **options)
        self.rows = {kind: self._formset(kind, filled.get(kind), options) for kind in ROWS}
        if self.data is None and written is None:
            self.head.start_here()
        self.held = [HeldForm(self.data, position=position, quiet=quiet) for position in desk.held]
        if written:
            self._know(written)
            if quiet:
                self._look_for_clashes(written)

    def _head(self, day: date | None) -> dict:
        if self.written:
            return head_values(self.written.round) | {"key": self.written.round.key, "version": self.written.version}
        return {"number": self.desk.number, "starts_on": day}

    def _formset(self, kind: str, filled: list[dict] | None, options: dict) -> BaseFormSet:
        extra = int(self.written is None and kind in _BEGUN)
        formset = formset_factory(ROWS[kind], extra=extra, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
        return formset(self.data, prefix=kind, initial=filled if self.data is None else None, form_kwargs=options)

    def _know(self, written: RoundAsWritten) -> None:
        """Tell each row of a record which one it is."""
        for kind in list(ROWS)[1:]:
            by_key = {each.record.key: each for each in getattr(written, f"{kind}s")}
            for row in self.rows[kind]:
                row.written = by_key.get(row["key"].value() or "")
        for row in self.rows["occasion"]:
            if row.written:
                there = written.attendances
                row.attended = [each for each in there if each.record.occasion_id == row.written.record.pk]

    @property
    def known_sources(self) -> list[str]:
        """The sources of the record, as they are offered for choice."""
        return [proposal(source) for source in self.desk.sources]

    @property
    def publishers(self) -> list[str]:
        """Whom the negotiation's sources were published by, for choice."""
        return list(dict.fromkeys(source.publisher for source in self.desk.sources))

    @property
    def table(self) -> Table:
        """The issues by parties, with what is held and the rows of positions and discussions in their places."""
        return table_of(self.desk, self.held, list(self.rows["position"]), list(self.rows["discussion"]), self.data)

    @property
    def tally(self) -> str:
        """What will be written of positions and issues, in a few words."""
        rows = [row for row in self.rows["position"] if row.is_filled and not row.written]
        choices = [form["choice"].value() or "" for form in self.held]
        again = sum(1 for row in rows if row.again)
        repeated = min(choices.count("repeated"), again)
        told = {
            "new": len(rows) - again, "replaced": again - repeated, "repeated": repeated,
            "withdrawn": choices.count("withdrawn"),
            "discussed or not": sum(1 for row in self.rows["discussion"] if row.is_filled and not row.written),
        }  # fmt: skip
        return ", ".join(f"{count} {word}" for word, count in told.items() if count) or "nothing new"

    def filled(self, kind: str) -> list[forms_of.Row]:
        """The rows of a kind in which something stands."""
        return [row for row in self.rows[kind] if row.is_filled]

    def is_valid(self) -> bool:
        """Whether everything can be read; all faults are found, and stand beside their fields."""
        forms_here = [self.sending, self.head, *self.held, *(row for kind in ROWS for row in self.filled(kind))]
        valid = [form.is_valid() for form in forms_here]
        for kind, formset in self.rows.items():
            if not formset.management_form.is_valid():
                self.refusals.append("The form arrived in pieces; go back and send it again.")
                return False
            if (formset.management_form.cleaned_data["TOTAL_FORMS"] or 0) > MOST_ROWS:
                self.refusals.append(f"{kind.capitalize()}: more than {MOST_ROWS} rows in one form.")
        self._check_held()
        self.assembly = Assembly(self)
        self.assembly.join()
        return all(valid) and not self.refusals and not any(self.faults())

    def _check_held(self) -> None:
        listed = {str(form.position.pk) for form in self.held}
        for name, value in self.data.items():
            found = re.fullmatch(r"held-(\d{1,18})-choice", name)
            if found and value and found[1] not in listed:
                self.refusals.append(
                    "A position that you withdrew or replaced is not held on the eve of this round (any longer); "
                    "the list below shows what is."
                )

    def log(self) -> RoundLog:
        """What was typed, as the records that it makes."""
        return self.assembly.log()

    def hand_back(self, refused: Refused) -> None:
        """Show each refusal beside what it is about."""
        for where, refusal in refused.faults:
            form = where if isinstance(where, forms.BaseForm) else self.head
            if isinstance(refusal, Overtaken):  # a colleague saved first: to save again is then meant
                self.clashes.append(self._merge(form, refusal.stored, refusal.base, refusal.latest))
            for field, errors in refusal.update_error_dict({}).items():
                form.add_error(_FIELDS.get(field, field) if _FIELDS.get(field, field) in form.fields else None, errors)

    def _merge(self, form: Any, stored: Any, base: Any, latest: int | None) -> Clash:
        """Let what was not touched here take the value that stands now; gives what was."""
        read: Callable[[Any], dict]
        if isinstance(stored, Citation):
            read, version = citation_values, "cited_version"
        elif isinstance(stored, Round):
            read, version = head_values, "version"
        else:
            kind = form.prefix.split("-")[0]
            read, version = (lambda record: values_of(kind, record)), "version"
        theirs = read(stored)
        for name, before in (read(base) if base else {}).items():
            posted = self.data.get(form.add_prefix(name), "").replace("\r\n", "\n").strip()
            if posted == as_posted(before).strip():
                self.data[form.add_prefix(name)] = as_posted(theirs[name])
        opened = int(self.data[form.add_prefix(version)])
        self.data[form.add_prefix(version)] = str(latest)
        return clash_in_row(form, theirs, stored, opened)

    def _look_for_clashes(self, written: RoundAsWritten) -> None:
        """What was saved since the round was opened here, where what was typed is only shown again."""
        rows = [row for kind in ROWS for row in self.rows[kind] if row.written]
        here = [(row, row.written.record, row.written.version) for row in rows]
        for form, stored, latest in [(self.head, written.round, written.version), *here]:
            opened = self.data.get(form.add_prefix("version"), "")
            if opened.isdecimal() and int(opened) < latest:
                line = stored.history.filter(history_id=opened).first()
                clash = self._merge(form, stored, line.instance if line else None, latest)
                self.clashes += [clash] if clash.sides else []

    def faults(self) -> Iterator[tuple[str, str]]:
        """Every fault, with the id of what it stands at: for the list above the form."""
        for refusal in self.refusals:
            yield "", refusal
        named = [("", self.sending), ("Round", self.head)]
        named += [("", form) for form in self.held]  # whose field is named after issue, party and words
        for kind in ROWS:
            named += [
                (f"{kind.capitalize()} {number}", row)
                for number, row in enumerate(self.rows[kind], start=1)
                if row.is_bound and not row.is_removed and (row.is_filled or row.errors)
            ]
        for name, form in named:
            for field, errors in form.errors.items():
                label = form.fields[field].label or field if field in form.fields else ""
                told = ", ".join(filter(None, [name, str(label).lower() if name else str(label)]))
                place = form[field].id_for_label if field in form.fields else f"{form.prefix}-row"
                for error in errors:
                    yield place, f"{told}: {error}" if told else str(error)

    def more(self, kind: str, place: dict[str, str]) -> None:
        """Add an empty row of a kind to what was sent; in a place of the table it begins as the last one did."""
        total = min(self.rows[kind].total_form_count() + 1, MOST_ROWS)
        self.data[f"{kind}-TOTAL_FORMS"] = str(total)
        self.rows[kind] = self._formset(kind, None, {"desk": self.desk, "quiet": self.quiet})
        if self.written:
            self._know(self.written)
        row = self.rows[kind].forms[-1]
        begun = place | (carried(self.data) if place and kind == "position" else {})
        for name, value in begun.items():
            self.data.setdefault(row.add_prefix(name), value)
        for name, field in row.fields.items():  # the row was not sent, so what it proposes has to be put in
            if (proposed := row.get_initial_for_field(field, name)) not in (None, ""):
                self.data.setdefault(row.add_prefix(name), str(proposed))
        row.start_here()


def day_typed(data, otherwise: date) -> date:
    """The last day of the round as it was typed, or another where none can be read."""
    for name in ("round-ends_on", "round-starts_on"):
        try:
            if day := Day(required=False).clean(data.get(name, "")):
                return day
        except ValidationError:
            continue
    return otherwise


_FIELDS = {"unit": "quantity", "spellings": "official"}
