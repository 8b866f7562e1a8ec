"""Bytes into a copy: decoded, cleaned, as text; and what the page says of itself."""

import pytest

from negotiations.capture.cleaning import clean, copy_of
from negotiations.capture.decoding import HTML, decoded, media_type_of, with_marks
from negotiations.capture.proposing import language_of, proposals

SENTENCE = (
    "Tokyo has <a href='https://press.example/x'>sought</a> an end to <b>all</b> of the tariffs on cars, it said."
)
PAGE = f"""<!doctype html>
<html lang="en"><head><title>Talks end | Example Press</title>
<meta property="og:site_name" content="Example Press">
<meta property="og:title" content="Talks end in Washington">
<meta property="article:published_time" content="2025-05-05T21:30:00+09:00">
<link rel="canonical" href="https://press.example/talks">
<script>document.title = "run"</script><style>p {{ color: red }}</style></head>
<body onload="run()"><nav><ul><li><a href="/">Home</a></li></ul></nav>
<article><h1>Talks end in Washington</h1>
{"".join(f"<p onclick='run()'>{number}. {SENTENCE}</p>" for number in range(4))}
<figure><img src=x onerror=run()><figcaption>The two ministers in Milan.</figcaption></figure>
<p>The last <a href="javascript:run()">paragraph</a> of the article ends here with a few more words.</p>
<svg><script>run()</script></svg><iframe src="https://press.example"></iframe></article>
<footer><p>All rights are reserved by the press, and no more is said.</p></footer></body></html>"""


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        ("赤沢".encode(), "", "赤沢"),
        ("赤沢".encode("shift_jis"), "shift_jis", "赤沢"),
        (b'<meta charset="euc-jp">' + "赤沢".encode("euc-jp"), "", '<meta charset="euc-jp">赤沢'),
        ("赤沢".encode("utf-16"), "", "赤沢"),
        (b"\xef\xbb\xbfplain", "", "plain"),
        (b"a charset of nobody", "no-such-charset", "a charset of nobody"),
    ],
)
def test_bytes_are_read_by_their_mark_or_the_declared_charset(data, charset, text):
    read = decoded(data, charset)

    assert read.text == text
    assert read.warning == ""


def test_what_cannot_be_read_is_marked_and_told():
    read = decoded(b"a duty of 10\xff\xfe%")

    assert read.text == "a duty of 10\ufffd\ufffd%"
    assert read.warning.startswith("2 characters could not be read")


def test_characters_that_nobody_sees_stand_as_marks():
    copy = copy_of("The minister \u202eawazakA\u202c said\x00 so.\nAnd more.".encode())

    assert "⟦U+202E⟧awazakA⟦U+202C⟧" in copy.text
    assert "⟦U+0000⟧" in copy.text
    assert "\u202e" not in copy.text
    assert any("turn the direction" in warning for warning in copy.warnings)
    assert copy.original == "The minister \u202eawazakA\u202c said\x00 so.\nAnd more.".encode()


def test_japanese_and_emphasis_need_no_mark():
    assert with_marks("赤沢亮正\n“half” ½ 👍\t") == "赤沢亮正\n“half” ½ 👍\t"


def test_a_page_loses_everything_that_could_run():
    cleaned = clean(PAGE)

    for trace in ("script", "run()", "onclick", "onload", "onerror", "javascript", "iframe", "style", "svg", "<img"):
        assert trace not in cleaned
    assert 'href="https://press.example/x"' in cleaned


def test_the_text_is_that_of_the_article_with_its_captions_a_line_a_paragraph():
    lines = copy_of(PAGE.encode()).text.split("\n")

    assert lines[0] == "Talks end in Washington"
    assert lines[1] == "0. Tokyo has sought an end to all of the tariffs on cars, it said."
    assert "The two ministers in Milan." in lines
    assert lines[-1].startswith("The last paragraph of the article")
    assert not any("All rights" in line or line == "Home" for line in lines)


def test_a_page_without_an_article_gives_all_its_words():
    assert copy_of(b"<html><body><p>One.<p>Two.<br>Three.</body></html>").text == "One.\nTwo.\nThree."


@pytest.mark.parametrize("original", [b"", b"   \n", b"<html><body><script>run()</script></body></html>"])
@pytest.mark.parametrize("media_type", ["", HTML])
def test_a_page_without_words_says_so(original, media_type):
    copy = copy_of(original, media_type)

    assert copy.text == ""
    assert copy.warnings == ("No words were found in the page.",)


