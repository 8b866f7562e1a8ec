"""The page of a negotiation's timeline: what it draws, and at which clocks."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from negotiations.models import Stance
from tests import build
from tests.timelines import CLOCKS, PAGE, cars_and_rice, drawn, held


@pytest.fixture(scope="module")
def made(standing):
    return cars_and_rice()


@pytest.fixture
def talks(world):
    return world


def test_a_position_is_a_link_to_its_place_on_the_issue(desk, talks):
    held(talks, key="gone", words="Wants it gone", stance="asks", quantity=0, unit="percent", sense="to")

    page = desk.get(PAGE, CLOCKS)

    assert drawn(page) == ["/negotiations/talks/issues/cars/?on=2025-05-05&amp;known=2025-05-05#gone"]
    assertContains(page, "<title>Japan asks: Wants it gone (to 0%). From 16 April 2025, held on 5 May 2025.</title>")
    assertContains(page, 'role="group" aria-label="Japan"')


@pytest.mark.parametrize("stance", Stance.values)
def test_each_stance_has_its_shape(desk, talks, stance):
    held(talks, stance=stance)

    assertContains(desk.get(PAGE, CLOCKS), f'<path class="mark mark-{stance}" d="M', count=1)


def test_rounds_deadlines_and_rates_are_links_too(desk, talks):
    held(talks)
    build.round(negotiation=talks, number=3, place="Washington", starts_on=date(2025, 4, 17), ends_on=date(2025, 4, 18))
    build.deadline(negotiation=talks, key="end", name="The pause ends", falls_on=date(2025, 7, 9))
    build.rate(measure=talks.measure, key="ten", duty="10%")

    page = desk.get(PAGE, CLOCKS)

    clocks = "?on=2025-05-05&amp;known=2025-05-05"
    for address, title in (
        (f"/negotiations/talks/rounds/3/{clocks}", "Round 3, 17 April to 18 April 2025, Washington</title>"),
        (f"/negotiations/talks/deadlines/{clocks}#end", "Deadline, 9 July 2025: The pause ends</title>"),
        (f"/tariffs/measures/extra/{clocks}#ten", f"{talks.measure}: 10% on "),
    ):
        assertContains(page, f'<a href="{address}"><title>{title}')
    assertContains(page, '<path class="measure-bar" d="M', count=1)


def test_a_moved_deadline_is_not_drawn(desk, talks):
    held(talks)
    old = build.deadline(negotiation=talks, name="Old day", falls_on=date(2025, 7, 9))
    build.deadline(negotiation=talks, name="New day", falls_on=date(2025, 8, 1), moves=old, set_on=date(2025, 5, 2))

    assertContains(desk.get(PAGE, CLOCKS), "1 Aug: New day")
    assertNotContains(desk.get(PAGE, CLOCKS), "9 Jul: Old day")
    assertContains(desk.get(PAGE, CLOCKS | {"on": "2025-05-01"}), "9 Jul: Old day")


def test_a_suspended_rate_is_drawn_otherwise(desk, talks):
    held(talks)
    rate = build.rate(measure=talks.measure, duty="24%", starts_on=date(2025, 4, 9), origin=talks.jp.economy)
    build.effect(rate=rate, kind="suspends", starts_on=date(2025, 4, 20), ends_on=date(2025, 4, 30))

    page = desk.get(PAGE, CLOCKS)

    bars = re.findall(r'class="(measure-bar[a-z ]*)"', page.text)
    assert bars == ["measure-bar", "measure-bar suspended", "measure-bar"]
    told = "charged, 9 April to 19 April 2025; suspended, 20 April to 30 April 2025; charged from 1 May 2025."
    assertContains(page, f"Japan; {told}</title>")
    before = desk.get(PAGE, CLOCKS | {"known": "2025-03-31"})
    assertNotContains(before, "measure-bar")


def test_rates_of_others_and_of_measures_nobody_points_at_are_not_drawn(desk, talks):
    held(talks)
    build.rate(measure=talks.measure, origin=build.economy())
    build.rate(measure=build.measure(economy=talks.us.economy))
    talks.rice.measure = build.measure()
    talks.rice.record(by=None)
    build.rate(measure=talks.rice.measure)

    assertNotContains(desk.get(PAGE, CLOCKS), "measure-bar")


def test_a_part_of_a_rate_points_at_its_measure(desk, talks):
    talks.cars.measure = None
    talks.cars.record(by=None)
    rate = build.rate(measure=talks.measure, duty="24%")
    part = rate.parts.model(key="part", rate=rate, name="All of it", points=24)
    part.record(by=None)
    talks.parts.part = part
    talks.parts.record(by=None)
    held(talks, issue=talks.parts)

    assertContains(desk.get(PAGE, CLOCKS), '<path class="measure-bar"')


def test_many_rates_of_one_measure_are_one_bar(desk, talks):
    held(talks)
    act = build.instrument(economy=talks.us.economy)
    for number in range(12):
        build.rate(measure=talks.measure, instrument=act, starts_on=date(2025, 3, 1) + timedelta(number))

    page = desk.get(PAGE, CLOCKS)

    assertContains(page, '<path class="measure-bar', count=1)
    assertContains(page, "more than 8 rates")


def test_contradictory_law_is_told_and_does_not_break_the_page(desk, talks):
    held(talks)
    rate = build.rate(measure=talks.measure, duty="24%")
    ended = build.effect(rate=rate, kind="ends", starts_on=date(2025, 5, 1))
    build.effect(rate=rate, kind="extends", extends=ended, starts_on=date(2025, 5, 1))

    page = desk.get(PAGE, CLOCKS)

    assertContains(page, '<p class="caution">')
    assertNotContains(page, "measure-bar")


def test_lanes_come_in_the_order_of_the_agenda_and_of_the_table(desk, talks):
    held(talks, key="c", issue=talks.rice, party=talks.jp)
    held(talks, key="b", party=talks.jp)
    held(talks, key="a", party=talks.us, starts_on=date(2025, 5, 1))

    page = desk.get(PAGE, CLOCKS)

    assert [address.split("#")[1] for address in drawn(page)] == ["a", "b", "c"]
    assertContains(page, "Car parts</a>.</p>")  # nothing is recorded on it, and the page says so


def test_an_issue_says_of_what_it_is_part(desk, talks):
    held(talks, issue=talks.parts)

    assertContains(desk.get(PAGE, CLOCKS), "<span>Cars › </span>Car parts</a>")


def test_words_are_never_markup(desk, talks):
    held(talks, words="<script>alert(1)</script> & more")

    page = desk.get(PAGE, CLOCKS)

    assertNotContains(page, "<script>alert")
    assertContains(page, "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more")


# The clocks


def test_what_begins_after_the_day_is_not_drawn(desk, talks):
    held(talks, starts_on=date(2025, 5, 5))

    assert len(drawn(desk.get(PAGE, CLOCKS))) == 1
    assert drawn(desk.get(PAGE, CLOCKS | {"on": "2025-05-04"})) == []


def test_a_line_marks_the_day(desk, talks):
    held(talks)

    assertContains(desk.get(PAGE, CLOCKS), 'flag-now-line" x=')
    assertContains(desk.get(PAGE, CLOCKS), ">5 May 2025</text>")
    assertNotContains(desk.get(PAGE, CLOCKS | {"to": "2025-04-30"}), "now-line")


def test_a_position_ends_where_it_was_withdrawn(desk, talks):
    held(talks, ends_on=date(2025, 4, 30), ending="withdrawn")

    assertContains(desk.get(PAGE, CLOCKS), "16 April to 30 April 2025, withdrawn.</title>")
    assertContains(desk.get(PAGE, CLOCKS | {"on": "2025-04-20"}), "From 16 April 2025, held on 20 April 2025.</title>")


def test_what_was_not_public_is_not_drawn(desk, talks):
    held(talks, source=build.source(published_on=date(2025, 5, 3)))

    assert len(drawn(desk.get(PAGE, CLOCKS | {"known": "2025-05-03"}))) == 1
    assert drawn(desk.get(PAGE, CLOCKS | {"known": "2025-05-02"})) == []


def test_drafts_are_not_drawn(desk, talks):
    held(talks, draft=True)

    assert drawn(desk.get(PAGE, CLOCKS)) == []


def test_it_is_read_as_it_was_recorded(desk):
    page = "/negotiations/past/timeline/"
    with time_machine.travel("2025-05-05 09:00Z"):
        position = build.position(words="As first entered", starts_on=date(2025, 5, 1), issue=_recorded_issue())
    with time_machine.travel("2025-05-07 09:00Z"):
        position.words = "As corrected"
        position.record(by=None, reason="Misread.")
        issue = position.issue
        issue.title = "A better name"
        issue.record(by=None)

    assertContains(desk.get(page, CLOCKS | {"recorded": "2025-05-06T00:00Z"}), "As first entered")
    assertContains(desk.get(page, CLOCKS | {"recorded": "2025-05-08T00:00Z"}), "As corrected")
    assertNotContains(desk.get(page, CLOCKS | {"recorded": "2025-05-06T00:00Z"}), "A better name")
    assertContains(desk.get(page, CLOCKS | {"recorded": "2025-05-08T00:00Z"}), '<path class="measure-bar"')
    assert desk.get(page, CLOCKS | {"recorded": "2025-05-04T00:00Z"}).status_code == 404


def _recorded_issue():
    negotiation = build.negotiation(key="past")
    party = build.party(negotiation=negotiation)
    measure = build.measure(economy=party.economy)
    build.rate(measure=measure)
    return build.issue(negotiation=negotiation, measure=measure)


# How much at once


def test_the_issues_come_a_page_at_a_time(desk, talks):
    source = build.source()
    for number in range(14):
        held(talks, key=f"p{number:02}", issue=build.issue(negotiation=talks), source=source)

    first = desk.get(PAGE, CLOCKS)
    older = re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    second = desk.get(f"{PAGE}{older}")

    assert [len(drawn(page)) for page in (first, second)] == [9, 5]
    assertContains(second, "Issues before these")


def test_a_filter_leaves_no_page_empty(desk, talks):
    for _ in range(14):
        build.issue(negotiation=talks)
    held(talks, issue=build.issue(negotiation=talks), stance="warns")

    assert len(drawn(desk.get(PAGE, CLOCKS | {"stance": "warns"}))) == 1


def test_too_many_marks_are_cut_and_the_page_says_so(desk, talks, monkeypatch):
    monkeypatch.setattr("negotiations.selectors.timeline.MARKS", 3)
    for day in range(1, 6):
        held(talks, key=f"p{day}", starts_on=date(2025, 5, day))

    page = desk.get(PAGE, CLOCKS)

    assert [address[-2:] for address in drawn(page)] == ["p3", "p4", "p5"]
    assertContains(page, "Only the newest 3 positions are drawn.")


@pytest.mark.parametrize("more", [{}, {"recorded": "now"}, {"party": "jp", "stance": "asks"}])
def test_the_queries_do_not_grow_with_the_rows(desk, talks, more):
    def fill(count):
        for _ in range(count):
            source = build.source(derived_from=build.source())
            held(talks, issue=build.issue(negotiation=talks), source=source)
            build.round(negotiation=talks, source=source)
            build.deadline(negotiation=talks, source=source)
            rate = build.rate(measure=talks.measure)
            build.effect(rate=rate, instrument=rate.instrument, starts_on=date(2025, 4, 20))

    def queries():
        asked = more | ({"recorded": timezone.now().isoformat()} if "recorded" in more else {})
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(PAGE, CLOCKS | asked).status_code == 200
        return len(captured)

    fill(1)
    few = queries()
    fill(4)

    assert queries() == few
    assert (
        few <= 20
    )  # thirteen, one for what is told of issues without a position, four for the agenda, two for the visitor


# The page


@pytest.mark.parametrize(
    ("query", "words"),
    [({}, "No position had been recorded by that day."), ({"stance": "warns"}, "No position answers to this choice")],
)
def test_an_empty_timeline_says_so(desk, talks, query, words):
    assertContains(desk.get(PAGE, CLOCKS | query), words)


def test_needs_a_login(client, talks):
    assert client.get(PAGE).status_code == 302


def test_unknown_talks_are_not_found(desk):
    assert desk.get("/negotiations/nothing/timeline/", {"recorded": datetime.now(UTC).isoformat()}).status_code == 404


def test_no_line_runs_through_words(desk, talks):
    held(talks, words="A position in many words that reach far past the day of the deadline behind it")
    build.deadline(negotiation=talks, name="A day", falls_on=date(2025, 5, 20))

    drawn = picture_of(desk.get(PAGE, CLOCKS))

    for lane_lines, labels in drawn:
        assert labels
        for x, begin, end in lane_lines:
            for label in labels:
                left, right, top, bottom = label.box
                assert not (left < x < right and begin < bottom and end > top)


def picture_of(page):
    """For each group the upright pieces of its lines, and its labels."""
    for group in page.context["picture"].groups:
        paths = "".join(path for kind, path in group.lines if kind.endswith("-line"))
        lines = [tuple(map(float, found)) for found in re.findall(r"M([\d.]+) ([\d.]+)V([\d.]+)", paths)]
        yield lines, [mark.label for lane in group.lanes for mark in lane.marks if mark.label]


def test_a_deadline_of_years_ahead_does_not_squeeze_the_axis(desk, talks):
    held(talks)
    build.deadline(negotiation=talks, name="In years", falls_on=date(2029, 1, 19))
    build.deadline(negotiation=talks, name="In weeks", falls_on=date(2025, 5, 20))

    page = desk.get(PAGE, CLOCKS)

    assertContains(page, "In weeks")
    assertNotContains(page, "In years")
