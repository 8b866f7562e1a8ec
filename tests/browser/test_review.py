"""A draft is returned and corrected, in a browser without scripts: its comment's fields stand outside of their form."""

from playwright.sync_api import expect

TALKS = "/negotiations/us-japan-2025"
NAME = "Ministers meet a third time"


def test_a_draft_goes_back_to_who_drafted_it_and_comes_again(open_page):
    analyst = open_page("analyst", "/records/deadline/new/?negotiation=us-japan-2025", scripts=False)
    for name, value in {"name": NAME, "falls_on": "2025-05-23", "set_on": "2025-05-02"}.items():
        analyst.locator(f'[name="{name}"]').fill(value)
    analyst.get_by_role("button", name="Save").click()

    editor = open_page("editor", f"{TALKS}/drafts/", scripts=False)
    row = editor.get_by_role("row").filter(has_text=NAME)
    row.locator("summary").click()
    row.get_by_label("Your comment").fill("On which day?\n@analyst, please cite it.")
    row.get_by_role("button", name="Return it with this comment").click()

    expect(editor.get_by_text("Returned with your comment.")).to_be_visible()
    expect(row.get_by_text("@analyst, please cite it.")).to_be_visible()
    analyst.goto("/")
    returned = analyst.get_by_role("region", name="Returned to you").get_by_role("listitem").filter(has_text=NAME)
    expect(returned).to_contain_text("On which day?")
    returned.get_by_role("link", name="Correct it").click()
    analyst.locator('[name="falls_on"]').fill("2025-05-24")
    analyst.locator('[name="reason"]').fill("The 24th, by the Ministry")
    analyst.get_by_role("button", name="Save").click()

    analyst.goto("/")
    expect(analyst.get_by_role("region", name="Returned to you").get_by_text(NAME)).to_have_count(0)
    editor.goto(f"{TALKS}/drafts/")
    expect(row.get_by_text("Corrected since it was returned")).to_be_visible()
    assert editor.complaints == []
