"""How much of what stands in an article is found, and how much of what is found stands there.

`python -m benchmarks.finding` prints a line an article and kind: precision, recall, and what was wrong or missed. The
articles are those of the tests, each with a key made by hand; the officials and economies those of the dossiers.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from negotiations.capture.cleaning import copy_of
from negotiations.capture.finding import DAY, OFFICIAL, RATE, STANCE, findings_in
from negotiations.capture.names import Names, Person, Place

ROOT = Path(__file__).resolve().parents[1]
ARTICLES = ROOT / "tests" / "articles"
KINDS = {"officials": OFFICIAL, "rates": RATE, "days": DAY, "stances": STANCE}


@dataclass(frozen=True, slots=True)
class Score:
    """One kind of finding in one article, held against its key."""

    article: str
    kind: str
    right: int
    wrong: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.wrong)) if self.right or self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + len(self.missed)) if self.right or self.missed else 1.0


@cache
def known() -> Names:
    """The officials and economies of the demonstration."""
    talks = _read("us-japan-2025.yaml")
    law = _read("us-law-2025-26.yaml")
    people = [
        Person(
            each["key"], each["family_name"], each.get("given_name", ""), each.get("native_name", ""),
            tuple(each.get("spellings", ())), tuple(office["title"] for office in each.get("appointments", ())),
        )
        for each in talks["officials"]
    ]  # fmt: skip
    places = [
        Place(each["key"], each["code"], (each["name"], each.get("native_name", ""))) for each in law["economies"]
    ]
    return Names(people, places)


def _read(name: str) -> dict:
    # Not the loader written in Python, which takes eight seconds.
    return yaml.load((ROOT / "dossiers" / name).read_text(), yaml.CBaseLoader)


def scores() -> Iterator[Score]:
    """Every kind in every article."""
    for file in sorted(ARTICLES.glob("*.txt")):
        key = yaml.safe_load(file.with_suffix(".yaml").read_text())
        found = findings_in(copy_of(file.read_bytes()).text, known(), key["published_on"])
        for name, kind in KINDS.items():
            wanted = Counter(each.isoformat() if isinstance(each, date) else str(each) for each in key[name])
            got = Counter(each.value for each in found if each.kind == kind)
            wrong, missed = got - wanted, wanted - got
            right = sum((got & wanted).values())
            yield Score(file.stem, name, right, tuple(wrong.elements()), tuple(missed.elements()))


def main() -> None:
    everything = list(scores())
    print(
        "| article | kind | in the key | precision | recall | wrong | missed |\n| --- | --- | --: | --: | --: | --- | --- |"
    )
    for score in everything:
        count = score.right + len(score.missed)
        print(
            f"| {score.article} | {score.kind} | {count} | {score.precision:.2f} | {score.recall:.2f} | "
            f"{', '.join(score.wrong) or '–'} | {', '.join(score.missed) or '–'} |"
        )
    for kind in KINDS:
        of_kind = [score for score in everything if score.kind == kind]
        right = sum(score.right for score in of_kind)
        wrong, missed = (sum(len(getattr(score, name)) for score in of_kind) for name in ("wrong", "missed"))
        print(
            f"| **all** | {kind} | {right + missed} | {right / (right + wrong):.2f} | {right / (right + missed):.2f} | | |"
        )


if __name__ == "__main__":
    main()
