"""Clocks of addresses that only the running test can tell."""

from urllib.parse import quote

from django.utils import timezone


def by_now(address: str) -> str:
    """An address with the moment of now for {now}: all that was built by it is on record then."""
    return address.format(now=quote(timezone.now().isoformat()))
