"""A real site for the browser tests: the production server, the web process's own role, the demonstration loaded."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
DOSSIER = ROOT / "dossiers" / "us-japan-2025.yaml"
PASSWORD = "a long secret for tests"
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
MAKE_USERS = f"""
from django.contrib.auth import get_user_model
for role in {ROLES!r}:
    get_user_model().objects.create_user(username=role, password={PASSWORD!r}, role=role)
"""


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))  # one site, one browser


def _manage(environment, *arguments):
    subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True, capture_output=True
    )


@pytest.fixture(scope="session")
def site():
    """The address of a running site with the demonstration and a user a role."""
    if CHROMIUM is None:
        if os.environ.get("PARLEY_REQUIRE_BROWSER"):
            pytest.fail("No chromium on PATH.")
        pytest.skip("no chromium on PATH")
    from parley.lib import cluster, database

    home = database.data_folder()
    with cluster.connect(home) as connection:  # the cluster's own database, which no other test uses
        connection.autocommit = True
        connection.execute(f"DROP DATABASE IF EXISTS {cluster.DATABASE} WITH (FORCE)")
    cluster.prepare(home)
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "parley.settings", "PARLEY_LOCAL": "1"}
    owner, web = (environment | {"PARLEY_DATABASE_ROLE": role} for role in ("owner", "web"))
    _manage(owner, "migrate", "--verbosity", "0")
    _manage(web, "load", str(DOSSIER))
    _manage(web, "shell", "-c", MAKE_USERS)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--blocking-threads", "4"]
    server = subprocess.Popen(
        [Path(sys.executable).parent / command[0], *command[1:], "--no-ws", "parley.wsgi:application"],
        cwd=ROOT,
        env=web,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port):
    for _ in range(150):
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail("The site did not start.")


@pytest.fixture(scope="session")
def browser(site):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=NO_NETWORK)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(browser, site):
    """The cookies of each role, each logged in once through the form."""
    states = {}
    for role in ROLES:
        context = browser.new_context(base_url=site)
        page = context.new_page()
        page.goto("/")
        page.get_by_label("Username").fill(role)
        page.get_by_label("Password").fill(PASSWORD)
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
