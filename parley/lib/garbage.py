"""How seldom Python looks for garbage."""

import gc


def look_seldom() -> None:
    """For a process that has imported all it needs. What the code itself is made of stays for good: a full collection
    that walks through it is a slow page now and then. And a page makes thousands of objects and drops them: to look
    through them while it is made finds nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
