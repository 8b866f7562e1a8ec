"""The database holds the parts of a rate to their sum, and no temporary table can stand in for them."""

import pytest
from django.db import IntegrityError, connection, transaction

from tariffs.models import RatePart
from tests import build


def test_a_temporary_table_does_not_stand_in_for_the_parts(db):
    rate = build.rate(duty="24%")
    for place, (name, points) in enumerate([("Baseline", 10), ("Country-specific", 14)]):
        RatePart(key=f"part-{place}", rate=rate, name=name, points=points, place=place).record(by=None)

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS tariffs_ratepart_add_up IMMEDIATE")
        cursor.execute("CREATE TEMP TABLE tariffs_ratepart (rate_id bigint, points numeric)")
        with pytest.raises(IntegrityError, match="add up"), transaction.atomic():
            cursor.execute("UPDATE public.tariffs_ratepart SET points = 1 WHERE name = 'Baseline'")
