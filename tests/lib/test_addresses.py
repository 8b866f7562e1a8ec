"""The addresses of records are those of `reverse`, whatever stands before them."""

from django.urls import reverse, set_script_prefix

from parley.lib.addresses import address_of


def test_keys_are_put_in_in_their_order():
    assert address_of("tariffs:rate_detail", "s232-autos", "key-1-") == "/tariffs/measures/s232-autos/rates/key-1-/"


def test_what_stands_before_all_addresses_stands_before_these():
    address_of("tariffs:measure_detail", "mfn")
    set_script_prefix("/parley/")
    try:
        assert address_of("tariffs:measure_detail", "mfn") == reverse("tariffs:measure_detail", args=["mfn"])
        assert address_of("tariffs:measure_detail", "mfn").startswith("/parley/")
    finally:
        set_script_prefix("/")
