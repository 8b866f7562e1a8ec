"""The kinds of request that are measured: their addresses, a word of each page, and the most that each may cost."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Self
from urllib.parse import quote

from benchmarks.rows import FIRST
from benchmarks.settings import MIDDLE, SIZE

LAYOUT, DETAIL, LIST, SAVE = 2.0, 8.0, 15.0, 8.0  # the most, in times the bare view
# Stretches in which about a thousand lines of history were made up.
THOUSAND = {
    "1": "from=2026-03-19&to=2026-03-19",
    "10": "from=2026-03-20T00:00Z&to=2026-03-20T16:40Z",
    "100": "from=2026-03-25T00:00Z&to=2026-03-25T05:30Z",
}
ADDRESSES = 20  # of a kind at most; each request takes one at random

type Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of request; `change` makes of a form's fields what is sent back, and `clocks` says that it obeys them."""

    name: str
    limit: float | None
    word: str
    addresses: list[str]
    change: Callable[[Fields], Fields] | None = None
    clocks: bool = True
    again: bool = False  # each request asks for what was asked for just before
    first: bool = False  # each request asks for a moment that nobody asked for before

    def recorded(self) -> Self:
        """The same as it was recorded at the moment in the middle; asked again, as a link in a briefing is."""
        tails = [f"{address}{'&' if '?' in address else '?'}recorded={MIDDLE}" for address in self.addresses]
        return replace(self, name=f"{self.name}, recorded", addresses=tails, again=True)

    def recorded_first(self) -> Self:
        """The same as it was recorded at a moment about the middle, for the first time."""
        return replace(self, name=f"{self.name}, recorded, first", first=True)

    def address(self, chosen: Random) -> str:
        """One of the addresses at random."""
        return self.asked(chosen.choice(self.addresses))

    def asked(self, address: str) -> str:
        """The address with the moment that it is asked for, if it is to be asked for the first time."""
        if not self.first:
            return address
        moment = datetime.fromisoformat(MIDDLE) - timedelta(seconds=next(_moments))
        return f"{address}{'&' if '?' in address else '?'}recorded={moment:%Y-%m-%dT%H:%M:%SZ}"


def kinds() -> list[Kind]:
    """Every kind at the size that is measured."""
    others = ["talks-1"] if SIZE == "1" else [f"talks-{n}" for n in range(2, 2 + min(int(SIZE) - 1, ADDRESSES))]
    found = [*_site(), *_talks("", others)]
    if SIZE == "100":  # ten times denser than any negotiation there is: shown, and held to nothing
        found += [replace(kind, limit=None) for kind in _talks(", big", ["talks-1"]) if ".csv" not in kind.name]
    found += [*_quiet(), *_evidence(), *_law()]
    seen = []
    for kind in found:
        seen += [kind, kind.recorded(), kind.recorded_first()] if kind.clocks else [kind]
    return [*_bare(), *seen, *_writing(others)]


def _bare() -> list[Kind]:
    return [
        Kind("bare", None, "bench", ["/benchmark/bare/"], clocks=False),
        Kind("layout", LAYOUT, "Skip to the content", ["/benchmark/layout/"], clocks=False),
    ]


def _site() -> list[Kind]:
    histories = [f"/records/position/position-{FIRST + 1 + 47 * n}/history/" for n in range(ADDRESSES)]
    return [
        Kind("desk", LIST, "Latest changes", ["/"]),
        Kind("change list", LIST, "Changes", ["/changes/"]),
        Kind("change list, positions", LIST, "position", ["/changes/?kind=position"]),
        Kind("changes.csv, 1,000 rows", LIST, "Correction", [f"/changes.csv?{THOUSAND[SIZE]}"]),
        Kind("changes.csv, 10,000 rows", None, "Correction", ["/changes.csv"]),
        Kind("record history", DETAIL, "Correction", histories),
        Kind("search: 2 letters", LIST, "Akazawa", [f"/search/?q={quote('赤沢')}"]),
        Kind("search: common word", LIST, "tariff", ["/search/?q=tariff"]),
        Kind("search: rare word", LIST, "zirconium", ["/search/?q=zirconium"]),
        Kind("search: nothing", LIST, "Nothing on record", ["/search/?q=ununoctium"]),
        Kind("negotiation list", LIST, "Talks no.", ["/negotiations/"]),
    ]


