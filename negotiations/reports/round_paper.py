"""The round summary: the paper that a ministry hands up, made of what is recorded and of nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from negotiations.models import Deadline, Negotiation, Position
from negotiations.reports.evidence import note_numbers, sources
from negotiations.reports.round_measures import measure_tables
from negotiations.reports.round_points import bottom_line, stopped
from negotiations.selectors.divergences import Difference
from negotiations.selectors.in_force import InForce
from negotiations.selectors.movement import Entry
from negotiations.selectors.occasions import Attending, OccasionLine
from negotiations.selectors.rounds import IssueRow, RoundFile
from negotiations.worldclock import say_span
from parley.lib.asof import AsOf, say_day
from parley.lib.documents import Block, Bullets, Cell, Column, Document, Heading, Paragraph, Run, Table, Text
from parley.lib.records import Recorded
from tariffs.nomenclature import CodeSet


def paper(
    negotiation: Negotiation,
    file: RoundFile,
    measures: InForce,
    goods: Mapping[int, CodeSet],
    ahead: Sequence[Deadline],
    as_of: AsOf,
    prepared_at: datetime,
    differences: Sequence[Difference] = (),
) -> Document:
    """A round as a paper: bottom line, meetings, positions, where accounts differ, measures, dates ahead, sources.

    Notes are numbered in the order of the paper. A section without anything to say is left out, and named in one line.
    """
    file.proof.anew()
    made = _Paper(file, as_of)
    made.bottom_line()
    made.meetings()
    made.positions()
    made.differences(differences)
    made.measures(measures, goods)
    made.ahead(ahead)
    made.nothing_on()
    return Document(
        title=f"{negotiation}: {_called(file)}",
        subtitle="; ".join(filter(None, [file.round.level, _aliases(file)])),
        note=clocks(as_of),
        blocks=tuple(made.blocks),
        sources=sources(file.proof),
        clocks=tuple(as_of.items()),
        prepared_at=prepared_at,
    )


def clocks(as_of: AsOf) -> str:
    """The clocks as a paper says them in its head."""
    told = f"Information as known on {say_day(as_of.known)}. Law as of {say_day(as_of.on)}."
    if as_of.recorded:
        at = as_of.recorded.astimezone(UTC)
        told += f" As recorded on {say_day(at.date())} at {at:%H:%M} UTC."
    return told


def _called(file: RoundFile) -> str:
    place = [file.round.place] if file.round.place else []
    return ", ".join([f"round {file.round.number}", *place, file.held])


def _aliases(file: RoundFile) -> str:
    return f"also called {', '.join(file.round.aliases)}" if file.round.aliases else ""


@dataclass(slots=True)
class _Paper:
    """A paper under way: its blocks, and of what nothing is recorded."""

    file: RoundFile
    as_of: AsOf
    blocks: list[Block] = field(default_factory=list)
    nothing: list[str] = field(default_factory=list)

    def notes(self, statement: Recorded) -> tuple[int, ...]:
        return note_numbers(self.file.proof.notes(statement))

    def bottom_line(self) -> None:
        points, told = bottom_line(self.file, self.notes)
        self.blocks.append(Heading("Bottom line"))
        if points:
            self.blocks.append(Bullets(points))
        if told:
            self.blocks.append(Paragraph(Run(told, quiet=True)))

    def meetings(self) -> None:
        file = self.file
        self.blocks.append(Heading("The round"))
        opening = f"Round {file.round.number} was held {_where(file)}{_when(file)}."
        self.blocks.append(Paragraph((Run(f"{opening} {file.round.summary}".strip(), notes=self.notes(file.round)),)))
        if not file.occasions:
            self.nothing.append("meeting")
            return
        absent = any(line.absent for line in file.occasions)
        others = any(line.others for line in file.occasions)
        columns = (
            Column("Meeting, date and time", width=26),
            Column("Channel and place", width=18),
            *(Column(str(party), width=26) for party in file.table.parties),
            *([Column("Others", width=14)] if others else []),
            Column("Duration", width=17),
            *([Column("Absent", width=16)] if absent else []),
        )
        rows = tuple(self.meeting(line, others=others, absent=absent) for line in file.occasions)
        self.blocks.append(Table("Meetings", columns, rows))
        if not absent:
            self.nothing.append("absence")

    def meeting(self, line: OccasionLine, *, others: bool, absent: bool) -> tuple[Text | Cell, ...]:
        occasion = line.occasion
        told: list[str | Run] = [Run(occasion.title, strong=True, notes=self.notes(occasion))]
        told += [f"\n{time}" for time in line.times]
        if occasion.note:
            told.append(Run(f"\n{occasion.note}", quiet=True))
        where = ", ".join(filter(None, [occasion.channel or occasion.get_kind_display(), occasion.place]))
        return (
            tuple(told),
            where[:1].upper() + where[1:],
            *(self.people(here) for here in line.delegations.values()),
            *([self.people(line.others, nobody="")] if others else []),
            f"{occasion.minutes} minutes" if occasion.minutes else Cell("not recorded", quiet=True),
            *([self.people(line.absent, nobody="")] if absent else []),
        )

    def people(self, here: Sequence[Attending], nobody: str = "not recorded") -> Text | Cell:
        if not here:
            return Cell(nobody, quiet=True)
        parts: list[str | Run] = []
        for each in here:
            parts += [*(["\n"] if parts else []), str(each.official)]
            if each.official.native_name:
                parts.append(Run(f" {each.official.native_name}", language=each.official.native_language))
            parts.append(Run(each.told, notes=self.notes(each.attendance)))
        return tuple(parts)

    def positions(self) -> None:
        file = self.file
        if not file.rows:
            self.nothing.append("position")
            return
        before = f", against round {file.earlier.number}" if file.earlier else ""
        self.blocks.append(Heading("Positions by issue"))
        columns = (
            Column("Issue", width=21),
            *(Column(str(party), width=38) for party in file.table.parties),
            Column("State", width=15),
        )
        rows = tuple(self.issue(row) for row in file.rows)
        table = Table(f"Positions after round {file.round.number}{before}", columns, rows, notes=tuple(self.remarks()))
        self.blocks.append(table)

    def issue(self, row: IssueRow) -> tuple[Text | Cell, ...]:
        state = [Run(row.state, strong=row.moved, quiet=not row.moved)] if row.state else []
        notes = tuple(dict.fromkeys(note for each in row.outcomes for note in self.notes(each.discussion)))
        at_table = [Run(f"{'\n' if state else ''}{row.at_table}", quiet=True, notes=notes)] if row.at_table else []
        return (
            Cell(str(row.issue), strong=row.moved),
            *(self.stand(row, here) for _, here in row.cells),
            (*state, *at_table),
        )

    def stand(self, row: IssueRow, here: Sequence[Entry]) -> Text | Cell:
        if not here:
            return Cell(row.silence or "none recorded", quiet=True)
        parts: list[str | Run] = []
        for entry in here:
            parts += ["\n"] if parts else []
            parts += self.entry(entry)
        return tuple(parts)

    def entry(self, entry: Entry) -> Iterator[Run]:
        position, quiet = entry.position, entry.is_quiet
        yield Run(f"{position.get_stance_display()}: ", strong=not quiet, quiet=quiet)
        yield Run(_worded(position), quiet=quiet)
        for old in entry.was:
            if not quiet:
                yield Run(
                    f" Before: {old.get_stance_display().lower()}: {_worded(old)}", quiet=True, notes=self.notes(old)
                )
        aside = f"set aside by an editor: {position.rank_reason.rstrip('.')}" if entry.is_set_aside else ""
        how = "; ".join(filter(None, [entry.said, "" if quiet else entry.voice, aside]))
        yield Run(f" {how[:1].upper()}{how[1:]}.", quiet=True, notes=self.notes(position))

    def remarks(self) -> Iterator[str]:
        file = self.file
        if file.earlier:
            yield (
                f"“Unchanged” and “new” are told against round {file.earlier.number}, "
                f"{say_span(file.earlier.starts_on, file.earlier.ends_on)}."
            )
        if file.cut:
            yield "Of the positions that the round left unchanged only the latest are given."
        touched = {row.issue.pk for row in file.rows}
        blank = [str(issue) for issue in file.unrecorded if issue.pk not in touched]
        if blank:
            yield f"Up to this round nothing is recorded on {_listed(blank)}: that is a blank, not silence."

    def differences(self, found: Sequence[Difference]) -> None:
        """Where accounts differ, a column for each party; only if any do: that none is recorded says nothing."""
        if not found:
            return
        parties = self.file.table.parties
        others = any(each.account.party_id is None for difference in found for each in difference.accounts)
        columns = (
            Column("Subject", width=25),
            *(Column(f"Account of {party}", width=32) for party in parties),
            *([Column("Others", width=24)] if others else []),
            Column("State", width=21),
        )
        rows = tuple(
            (
                (Run(str(each.divergence), strong=True), Run(f"\n{each.issue}" if each.issue else "", quiet=True)),
                *(self.accounts(each, party.pk) for party in parties),
                *([self.accounts(each, None)] if others else []),
                self.settled(each),
            )
            for each in found
        )
        self.blocks += [Heading("Where accounts differ"), Table("Accounts of one subject, side by side", columns, rows)]

    def accounts(self, difference: Difference, party: int | None) -> Text | Cell:
        parts: list[str | Run] = []
        for told in difference.accounts:
            account = told.account
            if account.party_id == party:
                words = stopped(
                    f"{account.words.removesuffix('.')} ({account.measured})" if account.measured else account.words
                )
                whose = f"{account.whose}: " if party is None else ""
                aside = (
                    f", {account.get_rank_display().lower()}: {account.rank_reason.rstrip('.')}"
                    if account.rank_reason
                    else ""
                )
                parts += ["\n"] if parts else []
                parts += [
                    f"{whose}{words} ",
                    Run(f"{say_day(account.given_on)}{aside}.", quiet=True, notes=self.notes(account)),
                ]
        return tuple(parts) if parts else Cell("none recorded", quiet=True)

    def settled(self, difference: Difference) -> Text:
        if told := difference.settled:
            return (
                Run(f"Settled on {say_day(difference.settled_on or told.account.given_on)}", strong=True),
                f" by the account of {told.account.whose}.",
            )
        since = f"Open since {say_day(difference.since)}." if difference.since else "Open."
        return (Run(since, strong=True),)

    def measures(self, found: InForce, goods: Mapping[int, CodeSet]) -> None:
        tables = measure_tables(found, goods, self.file.table.parties, self.as_of, self.notes)
        if not tables:
            self.nothing.append("additional duty")
            return
        self.blocks += [Heading("Tariff measures in force and pending"), *tables]

    def ahead(self, ahead: Sequence[Deadline]) -> None:
        if not ahead:
            self.nothing.append("date ahead")
            return
        rows = tuple(
            (say_day(each.falls_on), Cell(each.name, notes=self.notes(each)), say_day(each.set_on)) for each in ahead
        )
        columns = (Column("Day", width=16), Column("What falls on it", width=60), Column("Set on", width=16))
        self.blocks += [Heading("Next"), Table(f"Dates ahead of {say_day(self.as_of.on)}", columns, rows)]

    def nothing_on(self) -> None:
        if self.nothing:
            told = " and no ".join(filter(None, [", no ".join(self.nothing[:-1]), self.nothing[-1]]))
            self.blocks.append(Paragraph(Run(f"No {told} recorded.", quiet=True)))


def _worded(position: Position) -> str:
    """Words, quantity and condition, with full stops."""
    # What a quantity is “about” is not “about 90 days”: the bare number says that it is this one.
    measured = f" ({position.quantity_told})" if position.quantity_told else ""
    words = stopped(f"{position.words.strip().removesuffix('.')}{measured}")
    return f"{words} Condition: {stopped(position.condition)}" if position.condition else words


def _where(file: RoundFile) -> str:
    return f"in {file.round.place} " if file.round.place else ""


def _when(file: RoundFile) -> str:
    return f"on {file.held}" if file.round.ends_on in (None, file.round.starts_on) else f"from {file.held}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")
