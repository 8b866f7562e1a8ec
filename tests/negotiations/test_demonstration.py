"""The demonstration's own facts, as its pages show them once it is loaded."""

import pytest

from negotiations.dossier.dumping import content, dump, dump_law
from negotiations.dossier.loading import load_file
from negotiations.models import Negotiation
from tariffs.models import Economy
from tests.demonstration import ROOT, bottom_line

DOSSIER = ROOT / "dossiers" / "us-japan-2025.yaml"
LAW = ROOT / "dossiers" / "us-law-2025-26.yaml"
TALKS = "/negotiations/us-japan-2025/"
TODAY = {"on": "2026-10-07", "known": "2026-10-07"}


@pytest.fixture(scope="module")
def law_dumped(standing):
    """The dump of the law, before the talks add to it what their sources say of it."""
    load_file(LAW, by=None)
    return dump_law(Economy.objects.get(code="US"), [])


@pytest.fixture(scope="module")
def loaded(law_dumped):
    load_file(DOSSIER, by=None)


@pytest.fixture
def talks(loaded, db):
    return Negotiation.objects.get(key="us-japan-2025")


def test_an_office_ends_with_the_cabinet_that_another_followed(desk, talks):
    lines = desk.get("/officials/", TODAY).context["lines"]

    offices = {str(line.official): [str(office) for office in line.offices] for line in lines}
    assert offices["Scott Bessent"] == ["Secretary of the Treasury"]
    assert offices["Ryosei Akazawa"] == ["Minister of Economy, Trade and Industry"]
    assert {name for name, held in offices.items() if not held} == {
        "Shigeru Ishiba", "Katsunobu Kato", "Yoji Muto", "Yoshimasa Hayashi", "Takeshi Iwaya", "Kazuhiko Aoki",
    }  # fmt: skip
    assert "no end recorded" in desk.get("/officials/bessent-scott/", TODAY).text


def test_a_round_says_who_was_missing(desk, talks):
    clocks = {"on": "2025-07-06", "known": "2025-07-06"}
    absent = {}
    for number in (3, 7):
        occasions = desk.get(f"{TALKS}rounds/{number}/", clocks).context["file"].occasions
        absent[number] = [str(each.official) for line in occasions for each in line.absent]

    assert absent == {3: ["Scott Bessent"], 7: ["Scott Bessent"]}


def test_a_meeting_that_was_only_arranged_is_told_by_its_report_alone(desk, talks):
    clocks = {"on": "2025-06-01", "known": "2025-06-01"}

    assert "whether they met is not told" in desk.get(f"{TALKS}occasions/2025-05-11-working-level/", clocks).text


def test_the_second_rounds_bottom_line_is_the_headline_of_its_report(desk, talks):
    first, *others = bottom_line(desk, 2, {"on": "2025-05-05", "known": "2025-05-05"})

    assert "**United States, Reciprocal tariff** (anonymous sources): Refuses: Japan will not be exempted" in first
    assert "Offers: A reduction of the country-specific part is put on the table" in first
    assert "**Japan, Scope of the talks** (anonymous sources): Refuses: A framework without" in others[0]
    assert len(others) == 4


def test_the_offer_of_a_longer_suspension_stands_under_the_suspension(desk, talks):
    clocks = {"on": "2025-05-05", "known": "2025-05-05"}
    page = desk.get(f"{TALKS}issues/usjp-suspension/", clocks).text
    timeline = desk.get(f"{TALKS}timeline/", clocks).text
    part = desk.get(f"{TALKS}issues/usjp-reciprocal-country-specific/", clocks).text

    assert page.count('id="usjp-us-would-extend-suspension"') == 1
    assert f"{TALKS}issues/usjp-suspension/" in timeline
    assert "a longer suspension than the 90 days" in timeline
    assert 'id="usjp-us-would-lower-rate"' in part
    assert 'id="usjp-us-would-extend-suspension"' not in part


def test_its_dossier_comes_back_and_is_written_once(talks):
    said = content(DOSSIER.read_bytes())

    dumped = dump(talks, [DOSSIER.with_name(f"{name}.yaml") for name in said["builds_on"]])

    assert content(dumped) == said
    again = load_file(DOSSIER, by=None)
    assert (again.written, again.changed, again.struck, again.left_alone) == (0, 0, 0, 0)


def test_the_dossier_of_its_law_comes_back(law_dumped):
    assert content(law_dumped) == content(LAW.read_bytes())
