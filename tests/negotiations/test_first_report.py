"""The talks as they stood on 5 May 2025, and a later round that is logged after the last of them."""

from datetime import date

import pytest

from negotiations.dossier.loading import load_file
from negotiations.models import Negotiation, Official
from tests import build
from tests.demonstration import FIRST_REPORT, bottom_line

TALKS = "/negotiations/us-japan-2025/"
FOURTH = date(2025, 5, 30)
LATER = {"on": "2026-01-15", "known": "2026-01-15"}


@pytest.fixture(scope="module")
def loaded(standing):
    load_file(FIRST_REPORT, by=None)


@pytest.fixture
def talks(loaded, db):
    return Negotiation.objects.get(key="us-japan-2025")


@pytest.fixture
def fourth(talks):
    """A round that was held after the first report, with the three who met."""
    source = build.source(publisher="Example Press", published_on=FOURTH)
    fourth = build.round(
        negotiation=talks, number=4, place="Washington", starts_on=FOURTH, ends_on=FOURTH, source=source
    )
    session = build.occasion(round=fourth, held_on=FOURTH, title="Fourth session", source=source)
    for key in ("akazawa-ryosei", "bessent-scott", "lutnick-howard"):
        build.attendance(occasion=session, official=Official.objects.get(key=key), source=source)
    return fourth


def test_who_was_last_seen_in_office_is_taken_to_hold_it_still(desk, fourth):
    page = desk.get(f"{TALKS}rounds/4/", LATER)
    paper = desk.get(f"{TALKS}rounds/4.md", LATER).text

    [line] = page.context["file"].occasions
    seated = {str(party): [str(each.official) for each in here] for party, here in line.delegations.items()}
    assert seated == {"United States": ["Scott Bessent", "Howard Lutnick"], "Japan": ["Ryosei Akazawa"]}
    assert line.others == []
    assert "Scott Bessent, Secretary of the Treasury" in paper


def test_the_officials_of_the_first_report_have_their_offices_still(desk, talks):
    lines = desk.get("/officials/", LATER).context["lines"]

    assert {str(line.official): [str(office) for office in line.offices] for line in lines}["Scott Bessent"] == [
        "Secretary of the Treasury"
    ]
    assert all(line.offices for line in lines)
    assert "no end recorded" in desk.get("/officials/bessent-scott/", LATER).text


def test_a_later_rounds_bottom_line_begins_with_what_was_tabled_there(desk, fourth):
    [session] = fourth.occasions.all()
    issues = {issue.key: issue for issue in fourth.negotiation.issues.all()}
    parties = {party.key: party for party in fourth.negotiation.parties.all()}
    source = build.source(publisher="Example Press", published_on=FOURTH)
    for issue, party, stance, words in (
        ("usjp-autos", "usjp-us", "refuses", "The duty on cars stays."),
        ("usjp-package", "usjp-jp", "asks", "All the duties are to go."),
    ):
        build.position(issue=issues[issue], party=parties[party], stance=stance, words=words, starts_on=FOURTH,
                       occasion=session, source=source)  # fmt: skip

    first, second, *others = bottom_line(desk, 4, LATER)

    assert first.startswith("- **United States, Duty on cars**: Refuses: The duty on cars stays.")
    assert second.startswith("- **Japan, Scope of the talks**: Asks: All the duties are to go.")
    assert others
    assert not [line for line in others if "stays" in line or "are to go" in line]
