"""Changes to the talks that have a name in the trade: each all or nothing, through `record`."""

from negotiations.actions.capturing import enter_source, keep_copy
from negotiations.actions.positions import table_position, withdraw_position
from negotiations.actions.publishing import (
    publish,
    publish_all,
    rank,
    return_to_draft,
    return_with_comment,
)
from negotiations.actions.quoting import draft_from_passage
from negotiations.actions.removing import last_written, logged_with, remove_round
from negotiations.actions.rounds import Cited, Entry, Logged, RoundLog, log_round
from negotiations.actions.writing import Overtaken, Refused

__all__ = [
    "Cited",
    "Entry",
    "Logged",
    "Overtaken",
    "Refused",
    "RoundLog",
    "draft_from_passage",
    "enter_source",
    "keep_copy",
    "last_written",
    "log_round",
    "logged_with",
    "publish",
    "publish_all",
    "rank",
    "remove_round",
    "return_to_draft",
    "return_with_comment",
    "table_position",
    "withdraw_position",
]
