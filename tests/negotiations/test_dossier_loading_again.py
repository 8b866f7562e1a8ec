"""Dossiers into a database that has their records: nothing is written twice, and what else is there counts too."""

from datetime import date

import pytest

from negotiations import actions
from negotiations.dossier.loading import Outcome, load
from negotiations.models import Attendance, Citation, Occasion, Phase, Position, Round, Source
from tariffs.models import Economy, Rate, RatePart, ScopeCode
from tests.dossiers import LAW, SMALL, changed, faults, lines_of_history


@pytest.fixture(scope="module")
def made(standing):
    load(SMALL, by=None)


@pytest.fixture
def loaded(made, db):
    """The record as it was made for this file, and a database in which to change it."""


def test_every_record_has_one_line_of_history(loaded):
    assert lines_of_history() == 28


def test_loading_again_writes_nothing(loaded):
    assert load(SMALL, by=None) == Outcome(unchanged=28)
    assert lines_of_history() == 28


def test_only_what_changed_is_written(loaded):
    text = changed("Down to 14 points.", "Down to 14.5 points.")

    assert load(text, by=None) == Outcome(changed=1, unchanged=27)
    assert lines_of_history() == 29
    assert Position.objects.get(key="us-offers").words == "Down to 14.5 points."


def test_a_field_that_is_left_out_goes_back_to_its_default(loaded):
    load(changed(", reliability: B", ""), by=None)

    assert Source.objects.get(key="s01").reliability == "F"


def test_a_code_alone_is_taken_in_and_stated(loaded):
    text = changed("hs_code: 8703.23.01", "8703.23.01")

    assert load(text, by=None) == Outcome(unchanged=28)
    load(changed("hs_code: 8703.23.01", "all"), by=None)
    code = ScopeCode.objects.get(hs_code="")
    assert (code.included, code.basis) == (True, "stated")


def test_keys_that_are_left_out_are_made(loaded):
    assert {*Citation.objects.filter(position__isnull=False).values_list("key", flat=True)} == {
        "us-refuses-s01",
        "us-refuses-s01-2",
        "us-offers-s01",
    }
    assert Phase.objects.get().key == "talks-talks-2025-04-16"
    assert {*RatePart.objects.values_list("key", flat=True)} == {"japan-rate-baseline", "japan-rate-country-part"}
    assert Attendance.objects.get().key == "second-akazawa"


def test_a_place_that_is_left_out_is_that_in_the_file(loaded):
    assert [*RatePart.objects.values_list("place", flat=True)] == [1, 2]


def test_what_is_known_since_when_is_worked_out(loaded):
    assert Rate.objects.get().known_on == date(2025, 4, 2)
    assert {*Position.objects.values_list("known_on", flat=True)} == {date(2025, 5, 5)}
    assert Attendance.objects.get().known_on == date(2025, 5, 2)
    assert Occasion.objects.get().known_on == Round.objects.get().known_on == date(2025, 5, 2)
    assert Phase.objects.get().known_on == date(2025, 4, 16)


def test_a_source_that_is_dated_otherwise_dates_what_rests_on_it_again(loaded):
    outcome = load(
        changed("title: Talks end, published_on: 2025-05-05", "title: Talks end, published_on: 2025-05-06"), by=None
    )

    assert outcome == Outcome(changed=3, unchanged=25)
    assert {*Position.objects.values_list("known_on", flat=True)} == {date(2025, 5, 6)}


def test_a_citation_that_only_the_database_has_counts(loaded):
    early = Source(key="early", publisher="Example", title="Early", published_on=date(2025, 5, 1))
    early.record(by=None)
    Citation(source=early, position=Position.objects.get(key="us-offers"), attribution="document").record(by=None)

    outcome = load(changed("Down to 14 points.", "Down to 14.5 points."), by=None)

    assert outcome == Outcome(changed=1, unchanged=27, left_alone=1)
    assert "1 record in the database is not in the file; it was left alone." in str(outcome)
    assert Position.objects.get(key="us-offers").known_on == date(2025, 5, 1)
    assert load(changed("Down to 14 points.", "Down to 14.5 points."), by=None).changed == 0


def test_a_ranking_of_which_the_file_says_nothing_stays(loaded, editor):
    position = Position.objects.get(key="us-offers")
    actions.rank(position, rank="deprecated", reason="The tape says otherwise.", by=editor)

    outcome = load(changed("Down to 14 points.", "Down to 14 of 24 points."), by=None)

    position.refresh_from_db()
    assert outcome.changed == 1
    assert position.words == "Down to 14 of 24 points."
    assert (position.rank, position.rank_reason) == ("deprecated", "The tape says otherwise.")


