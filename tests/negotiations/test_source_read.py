"""Reading a copy: what is found is marked, a passage is chosen, and drafts are made that rest on it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from negotiations import actions
from negotiations.capture.cleaning import copy_of
from negotiations.models import Citation, Discussion, Issue, Negotiation, Party, Position
from tests import build

TEXT = """\
Washington said that it would not negotiate the 10% baseline, officials said.
Akazawa said on Sunday that Tokyo has sought an end to the 25% duty on cars. It offered <b>nothing</b> in return.
The talks on currency were not mentioned."""
READ = "/sources/report/read/"


@pytest.fixture(scope="module")
def made(standing):
    negotiation = build.negotiation(key="talks", title="Talks on cars")
    us = build.party(negotiation=negotiation, name="United States", economy=build.economy(key="us", code="US"))
    japan = build.economy(key="jp", code="JP", name="Japan")
    jp = build.party(negotiation=negotiation, name="Japan", economy=japan)
    cars = build.issue(negotiation=negotiation, title="Duty on cars")
    baseline = build.issue(negotiation=negotiation, title="Baseline")
    official = build.official(key="akazawa", family_name="Akazawa", given_name="Ryosei")
    build.appointment(official=official, economy=japan)
    build.negotiation(key="others")
    source = build.source(key="report", published_on=date(2025, 5, 5))
    actions.keep_copy(source, copy_of(TEXT.encode()), by=None)
    return {"us": us, "jp": jp, "cars": cars, "baseline": baseline, "official": official, "source": source}


@pytest.fixture
def table(world):
    return world


def place(words, text=TEXT):
    starts = text.rindex(words)
    return f"{starts}-{starts + len(words)}"


def sent(desk, words, statements, text=TEXT, **passage):
    """The form of a passage sent with its statements, each filled from what was proposed."""
    address = f"{READ}?negotiation=talks&passage={place(words, text)}"
    drafting = desk.get(address).context["drafting"]
    data = {"total": str(len(statements))}
    data |= {f"passage-{field.name}": field.value() or "" for field in drafting.passage}
    data |= {f"passage-{name}": value for name, value in passage.items()}
    for number, typed in enumerate(statements):
        form = drafting.statements[min(number, len(drafting.statements) - 1)]
        data |= {f"statement-{number}-{field.name}": field.value() or "" for field in form if field.name != "DELETE"}
        data |= {f"statement-{number}-key": f"draft-{number}"}
        data |= {f"statement-{number}-{name}": value for name, value in typed.items()}
    return desk.post(address, data)


REFUSAL = "Washington said that it would not negotiate the 10% baseline, officials said."
REQUEST = "Akazawa said on Sunday that Tokyo has sought an end to the 25% duty on cars."


def test_what_is_found_is_marked_with_a_word_for_its_kind(desk, table):
    page = desk.get(READ).text

    assert '<mark class="found-official" data-kind="official" title="Ryosei Akazawa">Akazawa</mark>' in page
    assert '<mark class="found-economy" data-kind="economy" title="Japan">Tokyo</mark>' in page
    assert '<mark class="found-rate" data-kind="rate" title="10%">10%</mark>' in page
    assert '<mark class="found-stance" data-kind="refuses" title="refuses">would not negotiate</mark>' in page
    assert 'title="4 May 2025, inferred from the day of publication">Sunday</mark>' in page
    assert "&lt;b&gt;nothing&lt;/b&gt;" in page


def test_the_negotiation_is_that_whose_parties_are_named_unless_another_is_asked_for(desk, table):
    assert desk.get(READ).context["reading"].at.negotiation.key == "talks"
    assert desk.get(f"{READ}?negotiation=others").context["reading"].at.negotiation.key == "others"
    assert desk.get(f"{READ}?negotiation=nobody").status_code == 400


def test_a_refusal_is_proposed_with_its_party_rate_and_issue(desk, table):
    page = desk.get(f"{READ}?negotiation=talks&passage={place(REFUSAL)}")

    (form,) = page.context["drafting"].statements
    values = {field.name: field.value() for field in form}
    assert (values["stance"], values["party"], values["issue"]) == ("refuses", table["us"].pk, table["baseline"].pk)
    assert (values["quantity"], values["sense"], values["starts_on"]) == ("10%", "about", None)
    passage = {field.name: field.value() for field in page.context["drafting"].passage}
    assert passage["quotation"] == REFUSAL
    assert (passage["attribution"], passage["attributed_to"]) == ("anonymous", "officials")
    assert "Proposal: United States refuses 10%" in page.text


def test_words_of_an_official_are_proposed_with_the_speaker_and_the_day(desk, table):
    page = desk.get(f"{READ}?negotiation=talks&passage={place(REQUEST)}")

    (form,) = page.context["drafting"].statements
    values = {field.name: field.value() for field in form}
    passage = {field.name: field.value() for field in page.context["drafting"].passage}
    assert (values["stance"], values["party"], values["issue"]) == ("asks", table["jp"].pk, table["cars"].pk)
    assert values["starts_on"] == date(2025, 5, 4)
    assert form["starts_on"].help_text == "Inferred from the day of publication."
    assert (passage["attribution"], passage["speaker"]) == ("on-record", "Ryosei Akazawa")


def test_what_is_not_in_the_passage_is_not_proposed(desk, table):
    page = desk.get(f"{READ}?negotiation=talks&passage={place('The talks on currency were not mentioned.')}")

    (form,) = page.context["drafting"].statements
    empty = ("stance", "party", "issue", "quantity", "sense", "starts_on", "occasion")
    assert [form[name].value() or "" for name in empty] == [""] * len(empty)
    assert page.context["drafting"].passage["attribution"].value() == ""


def test_a_passage_becomes_a_draft_that_rests_on_it(desk, table, analyst):
    answer = sent(desk, REFUSAL, [{"starts_on": "2025-05-01", "words": "The baseline is closed."}], credibility="2")

    position = Position.objects.get(key="draft-0")
    citation = position.citations.get()
    assert answer["Location"] == "/sources/report/read/?negotiation=talks#s0"
    assert (position.party, position.issue, position.stance) == (table["us"], table["baseline"], "refuses")
    assert (position.quantity, position.unit, position.sense) == (10, "percent", "about")
    assert position.is_draft
    assert position.known_on == date(2025, 5, 5)
    assert (citation.source, citation.quotation, citation.credibility) == (table["source"], REFUSAL, 2)
    assert (citation.words_before, citation.words_after) == (
        "",
        "Akazawa said on Sunday that Tokyo has sought an end to",
    )
    assert position.history.get().history_user == analyst
    assert citation.history.count() == 1


def test_the_occasions_before_the_day_of_publication_are_offered_however_many_came_later(desk, table):
    talks = table["cars"].negotiation
    then = build.occasion(negotiation=talks, title="Broadcast", held_on=date(2025, 5, 4))
    source = build.source()
    for number in range(60):
        build.occasion(
            negotiation=talks, title=f"Later {number}", held_on=date(2025, 6, 1 + number % 30), source=source
        )

    drafting = desk.get(f"{READ}?negotiation=talks&passage={place(REQUEST)}").context["drafting"]

    assert drafting.statements[0]["occasion"].value() == then.pk
    assert then in drafting.at.occasions
    assert len(drafting.at.occasions) == 11


def test_one_passage_carries_several_statements(desk, table):
    occasion = build.occasion(negotiation=table["cars"].negotiation, title="Broadcast", held_on=date(2025, 5, 4))

    sent(
        desk, REQUEST,
        [{}, {"stance": "discussed", "issue": table["baseline"].pk, "occasion": occasion.pk}],
        translation="In English", translator="The desk",
    )  # fmt: skip

    position, discussion = Position.objects.get(key="draft-0"), Discussion.objects.get(key="draft-1")
    assert position.occasion == occasion  # the only one on the day that the passage names
    assert (discussion.occasion, discussion.outcome) == (occasion, "discussed")
    citations = list(Citation.objects.filter(source=table["source"]))
    assert {each.supports for each in citations} == {"position", "discussion"}
    assert {(each.quotation, each.translation, each.translator) for each in citations} == {
        (REQUEST, "In English", "The desk")
    }
    page = desk.get(READ).text
    assert "<summary>Carries 2</summary>" in page
    assert "Position: " in page
    assert "Discussion: Baseline: discussed" in page
    assert '<span class="quoted">' in page


def test_a_part_of_a_sentence_is_quoted_as_it_stands(desk, table):
    sent(desk, REQUEST, [{}], quotation="sought an end  to the 25% duty")

    assert Citation.objects.get(source=table["source"]).quotation == "sought an end to the 25% duty"


def test_of_words_that_stand_there_twice_those_are_cited_that_were_chosen(desk, table, analyst):
    text = f"{TEXT}\nOne more word.\n{REQUEST}"
    actions.keep_copy(table["source"], copy_of(text.encode()), by=analyst)

    sent(desk, REQUEST, [{}], text=text, quotation="sought an end")

    citation = Citation.objects.get(source=table["source"])
    assert citation.words_before.startswith("One more word. Akazawa said")
    paragraphs = desk.get(READ).context["paragraphs"]
    assert [line.sentence.starts for lines in paragraphs for line in lines if line.carried] == [text.rindex(REQUEST)]


@pytest.mark.parametrize(
    ("typed", "passage", "sentence"),
    [
        ({}, {"quotation": "sought an end to the 24% duty on cars"}, "These words do not stand in the latest copy."),
        ({}, {"attribution": ""}, "This field is required."),
        ({}, {"attribution": "on-record", "speaker": ""}, "Words on the record have a speaker."),
        ({}, {"speaker": "Nobody"}, "No official is called “Nobody”"),
        ({}, {"translator": "The desk"}, "A translator is named, but no translation."),
        ({"party": ""}, {}, "Say whose position it is."),
        ({"words": ""}, {}, "Say in one sentence what the party wants."),
        ({"starts_on": ""}, {}, "Say since which day."),
        ({"starts_on": "2025-02-31"}, {}, "“2025-02-31” is no day; write it like 2025-05-05."),
        ({"quantity": "25"}, {}, "“25” has no unit"),
        ({"sense": ""}, {}, "Say what the quantity is"),
        ({"stance": "discussed"}, {}, "Say on which occasion it was talked of, or not."),
        ({"DELETE": "on"}, {}, "No statement is left; fill in at least one."),
    ],
)
def test_a_refusal_is_a_sentence_and_what_was_typed_stays(desk, table, typed, passage, sentence):
    answer = sent(desk, REQUEST, [{"condition": "if that is met"} | typed], **passage)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "if that is met" in answer.text
    assert not Position.objects.exists()


def test_of_two_statements_either_both_are_written_or_none(desk, table):
    answer = sent(desk, REQUEST, [{}, {"party": ""}])

    assert answer.status_code == 422
    assert not Position.objects.exists()
    assert not Citation.objects.filter(source=table["source"]).exists()


def test_another_statement_is_added_and_what_was_typed_stays(desk, table):
    address = f"{READ}?negotiation=talks&passage={place(REQUEST)}"

    page = desk.post(
        address,
        {
            "add": "statement",
            "total": "1",
            "passage-quotation": REQUEST,
            "statement-0-words": "Typed",
            "statement-0-key": "a",
        },
    )

    assert page.status_code == 200
    assert [form["words"].value() for form in page.context["drafting"].statements] == ["Typed", REQUEST]
    assert 'class="errorlist"' not in page.text


def test_what_is_sent_twice_is_written_once(desk, table):
    sent(desk, REQUEST, [{}])

    answer = sent(desk, REQUEST, [{}])

    assert answer.status_code == 302
    assert Position.objects.count() == 1


@pytest.mark.parametrize("passage", ["5", "9-3", "0-99999", "a-b"])
def test_a_passage_that_is_none_is_refused(desk, table, passage):
    assert desk.get(f"{READ}?passage={passage}").status_code == 400


def test_sentences_that_are_ticked_are_quoted_from_the_first_to_the_last(desk, table):
    page = desk.get(f"{READ}?negotiation=talks&passage={place(REFUSAL)}&passage={place(REQUEST)}")

    quotation = page.context["drafting"].passage["quotation"].value()
    assert quotation == f"{REFUSAL}\n{REQUEST}"


def test_without_a_copy_one_is_asked_for(desk, table):
    build.source(key="bare")

    assert desk.get("/sources/bare/read/")["Location"] == "/sources/bare/copy/"


def test_a_reader_drafts_nothing(client, reader, table):
    client.force_login(reader)

    assert client.get(READ).status_code == 403


def test_the_queries_do_not_grow_with_the_text(desk, table, analyst, django_assert_max_num_queries):
    actions.keep_copy(table["source"], copy_of((TEXT * 30).encode()), by=analyst)

    with django_assert_max_num_queries(30):
        desk.get(READ)


def test_nothing_is_asked_twice(desk, table):
    sent(desk, REQUEST, [{}])

    with CaptureQueriesContext(connection) as seen:
        desk.get(f"{READ}?negotiation=talks")

    asked = [query["sql"] for query in seen.captured_queries]
    assert sorted(asked) == sorted(set(asked))


def test_without_a_negotiation_the_copy_is_read_and_nothing_is_proposed(desk, table):
    for record in (*Issue.objects.all(), *Party.objects.all(), *Negotiation.objects.all()):
        record.strike(by=None, reason="Not entered")

    page = desk.get(READ).text

    assert 'data-kind="refuses"' in page
    assert "Proposal: " not in page
    assert "nothing can be drafted from this copy yet" in page
