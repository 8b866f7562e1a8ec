"""What was known, and when: every address, asked again for a moment gone by, gives the page that it gave then.

The walk takes each address of urls.py; a new one is walked by itself where its parts can be told from its name, and
else has to be named here.
"""

import re
from datetime import date

import pytest
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from negotiations import actions
from negotiations.capture.cleaning import copy_of
from negotiations.known import record_known, refresh_known
from negotiations.models import Citation, Deadline, Discussion, Position, Source
from parley.comments import comment_on
from parley.selectors.changes import kinds, logged
from tariffs.models import ScopeCode
from tests import build, pattern

CLOCKS = "on=2025-06-01&known=2025-06-01"
# Not of the record: forms that write, which always show the present; the account; what the site needs.
OF_NOW = {
    "round_create", "round_edit", "round_remove", "round_row", "draft_list", "statement_publish", "statement_rank",
    "record_create", "record_edit", "record_restore", "mentions_read", "calendar_address",
    "source_create", "source_copy", "source_read", "unsaved_keep", "unsaved_discard",
    "calendar_feed", "theme", "health",
    "account_login", "account_logout", "account_change_password", "account_reauthenticate", "account_inactive",
}  # fmt: skip
# Papers and workbooks tell when they were made; they are laid out from the document that these carry too.
ENDINGS = ("csv", "md")
ASKED = {
    "search": ["q=duty", "q=Japan", "q=8703", "q=赤沢"],
    "change_list": ["", "by=analyst", "kind=citation", "from=2025-01-01", "by=the+system&from=2025-01-01"],
    "change_list_export": ["from=2025-01-01"],
    "duty": ["code=87032301&importer=US&origin=JP", "code=cars&importer=US&origin=JP"],
    "duty_text": ["code=87032301&importer=US&origin=JP"],
    "duty_json": ["code=87032301&importer=US&origin=JP"],
    "duty_export": ["code=87032301&importer=US&origin=JP"],
    "duty_timeline": ["code=87032301&importer=US&origin=JP", "sector=cars&importer=US&origin=JP"],
    "duty_timeline_export": ["code=87032301&importer=US&origin=JP"],
    "rate_grid": ["importer=US&origin=JP", "by=origin&origins=JP"],
    "rate_grid_export": ["importer=US&origin=JP"],
    "instrument_without": ["since=2025-05-01"],
}  # fmt: skip


def patterns(resolver=None, before="", names=()):
    """Every address of the site: its name, and its route as urls.py writes it."""
    for each in (resolver or get_resolver()).url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each, route)
        elif isinstance(each, URLPattern):
            yield each.name, route


def addresses(world):
    """Each address of the record in this world, with what is asked of it."""
    for name, route in patterns():
        if name not in OF_NOW:
            for place in _places(name, route, world):
                for query in ASKED.get(name, [""]):
                    yield f"/{place}?{query}&{CLOCKS}" if query else f"/{place}?{CLOCKS}"


def _places(name, route, world):
    """The route with a record of the world in the place of each of its parts."""
    if "<slug:kind>" in route:
        shown = kinds() if name == "record_history" else ["issue", "source"]  # comments are said of all kinds alike
        return [route.replace("<slug:kind>", kind).replace("<slug:key>", _one(kind, world).key) for kind in shown]
    if "<slug:rate>" in route:
        return [route.replace("<slug:key>", world.general.key).replace("<slug:rate>", world.country.key)]
    route = route.replace("<slug:slug>", world.negotiation.key).replace("<int:number>", str(world.round.number))
    if "<slug:key>" in route:
        noun = name.partition("_")[0]
        assert noun in _by_name(), f"Say of “{name}” ({route}) whether it is of now, or which record it shows."
        route = route.replace("<slug:key>", _one(noun, world).key)
    routes = [route.replace("<format:format>", ending) for ending in ENDINGS] if "<format:format>" in route else [route]
    assert "<" not in routes[0], f"Say of “{name}” ({route}) whether it is of now, or what stands in it."
    return routes


def _one(noun, world):
    """The record of a kind that is looked at."""
    return getattr(world, f"the_{noun}", None) or _by_name()[noun].objects.first()


def _by_name():
    return kinds() | {"instrument": kinds()["legalinstrument"], "copy": Source}


