"""Every page that reads, through the client, on a record with a little of everything."""

from datetime import date

import pytest
import time_machine

from negotiations.models import Negotiation
from tests import build
from tests.clocks import by_now


@pytest.fixture(scope="module")
def made(standing):
    negotiation = build.negotiation(key="talks", title="Talks")
    party = build.party(negotiation=negotiation, name="Land")
    issue = build.issue(negotiation=negotiation, key="cars", title="Cars")
    round_ = build.round(negotiation=negotiation, number=1, summary="Nothing yet.")
    occasion = build.occasion(negotiation=negotiation, round=round_, key="session")
    official = build.official(key="akazawa", family_name="Akazawa", native_name="赤沢亮正", native_language="ja")
    build.appointment(official=official, economy=party.economy)
    build.attendance(occasion=occasion, official=official)
    build.discussion(occasion=occasion, issue=issue, outcome="not-discussed")
    position = build.position(issue=issue, party=party, words="Wants the duty gone", occasion=occasion)
    build.citation(
        position=position, source=build.source(key="s1"), speaker=official, attribution="on-record", quotation="gone"
    )
    build.deadline(negotiation=negotiation, key="end", name="End of the pause")
    term = build.term(negotiation=negotiation, key="promise", title="Cars at 15%", issue=issue)
    subject = build.divergence(negotiation=negotiation, title="Fifteen of what", term=term)
    for teller in ("Press", "Ministry"):
        build.account(divergence=subject, teller=teller)
    build.exchange(given=position, taken=build.position(issue=issue, party=build.party(negotiation=negotiation)))


@pytest.fixture
def talks(made, db):
    return Negotiation.objects.get()


PAGES = [
    ("/", "Talks"),
    ("/negotiations/", "Talks"),
    ("/negotiations/talks/", "Wants the duty gone"),
    ("/negotiations/talks/issues/", "Wants the duty gone"),
    ("/negotiations/talks/issues/cars/", "Wants the duty gone"),
    ("/negotiations/talks/deadlines/", "End of the pause"),
    ("/negotiations/talks/terms/", "Cars at 15%"),
    ("/negotiations/talks/terms/promise/", "Cars at 15%"),
    ("/negotiations/talks/accounts/", "Fifteen of what"),
    ("/negotiations/talks/concessions/", "Wants the duty gone"),
    ("/officials/", "赤沢亮正"),
    ("/officials/akazawa/", "Wants the duty gone"),
    ("/sources/", "Press"),
    ("/sources/s1/", "Wants the duty gone"),
    ("/changes/", "Wants the duty gone"),
    ("/records/official/akazawa/history/", "赤沢亮正"),
    ("/search/?q=赤沢", "Akazawa"),
    ("/search/?q=duty+gone", "Wants the duty gone"),
]
CLOCKS = ["on=2025-06-01&known=2025-06-01", "on=2025-06-01&known=2025-06-01&recorded={now}"]


@pytest.mark.parametrize("clocks", CLOCKS)
@pytest.mark.parametrize(("address", "words"), PAGES)
def test_a_page_shows_what_it_is_for(desk, talks, address, words, clocks):
    page = desk.get(f"{address}{'&' if '?' in address else '?'}{by_now(clocks)}")

    assert page.status_code == 200
    assert words in page.text
    assert "In force on 1 June 2025" in page.text


def test_a_moment_that_has_not_come_is_refused(desk, talks):
    with time_machine.travel("2026-11-27 09:00Z", tick=False):
        page = desk.get("/", {"recorded": "2026-11-27T09:02Z"})
        assert desk.get("/", {"recorded": "2026-11-27T09:00:30Z"}).status_code == 200

    assert page.status_code == 400
    assert "27 November 2026 at 09:02 UTC has not come yet" in page.text


def test_the_grades_are_explained_under_the_sources(desk, talks):
    assert "Grade: reliability of the source, A to F" in desk.get("/negotiations/talks/issues/cars/").text
    assert "Grade: reliability" not in desk.get("/negotiations/talks/issues/?known=2025-01-01").text


def test_a_deadline_says_what_became_of_it(desk, talks):
    first = talks.deadlines.get()
    build.deadline(negotiation=talks, name="Later", falls_on=date(2025, 8, 1), moves=first, set_on=date(2025, 5, 2))

    page = " ".join(desk.get("/negotiations/talks/deadlines/?on=2025-05-03").text.split())
    late = " ".join(desk.get("/negotiations/talks/deadlines/?on=2025-08-02").text.split())

    assert '<td data-label="Standing">moved to 1 August 2025</td>' in page
    assert '<td data-label="Standing">ahead; moved from 9 July 2025</td>' in page
    assert '<td data-label="Standing">past, not moved on record; moved from 9 July 2025</td>' in late


@pytest.mark.parametrize("ending", ["csv", "xlsx", "md", "json"])
@pytest.mark.parametrize(
    "address",
    [
        "/negotiations",
        "/negotiations/talks/issues",
        "/negotiations/talks/deadlines",
        "/negotiations/talks/terms",
        "/negotiations/talks/accounts",
        "/negotiations/talks/concessions",
        "/negotiations/talks/discussions",
        "/negotiations/talks/attendances",
        "/officials",
        "/sources",
        "/changes",
    ],
)
def test_a_list_is_a_file_too(desk, talks, address, ending):
    answer = desk.get(f"{address}.{ending}?on=2025-06-01&known=2025-06-01")

    assert answer.status_code == 200
    assert f".{ending}" in answer["Content-Disposition"]
    assert answer.content


