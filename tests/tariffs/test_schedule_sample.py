"""The part of the US schedule that is shipped with the demonstration."""

import re
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from parley.lib.asof import AsOf
from tariffs.columns import states_special
from tariffs.schedule.reading import read
from tests import build
from tests.schedules import line_at, shared

DOSSIERS = Path(__file__).resolve().parents[2] / "dossiers"
LISTING = DOSSIERS / "us-schedule-sample.csv"


@pytest.fixture
def us(db):
    return build.economy(code="US", name="United States", key="us")


def load():
    out = StringIO()
    call_command("load_schedule", economy="us", editions=LISTING, part=True, stdout=out)
    return out.getvalue()


def test_the_sample_is_loaded_and_loaded_again_changes_nothing(us):
    assert "HTS 2025 basic… 1,340 lines new, 0 worded anew, 0 ended, 0 unchanged." in load()

    assert not re.search(r"… [1-9]|, [1-9][0-9]* (worded|ended)", load())


def test_the_sample_has_the_duties_on_a_car_and_the_headings_of_2025(us):
    load()
    may = AsOf(on=date(2025, 5, 5), known=date(2025, 5, 5))

    car = line_at(us, "87032301", may)
    assert (car.general.text, car.other.text) == ("2.5%", "10%")
    assert states_special(car.special.text, "JP") is None
    assert car.path[0].startswith("Motor cars and other motor vehicles")
    assert line_at(us, "99039401", may).general.text == "The duty provided in the applicable subheading + 25%"
    assert line_at(us, "99039441", may) is None
    assert line_at(us, "99039441", AsOf(on=date(2025, 9, 16), known=date(2025, 9, 16)))


def test_the_sample_covers_the_goods_of_the_demonstration():
    lines = read((DOSSIERS / "us-schedule-sample.json").read_bytes())
    codes = re.findall(r"hs_code: ([\d.]+)", (DOSSIERS / "us-japan-2025.yaml").read_text(encoding="utf-8"))
    named = {code.replace(".", "") for code in codes if len(code) > 2}

    assert [code for code in sorted(named) if not any(line.startswith(code) for line in lines)] == []


def test_the_sample_says_what_the_edition_says():
    edition = read(shared("hts/archives/hts_2025_basic.json.gz").read_bytes())

    assert read((DOSSIERS / "us-schedule-sample.json").read_bytes()).items() <= edition.items()
