"""A day as text, read."""

from datetime import date


def read_day(text: str) -> date:
    """The day that a text like 2025-05-05 stands for; other texts are refused in a sentence (ValueError)."""
    try:
        if len(text) != 10:  # the basic and week forms of ISO 8601 are no days of ours
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text[:40]}” is no day; write it like 2025-05-05.") from None
