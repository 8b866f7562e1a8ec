"""A national schedule read as its publisher gives it."""

import gzip
import json

import pytest

from tariffs.schedule.faults import FileRefused
from tariffs.schedule.reading import plain, read
from tests.schedules import packed, row, shared

EXPORT = (
    "\ufeffHTS Number,Indent,Description,Unit of Quantity,General Rate of Duty,Special Rate of Duty,"
    "Column 2 Rate of Duty,Quota Quantity,Additional Duties\n"
)
NOMENCLATURE = "section,hscode,description,parent,level\n"


def refusals(data):
    with pytest.raises(FileRefused) as refused:
        read(data)
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("2.5% ", "2.5%"),
        ("The duty provided in\nthe applicable  subheading", "The duty provided in the applicable subheading"),
        ("Over 270 g/m<sup>2</sup>", "Over 270 g/m2"),
        ("<il><i>Pleurogrammus</i></il> &amp; <b>[note]</b>", "Pleurogrammus & [note]"),
        ("with down,<br /> feathers", "with down, feathers"),
        ("amide and <newline></newline>Methyl", "amide and Methyl"),
        ("Unwrought aluminum:<nl/>", "Unwrought aluminum:"),
        ("less than <5 mm and >2 mm", "less than <5 mm and >2 mm"),
        ("5\xa0% \u200b", "5 %"),
        ("", ""),
    ],
)
def test_a_printed_text_loses_its_mark_up_and_its_blanks(printed, text):
    assert plain(printed) == text


def test_rows_without_a_number_stand_over_the_lines_below_them():
    lines = read(
        packed(
            row("8703", 0, "Motor cars:"),
            row("", 1, "Other vehicles:"),
            row("8703.23", 2, "1,500 to 3,000 cc:"),
            row("", 3, "New:"),
            row("8703.23.01", 4, "Cars", general="2.5%", units=["No.", "kg"]),
            row("8703.23.02", 3, "Others"),
            row("8703.90", 1, "Other"),
            row("", 0, "Vehicles of peace:"),
            row("8704", 0, "Lorries"),
        )
    )

    assert {code: wording.within for code, wording in lines.items()} == {
        "8703": "",
        "870323": "Other vehicles:",
        "87032301": "New:",
        "87032302": "",
        "870390": "",
        "8704": "",
    }
    assert lines["87032301"].units == "No., kg"


def test_headings_over_a_row_that_is_above_by_indent_alone_are_kept():
    lines = read(packed(row("", 0, "Sugar:"), row("9823.03.01", 1, "First"), row("9823.03.02", 2, "Second")))

    assert lines["98230302"].within == "Sugar:"


def test_a_blank_rate_stays_blank():
    line = read(packed(row("0101.21.00.10", 3)))["0101210010"]

    assert (line.general, line.special, line.other) == ("", "", "")


def test_footnotes_are_read_as_printed_each_once():
    notes = [{"columns": ["general"], "value": "See 9903.88.15. ", "type": "endnote"}] * 2 + [{"value": "Note 1."}]

    assert read(packed(row("0101", footnotes=notes)))["0101"].footnotes == "See 9903.88.15.\nNote 1."


def test_a_packed_file_is_what_it_packs():
    data = packed(row("0101"))

    assert read(gzip.compress(data)) == read(data)


def test_the_export_in_csv_is_understood():
    data = EXPORT + '"0101","0","Live horses:","","","","","",""\n"","1","Horses:","","","","","",""\n'
    data += '"0101.21.00.10","2","Males","[""No."",""kg""]","Free","","20%","",""\n'

    line = read(data.encode())["0101210010"]

    assert (line.within, line.units, line.general, line.other) == ("Horses:", "No., kg", "Free", "20%")
    assert line.footnotes is None