def test_a_page_that_is_nested_by_the_thousand_is_read_in_moments():
    page = "<html><body>" + "<div>" * 50_000 + "<script>run()</script>A duty of 10&#37;" + "</div>" * 50_000

    copy = copy_of(page.encode())

    assert copy.text == "A duty of 10%"
    assert copy.html == ""
    assert "nested too deeply" in copy.warnings[0]


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        (PAGE, "text/html"),
        ("a < b and b > c, of 10% <sic>", "text/plain"),
        ("<p>One</p>", "text/html"),
        ("The page said <script>alert(1)</script> in its text.", "text/plain"),
        ("plain words", "text/plain"),
    ],
)
def test_a_paste_is_taken_for_what_it_is(text, media_type):
    assert media_type_of(text) == media_type


def test_a_page_says_who_published_it_and_when_and_where_it_says_so():
    found = {name: (each.value, each.where) for name, each in proposals(copy_of(PAGE.encode())).items()}

    assert found == {
        "publisher": ("Example Press", "the page’s head (og:site_name)"),
        "title": ("Talks end in Washington", "the page’s head (og:title)"),
        "published_on": ("2025-05-05", "the page’s head (article:published_time)"),
        "language": ("en", "the page’s own mark (html lang)"),
        "address": ("https://press.example/talks", "the page’s own link"),
    }


def test_words_alone_propose_their_first_line_their_dated_line_and_their_agency():
    text = (
        "Japan wants more\nKYODO NEWS - May 5, 2025 - 21:30\nTOKYO, May 5 (Kyodo) -- The minister said so in the talks."
    )

    found = proposals(copy_of(text.encode()), "https://www.press.example/1")

    assert found["title"].value == "Japan wants more"
    assert found["published_on"].value == "2025-05-05"
    assert found["publisher"].value == "Kyodo"


def test_what_the_page_does_not_say_is_not_proposed():
    text = "The photo shows the two on April 16, 2025, and it says little of itself, in one long line of its own."

    found = proposals(copy_of(text.encode()), "https://www.press.example/1")

    assert found["publisher"].value == "press.example"
    assert found["publisher"].where == "the address"
    assert not {"title", "published_on"} & found.keys()


def test_a_title_that_turns_the_direction_of_reading_is_proposed_without_that():
    page = PAGE.replace("Talks end in Washington", "Talks \u202eend in\u202c Washington")

    assert proposals(copy_of(page.encode()))["title"].value == "Talks end in Washington"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("赤沢経済再生相はアメリカのベッセント財務長官と会談した。", "ja"),
        ("The minister said that it was up to the other side.", "en"),
        ("Le ministre a dit que les droits de douane sur une voiture ne sont pas négociables.", "fr"),
        ("Zollsatz 25 %", ""),
    ],
)
def test_a_language_is_told_by_script_or_commonest_words(text, language):
    assert language_of(text) == language


HEAD = "<html><head><title>Talks</title></head><body><p>The minister spoke in Milan.</p>"
LARGE = 2_000_000
COSTLY = {
    "paragraphs that are never closed": "<p>",
    "lists with open points": "<ul><li>a</ul>",
    "links that are never closed": "<a>x",
    "a name without an end": "<" + "a" * (LARGE - 1),
    "signs without an end": "&",
    "signs of the next hundred": "©2",
}


@pytest.mark.parametrize("unit", COSTLY.values(), ids=COSTLY.keys())
def test_a_page_made_to_take_minutes_is_taken_as_text_and_loses_no_word(unit):
    page = HEAD + unit * (LARGE // len(unit))

    copy = copy_of(page.encode(), HTML)
    proposals(copy, "https://example.org/a")

    assert "The minister spoke in Milan." in copy.text
    assert copy.warnings


def test_an_element_with_thousands_of_attributes_is_not_taken_apart():
    crowded = " ".join(f'a{number}="<>"' for number in range(600))

    copy = copy_of(f"{HEAD}<p {crowded}>And left.</p>".encode(), HTML)

    assert copy.warnings[0].startswith("An element of the page has too many attributes to be taken apart")
    assert copy.html == ""
    assert "The minister spoke in Milan." in copy.text


def test_a_page_too_long_for_its_article_keeps_all_its_words_by_lines():
    page = HEAD + "<p>One more word of it.</p>" * 12_000

    copy = copy_of(page.encode(), HTML)

    assert copy.warnings == ("The page is too long for its article to be looked for; all its words are kept.",)
    assert copy.text.split("\n")[:2] == ["The minister spoke in Milan.", "One more word of it."]
    assert proposals(copy)["language"].value == "en"
