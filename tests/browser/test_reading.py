"""What a reader does with the demonstration in a real browser."""

import re
from pathlib import Path

from playwright.sync_api import expect

CLOCKS = "?on=2025-05-05&known=2025-05-05"
TALKS = "/negotiations/us-japan-2025"
FACTS = Path(__file__).resolve().parents[2] / "docs" / "us-japan-facts.md"


def _addresses_of_facts():
    rows = re.findall(r"^\| *F(\d+) *\|(.*)$", FACTS.read_text(), re.MULTILINE)
    return {f"F{number}": re.findall(r"`(/[^`]+)`", row) for number, row in rows}


def test_every_fact_of_the_first_report_has_its_page(open_page):
    facts = _addresses_of_facts()
    assert list(facts) == [f"F{number}" for number in range(1, 31)]

    page = open_page("reader", "/")
    seen = {}
    for fact, addresses in facts.items():
        assert addresses, fact
        for address in addresses:
            path, _, fragment = address.partition("#")
            if path not in seen:
                assert page.goto(f"{path}{CLOCKS}").status == 200, (fact, address)
                seen[path] = page.evaluate("[...document.querySelectorAll('[id]')].map(found => found.id)")
            assert not fragment or seen[path].count(fragment) == 1, (fact, address)


def test_the_report_was_not_known_in_april(open_page):
    before = open_page("reader", f"{TALKS}/issues/usjp-reciprocal-country-specific/?on=2025-05-05&known=2025-04-30")
    after = open_page("reader", f"{TALKS}/issues/usjp-reciprocal-country-specific/{CLOCKS}")

    assert "exbulletin" not in before.content()
    assert "exbulletin" in after.content()


def test_search_finds_a_name_in_its_own_script(open_page):
    page = open_page("reader", "/")

    page.keyboard.press("/")
    page.keyboard.type("赤沢")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Ryosei Akazawa").click()

    expect(page.locator("h1")).to_contain_text("赤沢亮正")


def test_the_skip_link_is_the_first_stop(open_page):
    page = open_page("reader", "/")

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_a_page_reads_without_scripts(open_page):
    page = open_page("reader", f"{TALKS}/issues/{CLOCKS}", scripts=False)

    assert page.get_by_role("heading", name="Issues").count() == 1
    page.get_by_label("Known", exact=True).fill("2025-04-01")
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()
    assert "known=2025-04-01" in page.url
