"""Search: every spelling, every kind of record, common words and rare ones."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import BadRequest
from django.db.models import Func, TextField
from django.utils import timezone

from negotiations.models import Issue, Official
from negotiations.models.search import Names, Plain
from parley.lib.asof import AsOf
from parley.selectors import search as selectors
from parley.selectors.search import search
from tests import build
from tests.pattern import day

MAY = AsOf(day(5, 5), day(5, 5))


@pytest.fixture(scope="module")
def made(standing):
    return SimpleNamespace(
        akazawa=build.official(
            family_name="Akazawa", given_name="Ryosei", native_name="赤沢亮正", spellings=["Akizawa", "赤澤亮正"]
        ),
        measures=build.measure(name="Duty on steel"),
        instruments=build.instrument(number="EO 14257", gazette="90 FR 15041", published_on=day(4, 2)),
        sectors=build.sector("7208", name="Steel mill products"),
        lathes=build.sector("8458", name="Lathes"),
        cars=build.sector("8703", name="Cars"),
    )


@pytest.mark.parametrize("asked", ["akazawa", "Ryosei Akazawa", "赤沢", "赤澤亮正", "akizawa", "AKIZAWA"])
def test_an_official_is_found_by_every_spelling(world, asked):
    assert search(asked, MAY).officials == [world.akazawa]


def test_an_official_is_found_as_recorded(world):
    akazawa, moment = world.akazawa, timezone.now()
    akazawa.spellings = []
    akazawa.record(by=None)

    assert search("akizawa", MAY).nothing
    assert search("akizawa", AsOf(MAY.on, MAY.known, moment)).officials == [akazawa]


@pytest.mark.parametrize(
    ("asked", "kind"),
    [("steel duty", "measures"), ("EO 14257", "instruments"), ("90 FR", "instruments"), ("steel mill", "sectors")],
)
def test_the_law_is_found_by_its_words(world, asked, kind):
    assert getattr(search(asked, MAY), kind) == [getattr(world, kind)]


def test_an_act_that_was_not_public_is_not_found(db):
    build.instrument(number="EO 14999", published_on=day(6, 1))

    assert search("14999", MAY).nothing


@pytest.mark.parametrize("asked", ["8458", "8458.11", "84", "8458110010"])
def test_an_hs_code_finds_the_sectors_with_its_goods(world, asked):
    assert search(asked, MAY).sectors == [world.lathes]


def test_a_text_is_compared_as_the_index_holds_it(db):
    """What is written out in the question says the same as the function that made the index."""
    build.issue(title="Zölle auf Fahrräder", description="")
    build.issue(title="ＡＢＣ 自動車", description="Œuvre, É\nİ")
    build.official(family_name="Åkesson", given_name="Ñ", native_name="赤沢", spellings=["Akesson", "Åkeson"])

    def told(model, *fields):
        called = Func(*fields, function="parley_plain", output_field=TextField())
        return list(model.objects.order_by("id").values_list(Plain(*fields), called))

    pairs = told(Issue, "title", "description") + told(Official, Names())

    assert [written for written, _ in pairs] == [called for _, called in pairs]
    assert pairs[0][0] == "zolle auf fahrrader "
    assert "akeson" in pairs[-1][0]


@pytest.fixture
def short_lists(monkeypatch):
    """Three found of each kind, sought among six first; the statements that are kept have these numbers in them."""
    monkeypatch.setattr(selectors, "NEAR", 6)
    monkeypatch.setattr(selectors, "FOUND", 3)
    selectors._question.cache_clear()
    yield
    selectors._question.cache_clear()


def test_the_newest_of_many_positions_come_first_whether_the_word_is_common_or_not(db, short_lists):
    issue = build.issue()
    party = build.party(negotiation=issue.negotiation)
    for number in range(1, 9):
        words = "Common words" if number > 2 else "Common words and zirconium"
        build.position(issue=issue, party=party, words=words, starts_on=day(4, number))

    common, rare = search("common", MAY).positions, search("zirconium", MAY).positions

    assert [each.starts_on.day for each in common] == [8, 7, 6]
    assert [each.starts_on.day for each in rare] == [2, 1]


def test_a_single_letter_is_refused(db):
    with pytest.raises(BadRequest, match="two letters"):
        search("a", MAY)


@pytest.mark.parametrize(("asked", "printed"), [("8703.23.01", "8703.23.01"), ("87032301", "8703.23.01"), ("84", "84")])
def test_an_hs_code_leads_to_the_duty_on_it(desk, asked, printed):
    text = desk.get(f"/search/?q={asked}&on=2025-05-05").text

    assert f'href="/duty/?code={printed}&amp;on=2025-05-05"' in text
    assert "/duty/?code" not in desk.get("/search/?q=cars").text
