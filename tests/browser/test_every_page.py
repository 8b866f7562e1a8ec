"""Every page of the demonstration in a real browser: it opens, nothing breaks its policy, axe finds nothing."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.xdist_group("browser")  # one site, one browser

CLOCKS = "?on=2025-05-05&known=2025-05-05"
TALKS = "/negotiations/us-japan-2025"
PAGES = [
    "/",
    "/negotiations/",
    f"{TALKS}/{CLOCKS}",
    f"{TALKS}/rounds/{CLOCKS}",
    f"{TALKS}/rounds/2/{CLOCKS}",
    f"{TALKS}/rounds/new/",
    f"{TALKS}/rounds/2/edit/",
    f"{TALKS}/occasions/2025-05-01-washington/{CLOCKS}",
    f"{TALKS}/issues/{CLOCKS}",
    f"{TALKS}/issues/usjp-reciprocal-country-specific/{CLOCKS}",
    f"{TALKS}/timeline/{CLOCKS}",
    f"{TALKS}/matrix/{CLOCKS}",
    f"{TALKS}/deadlines/{CLOCKS}",
    f"{TALKS}/drafts/",
    f"/officials/{CLOCKS}",
    f"/officials/akazawa-ryosei/{CLOCKS}",
    "/sources/",
    "/sources/s01/",
    f"/tariffs/measures/{CLOCKS}",
    f"/tariffs/measures/reciprocal/{CLOCKS}",
    f"/tariffs/instruments/{CLOCKS}",
    f"/tariffs/instruments/eo-14257/{CLOCKS}",
    f"/tariffs/sectors/{CLOCKS}",
    f"/tariffs/sectors/cars/{CLOCKS}",
    "/changes/",
    "/records/source/s01/history/",
    "/records/source/s01/edit/",
    "/records/official/new/",
    "/search/?q=赤沢",
    "/accounts/password/",
]
FACTS = Path(__file__).resolve().parents[2] / "docs" / "us-japan-facts.md"


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_readable_by_everyone(open_page, address):
    page = open_page("editor", address)

    assert page.answer.status == 200
    assert _violations(page) == []
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert _violations(page, runOnly=["color-contrast", "link-in-text-block"]) == []
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.complaints == []


def _violations(page, **options):
    found = Axe().run(page.page, options=options).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in found]


def _addresses_of_facts():
    rows = re.findall(r"^\| *F(\d+) *\|(.*)$", FACTS.read_text(), re.MULTILINE)
    return {f"F{number}": re.findall(r"`(/[^`]+)`", row) for number, row in rows}


def test_every_fact_of_the_first_report_has_its_page(open_page):
    facts = _addresses_of_facts()
    assert list(facts) == [f"F{number}" for number in range(1, 31)]

    pages = {}
    for fact, addresses in facts.items():
        assert addresses, fact
        for address in addresses:
            path, _, fragment = address.partition("#")
            page = pages.get(path) or pages.setdefault(path, open_page("reader", f"{path}{CLOCKS}"))
            assert page.answer.status == 200, (fact, address)
            assert not fragment or page.locator(f'[id="{fragment}"]').count() == 1, (fact, address)


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

    assert "赤沢亮正" in page.locator("h1").inner_text()


def test_the_skip_link_is_the_first_stop(open_page):
    page = open_page("reader", "/")

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_a_page_reads_without_scripts(open_page):
    page = open_page("reader", f"{TALKS}/issues/{CLOCKS}", scripts=False)

    assert page.get_by_role("heading", name="Issues").count() == 1
    page.get_by_label("Known", exact=True).fill("2025-04-01")
    page.get_by_role("button", name="Show").click()
    assert "known=2025-04-01" in page.url
