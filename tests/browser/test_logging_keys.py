"""The keys of the logging screen: arrows and letters in its table, and the list of commands."""

from itertools import count

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

NEW = "rounds/new/?on=2025-05-15"
_sheets = count(1)
AXE = "() => axe.run({resultTypes: ['violations']}).then(found => found.violations.map(rule => rule.id))"


def opened(open_page, address, **how):
    """The screen with nothing on it: under an address of its own, since what is typed under one comes back there."""
    return open_page("analyst", f"{address}{NEW}&sheet={next(_sheets)}", **how)


@pytest.fixture
def screen(open_page, spring):
    return opened(open_page, spring)


def focused(page):
    return page.evaluate("document.activeElement.textContent.trim()")


def stop(page, words):
    return page.locator(".positions-table summary", has_text=words)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def readable(page):
    page.evaluate(AXE_SCRIPT)
    return page.evaluate(AXE)


def test_the_tab_key_comes_to_the_table_once_and_arrows_move_in_it(screen):
    assert screen.locator(".positions-table .stop[tabindex='0']").count() == 1

    stop(screen, "Japan will not be exempted from the baseline part").focus()
    press(screen, "ArrowDown")
    assert "The baseline part, which all countries pay" in focused(screen)
    press(screen, "ArrowDown", "ArrowDown")
    assert "exempted from the country-specific part" in focused(screen)
    press(screen, "ArrowUp", "ArrowUp", "ArrowUp", "ArrowRight")
    assert "The reciprocal tariff of 10% is regrettable" in focused(screen)
    press(screen, "ArrowRight")
    expect(screen.get_by_label("Baseline part (10 points), on this round")).to_be_focused()
    press(screen, "ArrowLeft", "ArrowLeft")
    assert "Japan will not be exempted from the baseline part" in focused(screen)


def test_letters_say_what_became_of_a_position_and_the_foot_counts(screen):
    held = stop(screen, "The reciprocal tariff of 10% is regrettable")
    held.focus()

    press(screen, "w")
    expect(screen.locator("#tally")).to_have_text("1 withdrawn")
    press(screen, "p")
    expect(screen.locator('[name="position-0-words"]')).to_be_focused()
    screen.keyboard.insert_text("Ten points are too many.")
    expect(screen.locator("#tally")).to_have_text("1 replaced")
    press(screen, "Escape")
    assert "The reciprocal tariff of 10% is regrettable" in focused(screen)
    press(screen, "u")
    expect(screen.locator("#tally")).to_have_text("nothing new")
    press(screen, "r", "Enter")
    expect(screen.locator('[name="position-0-source"]')).to_be_focused()
    assert screen.locator('[name="position-0-words"]').input_value() == "Ten points are too many."


def test_letters_typed_in_a_field_are_letters(screen):
    stop(screen, "The reciprocal tariff of 10% is regrettable").focus()
    press(screen, "n")
    expect(screen.locator('[name="position-0-stance"]')).to_be_focused()
    screen.locator('[name="position-0-words"]').focus()

    screen.keyboard.type("upward")

    assert screen.locator('[name="position-0-words"]').input_value() == "upward"
    assert screen.locator("#tally").inner_text() == "1 new"


def test_the_second_position_begins_as_the_first_one_rests(screen):
    stop(screen, "The duty on cars is regrettable").focus()
    press(screen, "p")
    expect(screen.locator('[name="position-0-words"]')).to_be_focused()
    screen.locator('[name="position-0-attribution"]').select_option("on-record")
    screen.locator('[name="position-0-speaker"]').fill("Ryosei Akazawa")

    stop(screen, "The duty on steel is regrettable").focus()
    stop(screen, "The duty on aluminium is regrettable").focus()
    press(screen, "r")

    expect(screen.locator('[name="position-1-speaker"]')).to_have_value("Ryosei Akazawa")
    assert screen.locator('[name="position-1-attribution"]').input_value() == "on-record"
    assert "The duty on aluminium is regrettable" in focused(screen)


def test_pressed_fast_each_row_has_its_own_number(screen):
    for words in ("duty on cars is regrettable", "duty on steel is regrettable", "duty on aluminium is regrettable"):
        stop(screen, words).focus()
        press(screen, "r")

    expect(screen.locator('[name="position-TOTAL_FORMS"]')).to_have_value("3")
    for number in range(3):
        assert screen.locator(f'[name="position-{number}-words"]').count() == 1


