"""The table of the logging screen: what is held is said again, replaced or withdrawn, and issues were discussed or not;
who was there is ticked or named; a source is written in a line; an hour is said back by the clocks of the parties."""

from datetime import date
from html import unescape

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from negotiations.models import Attendance, Discussion, Position, Round, Source
from tests import build

DAY = date(2025, 5, 30)
LINE = "Example Press: Round ends: “progress”, 2025-05-31, https://press.example/ends"
KINDS = ("source", "occasion", "attendance", "position", "discussion", "deadline")


@pytest.fixture(scope="module")
def made(standing):
    """What Japan has asked for since the first of May, on an issue that the United States say nothing on."""
    negotiation = build.negotiation()
    usa = build.economy(code="US", name="United States", time_zone="America/New_York")
    japan = build.economy(code="JP", name="Japan", time_zone="Asia/Tokyo")
    build.party(negotiation=negotiation, economy=usa, name="United States", place=1)
    party = build.party(negotiation=negotiation, economy=japan, name="Japan", place=2)
    for economy, given, family in ((japan, "Ryosei", "Akazawa"), (usa, "Scott", "Bessent")):
        build.appointment(official=build.official(given_name=given, family_name=family), economy=economy, title="Envoy")
    return build.position(
        issue=build.issue(negotiation=negotiation, title="Duty on cars"), party=party, starts_on=date(2025, 5, 1),
        stance="asks", words="All of it gone", quantity="14.5", unit="percent", sense="by", condition="it is mutual",
    )  # fmt: skip


@pytest.fixture
def held(world):
    return world


def url(held):
    return reverse("negotiations:round_create", args=[held.issue.negotiation.key])


def row_url(held, kind):
    return reverse("negotiations:round_row", args=[held.issue.negotiation.key, kind])


def sent(*, save="draft", rows=(), **fields):
    """What a browser sends of a screen with one source in a line, an untouched occasion, and rows by their names."""
    counts = {kind: 1 if kind in ("source", "occasion") else 0 for kind in KINDS}
    data = {
        "round-token": "6f1f6f3e-0000-4000-8000-000000000009", "round-number": "4", "round-starts_on": "2025-05-30",
        "source-0-pick": LINE, "source-0-language": "en", "source-0-reliability": "F", "save": save,
        "occasion-0-kind": "session", "occasion-0-time_zone": "America/New_York", "occasion-0-source": "1",
        "occasion-0-credibility": "6", "occasion-0-attribution": "background",
    }  # fmt: skip
    for kind, row in rows:
        data |= {f"{kind}-{counts[kind]}-{name}": str(value) for name, value in row.items()}
        counts[kind] += 1
    data |= {f"{kind}-TOTAL_FORMS": str(count) for kind, count in counts.items()}
    data |= {f"{kind}-INITIAL_FORMS": "0" for kind in KINDS}
    return data | {name.replace("__", "-"): value for name, value in fields.items()}


def other(held, **fields):
    """The row of another new position of the same party, with what it rests on."""
    row = {"issue": held.issue_id, "party": held.party_id, "stance": "offers", "words": "A package", "occasion": "1"}
    told = {"source": "1", "attribution": "on-record", "speaker": "Ryosei Akazawa", "credibility": "2"}
    return "position", row | told | fields


def choice(held, value):
    return {f"held-{held.pk}-choice": value}


# What is held


def test_what_is_repeated_says_the_same_and_rests_on_what_the_last_position_rests_on(desk, held):
    desk.post(url(held), sent(rows=[other(held)]) | choice(held, "repeated"))

    held.refresh_from_db()
    again = held.replaced_by
    assert (held.ending, held.ends_on) == ("superseded", date(2025, 5, 29))
    for name in ("stance", "words", "quantity", "unit", "sense", "condition", "issue", "party"):
        assert getattr(again, name) == getattr(held, name)
    citation = again.citations.get()
    assert (citation.source.title, citation.attribution, str(citation.speaker), citation.credibility) == (
        "Round ends: “progress”", "on-record", "Ryosei Akazawa", 2,
    )  # fmt: skip


def test_what_is_repeated_without_saying_how_it_is_told_is_opened_to_say_so(desk, held):
    response = desk.post(url(held), sent() | choice(held, "repeated"))

    assertContains(response, "Say how the source tells it", status_code=422)
    assertContains(response, ">\nAll of it gone</textarea>", status_code=422)
    assertContains(response, 'name="position-0-quantity" value="14.5%"', status_code=422)
    assert not Round.objects.exists()


def test_what_is_replaced_says_something_else(desk, held):
    response = desk.post(url(held), sent(rows=[other(held)]) | choice(held, "replaced"))

    assertContains(response, "the words are still the old ones", status_code=422)
    assertContains(response, ">\nAll of it gone</textarea>", status_code=422)
    assert not Round.objects.exists()


def test_without_a_script_the_choices_are_opened_by_a_button(desk, held):
    response = desk.post(url(held), sent(add="held") | choice(held, "replaced"))

    assertContains(response, ">\nAll of it gone</textarea>")
    assertContains(response, 'name="position-TOTAL_FORMS" value="1"')
    assertNotContains(response, "the words are still the old ones")


