"""Editions of a schedule loaded one after the other, by the command."""

import gzip
import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from parley.lib.asof import AsOf
from tariffs.models import LegalInstrument, TariffLine
from tariffs.schedule.reading import read
from tariffs.selectors.lines import all_lines, lines_at
from tests import build
from tests.schedules import editions, line_at, packed, row, shared

BASIC = (
    row("0101", 0, "Live horses:"),
    row("", 1, "Horses:"),
    row("0101.21.00", 2, "Purebred", general="Free"),
    row("0101.29.00", 2, "Other", general="5%", footnotes=[{"value": "See 9903.88.15. "}]),
)


@pytest.fixture
def us(db):
    return build.economy(code="US", name="United States", key="us")


@pytest.fixture
def load(us, tmp_path):
    """Load an edition of some rows, or a file, from a day on, made public on a day; gives what the command says."""

    def run(rows, starts_on="2025-01-01", published=None, name="HTS 2025 basic", **options):
        file = tmp_path / "edition.json"
        file.write_bytes(rows if isinstance(rows, bytes) else packed(*rows))
        out, err = StringIO(), StringIO()
        days = {"starts_on": day(starts_on), "published": day(published or starts_on)}
        try:
            call_command("load_schedule", str(file), economy="us", name=name, stdout=out, stderr=err, **days, **options)
        except CommandError as refusal:
            return f"{err.getvalue()}{refusal}"
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")  # the guard agrees
        return out.getvalue().strip()

    return run


def day(text):
    return date.fromisoformat(text)


def at(us, code, on, known=None):
    return line_at(us, code, AsOf(on=day(on), known=day(known or on)))


def test_an_edition_makes_its_instrument_and_its_lines(us, load):
    said = load(BASIC)

    act = LegalInstrument.objects.get()
    assert said == "HTS 2025 basic… 3 lines new, 0 worded anew, 0 ended, 0 unchanged."
    assert (act.key, act.kind, act.number) == ("us-hts-2025-basic", "schedule", "HTS 2025 basic")
    assert (act.economy, act.published_on) == (us, date(2025, 1, 1))
    line = at(us, "01012900", "2025-02-01")
    assert (line.path, line.general.text) == (("Live horses:", "Horses:", "Other"), "5%")
    assert (line.instrument_id, line.footnotes) == (act.pk, "See 9903.88.15.")
    assert TariffLine.history.filter(history_change_reason="Loaded from edition.json.").count() == 3


def test_the_same_edition_loaded_again_changes_nothing(load):
    load(BASIC)

    assert load(BASIC) == "HTS 2025 basic… 0 lines new, 0 worded anew, 0 ended, 3 unchanged."
    assert (TariffLine.history.count(), LegalInstrument.history.count()) == (3, 1)


def test_a_later_edition_changes_only_what_it_changes(us, load):
    load(BASIC)
    later = (*BASIC[:3], row("0101.29.00", 2, "Other", general="4%"), row("0101.30.00", 1, "Asses", general="6.8%"))

    said = load(later, "2025-03-10", "2025-03-12", "HTS 2025 rev 1")

    assert said == "HTS 2025 rev 1… 1 line new, 1 worded anew, 0 ended, 2 unchanged."
    assert at(us, "01012900", "2025-03-09", "2025-12-31").general.text == "5%"
    assert at(us, "01012900", "2025-03-10", "2025-03-11").general.text == "5%"
    assert at(us, "01012900", "2025-03-10", "2025-03-12").general.text == "4%"
    assert at(us, "01012100", "2025-12-31").starts_on == date(2025, 1, 1)
    assert TariffLine.history.count() == 3 + 3


