"""What is found in a text: names, rates, quantities, days, words of stance; and what is not."""

from datetime import date

import pytest

from benchmarks.finding import known, scores
from negotiations.capture.days import days_in
from negotiations.capture.finding import DAY, ECONOMY, OFFICIAL, RATE, STANCE, findings_in, sentences_of
from negotiations.capture.names import Names, Person
from negotiations.capture.numbers import numbers_in
from negotiations.capture.statements import Table, proposed_in, told_in
from negotiations.quantities import write

PUBLISHED = date(2025, 5, 5)  # a Monday


@pytest.fixture(scope="module")
def measured():
    return list(scores())


@pytest.fixture(scope="module")
def refusal(measured):
    return {score.kind: score for score in measured if score.article == "refusal"}


def found(text, kind):
    return [each.value for each in findings_in(text, known(), PUBLISHED) if each.kind == kind]


def test_the_article_gives_everybody_every_rate_and_every_day(refusal):
    assert refusal["officials"].recall == refusal["rates"].recall == refusal["days"].recall == 1
    assert "refuses" not in refusal["stances"].missed


def test_nobody_wrong_is_found_in_any_article(measured):
    wrong = {score.article: score.wrong for score in measured if score.kind == "officials" and score.wrong}

    assert wrong == {}
    assert len({score.article for score in measured}) >= 4


@pytest.mark.parametrize(("kind", "precision", "recall"), [("rates", 1, 1), ("days", 1, 1), ("stances", 0.9, 0.9)])
def test_the_articles_together_are_read_as_well_as_is_written_down(measured, kind, precision, recall):
    of_kind = [score for score in measured if score.kind == kind]
    right = sum(score.right for score in of_kind)

    assert right / (right + sum(len(score.wrong) for score in of_kind)) >= precision
    assert right / (right + sum(len(score.missed) for score in of_kind)) >= recall


@pytest.mark.parametrize(
    "text",
    [
        "Ryosei Akazawa spoke.",
        "Akazawa Ryosei spoke.",
        "AKAZAWA, Ryosei",
        "赤沢亮正経済再生相",
        "赤沢氏は述べた",
        "赤澤亮正が",
        "said Akazawa.",
        "Akazawa’s trip",
        "Minister Akazawa left.",
        "R. Akazawa left.",
        "“Akazawa",
        "On Monday Akazawa left.",
        "AKAZAWA LEAVES FOR WASHINGTON",
        "Akizawa, as some spell him,",
    ],
)
def test_an_official_is_found_under_every_name(text):
    assert found(text, OFFICIAL) == ["akazawa-ryosei"]


@pytest.mark.parametrize(
    "text",
    [
        "Melania Trump spoke.",
        "Trump Tower stands.",
        "Donald Trump Jr. spoke.",
        "Ivanka Trump. Trump spoke.",
        "E. Trump spoke.",
        "a trump card",
        "Akazawas",
        "MacBessent",
        "Kato Shinichi spoke.",
        "Lutnick-Meyer",
        "赤沢川の水",
        "@bessent",
        "greer.example.com/greer",
    ],
)
def test_nobody_else_of_the_name_is_taken_for_an_official(text):
    assert found(text, OFFICIAL) == []


@pytest.mark.parametrize("whose", ["Brazilian", "Swiss", "Japanese", "US", "EU", "MX"])
def test_a_family_name_may_follow_what_people_of_an_economy_are_called(whose):
    names = Names([Person("parmelin", "Parmelin", "Guy")], [])

    assert [named.key for named in names.find(f"The {whose} Parmelin spoke.")] == ["parmelin"]


def test_a_family_name_of_two_officials_tells_nobody():
    names = Names([Person("one", "Sato", "Taro"), Person("two", "Sato", "Hana")], [])

    kinds = [named.key for named in names.find("Sato said that Hana Sato and Sato Taro had met Sato.")]

    assert kinds == ["two", "one"]


@pytest.mark.parametrize(
    ("text", "economies"),
    [
        ("US and U.S. officials", ["us", "us"]),
        ("tell us", []),
        ("Tokyo has sought", ["jp"]),
        ("they met in Tokyo", []),
        ("TOKYO, May 5 --", []),
        ("日本と米国", ["jp", "us"]),
        ("South Korean steel", ["kr"]),
        ("TELL US NOW, THEY CRIED", []),
        ("an Indiana farm", []),
    ],
)
def test_economies_are_found_by_name_people_code_and_seat(text, economies):
    assert found(text, ECONOMY) == economies


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("a rate of 10%, then 25 percent and 14 per cent", ["10%", "25%", "14%"]),
        ("10 to 15%", ["10%", "15%"]),
        ("25%から15%に", ["25%", "15%"]),
        ("自動車への２５％の", ["25%"]),
        ("twenty-five percent", ["25%"]),
        ("a 14-point cut", ["14 pp"]),
        ("by 10 percentage points", ["10 pp"]),
        ("lost 30 points", []),
        ("a percentage of 12.5 %", ["12.5%"]),
        ("US$550 billion and $5bn", ["$550,000,000,000", "$5,000,000,000"]),
        ("8 billion dollars", ["$8,000,000,000"]),
        ("a 90-day pause of 90 days", ["90 days", "90 days"]),
        ("two days after 3 days of talks", []),
        ("75,000 tonnes", ["75,000 t"]),
        ("on page 10, paragraph 2.5", []),
        ("€10 billion", []),
    ],
)
def test_quantities_are_read_with_their_unit(text, quantities):
    assert [write(each.quantity) for each in numbers_in(text)] == quantities


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("16 April 2025", "2025-04-16"),
        ("April 16, 2025", "2025-04-16"),
        ("Apr. 16th, 2025", "2025-04-16"),
        ("the 16th of April 2025", "2025-04-16"),
        ("2025-04-16", "2025-04-16"),
        ("令和7年4月16日", "2025-04-16"),
        ("令和元年5月1日", "2019-05-01"),
        ("2025年4月16日", "2025-04-16"),
        ("４月１６日", "2025-04-16"),
        ("2日に会談した", "2025-05-02"),
        ("May 4", "2025-05-04"),
        ("28 December", "2024-12-28"),
        ("he said on Sunday", "2025-05-04"),
        ("he said on Monday", "2025-05-05"),
        ("he said yesterday", "2025-05-04"),
    ],
)
def test_a_day_is_read(text, day):
    (read,) = days_in(text, PUBLISHED)

    assert read.on.isoformat() == day
    assert text[read.starts : read.ends].strip() != ""


