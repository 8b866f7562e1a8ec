"""What the record can say of a deal, in the browser: boards with their filters, the way back to an earlier version, and
the private address of the calendar."""

import re

from playwright.sync_api import expect

TALKS = "/negotiations/us-japan-2025"
DEADLINE = "/records/deadline/usjp-pledge-ends"


def test_the_board_of_accounts_is_narrowed_to_what_is_open(open_page):
    page = open_page("reader", f"{TALKS}/accounts/")
    board = page.locator("#board")
    expect(board).to_contain_text("Settled on")

    page.locator("[name=standing]").select_option("open")

    expect(board).not_to_contain_text("Settled on")
    expect(board).to_contain_text("They differ since")
    assert "standing=open" in page.url
    assert page.complaints == []


def test_an_account_that_settles_a_subject_leaves_the_others_on_the_board(open_page):
    page = open_page("editor", f"{TALKS}/accounts/")
    subject = page.locator(".difference", has_text="Whether the rate of the yen reflects fundamentals").first
    told = subject.locator(".accounts > *").count()

    assert told >= 2
    subject.get_by_role("link", name="New account").click()
    page.locator("[name=teller]").fill("The record")
    page.locator("[name=words]").fill("Neither side named a level.")
    page.locator("[name=given_on]").fill("2025-06-01")
    page.locator("[name=settles]").check()
    page.get_by_role("button", name=re.compile("^Save")).click()

    expect(page.locator("main")).to_contain_text("draft until an editor publishes it")
    assert (
        page.locator(".difference", has_text="Whether the rate of the yen reflects fundamentals")
        .first.locator(".accounts > *")
        .count()
        >= told
    )


def test_the_ledger_shows_the_moves_of_one_party_on_one_issue(open_page):
    page = open_page("reader", f"{TALKS}/concessions/")
    ledger = page.locator("#ledger")

    page.locator("[name=party]").select_option("usjp-us")
    expect(ledger).not_to_contain_text("Japan would help to bring American shipbuilding back")
    page.locator("[name=issue]").select_option("usjp-suspension")

    expect(ledger).to_contain_text("The suspension is lengthened to 1 August")
    expect(ledger).not_to_contain_text("The duty on cars")


def test_an_earlier_version_comes_back_with_a_reason(open_page):
    page = open_page("editor", f"{DEADLINE}/edit/")
    page.locator("[name=name]").fill("The pledge runs out")
    page.locator("[name=reason]").fill("Shorter")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.locator("body")).to_contain_text("is saved")
    page.goto(f"{DEADLINE}/history/")
    page.get_by_role("link", name=re.compile("^Restore this version")).first.click()
    expect(page.locator("main")).to_contain_text("What would change")

    page.locator("[name=reason]").fill("The longer name says more")
    page.get_by_role("button", name="Restore this version").click()
    page.wait_for_url(lambda address: "/restore/" not in address)

    page.goto(f"{DEADLINE}/history/")
    expect(page.locator("h1")).to_contain_text("The term of the investment ends")
    expect(page.locator("main")).to_contain_text("The longer name says more")


def test_a_new_address_of_the_calendar_ends_the_old_one(open_page):
    page = open_page("reader", "/calendar/")
    old = page.locator("#calendar-address").inner_text()
    assert page.request.get(old).text().startswith("BEGIN:VCALENDAR")

    page.get_by_role("link", name="Make a new address").click()
    page.locator("main").get_by_role("button").first.click()

    page.goto("/calendar/")
    new = page.locator("#calendar-address").inner_text()
    assert new != old
    assert (page.request.get(old).status, page.request.get(new).status) == (404, 200)
