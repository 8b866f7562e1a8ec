"""Every kind of record that is entered alone has a button on the page where one looks for it."""

import re

import pytest

from negotiations.dossier.loading import load
from tests import build
from tests.dossiers import SMALL

DAY = "?on=2025-06-01&known=2025-06-01"
BUTTONS = [
    ("/negotiations/", "/records/negotiation/new/", {}),
    ("/negotiations/talks/issues/", "/records/issue/new/?negotiation=talks", {"negotiation": "talks"}),
    ("/negotiations/talks/deadlines/", "/records/deadline/new/?negotiation=talks", {"negotiation": "talks"}),
    ("/negotiations/talks/terms/", "/records/term/new/?negotiation=talks", {"negotiation": "talks"}),
    ("/negotiations/talks/accounts/", "/records/divergence/new/?negotiation=talks", {"negotiation": "talks"}),
    ("/negotiations/talks/concessions/", "/records/exchange/new/", {}),
    ("/officials/", "/records/official/new/", {}),
    ("/officials/akazawa/", "/records/appointment/new/?official=akazawa", {"official": "akazawa"}),
    ("/sources/", "/sources/new/", {}),
    ("/tariffs/measures/", "/records/measure/new/", {}),
    ("/tariffs/measures/?economy=US", "/records/measure/new/?economy=us", {"economy": "us"}),
    ("/tariffs/measures/reciprocal/", "/records/rate/new/?measure=reciprocal", {"measure": "reciprocal"}),
    ("/tariffs/instruments/", "/records/legalinstrument/new/", {}),
    ("/tariffs/instruments/?economy=US", "/records/legalinstrument/new/?economy=us", {"economy": "us"}),
    ("/tariffs/sectors/", "/records/sector/new/", {}),
]
OWN = [
    ("/tariffs/instruments/eo-1/", "legalinstrument/eo-1"),
    ("/tariffs/measures/reciprocal/", "measure/reciprocal"),
    ("/tariffs/sectors/motor/", "sector/motor"),
]


@pytest.fixture(scope="module")
def made(standing):
    load(SMALL, by=None)
    build.sector(key="motor")


@pytest.fixture
def loaded(made, db):
    """The record as it was made for this file, and a database in which to change it."""


def shown(client, address):
    page = client.get(address + (DAY if "?" not in address else f"&{DAY[1:]}"))

    assert page.status_code == 200
    return page.text


@pytest.mark.parametrize(("address", "form", "preset"), BUTTONS)
def test_an_analyst_finds_the_form_with_what_it_hangs_on_filled_in(desk, loaded, address, form, preset):
    assert f'href="{form}"' in shown(desk, address)

    fields = desk.get(form).context["form"]

    for name, key in preset.items():
        assert getattr(fields.instance, name).key == key
        assert fields[name].value() in (key, getattr(fields.instance, name).pk)


@pytest.mark.parametrize(("address", "form", "preset"), BUTTONS)
def test_a_reader_is_offered_no_form(client, reader, loaded, address, form, preset):
    client.force_login(reader)

    assert not re.search(r"(/records/\w+|/sources)/new/", shown(client, address))


@pytest.mark.parametrize(("address", "record"), OWN)
def test_a_record_of_the_law_leads_to_its_history_and_its_form(desk, loaded, address, record):
    page = shown(desk, address)

    for tail in ("history", "edit"):
        assert f'href="/records/{record}/{tail}/"' in page
        assert desk.get(f"/records/{record}/{tail}/").status_code == 200
