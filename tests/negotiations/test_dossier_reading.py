"""What is read from a dossier's text, and which texts are refused on which line."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiations.dossier.reading import DossierError, Fields, Items, Text, read


def faults(text):
    with pytest.raises(DossierError) as refused:
        read(text)
    return [(fault.line, fault.path, fault.told) for fault in refused.value.faults]


def test_every_value_has_its_line_and_its_path():
    top = read("sources:\n  - key: s01\n    title: Talks\npositions:\n  - citations:\n      - source: s01\n")

    [position] = top.nodes["positions"].nodes
    [citation] = position.nodes["citations"].nodes
    assert citation.nodes["source"] == Text(6, "positions[0].citations[0].source", "s01")
    assert top.lines == {"sources": 1, "positions": 4}


@pytest.mark.parametrize(
    "written", ["2025-05-05", "25%", "0201", "8703.23.01", "no", "1e3", "true", "12:30", "=", "日本"]
)
def test_a_value_is_read_as_it_is_written(written):
    assert read(f"a: {written}\n").nodes["a"].value == written


@pytest.mark.parametrize("written", ["", "~", "null"])
def test_nothing_is_read_as_nothing(written):
    assert read(f"a: {written}\n").nodes["a"].value is None


def test_quoted_words_are_words():
    assert [read(f"a: {text}\n").nodes["a"].value for text in ("'null'", '"~"', "''")] == ["null", "~", ""]


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert read("\ufeffa: b\n".encode()).nodes.keys() == {"a"}


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("", None, "The file is empty."),
        ("# a comment\n", None, "The file is empty."),
        ("- key: s01\n", 1, "A dossier is a set of sections"),
        ("words\n", 1, "A dossier is a set of sections"),
        ("a:\n\t- b\n", 2, "A tab stands at the beginning of the line"),
        ("a: 1\nb: The duty: not open\n", 2, "stands in quotation marks"),
        ("a: 1\nb: @home\n", 2, "stands in quotation marks"),
        ("a: 'it\n", 2, "opened and not closed"),
        ("a:\n  - b: 1\n   c: 2\n", 3, "distance from the margin"),
        ("a: 1\n---\nb: 2\n", 2, "A second document begins here"),
        ("a: 1\nb: \x07\n", 2, "The control character U+0007"),
        (b"a: 1\nb: \xe9\n", 2, "not in UTF-8"),
        ("a: 1\n".encode("utf-16"), 1, "not in UTF-8"),
        ("a: \ud800\n", 1, "Half of a character"),
        ("a: " + "[" * 2000 + "]" * 2000, 1, "nested too deeply"),
    ],
)
def test_a_text_that_is_no_dossier_is_refused_on_its_line(text, line, told):
    [(where, _, words)] = faults(text)

    assert where == line
    assert told in words


def test_faults_are_told_together():
    text = "a: &x 1\na: 2\nb: *x\nc: !!int 3\n? [d]\n: 4\n"

    assert faults(text) == [
        (2, "a", "“a” stands twice in one record, first on line 1."),
        (3, "b", "“*x” repeats another value; write it out."),
        (4, "c", "“tag:yaml.org,2002:int” is a YAML tag, which a dossier has no use for."),
        (5, "", "The name of a field is a word."),
    ]


def test_aliases_do_not_explode():
    laughs = "a: &a [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1 or ''}, *a{n - 1 or ''}]\n" for n in range(1, 40))

    assert len(faults(laughs)) == 78


@given(st.text() | st.binary())
def test_any_text_is_read_or_refused(text):
    with suppress(DossierError):
        assert isinstance(read(text), Fields)


@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True)))
def test_lists_keep_their_order(words):
    listed = read("a:\n" + "".join(f"  - {word}x\n" for word in words)).nodes["a"]

    assert not words or isinstance(listed, Items)
    assert not words or [node.value for node in listed.nodes] == [f"{word}x" for word in words]
