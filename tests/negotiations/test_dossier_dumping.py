"""A negotiation as a dossier again: nothing lost, pleasant to read, and enough for an empty database."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from negotiations import actions
from negotiations.dossier.dumping import content, dump
from negotiations.dossier.loading import Outcome, load
from negotiations.models import Negotiation, Position, Source
from tariffs.models import Economy
from tests.dossiers import SMALL, changed


@pytest.fixture(scope="module")
def made(standing):
    load(SMALL, by=None)


@pytest.fixture
def talks(made, db):
    return Negotiation.objects.get()


def test_a_dump_says_what_the_dossier_said(talks):
    assert content(dump(talks)) == content(SMALL)


def test_loading_a_dump_writes_nothing(talks):
    assert load(dump(talks), by=None) == Outcome(unchanged=28)


def test_a_dump_writes_a_ranking_that_is_not_normal(talks):
    position = Position.objects.get(key="us-offers")
    assert "rank" not in dump(talks)

    actions.rank(position, rank="preferred", reason="It is on tape.", by=None)

    assert "    rank: preferred\n    rank_reason: It is on tape.\n" in dump(talks)


def test_a_dump_is_pleasant_to_read(talks):
    text = dump(talks)

    assert text.startswith("economies:\n  - key: jp\n    code: JP\n    name: Japan\n  - key: us\n")
    codes = "    codes:\n      - 8703.23.01\n      - hs_code: 8703.90.01\n        basis: inferred\n"
    assert f"\n\nscopes:\n  - key: cars\n    name: Cars\n{codes}" in text
    assert "    spellings:\n      - 赤沢\n      - Akasawa\n" in text
    assert "    starts_at: 16:30\n" in text
    assert "    quantity: 14.5\n" in text
    assert not [word for word in ("known_on", "place:", "published_at", "draft", "null", "&id", "!!") if word in text]


def test_long_texts_are_folded_and_lines_kept(talks):
    source = Source.objects.get(key="s01")
    source.note = "word " * 60 + "end"
    source.record(by=None)
    talks.summary = "First line.\nSecond line."
    talks.record(by=None)

    text = dump(talks)

    assert "    note: >-\n      word word" in text
    assert "    summary: |-\n      First line.\n      Second line.\n" in text
    assert max(map(len, text.splitlines())) < 120
    assert load(text, by=None).changed == 0


def test_every_economy_is_in_it(talks):
    Economy(key="eu", code="EU", name="European Union").record(by=None)

    assert "key: eu" in dump(talks)


def test_nothing_of_another_negotiation_is_in_it(talks):
    load("""\
sources:
  - {key: other, publisher: Example, title: Other, published_on: 2025-05-01}
negotiations:
  - {key: other, title: Other talks}
issues:
  - {key: steel, negotiation: other, title: Steel, citations: [{source: other, attribution: document}]}
""", by=None)  # fmt: skip

    assert content(dump(talks)) == content(SMALL)
    assert content(dump(Negotiation.objects.get(key="other"))).keys() == {
        "economies", "sources", "negotiations", "issues", "citations",
    }  # fmt: skip


def test_content_does_not_depend_on_how_it_is_written():
    other = changed(
        "- {key: us, code: US, name: United States}",
        "- name: 'United States'\n    key: us\n    code: \"US\"\n    time_zone: UTC",
    )

    assert content(other) == content(SMALL)
    assert content(changed("24%", "25%").replace("points: 14}", "points: 15}")) != content(SMALL)


def test_the_command_prints_or_writes(talks, tmp_path):
    out = StringIO()

    call_command("dump", "talks", stdout=out)
    call_command("dump", "talks", out=tmp_path / "talks.yaml", stdout=StringIO())

    assert out.getvalue() == dump(talks) == (tmp_path / "talks.yaml").read_text(encoding="utf-8")


def test_the_command_names_the_negotiations_there_are(talks):
    with pytest.raises(CommandError, match=r"No negotiation has the key “talk”; there are: talks\."):
        call_command("dump", "talk")
