"""What a browser sends of a round that is logged, what is written of one, and talks to log one of."""

from datetime import date

from django.urls import reverse

from negotiations.actions import Cited, Entry, RoundLog
from negotiations.models import Citation, Occasion, Position, Round
from tests import build

DAY = date(2025, 5, 30)
TOKEN = "6f1f6f3e-0000-4000-8000-000000000004"
KINDS = ("source", "occasion", "attendance", "position", "discussion", "deadline")
SOURCE = {"publisher": "Example Press", "title": "Fourth round ends", "published_on": "2025-05-31", "reliability": "B"}


def url(negotiation, query=""):
    return reverse("negotiations:round_create", args=[negotiation.key]) + query


def sent(*, save="draft", token=TOKEN, **parts):
    """What a browser sends: the head in `round`, rows in lists by kind, anything else as it is."""
    data = {"round-token": token, "round-number": "4", "round-starts_on": "2025-05-30", "save": save}
    data |= {f"round-{name}": value for name, value in parts.pop("round", {}).items()}
    for kind in KINDS:
        rows = parts.pop(kind, [{}] if kind == "occasion" else [])
        data |= {f"{kind}-TOTAL_FORMS": str(len(rows)), f"{kind}-INITIAL_FORMS": "0"}
        for number, row in enumerate(rows):
            defaults = {"kind": "session"} if kind == "occasion" else {}
            data |= {f"{kind}-{number}-{name}": value for name, value in _proposed(kind, defaults | row).items()}
    return data | parts


def _proposed(kind, row):
    """The values that stand in an untouched row."""
    common = {"source": "1", "credibility": "6"} if kind != "source" else {"language": "en"}
    if kind in ("occasion", "attendance", "deadline"):
        common["attribution"] = "background"
    if kind in ("attendance", "position", "discussion"):
        common["occasion"] = "1"
    own = {
        "attendance": {"presence": "present"},
        "discussion": {"outcome": "discussed"},
        "occasion": {"time_zone": "UTC"},
    }
    return common | own.get(kind, {}) | row


def three_issues():
    """The talks of the United States and Japan, who speaks for them, and three issues: negotiation, parties, issues."""
    negotiation = build.negotiation(title="United States and Japan")
    usa = build.economy(code="US", name="United States", time_zone="America/New_York")
    japan = build.economy(code="JP", name="Japan", time_zone="Asia/Tokyo")
    parties = {
        "us": build.party(negotiation=negotiation, economy=usa, name="United States"),
        "jp": build.party(negotiation=negotiation, economy=japan, name="Japan"),
    }
    akazawa = build.official(given_name="Ryosei", family_name="Akazawa", native_name="赤沢亮正", native_language="ja")
    bessent = build.official(given_name="Scott", family_name="Bessent")
    build.appointment(official=akazawa, economy=japan, title="Minister for Economic Revitalization")
    build.appointment(official=bessent, economy=usa, title="Secretary of the Treasury")
    issues = [build.issue(negotiation=negotiation, title=title) for title in ("All measures", "Investment", "Currency")]
    return negotiation, parties, issues


def position(issue, party, **fields):
    """A row of a position that is cited as a document."""
    told = {"stance": "asks", "words": "Removal of all additional duties", "attribution": "document"}
    return {"issue": str(issue.pk), "party": str(party.pk)} | told | fields


def a_table():
    """An issue and a party of some negotiation, and a source of the day, from which a round is logged."""
    negotiation = build.negotiation()
    return {
        "negotiation": negotiation,
        "issue": build.issue(negotiation=negotiation),
        "party": build.party(negotiation=negotiation),
        "source": build.source(published_on=DAY),
    }


def a_log(negotiation, issue, party, source, stance="asks"):
    """A round of one session with one cited position, and what it is made of."""
    talks = Round(negotiation=negotiation, number=4, starts_on=DAY, ends_on=DAY)
    occasion = Occasion(negotiation=negotiation, round=talks, title="Session", held_on=DAY)
    position = Position(
        issue=issue, party=party, occasion=occasion, stance=stance, words="Wants all of it gone", starts_on=DAY
    )
    citation = Citation(position=position, source=source, attribution="document")
    return RoundLog(
        Entry(talks, "head"),
        occasions=[Entry(occasion, "occasion")],
        positions=[Entry(position, "position", citations=[Cited(citation)])],
    )
