"""The form of any record: what is worked out when it is saved, and what is refused in words."""

import re
from datetime import date

import pytest

from negotiations.dossier.dumping import dump
from negotiations.dossier.loading import load
from negotiations.models import (
    Appointment,
    Attendance,
    Deadline,
    Negotiation,
    Occasion,
    Official,
    Phase,
    Position,
    Source,
)
from parley.comments import comment_on
from tariffs.models import LegalInstrument, Measure, Rate, RatePart, Scope
from tests import build
from tests.dossiers import SMALL

EARLY, LATE = date(2025, 4, 30), date(2025, 6, 1)


@pytest.fixture(scope="module")
def made(standing):
    load(SMALL, by=None)


@pytest.fixture
def loaded(made, db):
    """The record as it was made for this file, and a database in which to change it."""


def typed(client, address):
    """The fields of a form as a browser sends them back."""
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: ", ".join(value) if isinstance(value, list) else value for name, value in values.items()}
    return {name: value for name, value in sent.items() if value is not None and value is not False}


def enter(client, address, **fields):
    answer = client.post(address, typed(client, address) | fields)

    assert answer.status_code == 302, answer.context["form"].errors
    return answer


def correct(client, record, **fields):
    address = f"/records/{record._meta.model_name}/{record.key}/edit/"
    return enter(client, address, reason="Looked again", **fields)


def stands_as_dumped():
    """Whether the database holds what a load of its own dump would write."""
    outcome = load(dump(Negotiation.objects.get()), by=None, check=True)
    return (outcome.written, outcome.changed, outcome.struck) == (0, 0, 0)


def test_a_new_rate_is_known_with_its_instrument(desk, loaded):
    act, cars = LegalInstrument.objects.get(), Scope.objects.get()
    rate = {"instrument": act.pk, "scope": cars.key, "duty": "5%", "charge": "additional", "starts_on": "2025-07-01"}

    enter(desk, "/records/rate/new/?measure=reciprocal", **rate)

    entered = Rate.objects.get(duty="5%")
    assert entered.known_on == act.published_on
    assert entered.history.count() == 1
    assert stands_as_dumped()


def test_a_new_phase_and_a_new_appointment_are_known_from_their_first_day(desk, loaded):
    enter(desk, "/records/phase/new/?negotiation=talks", kind="agreed", starts_on="2025-07-22")
    enter(
        desk, "/records/appointment/new/?official=akazawa", economy=economy("JP"), title="Envoy", starts_on="2025-07-23"
    )

    assert Phase.objects.get(kind="agreed").known_on == date(2025, 7, 22)
    assert Appointment.objects.get(title="Envoy").known_on == date(2025, 7, 23)
    assert stands_as_dumped()


def economy(code):
    return build.law.Economy.objects.get(code=code).pk


def test_a_corrected_first_day_corrects_since_when_it_is_known(desk, loaded):
    correct(desk, Phase.objects.get(), starts_on="2025-04-17")

    assert Phase.objects.get().known_on == date(2025, 4, 17)
    assert stands_as_dumped()


def test_what_rests_on_a_source_follows_its_corrected_day(desk, loaded):
    correct(desk, Source.objects.get(key="s02"), published_on=EARLY)

    known = (Attendance.objects.get().known_on, Occasion.objects.get().known_on)
    assert known == (EARLY, EARLY)
    assert Occasion.objects.get().history.first().history_change_reason == "Looked again"
    assert stands_as_dumped()


def test_what_rests_on_an_instrument_follows_its_corrected_day(desk, loaded):
    correct(desk, LegalInstrument.objects.get(), published_on=EARLY)

    assert Rate.objects.get().known_on == EARLY
    assert stands_as_dumped()


def test_the_lines_of_a_text_end_as_in_a_dossier(desk, loaded):
    correct(desk, Source.objects.get(key="s01"), note="One line.\r\nAnother.")

    assert Source.objects.get(key="s01").note == "One line.\nAnother."
    assert stands_as_dumped()


def test_a_statement_that_moves_to_another_occasion_takes_its_day_along(desk, loaded):
    talks = Negotiation.objects.get()
    other = build.occasion(negotiation=talks, key="call", title="A call", source=Source.objects.get(key="s01"))
    other.citations.get().strike(by=None, reason="Of no use here")

    correct(desk, Attendance.objects.get(), occasion=other.key)

    other.refresh_from_db()
    assert other.known_on == date(2025, 5, 2)
    assert Occasion.objects.get(key="second").known_on == date(2025, 5, 5)
    assert stands_as_dumped()