def test_opened_twice_it_has_one_row(desk, held):
    row = ("position", {"replaces": held.pk, "stance": "asks", "words": "Half of it gone", "occasion": "1"})

    response = desk.post(url(held), sent(rows=[row], add="held") | choice(held, "replaced"))

    assertContains(response, 'name="position-TOTAL_FORMS" value="1"')
    assertContains(response, ">\nHalf of it gone</textarea>")


def test_without_a_script_a_new_position_begins_in_its_cell_as_the_last_one_did(desk, held):
    add = f"position-{held.issue_id}-{held.party_id}"

    response = desk.post(url(held), sent(rows=[other(held)], add=add))

    assertContains(response, 'name="position-1-speaker" value="Ryosei Akazawa"')
    page = response.content.decode()
    cell = page[page.index('data-label="Japan"') : page.index('data-label="On this round"')]
    assert 'id="position-1-row"' in cell


def test_a_cell_that_was_opened_and_left_is_no_position(desk, held):
    empty = other(held, stance="", words="")

    response = desk.post(url(held), sent(rows=[empty]))

    assertRedirects(response, Round.objects.get().get_absolute_url(), fetch_redirect_response=False)
    assert Position.objects.get() == held


def test_with_a_script_the_row_of_a_held_position_comes_with_its_words(desk, held):
    response = desk.get(row_url(held, "position"), {"index": "3", "replaces": held.pk, "on": "2025-05-30"})

    assertContains(response, ">\nAll of it gone</textarea>")
    assertContains(response, 'name="position-3-condition" value="it is mutual"')
    assertContains(response, f'<option value="{held.pk}" selected>')


def test_what_will_be_written_is_counted(desk, held):
    issue = build.issue(negotiation=held.issue.negotiation)
    talk = {f"talk-{issue.pk}-outcome": "not-disclosed", f"talk-{issue.pk}-source": "1"}

    response = desk.post(url(held), sent(rows=[other(held)], add="held") | choice(held, "repeated") | talk)

    assertContains(response, "1 new, 1 repeated, 1 discussed or not")


def test_issues_on_which_nothing_is_held_are_folded(desk, held):
    build.issue(negotiation=held.issue.negotiation, title="Currency")

    page = desk.get(url(held) + "?on=2025-05-30").content.decode()

    assert page.index("Duty on cars</th>") < page.index("on which nothing is held (1)") < page.index("Currency</th>")


def test_a_party_replaces_only_its_own_position_also_in_the_table(desk, held):
    elsewhere = build.issue(negotiation=held.issue.negotiation)

    response = desk.post(url(held), sent(rows=[other(held, replaces=held.pk, issue=elsewhere.pk)]))

    assertContains(response, "replaces only the same party", status_code=422)


def test_on_correction_what_the_round_left_is_folded_in_its_cell(desk, held):
    desk.post(url(held), sent(rows=[other(held)]))

    page = desk.get(reverse("negotiations:round_edit", args=[held.issue.negotiation.key, 4])).content.decode()

    cell = page[page.index('data-label="Japan"') : page.index('data-label="On this round"')]
    assert '<details class="here">' in cell
    assert cell.index("A package</summary>") < cell.index('id="position-0-row"')


def test_a_row_that_names_no_issue_yet_stands_below_the_table_with_its_choices_open(desk, held):
    page = desk.post(url(held), sent(add="position")).content.decode()

    row = page[page.index('id="position-0-row"') :]
    assert page.index("</table>") < page.index('id="position-0-row"')
    assert row.index("<details open>") < row.index('name="position-0-issue"')


# What was discussed


def test_an_issue_is_discussed_or_not_in_one_choice(desk, held):
    issue = held.issue
    talk = {f"talk-{issue.pk}-outcome": "not-discussed", f"talk-{issue.pk}-source": "1", f"talk-{issue.pk}-note": "So"}
    silent = build.issue(negotiation=issue.negotiation)

    desk.post(url(held), sent() | talk | {f"talk-{silent.pk}-outcome": "", f"talk-{silent.pk}-source": "1"})

    discussion = Discussion.objects.get()
    assert (discussion.issue, discussion.outcome, discussion.note) == (issue, "not-discussed", "So")
    assert discussion.citations.get().attribution == "background"


# Who was there


def test_those_in_office_are_ticked_or_named_and_rest_on_what_the_occasion_rests_on(desk, held):
    bessent = build.official(given_name="Howard", family_name="Lutnick")
    ticks = {"occasion-0-present": [_key("Akazawa")], "occasion-0-missing": "Bessent, Howard Lutnick"}

    desk.post(url(held), sent() | ticks)

    found = {str(row.official): (row.presence, str(row.appointment or "")) for row in Attendance.objects.all()}
    assert found == {
        "Ryosei Akazawa": ("present", "Envoy"), "Scott Bessent": ("absent", "Envoy"), str(bessent): ("absent", ""),
    }  # fmt: skip
    assert {row.citations.get().source for row in Attendance.objects.all()} == {
        Source.objects.get(publisher="Example Press")
    }


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"there": "Bessent", "missing": "Scott Bessent"}, "Scott Bessent cannot have been there and absent."),
        ({"there": "Bessent, Nobody"}, "No official is called “Nobody”"),
    ],
)
def test_who_was_there_is_read_as_typed(desk, held, fields, sentence):
    response = desk.post(url(held), sent() | {f"occasion-0-{name}": value for name, value in fields.items()})

    assertContains(response, sentence, status_code=422)
    assertContains(response, f'value="{fields["there"]}"', status_code=422)


