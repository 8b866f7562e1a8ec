"""A source as you go: pasted, read, a passage chosen with the keyboard, two statements drawn from it."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_every_page import assert_readable

TALKS = "us-japan-2025"
REFUSAL = "Washington said that it would not negotiate the 10% baseline or the duty on cars."
TEXT = f"""\
Washington keeps the baseline
12 June 2025
{REFUSAL} Akazawa said on Wednesday that Tokyo has sought an end to both.
<script>document.title = "run"</script> stands here as words.
{"A line of the report that says little of the talks. " * 40}"""


@pytest.fixture(scope="module")
def source(browser, signed_in, site):
    """The address of a source that was pasted, read and saved in the browser, and what was proposed."""
    context = browser.new_context(base_url=site, storage_state=signed_in["analyst"])
    page = context.new_page()
    page.goto("/sources/new/")
    page.locator("[name=address]").fill("https://press.example/baseline")
    page.locator("[name=page]").fill(TEXT)
    with page.expect_navigation():
        page.get_by_role("button", name="Read it").click()
    proposed = {name: page.locator(f"[name={name}]").input_value() for name in ("publisher", "title", "published_on")}
    page.locator("[name=key]").fill("pasted-report")
    page.get_by_role("button", name="Save the source").click()
    page.wait_for_url("**/sources/pasted-report/")
    context.close()
    return "/sources/pasted-report/", proposed


def test_the_page_proposes_what_it_says_of_itself(source):
    assert source[1] == {
        "publisher": "press.example", "title": "Washington keeps the baseline", "published_on": "2025-06-12",
    }  # fmt: skip


@pytest.mark.parametrize("tail", ["", "copies/1/", f"read/?negotiation={TALKS}"])
def test_a_copy_is_readable_by_everyone_and_runs_nothing(open_page, source, tail):
    page = open_page("analyst", source[0] + tail)

    assert "run" not in page.title()
    assert_readable(page)
    assert page.complaints == []


def test_a_passage_is_chosen_with_the_keyboard_and_carries_two_statements(open_page, source):
    page = open_page("analyst", f"{source[0]}read/?negotiation={TALKS}")
    sentence = page.get_by_role("checkbox", name="Tick sentence 3", exact=True)

    sentence.focus()
    page.keyboard.press("Space")
    expect(sentence).to_be_checked()
    with page.expect_navigation():
        page.get_by_role("button", name="Quote what is ticked").press("Enter")
    expect(page.locator("[name=passage-quotation]")).to_have_value(REFUSAL)
    assert_readable(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    with page.expect_navigation():
        page.get_by_role("button", name="Add another statement to this passage").press("Enter")
    for number, issue in ((0, "Baseline part (10 points)"), (1, "Duty on cars")):
        page.locator(f"[name=statement-{number}-issue]").select_option(label=issue)
        page.locator(f"[name=statement-{number}-starts_on]").fill("2025-06-12")
    page.locator("[name=statement-1-stance]").select_option(label="Refuses")
    page.locator("[name=statement-1-party]").select_option(label="United States")
    page.locator("[name=statement-1-words]").fill("The duty on cars is closed.")
    page.locator("[name=passage-attribution]").select_option(label="Anonymous sources")
    with page.expect_navigation():
        page.get_by_role("button", name="Save as drafts").press("Enter")

    assert "2 drafts rest on the passage." in page.locator("main").inner_text()
    assert page.locator("#s2 ~ details summary").first.inner_text() == "Carries 2"
    assert page.complaints == []


def test_words_that_are_selected_are_quoted(open_page, source):
    page = open_page("analyst", f"{source[0]}read/?negotiation={TALKS}")
    select = """words => {
        const walk = document.createTreeWalker(document.querySelector("[data-reading]"), NodeFilter.SHOW_TEXT);
        for (let node = walk.nextNode(); node; node = walk.nextNode()) {
            const at = node.data.indexOf(words);
            if (at >= 0) return getSelection().setBaseAndExtent(node, at, node, at + words.length);
        }
    }"""
    expect(page.get_by_role("button", name="Quote the selection")).to_be_hidden()

    page.evaluate(select, "baseline or the duty on cars")
    with page.expect_navigation():
        page.get_by_role("button", name="Quote the selection").click()
    expect(page.locator("[name=passage-quotation]")).to_have_value("baseline or the duty on cars")
    page.evaluate(select, "duty on cars")
    page.get_by_role("button", name="Quote the selection").click()

    expect(page.locator("[name=passage-quotation]")).to_have_value("duty on cars")


def test_a_paste_that_is_too_large_is_told_before_it_is_sent(open_page):
    page = open_page("analyst", "/sources/new/")
    field = page.locator("[name=page]")

    field.evaluate(
        "field => { field.value = 'x'.repeat(6e6); field.dispatchEvent(new Event('input', {bubbles: true})) }"
    )

    assert "This has 5.7 MB; at most 5.0 MB of a page are kept." in field.evaluate("field => field.validationMessage")
