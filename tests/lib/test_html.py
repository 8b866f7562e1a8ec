"""Pieces of HTML: what is not HTML is escaped, what is stays."""

import pytest
from django.utils.safestring import SafeString

from parley.lib.html import fill, joined


def test_a_value_is_escaped_and_html_is_not():
    bold = fill("<b>{}</b>", 'a "<i>" & b')

    assert bold == "<b>a &quot;&lt;i&gt;&quot; &amp; b</b>"
    assert fill("<p>{}</p>", bold) == f"<p>{bold}</p>"
    assert isinstance(bold, SafeString)


def test_a_number_and_nothing_are_written_as_they_are():
    assert fill("{}{}", 14, "") == "14"


def test_pieces_stand_one_behind_the_other():
    assert joined([fill("<i>{}</i>", "<"), fill("<i>{}</i>", 2)], "\n") == "<i>&lt;</i>\n<i>2</i>"


@pytest.mark.parametrize("values", [(), ("one", "two")])
def test_a_template_has_as_many_places_as_there_are_values(values):
    with pytest.raises(ValueError, match="size"):
        fill("<b>{}</b>", *values)