def test_who_chooses_from_the_list_goes_on_in_it(screen):
    stop(screen, "The reciprocal tariff of 10% is regrettable").click()
    choice = screen.get_by_label("The reciprocal tariff of 10% is regrettable")
    choice.focus()
    press(screen, "ArrowDown", "ArrowDown")

    expect(screen.locator('[name="position-0-words"]')).to_have_value("The reciprocal tariff of 10% is regrettable.")
    expect(choice).to_be_focused()
    assert choice.input_value() == "replaced"


def test_without_a_connection_what_is_typed_stays_and_the_next_try_works(screen):
    screen.locator('[name="round-place"]').fill("Washington")
    screen.context.set_offline(True)
    stop(screen, "The reciprocal tariff of 10% is regrettable").focus()
    press(screen, "n")
    expect(screen.locator("#rows-told")).to_be_visible()
    screen.context.set_offline(False)

    press(screen, "n")

    expect(screen.locator('[name="position-0-stance"]')).to_be_focused()
    expect(screen.locator("#rows-told")).to_be_hidden()
    assert screen.locator('[name="round-place"]').input_value() == "Washington"


def test_a_command_is_found_by_typing_and_done_where_it_is_at_home(screen):
    press(screen, "Control+k")
    screen.keyboard.type("farm united new")
    expect(screen.locator("#commands-found [aria-selected=true]")).to_contain_text("Access to Japan's farm market")
    assert readable(screen) == []

    press(screen, "Enter")

    expect(screen.locator('[name="position-0-stance"]')).to_be_focused()
    cell = screen.locator("td", has=screen.locator('[name="position-0-stance"]'))
    assert cell.get_attribute("data-label") == "United States"


def test_the_list_of_commands_moves_by_arrows_and_gives_the_focus_back(screen):
    screen.locator('[name="round-place"]').focus()
    press(screen, "Meta+k")
    screen.keyboard.type("go to")
    first = screen.locator("#commands-found li").first
    expect(first).to_have_attribute("aria-selected", "true")
    press(screen, "ArrowDown")
    expect(first).to_have_attribute("aria-selected", "false")
    screen.keyboard.type(" nowhere at all")
    expect(screen.get_by_text("No such command.")).to_be_visible()

    press(screen, "Escape")

    expect(screen.locator('[name="round-place"]')).to_be_focused()


def test_the_keys_are_shown_by_a_command(screen):
    press(screen, "Control+k")
    screen.keyboard.type("show the keys")

    press(screen, "Enter")

    expect(screen.get_by_text("unchanged, repeated, replaced, withdrawn")).to_be_visible()


def test_a_command_leads_to_an_issue_that_the_filter_hides(screen):
    screen.get_by_label("Find an issue").fill("exchange rate")
    press(screen, "Control+k")
    screen.keyboard.type("held steel japan regrettable")

    press(screen, "Enter")

    assert "The duty on steel is regrettable" in focused(screen)


def test_an_issue_is_found_among_those_that_are_folded(screen):
    screen.get_by_label("Find an issue").fill("exchange rate")

    shown = screen.locator(".positions-table tbody tr:visible th")
    assert shown.all_inner_texts() == ["Currency", "Targets for the exchange rate"]


def test_an_hour_is_said_back_as_it_is_typed(screen):
    screen.locator('[name="occasion-0-starts_at"]').fill("19:00")
    screen.locator('[name="occasion-0-minutes"]').focus()

    expect(screen.locator("#occasion-0-clocks")).to_contain_text("Friday 16 May, 08:00 JST (Tokyo)")


def test_with_a_row_open_it_is_readable_by_everyone_and_nothing_scrolls_sideways(open_page, spring):
    page = opened(open_page, spring, width=390, theme="dark")
    page.get_by_role("button", name="New position of Japan: Duty on cars").click()
    expect(page.locator('[name="position-0-stance"]')).to_be_focused()

    assert readable(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.complaints == []


def test_without_scripts_a_choice_is_opened_by_the_server(open_page, spring):
    page = opened(open_page, spring, scripts=False)
    held = stop(page, "The reciprocal tariff of 10% is regrettable")
    held.click()
    page.get_by_label("The reciprocal tariff of 10% is regrettable").select_option("replaced")

    with page.expect_navigation():
        page.get_by_role("button", name="Show what was held before").click()

    assert page.locator('[name="position-0-words"]').input_value() == "The reciprocal tariff of 10% is regrettable."
