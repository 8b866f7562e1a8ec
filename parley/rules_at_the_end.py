"""Rules that the database checks at the end of a change, which no model can say: told in its words."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

# Each with the field that is at fault, if any; None where the rule says which one it is.
_RULES = {
    "tariffs_ratepart_add_up": "",
    "negotiations_source_has_an_origin": "derived_from",
    "negotiations_one_table": None,
}


def overtaken(error: Exception) -> bool:
    """Whether what a change rests on was moved to another negotiation meanwhile; tried again, its models say so."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return diagnosis is not None and diagnosis.constraint_name == "negotiations_one_table"


@contextmanager
def checked_at_the_end() -> Iterator[None]:
    """One change, all or nothing; refuses with a sentence what only shows when all of it is written."""
    try:
        with transaction.atomic():
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as refusal:
        diagnosis = getattr(refusal.__cause__, "diag", None)
        if diagnosis is None or diagnosis.constraint_name not in _RULES:
            raise
        field, told = _RULES[diagnosis.constraint_name], diagnosis.message_primary
        field = diagnosis.column_name if field is None else field
        raise ValidationError({field: told} if field else told) from refusal
