"""A table at which two parties meet twice, for tests of what a round's page and its paper tell."""

from datetime import date, time

from django.utils import timezone

from negotiations.actions.positions import table_position
from negotiations.models import Position
from tests import build

FIRST, SECOND = date(2025, 4, 16), date(2025, 5, 1)
BEFORE = date(2025, 1, 2)  # any round
ON = {"on": "2025-05-05", "known": "2025-05-31"}
PAPER = "/negotiations/talks/rounds/2"


class Table:
    """Two parties, an issue, and two rounds with a session each."""

    def __init__(self):
        self.negotiation = build.negotiation(key="talks", title="Talks")
        self.land = self.seat("US", "Land", "America/New_York", 1)
        self.isle = self.seat("JP", "Isle", "Asia/Tokyo", 2)
        self.cars = build.issue(negotiation=self.negotiation, key="cars", title="Cars")
        self.one = self.round(1, FIRST)
        self.two = self.round(2, SECOND)
        self.session = build.occasion(
            round=self.two, key="second", title="Second session", held_on=SECOND, starts_at=time(19),
            time_zone="America/New_York", place="The Treasury, Washington", minutes=130,
        )  # fmt: skip

    def seat(self, code, name, zone, place):
        economy = build.economy(code=code, name=name, time_zone=zone)
        return build.party(negotiation=self.negotiation, name=name, place=place, economy=economy)

    def round(self, number, day, **fields):
        dates = {"starts_on": day, "ends_on": day} | fields
        return build.round(negotiation=self.negotiation, number=number, **dates)

    def says(self, words, *, party=None, day=SECOND, occasion=None, **fields):
        """A position, by Isle on cars in the second round unless told otherwise."""
        fields.setdefault("issue", self.cars)
        return build.position(party=party or self.isle, words=words, starts_on=day, occasion=occasion, **fields)

    def instead(self, old, words, *, day=SECOND, **fields):
        """What replaces a position, published like it."""
        new = Position(issue=old.issue, party=old.party, words=words, starts_on=day, stance=old.stance, **fields)
        table_position(new, replaces=[old], by=None)
        build.citation(position=new)
        new.known_on, new.published_at = day, timezone.now()
        new.record(by=None)
        return new


class Paper(Table):
    """The same table with what a paper tells of it, and the first party's duty on the other's goods."""

    def __init__(self):
        self.negotiation = build.negotiation(key="talks", title="Land-Isle talks")
        self.land = self.seat("US", "Land", "America/New_York", 1)
        self.isle = self.seat("JP", "Isle", "Asia/Tokyo", 2)
        self.cars = build.issue(negotiation=self.negotiation, title="Cars")
        self.round(1, FIRST)
        self.two = self.round(2, SECOND, level="Ministerial", aliases=["second series"], summary="Nothing was settled.")
        self.session = build.occasion(
            round=self.two, title="Second session", held_on=SECOND, starts_at=time(19), time_zone="America/New_York",
            place="The Treasury, Washington", channel="in person", minutes=130,
        )  # fmt: skip

    def round(self, number, day, **fields):
        return build.round(
            negotiation=self.negotiation, number=number, starts_on=day, ends_on=day, place="Washington", **fields
        )

    def charges(self, duty="25%", **fields):
        measure = build.measure(
            economy=self.land.economy, name="Duty on cars", short_name="Cars", legal_basis="Section 232"
        )
        act = build.instrument(
            economy=self.land.economy, number="Proc. 10908", gazette="90 FR 14705", published_on=BEFORE
        )
        goods = build.scope(name="Passenger cars")
        fields = {"starts_on": date(2025, 4, 3), "instrument": act, "scope": goods} | fields
        return build.rate(measure=measure, duty=duty, **fields)


def markdown(desk, **clocks):
    """The paper of the second round."""
    answer = desk.get(f"{PAPER}.md", ON | clocks)
    assert answer.status_code == 200
    return answer.text
