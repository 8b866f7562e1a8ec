"""The rows that the benchmark makes up are a record as any other: what stands in it is whole, and its pages show it."""

import pytest
from django.apps import apps
from django.db import connection

from benchmarks.rows import Size, fill
from negotiations.dossier.loading import load_file
from negotiations.models import Position
from tariffs.models import LegalInstrument, Rate, TariffLine
from tests import build
from tests.demonstration import FIRST_REPORT

TALKS = "/negotiations/talks-1/"


@pytest.fixture
def made_up(db, analyst):
    load_file(FIRST_REPORT, by=None)
    build.line("87032301", instrument=LegalInstrument.objects.earliest("published_on"))
    connection.check_constraints()  # the tables cannot be altered while anything of theirs waits to be checked
    recorded = [model for model in apps.get_models() if hasattr(model, "history")]
    with connection.cursor() as cursor:
        fill(cursor, recorded, Size(negotiations=1, biggest=50, others=50, rates=Rate.objects.count() + 3, lines=30))


def test_the_benchmark_makes_up_what_its_pages_show(desk, made_up):
    made = Position.objects.filter(issue__negotiation__key="talks-1")

    assert made.count() == 50
    assert {position.history.count() for position in made} == {10}
    assert Rate.objects.filter(key__startswith="line-").count() == 3
    assert TariffLine.objects.filter(code__startswith="77").count() == 30
    for page in ("", "rounds/", "rounds/1/", "issues/", "timeline/", "matrix/", "terms/", "accounts/", "deadlines/"):
        assert desk.get(f"{TALKS}{page}").status_code == 200
    past = desk.get(f"{TALKS}rounds/1/", {"recorded": "2026-06-23T00:00Z"})
    assert "as read in version" in past.text
