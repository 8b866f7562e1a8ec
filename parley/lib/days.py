"""A day or a moment as text, read."""

from datetime import UTC, date, datetime


def read_day(text: str) -> date:
    """The day that a text like 2025-05-05 stands for; other texts are refused in a sentence (ValueError)."""
    try:
        if len(text) != 10:  # the basic and week forms of ISO 8601 are no days of ours
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text[:40]}” is no day; write it like 2025-05-05.") from None


def read_moment(text: str) -> datetime:
    """The moment that a text like 2025-05-05T09:00Z stands for, in UTC, which it also means where it names no zone.

    Other texts are refused in a sentence (ValueError).
    """
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))  # a “+” arrives as a blank
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"“{text[:40]}” is not a moment; write it like 2025-05-05T09:00Z.") from None