@pytest.mark.parametrize(
    "other",
    [
        {"description": "Others"},
        {"general": "4%"},
        {"special": "Free (JP)"},
        {"other": "20%"},
        {"units": ["No."]},
        {"footnotes": []},
        {"indent": "1"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_line_that_differs_in_anything_is_worded_anew(load, other):
    load(BASIC)

    said = load((*BASIC[:3], BASIC[3] | other), "2025-02-01", name="HTS 2025 rev 1")

    assert "1 worded anew" in said


def test_a_line_under_another_heading_is_worded_anew(load):
    load(BASIC)

    said = load((BASIC[0], row("", 1, "Ponies:"), *BASIC[2:]), "2025-02-01", name="HTS 2025 rev 1")

    assert "2 worded anew" in said


def test_a_line_left_out_ends_the_day_before(us, load):
    load(BASIC)

    said = load(BASIC[:3], "2025-02-01", "2025-01-20", "HTS 2025 rev 1")

    assert "1 ended" in said
    assert at(us, "01012900", "2025-01-31")
    assert at(us, "01012900", "2025-02-01", "2025-01-19")
    assert not at(us, "01012900", "2025-02-01", "2025-01-20")


def test_lines_that_a_part_of_an_edition_lacks_go_on(us, load):
    load(BASIC)

    said = load(BASIC[3:], "2025-02-01", name="HTS 2025 rev 1", part=True)

    assert "1 worded anew, 0 ended" in said  # it has lost its heading
    assert at(us, "01012100", "2025-02-01")


def test_the_first_whole_edition_takes_the_place_of_parts(us, load):
    load(BASIC[3:], "2025-01-01", name="HTS 2025 basic", part=True)
    load((BASIC[3] | {"general": "9%"},), "2025-03-01", name="HTS 2025 rev 4", part=True)

    said = load(BASIC)

    assert "0 worded anew, 0 ended, 0 unchanged" in said
    assert at(us, "01012900", "2025-03-01").general.text == BASIC[3]["general"]
    assert {line.instrument.number for line in TariffLine.objects.select_related("instrument")} == {"HTS 2025 basic"}
    reasons = set(TariffLine.history.filter(history_type="-").values_list("history_change_reason", flat=True))
    assert reasons == {"HTS 2025 basic is loaded whole, in place of parts of editions."}


def test_an_edition_that_speaks_from_an_earlier_day_leaves_what_was_known(us, load):
    load(BASIC)
    load((*BASIC[:3], BASIC[3] | {"general": "6%"}), "2025-05-22", name="HTS 2025 rev 8")

    load((*BASIC[:3], BASIC[3] | {"general": "7%"}), "2025-05-01", "2025-05-28", "HTS 2025 rev 9")

    seen = {
        (on, known): at(us, "01012900", on, known).general.text
        for on in ("2025-05-10", "2025-05-25")
        for known in ("2025-05-20", "2025-05-27", "2025-05-28")
    }
    assert list(seen.values()) == ["5%", "5%", "7%", "5%", "6%", "7%"]


def test_an_edition_made_public_before_one_that_is_loaded_is_refused(load):
    load(BASIC, "2025-03-01", name="HTS 2025 rev 5")

    said = load(BASIC[:3], "2025-02-01", name="HTS 2025 rev 4")

    assert "editions are loaded in the order in which they were made public" in said
    assert LegalInstrument.objects.count() == 1


def test_an_earlier_edition_loaded_again_after_a_later_one_changes_nothing(load):
    load(BASIC)
    load(BASIC[:3], "2025-03-01", name="HTS 2025 rev 5")

    assert load(BASIC) == "HTS 2025 basic… 0 lines new, 0 worded anew, 0 ended, 3 unchanged."


def test_a_file_with_faults_is_refused_whole(load):
    said = load((*BASIC, row("01.0"), row("0102", 0, "")))

    assert said.splitlines() == [
        "edition.json: row 5: “01.0” is not an HS code: it has 2, 4, 6, 8 or 10 digits, not 3.",
        "edition.json: row 6: It has no description.",
        "2 faults; nothing of edition.json was written.",
    ]
    assert not TariffLine.objects.exists()
    assert not LegalInstrument.objects.exists()


def test_a_check_tells_what_would_be_done_and_does_nothing(load):
    said = load(BASIC, check=True)

    assert said == "HTS 2025 basic… It would be: 3 lines new, 0 worded anew, 0 ended, 0 unchanged."
    assert not TariffLine.objects.exists()
    assert not LegalInstrument.objects.exists()


def test_the_day_of_publication_is_that_on_record(load):
    load(BASIC)

    said = load(BASIC, "2025-01-01", "2025-01-02")

    assert "HTS 2025 basic is on record as made public on 1 January 2025, not on 2 January 2025." in said


def test_a_key_of_another_kind_of_act_is_no_edition(us, load):
    build.instrument(key="us-hts-2025-basic", economy=us, kind="order")

    assert "The key “us-hts-2025-basic” is that of another record" in load(BASIC)


def test_the_chapters_of_the_nomenclature_stand_over_a_national_schedule(us, load):
    load(BASIC)
    names = b"section,hscode,description,parent,level\nI,01,Animals; live,TOTAL,2\nI,0101,Horses,01,4\n"

    load(names, "2022-01-01", "2022-01-01", "HS 2022", chapters=True)

    line = at(us, "01012900", "2025-02-01")
    assert line.path == ("Animals; live", "Live horses:", "Horses:", "Other")
    assert "3 unchanged" in load(BASIC)


def test_the_export_in_csv_leaves_the_footnotes_as_they_are(us, load):
    load(BASIC[3:])
    text = "HTS Number,Indent,Description,Unit of Quantity,General Rate of Duty\n0101.29.00,2,Other,,5%\n"

    assert "1 unchanged" in load(text.encode(), "2025-02-01", name="HTS 2025 rev 1")


def test_editions_in_a_list_are_loaded_one_after_the_other(us, tmp_path):
    (tmp_path / "hts_2025_basic.json").write_bytes(packed(*BASIC))
    (tmp_path / "rev.json").write_bytes(packed(*BASIC[:3]))
    listing = tmp_path / "editions.csv"
    listing.write_text(
        "file,from,published,name\n"
        "hts_2025_basic.json,2025-01-01,2025-01-01,\n"
        "rev.json,2025-02-01,2025-02-03,HTS rev 1\n"
    )
    out = StringIO()

    call_command("load_schedule", economy="us", editions=listing, stdout=out)
    call_command("load_schedule", economy="us", editions=listing, stdout=out)

    assert out.getvalue().splitlines() == [
        "hts 2025 basic… 3 lines new, 0 worded anew, 0 ended, 0 unchanged.",
        "HTS rev 1… 0 lines new, 0 worded anew, 1 ended, 2 unchanged.",
        "hts 2025 basic… 0 lines new, 0 worded anew, 0 ended, 3 unchanged.",
        "HTS rev 1… 0 lines new, 0 worded anew, 0 ended, 2 unchanged.",
    ]


def test_the_faults_of_a_list_are_told_together(us, tmp_path):
    listing = tmp_path / "editions.csv"
    (tmp_path / "there.json").write_bytes(packed(*BASIC))
    listing.write_text("file,from,published\ngone.json,2025-01-01,2025-01-01\nthere.json,1 May,2025-01-01\n")

    with pytest.raises(CommandError) as refused:
        call_command("load_schedule", economy="us", editions=listing)

    assert str(refused.value).splitlines() == [
        "editions.csv, line 2: There is no file gone.json.",
        "editions.csv, line 3: “1 May” is no day; write it like 2025-05-05.",
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--economy", "us"], "Name one file"),
        (["x.json", "--economy", "us"], "Say since which day"),
        (["x.json", "--economy", "zz"], "There is no economy"),
        (["x.json", "--economy", "us", "--from", "May", "--published", "2025-01-01"], "is no day"),
        (["x.json", "--economy", "us", "--from", "2025-01-01", "--published", "2025-01-01"], "cannot be read"),
        (["--editions", "x.csv", "--economy", "us", "--from", "2025-01-01"], "The list has the days"),
        (["--editions", "x.csv", "--economy", "us"], "cannot be read"),
    ],
)
def test_what_the_command_lacks_is_told(us, arguments, says):
    with pytest.raises(CommandError, match=says):
        call_command("load_schedule", *arguments)


# Two of them with mark-up, of which one speaks from weeks before it was made public.
REVISIONS = ("HTS 2025 basic", "HTS 2025 rev 10", "HTS 2026 rev 9")
HEADINGS = ("8703", "8704", "9903")


def cut(file):
    """The rows of some chapters and headings of an archived edition, with their headings without a number."""
    kept, keep = [], False
    for each in json.loads(gzip.decompress(file.read_bytes())):
        if each["htsno"] or each["indent"] == "0":
            keep = each["htsno"].startswith(HEADINGS)
        kept += [each] if keep else []
    return kept


def test_revisions_of_the_us_schedule_are_read_back_as_published(us, load):
    """Each on its first day as known on the day of its publication, once all of them are known."""
    found = {name: given for name, *given in editions(shared("hts"))}
    rows = {name: cut(found[name][0]) for name in REVISIONS}
    for name in REVISIONS:
        load(rows[name], *map(str, found[name][1:]), name)

    for name in REVISIONS:
        _, starts_on, published_on = found[name]
        printed = read(packed(*rows[name]))
        clocks = AsOf(on=starts_on, known=published_on)
        held = lines_at(us, list(printed), clocks)
        assert {code: held[code].description for code in printed} == {
            code: wording.description for code, wording in printed.items()
        }
        assert all(held[code].general.text == wording.general for code, wording in printed.items() if wording.general)
        details = {code for code in printed if not any(other != code and other.startswith(code) for other in printed)}
        assert {line.code for line in all_lines(us, clocks)} == details
    assert "0 lines new, 0 worded anew, 0 ended" in load(rows[name], *map(str, found[name][1:]), name)
    # Being printed is not being in force: the country rates of April 2025 were printed for a year.
    assert at(us, "99030159", "2025-05-05").general.text
    assert "provision suspended" in at(us, "99030159", "2025-05-05").description
