"""The guard: nothing from inside the network, nothing large, slow or of another kind; and what may be fetched."""

import ipaddress
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from negotiations.capture.fetching import Guard, NotFetched

OUTSIDE = "93.184.215.14"
BODY = "<html><body><p>関税は10%</p></body></html>".encode("euc-jp")


DRIPPED = b"HTTP/1.0 200 OK\r\n" + b"A: b\r\n" * 8


class Handler(BaseHTTPRequestHandler):
    seen: list[dict] = []
    letters = 0  # that have dripped

    def do_GET(self):
        if self.path == "/drips":
            return self.drip(DRIPPED)
        self.seen.append(dict(self.headers))
        status, headers, body = {
            "/page": (200, {"Content-Type": "text/html; charset=euc-jp"}, BODY),
            "/moved": (302, {"Location": "/page"}, b""),
            "/spaced": (302, {"Location": "/the page"}, b""),
            "/the%20page": (200, {"Content-Type": "text/plain"}, b"10%"),
            "/inside": (302, {"Location": "http://inside.example/"}, b""),
            "/round": (302, {"Location": "/round"}, b""),
            "/file": (302, {"Location": "file:///etc/passwd"}, b""),
            "/picture": (200, {"Content-Type": "image/png"}, b"PNG"),
            "/packed": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, b"x"),
            "/large": (200, {"Content-Type": "text/plain"}, b"x" * 3000),
            "/slow": (200, {"Content-Type": "text/plain"}, None),
        }.get(self.path, (404, {"Content-Type": "text/html"}, b"no"))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            for piece in [body] if body is not None else [b"x"] * 20:
                self.wfile.write(piece)
                self.wfile.flush()
                if body is None:
                    time.sleep(0.1)
        except OSError:
            pass  # who asked has gone

    def drip(self, head):
        try:
            for letter in head:
                self.wfile.write(bytes([letter]))
                Handler.letters += 1
                time.sleep(0.1)
        except OSError:
            pass  # who asked has gone

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server():
    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    yield served.server_port
    served.shutdown()
    thread.join()
    served.server_close()


@pytest.fixture
def guard(server):
    """A guard for which this machine lies outside, under one name, and another name inside."""
    names = {"press.example": ["127.0.0.1"], "inside.example": ["10.0.0.1"]}
    return Guard(
        resolve=lambda host, port: names[host],
        besides=[ipaddress.ip_network("127.0.0.1/32")],
        ports=(80, server),
        seconds=0.6,
        largest=2000,
    )


def test_a_page_is_fetched_with_its_charset_and_without_cookies(guard, server):
    page = guard.fetch(f"http://press.example:{server}/moved")

    assert (page.content, page.media_type, page.charset) == (BODY, "text/html", "euc-jp")
    assert page.address == f"http://press.example:{server}/page"
    assert "Cookie" not in Handler.seen[-1]
    assert Handler.seen[-1]["Host"] == f"press.example:{server}"


def test_an_address_with_a_space_in_it_is_followed_and_written_as_one_that_can_be_kept(guard, server):
    assert guard.fetch(f"http://press.example:{server}/spaced").address.endswith("/the%20page")


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/inside", "“inside.example” lies inside the network"),
        ("/round", "after 3 redirects"),
        ("/file", "Only addresses that begin with http:// or https://"),
        ("/picture", "What came is image/png"),
        ("/packed", "came packed"),
        ("/large", "larger than"),
        ("/slow", "did not come within 0.6 seconds"),
        ("/none", "answered with 404"),
    ],
)
def test_what_may_not_be_kept_is_refused_in_words(guard, server, path, sentence):
    with pytest.raises(NotFetched, match=sentence):
        guard.fetch(f"http://press.example:{server}{path}")


def test_an_answer_that_drips_letter_by_letter_ends_at_the_deadline(guard, server):
    with pytest.raises(NotFetched, match=r"did not come within 0\.6 seconds"):
        guard.fetch(f"http://press.example:{server}/drips")

    assert 0 < Handler.letters < len(DRIPPED)  # it was not heard to the end


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"], ["10.1.2.3"], ["172.16.0.1"], ["192.168.1.1"], ["169.254.169.254"], ["100.64.0.1"], ["0.0.0.1"],
        ["224.0.0.1"], ["255.255.255.255"], ["::1"], ["::"], ["fe80::1%eth0"], ["fc00::1"], ["ff02::1"],
        ["::ffff:10.0.0.1"], ["2002:0a00:0001::1"], ["64:ff9b::10.0.0.1"], [OUTSIDE, "10.0.0.1"], [],
    ],
)  # fmt: skip
def test_a_name_with_any_address_inside_the_network_is_refused(found):
    guard = Guard(resolve=lambda host, port: found)

    with pytest.raises(NotFetched, match="lies inside the network"):
        guard.admit("https://press.example/")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("ftp://press.example/", "Only addresses that begin with http"),
        ("file:///etc/passwd", "Only addresses that begin with http"),
        ("http:///path", "Only addresses that begin with http"),
        ("http://user:word@press.example/", "a user name or a password"),
        ("http://press.example:22/", "Only the usual ports"),
        ("http://press.example:99999/", "is no address"),
        ("http://[broken/", "is no address"),
    ],
)
def test_an_address_that_is_none_of_the_web_is_refused_before_it_is_looked_up(address, sentence):
    def never(host, port):
        raise AssertionError("It was looked up.")

    with pytest.raises(NotFetched, match=sentence):
        Guard(resolve=never).admit(address)


def test_the_connection_goes_to_the_address_that_was_looked_at(server):
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    guard = Guard(
        resolve=lambda host, port: next(answers), besides=[ipaddress.ip_network("127.0.0.1/32")], ports=(server,)
    )

    guard.fetch(f"http://press.example:{server}/page")  # a second look would have found the inside

    with pytest.raises(NotFetched, match="lies inside the network"):
        guard.fetch(f"http://press.example:{server}/page")


def test_an_address_outside_is_admitted():
    parts, port, numeric = Guard(resolve=lambda host, port: [OUTSIDE]).admit("https://press.example/a?b=1")

    assert (parts.hostname, port, numeric) == ("press.example", 443, OUTSIDE)


def test_a_name_of_nobody_is_told():
    def unknown(host, port):
        raise OSError

    with pytest.raises(NotFetched, match="No computer is called “nobody"):
        Guard(resolve=unknown).fetch("http://nobody.example/")
