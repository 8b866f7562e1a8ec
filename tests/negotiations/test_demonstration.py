"""The demonstration's own facts, as its pages show them once it is loaded."""

from datetime import date

import pytest
from django.db import transaction

from negotiations.dossier.loading import load
from negotiations.models import Negotiation, Official
from tests import build
from tests.demonstration import ROOT

DOSSIER = ROOT / "dossiers" / "us-japan-2025.yaml"
TALKS = "/negotiations/us-japan-2025/"
FOURTH = date(2025, 5, 30)
LATER = {"on": "2026-01-15", "known": "2026-01-15"}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Once for this file; each test's own transaction is within this one, which is undone in the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(DOSSIER.read_text(), by=None)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def talks(loaded, db):
    return Negotiation.objects.get(key="us-japan-2025")


@pytest.fixture
def fourth(talks):
    """A round that was held after the last report of the demonstration, with the three who met."""
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


def test_the_officials_have_their_offices_today(desk, talks):
    lines = desk.get("/officials/", LATER).context["lines"]

    assert {str(line.official): [str(office) for office in line.offices] for line in lines}["Scott Bessent"] == [
        "Secretary of the Treasury"
    ]
    assert all(line.offices for line in lines)
    assert "no end recorded" in desk.get("/officials/bessent-scott/", LATER).text
