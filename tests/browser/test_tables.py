"""Tables in a real browser: the page scrolls them, their head stays, and every figure can be read on its ground."""

import pytest

CLOCKS = "?on=2025-05-05&known=2025-05-05"
TALKS = "/negotiations/us-japan-2025"
TABLES = [f"{TALKS}/matrix/{CLOCKS}", f"{TALKS}/rounds/2/{CLOCKS}", f"/sources/{CLOCKS}", f"{TALKS}/issues/{CLOCKS}"]
CARDS = [
    f"/{CLOCKS}",
    f"{TALKS}/rounds/{CLOCKS}",
    f"{TALKS}/deadlines/{CLOCKS}",
    f"/negotiations/{CLOCKS}",
    f"/sources/{CLOCKS}",
    f"/tariffs/measures/{CLOCKS}",
    f"/tariffs/measures/reciprocal/{CLOCKS}",
    f"/tariffs/instruments/{CLOCKS}",
    f"/tariffs/sectors/{CLOCKS}",
]
HIDDEN = """boxes => boxes.filter(box => box.checkVisibility()).map(box => [
    box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight, box.tabIndex, box.getAttribute("role")])"""


@pytest.mark.parametrize("address", TABLES)
def test_on_a_wide_screen_the_page_scrolls_and_the_head_stays(open_page, address):
    page = open_page("reader", address)
    table = page.locator(".scroll > table").last

    page.locator(".scroll[data-fits]").first.wait_for()
    for across, downwards, tab, role in page.locator("div.scroll").evaluate_all(HIDDEN):
        assert across <= 1
        assert downwards <= 1
        assert (tab, role) == (-1, None)
    table.evaluate("table => scrollTo(0, table.getBoundingClientRect().top + scrollY + table.clientHeight / 2)")
    assert table.locator("thead th").first.evaluate("head => head.getBoundingClientRect().top") == pytest.approx(
        0, abs=1
    )


@pytest.mark.parametrize("address", TABLES)
def test_on_a_narrow_screen_only_what_is_out_of_sight_at_the_side_scrolls(open_page, address):
    page = open_page("reader", address, width=390)

    for across, downwards, tab, role in page.locator("div.scroll").evaluate_all(HIDDEN):
        assert downwards <= 1
        assert (tab, role) == ((0, "region") if across > 1 else (-1, None))
    for caption in page.locator("caption").all():
        assert caption.evaluate("caption => caption.getBoundingClientRect().right") <= 390


@pytest.mark.parametrize("address", CARDS)
def test_on_a_narrow_screen_a_row_stands_as_a_card_that_names_its_cells(open_page, address):
    page = open_page("reader", address, width=390)
    table = page.locator(".grid-cards").first

    heads = [text.strip() for text in table.locator("thead th").all_text_contents()][1:]
    named = table.locator("tbody tr").first.locator("td").evaluate_all("cells => cells.map(cell => cell.dataset.label)")
    assert named == heads
    assert table.evaluate("table => table.scrollWidth") <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_box_is_reached_by_keyboard_once_it_has_to_be_scrolled(open_page):
    page = open_page("reader", TABLES[0])
    box = page.locator("div.scroll").first
    page.locator(".scroll[data-fits]").first.wait_for()

    page.set_viewport_size({"width": 500, "height": 900})

    page.locator("div.scroll:not([data-fits])").first.wait_for()
    assert (box.get_attribute("tabindex"), box.get_attribute("role")) == ("0", "region")
    assert box.get_attribute("aria-label") == "Rates by sector"


def test_without_scripts_a_wide_table_is_a_region_that_scrolls_sideways(open_page):
    page = open_page("reader", TABLES[0], width=390, scripts=False)

    box = page.locator("div.scroll").first
    assert (box.get_attribute("tabindex"), box.get_attribute("role")) == ("0", "region")


LEAST = """theme => {
    document.documentElement.dataset.theme = theme;
    const brush = Object.assign(document.createElement("canvas"), {width: 1, height: 1}).getContext("2d");
    const light = colour => {
        brush.fillStyle = colour; brush.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...brush.getImageData(0, 0, 1, 1).data].map(part => part / 255).map(
            part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const found = [];
    for (const cell of document.querySelectorAll("td[class*=heat-]")) {
        const ground = light(getComputedStyle(cell).backgroundColor);
        for (const words of [cell, ...cell.querySelectorAll("*")]) {
            const ink = light(getComputedStyle(words).color);
            const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
            found.push([ratio, cell.className, words.className]);
        }
    }
    return found.sort((one, other) => one[0] - other[0])[0];
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("on", ["2025-05-05", "2025-04-09"])
def test_words_on_every_heat_have_enough_contrast(open_page, theme, on):
    page = open_page("reader", f"{TALKS}/matrix/?on={on}&known=2025-05-05")

    least = page.evaluate(LEAST, theme)

    assert least[0] >= 4.5, least
