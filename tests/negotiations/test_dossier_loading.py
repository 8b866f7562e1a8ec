"""Dossiers into the database: what they become, what is refused and where, and that nothing is written twice."""

from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from negotiations import actions
from negotiations.dossier.loading import Outcome, load
from negotiations.dossier.reading import DossierError
from negotiations.models import Attendance, Citation, Deadline, Issue, Occasion, Phase, Position, Round, Source
from tariffs.models import Economy, Rate, RatePart, Scope, ScopeCode
from tests.dossiers import LAW, SMALL, changed


def lines_of_history():
    histories = [model.history for model in apps.get_models() if hasattr(model, "history")]
    return sum(history.count() for history in histories)


def faults(text):
    with pytest.raises(DossierError) as refused:
        load(text, by=None)
    return [str(fault) for fault in refused.value.faults]


@pytest.fixture
def loaded(db):
    load(SMALL, by=None)


def test_a_dossier_becomes_records(db, editor):
    outcome = load(SMALL, by=editor, reason="First loading")

    assert outcome == Outcome(written=28)
    assert str(outcome) == "28 records written, 0 changed, 0 unchanged."
    position = Position.objects.get(key="us-offers")
    assert (position.measured, position.party.key, position.starts_on) == (
        "14.5 percentage points",
        "talks-us",
        date(2025, 5, 5),
    )
    assert position.replaces.get().key == "us-refuses"
    assert Issue.objects.get().part.points == 10
    [line] = position.history.all()
    assert (line.history_user, line.history_change_reason) == (editor, "First loading")


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


def test_statements_are_published_unless_they_are_drafts(db):
    load(changed("stance: offers", "stance: offers\n    draft: true"), by=None)

    assert [each.key for each in Position.objects.drafts()] == ["us-offers"]
    assert load(SMALL, by=None) == Outcome(changed=1, unchanged=27)
    assert not Position.objects.drafts()


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


def test_nothing_is_written_when_anything_is_refused(db):
    assert faults(changed("24%", "23%"))

    assert lines_of_history() == 0


def test_checking_tells_what_loading_would_do(db):
    assert load(SMALL, by=None, check=True) == Outcome(written=28)
    assert lines_of_history() == 0


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("speaker: akazawa", "speaker: akazwa", 84, "No official has the key “akazwa”; did you mean “akazawa”?"),
        ("talks-us\n    occa", "talks-uk\n    occa", 63, "No party has the key “talks-uk”; did you mean “talks-us”?"),
        ("derived_from: s01", "derived_from: s02", 28, "“derived_from” comes back to where it began: “s02” → “s02”."),
        ("    unit: points\n", "", 74, "A quantity has a unit and says what it is"),
        ("ends_on: 2025-05-04", "ends_on: 2025-04-04", 68, "The last day is before the first day."),
        (", speaker: akazawa", "", 84, "Words on the record have a speaker."),
        ("\n      - {source: s01, attribution: on-record, speaker: akazawa}", "", 74, "A statement without a citation"),
        ("code: JP", "code: US", 3, "Economy with this Code already exists."),
    ],
)
def test_what_the_file_alone_does_not_show_is_refused_too(db, old, new, line, told):
    [found] = faults(changed(old, new))

    assert found.startswith(f"line {line}, ")
    assert told in found


def test_all_faults_are_told_at_once_those_of_the_models_too(db):
    text = changed("stance: offers", "stance: maybe").replace("time_zone: America", "time_zone: Amerika")
    text = text.replace("part: japan-rate-baseline", "part: japan-rate").replace("reliability: B", "address: nowhere")

    assert [each.split(": ")[0] for each in faults(text)] == [
        "line 27, sources[0].address",
        "line 46, issues[0].part",
        "line 54, occasions[0].time_zone",
        "line 77, positions[1].stance",
    ]


def test_what_rests_on_a_refused_record_is_weighed_all_the_same(db):
    text = changed("    unit: points\n", "").replace(", speaker: akazawa", "")

    assert [each.split(": ")[0] for each in faults(text)] == [
        "line 74, positions[1]",
        "line 83, positions[1].citations[0]",
    ]


def test_a_circle_is_refused_also_through_the_database(loaded):
    text = """\
sources:
  - {key: s01, publisher: Example Press, title: Talks end, published_on: 2025-05-05, derived_from: s02}
"""

    assert faults(text) == [
        "line 2, sources[0].derived_from: “derived_from” comes back to where it began: “s01” → “s02” → “s01”."
    ]


def test_records_may_point_forward(db):
    load("""\
economies:
  - {key: us, code: US, name: United States}
negotiations:
  - {key: talks, title: Talks}
deadlines:
  - {key: late, negotiation: talks, name: Later, falls_on: 2025-07-09, set_on: 2025-04-09, moves: early, draft: true}
  - {key: early, negotiation: talks, name: Early, falls_on: 2025-04-09, set_on: 2025-04-02, draft: true}
""", by=None)  # fmt: skip

    assert Deadline.objects.get(key="late").moves.key == "early"


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


def test_what_rests_on_one_refused_record_of_a_set_is_weighed_all_the_same(db):
    text = changed("code: JP", "code: US", LAW).replace(
        "starts_on: 2025-04-09", "starts_on: 2025-04-09\n    column: other"
    )

    assert [each.split(": ")[0] for each in faults(text)] == ["line 3, economies[1].code", "line 16, rates[0]"]


def test_the_records_of_a_list_keep_their_order_though_some_must_wait(db):
    text = changed("{source: s01, attribution: anonymous}", "{source: s01, attribution: on-record, speaker: akazawa}")
    load(text, by=None)

    cited = Citation.objects.filter(position__key="us-refuses").order_by("pk")
    assert [each.key for each in cited] == ["us-refuses-s01", "us-refuses-s01-2"]


def test_the_command_loads_and_counts(db, tmp_path):
    file, out = tmp_path / "talks.yaml", StringIO()
    file.write_text(SMALL, encoding="utf-8")

    call_command("load", str(file), check=True, stdout=out)
    call_command("load", str(file), stdout=out)

    assert out.getvalue().splitlines() == [
        "It would be: 28 records written, 0 changed, 0 unchanged.",
        "28 records written, 0 changed, 0 unchanged.",
    ]
    assert Economy.objects.get(key="us").history.get().history_change_reason == "Loaded from talks.yaml."


def test_the_command_tells_every_fault(db, tmp_path):
    file, err = tmp_path / "talks.yaml", StringIO()
    file.write_text(changed("24%", "lots").replace("stance: offers", "stance: maybe"), encoding="utf-8")

    with pytest.raises(CommandError, match=r"2 faults; nothing was written\."):
        call_command("load", str(file), stderr=err)

    assert len(err.getvalue().splitlines()) == 2
    assert not Scope.objects.exists()


def test_the_command_says_that_there_is_no_file(db, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load", str(tmp_path / "none.yaml"))
