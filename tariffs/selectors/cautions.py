"""What is to be said of many ladders at once."""

from collections.abc import Iterable

from tariffs import duty
from tariffs.duty import Ladder

NO_SHARES = (
    "Duties on the content of goods are taken on the whole value, since no share is told here; where two of them apply "
    "the total is not known."
)


class NoShare(str):
    """A caution that a duty is on a content of which no share was told."""

    __slots__ = ()


class Contradiction(str):
    """A caution that there is no ladder, since the records contradict each other."""

    __slots__ = ()


def cautions_of(ladders: Iterable[Ladder]) -> list[str]:
    """What is to be said, once, of many ladders: what is unlawful, what contradicts, and that no share was told."""
    said: dict[str, None] = {}
    for each in ladders:
        said |= dict.fromkeys(duty.unlawful(step.layer) for step in each.steps if not step.layer.lawful)
        for caution in each.cautions:
            if isinstance(caution, NoShare):
                said[NO_SHARES] = None
            elif isinstance(caution, Contradiction):
                said[caution] = None
    return list(said)
