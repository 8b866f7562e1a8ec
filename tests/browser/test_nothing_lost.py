"""Two users, a server that is stopped, a session that ends, an impatient finger, no scripts: nothing typed is lost."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

from playwright.sync_api import expect

from tests.browser.test_every_page import assert_readable
from tests.demonstration import ROOT, free_port, run_folder

SOURCE = "/records/source/s24/edit/"
OFFICIAL = "/records/official/new/"
PATIENCE = 60
ROUND = "/negotiations/us-japan-2025/rounds/1/edit/"


@contextmanager
def served(port):
    """Another web process on the data of the shared site, which can be stopped without taking it from other tests."""
    left_out = ("DATABASE_URL", "DATABASE_OWNER_URL", "DJANGO_SETTINGS_MODULE")
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment |= {"PARLEY_DATA": str(run_folder() / "demo"), "PARLEY_LOCAL": "1", "PARLEY_DATABASE_ROLE": "web"}
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--log-level", "warning", "parley.wsgi:application"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        wait_for(port, process)
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # it ends as a machine does whose plug is pulled
        process.wait(PATIENCE)


def wait_for(port, process):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)
    raise AssertionError("The web server did not start.")


def family_name(page):
    return page.locator('[name="family_name"]')


def kept(page):
    return page.locator("[data-kept]")


def test_two_writers_see_each_other_and_choose_between_both_versions(open_page):
    analyst, editor = open_page("analyst", SOURCE), open_page("editor", SOURCE)
    expect(editor.locator("[data-there]")).to_contain_text("Also writing here: analyst, since")

    analyst.get_by_label("Note", exact=True).fill("As the analyst has it.")
    expect(kept(analyst)).to_contain_text("not yet saved")
    expect(analyst.locator("[data-there]")).to_contain_text("Also writing here: editor")
    editor.get_by_label("Note", exact=True).fill("As the editor has it.")
    editor.get_by_label("Why this change").fill("Read it too")
    editor.get_by_role("button", name="Save").click()
    editor.wait_for_url("**/sources/s24/**")
    analyst.get_by_label("Why this change").fill("Read it")
    analyst.get_by_role("button", name="Save").click()

    both = analyst.locator(".clash")
    expect(both).to_contain_text("As the analyst has it.")
    expect(both).to_contain_text("As the editor has it.")
    expect(both).to_contain_text("Read it too")
    assert_readable(analyst)
    assert [told for told in analyst.complaints if "status of 422" not in told] == []
    analyst.locator(".clash").get_by_label("Theirs").check()
    analyst.get_by_role("button", name="Save").click()
    analyst.wait_for_url("**/sources/s24/**")
    assert editor.complaints == []


def test_a_server_that_is_stopped_and_started_again_loses_nothing(open_page, site):
    port = free_port()
    elsewhere = f"http://127.0.0.1:{port}"
    with served(port):
        page = open_page("analyst", f"{elsewhere}{ROUND}")
        page.locator('[name="round-place"]').fill("Osaka")
        expect(kept(page)).to_contain_text("not yet saved")
    page.locator('[name="round-summary"]').fill("Typed while nobody was there")
    expect(kept(page)).to_contain_text("Not kept since")
    page.locator('[name="round-reason"]').fill("Sent while nobody was there")
    page.locator('button[name="save"]').click()
    expect(kept(page)).to_contain_text("the site cannot be reached")
    assert page.url == f"{elsewhere}{ROUND}"

    with served(port):
        expect(kept(page)).to_contain_text("not yet saved")

    again = open_page("analyst", ROUND)
    assert "You left this unsaved on" in again.locator(".unsaved").inner_text()
    assert again.locator('[name="round-place"]').input_value() == "Osaka"
    assert again.locator('[name="round-summary"]').input_value() == "Typed while nobody was there"
    again.get_by_role("link", name="discard it").click()
    again.wait_for_url("**/unsaved/discard/**")
    assert_readable(again)
    again.get_by_role("button", name="Discard it").click()
    expect(again.locator("#messages")).to_contain_text("is discarded")


def test_two_clicks_on_save_enter_one_record(open_page):
    page = open_page("analyst", OFFICIAL)
    family_name(page).fill("Twiceclicked")

    page.get_by_role("button", name="Save").dblclick()
    expect(page.locator("h1")).to_contain_text("Twiceclicked")
    page.goto("/search/?q=Twiceclicked")

    assert page.complaints == []
    assert page.locator("main a", has_text="Twiceclicked").count() == 1


def test_saved_after_the_session_ended_it_comes_back_after_the_log_in(open_page, running):
    page = open_page("analyst", OFFICIAL)
    family_name(page).fill("Timedout")
    page.context.clear_cookies(name="sessionid")

    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/accounts/login/**")
    expect(page.locator("#messages")).to_contain_text("What you typed is kept for analyst")
    page.get_by_label("Username").fill("analyst")
    page.get_by_label("Password").fill(running[1]["analyst"])
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"**{OFFICIAL}")

    assert family_name(page).input_value() == "Timedout"
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/officials/**")
    assert "Timedout" in page.locator("h1").inner_text()


def test_without_scripts_a_refused_save_comes_back(open_page):
    page = open_page("analyst", "/records/source/s25/edit/", scripts=False)
    page.get_by_label("Note", exact=True).fill("Typed without scripts")
    page.locator("form[data-unsaved]").evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Save").click()
    expect(kept(page)).to_contain_text("not yet saved")

    page.goto("/")
    page.get_by_role("link", name="Edit the source").first.click()

    expect(page.get_by_label("Note", exact=True)).to_have_value("Typed without scripts")
    page.get_by_role("link", name="discard it").click()
    page.get_by_role("button", name="Discard it").click()
    expect(page.locator("#messages")).to_contain_text("is discarded")
