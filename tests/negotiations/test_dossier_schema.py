"""The schema that is published, and that it agrees with what is loaded."""

import re
from io import StringIO
from pathlib import Path

import jsonschema
import pytest
from django.conf import settings
from django.core.management import call_command

from negotiations.dossier.reading import Items, Text, read
from negotiations.dossier.schema import schema

DOCS = Path(settings.BASE_DIR) / "docs"


def as_an_editor_reads_it(node):
    """Plain values as YAML 1.2 types them, which is what an editor holds against the schema."""
    if isinstance(node, Items):
        return [as_an_editor_reads_it(each) for each in node.nodes]
    if not isinstance(node, Text):
        return {name: as_an_editor_reads_it(each) for name, each in node.nodes.items()}
    if node.value in ("true", "false"):
        return node.value == "true"
    if node.value and re.fullmatch(r"[-+]?[0-9]+", node.value):
        return int(node.value)
    if node.value and re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", node.value):
        return float(node.value)
    return node.value


def refusals(text):
    checker = jsonschema.Draft7Validator(schema())
    return [error.message for error in checker.iter_errors(as_an_editor_reads_it(read(text)))]


def test_the_published_schema_is_up_to_date():
    out = StringIO()

    call_command("dossier_schema", stdout=out)

    assert (DOCS / "dossier.schema.json").read_text(encoding="utf-8") == out.getvalue()


def test_the_schema_is_one():
    jsonschema.Draft7Validator.check_schema(schema())


def test_the_dossiers_of_the_documentation_agree():
    examples = re.findall(r"```yaml\n(.*?)```", (DOCS / "dossier.md").read_text(encoding="utf-8"), re.DOTALL)

    assert [refusals(each) for each in examples] == [[], [], []]


def test_a_code_alone_agrees():
    assert refusals("scopes:\n  - key: cars\n    name: Cars\n    codes: [8703, 87.03, 8703.23.01, all]\n") == []


@pytest.mark.parametrize("dossier", sorted(Path(settings.BASE_DIR).glob("dossiers/*.yaml")), ids=lambda path: path.name)
def test_every_dossier_agrees(dossier):
    assert refusals(dossier.read_bytes()) == []


@pytest.mark.parametrize(
    "text",
    [
        "postions: []",
        "sources:\n  - key: s01",
        "builds_on: law",
        "builds_on: [../law]",
        "rates:\n  - key: s01",
        "scopes:\n  - {key: cars, codes: [8703]}",
        "scopes:\n  - key: Cars\n    name: Cars",
        "scopes:\n  - key: cars\n    name: Cars\n    codes:\n      - hs_code: cars",
        "scopes:\n  - key: cars\n    name: Cars\n    codes:\n      - cars",
        "positions:\n  - {key: a, issue: b, party: c, stance: wants, words: d, starts_on: 2025-05-01}",
        "positions:\n  - {key: a, issue: b, party: c, stance: asks, words: d, starts_on: 1 May 2025}",
        "positions:\n  - {key: a, issue: b, party: c, stance: asks, words: d, starts_on: 2025-05-01, why: e}",
    ],
)
def test_what_is_not_loaded_disagrees(text):
    assert refusals(text)
