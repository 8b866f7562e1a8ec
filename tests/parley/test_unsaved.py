"""What is typed on a screen of writing is kept until it is saved, whatever happens to it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.http import HttpResponseRedirect
from django.test import Client, RequestFactory
from django.utils import timezone

from negotiations.models import Official, Source
from parley.models import Sent, Unsaved
from parley.screens import keeps_unsaved
from parley.unsaved import new_mark
from tests import build
from tests.parley.screens import another, fields, keep


@pytest.fixture
def source(db):
    return build.source(key="report", title="As it was", note="Nothing yet.")


EDIT = "/records/source/report/edit/"
NEW = "/records/official/new/"


def correct(client, **typed):
    return client.post(EDIT, fields(client.get(EDIT)) | {"reason": "Looked again"} | typed)


def test_what_is_typed_is_kept_and_comes_back(desk, source):
    sent = fields(desk.get(EDIT)) | {"title": "As it shall be"}

    answer = keep(desk, EDIT, sent)

    assert re.fullmatch(r"Kept \d\d:\d\d:\d\d UTC, not yet saved\.", answer.json()["told"])
    again = desk.get(EDIT)
    assert again.status_code == 200
    assert "You left this unsaved on" in again.text
    assert fields(again)["title"] == "As it shall be"
    assert "aria-invalid" not in again.text  # the reason is missing, which is no fault yet
    assert Source.objects.get().title == "As it was"


def test_it_is_the_users_own_and_survives_the_log_out(desk, source, analyst, editor):
    keep(desk, EDIT, fields(desk.get(EDIT)) | {"title": "As it shall be"})

    desk.post("/accounts/logout/")

    assert "As it shall be" not in another(editor).get(EDIT).text
    assert "As it shall be" in another(analyst).get(EDIT).text


def test_a_round_comes_back_with_its_rows(desk):
    talks = build.negotiation()
    address = f"/negotiations/{talks.key}/rounds/new/"
    sent = fields(desk.get(f"{address}?on=2025-05-30"))
    sent |= {"position-TOTAL_FORMS": "3", "position-2-words": "All of it", "round-place": "Osaka"}

    keep(desk, address, sent)

    back = fields(desk.get(address))
    assert (back["position-2-words"], back["round-place"]) == ("All of it", "Osaka")
    assert back["round-token"] == sent["round-token"]


def test_once_saved_nothing_is_left(desk, source):
    sent = fields(desk.get(EDIT)) | {"title": "As it shall be", "reason": "Looked again"}
    keep(desk, EDIT, sent)

    assert desk.post(EDIT, sent).status_code == 302

    assert not Unsaved.objects.exists()
    late = keep(desk, EDIT, sent | {"title": "Typed before it was saved, and on its way for long"})
    assert (late.status_code, Unsaved.objects.count()) == (409, 0)
    assert "This form was saved" in late.json()["told"]


def test_a_refused_save_is_kept_without_a_script(desk, source):
    answer = correct(desk, title="As it shall be", reason="")

    assert answer.status_code == 422
    assert "not yet saved" in answer.text
    assert fields(desk.get(EDIT))["title"] == "As it shall be"


def test_a_row_added_without_a_script_keeps_the_round(desk):
    address = f"/negotiations/{build.negotiation().key}/rounds/new/"

    desk.post(address, fields(desk.get(address)) | {"round-place": "Osaka", "add": "position"})

    assert fields(desk.get(address))["round-place"] == "Osaka"


def test_what_an_analyst_may_not_do_is_kept_too(desk):
    address = f"/negotiations/{build.negotiation().key}/rounds/new/"

    answer = desk.post(address, fields(desk.get(address)) | {"round-place": "Osaka", "save": "publish"})

    assert answer.status_code == 403
    assert fields(desk.get(address))["round-place"] == "Osaka"


def test_the_desk_lists_it_and_it_is_discarded_after_a_question(desk, source):
    keep(desk, EDIT, fields(desk.get(EDIT)) | {"title": "As it shall be"})
    page = desk.get("/")
    assert "Not yet saved" in page.text
    assert f'href="{EDIT}"' in page.text
    address = unescape(re.search(r'href="(/unsaved/discard/[^"]*)"', page.text)[1])

    assert "As it shall be" in desk.get(address).text
    assert Unsaved.objects.filter(saved_at__isnull=False).exists()
    desk.post(address)

    assert "As it shall be" not in desk.get(EDIT).text
    assert "Not yet saved" not in desk.get("/").text


def test_two_new_records_that_belong_to_different_things_are_kept_apart(desk, db):
    one, two = build.official(key="one"), build.official(key="two")
    addresses = [f"/records/appointment/new/?official={each.key}" for each in (one, two)]
    for address, title in zip(addresses, ("Minister", "Envoy"), strict=True):
        sent = fields(desk.get(address)) | {"title": title}
        keep(desk, address, sent)

    assert [fields(desk.get(address))["title"] for address in addresses] == ["Minister", "Envoy"]


def test_another_window_does_not_take_the_place_of_what_was_typed(desk, source):
    first, second = fields(desk.get(EDIT)), fields(desk.get(EDIT))
    keep(desk, EDIT, first | {"title": "In the first"})

    answer = keep(desk, EDIT, second | {"title": "In the second"})

    assert answer.status_code == 409
    assert "another window is kept" in answer.json()["told"]
    assert fields(desk.get(EDIT))["title"] == "In the first"


def test_a_second_writer_sees_who_is_there(desk, source, editor):
    desk.get(EDIT)
    client = another(editor)

    first = client.get(EDIT)

    assert re.search(r"Also writing here: analyst, since \d\d:\d\d UTC\.", first.text)
    seen = keep(desk, EDIT, {"unsaved-mark": fields(desk.get(EDIT))["unsaved-mark"]}).json()
    assert seen["there"][0].startswith("Also writing here: editor, since ")
    assert "told" not in seen


@pytest.mark.parametrize(
    ("gone_for", "said"), [(70, "Also writing here: analyst, since"), (80, "analyst had this open at"), (1801, "")]
)
def test_one_who_has_gone_is_said_to_have_been_there_for_half_an_hour(desk, source, editor, gone_for, said):
    desk.get(EDIT)
    Unsaved.objects.update(seen_at=timezone.now() - timedelta(seconds=gone_for))

    page = another(editor).get(EDIT).text

    told = re.search(r'data-there role="status">(.*?)</p>', page)[1]
    assert told.startswith(said)
    assert bool(told) == bool(said)


def test_only_screens_of_writing_keep_anything(desk, client, reader, source):
    for address in ("/", "/nothing/", "/records/source/report/history/", "/accounts/password/"):
        assert keep(desk, address, {"unsaved-mark": "x", "title": "Words"}).status_code == 400
    assert keep(another(reader), EDIT, {"title": "Words"}).status_code == 403
    assert not Unsaved.objects.exists()


def test_what_is_too_long_is_refused_in_a_sentence(desk, source):
    answer = keep(desk, EDIT, fields(desk.get(EDIT)) | {"note": "x" * 2_000_001})

    assert answer.status_code == 409
    assert "longer than two million letters" in answer.json()["told"]


def test_sent_twice_a_record_is_entered_once(desk, db):
    sent = fields(desk.get(NEW)) | {"family_name": "Akazawa", "key": "akazawa"}

    first, second = desk.post(NEW, sent), desk.post(NEW, sent)

    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert Official.objects.get().history.count() == 1
    assert "nothing was written twice" in desk.get(second.url).text


def test_other_words_on_the_same_form_are_another_record(desk, db):
    sent = fields(desk.get(NEW)) | {"family_name": "Akazawa", "key": "akazawa"}
    desk.post(NEW, sent)

    desk.post(NEW, sent | {"family_name": "Bessent", "key": "bessent"})

    assert Official.objects.count() == 2
    assert Sent.objects.count() == 2


def test_sent_twice_a_correction_is_no_conflict_with_itself(desk, source):
    sent = fields(desk.get(EDIT)) | {"title": "As it shall be", "reason": "Looked again"}

    answers = [desk.post(EDIT, sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert source.history.count() == 2


def test_sent_after_the_session_ended_it_comes_back_after_the_log_in(desk, source, analyst):
    sent = fields(desk.get(EDIT)) | {"title": "As it shall be", "reason": "Looked again"}
    desk.logout()

    answer = desk.post(EDIT, sent)

    assert answer.url == f"/accounts/login/?next={EDIT}"
    assert "What you typed is kept for analyst" in desk.get(answer.url).text
    assert Source.objects.get().title == "As it was"
    back = desk.post(answer.url, {"login": "analyst", "password": "a long secret", "next": EDIT}, follow=True)
    assert fields(back)["title"] == "As it shall be"
    assert desk.post(EDIT, fields(back)).status_code == 302
    assert Source.objects.get().title == "As it shall be"


def test_a_part_asked_for_after_the_session_ended_moves_the_page_to_the_log_in(desk, source):
    page = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{EDIT}"}
    sent = fields(desk.get(EDIT)) | {"title": "As it shall be"}
    desk.logout()

    answer = desk.post(EDIT, sent, headers=page)

    assert answer["HX-Redirect"] == f"/accounts/login/?next={EDIT}"
    assert desk.get(EDIT, headers=page)["HX-Redirect"] == answer["HX-Redirect"]
    assert dict(Unsaved.objects.get().typed)["title"] == "As it shall be"


def test_who_else_logs_in_gets_nothing_of_it(desk, source, editor):
    sent = fields(desk.get(EDIT)) | {"title": "As it shall be", "reason": "Looked again"}
    desk.logout()
    desk.post(EDIT, sent)
    desk.force_login(editor)

    assert "As it shall be" not in desk.get(EDIT).text
    answer = desk.post(EDIT, sent, follow=True)

    assert "another user opened that form" in answer.text
    assert "As it shall be" not in answer.text
    assert Source.objects.get().title == "As it was"
    assert keep(desk, EDIT, sent).status_code == 403


def test_a_stranger_without_a_mark_leaves_nothing(client, source):
    for mark in ("", "1.abc:def:ghi"):
        answer = client.post(EDIT, {"title": "Words", "unsaved-mark": mark})
        assert answer.status_code == 302
        assert keep(client, EDIT, {"title": "Words", "unsaved-mark": mark}).status_code == 401
    assert not Unsaved.objects.exists()


def test_typing_after_the_session_ended_is_kept(desk, source, analyst):
    sent = fields(desk.get(EDIT)) | {"title": "As it shall be"}
    desk.logout()

    answer = keep(desk, EDIT, sent)

    assert "You are logged out" in answer.json()["told"]
    assert fields(another(analyst).get(EDIT))["title"] == "As it shall be"


def test_a_form_with_an_old_token_is_kept_and_not_done(analyst, source):
    client = Client(enforce_csrf_checks=True)
    client.force_login(analyst)
    sent = fields(client.get(EDIT)) | {"title": "As it shall be", "reason": "Looked again"}

    answer = client.post(EDIT, sent | {"csrfmiddlewaretoken": "x" * 64}, follow=True)

    assert "the form had grown too old" in answer.text
    assert fields(answer)["title"] == "As it shall be"
    assert Source.objects.get().title == "As it was"


def test_without_a_good_token_nothing_else_is_taken(analyst, source):
    client = Client(enforce_csrf_checks=True)
    client.force_login(analyst)

    assert client.post(EDIT, {"title": "As it shall be"}).status_code == 403
    assert client.post("/theme/", {"theme": "dark"}).status_code == 403
    client.logout()
    assert keep(client, EDIT, {"title": "As it shall be", "unsaved-mark": new_mark(analyst)}).status_code == 403
    assert not Unsaved.objects.exists()


def test_an_address_that_says_too_much_is_a_screen_still(desk, source):
    assert desk.get(EDIT, {"padding": "x" * 400}).status_code == 200
    assert Unsaved.objects.get().screen == EDIT


def test_a_view_that_would_write_what_it_is_only_to_show_is_stopped(analyst, source):
    @keeps_unsaved
    def writes_at_once(request):
        if request.method == "POST":
            Source.objects.get().record(by=request.user)
        return HttpResponseRedirect("/")

    request = RequestFactory().get("/nowhere/")
    request.user, request.resolver_match = analyst, None
    Unsaved.objects.create(user=analyst, screen="/nowhere/", typed=[["title", "Words"]], saved_at=timezone.now())

    with pytest.raises(NotImplementedError):
        writes_at_once(request)

    assert source.history.count() == 1


def test_a_null_character_is_left_out_and_the_rest_is_kept(desk, source):
    answer = keep(desk, EDIT, fields(desk.get(EDIT)) | {"title": "As it\0 shall be"})
    sent = desk.post(EDIT, fields(desk.get(EDIT)) | {"note": "No\0thing"})

    assert answer.status_code == 200
    assert sent.status_code == 422
    assert fields(desk.get(EDIT))["note"] == "Nothing"


@pytest.mark.parametrize("screen", [f"{EDIT}?padding={'x' * 400}", f"{EDIT}?padding=%00"])
def test_nothing_is_kept_for_an_address_that_no_screen_has(desk, source, screen):
    assert keep(desk, screen, fields(desk.get(EDIT)) | {"title": "As it shall be"}).status_code == 400
    assert not Unsaved.objects.filter(saved_at__isnull=False).exists()


def test_two_hundred_screens_are_kept_for_a_user_and_no_more(desk, analyst, source):
    now, sent = timezone.now(), fields(desk.get(EDIT)) | {"title": "As it shall be"}
    Unsaved.objects.bulk_create(
        Unsaved(
            user=analyst, screen=f"/records/official/{number}/edit/", typed=[], saved_at=now, opened_at=now, seen_at=now
        )
        for number in range(200)
    )

    answer = keep(desk, f"{EDIT}?more=1", sent)

    assert answer.status_code == 409
    assert answer.json()["told"] == "Not kept: you left 200 screens unsaved. Save or discard some of them first."


def test_what_is_of_no_use_any_more_goes_where_another_screen_is_opened(desk, analyst, source):
    long_ago = timezone.now() - timedelta(days=40)
    Unsaved(user=analyst, screen="/left/empty/", opened_at=long_ago, seen_at=long_ago, typed=[]).save()
    Unsaved(user=analyst, screen="/typed/", opened_at=long_ago, seen_at=long_ago, saved_at=long_ago, typed=[]).save()
    for number, sent_at in enumerate((long_ago, timezone.now())):
        Sent(mark="mark", digest=f"{number}", address="/", sent_at=sent_at).save()

    desk.get(EDIT)

    assert set(Unsaved.objects.values_list("screen", flat=True)) == {"/typed/", EDIT}
    assert [sent.digest for sent in Sent.objects.all()] == ["1"]
