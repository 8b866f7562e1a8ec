"""What belongs to one negotiation holds together: no record joins those of two."""

import pytest
from django.core.exceptions import ValidationError

from tests import build


def test_an_occasion_is_of_a_round_of_its_own_negotiation(db):
    elsewhere = build.round()

    with pytest.raises(ValidationError, match="The round is not one of this negotiation"):
        build.occasion(negotiation=build.negotiation(), round=elsewhere)


def test_what_is_discussed_is_on_the_agenda_of_the_negotiation(db):
    occasion = build.occasion()

    with pytest.raises(ValidationError, match="The issue is not on the agenda of this negotiation"):
        build.discussion(occasion=occasion, issue=build.issue())
