"""Every line by every origin: each cell is what the ladder of that line and origin says."""

from decimal import Decimal

import pyarrow.csv
import pyarrow.parquet
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tariffs.models import Economy
from tariffs.selectors.answers import ask
from tariffs.selectors.panel import panel
from tests import build
from tests.pattern import day, spring_2025

LINES = {
    "87032301": "2.5%",
    "8703230110": "",
    "8703230120": "",
    "95030000": "Free",
    "84581100": "4.4%",
    "22060045": "3¢/l",
    "21031000": "3%",
    "99039401": "The duty provided in the applicable subheading + 25%",
}
ON = day(4, 9)


@pytest.fixture(scope="module")
def made(standing):
    made = spring_2025()
    column = {"measure": made.mfn, "instrument": made.schedule, "scope": made.goods, "duty": "", "charge": "base"}
    build.rate(**column, column="general", starts_on=day(1, 1))
    cuba = made.cuba = build.economy(code="CU", name="Cuba")
    build.rate(**column, column="other", starts_on=day(1, 1), origin=cuba)
    union = build.economy(code="EU", name="European Union")
    made.de = build.economy(code="DE", name="Germany")
    made.kr = build.economy(code="KR", name="Korea")
    build.membership(economy=made.de, union=union, starts_on=day(1, 1))
    build.rate(measure=made.general, instrument=made.act, origin=union, scope=made.goods, duty="20%", starts_on=ON)
    tools = build.scope("8458")
    build.rate(measure=made.autos, instrument=made.act, scope=tools, duty="15%", charge="floor", starts_on=ON)
    for code, general in LINES.items():
        build.line(code, general, instrument=made.schedule, starts_on=day(1, 1), other="35%" if general else "")
    return made


def origins(world):
    return list(Economy.objects.exclude(pk=world.us.pk))


def test_every_cell_is_the_ladder_of_its_line_and_origin(world):
    found = panel(world.us, origins(world), ON, ON, None)

    for code in found.lines:
        for origin in origins(world):
            answer = ask(world.us, origin, code).answer(ON, ON)
            cell = found.cell(code, origin)
            assert cell.total == answer.total, (code, origin)
            assert [(step.layer.measure, step.points) for step in cell.steps] == [
                (step.layer.measure, step.points) for step in answer.ladder.steps
            ]


def test_the_lines_are_the_most_detailed_ones_and_no_special_provisions(world):
    found = panel(world.us, origins(world), ON, ON, None)

    assert found.lines == ("21031000", "22060045", "84581100", "8703230110", "8703230120", "95030000")


def test_origins_that_no_rate_tells_apart_share_their_rows(world):
    other = build.economy(code="NO", name="Norway")
    found = panel(world.us, origins(world), ON, ON, None)

    assert found.rows(world.kr) is found.rows(other)
    assert found.rows(world.kr) is not found.rows(world.de)


def test_more_origins_take_no_more_queries(world):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            found = panel(world.us, origins(world), ON, ON, None)
            for origin in origins(world):
                found.rows(origin)
        return len(queries)

    before = asked()
    build.economy(code="NO", name="Norway")
    assert asked() == before <= 14


def test_the_parquet_file_has_the_parts_by_measure(world, tmp_path):
    file = tmp_path / "panel.parquet"

    call_command(
        "duty_panel", "--importer", "US", "--on", ON.isoformat(), "--known", ON.isoformat(), "--out", str(file)
    )

    rows = {(row["code"], row["origin"]): row for row in pyarrow.parquet.read_table(file).to_pylist()}
    assert len(rows) == 6 * len(origins(world))
    car = rows["8703230110", "JP"]
    assert (car["total"], car["mfn"], car["autos"], car["reciprocal"]) == (Decimal("27.5"), Decimal("2.5"), 25, None)
    sake = rows["22060045", "DE"]
    assert (sake["total"], sake["mfn"], sake["reciprocal"], sake["unknown"]) == (None, None, 20, "mfn")
    assert rows["95030000", "CU"]["total"] == 45


def test_the_csv_file_says_the_same(world, tmp_path):
    for name in ("panel.csv", "panel.parquet"):
        call_command("duty_panel", "--importer", "US", "--on", ON.isoformat(), "--out", str(tmp_path / name))

    written = pyarrow.csv.read_csv(tmp_path / "panel.csv", convert_options=_as_text(tmp_path / "panel.csv")).to_pylist()
    stored = pyarrow.parquet.read_table(tmp_path / "panel.parquet").to_pylist()
    assert len(written) == len(stored)
    for place in range(0, len(stored), 3):
        total = stored[place]["total"]
        assert (Decimal(written[place]["total"]) if written[place]["total"] else None) == total


def _as_text(file):
    names = file.read_text().splitlines()[0].replace('"', "").split(",")
    return pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pyarrow.string()))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--on", "2025-06-01", "--out", "panel.csv"], "entered here up to 5 May 2025"),
        (["--on", "2024-06-01", "--out", "panel.csv"], "No schedule of United States is loaded for 1 June 2024"),
        (["--on", "2025-04-09", "--out", "panel.txt"], "neither"),
        (["--on", "2025-04-09", "--origin", "XX", "--out", "panel.csv"], "No economy has the code “XX”"),
    ],
)
def test_what_cannot_be_told_is_refused_in_a_sentence(world, tmp_path, monkeypatch, arguments, sentence):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(CommandError, match=sentence):
        call_command("duty_panel", "--importer", "US", *arguments)

    assert not list(tmp_path.iterdir())
