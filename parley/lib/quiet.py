"""What no log keeps: the private addresses of calendars, which need no log-in."""

import logging
import re

_PRIVATE = re.compile(r"/calendar/[^/\s?'\"]+\.ics")


class PrivateAddresses(logging.Filter):
    """Takes them out of every line, wherever in it they stand."""

    def filter(self, record: logging.LogRecord) -> bool:
        told = record.getMessage()
        if _PRIVATE.search(told):
            record.msg, record.args = _PRIVATE.sub("/calendar/….ics", told), ()
        return True