def test_a_ranking_that_the_file_states_is_taken(loaded, editor):
    position = Position.objects.get(key="us-offers")
    actions.rank(position, rank="deprecated", reason="The tape says otherwise.", by=editor)

    load(changed("stance: offers", "stance: offers\n    rank: normal"), by=None)

    position.refresh_from_db()
    assert (position.rank, position.rank_reason) == ("normal", "")


def test_a_draft_in_the_file_takes_back_nothing_that_was_published_since(loaded):
    text = changed("stance: offers", "stance: offers\n    draft: true")

    assert load(text, by=None) == Outcome(unchanged=28)


def test_a_code_that_has_gone_from_the_file_goes_from_the_scope(loaded):
    text = changed(
        "      - hs_code: 8703.90.01\n        basis: inferred\n", "      - hs_code: all\n        included: false\n"
    )

    outcome = load(text, by=None)

    assert outcome == Outcome(written=1, struck=1, unchanged=27)
    assert "1 struck" in str(outcome)
    assert {*ScopeCode.objects.values_list("hs_code", flat=True)} == {"87032301", ""}
    assert ScopeCode.history.filter(hs_code="87039001", history_type="-").exists()


def test_a_part_that_has_gone_goes_too(loaded):
    outcome = load(changed("name: Country part", "name: The rest"), by=None)

    assert outcome == Outcome(written=1, struck=1, unchanged=27)


def test_a_part_is_not_struck_while_anything_points_at_it(loaded):
    assert faults(changed("name: Baseline", "name: Base", LAW)) == [
        "line 23, rates[0].parts: “Baseline, 10 points” is gone from the list, but other records point at it."
    ]


def test_a_part_is_struck_when_what_pointed_at_it_points_elsewhere(loaded):
    text = changed("name: Baseline", "name: Base").replace("part: japan-rate-baseline", "part: japan-rate-base")

    assert load(text, by=None) == Outcome(written=1, changed=1, struck=1, unchanged=26)


def test_a_circle_is_refused_also_through_the_database(loaded):
    text = """\
sources:
  - {key: s01, publisher: Example Press, title: Talks end, published_on: 2025-05-05, derived_from: s02}
"""

    assert faults(text) == [
        "line 2, sources[0].derived_from: “derived_from” comes back to where it began: “s01” → “s02” → “s01”."
    ]


def test_a_dossier_may_rest_on_records_of_the_database(loaded):
    outcome = load(
        "issues:\n  - {key: trucks, negotiation: talks, title: Trucks, parent: cars, measure: reciprocal}\n", by=None
    )

    assert outcome == Outcome(written=1)


def test_a_dossier_takes_no_record_from_another_negotiation(loaded):
    text = "negotiations:\n  - {key: other, title: Other}\nissues:\n  - {key: cars, negotiation: other, title: Cars}\n"

    assert faults(text) == [
        "line 4, issues[0].key: The key “cars” is that of a record of another negotiation; choose another."
    ]


def test_few_queries_when_nothing_changes(loaded, django_assert_max_num_queries):
    with django_assert_max_num_queries(100):
        load(SMALL, by=None)


def test_few_queries_for_a_long_list(loaded, django_assert_max_num_queries):
    codes = [f"{chapter}{heading:02}" for chapter in range(10, 20) for heading in range(1, 51)]
    text = f"scopes:\n  - {{key: farm, name: Farm goods, codes: [{', '.join(codes)}]}}\n"

    with django_assert_max_num_queries(60):
        outcome = load(text, by=None)

    assert outcome == Outcome(written=501)
    assert list(ScopeCode.objects.filter(scope__key="farm").order_by("pk").values_list("hs_code", flat=True)) == codes
    assert ScopeCode.history.filter(scope__key="farm", history_type="+").count() == 500


def test_each_refusal_of_a_long_list_is_told_on_its_own_line_once(loaded):
    economies = [f"  - {{key: e{n}, code: {'JP' if n % 40 == 7 else f'E{n}'}, name: Economy {n}}}" for n in range(100)]

    assert faults("\n".join(["economies:", *economies])) == [
        f"line {line}, economies[{line - 2}].code: Economy with this Code already exists." for line in (9, 49, 89)
    ]
    assert Economy.objects.count() == 2
