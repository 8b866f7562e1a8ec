"""Dossiers into an empty database: what they become, and what is refused and where."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from negotiations.dossier.loading import Outcome, load
from negotiations.models import Citation, Deadline, Issue, Position
from tariffs.models import Economy, Scope
from tests.dossiers import LAW, SMALL, changed, faults, lines_of_history


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


def test_statements_are_published_unless_they_are_drafts(db):
    load(changed("stance: offers", "stance: offers\n    draft: true"), by=None)

    assert [each.key for each in Position.objects.drafts()] == ["us-offers"]
    assert load(SMALL, by=None) == Outcome(changed=1, unchanged=27)
    assert not Position.objects.drafts()


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
