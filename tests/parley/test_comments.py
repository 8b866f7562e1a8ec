"""Comments: beside every record, for those who write, added to and never changed; whom they name finds them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from negotiations.dossier.dumping import dump
from negotiations.models import Negotiation
from parley.comments import comment_on
from parley.models import Comment, Mention
from tests import build


@pytest.fixture
def issue(db):
    return build.issue(negotiation=build.negotiation(key="talks"), key="cars", title="Cars")


SAY = "/records/issue/cars/comments/"
HISTORY = "/records/issue/cars/history/"


def test_it_is_shown_escaped_with_its_lines_on_the_page_of_the_history(desk, issue, analyst):
    answer = desk.post(SAY, {"text": "Is <b>this</b> right?\r\nI doubt it.", "next": f"{HISTORY}#comments"})

    assert answer.url == f"{HISTORY}#comments"
    comment = Comment.objects.get()
    assert (comment.kind, comment.key, comment.author, comment.text) == (
        "issue", "cars", analyst, "Is <b>this</b> right?\nI doubt it.",
    )  # fmt: skip
    page = desk.get(HISTORY).text
    assert "Is &lt;b&gt;this&lt;/b&gt; right?\nI doubt it." in page
    assert "Is <b>" not in page


def test_after_it_one_goes_nowhere_but_to_this_site(desk, issue):
    answer = desk.post(SAY, {"text": "So it is", "next": "https://example.org/"})

    assert answer.url == f"{SAY}#comment-{Comment.objects.get().pk}"


def test_readers_neither_see_nor_write_any(client, reader, analyst, issue):
    comment_on("issue", "cars", "Between us", by=analyst)
    client.force_login(reader)

    assert client.get(SAY).status_code == 403
    assert client.post(SAY, {"text": "Me too"}).status_code == 403
    for address in (HISTORY, "/negotiations/talks/issues/cars/", "/changes/", "/"):
        page = client.get(address).text
        assert "Between us" not in page
        assert "Comment" not in page
    with pytest.raises(PermissionDenied):
        comment_on("issue", "cars", "Me too", by=reader)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("  \n ", "This field is required"),
        ("x" * 5001, "at most 5000 characters (it has 5001)"),
        ("Read \u202esiht", "The character U+202E stands in it, which nobody sees"),
    ],
)
def test_nothing_and_too_much_are_refused_and_what_was_typed_stays(desk, issue, text, sentence):
    answer = desk.post(SAY, {"text": text, "next": HISTORY})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert text.strip() in answer.text
    assert f'name="next" value="{HISTORY}"' in answer.text
    assert not Comment.objects.exists()


def test_the_door_refuses_the_same(analyst, issue):
    with pytest.raises(ValidationError, match="Nothing is said yet"):
        comment_on("issue", "cars", " ", by=analyst)
    with pytest.raises(ValidationError, match="5,000 letters at most; this one has 5,001"):
        comment_on("issue", "cars", "x" * 5001, by=analyst)


@pytest.mark.parametrize("address", ["/records/issue/nothing/comments/", "/records/potato/cars/comments/"])
def test_there_is_none_on_what_does_not_exist(desk, issue, address):
    assert desk.get(address).status_code == 404
    assert desk.post(address, {"text": "Hello"}).status_code == 404


def test_a_struck_record_keeps_its_comments(desk, analyst, issue):
    comment_on("issue", "cars", "Entered twice?", by=analyst)
    issue.strike(by=analyst, reason="Entered twice")

    assert "Entered twice?" in desk.get(HISTORY).text
    assert "Entered twice?" in desk.get(SAY).text


@pytest.mark.parametrize("statement", ["UPDATE parley_comment SET text = 'x'", "DELETE FROM parley_comment"])
def test_the_database_refuses_to_change_one(analyst, issue, statement):
    comment_on("issue", "cars", "So it is", by=analyst)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("@editor, look", ["editor"]),
        ("Look, @editor.", ["editor"]),
        ("(@editor and @administrator)", ["administrator", "editor"]),
        ("@editor @editor", ["editor"]),
        ("mail to desk@editor", []),
        ("@analyst", []),  # who says it knows
        ("@reader", []),
        ("@Editor", []),
    ],
)
def test_who_is_named_is_told(analyst, editor, administrator, reader, issue, text, told):
    said = comment_on("issue", "cars", text, by=analyst)

    assert sorted(mention.user.username for mention in said.comment.mentions.all()) == told


def test_a_name_with_a_dot_at_its_end_or_within(django_user_model, analyst, issue):
    within = django_user_model.objects.create_user(username="m.sato", role="analyst")

    assert comment_on("issue", "cars", "Ask @m.sato.", by=analyst).comment.mentions.get().user == within


def test_a_name_that_nobody_has_is_told_and_the_comment_stands(desk, issue, reader):
    page = desk.post(SAY, {"text": "@nobody and @reader, look"}, follow=True).text

    assert "Nobody who writes here is called “nobody”, “reader”" in page
    assert Comment.objects.get().text == "@nobody and @reader, look"


def test_who_is_named_finds_it_on_the_desk_until_it_is_read(desk, client, issue, editor, analyst):
    comment_on("issue", "cars", "@editor, which?", by=analyst)
    assert "You are named" not in desk.get("/").text
    client.force_login(editor)

    page = client.get("/").text
    assert "You are named" in page
    assert "@editor, which?" in page
    assert f'href="{SAY}#comment-{Comment.objects.get().pk}">Cars</a>' in page

    client.post("/mentions/read/", {"mention": Mention.objects.get().pk})
    assert "You are named" not in client.get("/").text
    assert Mention.objects.get().read_at


def test_all_are_marked_as_read_at_once_but_nobody_elses(desk, analyst, editor, administrator, issue):
    for _ in range(2):
        comment_on("issue", "cars", "@analyst @administrator", by=editor)

    desk.post("/mentions/read/")

    assert Mention.objects.filter(user=analyst, read_at=None).count() == 0
    assert Mention.objects.filter(user=administrator, read_at=None).count() == 2
    others = Mention.objects.filter(user=administrator).first()
    desk.post("/mentions/read/", {"mention": others.pk})
    others.refresh_from_db()
    assert others.read_at is None
    assert desk.post("/mentions/read/", {"mention": "all"}).status_code == 400


def test_the_desk_asks_as_much_for_many_mentions_as_for_two(desk, analyst, editor, issue):
    def count():
        with CaptureQueriesContext(connection) as queries:
            desk.get("/")
        return len(queries)

    source = build.source(key="s1")
    for kind, key in (("issue", "cars"), ("source", source.key)):
        comment_on(kind, key, "@analyst", by=editor)
    desk.get("/")
    few = count()
    for _ in range(5):
        comment_on("issue", "cars", "@analyst", by=editor)
        comment_on("source", source.key, "@analyst", by=editor)

    assert count() == few


def test_a_page_leads_to_its_comments_and_counts_them(desk, analyst, issue):
    address = "/negotiations/talks/issues/cars/"
    build.position(issue=issue)
    assert f'href="{SAY}">Comments</a>' in desk.get(address).text

    comment_on("issue", "cars", "So it is", by=analyst)

    assert f'href="{SAY}">Comments (1)</a>' in desk.get(address).text


def test_a_page_of_a_moment_gone_by_counts_none_and_leads_to_those_of_that_moment(desk, analyst, issue):
    at = timezone.now()
    comment_on("issue", "cars", "Said later", by=analyst)
    past = at.isoformat().replace("+00:00", "Z")

    page = desk.get("/negotiations/talks/issues/cars/", {"recorded": past}).text

    assert f'href="{SAY}?recorded=' in page
    assert "Comments (" not in page
    assert "Said later" not in desk.get(SAY, {"recorded": past}).text
    assert "Said later" not in desk.get(HISTORY, {"recorded": past}).text
    later = (timezone.now() + timedelta(minutes=1)).isoformat().replace("+00:00", "Z")
    assert "Said later" in desk.get(SAY, {"recorded": later}).text


def test_none_is_in_a_dossier_or_a_file(desk, analyst, issue):
    comment_on("issue", "cars", "Between us", by=analyst)

    assert "Between us" not in dump(Negotiation.objects.get())
    for address in ("/negotiations/talks/issues.json", "/changes.csv"):
        assert "Between us" not in desk.get(address).text


def test_many_are_paged_and_the_history_shows_the_newest(desk, analyst, issue):
    for number in range(55):
        comment_on("issue", "cars", f"Comment no. {number};", by=analyst)

    page = desk.get(SAY)

    assert "no. 54;" in page.text
    assert "no. 4;" not in page.text
    assert "no. 4;" in desk.get(f"{SAY}{page.context['page'].older}").text
    history = desk.get(HISTORY).text
    assert "no. 54;" in history
    assert "no. 34;" not in history
    assert "All comments" in history
