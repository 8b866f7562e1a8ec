"""A round after the last one on record, logged by hand, published, and seen wherever it shows."""

from io import BytesIO

import docx
import pytest
from playwright.sync_api import expect

TALKS = "/negotiations/us-japan-2025"
AFTER = "?on=2026-10-06&known=2026-10-06"
WORDS = "The duty on car parts goes with all the other additional duties."
PARTS = "usjp-auto-parts"


def fill(page, name, value):
    field = page.locator(f'[name="{name}"]')
    if field.evaluate("field => field.tagName") == "SELECT":
        options = field.locator("option")
        field.select_option(index=next(i for i, text in enumerate(options.all_inner_texts()) if value in text))
    else:
        field.fill(value)


def log_the_round(page, save):
    page.locator("#source-0-row summary").click()
    for name, value in {
        "round-number": "21",
        "round-level": "ministerial",
        "round-place": "Washington",
        "round-starts_on": "2026-10-05",
        "source-0-publisher": "Example Press",
        "source-0-title": "Japan asks once more",
        "source-0-published_on": "2026-10-06",
        "source-0-reliability": "B: usually reliable",
        "occasion-0-minutes": "130",
        "occasion-0-there": "Akazawa, Scott Bessent",
    }.items():
        fill(page, name, value)
    page.get_by_role("button", name="New position of Japan: Duty on car parts").click()
    page.locator("#position-0-row summary").click()
    for name, value in {
        "position-0-stance": "Asks",
        "position-0-words": WORDS,
        "position-0-quantity": "0%",
        "position-0-sense": "to that level",
        "position-0-condition": "if that is met, the two may be able to agree",
        "position-0-attribution": "On the record",
        "position-0-speaker": "赤沢亮正",
        "position-0-credibility": "2: probably true",
        "position-0-quotation": "we may be able to agree",
    }.items():
        fill(page, name, value)
    page.get_by_label("Currency, on this round", exact=True).select_option("Not disclosed")
    page.get_by_role("button", name="Add somebody").click()
    page.locator('[name="attendance-0-official"]').fill("Howard Lutnick")
    page.get_by_role("button", name=save, exact=True).click()


@pytest.fixture(scope="module")
def logged_round(browser, signed_in, site):
    """Logged by an analyst as a draft, and published by an editor."""
    told = {}
    context = browser.new_context(base_url=site, storage_state=signed_in["analyst"])
    page = context.new_page()
    page.goto(f"{TALKS}/rounds/new/?on=2026-10-05")
    log_the_round(page, "Save as draft")
    page.wait_for_url("**/rounds/21/**")
    told["analyst"] = page.content()
    context.close()

    context = browser.new_context(base_url=site, storage_state=signed_in["reader"])
    told["reader before"] = context.new_page().goto(f"{TALKS}/issues/{PARTS}/{AFTER}").text()
    context.close()

    context = browser.new_context(base_url=site, storage_state=signed_in["editor"])
    page = context.new_page()
    page.goto(f"{TALKS}/drafts/")
    with page.expect_navigation():
        page.get_by_role("button", name="Publish what is ticked").click()
    told["editor"] = page.content()
    context.close()
    return told


def test_a_draft_is_for_those_who_write(logged_round):
    assert WORDS in logged_round["analyst"]
    assert WORDS not in logged_round["reader before"]


def test_the_round_says_who_met_and_what_was_asked(logged_round, open_page):
    page = open_page("reader", f"{TALKS}/rounds/21/{AFTER}")

    text = page.locator("main").inner_text()
    assert WORDS in text
    assert "130 minutes" in text
    for name in ("Ryosei Akazawa", "Scott Bessent", "Howard Lutnick"):
        assert name in text
    assert "not disclosed" in text.lower()


def test_the_timeline_has_a_mark_for_it(logged_round, open_page):
    page = open_page("reader", f"{TALKS}/timeline/{AFTER}")

    assert page.locator("figure.timeline a", has_text=WORDS[:20]).count() >= 1
    assert "Round 21" in page.locator("main").inner_text()


def test_the_matrix_moves(logged_round, open_page):
    before = open_page("reader", f"{TALKS}/matrix/?on=2026-10-04&known=2026-10-04")
    after = open_page("reader", f"{TALKS}/matrix/{AFTER}")

    row = "tbody tr:has(th a:text-is('Engines'))"
    assert "to 0%" not in before.locator(row).inner_text()
    assert "2.5%\nCar parts (232) to 0%" in after.locator(row).inner_text()  # the base rate alone, by what Japan seeks


def test_the_word_file_has_it(logged_round, open_page):
    page = open_page("reader", f"{TALKS}/rounds/21/{AFTER}")

    with page.expect_download() as download:
        page.get_by_role("link", name="Word").click()
    paper = docx.Document(BytesIO(download.value.path().read_bytes()))

    text = "\n".join([*(line.text for line in paper.paragraphs), *_cells(paper)])
    assert WORDS.rstrip(".") in text
    assert "赤沢亮正" in text
    assert "Example Press" in text


def _cells(paper):
    return [cell.text for table in paper.tables for row in table.rows for cell in row.cells]


def test_a_round_is_logged_without_scripts(logged_round, open_page):
    page = open_page("analyst", f"{TALKS}/rounds/new/?on=2026-10-06", scripts=False)
    fill(page, "round-number", "22")
    fill(page, "round-starts_on", "2026-10-06")
    fill(page, "occasion-0-place", "Washington")
    page.get_by_role("button", name="Add somebody").click()
    expect(page.locator('[name="attendance-0-official"]')).to_have_count(1)  # the click is over before its answer is
    assert page.locator('[name="round-number"]').input_value() == "22"

    with page.expect_navigation():
        page.get_by_role("button", name="Save as draft", exact=True).click()

    assert "/rounds/22/" in page.url, page.locator(".refusal, .errorlist").all_inner_texts()
