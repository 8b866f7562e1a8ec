"""Reviewing drafts: an editor returns one with a comment, its author corrects it, and the page tells how it stands."""

from copy import deepcopy

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from negotiations import actions
from negotiations.models import STATEMENT_MODELS, negotiation_of
from negotiations.selectors.drafts import drafts_of
from parley.comments import LONGEST, comment_on
from parley.models import Comment
from tests import build


@pytest.fixture(scope="module")
def made(standing):
    """An issue, and a party that may say something on it."""
    issue = build.issue()
    return {"issue": issue, "party": build.party(negotiation=issue.negotiation)}


@pytest.fixture
def draft(made, analyst):
    """What an analyst drafted, and rests on a citation."""
    return drafted(analyst, **deepcopy(made))


def drafted(by, kind="position", *, cited=True, **fields):
    """A draft of some kind that a user entered."""
    at_one_table = {"occasion": build.occasion()} if kind == "discussion" else {}
    draft = getattr(build, kind)(key=f"a-{kind}", draft=True, by=by, **at_one_table, **fields)
    if cited:
        draft.known_on = build.citation(**{kind: draft}).source.published_on
        draft.record(by=by)
    return draft


def page_of(draft, show=""):
    return f"/negotiations/{negotiation_of(draft).key}/drafts/{f'?show={show}' if show else ''}"


def send_back(client, draft, text="Which minister?"):
    kind = draft._meta.model_name
    return client.post(f"/records/{kind}/{draft.key}/comments/", {"text": text, "returns": "1", "next": page_of(draft)})


@pytest.fixture
def editors_desk(client, editor):
    client.force_login(editor)
    return client


def shown(negotiation, show, user=None):
    return [draft.statement.key for draft in drafts_of(negotiation, show, user)[0]]


def test_an_editor_returns_a_draft_and_who_drafted_it_finds_it(editors_desk, draft, client, analyst):
    answer = send_back(editors_desk, draft)

    assert answer.url == page_of(draft)
    comment = Comment.objects.get()
    assert (comment.returns, comment.mentions.get().user) == (True, analyst)
    draft.refresh_from_db()
    assert draft.is_draft
    assert draft.history.count() == 2  # the record itself is as it was
    page = editors_desk.get(page_of(draft)).text
    assert "Returned</span>" in page
    assert f'maxlength="{LONGEST}"' in page
    assert "Which minister?" in page
    assert f'value="position:{draft.key}" aria-label="{draft.issue}' in page
    assert " checked>" not in page
    client.force_login(analyst)
    desk = client.get("/").text
    assert "Returned to you" in desk
    assert f"{page_of(draft, 'returned')}#position-{draft.key}" in desk


def test_whom_the_comment_names_besides_has_nothing_to_correct(editors_desk, draft, client, administrator):
    send_back(editors_desk, draft, "Which minister? @administrator may know")

    client.force_login(administrator)
    desk = client.get("/").text

    assert "You are named" in desk
    assert "Returned to you" not in desk


def test_it_is_corrected_once_it_has_a_later_line_of_history(editors_desk, draft, client, analyst):
    send_back(editors_desk, draft)
    draft.words = "Wants all of it gone"

    draft.record(by=analyst, reason="The minister of trade")

    page = editors_desk.get(page_of(draft)).text
    assert "Corrected since it was returned" in page
    assert " checked>" in page
    client.force_login(analyst)
    assert "Returned to you" not in client.get("/").text


def test_another_citation_corrects_it_too(editors_desk, draft):
    send_back(editors_desk, draft, "One source is too few")

    build.citation(position=draft, source=draft.citations.get().source)

    assert "Corrected since it was returned" in editors_desk.get(page_of(draft)).text


def test_it_may_be_returned_again(editors_desk, draft, analyst):
    send_back(editors_desk, draft)
    draft.words = "Wants all of it gone"
    draft.record(by=analyst, reason="The minister of trade")

    send_back(editors_desk, draft, "And when?")

    page = editors_desk.get(page_of(draft)).text
    assert "Corrected since" not in page
    assert page.count('<li id="comment-') == 2


def test_a_comment_alone_returns_nothing(editors_desk, draft, editor):
    comment_on("position", draft.key, "Well put", by=editor)

    page = editors_desk.get(page_of(draft)).text
    assert "Well put" in page
    assert "Returned</span>" not in page


def test_the_drafts_can_be_narrowed(analyst, editor):
    mine, bare, theirs = (drafted(by, kind, cited=cited) for by, kind, cited in (
        (analyst, "position", True), (analyst, "deadline", False), (editor, "round", True),
    ))  # fmt: skip
    table = negotiation_of(mine)
    for draft in (bare, theirs):
        draft.negotiation = table
        draft.record(by=None)
    actions.return_with_comment(mine, "Why?", by=editor)

    assert shown(table, "") == [theirs.key, mine.key, bare.key]
    assert shown(table, "mine", analyst) == [mine.key, bare.key]
    assert shown(table, "returned") == [mine.key]
    assert shown(table, "ready") == [theirs.key]


