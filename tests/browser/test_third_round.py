"""The third round of 23 May 2025, logged by an editor from an empty form to published, each press and click counted."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

AKAZAWA = "Ryosei Akazawa"
YOMIURI_24 = "Akazawa Eyes Tariff Deal with U.S. at Summit Meeting in June"
SOURCES = (
    f"Yomiuri: {YOMIURI_24}, 2025-05-24, https://japannews.yomiuri.co.jp/?p=256139",
    "Devdiscourse: Japan’s Fourth Round of Trade Talks with the US, 2025-05-23, "
    "https://www.devdiscourse.com/article/law-order/3422162-japans-fourth-round-of-trade-talks-with-the-us-seeking-tariff-breakthrough",
    "The Exchange Asia: LNG and shipbuilding, 2025-05-31, "  # of May, its day is not told
    "https://theexchangeasia.com/japan-offers-lng-shipbuilding-expertise-to-ease-us-tariff-talks",
    "Yomiuri: Ishiba: Cooperation in Shipbuilding to Be Focal Point in Tariff Talks, 2025-05-26, "
    "https://japannews.yomiuri.co.jp/politics/politics-government/20250526-256360/",
    "Jiji Press: Japan Proposes Fund to Aid U.S. Shipbuilding Sector in Tariff Talks, 2025-05-28, "
    "https://www.nippon.com/en/news/yjj2025052800872/japan-proposes-fund-to-aid-u-s-shipbuilding-sector-in-tariff-talks.html",
    "Japan Times: Japan touts ships expertise and LNG investment, with tariff talks key, 2025-05-26, "
    "https://test.daily8.com/en/article/fa541054b8334884edf8bfdffe1c8853",
)
REMOVAL = "The duties on cars, steel and aluminium and all the reciprocal tariffs should be removed."
PACKAGE = "There is no agreement unless all the duties are dealt with in one package."
NO_DEADLINE = "Japan sets no deadline for an agreement."
JOINT_PROJECT = "A joint project would revive American shipbuilding: repair of US vessels in Japan, and icebreakers."
FUND = "A fund would aid American shipbuilding."
ALASKA = "Japan might invest in the pipeline for Alaskan gas."
SUMMARY = "More frank and in-depth than before; the aim is the leaders’ meeting of the G7 in the middle of June."
MOST = 150
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "logging-a-round.md"


class Hand:
    """A hand that counts its presses and clicks; the words that go into the record count nothing."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def click(self, place):
        place.click()
        self.count += 1

    def act(self, said):
        """A click on the one thing of the screen that has the words among those of its command."""
        self.click(self.page.locator(f'[data-command*="{said}" i]').first)

    def type(self, words):
        self.page.keyboard.insert_text(words) if not words.isdigit() else self.page.keyboard.type(words)

    def into(self, name, words):
        """A click into a field, and the words typed there."""
        self.click(self.page.locator(f'[name="{name}"]'))
        self.type(words)

    def then(self, words):
        """On to the next field, and the words typed there."""
        self.press("Tab")
        self.type(words)

    def is_at(self, name):
        """Wait until the field has the focus: a row may still be on its way."""
        expect(self.page.locator(f'[name="{name}"]')).to_be_focused()


def log_the_third_round(page):
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="Log a round"))
    the_round(hand)
    the_sources(hand)
    the_occasions(hand)
    hand.act("Show what was held before the days")
    expect(page.locator("#head-positions")).to_contain_text("held before 23 May 2025")
    the_positions(hand)
    what_was_discussed(hand)
    hand.act("Save and publish")
    page.wait_for_url("**/rounds/3/**")
    return hand.count


def the_round(hand):
    hand.is_at("round-number")
    hand.press("Control+a")
    hand.type("3")
    hand.then("ministerial")
    hand.then("Washington")
    hand.then("05232025")
    hand.into("round-summary", SUMMARY)


def the_sources(hand):
    hand.into("source-0-pick", SOURCES[0])
    for number, source in enumerate(SOURCES[1:], start=1):
        hand.act("Add a source")
        hand.is_at(f"source-{number}-pick")
        hand.type(source)


