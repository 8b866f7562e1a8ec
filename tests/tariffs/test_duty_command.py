"""`manage.py duty`: the ladder in words and as JSON; worked cases, checked."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests import build
from tests.pattern import day, spring_2025

HEAD = "case,importer,origin,code,on,known,claims,shares,unit_value,total"


@pytest.fixture(scope="module")
def made(standing):
    made = spring_2025()
    build.relief(measure=made.autos, claim="old", name="Old cars", heading="9903.94.04")
    return made


def told(capsys, *arguments):
    call_command("duty", "8703.23.01", "--importer", "us", "--origin", "JP", "--on", "2025-05-05", *arguments)
    return capsys.readouterr().out


def test_the_ladder_is_printed_with_what_gave_way_and_what_could_be_claimed(world, capsys):
    out = told(capsys, "--known", "2025-05-05")

    assert "Japan into United States, 5 May 2025, as known on 5 May 2025" in out
    assert out.splitlines()[-4].split() == ["Total", "27.5%"]
    assert "Gave way: Reciprocal tariff (10%) to Duty on cars." in out
    assert "Could be claimed: old: Old cars (Duty on cars: not charged). 9903.94.04" in out


def test_json_has_every_step(world, capsys):
    found = json.loads(told(capsys, "--json"))

    assert (found["total"], found["unit"]) == ("27.5", "percent ad valorem")
    assert [(step["measure"], step["rate"], step["points"]) for step in found["steps"]] == [
        ("mfn", "2.5", "2.5"),
        ("autos", "25", "25"),
    ]
    assert [each["to"] for each in found["yielded"]] == ["autos"]
    assert [each["claim"] for each in found["claimable"]] == ["old"]


def cases(tmp_path, *rows):
    file = tmp_path / "cases.csv"
    file.write_text("\n".join([HEAD, *rows]))
    return file


def test_cases_that_are_as_they_should_be(world, tmp_path, capsys):
    file = cases(tmp_path, "A,US,JP,87032301,2025-05-05,,,,,27.5", "B,US,JP,87032301,2025-05-05,,old,,,12.5")

    call_command("duty", "--cases", str(file))

    assert "All 2 cases are as they should be." in capsys.readouterr().out


def test_a_case_that_differs_is_printed_with_its_ladder_and_fails(world, tmp_path, capsys):
    file = cases(tmp_path, "A,US,JP,87032301,2025-05-05,,,,,15", "B,US,JP,87032301,2025-05-05,,,,,27.5")

    with pytest.raises(CommandError, match="1 of 2 cases differ") as refused:
        call_command("duty", "--cases", str(file))

    out = capsys.readouterr().out
    assert refused.value.returncode == 1
    assert "A: 27.5%, not 15%" in out
    assert "Duty on cars" in out


def test_a_file_of_cases_is_refused_with_all_its_faults(world, tmp_path, capsys):
    file = cases(
        tmp_path, "A,US,JP,87032301,May,,,,,15", "B,US,,87032301,2025-05-05,,,,,15", "C,US,JP,1,2025-05-05,,,x,,"
    )

    with pytest.raises(CommandError, match="Nothing was checked"):
        call_command("duty", "--cases", str(file))

    told = capsys.readouterr().err
    assert "Line 2: “May” is no day" in told
    assert "Line 3: The origin is missing." in told
    assert "Line 4: “x” is no share" in told


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["8703.23.01", "--importer", "US"], "--origin"),
        (["8703.23.01", "--importer", "XX", "--origin", "JP"], "No economy has the code “XX”"),
        (["8703.2", "--importer", "US", "--origin", "JP"], "not an HS code"),
        (["8703.23.01", "--importer", "US", "--origin", "JP", "--claim", "odl"], "did you mean “old”"),
        (["8703.23.01", "--importer", "US", "--origin", "JP", "--on", "May"], "“May” is no day"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(world, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("duty", *arguments)


def test_a_day_after_the_law_has_no_number(world, capsys):
    call_command("duty", "8703.23.01", "--importer", "US", "--origin", "JP", "--on", day(6, 1).isoformat())

    out = capsys.readouterr().out
    assert "not known" in next(line for line in out.splitlines() if line.startswith("Total"))
