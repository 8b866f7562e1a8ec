"""The bottom line of a round's paper: what moved, what goes first, and what is left out."""

from datetime import date

import pytest

from negotiations.actions import publish
from negotiations.actions.positions import withdraw_position
from tests import build
from tests.tables import FIRST, SECOND, Paper, markdown


@pytest.fixture(scope="module")
def made(standing):
    return Paper()


@pytest.fixture
def table(world):
    return world


def test_the_bottom_line_is_what_moved_with_its_notes(desk, table):
    table.says("Old", day=FIRST)
    table.says("Offers a quota", stance="offers")

    bottom = markdown(desk).partition("## Bottom line")[2].partition("## The round")[0]

    assert "- **Isle, Cars**: Offers: Offers a quota.[" in bottom
    assert "Old" not in bottom


def test_the_bottom_line_tells_of_both_sides_and_is_short(desk, table):
    for number in range(6):
        issue = build.issue(negotiation=table.negotiation)
        table.says(f"Isle offers {number}", issue=issue, stance="offers")
        table.says(f"Land refuses {number}", issue=issue, stance="refuses", party=table.land)
    build.discussion(occasion=table.session, issue=table.cars, outcome="not-discussed")

    bottom = markdown(desk).partition("## Bottom line")[2].partition("## The round")[0]

    bullets = [line for line in bottom.splitlines() if line.startswith("- ")]
    assert [line.partition(",")[0] for line in bullets] == [
        "- **Land",
        "- **Isle",
        "- **Land",
        "- **Isle",
        f"- **Not discussed:** Cars{bullets[4].partition('Cars')[2]}",
    ]
    assert "12 positions were tabled, changed or withdrawn since round 1" in bottom


def test_what_was_tabled_at_the_round_goes_before_what_was_said_on_other_days(desk, table):
    for number in range(5):
        issue = build.issue(negotiation=table.negotiation)
        table.says(f"Moves {number}", issue=issue, day=date(2025, 4, 24), stance="offers", quantity=90, unit="days",
                   sense="to")  # fmt: skip
    table.says("No exemption", stance="refuses", party=table.land, occasion=table.session)
    table.says("Is disappointed", stance="complains", occasion=table.session)

    bottom = markdown(desk).partition("## Bottom line")[2].partition("## The round")[0]
    bullets = [line for line in bottom.splitlines() if line.startswith("- ")]

    assert "Refuses: No exemption." in bullets[0]
    assert "Complains: Is disappointed." in bullets[1]
    assert len(bullets) == 4
    assert all("Moves" in line for line in bullets[2:])


def test_the_record_goes_before_anonymous_sources_and_these_before_an_inference(desk, table):
    def told(words, attribution, **fields):
        issue = build.issue(negotiation=table.negotiation)
        said = table.says(words, issue=issue, draft=True, occasion=table.session, **fields)
        build.citation(position=said, attribution=attribution, attributed_to="a minister")
        publish(said, by=None)

    told("It is guessed", "inference")
    told("It is whispered", "anonymous")
    told("It is said aloud", "on-record")

    bottom = markdown(desk).partition("## Bottom line")[2].partition("## The round")[0]

    places = [bottom.index(words) for words in ("It is said aloud", "It is whispered", "It is guessed")]
    assert places == sorted(places)


def test_a_refusal_is_not_left_out_for_what_officials_say_aloud(desk, table):
    for number in range(5):
        table.says(f"Asks {number}", issue=build.issue(negotiation=table.negotiation), occasion=table.session)
    refusal = table.says("No exemption", stance="refuses", draft=True, occasion=table.session)
    build.citation(position=refusal, attribution="anonymous")
    publish(refusal, by=None)

    bottom = markdown(desk).partition("## Bottom line")[2].partition("## The round")[0]

    assert bottom.index("Asks") < bottom.index("Refuses: No exemption.")


def test_the_parts_of_one_issue_are_told_as_one_point_with_a_stance_each(desk, table):
    for title, stance in (("Baseline", "refuses"), ("Country part", "refuses"), ("Country part", "offers")):
        part = build.issue(negotiation=table.negotiation, title=title, parent=table.cars)
        table.says(f"{title}: {stance}, {'so it is told again ' * 2}", issue=part, stance=stance)

    bottom = markdown(desk).partition("## Bottom line")[2].partition("## The round")[0]
    [bullet] = [line for line in bottom.splitlines() if line.startswith("- ")]

    assert bullet.startswith("- **Isle, Cars**: Refuses: Baseline")
    assert "Offers: Country part" in bullet
    assert bullet.count("Refuses") == 1
    assert "3 positions were tabled" in bottom


def test_a_withdrawal_leads_and_what_an_editor_set_aside_does_not(desk, table):
    withdraw_position(table.says("Asks for all", day=FIRST), on=SECOND, by=None)
    table.says("Offers a quota", stance="offers")
    table.says("Says the moon", stance="offers", rank="deprecated", rank_reason="The tape says otherwise.")

    paper = markdown(desk)
    bottom = paper.partition("## Bottom line")[2].partition("## The round")[0]

    assert bottom.index("Withdrawn on 1 May 2025: asks: Asks for all.") < bottom.index("Offers a quota")
    assert "Says the moon" not in bottom
    assert "set aside by an editor: The tape says otherwise." in paper


def test_a_round_in_which_nothing_moved_says_so(desk, table):
    assert "No position is recorded as tabled, changed or withdrawn in this round." in markdown(desk)
