"""The column of special rates: which duty it states for which programme."""

import gzip
import json
import re

import pytest

from tariffs.columns import special_rates, states_special
from tariffs.schedule.reading import plain
from tests.schedules import SHARED, shared

FEED = "Free (BH,CL) 12.4¢/kg + 0.5% (PA) See 9822.04.10 (AU) See 9823.03.01-9823.03.12 (S+)"


@pytest.mark.parametrize(
    ("special", "programme", "duty"),
    [
        ("Free (A,AU,JP) 3.25% (KR)", "JP", "Free"),
        ("Free (A,AU,JP) 3.25% (KR)", "KR", "3.25%"),
        ("Free (A,AU,JP) 3.25% (KR)", "IL", None),
        ("Free (A,AU, JP)2.7%(KR)", "KR", "2.7%"),
        ("Free(A, AU,BH)", "AU", "Free"),
        ("Free (A+,AU)", "A", None),
        ("Free (A+,AU)", "A+", "Free"),
        ("Free (A*,D,E IL,.OM)", "IL", "Free"),
        ("Free (A*,D,E IL,.OM)", "OM", "Free"),
        ("Free (JO) 10.5¢/pf. liter (CO)", "CO", "10.5¢/pf. liter"),
        (FEED, "PA", "12.4¢/kg + 0.5%"),
        (FEED, "AU", "See 9822.04.10"),
        (FEED, "S+", "See 9823.03.01-9823.03.12"),
        (FEED, "JP", None),
        ("No change (A) Free (CA,IL, MX) See U.S. note 3(e) (CO,PE)", "CO", "See U.S. note 3(e)"),
        ("Free (AU) A duty upon the value (see U.S. note 3) (B,C,)", "C", "A duty upon the value (see U.S. note 3)"),
        ("The duty provided in the subheading + 25%", "JP", "The duty provided in the subheading + 25%"),
        ("Free (See U.S. note 4 of this subchapter)", "JP", "Free (See U.S. note 4 of this subchapter)"),
        ("No change", "JP", "No change"),
        ("", "JP", None),
        ("Free (A)", "", None),
    ],
)  # fmt: skip
def test_the_duty_of_a_programme(special, programme, duty):
    assert states_special(special, programme) == duty


def test_every_special_rate_of_the_archives_is_split_without_rest():
    shared("hts/archives")
    texts = set()
    for file in (SHARED / "hts" / "archives").iterdir():
        # Many times as quick as to read the whole of 44 files as JSON; no special rate has a quotation mark.
        texts.update(re.findall(rb'"special" : ("[^"\n]+")', gzip.decompress(file.read_bytes())))
    columns = {plain(json.loads(text)) for text in texts}

    assert len(columns) == 778  # with the blank
    for column in columns:
        rates = special_rates(column)
        assert all(rates.values()), column
        assert not any(re.search(r"\([A-Z]{1,2}[+*]?[,)]", duty) for duty in rates.values()), column
        named = re.findall(r"(?<=[(,. ])[A-Z]{1,2}[+*]?(?=[,) ])", re.sub(r"\([^()]*[a-z][^()]*\)", "", column))
        assert set(named) <= {*rates, "A"}, column  # “A duty” is a word


def test_japan_has_its_rates_of_the_agreement_on_digital_and_farm_goods():
    rows = json.loads(gzip.decompress(shared("hts/archives/hts_2025_basic.json.gz").read_bytes()))
    stated = [duty for row in rows if (duty := states_special(plain(row["special"]), "JP")) and "JP" in row["special"]]

    assert len(stated) == 259
    assert stated.count("Free") == 183