@pytest.fixture
def world(db, analyst, editor):
    """A little of every kind of record: the law of a spring, and talks with drafts and published statements."""
    made = pattern.talks(
        pattern.with_schedule(
            pattern.spring_2025(), {"87032301": "2.5%", "87089900": "3%"}, entered_to=date(2025, 6, 1)
        )
    )
    talks = made.negotiation
    made.the_sector, made.the_measure, made.the_instrument = made.cars_sector, made.general, made.act
    build.membership(economy=made.jp, union=build.economy(code="ASI", name="A union"))
    build.relief(measure=made.autos, instrument=made.autos_act, scope=made.cars, name="Parts of the duty")
    official = build.official(
        key="akazawa", family_name="Akazawa", given_name="Ryosei", native_name="赤沢亮正", native_language="ja"
    )
    build.appointment(official=official, economy=made.jp)
    build.talks.Phase(negotiation=talks, kind="talks", starts_on=build.SPRING, known_on=build.SPRING).record(by=None)
    made.round = build.round(
        negotiation=talks, number=1, summary="They met.", starts_on=date(2025, 5, 1), ends_on=date(2025, 5, 1)
    )
    made.the_occasion = build.occasion(negotiation=talks, round=made.round, held_on=date(2025, 5, 1), title="The duty")
    build.attendance(occasion=made.the_occasion, official=official)
    build.discussion(occasion=made.the_occasion, issue=made.whole)
    made.the_issue = made.on_cars_issue
    comment_on("issue", made.the_issue.key, "Said before", by=editor)
    given = build.position(
        issue=made.whole, party=made.us_party, stance="offers", words="A cut of the duty", occasion=made.the_occasion
    )
    made.given = given
    taken = Position.objects.filter(party=made.jp_party).first()
    made.the_source = build.source(key="s1", title="On the duty", derived_from=build.source(key="s0"))
    build.citation(
        position=given, source=made.the_source, speaker=official, attribution="on-record", quotation="A cut of the duty"
    )
    made.the_copy = made.the_source
    actions.keep_copy(made.the_source, copy_of(b"A cut of the duty was offered."), by=analyst)
    first = build.deadline(negotiation=talks, name="End of the pause")
    build.deadline(negotiation=talks, name="Later", moves=first, falls_on=date(2025, 8, 1), set_on=date(2025, 5, 2))
    made.the_term = build.term(negotiation=talks, issue=made.whole)
    build.implementation(term=made.the_term, instrument=made.pause)
    build.account(divergence=build.divergence(negotiation=talks), party=made.us_party)
    build.exchange(given=given, taken=taken)
    for kind in ("position", "deadline"):
        its = {"issue": made.whole, "party": made.jp_party} if kind == "position" else {"negotiation": talks}
        draft = getattr(build, kind)(draft=True, **its)
        build.citation(**{kind: draft}, quotation="Of a draft")
        refresh_known(draft, by=analyst)
    draft = build.position(draft=True, issue=made.whole, party=made.us_party, occasion=made.the_occasion)
    build.citation(position=draft, quotation="Of a draft of the occasion")
    refresh_known(draft, by=analyst)
    return made


def test_every_address_is_walked_or_is_of_now(world):
    walked = {name for name, route in patterns() if name not in OF_NOW and list(_places(name, route, world))}

    assert {name for name, _ in patterns()} == walked | OF_NOW


@pytest.mark.parametrize("role", ["analyst", "reader"])
def test_every_page_of_a_moment_gone_by_is_the_page_that_was(client, request, world, editor, role):
    client.force_login(request.getfixturevalue(role))
    walked = list(addresses(world))
    seen = {address: client.get(address) for address in walked}
    assert {address: answer.status_code for address, answer in seen.items() if answer.status_code != 200} == (
        {} if role == "analyst" else {address: 403 for address in walked if "/comments/" in address}
        | {address: 404 for address in walked if seen[address].status_code == 404 and "/history/" in address}
    )  # fmt: skip
    then = timezone.now()
    at = then.isoformat().replace("+00:00", "Z")

    everything_changes(world, editor)

    differing = {}
    for address, answer in seen.items():
        again = client.get(f"{address}&recorded={at}")
        if again.status_code != answer.status_code or bare(again.text) != bare(answer.text):
            differing[address] = _first_difference(bare(answer.text), bare(again.text))
    assert not differing, "\n".join(f"{address}\n  {pair[0]}\n  {pair[1]}" for address, pair in differing.items())
    sample = walked[::7]
    changed = [address for address in sample if bare(client.get(address).text) != bare(seen[address].text)]
    assert len(changed) > 0.7 * len(sample)  # the walk would see it: the present is another one