def the_occasions(hand):
    hand.into("occasion-0-title", "Akazawa and Lutnick")
    hand.then("90")
    hand.then("Akazawa, Lutnick")
    hand.then("Bessent")
    hand.act("Add an occasion")
    hand.is_at("occasion-1-kind")
    hand.then("Akazawa and Greer")
    hand.then("120")
    hand.then("Akazawa, Greer")
    hand.act("Add an occasion")
    hand.is_at("occasion-2-kind")
    hand.press("t")  # a telephone call
    hand.then("Call of the President and the Prime Minister, before the talks")
    hand.then("45")
    hand.then("Trump, Ishiba")
    hand.press("Tab")
    hand.then("2")


def the_positions(hand):
    """Six of them: two replace what was held, one repeats it, three are new."""
    hand.act("All the measures should be reviewed")
    hand.press("p")
    hand.is_at("position-0-words")
    hand.type(REMOVAL)
    hand.press("Tab", "Tab", "Tab", "Tab", "o")  # on the record
    hand.then(AKAZAWA)
    hand.then("remove all of the tariffs")

    hand.act(PACKAGE)
    hand.press("r")
    expect(hand.page.locator("#position-1-row")).to_be_attached()
    hand.press("Enter")
    hand.is_at("position-1-source")
    hand.type("3")
    hand.press("Tab", "Tab")
    hand.then("one package, not piece by piece")

    hand.act("Haste does no good")
    hand.press("p")
    hand.is_at("position-2-words")
    hand.type(NO_DEADLINE)
    hand.press("Tab", "Tab")
    hand.then("3")
    hand.press("Tab", "Tab")
    hand.then("no fixed deadline")

    new_position(hand, 3, "Shipbuilding", JOINT_PROJECT, "4", "o", "Shigeru Ishiba")
    new_position(hand, 4, "Shipbuilding", FUND, "5", "a")
    new_position(hand, 5, "energy", ALASKA, "6", "j")


def new_position(hand, number, issue, words, source, told, speaker=""):
    hand.click(hand.page.locator(f'[data-command^="New: "][data-command*="{issue}" i][data-command$="Japan"]'))
    hand.is_at(f"position-{number}-stance")
    hand.press("o")  # offers
    hand.then(words)
    hand.press("Tab", "Tab")
    hand.then(source)
    hand.press("Tab", told, "Tab")
    if speaker:
        hand.type(speaker)
    else:
        hand.press("Delete")


def what_was_discussed(hand):
    for issue, source, note in (
        ("investment", "4", "Nippon Steel and U.S. Steel"),
        ("defence", "1", "Economic security: supply chains that do not depend on China"),
    ):
        hand.page.locator(f'[data-command^="On this round: "][data-command*="{issue}" i]').first.focus()
        hand.count += 1  # the click into the list
        hand.press("d")
        hand.then(source)
        hand.then(note)


@pytest.fixture(scope="module")
def third_round(browser, signed_in, site, spring):
    """What the round's page says after it was logged, and how many presses and clicks that took."""
    context = browser.new_context(base_url=site, storage_state=signed_in["editor"])
    page = context.new_page()
    page.goto(spring)
    count = log_the_third_round(page)
    path = urlsplit(page.url).path
    page.goto(f"{path}?on=2025-05-31&known=2025-05-31")
    told = page.locator("main").inner_text()
    context.close()
    return count, told


def test_the_third_round_takes_at_most_150_presses_and_clicks(third_round):
    count, _ = third_round

    assert count <= MOST


def test_the_guide_says_how_many_presses_and_clicks_it_takes(third_round):
    count, _ = third_round

    assert f"takes **{count} key presses and clicks**" in GUIDE.read_text()


def test_its_page_says_who_met_for_how_long_and_who_was_absent(third_round):
    _, told = third_round

    for words in ("Akazawa and Lutnick", "90 minutes", "Akazawa and Greer", "120 minutes", "45 minutes"):
        assert words in told
    assert "Scott Bessent" in told.split("Absent though expected")[1]


def test_its_page_shows_the_six_positions_with_their_sources(third_round):
    _, told = third_round

    for words in (REMOVAL, PACKAGE, NO_DEADLINE, JOINT_PROJECT, FUND, ALASKA):
        assert words in told
    for source in SOURCES:  # some are in the record already, under a title of its own
        assert source.partition(": ")[0] in told.split("Sources")[-1]
    assert "repeated" in told.lower()
    assert "Draft" not in told
