"""Promises, accounts and exchanges: what the record refuses; copies that are only added; no circle of retellings."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from negotiations.models import Capture
from tests import build


def test_a_promised_rate_says_for_which_goods_from_where_and_who_charges_it(db):
    with pytest.raises(ValidationError, match="for which goods, from where"):
        build.term(rate=Decimal(15), rate_is="total")


def test_a_promise_is_not_due_before_it_was_made(db):
    with pytest.raises(ValidationError, match="not due before"):
        build.term(promised_on=date(2025, 7, 22), due_on=date(2025, 7, 21))


def test_who_owes_a_promise_sits_at_its_table(db):
    with pytest.raises(ValidationError, match="not at the table"):
        build.term(owed_by=build.party())


def test_an_account_is_of_something_and_has_one_teller(db):
    subject = build.divergence()

    with pytest.raises(ValidationError, match="is one of a promise, or of a subject"):
        build.account(divergence=None)
    with pytest.raises(ValidationError, match="Say whose account it is"):
        build.account(teller="")
    with pytest.raises(ValidationError, match="Say whose account it is"):
        build.account(divergence=subject, party=build.party(negotiation=subject.negotiation), teller="A newspaper")


def test_only_where_accounts_differ_can_one_settle_the_matter(db):
    with pytest.raises(ValidationError, match="Only where accounts differ"):
        build.account(term=build.term(), settles=True)


def test_whose_account_it_is_sits_at_the_table_of_what_it_is_of(db):
    term, subject = build.term(), build.divergence()

    for about in ({"term": term}, {"divergence": subject}):
        with pytest.raises(ValidationError, match="not at the table"):
            build.account(party=build.party(), **about)
    with pytest.raises(ValidationError, match="The promise and the subject are of one negotiation"):
        build.account(term=term, divergence=subject)


def test_a_subject_is_of_an_issue_and_a_promise_of_its_own_negotiation(db):
    with pytest.raises(ValidationError, match="not on the agenda"):
        build.divergence(issue=build.issue())
    with pytest.raises(ValidationError, match="not one of this negotiation"):
        build.divergence(term=build.term())


def test_an_exchange_is_between_two_parties_of_one_table(db):
    given = build.position()

    assert build.exchange(given=given).given == given
    with pytest.raises(ValidationError, match="What one party gives"):
        build.exchange(given=given, taken=build.position(issue=given.issue, party=given.party))
    with pytest.raises(ValidationError, match="Both positions are of one negotiation"):
        build.exchange(given=given, taken=build.position())


def test_a_copy_of_a_source_is_never_changed(db):
    build_a_copy(build.source())

    for statement in ("UPDATE negotiations_capture SET text = 'X'", "DELETE FROM negotiations_capture"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            _sql(statement)


@pytest.mark.parametrize("links", [1, 2, 5])
def test_sources_do_not_retell_each_other_in_a_circle(db, links):
    chain = [build.source()]
    for _ in range(links):
        chain.append(build.source(derived_from=chain[-1]))
    first = chain[0]

    first.derived_from = chain[-1]
    first.record(by=None)
    with pytest.raises(IntegrityError, match="does not retell, by way of others"):
        _sql("SET CONSTRAINTS ALL IMMEDIATE")


def build_a_copy(source):
    return Capture.objects.create(source=source, media_type="text/plain", original=b"d", sha256="18ac", text="d")


def _sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
