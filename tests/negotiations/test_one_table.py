"""What belongs to one negotiation holds together: no record joins those of two."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests import build
from tests.parley.screens import fields


def test_an_occasion_is_of_a_round_of_its_own_negotiation(db):
    elsewhere = build.round()

    with pytest.raises(ValidationError, match="The round is not one of this negotiation"):
        build.occasion(negotiation=build.negotiation(), round=elsewhere)


def test_what_is_discussed_is_on_the_agenda_of_the_negotiation(db):
    occasion = build.occasion()

    with pytest.raises(ValidationError, match="The issue is not on the agenda of this negotiation"):
        build.discussion(occasion=occasion, issue=build.issue())


def test_the_form_of_an_occasion_says_so_beside_its_field(desk):
    occasion, elsewhere = build.occasion(), build.round()
    address = f"/records/occasion/{occasion.key}/edit/"

    answer = desk.post(address, fields(desk.get(address)) | {"round": elsewhere.key, "reason": "Misread"})

    assert answer.status_code == 422
    assert 'id="id_round_error"><li>The round is not one of this negotiation.' in answer.text
    assert f'value="{elsewhere.key}"' in answer.text  # what was typed stays
    assert occasion.history.count() == 1


@pytest.mark.parametrize("recorded", [False, True])
def test_what_was_said_at_another_table_leads_there(desk, recorded):
    theirs = build.occasion(title="A summit of others")
    said = build.position(occasion=theirs)
    talks, there = said.issue.negotiation.key, theirs.negotiation.key
    asked = {"recorded": timezone.now().isoformat()} if recorded else {}

    shown = desk.get(f"/negotiations/{talks}/issues/{said.issue.key}/", asked).text

    assert f"/negotiations/{there}/occasions/{theirs.key}/" in shown
    assert f"/negotiations/{talks}/occasions/{theirs.key}/" not in shown
