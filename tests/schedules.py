"""Schedules made for tests, and the archives of the US schedule where they are at hand."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from tariffs.selectors.lines import lines_at

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
# Editorial only, and published before the ninth, which speaks from an earlier day.
LEFT_OUT = {"2026_rev_8"}


def shared(name: str) -> Path:
    """A file of the collection; a test that needs it is left out where it is not at hand."""
    file = SHARED / name
    if not file.exists():
        pytest.skip(f"the collection ({name}) is not at hand")
    return file


def line_at(economy, code: str, as_of):
    """The line of that very code, or None."""
    return lines_at(economy, [code], as_of).get(code)


def row(number="", indent=0, description="Goods", **fields):
    """A row of the US schedule's JSON."""
    given = {"superior": None, "units": [], "general": "", "special": "", "other": "", "footnotes": []}
    return {"htsno": number, "indent": str(indent), "description": description} | given | fields


def packed(*rows) -> bytes:
    return json.dumps(rows).encode()


def editions(folder: Path) -> list[tuple[str, Path, date, date]]:
    """The archived editions in order: name, file, the day from which each speaks, the day it was made public.

    The day of effect is the corrected one of the table of revisions; the day of publication stands in the records of
    changes, and where a revision has none there it is the day of effect.
    """
    published: dict[str, str] = {}
    with (folder / "hts_change_records.csv").open(encoding="utf-8", newline="") as lines:
        for change in csv.DictReader(lines):
            published[change["revision"]] = change["published"]
    found = []
    with (folder / "hts_revision_dates.csv").open(encoding="utf-8", newline="") as lines:
        for revision in csv.DictReader(lines):
            name = revision["revision"]
            name = name if name.startswith("2026") else f"2025_{name}"
            if name in LEFT_OUT:
                continue
            corrected = revision["policy_effective_date"]
            starts_on = date.fromisoformat(revision["effective_date"] if corrected == "NA" else corrected)
            public = date.fromisoformat(published.get(name) or starts_on.isoformat())
            found.append(
                (f"HTS {name.replace('_', ' ')}", folder / "archives" / f"hts_{name}.json.gz", starts_on, public)
            )
    return found
