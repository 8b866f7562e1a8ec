"""Trade figures loaded by the command."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tariffs.models import TradeFlow
from tests import build
from tests.schedules import shared

FILE = "code,origin,year,value\n8703.23.01,jp,2024,1000.50\n87032301,KR,2024,7\n"


@pytest.fixture
def economies(db):
    return [build.economy(code=code, key=code.lower(), name=code) for code in ("US", "JP", "KR")]


@pytest.fixture
def load(economies, tmp_path):
    def run(text, **options):
        file = text
        if isinstance(text, str):
            file = tmp_path / "flows.csv"
            file.write_text(text)
        out, err = StringIO(), StringIO()
        try:
            given = {"importer": "us", "source": "Census"} | options
            call_command("load_flows", file, stdout=out, stderr=err, **given)
        except CommandError as refusal:
            return f"{err.getvalue()}{refusal}"
        return out.getvalue().strip()

    return run


def test_figures_are_written_with_their_lines_of_history(load):
    assert load(FILE) == "2 figures new, 0 changed, 0 unchanged."

    flow = TradeFlow.objects.get(origin__code="JP")
    assert (flow.code, flow.year, flow.value, flow.source) == ("87032301", 2024, Decimal("1000.50"), "Census")
    assert flow.history.get().history_change_reason == "Loaded from flows.csv."


def test_the_same_figures_again_change_nothing_and_a_new_one_changes_one(load):
    load(FILE)

    assert load(FILE) == "0 figures new, 0 changed, 2 unchanged."
    assert load(FILE.replace("1000.50", "2000")) == "0 figures new, 1 changed, 1 unchanged."
    assert TradeFlow.history.count() == 3


def test_a_file_may_call_its_columns_otherwise_and_leave_out_what_holds_for_all(load):
    said = load("hts10,worth\n8703230190,5\n", origin="jp", year=2024, code_column="hts10", value_column="worth")

    assert said == "1 figure new, 0 changed, 0 unchanged."


def test_all_faults_are_told_with_their_lines_and_nothing_is_written(load):
    said = load(
        "code,origin,year,value\n8703.23.01,JP,2024,5\n87032301,JP,2024,5\n123,JP,2024,5\n,JP,2024,5\n"
        "8703,XX,2024,5\n8703,JP,24,5\n8703,JP,2024,many\n8703,JP,2024,-1\n8703,JP,2024,1.005\n8703,JP,2024,NaN\n"
    )

    assert said.splitlines() == [
        "flows.csv: line 3: 8703.23.01 has a figure for that origin and year already.",
        "flows.csv: line 4: “123” is not an HS code: it has 2, 4, 6, 8 or 10 digits, not 3.",
        "flows.csv: line 5: It has no code.",
        "flows.csv: line 6: There is no economy with the key or code “XX”.",
        "flows.csv: line 7: “24” is no year.",
        "flows.csv: line 8: “many” is no amount.",
        "flows.csv: line 9: “-1” is no amount in dollars and cents.",
        "flows.csv: line 10: “1.005” is no amount in dollars and cents.",
        "flows.csv: line 11: “NaN” is no amount in dollars and cents.",
        "9 faults; nothing of flows.csv was written.",
    ]
    assert not TradeFlow.objects.exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("code,value\n8703,5\n", "line 1: The file has no column origin, year."),
        ("code,origin,year,value\n", "The file has no figures."),
        ("", "The file has no column"),
    ],
)
def test_what_holds_no_figures_is_refused(load, text, says):
    assert says in load(text)


def test_a_check_writes_nothing(load):
    assert load(FILE, check=True) == "It would be: 2 figures new, 0 changed, 0 unchanged."
    assert not TradeFlow.objects.exists()


def test_what_the_united_states_bought_from_japan_in_2024(load):
    file = shared("trade/us_imports_from_japan_2024_hs10.csv")
    columns = {"code_column": "hts10", "value_column": "con_val_usd_2024"}

    assert load(file, origin="jp", year="2024", **columns) == "10,102 figures new, 0 changed, 0 unchanged."
    assert sum(TradeFlow.objects.values_list("value", flat=True)) == 151_340_030_810
