"""A page says in words that there is nothing yet to show."""

import pytest


@pytest.mark.parametrize(
    "address", ["/", "/negotiations/", "/officials/", "/sources/", "/changes/", "/search/?q=nothing"]
)
def test_an_empty_record_says_so(desk, address):
    assert 'class="empty"' in desk.get(address).text


def test_an_empty_record_reaches_nowhere(desk):
    assert "Latest public statement" not in desk.get("/").text
