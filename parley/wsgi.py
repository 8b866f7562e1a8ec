"""What the web server calls. The database is there, with the guards in force, or the web server does not start."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

from parley.lib import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.settings")
try:
    database.ensure_running()
    application = get_wsgi_application()
    database.refuse_unguarded()
except database.DatabaseTrouble as trouble:
    sys.exit(str(trouble))

# What the code itself is made of stays for good: a full collection that walks through it is a slow page now and then.
gc.collect()
gc.freeze()
# A page makes thousands of objects and drops them; to look through them while it is made finds nothing.
gc.set_threshold(20_000, 20, 20)
