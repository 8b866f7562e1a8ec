"""Removing a round that was logged by mistake, while it is a draft."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from negotiations import actions
from negotiations.actions import Entry, RoundLog
from negotiations.models import Attendance, Citation, Deadline, Discussion, Occasion, Position, Round
from tests import build

DAY = date(2025, 5, 30)
DRAFTED = (Round, Occasion, Attendance, Position, Discussion, Deadline)


@pytest.fixture(scope="module")
def made(standing):
    """A draft of a fourth round, with a position in the place of one that is held since the spring."""
    negotiation = build.negotiation()
    party = build.party(negotiation=negotiation)
    issue = build.issue(negotiation=negotiation)
    held = build.position(issue=issue, party=party, words="All of it gone", ends_on=date(2025, 12, 31))
    talks = build.round(negotiation=negotiation, number=4, starts_on=DAY, ends_on=DAY, draft=True)
    occasion = build.occasion(round=talks, title="Morning session", held_on=DAY, draft=True)
    build.attendance(occasion=occasion, official=build.official(family_name="Akazawa"), draft=True)
    build.discussion(occasion=occasion, issue=issue, draft=True)
    build.deadline(negotiation=negotiation, name="Summit", set_on=DAY, draft=True)
    build.deadline(negotiation=negotiation, name="End of the pause", set_on=DAY)
    new = Position(issue=issue, party=party, occasion=occasion, starts_on=DAY, stance="asks", words="Half of it gone")
    actions.table_position(new, replaces=[held], by=None)
    build.citation(position=new)
    return {"talks": talks, "held": held, "new": new, "occasion": occasion}


def url(talks):
    return reverse("negotiations:round_remove", args=[talks.negotiation.key, talks.number])


def sent(desk, talks, reason="Logged twice"):
    """What the form sends that stands on the page."""
    seen = re.search(r'name="seen" value="([^"]*)"', desk.get(url(talks)).text)[1]
    return {"reason": reason, "seen": seen}


def counts():
    return [model.objects.count() for model in (*DRAFTED, Citation)]


def test_the_screen_of_a_draft_leads_there_and_that_of_a_published_round_does_not(desk, world):
    published = build.round(negotiation=world["talks"].negotiation, number=3)
    edit = "negotiations:round_edit"

    assertContains(desk.get(reverse(edit, args=[world["talks"].negotiation.key, 4])), url(world["talks"]))
    assertNotContains(desk.get(reverse(edit, args=[published.negotiation.key, 3])), url(published))


def test_what_goes_is_shown_before_it_goes(desk, world):
    page = desk.get(url(world["talks"]))

    for words in ("Morning session", "Akazawa", "Half of it gone", "Summit"):
        assertContains(page, words)
    assertContains(page, "30 May 2025")
    assertNotContains(page, "End of the pause")


def test_all_that_was_logged_with_it_goes_and_what_it_replaced_is_held_again(desk, world):
    talks, held = world["talks"], world["held"]

    answer = desk.post(url(talks), sent(desk, talks), follow=True)

    assertRedirects(answer, reverse("negotiations:round_list", args=[talks.negotiation.key]))
    assertContains(answer, "Round 4 is removed")
    assert [model.objects.drafts().count() for model in DRAFTED] == [0] * 6
    assert not Citation.objects.filter(position_id=world["new"].pk).exists()
    held.refresh_from_db()
    assert (held.ending, held.replaced_by, held.ends_on) == ("", None, date(2025, 12, 31))
    last = Round.history.filter(id=talks.pk).order_by("-history_id").first()
    assert (last.history_type, last.history_change_reason, str(last.history_user)) == ("-", "Logged twice", "analyst")
    assert desk.get(talks.get_absolute_url()).status_code == 404


def test_sent_twice_it_is_removed_once(desk, world):
    typed = sent(desk, world["talks"])

    answers = [desk.post(url(world["talks"]), typed, follow=True) for _ in range(2)]

    assertContains(answers[1], "Round 4 had been removed already")
    assert Round.history.filter(id=world["talks"].pk, history_type="-").count() == 1
    assert desk.get(url(world["talks"])).status_code == 404


def test_without_a_reason_nothing_goes(desk, world):
    before = counts()

    answer = desk.post(url(world["talks"]), sent(desk, world["talks"], reason=" "))

    assertContains(answer, "This field is required", status_code=422)
    assert counts() == before


def test_what_is_published_keeps_all_of_it(desk, world, editor):
    actions.publish(world["new"], by=editor)  # and the round with it
    before = counts()

    assertContains(desk.get(url(world["talks"])), "“Round 4” is published, and a published statement is not removed")
    answer = desk.post(url(world["talks"]), {"reason": "Logged twice", "seen": "2025-06-01T09:00:00+00:00"})

    assert answer.status_code == 422
    assert counts() == before


def test_of_a_published_round_one_sentence_says_that_it_stays(desk, world):
    published = build.round(negotiation=world["talks"].negotiation, number=3)
    build.occasion(round=published)

    page = desk.get(url(published)).text

    assert page.count("is published, and a published statement is not removed") == 1
    assert "Remove it</button>" not in page


def test_what_was_written_since_it_was_opened_is_seen_first(desk, world):
    talks = world["talks"]
    opened = sent(desk, talks)
    build.citation(position=world["new"])
    before = counts()

    answer = desk.post(url(talks), opened)

    assertContains(answer, "Somebody changed the round after you opened this page", status_code=422)
    assertContains(answer, "Logged twice", status_code=422)
    assert counts() == before
    again = opened | {"seen": re.search(r'name="seen" value="([^"]*)"', answer.text)[1]}
    assert desk.post(url(talks), again).status_code == 302
    assert not Round.objects.filter(pk=talks.pk).exists()


def test_a_draft_that_was_itself_replaced_is_not_taken_out_from_between(desk, world):
    new = world["new"]
    later = Position(issue=new.issue, party=new.party, starts_on=DAY + timedelta(7), stance="asks", words="A third")
    actions.table_position(later, replaces=[new], by=None)

    assertContains(desk.get(url(world["talks"])), "remove what came after it first")


def test_a_row_that_is_taken_out_lets_stand_what_it_replaced(world, analyst):
    log = RoundLog(Entry(world["talks"]), positions=[Entry(world["new"], struck=True)])

    actions.log_round(log, by=analyst, reason="Misheard")

    world["held"].refresh_from_db()
    assert (world["held"].ending, world["held"].replaced_by_id) == ("", None)
    assert not Position.objects.filter(pk=world["new"].pk).exists()
