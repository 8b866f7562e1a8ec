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
