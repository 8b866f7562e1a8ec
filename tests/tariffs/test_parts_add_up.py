"""The database holds the parts of a rate to their sum: no temporary table can stand in for them, and a form says so."""

import pytest
from django.db import IntegrityError, connection, transaction

from negotiations.dossier.loading import load
from tariffs.models import Rate, RatePart
from tests import build
from tests.dossiers import SMALL
from tests.parley.screens import fields


def test_a_temporary_table_does_not_stand_in_for_the_parts(db):
    rate = build.rate(duty="24%")
    for place, (name, points) in enumerate([("Baseline", 10), ("Country-specific", 14)]):
        RatePart(key=f"part-{place}", rate=rate, name=name, points=points, place=place).record(by=None)

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS tariffs_ratepart_add_up IMMEDIATE")
        cursor.execute("CREATE TEMP TABLE tariffs_ratepart (rate_id bigint, points numeric)")
        with pytest.raises(IntegrityError, match="add up"), transaction.atomic():
            cursor.execute("UPDATE public.tariffs_ratepart SET points = 1 WHERE name = 'Baseline'")


@pytest.mark.parametrize(
    ("model", "wrong"),
    [(RatePart, {"points": "11"}), (Rate, {"duty": "25%"})],
)
@pytest.mark.django_db(transaction=True)
def test_parts_that_do_not_add_up_are_refused_in_words(client, analyst, model, wrong):
    load(SMALL, by=None)
    client.force_login(analyst)
    record = model.objects.first()
    address = f"/records/{model._meta.model_name}/{record.key}/edit/"

    answer = client.post(address, fields(client.get(address)) | wrong | {"reason": "Misread"})

    assert answer.status_code == 422
    assert "The parts of a rate add up to it; these make 2" in answer.text
    name, value = next(iter(wrong.items()))
    assert f'name="{name}" value="{value}"' in answer.text
    assert record.history.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_version_that_would_not_add_up_is_refused_in_words(client, analyst):
    load(SMALL, by=None)
    client.force_login(analyst)
    part = RatePart.objects.first()
    part.name = "Misspelt"
    part.record(by=analyst, reason="Misread")
    rate = Rate.objects.get()
    before = part.history.count()
    lines = part.history.model
    # A version with other points can only have stood together with other parts.
    same = [field.attname for field in part._meta.concrete_fields if field.name != "points"]
    lines.objects.create(
        **{name: getattr(part, name) for name in same}, points=11,
        history_date=rate.history.first().history_date, history_type="~",
    )  # fmt: skip
    version = lines.objects.order_by("history_id").last().history_id
    address = f"/records/ratepart/{part.key}/restore/{version}/"

    answer = client.post(address, {"reason": "It was right", "version": part.version})

    assert answer.status_code == 422
    assert "The parts of a rate add up to it" in answer.text
    assert part.history.count() == before + 1
