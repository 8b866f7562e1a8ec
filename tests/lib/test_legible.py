"""Words hold what everybody sees: in records of every kind, on the screens, in dossiers and in comments."""

import pytest
from django.core.exceptions import ValidationError

from negotiations.capture.decoding import without_hidden
from parley.lib.direction import TURNING
from parley.lib.documents import clean
from parley.lib.legible import refuse_illegible
from tests import build

TURNED = "Ka\u202eotaK"
TOLD = "The character U+202E stands in it, which nobody sees"


@pytest.mark.parametrize("text", ["加藤勝信", "Two\nlines,\tand a tab", "שער \u200f25%", "Zoë — “15 %”", ""])
def test_words_of_every_script_are_taken(text):
    refuse_illegible(text)


@pytest.mark.parametrize("text", [TURNED, "a\u2067b", "a\x00b", "a\x1bb", "a\x85b"])
def test_what_nobody_sees_is_refused(text):
    with pytest.raises(ValidationError, match="which nobody sees"):
        refuse_illegible(text)


@pytest.mark.parametrize("field", ["family_name", "native_name", "note"])
def test_a_record_with_a_name_that_turns_is_refused_on_its_field(db, field):
    with pytest.raises(ValidationError) as refusal:
        build.official(**{field: TURNED})

    assert TOLD in refusal.value.message_dict[field][0]


def test_each_of_several_spellings_is_looked_at(db):
    with pytest.raises(ValidationError) as refusal:
        build.official(spellings=["Kato", TURNED])

    assert TOLD in refusal.value.message_dict["spellings"][0]


def test_the_form_says_it_and_keeps_what_was_typed(desk, db):
    mark = desk.get("/records/official/new/").context["form"]
    answer = desk.post("/records/official/new/", {"key": mark["key"].value(), "family_name": TURNED})

    assert answer.status_code == 422
    assert TOLD in answer.text


def test_what_turns_the_direction_of_reading_is_kept_out_everywhere():
    for character in TURNING:
        with pytest.raises(ValidationError):
            refuse_illegible(f"Ka{character}otaK")
        assert clean(f"Ka{character}otaK") == "KaotaK"
        assert without_hidden(f"Ka{character}otaK") == "KaotaK"
