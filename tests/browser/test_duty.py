"""The duty on a line in a real browser: asked without script, claimed by a link, copied, printed."""

import re

from playwright.sync_api import expect

CLOCKS = "on=2025-05-05&known=2025-05-05"
LATHE = f"/duty/?code=8458.11.00&importer=US&origin=JP&{CLOCKS}"


def test_the_duty_is_asked_and_claimed_without_script(open_page):
    page = open_page("reader", f"/duty/?{CLOCKS}", scripts=False)

    page.get_by_label("Line of the schedule").fill("8458.11.00")
    page.get_by_role("button", name="Work it out").click()
    assert page.locator("#total").inner_text() == "Total: 14.4% of the customs value"
    page.get_by_role("link", name="claim it (Preference").click()

    assert "claim=" in page.url
    assert page.locator("#total").inner_text() == "Total: 10% of the customs value"


def test_the_text_is_copied_or_selected(open_page):
    page = open_page("reader", LATHE)

    page.get_by_text("As text, with notes").click()
    page.locator("[data-copy]").click()
    expect(page.locator("[data-copy]")).to_have_text(re.compile("Copied|Selected"))


def test_on_paper_the_question_and_the_ladder_stand_without_the_form(open_page):
    page = open_page("reader", LATHE)

    page.emulate_media(media="print")

    assert page.locator(".duty-form").is_hidden()
    assert page.locator(".duty-text").is_hidden()
    assert page.locator(".ladder-drawn svg").is_visible()
    assert "Japan into United States, 5 May 2025" in page.locator("main").inner_text()
