"""Twenty who write on one round at once: nobody's words are lost, nobody is shown a fault of the database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory
from django.urls import reverse

from negotiations.models import Issue, Position, Round, Source
from parley.models import Unsaved, User
from parley.screens import keeps_unsaved
from parley.unsaved import new_mark
from tests import build
from tests.parley.screens import fields

CORRECT, ADD, PLACE = range(10), range(10, 15), range(15, 20)


@pytest.fixture
def talks(transactional_db):
    negotiation = build.negotiation()
    source = build.source()
    talks = build.round(negotiation=negotiation, number=1, source=source)
    occasion = build.occasion(round=talks, title="Session", source=source)
    issue, party = build.issue(negotiation=negotiation), build.party(negotiation=negotiation)
    for number in CORRECT:
        build.position(issue=issue, party=party, occasion=occasion, words=f"Position {number}", source=source)
    return talks


def own_change(number, shown):
    """What the writer of a number types: another position each, one more, or what four others change too."""
    if number in CORRECT:
        return {f"position-{number}-words": f"Position {number} as corrected"}
    if number in ADD:
        first = {name: shown[f"position-0-{name}"] for name in ("issue", "party", "stance", "source", "attribution")}
        more = first | {"words": f"Position {number}", "occasion": "1", "credibility": "2"}
        return {"position-TOTAL_FORMS": "11"} | {f"position-10-{name}": value for name, value in more.items()}
    return {"round-place": f"Place {number}"}


def send_all(talks, users, shown):
    """All send at the same moment, each from a machine of their own."""
    address = reverse("negotiations:round_edit", args=[talks.negotiation.key, talks.number])
    clients = [Client() for _ in users]
    for client, user in zip(clients, users, strict=True):
        client.force_login(user)
    ready = Barrier(len(users))

    def send(number):
        sent = shown | {"unsaved-mark": new_mark(users[number]), "round-reason": f"By writer {number}", "save": "draft"}
        ready.wait()
        try:
            return clients[number].post(address, sent | own_change(number, shown))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(users)) as pool:
        return list(pool.map(send, range(len(users))))


def test_each_write_stands_with_its_line_of_history_and_a_refused_one_is_kept(talks):
    users = [User.objects.create_user(f"writer-{number}", password="x", role="analyst") for number in range(20)]
    client = Client()
    client.force_login(users[0])
    shown = fields(client.get(reverse("negotiations:round_edit", args=[talks.negotiation.key, talks.number])))
    Unsaved.objects.all().delete()

    answers = send_all(talks, users, shown)

    statuses = [answer.status_code for answer in answers]
    assert statuses[:15] == [302] * 15
    assert sorted(statuses[15:]) == [302, 422, 422, 422, 422]
    words = set(Position.objects.values_list("words", flat=True))
    assert words == {f"Position {n} as corrected" for n in CORRECT} | {f"Position {n}" for n in ADD}
    for number in (*CORRECT, *ADD):
        line = Position.history.get(history_user=users[number])
        assert line.history_change_reason == f"By writer {number}"
    won = next(number for number in PLACE if statuses[number] == 302)
    assert Round.objects.get().place == f"Place {won}"
    assert Round.history.filter(place__startswith="Place").get().history_user == users[won]
    for number in set(PLACE) - {won}:
        assert f"theirs “Place {won}”, yours “Place {number}”" in answers[number].text
        assert dict(Unsaved.objects.get(user=users[number]).typed)["round-place"] == f"Place {number}"
    assert Unsaved.objects.count() == 4


def test_of_two_who_lock_each_other_out_both_are_served(transactional_db, analyst, editor):
    """PostgreSQL ends one of the two; what it had sent is done once more."""
    keys = [build.source().key for _ in range(2)]
    both_hold_one = Barrier(2)
    tries = []

    @keeps_unsaved
    def lock_both(request, first, second):
        Source.objects.select_for_update().get(key=first)
        tries.append(request.user)
        if tries.count(request.user) == 1:
            both_hold_one.wait()
        Source.objects.select_for_update().get(key=second)
        return HttpResponseRedirect("/")

    def send(user, first, second):
        request = RequestFactory().post(f"/{user}/", {"title": "Words"})
        request.user = user
        try:
            return lock_both(request, first, second).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(send, [analyst, editor], keys, reversed(keys)))

    assert statuses == [302, 302]
    assert len(tries) == 3


def test_what_a_change_rests_on_may_be_moved_away_meanwhile(transactional_db, analyst):
    """The database refuses the change at its end; done once more, it is refused in words, and what was typed stays."""
    party, elsewhere = build.party(), build.negotiation()
    build.issue(negotiation=party.negotiation)
    tries = []

    def move_away():
        try:
            issue = Issue.objects.get()
            issue.negotiation = elsewhere
            issue.record(by=None, reason="Misfiled")
        finally:
            connections.close_all()

    @keeps_unsaved
    def add_a_position(request):
        tries.append(request.user)
        said = Position(
            issue=Issue.objects.get(), party=party, stance="asks", words="Words", starts_on=date(2025, 5, 1)
        )
        try:
            said.record(by=request.user)
        except ValidationError as refusal:
            return HttpResponse("; ".join(refusal.messages), status=422)
        with ThreadPoolExecutor(1) as other:
            other.submit(move_away).result()
        return HttpResponseRedirect("/")

    request = RequestFactory().post("/positions/", {"words": "Words"})
    request.user = analyst

    answer = add_a_position(request)

    assert (answer.status_code, len(tries)) == (422, 2)
    assert answer.text == "The party is not at the table of this negotiation."
    assert not Position.objects.exists()
    assert dict(Unsaved.objects.get(user=analyst).typed)["words"] == "Words"