def bare(body):
    """A page without the token and the marks of its forms, and without what says which moment is asked for."""
    body = re.sub(r'name="(csrfmiddlewaretoken|unsaved-mark)" value="[^"]*"', "", body)
    body = re.sub(r"(&amp;|&)?recorded=[^\"&#' ]*", "", body)
    body = re.sub(r"[,.] [Aa]s (the )?record(ed|) (stood )?on \d+ \w+ \d{4}( at|,) \d\d:\d\d UTC", "", body)
    body = re.sub(r'<label>Recorded <input[^>]*></label>|<input type="hidden" name="recorded"[^>]*>', "", body)
    body = re.sub(r'"recorded": ("[^"]*"|null)', '"recorded": ""', body)
    body = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", "", body)  # the clock in a file
    body = re.sub(r">Comments \(\d+\)</a>", ">Comments</a>", body)  # no count where the page is kept
    return re.sub(r"\s+", " ", body.replace('?"', '"').replace("?#", "#"))


def _first_difference(before, after):
    place = next((n for n, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), 0)
    return before[max(0, place - 80) : place + 80], after[max(0, place - 80) : place + 80]


def everything_changes(world, editor):
    """Every record is corrected, and of the talks some are added, published, ranked and struck out."""
    for model in logged().values():
        rows = list(model.objects.all())
        assert rows, f"The world has no {model._meta.verbose_name}."
        assert [row for row in rows if corrected(row, editor)], f"No {model._meta.verbose_name} was corrected."
    for draft in [*Position.objects.drafts(), *Deadline.objects.drafts()]:
        actions.publish(draft, by=editor)
    comment_on("issue", world.the_issue.key, "Said later", by=editor)
    actions.rank(world.given, by=editor, rank="deprecated", reason="The agency withdrew it")
    talks = world.negotiation
    later = build.round(negotiation=talks, number=2, starts_on=date(2025, 5, 5), ends_on=date(2025, 5, 5))
    occasion = build.occasion(negotiation=talks, round=later, held_on=date(2025, 5, 5), title="The duty again")
    build.position(issue=world.whole, party=world.jp_party, words="Another duty", occasion=occasion)
    build.deadline(
        negotiation=talks, moves=Deadline.objects.get(name__startswith="Later"),
        falls_on=date(2025, 8, 7), set_on=date(2025, 5, 20),
    )  # fmt: skip
    build.rate(measure=world.autos, instrument=world.pause, scope=world.cars, duty="15%", starts_on=date(2025, 5, 10))
    build.account(term=world.the_term, teller="A newspaper")
    build.official(family_name="Duty Officer")
    build.source(title="Another report of the duty", published_on=date(2025, 5, 20))
    build.negotiation(title="A table of others", key="others")
    discussion = Discussion.objects.first()
    for citation in Citation.objects.filter(discussion=discussion):
        citation.strike(by=editor, reason="Not so")
    discussion.strike(by=editor, reason="Not so")
    ScopeCode.objects.filter(scope=world.cars).first().strike(by=editor, reason="Misread")
    actions.keep_copy(world.the_source, copy_of(b"Nothing was offered."), by=editor)
    source = Source.objects.get(key="s1")
    source.published_on, source.reliability = date(2025, 5, 30), "E"
    record_known(source, by=editor, reason="Misread")


TEXT = {"title", "name", "words", "family_name", "summary", "note", "quotation", "capacity", "condition", "description"}


def corrected(row, by):
    """Whether there was something in the record to correct: its words, or else its place."""
    for field in row._meta.concrete_fields:
        if field.name in TEXT and isinstance(field, models.CharField | models.TextField) and not field.choices:
            setattr(row, field.name, f"{getattr(row, field.name)} (corrected)")
            break
    else:
        name = next((name for name in ("place", "basis", "points", "ends_on", "share") if hasattr(row, name)), None)
        if name is None:
            return False
        setattr(
            row,
            name,
            {"basis": "inferred", "ends_on": date(2026, 12, 31), "points": row.points if name == "points" else 0}.get(
                name, 9
            ),
        )
    row.record(by=by, reason="Looked again")
    return True
