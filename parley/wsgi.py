"""What the web server calls. The database is there, or the web server does not start."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from parley.lib import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.settings")
try:
    database.ensure_running()
except database.DatabaseTrouble as trouble:
    sys.exit(str(trouble))

application = get_wsgi_application()