def test_of_two_in_office_with_one_family_name_the_key_is_asked_for(desk, held):
    build.appointment(
        official=build.official(key="other", given_name="Jane", family_name="Bessent"), economy=held.party.economy
    )

    response = desk.post(url(held), sent() | {"occasion-0-there": "Bessent"})

    assertContains(response, "Several officials are called “Bessent”", status_code=422)


def test_on_correction_who_has_a_row_is_not_offered_again(desk, held):
    desk.post(url(held), sent() | {"occasion-0-there": "Akazawa"})

    page = desk.get(reverse("negotiations:round_edit", args=[held.issue.negotiation.key, 4])).content.decode()

    assert f'name="occasion-0-present" value="{_key("Akazawa")}"' not in page
    assert f'name="occasion-0-present" value="{_key("Bessent")}"' in page


def _key(family):
    return Attendance._meta.get_field("official").related_model.objects.get(family_name=family).key


# A source in a line


def test_a_new_source_in_a_line_is_graded_as_its_publishers_last_one(desk, held):
    build.source(publisher="Example Press", reliability="B", language="ja")

    desk.post(url(held), sent())

    source = Source.objects.get(published_on="2025-05-31")
    assert (source.publisher, source.title, source.address) == (
        "Example Press", "Round ends: “progress”", "https://press.example/ends",
    )  # fmt: skip
    assert (source.reliability, source.language) == ("B", "ja")


def test_what_is_graded_here_is_graded_so(desk, held):
    build.source(publisher="Example Press", reliability="B")

    desk.post(url(held), sent() | {"source-0-reliability": "D"})

    assert Source.objects.get(published_on="2025-05-31").reliability == "D"


def test_a_source_of_a_known_address_is_that_one(desk, held):
    known = build.source(address="https://press.example/ends", published_on=DAY)

    desk.post(url(held), sent(rows=[other(held)]))

    assert Position.objects.get(words="A package").citations.get().source == known
    assert Source.objects.filter(publisher="Example Press").count() == 0


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Press: Talks end, 2025-02-31", "“2025-02-31” is no day"),
        ("Press: Talks end, 31 May 2025, https://press.example ends", "No source in the record is"),
        ("Talks end", "No source in the record is “Talks end”"),
        ("Press: Talks end, 2025-05-31, https://nowhere", "Enter a valid URL"),
    ],
)
def test_a_line_that_is_no_source_is_refused_and_stays(desk, held, line, sentence):
    response = desk.post(url(held), sent() | {"source-0-pick": line})

    assert sentence in unescape(response.content.decode())
    assertContains(response, f'name="source-0-pick" value="{line}"', status_code=422)


# The clocks


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("2025-05-23", "19:00", "America/New_York"), "Saturday 24 May, 08:00 JST (Tokyo)"),
        (("2025-03-09", "02:30", "America/New_York"), "02:30 did not exist in America/New_York on 9 March 2025"),
        (("2025-11-02", "01:30", "America/New_York"), "showed 01:30 twice: the first of the two is meant"),
        (("2025-05-23", "25:00", "America/New_York"), "“25:00” is no hour"),
        (("2025-05-23", "19:00", "Mars/Olympus"), "“Mars/Olympus” is no time zone"),
        (("", "19:00", ""), "Friday 30 May 2025, 19:00 EDT"),
    ],
)
def test_an_hour_is_said_back_by_the_clocks_of_the_parties(desk, held, typed, told):
    fields = dict(zip(("held_on", "starts_at", "time_zone"), typed, strict=True))
    asked = {f"occasion-2-{name}": value for name, value in fields.items()} | {"round-starts_on": "2025-05-30"}

    response = desk.get(row_url(held, "clock"), asked)

    assertContains(response, told)


def test_without_a_script_the_hour_is_said_back_with_the_page(desk, held):
    response = desk.post(url(held), sent(add="occasion") | {"occasion-0-starts_at": "19:00"})

    assertContains(response, "Saturday 31 May, 08:00 JST (Tokyo)")


def test_an_hour_without_a_day_is_said_back_for_the_first_day_of_a_longer_round(desk, held):
    days = {"round-starts_on": "2025-05-30", "round-ends_on": "2025-05-31"}

    response = desk.post(url(held), sent(add="occasion") | days | {"occasion-0-starts_at": "19:00"})

    assertContains(response, "Friday 30 May 2025, 19:00 EDT")


def test_no_hour_says_nothing(desk, held):
    assert desk.get(row_url(held, "clock"), {"occasion-0-starts_at": ""}).content == b""
