"""Search by any two letters, in any script."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast


class Grams(Func):
    """All pairs of neighbouring letters in some columns, without case and accents: what the search index holds.

    A pair finds a Japanese name of two characters, where trigrams would read the whole table.
    """

    function = "parley_grams"
    output_field = ArrayField(models.TextField())

    def __init__(self, *fields: str | Combinable, **extra) -> None:
        super().__init__(*(F(field) if isinstance(field, str) else field for field in fields), **extra)


class Names(Func):
    """All names by which sources call an official, as one list of texts for the search index."""

    template = "VARIADIC (%(expressions)s)"
    arg_joiner = " || "
    output_field = ArrayField(models.TextField())

    def __init__(self, **extra) -> None:
        names = Func("family_name", "given_name", "native_name", template="ARRAY[%(expressions)s]::text[]")
        super().__init__(Cast("spellings", ArrayField(models.TextField())), names, **extra)


class Plain(Func):
    """What some columns say, without case and accents: the same as `parley_plain` (`GRAMS`).

    Written out: `parley_plain` says that it never changes, and what it calls does not say so of itself; PostgreSQL
    therefore calls it for each row instead of reading what it is made of, which takes four times as long.
    """

    template = "lower(public.unaccent('public.unaccent', concat_ws(' ', %(expressions)s)))"
    output_field = models.TextField()


class PlainWord(Func):
    """A word that is sought, without case and accents; worked out once for all rows."""

    template = "(SELECT parley_plain(%(expressions)s))"
    output_field = models.TextField()


GRAMS = """
CREATE FUNCTION parley_plain(variadic texts text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN lower(public.unaccent('public.unaccent', array_to_string(texts, ' ')));

CREATE FUNCTION parley_grams(variadic texts text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT coalesce(array_agg(DISTINCT substr(plain, place, 2)), '{}')
    FROM (SELECT parley_plain(variadic texts) AS plain) AS words,
        generate_series(1, length(plain) - 1) AS place
);
"""
NO_GRAMS = """
DROP FUNCTION parley_grams(text[]);
DROP FUNCTION parley_plain(text[]);
"""
