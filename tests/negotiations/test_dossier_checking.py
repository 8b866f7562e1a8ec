"""What a dossier's text alone shows to be wrong, each fault with its line and its path."""

import pytest

from negotiations.dossier.building import alone
from negotiations.dossier.checking import entries
from tests.dossiers import SMALL, changed


def faults(text):
    found = []
    entries([alone(text)], found)
    return sorted(map(str, found))


def test_a_good_dossier_has_no_fault():
    assert faults(SMALL) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "path", "told"),
    [
        ("positions:", "postions:", 60, "postions", "There is no section “postions”; did you mean “positions”?"),
        ("positions:", "positions: none\nx:", 60, "positions", "A list of records is needed here"),
        ("positions:", "positions: [us-offers]\nx:", 60, "positions[0]", "A record is a set of fields, like “key:”."),
        (
            "quantity: 14.5",
            "quantiy: 14.5",
            79,
            "positions[1].quantiy",
            "“quantiy” is no field of a record here; did you mean “quantity”?",
        ),
        (
            "starts_at: 16:30",
            "starts_at: four",
            53,
            "occasions[0].starts_at",
            "“four” is not a time; write it like 09:30.",
        ),
        (
            "quantity: 14.5",
            "quantity: 14,5",
            79,
            "positions[1].quantity",
            "“14,5” is not a number; write it like 25 or 2.5.",
        ),
        ("quantity: 14.5", "quantity: NaN", 79, "positions[1].quantity", "“NaN” is not a number"),
        (
            "quantity: 14.5",
            "quantity: 1.23456",
            79,
            "positions[1].quantity",
            "Ensure that there are no more than 4 decimal places.",
        ),
        ("number: 2", "number: two", 44, "rounds[0].number", "“two” is not a whole number."),
        ("number: 2", "number: 70000", 44, "rounds[0].number", "Ensure this value is less than or equal to 32767."),
        (
            "held_on: 2025-05-01",
            "held_on: 2025-02-30",
            52,
            "occasions[0].held_on",
            "“2025-02-30” is not a day; write it like 2025-05-05.",
        ),
        ("held_on: 2025-05-01", "held_on: 20250501", 52, "occasions[0].held_on", "“20250501” is not a day"),
        (
            "stance: offers",
            "stance: maybe",
            77,
            "positions[1].stance",
            "“maybe” is none of asks, offers, refuses, accepts, warns, rules-out, c",
        ),
        (
            "credibility: 2",
            "credibility: 7",
            73,
            "positions[0].citations[1].credibility",
            "“7” is none of 1, 2, 3, 4, 5 or 6.",
        ),
        ("basis: inferred", "included: yes", 10, "scopes[0].codes[1].included", "“yes” is neither true nor false."),
        (
            "stance: offers",
            "stance: offers\n    draft: perhaps",
            78,
            "positions[1].draft",
            "“perhaps” is neither true nor false.",
        ),
        ("hs_code: 8703.90.01", "hs_code: 870", 9, "scopes[0].codes[1].hs_code", "“870” is not an HS code"),
        (
            "hs_code: 8703.90.01",
            "hs_code:",
            9,
            "scopes[0].codes[1].hs_code",
            "An HS code is missing; for all goods write “all”.",
        ),
        ("hs_code: 8703.23.01", "870", 8, "scopes[0].codes[0].hs_code", "“870” is not an HS code"),
        (
            "hs_code: 8703.23.01",
            "",
            8,
            "scopes[0].codes[0].hs_code",
            "An HS code is missing; for all goods write “all”.",
        ),
        (
            "hs_code: 8703.23.01",
            "8703.90.01",
            9,
            "scopes[0].codes[1].hs_code",
            "“87039001” stands twice, first in scopes[0].codes[0], line 8.",
        ),
        ("- hs_code: 8703.23.01", "- [8703.23.01]", 8, "scopes[0].codes[0]", "A record is a set of fields"),
        (
            "hs_code: 8703.90.01",
            "hs_code: '8703 23 01'",
            9,
            "scopes[0].codes[1].hs_code",
            "“87032301” stands twice, first in scopes[0].codes[0], line 8.",
        ),
        ("key: eo-1,", "key: EO 1,", 12, "instruments[0].key", "A key is made of small letters, digits and hyphens."),
        ("instrument: eo-1", "instrument: EO 1", 18, "rates[0].instrument", "“EO 1” is not a key"),
        (
            "time_zone: America/New_York",
            "time_zone: New York",
            54,
            "occasions[0].time_zone",
            "“New York” is no time zone",
        ),
        ("24%", "lots", 21, "rates[0].duty", "“lots” cannot be read"),
        ("points: 14}", "points: 15}", 23, "rates[0].parts", "The parts of a rate add up to it; these make 25 of 24."),
        ("24%", "4.4¢/kg", 23, "rates[0].parts", "A duty of “4.4¢/kg” has no parts: only one in percent has."),
        (
            "spellings: [赤沢, Akasawa]",
            "spellings: 赤沢",
            32,
            "officials[0].spellings",
            "A list of texts is needed here",
        ),
        ("words: Down to 14 points.", "words: [Down]", 78, "positions[1].words", "One value is needed here"),
        ("words: Down to 14 points.", "words:", 78, "positions[1].words", "A value is missing."),
        ("words: Down to 14 points.", "words: ' '", 78, "positions[1].words", "A value is missing."),
        (
            "words: Down to 14 points.",
            'words: "Down\\0"',
            78,
            "positions[1].words",
            "The control character U+0000 is not text.",
        ),
        ("    words: Down to 14 points.\n", "", 74, "positions[1].words", "“words” is missing."),
        (
            "name: Baseline",
            "name: 基本",
            24,
            "rates[0].parts[0]",
            "No key can be made of its parts; give the record a key.",
        ),
        (
            "name: Baseline",
            "name: Long Long Long Long Long Long Long Long Long Long Long Long Long Long Long Long Long Long Long ",
            24,
            "rates[0].parts[0]",
            "The key that is made of its parts is too long",
        ),
    ],
)
def test_a_fault_is_told_with_its_line_and_its_path(old, new, line, path, told):
    where = f"line {line}, {path}: "

    assert [each for each in faults(changed(old, new)) if each.startswith(where + told)]


def test_a_key_stands_once():
    text = changed("- key: us-offers", "- key: us-refuses")

    assert faults(text) == ["line 74, positions[1].key: “us-refuses” stands twice, first in positions[0], line 61."]


def test_a_made_key_is_that_of_no_other_record():
    text = changed("positions:", """\
    citations:
      - {source: s01, attribution: document, key: us-refuses-s01}
positions:""")  # fmt: skip

    [told] = faults(text)

    assert told.endswith(
        "positions[0].citations[0].key: The key made of its parts, “us-refuses-s01”, is that of "
        "occasions[0].citations[0], line 61 already; give the record a key."
    )
