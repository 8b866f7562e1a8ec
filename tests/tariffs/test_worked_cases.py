"""The worked cases of the law of the United States, from the dossiers and the schedule's sample alone."""

import csv
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.schedules import shared

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "dossiers" / "us-law-cases.csv"


@pytest.fixture
def law(db):
    call_command("load", str(ROOT / "dossiers" / "us-law-2025-26.yaml"), verbosity=0)
    call_command("load_schedule", economy="us", editions=ROOT / "dossiers" / "us-schedule-sample.csv", part=True)


def test_every_case_is_as_it_should_be(law, capsys):
    call_command("duty", "--cases", str(CASES))

    assert "All 50 cases are as they should be." in capsys.readouterr().out


def test_the_cases_are_those_that_were_worked(db):
    """The same questions and totals as in the material that they were taken from."""
    worked = shared("../us-japan/cases.csv").read_text(encoding="utf-8").splitlines()
    ours = CASES.read_text(encoding="utf-8").splitlines()

    def facts(lines):
        return {
            row["case"]: (row["importer"], row["origin"], row["code"], row["on"], row["known"], row["total"])
            for row in csv.DictReader(lines)
        }

    assert facts(ours) == facts(worked)
