"""A new source: pasted, read, proposed, saved with its copy; and what is refused."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from negotiations.capture.cleaning import copy_of
from negotiations.forms.copying import carry
from negotiations.models import Source
from tests.capture.test_copying import PAGE

TEXT = "Japan wants more\n5 May 2025\nTokyo has sought an end to the tariffs on cars, it said on Monday."
FIELDS = {"publisher": "Press", "title": "A report", "published_on": "2025-05-05", "reliability": "B", "language": "en"}
HOUSE = "/sources/new/"


def read(desk, **fields):
    return desk.post(HOUSE, {"step": "read", **fields})


def save(desk, **fields):
    return desk.post(HOUSE, {"step": "save", **FIELDS, **fields})


def test_what_a_page_says_of_itself_is_proposed_and_nothing_is_saved(desk):
    page = read(desk, page=PAGE, publisher="Ours")

    form = page.context["form"]
    assert page.status_code == 200
    assert form["title"].value() == "Talks end in Washington"
    assert form["published_on"].value() == "2025-05-05"
    assert "Found in the page’s head (og:title)." in page.text
    assert form["publisher"].value() == "Ours"
    assert "Found in the page’s head (og:site_name): “Example Press”; yours stays." in page.text
    assert "<p>The two ministers in Milan.</p>" in page.text
    assert not Source.objects.exists()


def test_the_language_of_a_page_is_proposed_and_without_one_it_is_english(desk):
    blank = desk.get(HOUSE).context["form"]
    page = read(
        desk, page="赤沢経済再生相はアメリカのベッセント財務長官と会談した。", language=blank["language"].value()
    )
    save(desk, language="")

    assert page.context["form"]["language"].value() == "ja"
    assert "Found in the words of the text." in page.text
    assert Source.objects.get().language == "en"


def test_nothing_of_a_page_runs_where_its_text_is_shown(desk):
    hostile = PAGE.replace("The two ministers", "&lt;script&gt;run()&lt;/script&gt; ministers")

    page = read(desk, page=hostile).text

    assert "<p>&lt;script&gt;run()&lt;/script&gt; ministers in Milan.</p>" in page
    assert page.count("<script") == read(desk, page=TEXT).text.count("<script")


def test_a_source_is_saved_with_its_copy(desk, analyst):
    answer = save(desk, page=TEXT)

    source = Source.objects.get()
    capture = source.captures.get()
    assert answer.status_code == 302
    assert capture.text == TEXT
    assert bytes(capture.original) == TEXT.encode()
    assert capture.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert (capture.captured_by, capture.media_type, capture.address) == (analyst, "text/plain", "")
    assert source.captured_on == capture.captured_at.date()
    assert source.history.count() == 1


def test_a_page_is_kept_as_it_came_and_without_what_could_run(desk):
    save(desk, page=PAGE)

    capture = Source.objects.get().captures.get()
    assert b"onclick" in bytes(capture.original)
    assert "onclick" not in capture.html
    assert "<script" not in capture.html


def test_a_source_is_saved_without_a_copy_too(desk):
    save(desk)

    source = Source.objects.get()
    assert (source.publisher, source.captured_on) == ("Press", None)


def test_a_file_that_was_read_needs_not_be_given_again(desk):
    broken = "関税は10％".encode("shift_jis") + b"\x81 end of the file\nand one more line"
    page = read(desk, file=SimpleUploadedFile("a.txt", broken))
    assert "could not be read and stand as �" in page.text

    save(desk, carried=page.context["bundle"])

    assert bytes(Source.objects.get().captures.get().original) == broken


def test_a_page_that_was_carried_along_and_tampered_with_is_refused(desk):
    mine = read(desk, file=SimpleUploadedFile("a.txt", TEXT.encode())).context["bundle"]
    other = read(desk, file=SimpleUploadedFile("a.txt", b"Tokyo has sought nothing.")).context["bundle"]

    answer = save(desk, carried=":".join([mine.split(":")[0], *other.split(":")[1:]]))

    assert answer.status_code == 422
    assert "did not come through whole" in answer.text
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"published_on": "2025-02-31"}, "“2025-02-31” is no day; write it like 2025-05-05."),
        ({"publisher": ""}, "This field is required."),
        ({"derived_from": "nobody"}, "No source has this key."),
        ({"address": "not an address"}, "Enter a valid URL."),
        ({"page": "<html><script>run()</script></html>"}, "There are no words in the page, so no copy of it is kept."),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF")}, "Only a page (.html) or a text (.txt) is read"),
    ],
)
def test_a_refusal_is_a_sentence_and_nothing_is_lost_or_saved(desk, fields, sentence):
    answer = save(desk, **{"page": TEXT, "note": "Typed by hand"} | fields)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert answer.context["form"]["note"].value() == "Typed by hand"
    assert not Source.objects.exists()


def test_a_source_that_is_sent_twice_is_entered_once(desk):
    save(desk, key="report", page=TEXT)

    answer = save(desk, key="report", page=TEXT)

    assert "Another record has this key." in answer.text
    assert Source.objects.get().captures.count() == 1


def test_a_paste_of_more_than_five_megabytes_is_refused_in_words_and_the_fields_stay(desk):
    answer = save(desk, page="word " * 1_200_000)

    assert answer.status_code == 422
    assert "The page has 5.7 MB; at most 5 MB of one are kept." in answer.text
    assert answer.context["form"]["publisher"].value() == "Press"
    assert not Source.objects.exists()


def test_a_paste_of_twenty_megabytes_is_refused_in_words_before_it_is_read(desk):
    answer = save(desk, page="x" * 20_000_000)

    assert answer.status_code == 413
    assert "What was sent has 19.1 MB; at most 5 MB of a page are kept. Nothing was saved." in answer.text
    assert not Source.objects.exists()


def test_a_paste_between_the_two_limits_is_refused_in_words(desk):
    answer = save(desk, page="x" * 10_000_000)

    assert answer.status_code == 413
    assert "What was sent has 9.5 MB" in answer.text


def test_what_is_sent_without_its_token_is_refused(client, analyst):
    strict = client.__class__(enforce_csrf_checks=True)
    strict.force_login(analyst)

    assert strict.post(HOUSE, FIELDS | {"step": "save"}).status_code == 403
    assert not Source.objects.exists()


def test_a_reader_enters_no_source(client, reader):
    client.force_login(reader)

    assert client.get(HOUSE).status_code == 403
    assert client.post(HOUSE, FIELDS).status_code == 403


def test_nothing_is_fetched_unless_the_administrator_allowed_it(desk):
    answer = desk.post(HOUSE, {"step": "fetch", "address": "http://localhost/"})

    assert answer.status_code == 403
    assert "Fetch it" not in desk.get(HOUSE).text


def test_an_address_inside_the_network_is_not_fetched(desk, settings):
    settings.FETCH = True
    assert "Fetch it" in desk.get(HOUSE).text

    answer = desk.post(HOUSE, {"step": "fetch", "address": "http://localhost/", "note": "Typed"})

    assert answer.status_code == 422
    assert "“localhost” lies inside the network" in answer.text
    assert answer.context["form"]["note"].value() == "Typed"


@pytest.mark.parametrize("charset", ["euc-jp", "of nobody"])
def test_a_page_that_was_fetched_is_kept_with_its_address_and_read_by_its_charset(desk, charset):
    original = "<html><meta charset=euc-jp><body><p>関税は10%である。</p></body></html>".encode("euc-jp")
    page = copy_of(original, "text/html", charset)

    save(desk, carried=carry(page, "https://press.example/1"))

    capture = Source.objects.get().captures.get()
    assert (capture.address, capture.text) == ("https://press.example/1", "関税は10%である。")


def test_the_way_in_is_on_the_desk_for_those_who_write(desk, client, reader):
    assert 'href="/sources/new/"' in desk.get("/").text

    client.force_login(reader)

    assert "/sources/new/" not in client.get("/").text