def test_the_nomenclature_in_csv_is_understood():
    data = NOMENCLATURE + 'I,01,Animals; live,TOTAL,2\nI,0101,"Horses, asses",01,4\nI,010121,Horses,0101,6\n'
    data += "TOTAL,99,Not specified,TOTAL,2\nTOTAL,TOTAL,Total of all,TOTAL,5\n"

    lines = read(data.encode())

    assert {code: line.description for code, line in lines.items()} == {
        "01": "Animals; live",
        "0101": "Horses, asses",
        "010121": "Horses",
    }


def test_all_faults_are_told_with_their_rows():
    assert refusals(
        packed(
            row("0101", 0),
            row("01.0", 0),
            row("0102", "deep"),
            row("0103", 0, ""),
            {"htsno": "0104"},
            "0105",
            row("", 1, "Without a number", general="5%"),
            row("0106", 0, general=5),
            row("0107", 0, units=["kilogram"] * 8),
            row("0101", 0, "Other goods"),
        )
    ) == [
        "row 2: “01.0” is not an HS code: it has 2, 4, 6, 8 or 10 digits, not 3.",
        "row 3: Its indent “deep” is no whole number from 0 to 99.",
        "row 4: It has no description.",
        "row 5: It has no indent and no description.",
        "row 6: It is no object.",
        "row 7: It states a rate, but has no number.",
        "row 8: Its general is no text.",
        "row 9: Its units are longer than 60 characters.",
        "row 10: 0101 stands in row 1 already, and in other words.",
    ]


def test_a_line_that_stands_twice_in_the_same_words_is_one():
    assert len(read(packed(row("0101"), row("0101")))) == 1


def test_faults_of_a_csv_are_told_with_their_lines():
    data = (
        EXPORT
        + '"0101","0","Live\nhorses","","","","","",""\n"0102","0","Cattle"\n"010","0","Pigs","","","","","",""\n'
    )

    assert refusals(data.encode()) == [
        "line 4: It has 3 cells; the first line has 9.",
        "line 5: “010” is not an HS code: it has 2, 4, 6, 8 or 10 digits, not 3.",
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is no schedule that is understood"),
        (b"a,b\n1,2\n", "The file is no schedule that is understood"),
        (b"[{]", "line 1: The file is no JSON"),
        (b'{"a": 1}', "its JSON is not a list of rows"),
        (b"[]", "The file has no lines."),
        (b"[" * 100_000, "The file is no"),
        (b"\xff\xfe", "not in UTF-8"),
        (b"\x1f\x8b\x00", "damaged"),
        ((NOMENCLATURE + "I,0101,Horses,01,2\n").encode(), "line 2: Its level is 2, its number 0101."),
        ((EXPORT + '"0101"x').encode(), "line 2: The file is no CSV"),
    ],
)
def test_what_is_no_schedule_is_refused(data, says):
    (fault,) = refusals(data)

    assert says in fault


def test_both_forms_of_one_edition_say_the_same():
    in_json = read(shared("hts/archives/hts_2025_basic.json.gz").read_bytes())
    in_csv = read(shared("hts/hts_2025_basic_edition.csv").read_bytes())

    assert len(in_json) == 29_842
    assert {code: line._replace(footnotes=None) for code, line in in_json.items()} == in_csv


def test_mark_up_alone_is_no_change():
    """The tenth revision of 2025 was published with mark-up, its neighbours without."""
    marked = read(shared("hts/archives/hts_2025_rev_10.json.gz").read_bytes())
    unmarked = read(shared("hts/archives/hts_2025_rev_11.json.gz").read_bytes())

    changed = {code for code in marked if marked[code] != unmarked.get(code)}
    assert len(changed) < 100
    assert not any("<" in json.dumps(line) for line in marked.values())


def test_the_nomenclature_of_2022_has_its_chapters_headings_and_subheadings():
    lines = read(shared("nomenclature/hs2022.csv").read_bytes())

    assert [sum(len(code) == digits for code in lines) for digits in (2, 4, 6)] == [96, 1228, 5612]
