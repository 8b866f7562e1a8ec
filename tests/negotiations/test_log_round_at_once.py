"""One round, logged by two at the same time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from negotiations import actions
from negotiations.models import Round
from tests.rounds import a_log, a_table


@pytest.mark.django_db(transaction=True)
def test_the_same_round_sent_at_the_same_time_is_written_once():
    table = a_table()
    first, second = a_log(**table), a_log(**table)
    second.round.record.key = first.round.record.key
    second.occasions, second.positions = [], []

    def send(log):
        try:
            return actions.log_round(log, by=None).again
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        again = sorted(pool.map(send, [first, second]))

    assert again == [False, True]
    assert Round.objects.count() == 1
