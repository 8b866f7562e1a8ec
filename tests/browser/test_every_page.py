"""Every page of the demonstration in a real browser: it opens, nothing breaks its policy, axe finds nothing."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

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
    f"{TALKS}/rounds/2/remove/",
    f"{TALKS}/occasions/2025-05-01-washington/{CLOCKS}",
    f"{TALKS}/issues/{CLOCKS}",
    f"{TALKS}/issues/usjp-reciprocal-country-specific/{CLOCKS}",
    f"{TALKS}/timeline/{CLOCKS}",
    f"{TALKS}/matrix/{CLOCKS}",
    f"{TALKS}/deadlines/{CLOCKS}",
    f"{TALKS}/terms/",
    f"{TALKS}/accounts/",
    f"{TALKS}/concessions/{CLOCKS}",
    f"{TALKS}/drafts/",
    f"/officials/{CLOCKS}",
    f"/officials/akazawa-ryosei/{CLOCKS}",
    "/sources/",
    "/sources/s01/",
    "/sources/s01/copy/",
    "/sources/new/",
    f"/tariffs/measures/{CLOCKS}",
    f"/tariffs/measures/reciprocal/{CLOCKS}",
    f"/tariffs/instruments/{CLOCKS}",
    f"/tariffs/instruments/eo-14257/{CLOCKS}",
    f"/tariffs/instruments/eo-14257/without/{CLOCKS}&since=2025-05-01",
    f"/tariffs/rates/{CLOCKS}&importer=US&origin=JP",
    f"/tariffs/rates/{CLOCKS}&by=origin&origins=JP+KR+EU",
    f"/duty/{CLOCKS}",
    f"/duty/{CLOCKS}&code=8703.23.01&importer=US&origin=JP",
    f"/duty/{CLOCKS}&code=toys&importer=US&origin=XX",
    f"/duty/timeline/{CLOCKS}&code=8703.23.01&importer=US&origin=JP",
    f"/duty/timeline/{CLOCKS}&sector=cars&importer=US&origin=JP",
    f"/tariffs/sectors/{CLOCKS}",
    f"/tariffs/sectors/cars/{CLOCKS}",
    "/changes/",
    "/changes/?from=2020-01-01",
    "/records/source/s01/history/",
    "/records/source/s01/comments/",
    f"/calendar/{CLOCKS}",
    "/calendar/address/",
    "/records/source/s01/edit/",
    "/records/official/new/",
    "/search/?q=赤沢",
    "/search/",
    "/search/?q=nothing-of-the-kind",
    "/statements/position/usjp-us-refuses-baseline-exemption/rank/",
    "/accounts/password/",
    "/accounts/logout/",
    f"{TALKS}/",
    f"{TALKS}/matrix/",
    f"{TALKS}/timeline/",
    "/tariffs/sectors/cnc-lathes/",
]
REFUSED = [
    (f"{TALKS}/rounds/2/?on=2025-04-20&known=2025-04-20", 404),
    ("/nothing/", 404),
    (f"{TALKS}/?on=soon", 400),
]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_readable_by_everyone(open_page, address):
    page = open_page("editor", address)

    assert page.answer.status == 200
    assert_readable(page)
    assert page.complaints == []


@pytest.mark.parametrize(("address", "status"), REFUSED)
def test_a_refusal_is_readable_by_everyone(open_page, address, status):
    page = open_page("editor", address)

    assert page.answer.status == status
    assert_readable(page)
    assert [complaint for complaint in page.complaints if f"status of {status}" not in complaint] == []


def test_the_log_in_page_is_readable_by_everyone(open_page):
    page = open_page(None, "/accounts/login/")

    assert page.locator("h1").inner_text() == "Log in"
    assert_readable(page)
    assert page.complaints == []


# axe reads the same few colours once for each element, and each ancestor of it: a quarter of all its time.
READ_COLOURS_ONCE = """(() => {
    const colour = axe.commons.color.Color.prototype, parse = colour.parseString, read = new Map();
    colour.parseString = function (text) {
        if (read.has(text)) [this.r, this.g, this.b, this.alpha] = read.get(text);
        else read.set(text, [parse.call(this, text).r, this.g, this.b, this.alpha]);
        return this;
    };
})()"""
# Only what is asked for comes back: to carry over the thousands of places that passed takes longer than to find them.
RUN = """options => axe.run({resultTypes: ["violations"], ...options}).then(
    found => found.violations.map(rule => [rule.id, rule.nodes.map(node => node.target).slice(0, 3)]))"""


def assert_readable(page):
    page.evaluate(AXE_SCRIPT)
    page.evaluate(READ_COLOURS_ONCE)
    assert page.evaluate(RUN, {}) == []
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.set_viewport_size({"width": 390, "height": 900})
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")  # laid out
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert (
        page.evaluate(RUN, {"runOnly": ["color-contrast", "link-in-text-block", "scrollable-region-focusable"]}) == []
    )