def test_a_citation_that_takes_another_source_moves_the_day(desk, loaded):
    citation = Position.objects.get(key="us-offers").citations.get()
    build.source(key="s00", published_on=EARLY)

    correct(desk, citation, source="s00")

    assert Position.objects.get(key="us-offers").known_on == EARLY
    assert stands_as_dumped()


def test_every_record_that_is_saved_as_it_was_stands_as_dumped(desk, loaded):
    for model in (Negotiation, Official, Measure, Rate, RatePart, Position, Occasion, Attendance, Source):
        correct(desk, model.objects.first())

    assert stands_as_dumped()


def test_what_a_record_hangs_on_is_on_its_form(desk, loaded):
    correct(desk, Position.objects.get(key="us-offers"), occasion="second")
    enter(desk, "/records/deadline/new/?negotiation=talks&issue=cars", name="End", falls_on=LATE, set_on=EARLY)

    assert Position.objects.get(key="us-offers").occasion == Occasion.objects.get()
    assert Deadline.objects.get().issue.key == "cars"
    assert stands_as_dumped()


def test_without_a_negotiation_an_issue_is_named_by_its_key(desk, loaded):
    enter(
        desk,
        "/records/position/new/",
        issue="cars",
        party="talks-jp",
        stance="asks",
        words="More",
        starts_on="2025-05-06",
    )

    assert Position.objects.get(words="More").issue.key == "cars"


def test_a_new_part_that_is_too_much_is_refused_on_the_form_of_a_new_record(desk, loaded):
    address = f"/records/ratepart/new/?rate={Rate.objects.get().key}"

    answer = desk.post(address, typed(desk, address) | {"name": "More", "points": "1"})

    assert answer.status_code == 422
    assert "these make 25" in answer.text
    assert "New part of a rate" in answer.text
    assert RatePart.objects.count() == 2


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_published_statement_is_not_corrected_without_a_reason(desk, loaded, reason):
    address = "/records/position/us-offers/edit/"

    answer = desk.post(address, typed(desk, address) | {"words": "Down to 12 points.", "reason": reason})

    assert answer.status_code == 422
    assert answer.context["form"].errors["reason"]
    assert Position.objects.get(key="us-offers").words == "Down to 14 points."


def test_a_corrected_published_statement_is_signed_and_readers_see_the_reason(client, desk, loaded, analyst, reader):
    position = Position.objects.get(key="us-offers")
    assert "Readers see this statement" in desk.get("/records/position/us-offers/edit/").text

    correct(desk, position, words="Down to 12 points.")

    position.refresh_from_db()
    line = position.history.first()
    assert (position.is_draft, line.history_user) == (False, analyst)
    client.force_login(reader)
    for address in ("/changes/", "/records/position/us-offers/history/"):
        assert "Looked again" in client.get(address).text
    assert "<ins>12</ins>" in client.get("/records/position/us-offers/history/").text


def test_a_draft_says_nothing_of_readers(desk, loaded):
    build.position(key="draft", draft=True)

    assert "Readers see this statement" not in desk.get("/records/position/draft/edit/").text


def test_economies_in_use_are_offered_first_with_one_query(desk, loaded, django_assert_max_num_queries):
    build.economy(code="AA", name="Aaland")
    Measure(key="aa", economy=build.economy(code="ZZ", name="Zealand"), name="Duty", short_name="Duty").record(by=None)

    with django_assert_max_num_queries(9):
        page = desk.get("/records/membership/new/").text

    offered = page.split('name="union"')[1].split("</select>")[0]
    assert re.findall(r'label="([^"]+)"|>(\w[\w ]+)</option>', offered) == [
        ("In use", ""), ("", "Japan"), ("", "United States"), ("", "Zealand"), ("All others", ""), ("", "Aaland"),
    ]  # fmt: skip


def test_an_economy_out_of_use_can_be_chosen(desk, loaded):
    other = build.economy(code="AA", name="Aaland")

    enter(desk, "/records/appointment/new/?official=akazawa", economy=other.pk, title="Envoy", starts_on="2025-07-23")

    assert Appointment.objects.get(title="Envoy").economy == other


def test_a_draft_is_corrected_beside_what_was_said_of_it_and_the_page_says_that_it_is_saved(desk, editor):
    draft = build.position(words="No tariff at all", draft=True)
    comment_on("position", draft.key, "Whose words are these?", by=editor, returns=True)

    form = desk.get(f"/records/position/{draft.key}/edit/").text
    enter(desk, f"/records/position/{draft.key}/edit/", words="No tariff on cars", reason="Read again")
    after = desk.get("/").text

    assert "Edit the position <small>No tariff at all</small>" in form
    assert "Whose words are these?" in form
    assert "The position is saved. It is a draft until an editor publishes it." in after
