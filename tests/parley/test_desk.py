"""The desk tells in few lines what was written last."""

from negotiations.models import Official
from tests import build


def test_the_desk_tells_of_records_and_not_of_each_code_of_their_goods(desk, db):
    build.scope("8703", "8704", name="Cars")

    page = desk.get("/").text

    assert "Cars" in page
    assert "scope code" not in page
    assert "scope code" in desk.get("/changes/").text


def test_what_one_person_did_in_one_go_is_one_line_of_the_desk_with_the_first_in_words(desk, analyst):
    for name in ("Akazawa", "Bessent", "Greer", "Lutnick"):
        Official(family_name=name).record(by=analyst, reason="From the press release")

    [told] = desk.get("/").context["batches"]

    assert told.told == [("entered", "official", 4)]
    assert [change.words for change in told.shown] == ["Lutnick", "Greer", "Bessent"]
    assert (told.first.by, told.first.why) == ("analyst", "From the press release")
