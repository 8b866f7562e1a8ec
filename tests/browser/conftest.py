"""A real site for the browser tests: what the README's first command serves."""

import os
import shutil
import signal

import pytest
from playwright.sync_api import sync_playwright

from tests.demonstration import demo, ended, free_port, home, log_ins, read_until

ROLES = ("reader", "analyst", "editor")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NO_NETWORK = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def running():
    """The address of the demonstration, and the passwords that it printed."""
    if CHROMIUM is None:
        if os.environ.get("PARLEY_REQUIRE_BROWSER"):
            pytest.fail("No chromium on PATH.")
        pytest.skip("no chromium on PATH")
    with home() as folder:
        port = free_port()
        process = demo(folder, port)
        try:
            said = read_until(process, "Ctrl-C")
            yield f"http://127.0.0.1:{port}", log_ins(said)
        finally:
            ended(process, signal.SIGTERM)


@pytest.fixture(scope="session")
def site(running):
    address, _ = running
    return address


@pytest.fixture(scope="session")
def browser(site):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=NO_NETWORK)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(browser, running):
    """The cookies of each role, each logged in once through the form."""
    site, passwords = running
    states = {}
    for role in ROLES:
        context = browser.new_context(base_url=site)
        page = context.new_page()
        page.goto("/")
        page.get_by_label("Username").fill(role)
        page.get_by_label("Password").fill(passwords[role])
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(f"{site}/")
        states[role] = context.storage_state()
        context.close()
    return states


class Watched:
    """A page that remembers what the browser complained of."""

    def __init__(self, page):
        self.page = page
        self.complaints = []
        page.on(
            "console", lambda line: self.complaints.append(line.text) if line.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def __getattr__(self, name):
        return getattr(self.page, name)


@pytest.fixture
def open_page(browser, signed_in, site):
    """Opens pages as a role: `open_page("analyst", "/", width=390, theme="dark", scripts=False)`."""
    contexts = []

    def opened(role, address, *, width=1280, theme="light", scripts=True):
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 900},
            storage_state=signed_in[role],
            java_script_enabled=scripts,
        )
        context.add_cookies([{"name": "theme", "value": theme, "url": site}])
        contexts.append(context)
        page = Watched(context.new_page())
        page.answer = page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
