"""Room for the frames of all that a test calls."""

from collections.abc import Callable
from types import FunctionType


def _call(function: Callable, **arguments):
    return function(**arguments)


# CPython keeps frames in chunks of 16 KB. It asks the system for another when a call does not fit in the last one, and
# gives it back when that call returns: a loop that happens to run at a chunk's end asks at every turn, and its calls
# take a hundred times as long. Under pytest's own frames and Django's some loop always does, which was a twentieth of
# a run. A frame that claims 560 KB makes a chunk of a megabyte, and what it calls finds room in the rest.
with_room = FunctionType(_call.__code__.replace(co_stacksize=70_000), globals())
