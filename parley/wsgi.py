"""What the web server calls. The database is there, with the guards in force, or the web server does not start."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from parley.lib import database
from parley.lib.garbage import look_between_pages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.settings")
try:
    database.ensure_running()
    application = get_wsgi_application()
    database.refuse_unguarded()
except database.DatabaseTrouble as trouble:
    sys.exit(str(trouble))

look_between_pages()