@pytest.mark.parametrize(
    "text",
    [
        "from 5% to 9%",
        "The May deal",
        "January 2027",
        "they may 4 times",
        "May 25 percent",
        "in early July",
        "they will meet on Friday",
        "90日間",
        "2日目",
        "Order 14257",
        "3:30 today's",
    ],
)
def test_what_is_no_day_is_not_read(text):
    assert days_in(text, PUBLISHED) == []


@pytest.mark.parametrize("text", ["31 February 2025", "30 February", "2025年2月30日", "2025-02-30"])
def test_a_day_that_does_not_exist_says_so(text):
    (read,) = days_in(text, PUBLISHED)

    assert read.on is None
    assert read.note == f"There is no such day as “{text}”."


def test_without_a_day_of_publication_nothing_is_inferred():
    assert [day.on for day in days_in("On Monday, May 4, and 1 June 2025.")] == [date(2025, 6, 1)]


def test_what_was_inferred_is_marked_and_what_stands_there_is_not():
    full, short, weekday = days_in("On 1 June 2025; on May 4; on Sunday", PUBLISHED)

    assert full.note == ""
    assert short.note.startswith("inferred")
    assert weekday.note.startswith("inferred")


@pytest.mark.parametrize(
    ("text", "stances"),
    [
        ("It refused the exemption.", ["refuses"]),
        ("It would not negotiate.", ["refuses"]),
        ("It rejected the bid and warned of more.", ["refuses", "warns"]),
        ("It has sought an end.", ["asks"]),
        ("It offered a cut.", ["offers"]),
        ("It did not offer a cut.", []),
        ("It did not accept the cut.", ["refuses"]),
        ("It has not ruled out a cut.", []),
        ("It ruled out a cut.", ["rules-out"]),
        ("He declined to comment.", []),
        ("撤廃を求め、米側は拒否した。", ["asks", "refuses"]),
    ],
)
def test_words_of_stance_are_read_with_their_denials(text, stances):
    assert found(text, STANCE) == stances


def test_a_text_falls_into_sentences_that_leave_nothing_out():
    text = "Mr. Bessent said 2.5% vs. 3%. “It is so.” He left!\nA heading\n日本は求めた。米国は拒否した。"

    sentences = sentences_of(text, findings_in(text, known(), PUBLISHED))

    assert [text[each.starts : each.ends] for each in sentences] == [
        "Mr. Bessent said 2.5% vs. 3%.", "“It is so.”", "He left!", "A heading", "日本は求めた。", "米国は拒否した。",
    ]  # fmt: skip
    assert [each.paragraph for each in sentences] == [0, 0, 0, 1, 2, 2]
    assert [found.value for found in sentences[0].of(RATE)] == ["2.5%", "3%"]
    assert [found.value for found in sentences[5].of(STANCE)] == ["refuses"]
    assert sentences[0].of(DAY) == []


def test_a_large_text_is_read_in_moments():
    text = "Akazawa said on May 4 that Tokyo would not accept 25% on cars. " * 1500

    assert len([each for each in findings_in(text, known(), PUBLISHED) if each.kind == OFFICIAL]) == 1500


def test_a_text_made_to_take_minutes_is_read_to_its_end():
    names = Names([Person("bessent", "Bessent", "Scott")], [])
    texts = [
        "1" + " " * 200_000 + "%",
        "赤澤" * 100_000,
        "Bessent refused 14% on 4 May 2025 " * 5_000,
        f"${'1' * 90_000}bn",
    ]

    read = [sentences_of(text, findings_in(text, names, PUBLISHED)) for text in texts]

    assert [sum(len(each.findings) for each in sentences) for sentences in read] == [0, 0, 4 * 5_000, 0]
    for text, sentences in zip(texts, read, strict=True):
        assert told_in(text, sentences, official=False).attribution == ""
        assert len(proposed_in(text, sentences, Table(), PUBLISHED, english=True)) == 1