@pytest.mark.parametrize("address", ["/negotiations/talks/", "/negotiations/talks/issues/cars/", "/officials/akazawa/"])
def test_what_was_not_known_is_not_shown(desk, talks, address):
    page = desk.get(address, {"on": "2025-06-01", "known": "2025-03-31"})

    assert "Wants the duty gone" not in page.text


@pytest.mark.parametrize("bad", ["on=soon", "known=2025-02-31", "recorded=yesterday", "on=20250505"])
def test_a_clock_that_cannot_be_read_is_refused(desk, talks, bad):
    assert desk.get(f"/negotiations/talks/?{bad}").status_code == 400


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        pytest.param({"name": "x" * 9 * 2**20}, "What was sent has more than 8 MB. Nothing was saved.", id="megabytes"),
        pytest.param({f"f{n}": "" for n in range(5001)}, "has more than 5,000 fields. Nothing was saved.", id="fields"),
    ],
)
def test_a_form_that_is_too_large_is_refused_in_words(desk, talks, form, sentence):
    answer = desk.post("/records/issue/cars/edit/", form)

    assert answer.status_code == 413
    assert sentence in answer.text


def test_a_record_is_edited_with_its_reason(desk, talks, analyst):
    page = desk.get("/records/issue/cars/edit/")
    version = page.context["form"]["version"].value()
    fields = {"title": "Duty on cars", "negotiation": talks.pk, "place": 1, "version": version}

    assert desk.post("/records/issue/cars/edit/", fields).status_code == 422
    answer = desk.post("/records/issue/cars/edit/", fields | {"reason": "A fuller name"})

    assert answer.url == "/negotiations/talks/issues/cars/"
    line = talks.issues.get().history.first()
    assert (line.title, line.history_user, line.history_change_reason) == ("Duty on cars", analyst, "A fuller name")
    history = desk.get("/records/issue/cars/history/").text
    assert "<ins>Duty on cars</ins>" in history


def test_saving_over_a_newer_version_is_refused(desk, talks):
    version = desk.get("/records/issue/cars/edit/").context["form"]["version"].value()
    issue = talks.issues.get()
    issue.title = "Somebody was first"
    issue.record(by=None)

    answer = desk.post(
        "/records/issue/cars/edit/",
        {"title": "Mine", "negotiation": talks.pk, "place": 1, "version": version, "reason": "Late"},
    )

    assert answer.status_code == 422
    assert "Somebody else saved this record" in answer.text
    assert 'value="Mine"' in answer.text


def test_a_citation_makes_its_statement_known(desk, talks):
    position = build.position(issue=talks.issues.get(), draft=True, words="A draft")
    source = build.source(published_on=date(2025, 5, 5))

    desk.post(
        f"/records/citation/new/?position={position.key}",
        {"source": source.key, "attribution": "document", "credibility": 2},
    )

    position.refresh_from_db()
    assert position.known_on == date(2025, 5, 5)


@pytest.mark.parametrize(
    "kind",
    [
        "economy",
        "scope",
        "sector",
        "legalinstrument",
        "measure",
        "rate",
        "official",
        "appointment",
        "source",
        "negotiation",
        "party",
        "issue",
        "position",
        "deadline",
        "round",
        "occasion",
        "term",
        "implementation",
        "divergence",
        "account",
        "exchange",
    ],
)
def test_every_kind_of_record_has_a_form(desk, talks, kind):
    page = desk.get(f"/records/{kind}/new/")

    assert page.status_code == 200
    assert "<form" in page.text


def test_a_reader_sees_no_draft_in_the_history(client, reader, talks):
    draft = build.position(issue=talks.issues.get(), draft=True, words="A secret draft")
    client.force_login(reader)

    assert client.get(f"/records/position/{draft.key}/history/").status_code == 404
    assert "A secret draft" not in client.get("/changes/").text


def test_changes_of_one_kind_and_of_one_person(desk, talks, analyst):
    issue = talks.issues.get()
    issue.title = "Duty on cars"
    issue.record(by=analyst, reason="A fuller name")

    of_one_kind = desk.get("/changes/?kind=issue").context["changes"]
    of_one_person = desk.get(f"/changes/?by={analyst.username}").context["changes"]

    assert [(change.kind, change.what) for change in of_one_kind] == [("issue", "changed"), ("issue", "entered")]
    assert [(change.key, change.why) for change in of_one_person] == [("cars", "A fuller name")]


@pytest.mark.parametrize("bad", ["kind=potato", "by=nobody", "before=soon", "before=2025-05-05T00:00Z~potato~1"])
def test_changes_that_cannot_be_asked_for_are_refused(desk, talks, bad):
    assert desk.get(f"/changes/?{bad}").status_code == 400


@pytest.mark.parametrize(
    "address", ["/changes/?by=%00", "/unsaved/discard/?screen=%00", "/records/round/new/?negotiation=%00"]
)
def test_an_address_with_a_null_character_is_refused_in_words(desk, address):
    page = desk.get(address)

    assert page.status_code == 400
    assert "The address holds a character that no name has." in page.text
