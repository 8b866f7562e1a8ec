"""What belongs to one negotiation holds together: no record joins those of two.

The database holds to the same (migration 0012), also where a record that others point at would move to another
negotiation and leave them behind. An occasion on which a position was taken, a promise made or an account given may be
one of another table: a summit of others.
"""

from typing import Any

from django.core.exceptions import ValidationError

_PARTY = "The party is not at the table of this negotiation."
_ISSUE = "The issue is not on the agenda of this negotiation."
_POSITION = "The position is not one of this negotiation."
# By kind of record what it points at; the first of these says which negotiation is its own.
ONE_TABLE = {
    "occasion": {"negotiation": "", "round": "The round is not one of this negotiation."},
    "discussion": {"occasion": "", "issue": _ISSUE},
    "issue": {"negotiation": "", "parent": _ISSUE},
    "position": {"issue": "", "party": _PARTY, "replaced_by": _POSITION},
    "deadline": {
        "negotiation": "", "issue": _ISSUE, "moved_by": _PARTY, "moves": "The deadline is not one of this negotiation."
    },
    "term": {"negotiation": "", "owed_by": _PARTY, "issue": _ISSUE},
    "divergence": {"negotiation": "", "issue": _ISSUE, "term": "The promise is not one of this negotiation."},
    "account": {
        "divergence": "", "term": "The promise and the subject are of one negotiation.", "party": _PARTY,
        "position": _POSITION,
    },
    "exchange": {"given": "", "taken": "Both positions are of one negotiation."},
}  # fmt: skip


def refuse_another_table(record: Any) -> None:
    """Refuse, with a ValidationError beside the field, what points at a record of another negotiation."""
    here, faults = None, {}
    for name, sentence in ONE_TABLE[record._meta.model_name].items():
        if getattr(record, f"{name}_id") is None:
            continue
        there = record.negotiation_id if name == "negotiation" else _negotiation_of(getattr(record, name))
        if here is not None and there != here:
            faults[name] = sentence
        here = here or there
    if faults:
        raise ValidationError(faults)


def _negotiation_of(record: Any) -> int:
    return record.negotiation_id if hasattr(record, "negotiation_id") else record.issue.negotiation_id
