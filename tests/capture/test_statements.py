"""What a passage proposes: the party that is named first, the nearest quantity, the one issue; and nothing unclear."""

from datetime import date

import pytest

from benchmarks.finding import known
from negotiations.capture.finding import findings_in, sentences_of
from negotiations.capture.statements import Table, issue_of, proposed_in, told_in

PUBLISHED = date(2025, 5, 5)
ISSUES = [
    (1, "Duty on cars"),
    (2, "Duty on steel"),
    (3, "Duty on aluminium"),
    (4, "Access to Japan's car market"),
    (5, "Currency"),
]
TABLE = Table({"us": 10, "jp": 20}, {"akazawa-ryosei": "jp", "bessent-scott": "us"}, ISSUES)


def read(text):
    return sentences_of(text, findings_in(text, known(), PUBLISHED))


def proposed(text, *, english=True):
    return proposed_in(text, read(text), TABLE, PUBLISHED, english=english)


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("Tokyo has sought an end.", 20),
        ("Akazawa demanded an end from the United States.", 20),
        ("The bid was rejected by the United States.", 10),
        ("The bid of Japan was rejected by Bessent.", 10),
        ("China warned Japan of it.", None),
        ("It was refused.", None),
    ],
)
def test_the_party_is_who_is_named_first_or_after_by(text, party):
    assert proposed(text)[0].party == party


def test_each_stance_takes_the_quantity_that_follows_it_and_how_it_is_meant():
    first, second = proposed("Japan asked for a cut to 10%, and the United States offered one by 5 percentage points.")

    assert (first.stance, first.quantity, first.sense) == ("asks", "10%", "to")
    assert (second.stance, second.quantity, second.sense) == ("offers", "5 pp", "by")


def test_a_day_that_lies_ahead_is_not_that_of_the_statement():
    assert proposed("Japan has sought an end by 9 July 2025.")[0].starts_on is None
    (told,) = proposed("On 2 May 2025 Japan rejected it.")
    assert (told.starts_on, told.inferred) == (date(2025, 5, 2), False)
    assert proposed("Japan rejected it on Sunday.")[0].inferred


def test_words_are_proposed_only_where_they_are_english():
    assert proposed("Japan rejected it.")[0].words == "Japan rejected it."
    assert proposed("日本は拒否した。", english=False)[0].words == ""


@pytest.mark.parametrize(
    ("passage", "issue"),
    [
        ("the duty on steel", 2),
        ("aluminum from Canada", 3),
        ("on the currency track", 5),
        ("steel and aluminium", None),
        ("nothing of the kind", None),
    ],
)
def test_an_issue_is_proposed_where_one_alone_shares_its_words(passage, issue):
    assert issue_of(passage, ISSUES) == issue


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Akazawa said that it was over.", ("on-record", "", "akazawa-ryosei")),
        ("“It is over,” said Akazawa.", ("on-record", "", "akazawa-ryosei")),
        ("It is over, sources close to the talks said.", ("anonymous", "sources close to the talks", "")),
        ("Bessent told Akazawa that it was over, the sources said.", ("anonymous", "the sources", "")),
        ("It is over, according to sources.", ("anonymous", "sources", "")),
        ("Bessent apparently sees more room.", ("inference", "", "")),
        ("The talks are over.", ("", "", "")),
    ],
)
def test_on_whose_word_it_stands_is_proposed_where_it_says_so(text, told):
    found = told_in(text, read(text), official=False)

    assert (found.attribution, found.attributed_to, found.speaker) == told


def test_what_a_government_wrote_is_a_document():
    assert told_in("The duty is 10%.", read("The duty is 10%."), official=True).attribution == "document"