def _talks(which: str, slugs: list[str]) -> list[Kind]:
    roots = [f"/negotiations/{slug}/" for slug in slugs]

    def below(*tails: str) -> list[str]:
        return [root + tail for root in roots for tail in tails]

    issues = [
        f"{root}issues/issue-{slug.removeprefix('talks-')}-{i}/"
        for root, slug in zip(roots, slugs, strict=True)
        for i in (3, 7)
    ]
    return [
        Kind(f"negotiation{which}", DETAIL, "Talks no.", roots),
        Kind(f"round list{which}", LIST, "Round", below("rounds/")),
        Kind(f"round{which}", DETAIL, "Meeting", below("rounds/12/", "rounds/25/")),
        Kind(f"issue list{which}", LIST, "Kyodo", below("issues/")),
        Kind(f"issue{which}", DETAIL, "Positions over time", issues),
        Kind(f"timeline{which}", LIST, "Timeline", below("timeline/")),
        Kind(f"matrix{which}", LIST, "Total", below("matrix/")),
        Kind(f"deadline list{which}", LIST, "The suspension ends", below("deadlines/")),
        Kind(f"term list{which}", LIST, "How it stands", below("terms/")),
        Kind(
            f"term{which}",
            DETAIL,
            "Day by day",
            [f"{root}terms/term-{slug.removeprefix('talks-')}-3/" for root, slug in zip(roots, slugs, strict=True)],
        ),
        Kind(f"divergence list{which}", LIST, "They differ since", below("accounts/")),
        Kind(f"concession list{which}", LIST, "first tabled", below("concessions/")),
        Kind(f"terms.csv{which}", LIST, "by rates", below("terms.csv")),
        Kind(f"issues.csv{which}", LIST, "Asks", below("issues.csv")),
        Kind(f"timeline.csv{which}", LIST, "Stance", below("timeline.csv")),
        Kind(f"rounds.csv{which}", LIST, "Round", below("rounds.csv")),
    ]


def _quiet() -> list[Kind]:
    """Talks of fifty positions, the oldest in the record: what is newest in it is of others."""
    root = "/negotiations/us-japan-2025/"
    return [
        Kind("negotiation, quiet", DETAIL, "5 May 2025", [root]),
        Kind("round, quiet", DETAIL, "Akazawa", [f"{root}rounds/2/"]),
        Kind("timeline, quiet", LIST, "Akazawa", [f"{root}timeline/"]),
        Kind("matrix, quiet", LIST, "Total", [f"{root}matrix/"]),
    ]


def _evidence() -> list[Kind]:
    made = max(1, int(SIZE) - 1)
    numbers = [1 + n % made for n in range(ADDRESSES)]
    return [
        Kind("official list", LIST, "Akazawa", ["/officials/"]),
        Kind("official", DETAIL, "Minister", [f"/officials/official-{n}-{7 + n % 10}/" for n in numbers]),
        Kind("source list", LIST, "Report", ["/sources/"]),
        Kind("source", DETAIL, "Report", [f"/sources/source-{n}-{200 + n % 100}/" for n in numbers]),
        Kind("sources.csv", LIST, "Report", ["/sources.csv"]),
    ]


def _law() -> list[Kind]:
    keys = ("mfn", "reciprocal", "s232-autos", "s232-steel")
    lines, asked = ("8703.23.01", "8458.11.00", "7318.15.80", "0201.30.80"), "importer=US&origin=JP&on=2025-10-01"
    return [
        Kind("measure list", LIST, "Base rate", ["/tariffs/measures/"]),
        Kind("measure", DETAIL, "Rates", [f"/tariffs/measures/{key}/" for key in keys[1:]]),
        Kind("measure, base rates", LIST, "Rates", ["/tariffs/measures/mfn/"]),
        Kind("instrument list", LIST, "EO", ["/tariffs/instruments/"]),
        Kind("sector list", LIST, "Cars", ["/tariffs/sectors/"]),
        Kind("sector", DETAIL, "Cars", ["/tariffs/sectors/cars/"]),
        Kind("measures.csv", LIST, "mfn", ["/tariffs/measures.csv"]),
        Kind("duty on a line", LIST, "Total", [f"/duty/?code={code}&{asked}" for code in lines]),
        Kind("duty over time", LIST, "Total", [f"/duty/timeline/?code={code}&{asked}" for code in lines]),
        Kind("rates by sector", LIST, "Cars", ["/tariffs/rates/?importer=US&origin=JP&on=2025-10-01"], clocks=False),
    ]


def _writing(slugs: list[str]) -> list[Kind]:
    edits = [f"/records/position/position-{FIRST + 1 + 47 * n}/edit/" for n in range(ADDRESSES)]
    rounds = [f"/negotiations/{slug}/rounds/new/" for slug in slugs]
    return [
        Kind("record form", None, "Edit the position", edits, clocks=False),
        Kind("save of a position", SAVE, "", edits, _corrected, clocks=False),
        Kind("round form", None, "Log a round", rounds, clocks=False),
    ]


_saves = count(1)
_moments = count(1)


def _corrected(fields: Fields) -> Fields:
    """The form of a position with other words, and why."""
    told = {"words": f"Wants it gone, correction {next(_saves)}.", "reason": "Benchmark"}
    return [(name, told.get(name, value)) for name, value in fields]