def test_a_choice_that_does_not_exist_is_refused(desk):
    assert desk.get(f"/negotiations/{build.negotiation().key}/drafts/?show=potato").status_code == 400


def test_what_is_narrowed_is_published_and_leads_back(editors_desk, draft):
    answer = editors_desk.post(page_of(draft, "ready"), {"only": f"position:{draft.key}"})

    assert answer.url == page_of(draft, "ready")
    draft.refresh_from_db()
    assert not draft.is_draft


def test_without_words_nothing_is_returned(editors_desk, draft):
    assert send_back(editors_desk, draft, "  ").status_code == 422
    assert not Comment.objects.exists()


def test_what_readers_see_is_not_returned_but_taken_back(editors_desk, editor, analyst):
    position = build.position()

    answer = send_back(editors_desk, position)

    assert answer.status_code == 422
    assert "Readers see this statement already" in answer.text
    assert not Comment.objects.exists()
    assert "Return it with this comment" not in editors_desk.get(f"/records/position/{position.key}/history/").text


def test_what_is_taken_back_from_readers_is_returned_with_its_reason(draft, editor, analyst):
    published = actions.publish(draft, by=editor)

    actions.return_to_draft(published, by=editor, reason="Not what he said")

    comment = Comment.objects.get()
    assert (comment.text, comment.returns, comment.mentions.get().user) == ("Not what he said", True, analyst)
    assert shown(negotiation_of(draft), "returned") == [draft.key]


def test_an_analyst_returns_nothing(draft, desk, analyst):
    assert send_back(desk, draft).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.return_with_comment(draft, "No", by=analyst)
    assert "Return it with this comment" not in desk.get(page_of(draft)).text


def test_what_is_no_statement_is_not_returned(editors_desk):
    build.source(key="s1")

    assert editors_desk.post("/records/source/s1/comments/", {"text": "No", "returns": "1"}).status_code == 403


def test_nobody_is_told_of_what_a_command_drafted(editors_desk):
    draft = drafted(None)

    send_back(editors_desk, draft)

    assert Comment.objects.get().mentions.count() == 0


@pytest.mark.parametrize("kind", STATEMENT_MODELS)
def test_every_kind_is_published_returned_and_ranked(editors_desk, editor, analyst, kind):
    draft = drafted(analyst, kind)

    send_back(editors_desk, draft)
    page = editors_desk.get(page_of(draft)).text
    assert f'id="{kind}-{draft.key}"' in page
    assert "Which minister?" in page
    editors_desk.post(page_of(draft), {"only": f"{kind}:{draft.key}"})
    answer = editors_desk.post(f"/statements/{kind}/{draft.key}/rank/", {"rank": "preferred", "reason": "On record"})

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert (draft.is_draft, draft.rank) == (False, "preferred")
    editors_desk.post(f"/statements/{kind}/{draft.key}/rank/", {"return": "1", "back-reason": "Sensitive"})
    draft.refresh_from_db()
    assert draft.is_draft


@pytest.mark.parametrize(("kind", "name"), [("account", "term"), ("implementation", "term"), ("exchange", "given")])
def test_it_is_published_with_what_it_tells_of(editor, kind, name):
    beneath = build.term(draft=True) if name == "term" else build.position(draft=True)
    cited_too = build.citation(**{"term" if name == "term" else "position": beneath})
    statement = getattr(build, kind)(draft=True, **{name: beneath})
    build.citation(**{kind: statement})

    actions.publish(statement, by=editor)

    beneath.refresh_from_db()
    assert beneath.known_on == cited_too.source.published_on
    assert not beneath.is_draft
    with pytest.raises(ValidationError, match="take these back first"):
        actions.return_to_draft(beneath, by=editor, reason="Sensitive")


def test_what_it_tells_of_keeps_it_back_while_it_rests_on_nothing(editors_desk):
    term = build.term(draft=True, title="A promise")
    account = build.account(draft=True, term=term)
    build.citation(account=account)

    answer = editors_desk.post(page_of(term), {"statement": [f"account:{account.key}"]})

    assert answer.status_code == 422
    assert "“A promise” rests on no citation yet" in answer.text
    account.refresh_from_db()
    assert account.is_draft


def test_the_queries_do_not_grow_with_what_was_said(editors_desk, draft, editor):
    other = build.position(draft=True, issue=draft.issue)

    def count():
        with CaptureQueriesContext(connection) as queries:
            editors_desk.get(page_of(draft))
        return len(queries)

    actions.return_with_comment(draft, "Why?", by=editor)
    editors_desk.get(page_of(draft))
    few = count()
    for _ in range(3):
        actions.return_with_comment(draft, "Why?", by=editor)
        actions.return_with_comment(other, "Why?", by=editor)

    assert count() == few <= 25
