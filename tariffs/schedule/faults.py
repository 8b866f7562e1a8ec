"""What is wrong with a file, all of it at once."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of a file."""

    place: str  # like “line 3” or “row 12”; empty for the whole file
    says: str

    def __str__(self) -> str:
        return f"{self.place}: {self.says}" if self.place else self.says


class FileRefused(Exception):
    """A file that is not taken; `faults` says why, in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(map(str, self.faults)))


def refuse(says: str, place: str = "") -> FileRefused:
    """A refusal for one reason."""
    return FileRefused([Fault(place, says)])
