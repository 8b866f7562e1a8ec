"""A real site for the browser tests: what the README's first command serves, one for all workers of a run."""

import json
import os
import shutil
import time
from collections import defaultdict
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import expect, sync_playwright

from tests.demonstration import demo, first_start, free_port, load, log_ins, talks_of_two_rounds
from tests.sharing import one_at_a_time

ROLES = ("reader", "analyst", "editor")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))), None)
NO_NETWORK = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 180.0
expect.set_options(timeout=30_000)  # as long as Playwright waits for everything else: the machine may be busy


@pytest.fixture(scope="session")
def running():
    """The address of the demonstration, and the passwords that it printed.

    The first worker that asks starts it; tests/conftest.py stops it when the run ends.
    """
    if CHROMIUM is None:
        if os.environ.get("PARLEY_REQUIRE_BROWSER"):
            pytest.fail("No chromium on PATH.")
        pytest.skip("no chromium on PATH")
    with one_at_a_time("site") as folder:
        ready = folder / "ready.json"
        if not ready.exists():
            ready.write_text(json.dumps(_started(folder)))
        return json.loads(ready.read_text())


def _started(folder: Path) -> list:
    """The demonstration's second start: a test sees what the first one does, and both pay for its data once."""
    first_start()
    port = free_port()
    with (folder / "said").open("w") as into:
        process = demo(folder / "demo", port, into)
    (folder / "pid").write_text(str(process.pid))
    told = [f"http://127.0.0.1:{port}", log_ins(_said(folder / "said", process))]
    process.returncode = 0  # it outlives this worker, which shall not wait for it nor be warned of it
    return told


def _said(file: Path, process) -> str:
    """What the command wrote, when it is ready."""
    deadline = time.monotonic() + PATIENCE
    while "Ctrl-C" not in file.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"The site did not start: {file.read_text()}")
        time.sleep(0.2)
    return file.read_text()


@pytest.fixture(scope="session")
def site(running):
    address, _ = running
    return address


@pytest.fixture(scope="session")
def spring(site):
    """The address of talks of two rounds, beside those of the demonstration that have all of theirs."""
    with one_at_a_time("spring") as folder:
        if not (loaded := folder / "spring").exists():
            load(folder / "demo", talks_of_two_rounds())
            loaded.touch()
    return "/negotiations/spring-us-japan-2025/"


@pytest.fixture(scope="session")
def browser(site):
    connections.close_all()  # where a loop runs, as Playwright's does, Django keeps connections of its own
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=NO_NETWORK)
        yield browser
        browser.close()
        connections.close_all()


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


class Window:
    """A page that remembers what the browser complained of, in a context of its own."""

    def __init__(self, page, cookies):
        self.page = page
        self.cookies = cookies
        self.complaints = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self._dialog)

    def _console(self, line):
        if line.type in ("error", "warning"):
            self.complaints.append(line.text)

    def _dialog(self, dialog):
        """A question that the browser puts is a complaint, and stops nothing: unanswered, it would hold the window."""
        self.complaints.append(f"asked: {dialog.type}")
        dialog.accept()

    def __getattr__(self, name):
        return getattr(self.page, name)

    def clear(self):
        """Leave nothing for the next who uses it."""
        if self.url.startswith("http"):
            self.evaluate("localStorage.clear(); sessionStorage.clear()")
        self.goto("/static/favicon.svg")  # runs nothing; after a blank page the next would start a process of its own
        self.emulate_media(media="screen")
        self.context.clear_cookies()
        self.context.add_cookies(self.cookies)
        self.complaints = []


@pytest.fixture(scope="session")
def idle_windows(browser):
    """The windows that no test is using, by who is logged in and whether scripts run.

    They are kept since to open one takes longer than to show most pages.
    """
    return defaultdict(list)


@pytest.fixture
def open_page(browser, signed_in, site, idle_windows):
    """Opens pages as a role, or as a stranger: `open_page("analyst", "/", width=390, theme="dark", scripts=False)`."""
    used = []

    def opened(role, address, *, width=1280, theme="light", scripts=True):
        idle = idle_windows[role, scripts]
        window = idle.pop() if idle else _new_window(browser, site, signed_in[role] if role else None, scripts)
        used.append((idle, window))
        window.context.add_cookies([{"name": "theme", "value": theme, "url": site}])
        window.set_viewport_size({"width": width, "height": 900})
        window.answer = window.goto(address)
        return window

    yield opened
    for idle, window in used:
        window.clear()
        idle.append(window)


def _new_window(browser, site, state, scripts):
    context = browser.new_context(base_url=site, storage_state=state, java_script_enabled=scripts)
    return Window(context.new_page(), state["cookies"] if state else [])
