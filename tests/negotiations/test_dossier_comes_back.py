"""What a dossier says of an empty record comes back in the dump: a draft, a place, and any text."""

import yaml
from django.db import transaction
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from negotiations.dossier.dumping import content, dump
from negotiations.dossier.loading import load
from negotiations.models import Negotiation
from parley.lib.direction import TURNING
from tests.dossiers import changed

# What turns the direction of reading is refused (test_legible), as controls are.
SEEN = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=TURNING)
WORDS = st.text(SEEN | st.just("\n"), min_size=1, max_size=300).filter(str.strip)
KEYS = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
DAYS = st.dates().map(str)
SOURCES = st.fixed_dictionaries(
    {
        "publisher": WORDS.map(lambda text: text[:200]),
        "title": WORDS.map(lambda text: text[:300]),
        "published_on": DAYS,
    },
    optional={
        "note": WORDS,
        "reliability": st.sampled_from("ABCDEF"),
        "official": st.booleans(),
        "language": st.just("no"),
    },
)


def test_a_draft_stays_one(db):
    text = changed("stance: offers", "stance: offers\n    draft: true")
    load(text, by=None)

    assert content(dump(Negotiation.objects.get())) == content(text)


def test_a_place_that_is_not_the_order_is_kept(db):
    text = changed("{economy: us, name: United States}", "{economy: us, name: United States, place: 7}")
    load(text, by=None)

    assert content(dump(Negotiation.objects.get()))["parties"] == content(text)["parties"]


@given(sources=st.dictionaries(KEYS, SOURCES, min_size=1, max_size=4), title=WORDS)
@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@example(
    sources={"a": {"publisher": "null", "title": "~ x: y # z", "published_on": "0001-01-01", "note": " a\n\n  b \nc"}},
    title="true",
)
@example(
    sources={"a": {"publisher": "-", "title": "a  " * 60, "published_on": "9999-12-31", "note": "\u2028\x85a" * 60}},
    title="'\"",
)
def test_any_text_comes_back(db, sources, title):
    cited = [{"source": key, "attribution": "document"} for key in sources for _ in range(2)]
    talks = {"negotiations": [{"key": "talks", "title": title[:200]}]}
    issue = {"key": "issue", "negotiation": "talks", "title": title[:200], "description": title, "citations": cited}
    sections = {"sources": [{"key": key, **fields} for key, fields in sources.items()], **talks, "issues": [issue]}
    text = yaml.safe_dump(sections, allow_unicode=True)

    with transaction.atomic():
        load(text, by=None)
        dumped = dump(Negotiation.objects.get())
        transaction.set_rollback(True)

    assert content(dumped) == content(text)
